import { type RawBuilder, sql } from "kysely";
import { type Measured, type Point, pointsOf, type SignPoints, type Slice } from "../domain/sign-points.ts";
import { gapSecondsOf, type Resolution, type Slicing, slicingOf } from "../domain/trends.ts";
import { type Sign, vitalSigns } from "../domain/vitals.ts";
import type { Db } from "./connection.ts";
import { keptFrom } from "./partitions.ts";
import { hourOf, readRollupMark } from "./rollups.ts";
import { apart, ofReading, ofRollup, summary } from "./summaries.ts";

export interface AskedTrend {
  readonly signs: readonly Sign[];
  readonly from: Date;
  readonly to: Date;
  /** How many columns there are to draw in. */
  readonly slices: number;
}

export interface Trend {
  readonly resolution: Resolution;
  readonly signs: readonly SignPoints[];
}

/**
 * The course of a stay's signs, with every extreme of every slice. Four statements; the last reads what fits the length: readings
 * of up to some hours, minutes of up to weeks, hours beyond, so that it grows with the slices and not with the history.
 */
export async function readTrend(db: Db, hospitalId: string, stayId: string, asked: AskedTrend): Promise<Trend> {
  const slicing = slicingOf(asked, await keptFrom(db));
  // The mark before the rows: what it says is rolled up stays so.
  const rolledTo = (await readRollupMark(db, hospitalId))?.rolledTo ?? slicing.from;
  const rows = await sliceRows(db, hospitalId, stayId, asked, slicing, rolledTo);
  const slicesOf = Map.groupBy(rows, ({ sign }) => sign);
  const intervals = await readIntervals(db, hospitalId, stayId);
  const signs = asked.signs.map((sign): SignPoints => {
    const slices = (slicesOf.get(sign) ?? []).map(sliceOf);
    const interval = intervals.get(sign) ?? vitalSigns[sign].expectedIntervalSeconds;
    return {
      sign,
      points: pointsOf(slices),
      gapSeconds: gapSecondsOf(interval, slicing.sliceSeconds),
      taken: slices.flatMap(({ taken }) => taken ?? []),
      foundLate: slices.flatMap(({ foundLateAt }) => foundLateAt ?? []),
    };
  });
  return { resolution: slicing.resolution, signs };
}

interface SliceRow {
  readonly sign: Sign;
  readonly absent_at: Date | null;
  readonly first_at: Date | null;
  readonly first: number | null;
  readonly last_at: Date | null;
  readonly last: number | null;
  readonly lowest_at: Date | null;
  readonly lowest: number | null;
  readonly highest_at: Date | null;
  readonly highest: number | null;
  readonly manual_at: Date | null;
  readonly manual: number | null;
  readonly found_late_at: Date | null;
}

async function sliceRows(
  db: Db,
  hospitalId: string,
  stayId: string,
  { signs, to }: AskedTrend,
  { resolution, from, sliceSeconds }: Slicing,
  rolledTo: Date,
): Promise<readonly SliceRow[]> {
  const wanted = sql`hospital_id = ${hospitalId} and stay_id = ${stayId} and sign = any(${signs}::text[])`;
  // Of what is asked for, each time from the coarsest that is ready: hours until the hour that runs, then minutes, then readings.
  const minutesFrom = resolution === "hours" ? later(from, hourOf(rolledTo)) : from;
  const readingsFrom = resolution === "readings" ? from : later(from, rolledTo);
  // Both ends of each are bound, so that the planner opens the partitions in between and no other.
  const parts: RawBuilder<unknown>[] = [
    sql`
      select sign, at as bucket, ${ofReading} from observations o where ${wanted} and at >= ${readingsFrom} and at <= ${to}
    `,
  ];
  if (minutesFrom < readingsFrom)
    parts.push(rollups("vitals_by_minute", wanted, minutesFrom, earlier(readingsFrom, to)));
  if (from < minutesFrom) parts.push(rollups("vitals_by_hour", wanted, from, earlier(minutesFrom, to)));
  const { rows } = await sql<SliceRow>`
    select sign, ${apart} from (
      select sign, floor(date_part('epoch', bucket - ${from}::timestamptz) / ${sliceSeconds}::int) as slice, ${summary}
      from (${sql.join(parts, sql` union all `)}) part
      group by sign, slice
    ) s
    order by sign, slice
  `.execute(db);
  return rows;
}

const rollups = (table: string, wanted: RawBuilder<unknown>, from: Date, to: Date) => sql`
  select sign, at as bucket, ${ofRollup} from ${sql.table(table)} r where ${wanted} and at >= ${from} and at < ${to}
`;

const sliceOf = (row: SliceRow): Slice => ({
  first: point(row.first_at, row.first),
  lowest: point(row.lowest_at, row.lowest),
  highest: point(row.highest_at, row.highest),
  last: point(row.last_at, row.last),
  absentAt: row.absent_at,
  taken: measured(row.manual_at, row.manual),
  foundLateAt: row.found_late_at,
});

const point = (at: Date | null, value: number | null): Point | null => (at === null ? null : { at, value });
const measured = (at: Date | null, value: number | null): Measured | null =>
  at === null || value === null ? null : { at, value };
const later = (a: Date, b: Date) => (a > b ? a : b);
const earlier = (a: Date, b: Date) => (a < b ? a : b);

async function readIntervals(db: Db, hospitalId: string, stayId: string): Promise<ReadonlyMap<Sign, number>> {
  const rows = await db
    .selectFrom("current_vitals")
    .select(["sign", "interval_seconds"])
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .execute();
  return new Map(rows.map(({ sign, interval_seconds }) => [sign, interval_seconds]));
}
