import { sql } from "kysely";
import type { Sign } from "../domain/vitals.ts";
import type { PastReading, RealCall } from "../domain/what-if.ts";
import { actedOn } from "./alarm-load.ts";
import type { Db } from "./connection.ts";

/** A patient's time on a ward, as far as it lies within the days asked for. */
export interface WardTime {
  readonly stayId: string;
  readonly from: Date;
  readonly to: Date;
}

/** Who lay on the ward since then, but those for whom the sign had limits of their own at any time. One statement. */
export async function readWardTimes(
  db: Db,
  hospitalId: string,
  wardId: string,
  sign: Sign,
  since: Date,
): Promise<{ readonly times: readonly WardTime[]; readonly ownLimits: number }> {
  const { rows } = await sql<WardTime & { readonly own: boolean }>`
    select o.stay_id as "stayId", greatest(o.from_at, ${since}::timestamptz) as "from",
      coalesce(o.to_at, clock_timestamp()) as "to",
      exists (
        select from stay_limits l where l.hospital_id = o.hospital_id and l.stay_id = o.stay_id and l.sign = ${sign}
      ) as own
    from occupancies o join beds b on b.hospital_id = o.hospital_id and b.bed_id = o.bed_id
    where o.hospital_id = ${hospitalId} and b.ward_id = ${wardId} and coalesce(o.to_at, clock_timestamp()) > ${since}
    order by o.stay_id, o.from_at
  `.execute(db);
  const times = rows.filter(({ own }) => !own);
  return { times, ownLimits: new Set(rows.filter(({ own }) => own).map(({ stayId }) => stayId)).size };
}

/**
 * What counted of a patient's sign when it came, in order, without what lies in the quiet band and follows on what does: of a
 * calm day a few rows. One statement, a walk of `observations_by_stay` over the time; it grows with the readings in it.
 */
export async function readPastReadings(
  db: Db,
  hospitalId: string,
  sign: Sign,
  { stayId, from, to }: WardTime,
  { min, max }: { readonly min: number; readonly max: number },
): Promise<readonly PastReading[]> {
  const { rows } = await sql<PastReading>`
    select at, value, source from (
      select at, value, source,
        value between ${min}::float8 and ${max}::float8 as quiet,
        lag(value) over (order by at) between ${min}::float8 and ${max}::float8 as was_quiet
      from observations
      where hospital_id = ${hospitalId} and stay_id = ${stayId} and sign = ${sign}
        and at >= ${from} and at < ${to} and not late and value is not null
    ) r
    where not quiet or was_quiet is distinct from true
    order by at
  `.execute(db);
  return rows;
}

/** How many calls the ward's rule for the sign has really made since then, and those that were acted on. One statement. */
export async function readRealCalls(
  db: Db,
  hospitalId: string,
  sign: Sign,
  times: readonly WardTime[],
  since: Date,
): Promise<{ readonly made: number; readonly actedOn: readonly RealCall[] }> {
  const stays = [...new Set(times.map(({ stayId }) => stayId))];
  const { rows } = await sql<RealCall & { readonly acted: boolean }>`
    select c.alert_id as "alertId", c.stay_id as "stayId", a.bed_id as "bedId", split_part(c.cause, ':', 2) as side,
      c.joined_at as at, coalesce(c.ended_at, c.closed_at) as "endedAt",
      ${actedOn} as acted
    from alert_causes c join alerts a on a.hospital_id = c.hospital_id and a.alert_id = c.alert_id
    where c.hospital_id = ${hospitalId} and c.stay_id = any(${stays}::bigint[]) and c.joined_at >= ${since}
      and c.cause in (${`${sign}:low`}, ${`${sign}:high`})
    order by c.joined_at
  `.execute(db);
  return { made: rows.length, actedOn: rows.filter(({ acted }) => acted) };
}
