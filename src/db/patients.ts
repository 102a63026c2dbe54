import type { FhirPatient } from "../domain/fhir.ts";
import type { Db, Trx } from "./connection.ts";

/** Whose stay it is; null where the hospital has no such stay. */
export async function findPatientOfStay(
  trx: Trx,
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
