import { sql } from "kysely";
import type { AlertRow, BedPicture, Trend } from "../domain/board.ts";
import { trendGapSeconds, trendSign, trendWindow } from "../domain/trend.ts";
import { type Sign, vitalSigns } from "../domain/vitals.ts";
import type { Trx } from "./connection.ts";

/**
 * The beds with a trend wherever one says something (`domain/trend`), at most one point a minute: the last reading of that minute, a value
 * that was really on the monitor (a mean would be nobody's, an extreme would draw every artefact). A minute that brought
 * "no reading" last, or nothing, leaves a gap. One statement, none where there is no trend.
 */
export async function withTrends(
  trx: Trx,
  hospitalId: string,
  beds: readonly BedPicture[],
  alerts: readonly AlertRow[],
  now: Date,
): Promise<BedPicture[]> {
  const alertsOf = Map.groupBy(alerts, ({ stayId }) => stayId);
  const wanted = beds.flatMap(({ stay }) => {
    const sign = stay && trendSign(alertsOf.get(stay.stayId) ?? [], stay.news2);
    return sign ? [{ stayId: stay.stayId, sign }] : [];
  });
  if (wanted.length === 0) return [...beds];
  const window = trendWindow(now);
  const rows = await pointRows(trx, hospitalId, wanted, window);
  const signOf = new Map(wanted.map(({ stayId, sign }) => [stayId, sign]));
  const pointsOf = Map.groupBy(rows, (row) => row.stay_id);
  return beds.map((bed) => {
    const { stay } = bed;
    const sign = stay && signOf.get(stay.stayId);
    const points = stay && pointsOf.get(stay.stayId)?.map((row) => ({ at: row.minute, value: row.value }));
    if (!sign || !points) return bed;
    const interval = stay.signs[sign]?.intervalSeconds ?? vitalSigns[sign].expectedIntervalSeconds;
    const trend: Trend = { sign, ...window, points, gapSeconds: trendGapSeconds(interval) };
    return { ...bed, stay: { ...stay, trend } };
  });
}

interface PointRow {
  readonly stay_id: string;
  readonly minute: Date;
  readonly value: number;
}

// Both ends of the window are bound, so that the planner opens the one or two partitions in it and no other.
async function pointRows(
  trx: Trx,
  hospitalId: string,
  wanted: readonly { readonly stayId: string; readonly sign: Sign }[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly PointRow[]> {
  const { rows } = await sql<PointRow>`
    select wanted.stay_id, point.minute, point.value
    from unnest(${wanted.map(({ stayId }) => stayId)}::bigint[], ${wanted.map(({ sign }) => sign)}::text[])
      as wanted (stay_id, sign)
    cross join lateral (
      select distinct on (1) date_trunc('minute', o.at) as minute, o.value
      from observations o
      where o.hospital_id = ${hospitalId} and o.stay_id = wanted.stay_id and o.sign = wanted.sign
        and o.at >= ${from} and o.at < ${to}
      order by 1, o.at desc
    ) point
    where point.value is not null
    order by 1, 2
  `.execute(trx);
  return rows;
}
