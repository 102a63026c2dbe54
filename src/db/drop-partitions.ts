import { sql } from "kysely";
import type { Db } from "./connection.ts";
import { type PartitionedTable, startOfPartition } from "./partitioned-table.ts";

/** Whoever still reads what is dropped is waited for so long, by nobody but us; then it is tried again in an hour. */
const lockWaitMillisMax = 1_000;
/** Of two processes one drops. */
const advisoryLock = 7_235_002;

interface Dropping {
  readonly table: PartitionedTable;
  /** What ended before this goes. */
  readonly before: Date;
}

/**
 * Drops the parts of tables that are older. A plain drop locks out every read and every insert of the whole table while it
 * waits for a single long read; so a part is detached first, which waits without keeping anybody from anything, and
 * dropped when nobody can have it in hand any more. What is interrupted in between is gone on with by the next run.
 */
export async function dropPartitions(db: Db, droppings: readonly Dropping[]): Promise<void> {
  // One connection: what is set and locked is the session's, since none of this may stand in a transaction.
  await db.connection().execute(async (session) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${advisoryLock}) as mine`.execute(
      session,
    );
    if (!rows[0]?.mine) return;
    try {
      await sql`select set_config('lock_timeout', ${String(lockWaitMillisMax)}, false)`.execute(session);
      for (const dropping of droppings) await dropOld(session, dropping);
    } finally {
      await sql`reset lock_timeout`.execute(session);
      await sql`select pg_advisory_unlock(${advisoryLock})`.execute(session);
    }
  });
}

async function dropOld(session: Db, { table, before }: Dropping): Promise<void> {
  for (const { name, state } of await partsOf(session, table.table)) {
    const start = startOfPartition(table, name);
    if (!start || table.next(start) > before) continue;
    try {
      if (state === "attached") await detach(session, table.table, name, "concurrently");
      if (state === "leaving") await detach(session, table.table, name, "finalize");
      await sql`drop table if exists ${sql.id(name)}`.execute(session);
    } catch (error) {
      // A table can have one part that is leaving, so that no other of it may either.
      if (isImpatience(error)) return;
      throw error;
    }
  }
}

const detach = (session: Db, table: string, name: string, how: "concurrently" | "finalize") =>
  sql`alter table ${sql.id(table)} detach partition ${sql.id(name)} ${sql.raw(how)}`.execute(session);

/** `leaving`: a detaching that was broken off. `detached`: one whose drop was. */
type State = "attached" | "leaving" | "detached";

async function partsOf(session: Db, table: string) {
  const { rows } = await sql<{ name: string; state: State }>`
    select c.relname as name,
      case when i.inhrelid is null then 'detached' when i.inhdetachpending then 'leaving' else 'attached' end as state
    from pg_class c left join pg_inherits i on i.inhrelid = c.oid
    where c.relkind = 'r' and c.relname ~ ${`^${table}_[0-9]+$`}
      and c.relnamespace = (select relnamespace from pg_class where oid = ${table}::regclass)
    order by i.inhdetachpending is true desc, 1
  `.execute(session);
  return rows;
}

/** A lock or a whole statement that took too long. */
const isImpatience = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "55P03" || error.code === "57014");
