import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { insertPatientMark } from "../db/patient-marks.ts";
import { lockPatients, writeSpo2Scale } from "../db/patients.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { holdStay } from "./hold-stay.ts";
import { judgeScore } from "./judge-score.ts";

export interface ScaleOrder {
  readonly person: Person;
  readonly stayId: string;
  /** 1: the order for scale 2 is revoked. */
  readonly scale: 1 | 2;
  /** One line, not empty. */
  readonly reason: string;
  readonly requestId: string;
}

/**
 * A doctor orders that the patient's saturation scores by scale 2, or revokes that. The score is judged anew at once: what it
 * had called for may be over, or something may be called for now. Saying the same twice is no fault. Refuses `not_allowed`,
 * `not_found`, `patient_left`.
 */
export async function orderSpo2Scale(
  { db }: { readonly db: Db },
  { person, stayId, scale, reason, requestId }: ScaleOrder,
): Promise<Result<null>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "order_spo2_scale")) return refuse({ kind: "not_allowed", action: "order_spo2_scale" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { stay, now } = held.value;
    const { patientId, bedId, wardId } = stay;
    // After the stay: see the order of locks.
    const record = (await lockPatients(trx, hospitalId, [patientId])).get(patientId);
    if (record?.spo2Scale === scale) return ok(null);
    await writeSpo2Scale(trx, hospitalId, patientId, scale);
    await insertPatientMark(trx, hospitalId, {
      ...{ patientId, mark: "spo2_scale", value: scale === 2 ? "2" : null, words: reason, staffId, at: now },
    });
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: scale === 2 ? "order_spo2_scale_2" : "revoke_spo2_scale_2" },
      ...{ subject: `patient:${patientId}`, reason, requestId },
    });
    const judged = await judgeScore(trx, hospitalId, stayId, now);
    await publish(trx, hospitalId, [{ type: "patient.marked", payload: { stayId, bedId, wardId } }, ...judged]);
    return ok(null);
  });
}
