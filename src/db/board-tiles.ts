import { sql } from "kysely";
import type { AlertRow, BedPicture, MetricTiles } from "../domain/board.ts";
import { metricTiles, type Tally } from "../domain/metrics.ts";
import { isAway } from "./absences.ts";
import type { Trx } from "./connection.ts";

/** A shift: what the median of the time to acknowledge looks back on. */
const acknowledgedHours = 8;
/** As many of its expected intervals may a device be silent and still count as heard. The sweep calls it lost then, too. */
const heardWithinIntervals = 5;

/**
 * The tiles of each wanted ward, null being the whole hospital; a ward that does not exist has none. `beds` and `alerts`
 * must hold everything of those wards. One statement, none where no tiles are wanted.
 */
export async function readTiles(
  trx: Trx,
  hospitalId: string,
  tilesOf: readonly (string | null)[],
  beds: readonly BedPicture[],
  alerts: readonly AlertRow[],
  now: Date,
): Promise<ReadonlyMap<string | null, MetricTiles>> {
  if (tilesOf.length === 0) return new Map();
  const tallies = await tallyRows(trx, hospitalId, tilesOf, now);
  return new Map(tallies.map(({ ward_id, ...tally }) => [ward_id, metricTiles(ward_id, beds, alerts, tally)]));
}

// An alert that had no ward concerned everybody: it counts in every ward's median, as it stood on every ward's list.
async function tallyRows(
  trx: Trx,
  hospitalId: string,
  tilesOf: readonly (string | null)[],
  now: Date,
): Promise<readonly (Tally & { readonly ward_id: string | null })[]> {
  const { rows } = await sql<Tally & { readonly ward_id: string | null }>`
    with answered as materialized (
      select ward_id, extract(epoch from first_acknowledged_at - raised_at)::float8 as seconds
      from alerts
      where hospital_id = ${hospitalId} and raised_at is not null
        and first_acknowledged_at > ${now}::timestamptz - make_interval(hours => ${acknowledgedHours})
    ), standing as materialized (
      select b.ward_id, d.lost_at is null and d.last_heard_at >
        ${now}::timestamptz - make_interval(secs => d.expected_interval_seconds * ${heardWithinIntervals}) as heard
      from devices d join beds b on b.hospital_id = d.hospital_id and b.bed_id = d.bed_id
      left join occupancies o on o.hospital_id = d.hospital_id and o.bed_id = d.bed_id and o.to_at is null
      where d.hospital_id = ${hospitalId} and not ${isAway("o")}
    )
    select wanted.ward_id,
      median.seconds as "acknowledgeMedianSeconds", median.alerts as "acknowledgedCount",
      device.heard as "devicesHeard", device.standing as "devicesAll", present.roles as "onDuty",
      (select boards from hospitals where hospital_id = ${hospitalId}) as boards
    from unnest(${[...new Set(tilesOf)]}::text[]) as wanted (ward_id)
    cross join lateral (
      select percentile_cont(0.5) within group (order by seconds) as seconds, count(*)::int as alerts
      from answered where wanted.ward_id is null or ward_id is null or ward_id = wanted.ward_id
    ) median
    cross join lateral (
      select count(*) filter (where heard)::int as heard, count(*)::int as standing
      from standing where wanted.ward_id is null or ward_id = wanted.ward_id
    ) device
    cross join lateral (
      select coalesce(jsonb_object_agg(by_role.role, by_role.people), '{}') as roles
      from (
        select d.role, count(*)::int as people from duties d
        where d.hospital_id = ${hospitalId} and d.ended_at is null
          and (wanted.ward_id is null or d.ward_id is null or d.ward_id = wanted.ward_id)
        group by d.role
      ) by_role
    ) present
    where wanted.ward_id is null
      or exists (select from wards w where w.hospital_id = ${hospitalId} and w.ward_id = wanted.ward_id)
  `.execute(trx);
  return rows;
}
