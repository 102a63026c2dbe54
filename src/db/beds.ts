import type { Db, Trx } from "./connection.ts";

/** The beds of a ward, or of the whole hospital where `wardId` is null, in their physical order. */
export async function readBedIds(db: Db, hospitalId: string, wardId: string | null): Promise<string[]> {
  const rows = await db
    .selectFrom("beds as b")
    .innerJoin("wards as w", (on) =>
      on.onRef("w.hospital_id", "=", "b.hospital_id").onRef("w.ward_id", "=", "b.ward_id"),
    )
    .select("b.bed_id")
    .where("b.hospital_id", "=", hospitalId)
    .$if(wardId !== null, (query) => query.where("b.ward_id", "=", wardId ?? ""))
    .orderBy("w.place")
    .orderBy("w.ward_id")
    .orderBy("b.place")
    .orderBy("b.bed_id")
    .execute();
  return rows.map((row) => row.bed_id);
}

export interface BedNow {
  readonly bedId: string;
  readonly wardId: string;
  /** The stay that holds it, or null. */
  readonly stayId: string | null;
}

/** A bed and who is in it; null where the hospital has no such bed. */
export async function findBed(trx: Trx, hospitalId: string, bedId: string): Promise<BedNow | null> {
  const bed = await trx
    .selectFrom("beds as b")
    .leftJoin("occupancies as o", (on) =>
      on.onRef("o.hospital_id", "=", "b.hospital_id").onRef("o.bed_id", "=", "b.bed_id").on("o.to_at", "is", null),
    )
    .select(["b.bed_id as bedId", "b.ward_id as wardId", "o.stay_id as stayId"])
    .where("b.hospital_id", "=", hospitalId)
    .where("b.bed_id", "=", bedId)
    .executeTakeFirst();
  return bed ?? null;
}
