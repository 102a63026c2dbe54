import { sql } from "kysely";
import { type Retention, usualRetention } from "../domain/retention.ts";
import type { Db, Trx } from "./connection.ts";
import { dropPartitions } from "./drop-partitions.ts";
import { dropOldHeld } from "./holds.ts";
import {
  daily,
  dayStart,
  monthly,
  type PartitionedTable,
  partitionName,
  startOfPartition,
} from "./partitioned-table.ts";
import { rolledUpTo } from "./rollups.ts";

/** A device that was cut off for a week delivers what it kept; older readings belong to an import. */
const observationDaysBack = 8;
/** Three days ahead, so that a weekend without a successful run loses nothing. */
const daysAhead = 3;
const outboxDaysBack = 1;
/** Any number that nobody else uses: two processes must not make the same partition at once. */
const advisoryLock = 7_235_001;

const observations = daily("observations");
const outbox = daily("outbox");
const minutes = daily("vitals_by_minute");
const hours = monthly("vitals_by_hour");

/** The effective times that have a partition: from the first inclusive to the last exclusive. */
export function observationWindow(now: Date): { readonly from: Date; readonly to: Date } {
  return { from: dayStart(now, -observationDaysBack), to: dayStart(now, daysAhead + 1) };
}

/**
 * Makes the partitions that will be needed and drops what is older than it is kept: events after 24 h, readings and their
 * rollups as `retention` says, and none that is not rolled up in every hospital. Run it hourly.
 */
export async function keepPartitions(db: Db, now: Date, retention: Retention = usualRetention): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(trx);
    const existing = await partitionNames(trx);
    const { from, to } = observationWindow(now);
    // Readings of before there were rollups are rolled up too.
    const oldest = earlier(from, oldestPart(observations, existing) ?? from);
    await makePartitions(trx, observations, from, to, existing);
    await makePartitions(trx, outbox, dayStart(now, -outboxDaysBack), to, existing);
    await makePartitions(trx, minutes, oldest, to, existing);
    await makePartitions(trx, hours, oldest, to, existing);
  });
  await dropOld(db, now, retention);
  await dropOldHeld(db, now);
}

async function dropOld(db: Db, now: Date, { observationDays, minuteDays, hourDays }: Retention): Promise<void> {
  const rolled = await rolledUpTo(db);
  const ifRolled = (days: number) => earlier(dayStart(now, -days), rolled);
  await dropPartitions(db, [
    { table: outbox, before: dayStart(now, -outboxDaysBack) },
    { table: observations, before: ifRolled(observationDays) },
    { table: minutes, before: ifRolled(minuteDays) },
    { table: hours, before: dayStart(now, -hourDays) },
  ]);
}

/** The beginning of the oldest day of which readings are there, and of which minutes are. One look into the catalogue. */
export async function keptFrom(db: Db): Promise<{ readonly readings: Date; readonly minutes: Date }> {
  const names = await partitionNames(db);
  const never = new Date(8.64e15);
  return { readings: oldestPart(observations, names) ?? never, minutes: oldestPart(minutes, names) ?? never };
}

async function makePartitions(
  trx: Trx,
  table: PartitionedTable,
  first: Date,
  to: Date,
  existing: ReadonlySet<string>,
): Promise<void> {
  for (let start = table.start(first); start < to; start = table.next(start)) {
    const name = partitionName(table, start);
    if (existing.has(name)) continue;
    // Attaching locks out no reader and no writer; `partition of` would lock out both.
    await sql`create table ${sql.id(name)} (like ${sql.id(table.table)} including all)`.execute(trx);
    await sql`
      alter table ${sql.id(table.table)} attach partition ${sql.id(name)}
      for values from (${sql.lit(start.toISOString())}) to (${sql.lit(table.next(start).toISOString())})
    `.execute(trx);
  }
}

async function partitionNames(db: Db | Trx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid
    where not inhdetachpending and inhparent in (
      'observations'::regclass, 'outbox'::regclass, 'vitals_by_minute'::regclass, 'vitals_by_hour'::regclass
    )
  `.execute(db);
  return new Set(rows.map(({ name }) => name));
}

function oldestPart(table: PartitionedTable, names: ReadonlySet<string>): Date | null {
  const starts = [...names].flatMap((name) => startOfPartition(table, name)?.getTime() ?? []);
  return starts.length === 0 ? null : new Date(Math.min(...starts));
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);
