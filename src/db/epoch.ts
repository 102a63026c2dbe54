import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "./connection.ts";

/**
 * The life of this database as twelve hexadecimal digits. It changes when the database is restored, failed over, rolled back
 * or restarted, because then a sequence number may be given out twice: cursors of another life are not compared.
 * A plain role may read all of it, on Postgres 15 and 18.
 */
export async function readEpoch(db: Db): Promise<string> {
  const { rows } = await sql<{ life: string }>`
    select concat_ws('/',
      (select system_identifier from pg_control_system()),
      left(pg_walfile_name(pg_current_wal_lsn()), 8),
      extract(epoch from pg_postmaster_start_time()),
      'outbox'::regclass::oid
    ) as life
  `.execute(db);
  const life = rows[0]?.life;
  if (!life) throw new Error("the database did not say who it is");
  return createHash("sha256").update(life).digest("hex").slice(0, 12);
}

/** For a life that cannot be told from the one before: a counter went back without a restart. */
export const inventedEpoch = () => randomBytes(6).toString("hex");
