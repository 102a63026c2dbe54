import type { Db, Trx } from "./connection.ts";

/** The beds of a ward, or of the whole hospital where `wardId` is null, in their physical order. */
export async function readBedIds(db: Db | Trx, hospitalId: string, wardId: string | null): Promise<string[]> {
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

/**
 * Locks beds until the transaction ends, in the order of their ids: who comes, goes or moves holds the beds it is about, so
 * that of two who want one bed the second sees the first in it. After the stays, before any alert.
 */
export async function lockBeds(trx: Trx, hospitalId: string, bedIds: readonly string[]): Promise<void> {
  await trx
    .selectFrom("beds")
    .select("bed_id")
    .where("hospital_id", "=", hospitalId)
    .where("bed_id", "in", bedIds)
    .orderBy("bed_id")
    .forNoKeyUpdate()
    .execute();
}

/**
 * A bed and who is in it, which stays so until the transaction ends; null where the hospital has no such bed. Any number
 * may hold it so at the same time: only who comes, goes or moves waits.
 */
export async function holdBed(trx: Trx, hospitalId: string, bedId: string): Promise<BedNow | null> {
  const held = await trx
    .selectFrom("beds")
    .select("bed_id")
    .where("hospital_id", "=", hospitalId)
    .where("bed_id", "=", bedId)
    .forShare()
    .executeTakeFirst();
  // Asked after the lock and not with it: whoever waited would be given the occupant of before.
  return held ? await findBed(trx, hospitalId, bedId) : null;
}

export interface FreeBed {
  readonly bedId: string;
  readonly wardId: string;
}

/** The beds that nobody lies in, in their physical order. */
export async function readFreeBeds(db: Db | Trx, hospitalId: string): Promise<FreeBed[]> {
  return await db
    .selectFrom("beds as b")
    .innerJoin("wards as w", (on) =>
      on.onRef("w.hospital_id", "=", "b.hospital_id").onRef("w.ward_id", "=", "b.ward_id"),
    )
    .select(["b.bed_id as bedId", "b.ward_id as wardId"])
    .where("b.hospital_id", "=", hospitalId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("occupancies as o")
            .select("o.bed_id")
            .whereRef("o.hospital_id", "=", "b.hospital_id")
            .whereRef("o.bed_id", "=", "b.bed_id")
            .where("o.to_at", "is", null),
        ),
      ),
    )
    .orderBy("w.place")
    .orderBy("w.ward_id")
    .orderBy("b.place")
    .orderBy("b.bed_id")
    .execute();
}
