import { closeAbsence, findAbsence, insertAbsence } from "../db/absences.ts";
import { subjectOfDevice, subjectOfSigns } from "../db/alerts.ts";
import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { readDevicesAtBed } from "../db/devices.ts";
import type { AbsenceReason } from "../domain/absences.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { holdStay } from "./hold-stay.ts";
import { closeTechnicalAlerts } from "./technical-alert.ts";

export interface Leaving {
  readonly person: Person;
  readonly stayId: string;
  readonly reason: AbsenceReason;
  /** From 1 to `absenceMinutesMax`; the caller has seen to it. */
  readonly minutes: number;
  readonly requestId: string;
}

/**
 * A patient leaves the ward for a while: until then it is nobody's alert that the bed's equipment is silent, and what was
 * said of that is closed. Nothing of the patient is silenced: a value that comes and is wrong calls as ever. Who is away
 * already is away for the new reason until the new time. Refuses `not_allowed`, `not_found` for a stay that is none, and
 * `patient_left`.
 */
export async function leaveWard(
  { db }: { readonly db: Db },
  { person, stayId, reason, minutes, requestId }: Leaving,
): Promise<Result<{ readonly bedId: string; readonly until: Date }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "send_off_ward")) return refuse({ kind: "not_allowed", action: "send_off_ward" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { now, stay } = held.value;
    const bed = { stayId, bedId: stay.bedId, wardId: stay.wardId };
    const before = await findAbsence(trx, hospitalId, stayId);
    if (before) await closeAbsence(trx, hospitalId, before.absenceId, now);
    const until = new Date(now.getTime() + minutes * 60_000);
    await insertAbsence(trx, hospitalId, { stayId, reason, staffId, from: now, until });
    const devices = await readDevicesAtBed(trx, hospitalId, bed.bedId);
    const quiet = await closeTechnicalAlerts(trx, {
      ...{ hospitalId, subjects: [...devices.map(subjectOfDevice), subjectOfSigns(stayId)] },
      ...{ outcome: "patient_left", reason: "off_the_ward", staffId, requestId, now },
    });
    const subject = `stay:${stayId}`;
    await writeAudit(trx, { hospitalId, staffId, action: "absence.began", subject, reason, requestId });
    await publish(trx, hospitalId, [...quiet, { type: "absence.began", payload: bed }]);
    return ok({ bedId: bed.bedId, until });
  });
}
