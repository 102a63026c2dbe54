import { sql } from "kysely";
import type { ArrivedReading, CurrentSign, FiledReading } from "../domain/filing.ts";
import { freshnessChangesAt } from "../domain/freshness.ts";
import type { Reading } from "../domain/readings.ts";
import type { Sign } from "../domain/vitals.ts";
import type { Trx } from "./connection.ts";

/** What makes a reading one and the same within its hospital: device, sign and time. */
export const keyOf = ({ deviceId, sign, at }: Pick<Reading, "deviceId" | "sign" | "at">) =>
  `${deviceId} ${sign} ${at.getTime()}`;

/**
 * Stores readings that are not there yet, in one statement, and says by `keyOf` which they were. They go in by the order
 * of their keys, whoever writes: two transactions that store the same ones then wait for each other in one direction only.
 */
export async function insertObservations(
  trx: Trx,
  hospitalId: string,
  arrivals: readonly ArrivedReading[],
  receivedAt: Date,
): Promise<ReadonlySet<string>> {
  const rows = arrivals.map(({ reading, source, offsetSeconds = null }) => ({
    device_id: reading.deviceId,
    sign: reading.sign,
    at: reading.at,
    stay_id: reading.stayId,
    value: reading.value,
    source,
    offset_seconds: offsetSeconds,
    key: keyOf(reading),
  }));
  rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  // A minute that is closed already is rolled up again: noted here, because the stays' lock makes it known which are. Asked for
  // once more it is written too, and so whoever rolls it up waits for this reading.
  const inserted = await sql<{ device_id: string; sign: Sign; at: Date }>`
    with inserted as (
      insert into observations
        (hospital_id, device_id, sign, at, stay_id, value, received_at, source, late, offset_seconds)
      select ${hospitalId}, device_id, sign, at, stay_id, value, ${receivedAt}, source, false, offset_seconds
      from json_to_recordset(${JSON.stringify(rows)}) as given (
        device_id text, sign text, at timestamptz, stay_id bigint, value double precision, source text,
        offset_seconds double precision
      )
      on conflict do nothing
      returning device_id, sign, at, stay_id
    ), due as (
      insert into rollups_due (hospital_id, stay_id, sign, minute)
      select distinct r.hospital_id, stay_id, sign, date_bin('1 minute', at, 'epoch')
      from inserted join rollups r on r.hospital_id = ${hospitalId} and at < r.closed_to
      order by 2, 3, 4
      on conflict (hospital_id, stay_id, sign, minute) do update set asked = rollups_due.asked + 1
    )
    select device_id, sign, at from inserted
  `.execute(trx);
  return new Set(inserted.rows.map(({ device_id: deviceId, sign, at }) => keyOf({ deviceId, sign, at })));
}

/** The readings of these devices, signs and times, by `keyOf`, as they came: what was corrected since may be sent again. */
export async function readObservations(
  trx: Trx,
  hospitalId: string,
  asked: readonly Reading[],
): Promise<ReadonlyMap<string, Reading>> {
  if (asked.length === 0) return new Map();
  const keys = asked.map(({ deviceId, sign, at }) => ({ device_id: deviceId, sign, at }));
  // Lateral, so that each key is a look-up in the one partition of its day.
  const { rows } = await sql<{ device_id: string; sign: Sign; at: Date; stay_id: string; value: number | null }>`
    select o.device_id, o.sign, o.at, o.stay_id, case when c.at is null then o.value else c.old_value end as value
    from json_to_recordset(${JSON.stringify(keys)}) as given (device_id text, sign text, at timestamptz)
    cross join lateral (
      select * from observations
      where hospital_id = ${hospitalId} and device_id = given.device_id and sign = given.sign and at = given.at
      limit 1
    ) o
    left join lateral (
      select at, old_value from corrections
      where hospital_id = ${hospitalId} and device_id = o.device_id and sign = o.sign and at = o.at
      order by correction_id limit 1
    ) c on o.source = 'corrected'
  `.execute(trx);
  const readings = rows.map(
    ({ device_id, stay_id, ...rest }): Reading => ({ ...rest, deviceId: device_id, stayId: stay_id }),
  );
  return new Map(readings.map((reading) => [keyOf(reading), reading]));
}

