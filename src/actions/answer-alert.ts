import { saveAlerts } from "../db/alert-changes.ts";
import { lockAlert, type StoredAlert } from "../db/alerts.ts";
import { type Db, databaseNow, type Trx } from "../db/connection.ts";
import type { Command } from "../domain/alerts.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { answerPermission, may, type Permission, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { command, eventsOf, type Grounds } from "./alert-step.ts";

/** What a person does to one alert, and from where. */
export interface AlertAct {
  readonly person: Person;
  readonly alertId: string;
  readonly requestId: string;
}

export interface Answer extends AlertAct {
  /** Null: whoever may answer the alert. */
  readonly permission?: Permission | null;
  /** Given the alert and the time under its lock, so that who comes second also comes later. */
  readonly order: (alert: StoredAlert, now: Date) => Command;
  readonly grounds: Omit<Grounds, "staffId" | "requestId">;
  /** What else has to hold, or to be done, in the same transaction. */
  readonly first?: (trx: Trx, alert: StoredAlert) => Promise<Result<null>>;
}

/** Decided under the alert's lock, written, audited and told in one transaction. */
export async function answerAlert(db: Db, answer: Answer): Promise<Result<StoredAlert>> {
  return await db.transaction().execute((trx) => answerIn(trx, answer));
}

/** The same within a transaction that publishes last: this is its last statement. */
export async function answerIn(trx: Trx, answer: Answer): Promise<Result<StoredAlert>> {
  const { person, order, grounds, permission, requestId } = answer;
  const { hospitalId, staffId } = person;
  const alert = await lockAlert(trx, hospitalId, answer.alertId);
  if (!alert) return refuse({ kind: "not_found" });
  const needed = permission ?? answerPermission(alert);
  if (!may(person.role, needed)) return refuse({ kind: "not_allowed", action: needed });
  const now = await databaseNow(trx);
  const done = command(alert, order(alert, now), { ...grounds, staffId, requestId }, now);
  if (!done.ok) return done;
  const ready = (await answer.first?.(trx, alert)) ?? ok(null);
  if (!ready.ok) return ready;
  await saveAlerts(trx, hospitalId, [done.value]);
  await publish(trx, hospitalId, eventsOf(done.value));
  return ok(done.value.alert);
}
