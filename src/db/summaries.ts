import { sql } from "kysely";

/**
 * What stands for several readings of a sign: the first, lowest, highest and last of them, each with its moment, their count
 * and sum, and when there was last no reading, one taken by a person, or one found late. A reading is a summary of itself,
 * and a summary of summaries is that of all their readings, so that minutes, hours and the slices of a chart are one and
 * the same sum.
 *
 * A value and its moment go together as an array that the least or the greatest is taken of: first by what comes first in it.
 * An aggregate with an order of its own would sort every group for each of them, which takes three times as long. Moments
 * are seconds since 1970, in which a double tells microseconds apart.
 */

/** Over rows with these columns. What is equal is decided by the moment and then the value: the same in any order. */
export const summary = sql`
  coalesce(sum(count), 0)::int as count, sum(sum) as sum, min(first_of) as first_of, min(lowest_of) as lowest_of,
  max(highest_of) as highest_of, max(last_of) as last_of, max(absent) as absent, max(manual_of) as manual_of,
  max(found_late) as found_late
`;

/** A row of `observations`, called `o`, as a summary. */
export const ofReading = sql`
  (o.value is not null)::int as count, o.value as sum,
  case when o.value is not null then array[date_part('epoch', o.at), o.value] end as first_of,
  case when o.value is not null then array[o.value, date_part('epoch', o.at)] end as lowest_of,
  case when o.value is not null then array[o.value, -date_part('epoch', o.at)] end as highest_of,
  case when o.value is not null then array[date_part('epoch', o.at), o.value] end as last_of,
  case when o.value is null then date_part('epoch', o.at) end as absent,
  case when o.source = 'manual' and o.value is not null then array[date_part('epoch', o.at), o.value] end as manual_of,
  case when o.found_late then date_part('epoch', o.at) end as found_late
`;

/** A row of `vitals_by_minute` or `vitals_by_hour`, called `r`. */
export const ofRollup = sql`
  r.count, r.sum,
  case when r.count > 0 then array[${seconds("first_ms")}, r.first] end as first_of,
  case when r.count > 0 then array[r.lowest, ${seconds("lowest_ms")}] end as lowest_of,
  case when r.count > 0 then array[r.highest, -(${seconds("highest_ms")})] end as highest_of,
  case when r.count > 0 then array[${seconds("last_ms")}, r.last] end as last_of,
  ${seconds("absent_ms")} as absent,
  case when r.manual_ms is not null then array[${seconds("manual_ms")}, r.manual] end as manual_of,
  ${seconds("found_late_ms")} as found_late
`;

function seconds(column: string) {
  return sql`date_part('epoch', r.at) + ${sql.ref(`r.${column}`)} / 1000.0::float8`;
}

/** The columns of a summary as values and moments. */
export const apart = sql`
  count, sum, first_of[2] as first, to_timestamp(first_of[1]) as first_at,
  lowest_of[1] as lowest, to_timestamp(lowest_of[2]) as lowest_at,
  highest_of[1] as highest, to_timestamp(-highest_of[2]) as highest_at,
  last_of[2] as last, to_timestamp(last_of[1]) as last_at,
  to_timestamp(absent) as absent_at, manual_of[2] as manual, to_timestamp(manual_of[1]) as manual_at,
  to_timestamp(found_late) as found_late_at
`;
