import { closeAbsence, findAbsence } from "../db/absences.ts";
import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { countSilenceAnew } from "../db/devices.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { holdStay } from "./hold-stay.ts";

export interface Return {
  readonly person: Person;
  readonly stayId: string;
  readonly requestId: string;
}

/**
 * A patient is back before the time, and has a while to be connected before a silent monitor is missed. Saying so of one
 * who was not away is no fault. Refuses `not_allowed`, `not_found` for a stay that is none, and `patient_left`.
 */
export async function returnToWard(
  { db }: { readonly db: Db },
  { person, stayId, requestId }: Return,
): Promise<Result<{ readonly bedId: string }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "send_off_ward")) return refuse({ kind: "not_allowed", action: "send_off_ward" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { now, stay } = held.value;
    const bed = { stayId, bedId: stay.bedId, wardId: stay.wardId };
    const absence = await findAbsence(trx, hospitalId, stayId);
    if (!absence) return ok(bed);
    await closeAbsence(trx, hospitalId, absence.absenceId, now);
    await countSilenceAnew(trx, hospitalId, bed.bedId, now);
    const subject = `stay:${stayId}`;
    await writeAudit(trx, { hospitalId, staffId, action: "absence.ended", subject, reason: "returned", requestId });
    await publish(trx, hospitalId, [{ type: "absence.ended", payload: bed }]);
    return ok(bed);
  });
}
