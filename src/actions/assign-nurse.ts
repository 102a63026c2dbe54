import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { readNurseOf, writeNurseOf } from "../db/stays.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { holdStay } from "./hold-stay.ts";

export interface Assignment {
  readonly person: Person;
  readonly stayId: string;
  /** Mine, or not mine any more. */
  readonly mine: boolean;
  readonly requestId: string;
}

/**
 * A nurse takes a patient, whoever's it was, or gives them up; whose it is not cannot be given up, and saying the same
 * twice is no fault. Ladders that call the patient's nurse call them from then on. Refuses `not_allowed`, `not_found`
 * for a stay that is none, and `patient_left`.
 */
export async function assignNurse(
  { db }: { readonly db: Db },
  { person, stayId, mine, requestId }: Assignment,
): Promise<Result<{ readonly bedId: string }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "have_patients")) return refuse({ kind: "not_allowed", action: "have_patients" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { bedId, wardId } = held.value.stay;
    const bed = { stayId, bedId, wardId };
    const before = await readNurseOf(trx, hospitalId, stayId);
    if (mine === (before === staffId)) return ok(bed);
    await writeNurseOf(trx, hospitalId, stayId, mine ? staffId : null);
    const reason = mine ? (before === null ? "taken" : "taken_over") : "given_up";
    await writeAudit(trx, {
      hospitalId,
      staffId,
      action: "stay.nurse_changed",
      subject: `stay:${stayId}`,
      reason,
      requestId,
    });
    await publish(trx, hospitalId, [{ type: "stay.nurse_changed", payload: bed }]);
    return ok(bed);
  });
}
