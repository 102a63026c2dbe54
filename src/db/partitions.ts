import { type RawBuilder, sql } from "kysely";
import type { Db, Trx } from "./connection.ts";

const dayMillis = 86_400_000;
/** A device that was cut off for a week delivers what it kept; older readings belong to an import. */
export const observationDaysBack = 8;
/** Three days ahead, so that a weekend without a successful run loses nothing. */
const daysAhead = 3;
const outboxDaysBack = 1;
/** Any number that nobody else uses: two processes must not make the same partition at once. */
const advisoryLock = 7_235_001;
/** And for what is dropped: it waits for others, and what is made must not wait for it. */
const advisoryLockOfDrops = 7_235_002;
/** Taking a partition out waits for every transaction that began before; then it is finished in an hour. */
const lockWaitMillisMax = 1_000;

/** How long what was measured is kept, in days. */
export interface Retention {
  /** Readings. */
  readonly observationDays: number;
  /** What they come to by the minute. By the hour they are kept for good. */
  readonly minuteDays: number;
}

/** A gigabyte or two a day is what a large hospital's monitors send: see the decision on rows and their keeping. */
export const usualRetention: Retention = { observationDays: 30, minuteDays: 400 };

type Step = "day" | "month";
interface Partitioned {
  readonly table: "observations" | "outbox" | "rollups_minute";
  readonly step: Step;
}
const observations: Partitioned = { table: "observations", step: "day" };
const outbox: Partitioned = { table: "outbox", step: "day" };
const minutes: Partitioned = { table: "rollups_minute", step: "month" };

/** The effective times that have a partition: from the first inclusive to the last exclusive. */
export function observationWindow(now: Date): { readonly from: Date; readonly to: Date } {
  return { from: stepStart("day", now, -observationDaysBack), to: stepStart("day", now, daysAhead + 1) };
}

/** Makes the partitions that will be needed, and drops those that are kept no longer. Run it hourly. */
export async function keepPartitions(db: Db, now: Date, retention: Retention = usualRetention): Promise<void> {
  const { from, to } = observationWindow(now);
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(trx);
    await make(trx, observations, from, to);
    await make(trx, outbox, stepStart("day", now, -outboxDaysBack), to);
    await make(trx, minutes, from, to);
  });
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMillis);
  await drop(db, outbox, stepStart("day", now, -outboxDaysBack));
  const rolledTo = await readingsRolledUpTo(db);
  const kept = daysAgo(retention.observationDays);
  // What was never rolled up is not let go, however long ago it was.
  if (rolledTo) await drop(db, observations, stepStart("day", rolledTo < kept ? rolledTo : kept, 0));
  await drop(db, minutes, stepStart("month", daysAgo(retention.minuteDays), 0));
}

async function make(trx: Trx, { table, step }: Partitioned, first: Date, end: Date): Promise<void> {
  const existing = new Set((await partitionsOf(trx, table)).map(({ name }) => name));
  for (let from = stepStart(step, first, 0); from < end; from = stepStart(step, from, 1)) {
    const name = partitionName(table, step, from);
    if (existing.has(name)) continue;
    const to = stepStart(step, from, 1);
    // Attaching locks out no reader and no writer; `partition of` would lock out both.
    await sql`create table ${sql.id(name)} (like ${sql.id(table)} including all)`.execute(trx);
    await sql`
      alter table ${sql.id(table)} attach partition ${sql.id(name)}
      for values from (${sql.lit(from.toISOString())}) to (${sql.lit(to.toISOString())})
    `.execute(trx);
  }
}

/**
 * Drops the partitions that end before `keptFrom`. Each is taken out first, which waits for whoever reads it and lets
 * everybody else pass; then it is a table of its own that nobody looks at. One process does it at a time.
 */
async function drop(db: Db, { table, step }: Partitioned, keptFrom: Date): Promise<void> {
  const oldest = partitionName(table, step, keptFrom);
  const old = (await partitionsOf(db, table)).filter(({ name }) => name < oldest);
  if (old.length === 0) return;
  await db.connection().execute(async (one) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${advisoryLockOfDrops}) as mine`.execute(
      one,
    );
    if (!rows[0]?.mine) return;
    try {
      await sql`select set_config('lock_timeout', ${String(lockWaitMillisMax)}, false)`.execute(one);
      for (const { name, leaving } of old) if (!(await takeOut(one, table, name, leaving))) return;
    } finally {
      await sql`reset lock_timeout`.execute(one);
      await sql`select pg_advisory_unlock(${advisoryLockOfDrops})`.execute(one);
    }
  });
}

/** False: somebody has been reading it for too long. `leaving`: an earlier try got so far and no further. */
async function takeOut(one: Db, table: string, name: string, leaving: boolean): Promise<boolean> {
  const how: RawBuilder<unknown> = leaving ? sql`finalize` : sql`concurrently`;
  try {
    await sql`alter table ${sql.id(table)} detach partition ${sql.id(name)} ${how}`.execute(one);
    await sql`drop table if exists ${sql.id(name)}`.execute(one);
    return true;
  } catch (error) {
    if (isLockTimeout(error)) return false;
    throw error;
  }
}

const isLockTimeout = (error: unknown) => error instanceof Error && "code" in error && error.code === "55P03";

/**
 * Up to which effective time every hospital's readings have been rolled up: what is older than any reading that may still
 * arrive. Null: there is a hospital that has not begun, or there is none.
 */
async function readingsRolledUpTo(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ to: Date | null; all: boolean | null }>`
    select min(rolled_to) as to, bool_and(rolled_to is not null or not exists (
      select from observations o where o.hospital_id = h.hospital_id
    )) as all from hospitals h
  `.execute(db);
  const [row] = rows;
  if (!row?.all || !row.to) return null;
  return new Date(row.to.getTime() - (observationDaysBack + 1) * dayMillis);
}

async function partitionsOf(
  db: Db | Trx,
  table: string,
): Promise<{ readonly name: string; readonly leaving: boolean }[]> {
  const { rows } = await sql<{ name: string; leaving: boolean }>`
    select child.relname as name, inhdetachpending as leaving from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent = ${table}::regclass order by child.relname
  `.execute(db);
  return rows;
}

const partitionName = (table: string, step: Step, from: Date) =>
  `${table}_${from
    .toISOString()
    .slice(0, step === "day" ? 10 : 7)
    .replaceAll("-", "")}`;

/** Where the day or the month begins, in UTC, that lies so many steps after `moment`'s. */
function stepStart(step: Step, moment: Date, steps: number): Date {
  return step === "day"
    ? new Date((Math.floor(moment.getTime() / dayMillis) + steps) * dayMillis)
    : new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + steps, 1));
}
