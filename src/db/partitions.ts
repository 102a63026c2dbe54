import { sql } from "kysely";
import type { Db, Trx } from "./connection.ts";

const dayMillis = 86_400_000;
/** A device that was cut off for a week delivers what it kept; older readings belong to an import. */
const observationDaysBack = 8;
/** Three days ahead, so that a weekend without a successful run loses nothing. */
const daysAhead = 3;
const outboxDaysBack = 1;
/** A drop waits for running reads, and whoever comes after waits for the drop: better to try again in an hour. */
const lockWaitMillisMax = 1_000;
/** Any number that nobody else uses: two processes must not make the same partition at once. */
const advisoryLock = 7_235_001;

/** The effective times that have a partition: from the first inclusive to the last exclusive. */
export function observationWindow(now: Date): { readonly from: Date; readonly to: Date } {
  return { from: dayStart(now, -observationDaysBack), to: dayStart(now, daysAhead + 1) };
}

/** Makes the partitions that will be needed and drops those of the outbox that ended over 24 h ago. Run it hourly. */
export async function keepPartitions(db: Db, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(trx);
    const existing = await partitionNames(trx);
    await makePartitions(trx, "observations", observationDaysBack, now, existing);
    await makePartitions(trx, "outbox", outboxDaysBack, now, existing);
  });
  await dropOldOutbox(db, now);
}

async function makePartitions(trx: Trx, table: string, daysBack: number, now: Date, existing: ReadonlySet<string>) {
  for (let day = -daysBack; day <= daysAhead; day += 1) {
    const from = dayStart(now, day);
    const name = partitionName(table, from);
    if (existing.has(name)) continue;
    const to = dayStart(from, 1);
    // Attaching locks out no reader and no writer; `partition of` would lock out both.
    await sql`create table ${sql.id(name)} (like ${sql.id(table)} including all)`.execute(trx);
    await sql`
      alter table ${sql.id(table)} attach partition ${sql.id(name)}
      for values from (${sql.lit(from.toISOString())}) to (${sql.lit(to.toISOString())})
    `.execute(trx);
  }
}

async function dropOldOutbox(db: Db, now: Date): Promise<void> {
  const oldestKept = partitionName("outbox", dayStart(now, -outboxDaysBack));
  const old = [...(await partitionNames(db))].filter((name) => name.startsWith("outbox_") && name < oldestKept);
  for (const name of old) {
    await db
      .transaction()
      .execute(async (trx) => {
        await sql`select set_config('lock_timeout', ${String(lockWaitMillisMax)}, true)`.execute(trx);
        await sql`drop table if exists ${sql.id(name)}`.execute(trx);
      })
      .catch((error: unknown) => {
        if (!isLockTimeout(error)) throw error;
      });
  }
}

const isLockTimeout = (error: unknown) => error instanceof Error && "code" in error && error.code === "55P03";

async function partitionNames(db: Db | Trx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent in ('observations'::regclass, 'outbox'::regclass)
  `.execute(db);
  return new Set(rows.map(({ name }) => name));
}

const partitionName = (table: string, day: Date) => `${table}_${day.toISOString().slice(0, 10).replaceAll("-", "")}`;

/** Midnight UTC of the day that lies so many days after `moment`'s. */
const dayStart = (moment: Date, days: number) =>
  new Date((Math.floor(moment.getTime() / dayMillis) + days) * dayMillis);
