import type { NamedBed } from "../domain/names.ts";
import type { Db, Trx } from "./connection.ts";

export interface OccupiedBed extends NamedBed {
  readonly stayId: string;
  readonly givenName: string;
}

/** Who lies where, of the whole hospital, in the order of the wards and their beds. */
export async function readOccupiedBeds(db: Db, hospitalId: string): Promise<OccupiedBed[]> {
  return await occupied(db, hospitalId)
    .innerJoin("wards as w", (on) =>
      on.onRef("w.hospital_id", "=", "b.hospital_id").onRef("w.ward_id", "=", "b.ward_id"),
    )
    .select(["o.stay_id as stayId", "p.given_name as givenName"])
    .orderBy("w.place")
    .orderBy("w.ward_id")
    .orderBy("b.place")
    .orderBy("b.bed_id")
    .execute();
}

/** Who lies on these wards, by family name, in the order of the beds. One statement. */
export async function readNamesOnWards(
  trx: Trx,
  hospitalId: string,
  wardIds: readonly string[],
): Promise<readonly NamedBed[]> {
  if (wardIds.length === 0) return [];
  return await occupied(trx, hospitalId)
    .where("b.ward_id", "in", wardIds)
    .orderBy("b.place")
    .orderBy("b.bed_id")
    .execute();
}

const occupied = (db: Db | Trx, hospitalId: string) =>
  db
    .selectFrom("beds as b")
    .innerJoin("occupancies as o", (on) =>
      on.onRef("o.hospital_id", "=", "b.hospital_id").onRef("o.bed_id", "=", "b.bed_id").on("o.to_at", "is", null),
    )
    .innerJoin("stays as s", (on) =>
      on.onRef("s.hospital_id", "=", "o.hospital_id").onRef("s.stay_id", "=", "o.stay_id"),
    )
    .innerJoin("patients as p", (on) =>
      on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.patient_id", "=", "s.patient_id"),
    )
    .select(["b.bed_id as bedId", "b.ward_id as wardId", "p.family_name as familyName"])
    .where("b.hospital_id", "=", hospitalId);
