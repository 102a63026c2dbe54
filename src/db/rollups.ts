import { type RawBuilder, sql } from "kysely";
import { signs } from "../domain/vitals.ts";
import type { Db, Trx } from "./connection.ts";
import { apart, ofReading, ofRollup, summary } from "./summaries.ts";

/** How far the readings of a hospital are rolled up: `closedTo` is never before `rolledTo`. */
export interface RollupMark {
  readonly closedTo: Date;
  readonly rolledTo: Date;
}

export async function readRollupMark(db: Db | Trx, hospitalId: string): Promise<RollupMark | null> {
  const row = await db
    .selectFrom("rollups")
    .select(["closed_to as closedTo", "rolled_to as rolledTo"])
    .where("hospital_id", "=", hospitalId)
    .executeTakeFirst();
  return row ?? null;
}

/** Hospitals with a minute to close, to roll up, or to roll up again. Takes no lock. */
export async function hospitalsToRollUp(db: Db, closeTo: Date): Promise<string[]> {
  const { rows } = await sql<{ hospital_id: string }>`
    select h.hospital_id from hospitals h left join rollups r on r.hospital_id = h.hospital_id
    where r.hospital_id is null or r.closed_to < ${closeTo} or r.rolled_to < r.closed_to
      or exists (select from rollups_due d where d.hospital_id = h.hospital_id)
    order by h.hospital_id
  `.execute(db);
  return rows.map((row) => row.hospital_id);
}

/**
 * Closes the minutes before `closeTo`, a full minute: what comes for them from now on is noted as due. A hospital that was
 * never rolled up begins with its oldest reading. Answers the mark as it then is.
 */
export async function closeMinutes(trx: Trx, hospitalId: string, closeTo: Date): Promise<RollupMark> {
  if (!(await readRollupMark(trx, hospitalId))) {
    const begin = await oldestMinute(trx, hospitalId, closeTo);
    await sql`
      insert into rollups (hospital_id, closed_to, rolled_to) values (${hospitalId}, ${begin}, ${begin})
      on conflict do nothing
    `.execute(trx);
  }
  const { rows } = await sql<RollupMark>`
    update rollups set closed_to = greatest(closed_to, ${closeTo}::timestamptz) where hospital_id = ${hospitalId}
    returning closed_to as "closedTo", rolled_to as "rolledTo"
  `.execute(trx);
  const [mark] = rows;
  if (!mark) throw new Error("a hospital whose readings are rolled up has no mark");
  return mark;
}

async function oldestMinute(trx: Trx, hospitalId: string, otherwise: Date): Promise<Date> {
  const { rows } = await sql<{ at: Date | null }>`
    select date_bin('1 minute', min(oldest.at), 'epoch') as at
    from stays s cross join unnest(${signs}::text[]) as wanted (sign) cross join lateral (
      select o.at from observations o
      where o.hospital_id = ${hospitalId} and o.stay_id = s.stay_id and o.sign = wanted.sign
      order by o.at limit 1
    ) oldest
    where s.hospital_id = ${hospitalId}
  `.execute(trx);
  const at = rows[0]?.at;
  return at && at < otherwise ? at : otherwise;
}

/**
 * Of these stays, or of all that were here since, those for which somebody is storing readings at this moment.
 * Whoever does holds their lock. Waits for nobody, and holds the locks of the others for this one statement.
 */
export async function staysBeingStored(
  db: Db,
  hospitalId: string,
  among: readonly string[] | { readonly since: Date },
): Promise<string[]> {
  const asked =
    "since" in among ? sql`(ended_at is null or ended_at >= ${among.since})` : sql`stay_id = any(${among}::bigint[])`;
  const { rows } = await sql<{ stay_id: string }>`
    with free as materialized (
      select stay_id from stays where hospital_id = ${hospitalId} and ${asked} order by stay_id for share skip locked
    )
    select stay_id from stays where hospital_id = ${hospitalId} and ${asked} and stay_id not in (select stay_id from free)
  `.execute(db);
  return rows.map((row) => row.stay_id);
}

/** Takes the roll-up of a hospital for this transaction. Null: another process has it, or nothing was ever closed. */
export async function lockRollupMark(trx: Trx, hospitalId: string): Promise<RollupMark | null> {
  const row = await trx
    .selectFrom("rollups")
    .select(["closed_to as closedTo", "rolled_to as rolledTo"])
    .where("hospital_id", "=", hospitalId)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row ?? null;
}

/** Rolls up the minutes from `from` until before `to`, both full, and the hours that end within; moves the mark. */
export async function rollMinutes(trx: Trx, hospitalId: string, from: Date, to: Date): Promise<void> {
  await writeMinutes(
    trx,
    hospitalId,
    sql`
      select s.stay_id, wanted.sign, ${from}::timestamptz as "from", ${to}::timestamptz as "to"
      from stays s cross join unnest(${signs}::text[]) as wanted (sign)
      where s.hospital_id = ${hospitalId} and (s.ended_at is null or s.ended_at >= ${from})
    `,
  );
  const hours = { from: hourOf(from), to: hourOf(to) };
  if (hours.from < hours.to)
    await writeHours(
      trx,
      hospitalId,
      sql`
        select s.stay_id, wanted.sign, ${hours.from}::timestamptz as "from", ${hours.to}::timestamptz as "to"
        from stays s cross join unnest(${signs}::text[]) as wanted (sign)
        where s.hospital_id = ${hospitalId} and (s.ended_at is null or s.ended_at >= ${hours.from})
      `,
    );
  await trx.updateTable("rollups").set({ rolled_to: to }).where("hospital_id", "=", hospitalId).execute();
}

