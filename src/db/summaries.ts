import { type RawBuilder, sql } from "kysely";

/**
 * What stands for several readings of a sign: the first, lowest, highest and last of them, each with its moment, their count
 * and sum, and when there was last no reading, one taken by a person, or one found late. A reading is a summary of itself,
 * and a summary of summaries is that of all their readings, so that minutes, hours and the slices of a chart are one and
 * the same sum.
 */

/** Over rows with these columns. What is equal is decided by the moment and then the value: the same in any order. */
export const summary = sql`
  coalesce(sum(count), 0)::int as count, sum(sum) as sum,
  min(first_at) as first_at,
  (array_agg(first order by first_at, first) filter (where count > 0))[1] as first,
  min(lowest) as lowest,
  (array_agg(lowest_at order by lowest, lowest_at) filter (where count > 0))[1] as lowest_at,
  max(highest) as highest,
  (array_agg(highest_at order by highest desc, highest_at) filter (where count > 0))[1] as highest_at,
  max(last_at) as last_at,
  (array_agg(last order by last_at desc, last desc) filter (where count > 0))[1] as last,
  max(absent_at) as absent_at,
  max(manual_at) as manual_at,
  (array_agg(manual order by manual_at desc) filter (where manual_at is not null))[1] as manual,
  max(found_late_at) as found_late_at
`;

/** A row of `observations`, called `o`, as a summary. */
export const ofReading = sql`
  (o.value is not null)::int as count, o.value as sum,
  case when o.value is not null then o.at end as first_at, o.value as first,
  case when o.value is not null then o.at end as lowest_at, o.value as lowest,
  case when o.value is not null then o.at end as highest_at, o.value as highest,
  case when o.value is not null then o.at end as last_at, o.value as last,
  case when o.value is null then o.at end as absent_at,
  case when o.source = 'manual' and o.value is not null then o.at end as manual_at,
  case when o.source = 'manual' then o.value end as manual,
  case when o.found_late then o.at end as found_late_at
`;

/** A row of `vitals_by_minute` or `vitals_by_hour`, called `r`. */
export const ofRollup = sql`
  r.count, r.sum, ${moment("first_ms")} as first_at, r.first, ${moment("lowest_ms")} as lowest_at, r.lowest,
  ${moment("highest_ms")} as highest_at, r.highest, ${moment("last_ms")} as last_at, r.last,
  ${moment("absent_ms")} as absent_at, ${moment("manual_ms")} as manual_at, r.manual,
  ${moment("found_late_ms")} as found_late_at
`;

function moment(column: string): RawBuilder<Date> {
  return sql`r.at + make_interval(secs => ${sql.ref(`r.${column}`)} / 1000.0)`;
}
