import { sql } from "kysely";
import type { Sign } from "../domain/vitals.ts";
import type { Db, Trx } from "./connection.ts";
import { observationWindow } from "./partitions.ts";

/**
 * Readings are rolled up by when they arrived, not by when they were measured: what comes late is found like the rest, and
 * its minute is reckoned anew from the readings themselves, so that doing it twice changes nothing.
 */

/** A transaction that began before may commit after; statements end after 5 s, and a batch has about a dozen. */
const overlapSeconds = 60;
/** After a standstill, or at first: a piece of so much arrival at a time. */
const pieceHours = 1;

export interface RolledUp {
  /** Arrivals up to then are in. */
  readonly to: Date;
  /** Whether there is more to do at once. */
  readonly behind: boolean;
}

/**
 * Rolls up what has arrived since the last time. Null: another process is at it, or nothing ever arrived. Three statements;
 * what they cost grows with what arrived, not with what is kept.
 */
export async function rollUp(db: Db, hospitalId: string, now: Date): Promise<RolledUp | null> {
  return await db.transaction().execute(async (trx) => {
    // Readings lock the hospital's row for their events and must not wait for this: it has a lock of its own.
    if (!(await lockMark(trx, hospitalId))) return null;
    const mark = await trx
      .selectFrom("hospitals")
      .select("rolled_to")
      .where("hospital_id", "=", hospitalId)
      .executeTakeFirst();
    if (!mark) return null;
    const from = mark.rolled_to ?? (await firstArrival(trx, hospitalId, now));
    if (!from) return null;
    const piece = new Date(from.getTime() + pieceHours * 3_600_000);
    const to = piece < now ? piece : now;
    await rollMinutes(trx, hospitalId, new Date(from.getTime() - overlapSeconds * 1000), to, now);
    await sql`update hospitals set rolled_to = ${to} where hospital_id = ${hospitalId}`.execute(trx);
    return { to, behind: to < now };
  });
}

async function lockMark(trx: Trx, hospitalId: string): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('rollups'), hashtext(${hospitalId})) as locked
  `.execute(trx);
  return rows[0]?.locked ?? false;
}

async function firstArrival(trx: Trx, hospitalId: string, now: Date): Promise<Date | null> {
  const { from, to } = observationWindow(now);
  const { rows } = await sql<{ at: Date | null }>`
    select min(received_at) as at from observations
    where hospital_id = ${hospitalId} and at >= ${from} and at < ${to}
  `.execute(trx);
  return rows[0]?.at ?? null;
}

async function rollMinutes(trx: Trx, hospitalId: string, after: Date, to: Date, now: Date): Promise<void> {
  const window = observationWindow(now);
  const touched = sql`
    select distinct o.stay_id, o.sign, date_trunc('minute', o.at) as minute from observations o
    where o.hospital_id = ${hospitalId} and o.received_at > ${after} and o.received_at <= ${to}
      and o.at >= ${window.from} and o.at < ${window.to}
  `;
  await rollTouched(trx, hospitalId, touched);
}

/** The minutes of these readings, at once: one of them was put right or taken back. */
export async function rollUpAnew(
  trx: Trx,
  hospitalId: string,
  { stayId, sign, at }: { readonly stayId: string; readonly sign: Sign; readonly at: Date },
): Promise<void> {
  const touched = sql`
    select ${stayId}::bigint as stay_id, ${sign}::text as sign, date_trunc('minute', ${at}::timestamptz) as minute
  `;
  await rollTouched(trx, hospitalId, touched);
}

/** `touched`: rows of stay_id, sign, minute. A minute without a value has no row, nor has its hour then. */
async function rollTouched(trx: Trx, hospitalId: string, touched: ReturnType<typeof sql>): Promise<void> {
  await sql`
    with touched as materialized (${touched}), rolled as (
      select t.stay_id, t.sign, t.minute, r.* from touched t
      cross join lateral (
        select min(o.value) as lowest, max(o.value) as highest, sum(o.value) as total, count(o.value)::int as readings
        from observations o
        where o.hospital_id = ${hospitalId} and o.stay_id = t.stay_id and o.sign = t.sign
          and o.at >= t.minute and o.at < t.minute + interval '1 minute'
      ) r
    ), emptied as (
      delete from rollups_minute m using rolled r
      where m.hospital_id = ${hospitalId} and m.stay_id = r.stay_id and m.sign = r.sign and m.at = r.minute
        and r.readings = 0
    )
    insert into rollups_minute (hospital_id, stay_id, sign, at, lowest, highest, total, readings)
    select ${hospitalId}, stay_id, sign, minute, lowest, highest, total, readings from rolled where readings > 0
    on conflict (hospital_id, stay_id, sign, at) do update set
      lowest = excluded.lowest, highest = excluded.highest, total = excluded.total, readings = excluded.readings
  `.execute(trx);
  await sql`
    with touched as materialized (
      select distinct stay_id, sign, date_trunc('hour', minute) as hour from (${touched}) t
    ), rolled as (
      select t.stay_id, t.sign, t.hour, r.* from touched t
      cross join lateral (
        select min(m.lowest) as lowest, max(m.highest) as highest, sum(m.total) as total,
          coalesce(sum(m.readings), 0)::int as readings
        from rollups_minute m
        where m.hospital_id = ${hospitalId} and m.stay_id = t.stay_id and m.sign = t.sign
          and m.at >= t.hour and m.at < t.hour + interval '1 hour'
      ) r
    ), emptied as (
      delete from rollups_hour h using rolled r
      where h.hospital_id = ${hospitalId} and h.stay_id = r.stay_id and h.sign = r.sign and h.at = r.hour
        and r.readings = 0
    )
    insert into rollups_hour (hospital_id, stay_id, sign, at, lowest, highest, total, readings)
    select ${hospitalId}, stay_id, sign, hour, lowest, highest, total, readings from rolled where readings > 0
    on conflict (hospital_id, stay_id, sign, at) do update set
      lowest = excluded.lowest, highest = excluded.highest, total = excluded.total, readings = excluded.readings
  `.execute(trx);
}

export async function readHospitalIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom("hospitals").select("hospital_id").orderBy("hospital_id").execute();
  return rows.map((row) => row.hospital_id);
}
