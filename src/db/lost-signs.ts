import { sql } from "kysely";
import { lostAfterIntervals } from "../domain/freshness.ts";
import { type Sign, signs, vitalSigns } from "../domain/vitals.ts";
import { isAway } from "./absences.ts";
import type { Db, Trx } from "./connection.ts";
import { deviceLostAfterIntervals } from "./devices.ts";

/** A stay whose monitor speaks, but not of everything that it used to. */
export interface StayOfLostSigns {
  readonly hospitalId: string;
  readonly stayId: string;
  readonly bedId: string;
  readonly wardId: string;
  readonly signs: readonly Sign[];
}

const continuousSigns = signs.filter((sign) => vitalSigns[sign].continuous);

/**
 * Signs that came in a stream from the monitor at the bed and are lost, though it has spoken since they were. "No reading"
 * is a word too: the monitor knows. What is carried from bed to bed is heard elsewhere, and a patient who came back before
 * the time has to be connected first.
 */
export async function readLostSigns(
  db: Db | Trx,
  now: Date,
  only?: { readonly hospitalId: string; readonly stayId: string },
): Promise<StayOfLostSigns[]> {
  const { rows } = await sql<StayOfLostSigns>`
    select v.hospital_id as "hospitalId", v.stay_id as "stayId", b.bed_id as "bedId", b.ward_id as "wardId",
      array_agg(v.sign order by v.sign) as signs
    from current_vitals v
    join occupancies o on o.hospital_id = v.hospital_id and o.stay_id = v.stay_id and o.to_at is null
    join beds b on b.hospital_id = o.hospital_id and b.bed_id = o.bed_id
    join devices d on d.hospital_id = v.hospital_id and d.device_id = v.device_id and d.bed_id = o.bed_id
    where v.sign = any(${continuousSigns}::text[]) and v.value is not null and v.gap_seconds is not null
      ${only ? sql`and v.hospital_id = ${only.hospitalId} and v.stay_id = ${only.stayId}` : sql``}
      and d.lost_at is null
      and least(d.last_heard_at, ${now}) > v.at + make_interval(secs => v.interval_seconds * ${sql.lit(lostAfterIntervals)})
      and not ${isAway("o")}
      and not exists (
        select from absences back
        where back.hospital_id = o.hospital_id and back.stay_id = o.stay_id and back.ended_at < back.until_at
          and back.ended_at > ${now}::timestamptz
            - make_interval(secs => d.expected_interval_seconds * ${sql.lit(deviceLostAfterIntervals)})
      )
    group by v.hospital_id, v.stay_id, b.bed_id, b.ward_id
    order by v.hospital_id, v.stay_id
  `.execute(db);
  return rows;
}

/** The stays about whose signs an alert stands. */
export async function readStaysMissed(db: Db): Promise<{ readonly hospitalId: string; readonly stayId: string }[]> {
  const { rows } = await sql<{ hospitalId: string; stayId: string }>`
    select a.hospital_id as "hospitalId", a.stay_id as "stayId" from hospitals h
    join alerts a on a.hospital_id = h.hospital_id and a.state in ('raised', 'acknowledged')
    where a.cause = 'signs_stale' and a.cause_active and a.stay_id is not null
  `.execute(db);
  return rows;
}
