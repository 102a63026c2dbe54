import { insertAlert } from "../db/alert-changes.ts";
import type { StoredAlert } from "../db/alerts.ts";
import { writeAudit } from "../db/audit.ts";
import { type BedNow, findBed } from "../db/beds.ts";
import { type Db, databaseNow, type Trx } from "../db/connection.ts";
import { newAlert } from "../domain/alert-life.ts";
import { type CalledKind, calledKinds, ladderFor, type Priority } from "../domain/alerts.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { eventsOf } from "./alert-step.ts";

export interface Call {
  readonly person: Person;
  readonly kind: CalledKind;
  /** Null: as is usual for the kind. */
  readonly priority: Priority | null;
  /** Where: a bed, or a place in words. The caller has seen to it that one of them is there. */
  readonly bedId: string | null;
  readonly place: string | null;
  readonly words: string | null;
  readonly requestId: string;
}

/**
 * A person calls for help. It is raised at once, on every board of the hospital; with a bed it is about the patient in it
 * and follows them. Two calls about the same thing are two alerts: nobody is told that somebody else has called, and so
 * need not come. Refuses `not_allowed`, and `not_found` for a bed that the hospital does not have.
 */
export async function raiseAlert({ db }: { readonly db: Db }, call: Call): Promise<Result<StoredAlert>> {
  const { person, kind, requestId } = call;
  const { hospitalId, staffId } = person;
  if (!may(person.role, "raise_alert")) return refuse({ kind: "not_allowed", action: "raise_alert" });
  return await db.transaction().execute(async (trx) => {
    const bed = call.bedId === null ? nowhere : await findBed(trx, hospitalId, call.bedId);
    if (!bed) return refuse({ kind: "not_found" });
    const raised = await begin(trx, call, bed);
    const subject = `alert:${raised.alert.alertId}`;
    await writeAudit(trx, { hospitalId, staffId, action: "raise_alert", subject, reason: kind, requestId });
    await publish(trx, hospitalId, eventsOf(raised));
    return ok(raised.alert);
  });
}

const nowhere = { bedId: null, wardId: null, stayId: null };

async function begin(trx: Trx, call: Call, bed: BedNow | typeof nowhere) {
  const { person, kind, place, words } = call;
  const usual = calledKinds[kind];
  const priority = call.priority ?? usual.priority;
  const ladder = ladderFor("called", priority, kind);
  const now = await databaseNow(trx);
  const begun = newAlert({ kind: "called", priority, lapses: false, ladder, onDelaySeconds: 0 }, now);
  const alert = await insertAlert(trx, person.hospitalId, {
    ...begun,
    ...bed,
    clinical: usual.clinical,
    cause: kind,
    reason: "called",
    subject: null,
    deviceId: null,
    place,
    words,
    sign: null,
    value: null,
    limit: null,
    raisedBy: person.staffId,
    at: now,
  });
  if (!alert) throw new Error("a call has no subject, and so no other can stand in its way");
  return { alert, steps: begun.steps };
}
