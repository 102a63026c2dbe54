import { sql } from "kysely";
import type { Db, Trx } from "./connection.ts";

export async function hospitalsBehindTheMinute(db: Db, minute: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("hospitals")
    .select("hospital_id")
    .where("minute_at", "<", minute)
    .orderBy("hospital_id")
    .execute();
  return rows.map((row) => row.hospital_id);
}

/** Takes the minute for this process; false where another one has it. */
export async function takeMinute(trx: Trx, hospitalId: string, minute: Date): Promise<boolean> {
  const { rows } = await sql`
    update hospitals set minute_at = ${minute} where hospital_id = ${hospitalId} and minute_at < ${minute}
    returning hospital_id
  `.execute(trx);
  return rows.length > 0;
}
