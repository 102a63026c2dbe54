import { saveAlerts } from "../db/alert-changes.ts";
import { lockAlert, type StoredAlert } from "../db/alerts.ts";
import { writeAudit } from "../db/audit.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import type { Command } from "../domain/alerts.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { answerPermission, may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { command, eventsOf } from "./alert-step.ts";

export interface Answer {
  readonly person: Person;
  readonly alertId: string;
  readonly action: "acknowledge_alert" | "resolve_alert";
  readonly order: Command;
  readonly reason: string;
  readonly requestId: string;
}

/** What a person does to one alert: decided under the alert's lock, written, audited and told in one transaction. */
export async function answerAlert(db: Db, answer: Answer): Promise<Result<StoredAlert>> {
  const { person, action, order, reason, requestId } = answer;
  const { hospitalId, staffId } = person;
  return await db.transaction().execute(async (trx) => {
    const alert = await lockAlert(trx, hospitalId, answer.alertId);
    // What no board shows is not there: before who may answer it, so that nobody learns of it.
    if (!alert || alert.state === "pending" || alert.state === "cancelled") return refuse({ kind: "not_found" });
    if (!may(person.role, answerPermission(alert))) return refuse({ kind: "not_allowed", action });
    // The clock is read under the lock, so that who comes second also comes later.
    const done = command(alert, order, { staffId, reason }, await databaseNow(trx));
    if (!done.ok) return done;
    await saveAlerts(trx, hospitalId, [done.value]);
    await writeAudit(trx, { hospitalId, staffId, action, subject: `alert:${alert.alertId}`, reason, requestId });
    await publish(trx, hospitalId, eventsOf(done.value));
    return ok(done.value.alert);
  });
}
