import { sql } from "kysely";
import type { FiledAlert } from "../domain/alert-file.ts";
import {
  type AlertValues,
  crossedLimits,
  type Point,
  pointsOf,
  type Slice,
  signsAround,
  slicesMax,
  valuesWindow,
} from "../domain/alert-values.ts";
import { trendGapSeconds } from "../domain/trend.ts";
import { type Sign, vitalSigns } from "../domain/vitals.ts";
import type { Db } from "./connection.ts";

/**
 * What was measured around an alert. Two statements; the first reads every reading of the window by `observations_by_stay`
 * (a day of readings a second, of three signs: a quarter of a million rows, a second) and answers `slicesMax` slices a sign.
 */
export async function readAlertValues(db: Db, hospitalId: string, alert: FiledAlert, now: Date): Promise<AlertValues> {
  const window = valuesWindow(alert, now);
  const { stayId } = alert;
  const wanted = signsAround(alert);
  if (stayId === null || wanted.length === 0) return { ...window, signs: [] };
  const slices = Map.groupBy(await sliceRows(db, hospitalId, stayId, wanted, window), ({ sign }) => sign);
  const late = Map.groupBy(await foundLate(db, hospitalId, stayId, wanted, window), ({ sign }) => sign);
  const intervals = await readIntervals(db, hospitalId, stayId);
  return {
    ...window,
    signs: wanted.map((sign) => {
      const interval = intervals.get(sign) ?? vitalSigns[sign].expectedIntervalSeconds;
      return {
        sign,
        points: pointsOf((slices.get(sign) ?? []).map(sliceOf)),
        gapSeconds: Math.max(trendGapSeconds(interval), 2 * sliceSeconds(window)),
        limits: crossedLimits(alert, sign),
        foundLate: (late.get(sign) ?? []).map(({ at }) => at),
      };
    }),
  };
}

type Window = Pick<AlertValues, "from" | "to">;

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
}

const sliceSeconds = ({ from, to }: Window) =>
  Math.max(1, Math.ceil((to.getTime() - from.getTime()) / 1000 / slicesMax));

async function sliceRows(db: Db, hospitalId: string, stayId: string, wanted: readonly Sign[], window: Window) {
  const { from, to } = window;
  // Both ends are bound, so that the planner opens the partitions of these days and no other.
  const { rows } = await sql<SliceRow>`
    select sign, max(at) filter (where value is null) as absent_at,
      min(at) filter (where measured) as first_at, (array_agg(value order by at) filter (where measured))[1] as first,
      max(at) filter (where measured) as last_at, (array_agg(value order by at desc) filter (where measured))[1] as last,
      min(value) as lowest, (array_agg(at order by value, at) filter (where measured))[1] as lowest_at,
      max(value) as highest, (array_agg(at order by value desc, at) filter (where measured))[1] as highest_at
    from (
      select sign, at, value, value is not null as measured,
        floor(extract(epoch from at - ${from}::timestamptz) / ${sliceSeconds(window)}) as slice
      from observations
      where hospital_id = ${hospitalId} and stay_id = ${stayId} and sign = any(${wanted}::text[])
        and at >= ${from} and at <= ${to}
    ) o
    group by sign, slice order by sign, slice
  `.execute(db);
  return rows;
}

const sliceOf = (row: SliceRow): Slice => ({
  first: point(row.first_at, row.first),
  lowest: point(row.lowest_at, row.lowest),
  highest: point(row.highest_at, row.highest),
  last: point(row.last_at, row.last),
  absentAt: row.absent_at,
});

const point = (at: Date | null, value: number | null): Point | null => (at === null ? null : { at, value });

/** Marks beyond these would hide each other. */
const foundLateMax = 100;

async function foundLate(db: Db, hospitalId: string, stayId: string, wanted: readonly Sign[], { from, to }: Window) {
  return await db
    .selectFrom("observations")
    .select(["sign", "at"])
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .where("sign", "in", wanted)
    .where("at", ">=", from)
    .where("at", "<=", to)
    .where("found_late", "=", true)
    .orderBy("at")
    .limit(foundLateMax)
    .execute();
}

async function readIntervals(db: Db, hospitalId: string, stayId: string): Promise<ReadonlyMap<Sign, number>> {
  const rows = await db
    .selectFrom("current_vitals")
    .select(["sign", "interval_seconds"])
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .execute();
  return new Map(rows.map(({ sign, interval_seconds }) => [sign, interval_seconds]));
}