/** Rolls up again what got a reading after it was rolled up, at most so many minutes. Answers whether there may be more. */
export async function rollDueMinutes(
  trx: Trx,
  hospitalId: string,
  rolledTo: Date,
  minutesMax: number,
): Promise<boolean> {
  const { rows } = await sql<{ stay_id: string; sign: string; minute: Date }>`
    with taken as (
      select stay_id, sign, minute from rollups_due
      where hospital_id = ${hospitalId} and minute < ${rolledTo}
      order by stay_id, sign, minute limit ${minutesMax} for update skip locked
    )
    delete from rollups_due d using taken
    where d.hospital_id = ${hospitalId} and d.stay_id = taken.stay_id and d.sign = taken.sign and d.minute = taken.minute
    returning d.stay_id, d.sign, d.minute
  `.execute(trx);
  if (rows.length === 0) return false;
  const due = sql`
    json_to_recordset(${JSON.stringify(rows)}::json) as due (stay_id bigint, sign text, minute timestamptz)
  `;
  await writeMinutes(
    trx,
    hospitalId,
    sql`select due.stay_id, due.sign, due.minute as "from", due.minute + interval '1 minute' as "to" from ${due}`,
  );
  await writeHours(
    trx,
    hospitalId,
    sql`
      select distinct due.stay_id, due.sign, hour as "from", hour + interval '1 hour' as "to"
      from ${due} cross join lateral (select date_bin('1 hour', due.minute, 'epoch') as hour) h
      where hour < ${hourOf(rolledTo)}
    `,
  );
  return rows.length === minutesMax;
}

/** Before this everything is rolled up, in every hospital; one that never was counts as at the beginning of time. */
export async function rolledUpTo(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date | null }>`
    select case when bool_and(r.hospital_id is not null)
      then least(min(r.rolled_to), (select min(minute) from rollups_due)) end as at
    from hospitals h left join rollups r on r.hospital_id = h.hospital_id
  `.execute(db);
  return rows[0]?.at ?? new Date(0);
}

const hourMillis = 3_600_000;
export const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / hourMillis) * hourMillis);

/** `wanted`: rows of a stay, a sign, and a time that is made of full minutes. Lateral: an index scan in the days of each. */
const writeMinutes = (trx: Trx, hospitalId: string, wanted: RawBuilder<unknown>) =>
  write(
    trx,
    hospitalId,
    "vitals_by_minute",
    sql`
      select w.stay_id, w.sign, date_bin('1 minute', o.at, 'epoch') as bucket, ${ofReading}
      from (${wanted}) w cross join lateral (
        select at, value, source, found_late from observations
        where hospital_id = ${hospitalId} and stay_id = w.stay_id and sign = w.sign and at >= w."from" and at < w."to"
      ) o
    `,
  );

/** From the minutes: raw readings of the hour may be gone. */
const writeHours = (trx: Trx, hospitalId: string, wanted: RawBuilder<unknown>) =>
  write(
    trx,
    hospitalId,
    "vitals_by_hour",
    sql`
      select w.stay_id, w.sign, date_bin('1 hour', r.at, 'epoch') as bucket, ${ofRollup}
      from (${wanted}) w cross join lateral (
        select * from vitals_by_minute
        where hospital_id = ${hospitalId} and stay_id = w.stay_id and sign = w.sign and at >= w."from" and at < w."to"
      ) r
    `,
  );

const values = ["sum", "first", "lowest", "highest", "last", "manual"] as const;
const moments = ["first", "lowest", "highest", "last", "absent", "manual", "found_late"] as const;

/** Writes whole rows from what they are made of, so that a second time changes nothing. */
async function write(trx: Trx, hospitalId: string, table: string, parts: RawBuilder<unknown>): Promise<void> {
  const columns = ["count", ...values, ...moments.map((name) => `${name}_ms`)];
  const millis = moments.map(
    (name) => sql`round(date_part('epoch', ${sql.ref(`${name}_at`)} - bucket) * 1000)::int as ${sql.ref(`${name}_ms`)}`,
  );
  await sql`
    insert into ${sql.table(table)} (hospital_id, stay_id, sign, at, ${sql.join(columns.map((name) => sql.ref(name)))})
    select ${hospitalId}, stay_id, sign, bucket, count, ${sql.join(values.map((name) => sql.ref(name)))}, ${sql.join(millis)}
    from (
      select stay_id, sign, bucket, ${apart}
      from (select stay_id, sign, bucket, ${summary} from (${parts}) part group by stay_id, sign, bucket) s
    ) a
    on conflict (hospital_id, stay_id, sign, at) do update set
      ${sql.join(columns.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))}
  `.execute(trx);
}
