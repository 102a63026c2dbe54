import type { Db, Trx } from "./connection.ts";

export async function wardExists(db: Db | Trx, hospitalId: string, wardId: string): Promise<boolean> {
  const found = await db
    .selectFrom("wards")
    .select("ward_id")
    .where("hospital_id", "=", hospitalId)
    .where("ward_id", "=", wardId)
    .executeTakeFirst();
  return found !== undefined;
}