/** Marks readings that were just stored as late. Most never are, so that most batches write each row once. */
export async function markLate(
  trx: Trx,
  hospitalId: string,
  filed: readonly FiledReading<ArrivedReading>[],
): Promise<void> {
  const marked = filed.filter(({ late, foundLate }) => late || foundLate);
  if (marked.length === 0) return;
  const rows = marked.map(({ arrived: { reading }, late, foundLate }) => ({
    device_id: reading.deviceId,
    sign: reading.sign,
    at: reading.at,
    late,
    found_late: foundLate,
  }));
  const times = marked.map(({ arrived }) => arrived.reading.at.getTime());
  await sql`
    update observations o set late = given.late, found_late = given.found_late
    from json_to_recordset(${JSON.stringify(rows)})
      as given (device_id text, sign text, at timestamptz, late boolean, found_late boolean)
    where o.hospital_id = ${hospitalId} and o.device_id = given.device_id and o.sign = given.sign and o.at = given.at
      and o.at between ${new Date(Math.min(...times))} and ${new Date(Math.max(...times))}
  `.execute(trx);
}

export type CurrentBySign = Partial<Record<Sign, CurrentSign>>;

/** The current values of stays, by stay. Read them under the lock of the stays where they are to be changed. */
export async function readCurrentVitals(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<Map<string, CurrentBySign>> {
  const rows = await trx
    .selectFrom("current_vitals")
    .select(["stay_id", "sign", "value", "at", "source", "device_id", "interval_seconds", "gap_seconds"])
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "in", stayIds)
    .execute();
  const byStay = new Map<string, CurrentBySign>();
  for (const { stay_id, sign, device_id, interval_seconds, gap_seconds, ...rest } of rows) {
    const signs = byStay.get(stay_id) ?? {};
    signs[sign] = { ...rest, deviceId: device_id, intervalSeconds: interval_seconds, gapSeconds: gap_seconds };
    byStay.set(stay_id, signs);
  }
  return byStay;
}

export interface ChangedSign {
  readonly stayId: string;
  readonly sign: Sign;
  readonly current: CurrentSign;
}

/** Writes current values in one statement. The caller holds the stays' lock, so that nobody else changes them. */
export async function writeCurrentVitals(
  trx: Trx,
  hospitalId: string,
  changed: readonly ChangedSign[],
  now: Date,
): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map(({ stayId, sign, current }) => ({
    stay_id: stayId,
    sign,
    value: current.value,
    at: current.at,
    source: current.source,
    device_id: current.deviceId,
    interval_seconds: current.intervalSeconds,
    gap_seconds: current.gapSeconds,
    // No reading is no reading, however long ago it was said.
    changes_at: current.value === null ? null : freshnessChangesAt(current.at, current.intervalSeconds, now),
  }));
  await sql`
    insert into current_vitals
      (hospital_id, stay_id, sign, value, at, received_at, source, device_id, interval_seconds, gap_seconds, changes_at)
    select ${hospitalId}, stay_id, sign, value, at, ${now}, source, device_id, interval_seconds, gap_seconds, changes_at
    from json_to_recordset(${JSON.stringify(rows)}) as given (
      stay_id bigint, sign text, value double precision, at timestamptz, source text, device_id text,
      interval_seconds int, gap_seconds real, changes_at timestamptz
    )
    on conflict (hospital_id, stay_id, sign) do update set
      value = excluded.value, at = excluded.at, received_at = excluded.received_at, source = excluded.source,
      device_id = excluded.device_id, interval_seconds = excluded.interval_seconds,
      gap_seconds = excluded.gap_seconds, changes_at = excluded.changes_at
  `.execute(trx);
}
