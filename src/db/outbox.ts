import { sql } from "kysely";
import type { Db } from "./connection.ts";

export interface OutboxRow {
  readonly seq: number;
  readonly type: string;
  readonly payload: unknown;
}

/** A hospital's events after `seq`, in commit order, `rowsMax` at most. The first of them is `seq + 1` unless it was dropped. */
export async function readAfter(db: Db, hospitalId: string, seq: number, rowsMax: number): Promise<OutboxRow[]> {
  const rows = await db
    .selectFrom("outbox")
    .select(["seq", "type", "payload"])
    .where("hospital_id", "=", hospitalId)
    .where("seq", ">", String(seq))
    .orderBy("seq")
    .limit(rowsMax)
    .execute();
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/**
 * The last number given out in each of these hospitals, and the database's clock. The counter moves in the transaction
 * that appends, so whoever sees a number can read all the events up to it.
 */
export async function currentSeqs(
  db: Db,
  hospitalIds: readonly string[],
): Promise<{ seqs: ReadonlyMap<string, number>; now: Date }> {
  const { rows } = await sql<{ now: Date; seqs: Record<string, number> | null }>`
    select clock_timestamp() as now,
      (select jsonb_object_agg(hospital_id, event_seq) from hospitals where hospital_id = any(${hospitalIds})) as seqs
  `.execute(db);
  const row = rows[0];
  if (!row) throw new Error("the database did not tell its counters");
  return { seqs: new Map(Object.entries(row.seqs ?? {})), now: row.now };
}
