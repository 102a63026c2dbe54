import type { MarkKind, PatientMark } from "../domain/patient-marks.ts";
import type { Db, Trx } from "./connection.ts";

/** What is said of a patient now. */
export async function readPatientMarks(db: Db | Trx, hospitalId: string, patientId: string): Promise<PatientMark[]> {
  const rows = await db
    .selectFrom("patient_marks as m")
    .leftJoin("staff as s", (on) =>
      on.onRef("s.hospital_id", "=", "m.hospital_id").onRef("s.staff_id", "=", "m.set_by"),
    )
    .select(["m.mark", "m.value", "m.words", "m.set_at as at", "s.name as by"])
    .where("m.hospital_id", "=", hospitalId)
    .where("m.patient_id", "=", patientId)
    .where("m.ended_at", "is", null)
    .orderBy("m.mark")
    .execute();
  return rows.flatMap(({ value, ...rest }) => (value === null ? [] : { ...rest, value }));
}

export interface NewPatientMark {
  readonly patientId: string;
  readonly mark: MarkKind;
  /** Null: taken back, which is written down like the rest. */
  readonly value: string | null;
  readonly words: string | null;
  readonly staffId: string;
  readonly at: Date;
}

/** Takes the place of what was said before, which is kept. Under the lock of the patient, or of the stay. */
export async function insertPatientMark(trx: Trx, hospitalId: string, given: NewPatientMark): Promise<void> {
  await trx
    .updateTable("patient_marks")
    .set({ ended_at: given.at })
    .where("hospital_id", "=", hospitalId)
    .where("patient_id", "=", given.patientId)
    .where("mark", "=", given.mark)
    .where("ended_at", "is", null)
    .execute();
  await trx
    .insertInto("patient_marks")
    .values({
      ...{ hospital_id: hospitalId, patient_id: given.patientId, mark: given.mark, value: given.value },
      ...{ words: given.words, set_by: given.staffId, set_at: given.at },
    })
    .execute();
}
