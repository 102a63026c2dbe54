import { sql } from "kysely";
import type { MeasuredSign, Measurement, PastValue, SavedReading } from "../domain/measurements.ts";
import type { Band } from "../domain/news2.ts";
import { type Sign, signs } from "../domain/vitals.ts";
import type { Db } from "./connection.ts";

/** All measurements, those with which somebody looked at the patient, or those that a person entered. */
export type Shown = "all" | "sets" | "hand";

export interface ReadingsAsked {
  readonly stayId: string;
  /** Rows before that time. */
  readonly before: Date;
  readonly only: Shown;
  readonly rowsMax: number;
}

/**
 * The newest measurements of a stay, newest first. Two statements; of each sign as many readings as there are rows are
 * looked at, whatever lies before them.
 */
export async function readMeasurements(db: Db, hospitalId: string, asked: ReadingsAsked): Promise<Measurement[]> {
  const signsOf: Record<Shown, readonly Sign[]> = { all: signs, sets: ["consciousness"], hand: [] };
  const keys =
    asked.only === "hand"
      ? await keysByHand(db, hospitalId, asked)
      : await newestKeys(db, hospitalId, asked, signsOf[asked.only]);
  if (keys.length === 0) return [];
  const { rows } = await sql<MeasurementRow>`
    select given.at, given.device_id as "deviceId", max(o.received_at) as "receivedAt", max(hand.name) as by,
      max(score.total) as total, max(score.band) as band,
      json_agg(json_build_object(
        'sign', o.sign, 'value', o.value, 'source', o.source, 'late', o.late, 'foundLate', o.found_late,
        'was', coalesce(past.was, '[]'::json)
      )) as readings
    from json_to_recordset(${JSON.stringify(keys)}) as given (at timestamptz, device_id text)
    join observations o on o.hospital_id = ${hospitalId} and o.device_id = given.device_id
      and o.sign = any(${signs}) and o.at = given.at and o.stay_id = ${asked.stayId}
    left join staff hand on hand.hospital_id = ${hospitalId} and hand.staff_id = substring(given.device_id from '^@([0-9]{1,18})$')::bigint
    left join scores score on score.hospital_id = ${hospitalId} and score.stay_id = ${asked.stayId}
      and score.at = o.received_at and score.whole_set and o.sign = 'consciousness'
    left join lateral (
      select json_agg(json_build_object(
        'value', c.old_value, 'by', s.name, 'at', c.corrected_at, 'reason', c.reason
      ) order by c.correction_id desc) as was
      from corrections c join staff s on s.hospital_id = c.hospital_id and s.staff_id = c.staff_id
      where c.hospital_id = ${hospitalId} and c.device_id = o.device_id and c.sign = o.sign and c.at = o.at
    ) past on o.source = 'corrected'
    group by given.at, given.device_id
    order by given.at desc, given.device_id
  `.execute(db);
  return rows.map(({ total, band, readings, ...row }) => ({
    ...row,
    score: total === null ? null : { total, band },
    readings: readings.map(({ was, ...one }) => ({
      ...one,
      was: was.map((past) => ({ ...past, at: new Date(past.at) })),
    })),
  }));
}

interface MeasurementRow extends Omit<Measurement, "score" | "readings"> {
  readonly total: number | null;
  readonly band: Band | null;
  readonly readings: readonly (Omit<MeasuredSign, "was"> & {
    readonly was: readonly (Omit<PastValue, "at"> & { readonly at: string })[];
  })[];
}

interface Key {
  readonly at: Date;
  readonly device_id: string;
}

/** Sign by sign, as the index has them; then the newest of all. */
async function newestKeys(
  db: Db,
  hospitalId: string,
  { stayId, before, rowsMax }: ReadingsAsked,
  wanted: readonly Sign[],
): Promise<Key[]> {
  const { rows } = await sql<Key>`
    select distinct at, device_id from unnest(${wanted}::text[]) as asked (sign)
    cross join lateral (
      select o.at, o.device_id from observations o
      where o.hospital_id = ${hospitalId} and o.stay_id = ${stayId} and o.sign = asked.sign and o.at < ${before}
      order by o.at desc limit ${rowsMax}
    ) newest
    order by at desc, device_id limit ${rowsMax}
  `.execute(db);
  return rows;
}

async function keysByHand(db: Db, hospitalId: string, { stayId, before, rowsMax }: ReadingsAsked): Promise<Key[]> {
  const { rows } = await sql<Key>`
    select at, '@' || staff_id as device_id from rounds
    where hospital_id = ${hospitalId} and stay_id = ${stayId} and at < ${before}
    order by at desc limit ${rowsMax}
  `.execute(db);
  return rows;
}

export interface ExportCursor {
  readonly sign: Sign;
  readonly at: Date;
  readonly deviceId: string;
}

/** Readings of a stay in that time, by sign and then by time, from after the cursor on. One statement, by its index. */
export async function readExport(
  db: Db,
  hospitalId: string,
  { stayId, from, until }: { readonly stayId: string; readonly from: Date; readonly until: Date },
  after: ExportCursor | null,
  rowsMax: number,
): Promise<SavedReading[]> {
  const { rows } = await sql<Omit<SavedReading, "was"> & { was: MeasurementRow["readings"][number]["was"] | null }>`
    select o.sign, o.at, o.device_id as "deviceId", o.value, o.source, o.received_at as "receivedAt", o.late,
      hand.name as by, (
        select json_agg(json_build_object(
          'value', c.old_value, 'by', s.name, 'at', c.corrected_at, 'reason', c.reason
        ) order by c.correction_id desc)
        from corrections c join staff s on s.hospital_id = c.hospital_id and s.staff_id = c.staff_id
        where o.source = 'corrected' and c.hospital_id = ${hospitalId} and c.device_id = o.device_id
          and c.sign = o.sign and c.at = o.at
      ) as was
    from observations o
    left join staff hand on hand.hospital_id = ${hospitalId} and hand.staff_id = substring(o.device_id from '^@([0-9]{1,18})$')::bigint
    where o.hospital_id = ${hospitalId} and o.stay_id = ${stayId} and o.at >= ${from} and o.at < ${until}
      ${after ? sql`and (o.sign, o.at, o.device_id) > (${after.sign}, ${after.at}, ${after.deviceId})` : sql``}
    order by o.sign, o.at, o.device_id limit ${rowsMax}
  `.execute(db);
  return rows.map(({ was, ...row }) => ({
    ...row,
    was: (was ?? []).map((past) => ({ ...past, at: new Date(past.at) })),
  }));
}

/** Whether a stay has more readings than that in the time. Looks at no more of them. */
export async function countReadings(
  db: Db,
  hospitalId: string,
  { stayId, from, until }: { readonly stayId: string; readonly from: Date; readonly until: Date },
  countMax: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from observations
      where hospital_id = ${hospitalId} and stay_id = ${stayId} and at >= ${from} and at < ${until} limit ${countMax}
    ) counted
  `.execute(db);
  return rows[0]?.count ?? 0;
}
