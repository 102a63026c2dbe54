import type { Trx } from "./connection.ts";

/** Who holds a bed from when on. Written under the locks of the stay and of the bed. */
export async function insertOccupancy(
  trx: Trx,
  hospitalId: string,
  { stayId, bedId, from }: { readonly stayId: string; readonly bedId: string; readonly from: Date },
): Promise<void> {
  await trx
    .insertInto("occupancies")
    .values({ hospital_id: hospitalId, stay_id: stayId, bed_id: bedId, from_at: from, to_at: null })
    .execute();
}

/** These stays hold no bed any more. What was measured before still belongs to them. */
export async function closeOccupancies(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
  to: Date,
): Promise<void> {
  await trx
    .updateTable("occupancies")
    .set({ to_at: to })
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "in", stayIds)
    .where("to_at", "is", null)
    .execute();
}

/** When a bed was last given up; null: nobody has lain in it. */
export async function lastLeftAt(trx: Trx, hospitalId: string, bedId: string): Promise<Date | null> {
  const row = await trx
    .selectFrom("occupancies")
    .select("to_at")
    .where("hospital_id", "=", hospitalId)
    .where("bed_id", "=", bedId)
    .orderBy("from_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.to_at ?? null;
}
