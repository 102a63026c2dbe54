import { closeAbsence, findAbsence } from "../db/absences.ts";
import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { countSilenceAnew } from "../db/devices.ts";
import { findStayInBed, lockStays, readStayBeds } from "../db/stays.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";

export interface Return {
  readonly person: Person;
  readonly stayId: string;
  readonly requestId: string;
}

/**
 * A patient is back before the time, and has a while to be connected before a silent monitor is missed. Saying so of one
 * who was not away is no fault. Refuses `not_allowed`, and `not_found` for a stay that is none, or has no bed any more.
 */
export async function returnToWard(
  { db }: { readonly db: Db },
  { person, stayId, requestId }: Return,
): Promise<Result<{ readonly bedId: string }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "send_off_ward")) return refuse({ kind: "not_allowed", action: "send_off_ward" });
  return await db.transaction().execute(async (trx) => {
    if (!(await findStayInBed(trx, hospitalId, stayId))) return refuse({ kind: "not_found" });
    const now = await lockStays(trx, hospitalId, [stayId]);
    const [bed] = await readStayBeds(trx, hospitalId, [stayId]);
    if (!bed) return refuse({ kind: "not_found" });
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
