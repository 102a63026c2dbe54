import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { insertPatientMark, readPatientMarks } from "../db/patient-marks.ts";
import { type MarkKind, markPermission } from "../domain/patient-marks.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { holdStay } from "./hold-stay.ts";

export interface Marking {
  readonly person: Person;
  readonly stayId: string;
  /** A scale is ordered, not marked: `order-spo2-scale.ts`. */
  readonly mark: Exclude<MarkKind, "spo2_scale">;
  /** One of the mark's own; null: it is not said any more. */
  readonly value: string | null;
  readonly words: string | null;
  readonly requestId: string;
}

/**
 * Says of a patient what must be known before anything is done to them: it stands on the card and the page until it is said
 * otherwise, also over the end of this stay. Saying the same twice is no fault. Refuses `not_allowed`, `not_found`,
 * `patient_left`.
 */
export async function markPatient(
  { db }: { readonly db: Db },
  { person, stayId, mark, value, words, requestId }: Marking,
): Promise<Result<null>> {
  const { hospitalId, staffId, role } = person;
  const action = markPermission[mark];
  if (!may(role, action)) return refuse({ kind: "not_allowed", action });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { stay, now: at } = held.value;
    const { patientId, bedId, wardId } = stay;
    const before = (await readPatientMarks(trx, hospitalId, patientId)).find((one) => one.mark === mark);
    if ((before?.value ?? null) === value && (before?.words ?? null) === words) return ok(null);
    await insertPatientMark(trx, hospitalId, { patientId, mark, value, words, staffId, at });
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: "patient.marked", subject: `patient:${patientId}` },
      ...{ reason: `${mark}: ${value ?? "taken back"}`, requestId },
    });
    await publish(trx, hospitalId, [{ type: "patient.marked", payload: { stayId, bedId, wardId } }]);
    return ok(null);
  });
}
