import type { FhirPatient } from "../domain/fhir.ts";
import type { Db, Trx } from "./connection.ts";

/** Whose stay it is; null where the hospital has no such stay. */
export async function findPatientOfStay(
  trx: Db | Trx,
  hospitalId: string,
  stayId: string,
): Promise<{ readonly number: string; readonly beganAt: Date; readonly leftAt: Date | null } | null> {
  const row = await trx
    .selectFrom("stays as s")
    .innerJoin("patients as p", (on) =>
      on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.patient_id", "=", "s.patient_id"),
    )
    .select(["p.number", "s.began_at as beganAt", "s.ended_at as leftAt"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.stay_id", "=", stayId)
    .executeTakeFirst();
  return row ?? null;
}

/** Who it is, for a document that leaves the house; null where the hospital has no such stay. */
export async function readFhirPatient(db: Db, hospitalId: string, stayId: string): Promise<FhirPatient | null> {
  const row = await db
    .selectFrom("stays as s")
    .innerJoin("patients as p", (on) =>
      on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.patient_id", "=", "s.patient_id"),
    )
    .select(["p.number", "p.family_name as familyName", "p.given_name as givenName", "p.born_on as bornOn", "p.sex"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.stay_id", "=", stayId)
    .executeTakeFirst();
  return row ?? null;
}

export interface PatientRecord {
  readonly patientId: string;
  readonly number: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornOn: string;
  readonly sex: "female" | "male" | "other" | "unknown";
  readonly pregnant: boolean;
  readonly spo2Scale: 1 | 2;
  /** Null: a record of its own. */
  readonly mergedIntoId: string | null;
}

export type NewPatient = Pick<PatientRecord, "number" | "familyName" | "givenName" | "bornOn" | "sex" | "pregnant">;

const records = (trx: Db | Trx, hospitalId: string) =>
  trx
    .selectFrom("patients")
    .select(["patient_id as patientId", "number", "family_name as familyName", "given_name as givenName"])
    .select(["born_on as bornOn", "sex", "pregnant", "spo2_scale as spo2Scale", "merged_into_id as mergedIntoId"])
    .where("hospital_id", "=", hospitalId);

/** Whom a number means: of a record that went up in another, the one that is kept. */
export async function findPatientByNumber(
  trx: Db | Trx,
  hospitalId: string,
  number: string,
): Promise<PatientRecord | null> {
  const found = await records(trx, hospitalId).where("number", "=", number).executeTakeFirst();
  if (!found || found.mergedIntoId === null) return found ?? null;
  return (await records(trx, hospitalId).where("patient_id", "=", found.mergedIntoId).executeTakeFirst()) ?? null;
}

/** Locks records in the order of their ids. After the stays, before any bed: see the order of locks. */
export async function lockPatients(
  trx: Trx,
  hospitalId: string,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, PatientRecord>> {
  const rows = await records(trx, hospitalId)
    .where("patient_id", "in", patientIds)
    .orderBy("patient_id")
    .forNoKeyUpdate()
    .execute();
  return new Map(rows.map((row) => [row.patientId, row]));
}

/** Null: the hospital has somebody of this number, perhaps since a moment ago. */
export async function insertPatient(trx: Trx, hospitalId: string, patient: NewPatient): Promise<string | null> {
  const row = await trx
    .insertInto("patients")
    .values({
      ...{ hospital_id: hospitalId, number: patient.number, family_name: patient.familyName },
      ...{ given_name: patient.givenName, born_on: patient.bornOn, sex: patient.sex, pregnant: patient.pregnant },
    })
    .onConflict((on) => on.columns(["hospital_id", "number"]).doNothing())
    .returning("patient_id")
    .executeTakeFirst();
  return row?.patient_id ?? null;
}

/** All that was one record's is the other's, what had gone up in it before included. Under the locks of both. */
export async function absorbPatient(
  trx: Trx,
  hospitalId: string,
  { absorbedId, keptId }: { readonly absorbedId: string; readonly keptId: string },
): Promise<void> {
  await trx
    .updateTable("stays")
    .set({ patient_id: keptId })
    .where("hospital_id", "=", hospitalId)
    .where("patient_id", "=", absorbedId)
    .execute();
  await trx
    .updateTable("patients")
    .set({ merged_into_id: keptId })
    .where("hospital_id", "=", hospitalId)
    .where((on) => on.or([on("patient_id", "=", absorbedId), on("merged_into_id", "=", absorbedId)]))
    .execute();
}

/** The other numbers that mean this person. */
export async function readOtherNumbers(db: Db | Trx, hospitalId: string, patientId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("patients")
    .select("number")
    .where("hospital_id", "=", hospitalId)
    .where("merged_into_id", "=", patientId)
    .orderBy("number")
    .execute();
  return rows.map(({ number }) => number);
}

/** Where a record's patient lies; null: they are not here. */
export async function findStayOfRecord(
  db: Db,
  hospitalId: string,
  patientId: string,
): Promise<{ readonly stayId: string; readonly bedId: string } | null> {
  const row = await db
    .selectFrom("stays as s")
    .innerJoin("occupancies as o", (on) =>
      on.onRef("o.hospital_id", "=", "s.hospital_id").onRef("o.stay_id", "=", "s.stay_id").on("o.to_at", "is", null),
    )
    .select(["s.stay_id as stayId", "o.bed_id as bedId"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.patient_id", "=", patientId)
    .where("s.ended_at", "is", null)
    .executeTakeFirst();
  return row ?? null;
}

/** By which scale a saturation scores. */
export async function writeSpo2Scale(trx: Trx, hospitalId: string, patientId: string, scale: 1 | 2): Promise<void> {
  await trx
    .updateTable("patients")
    .set({ spo2_scale: scale })
    .where("hospital_id", "=", hospitalId)
    .where("patient_id", "=", patientId)
    .execute();
}
