import { sql } from "kysely";
import { aroundMoveMillis, type HoldCandidate, type HoldKind, type OpenHold } from "../domain/holding.ts";
import type { ReadingSource } from "../domain/reading-sources.ts";
import type { Sign } from "../domain/vitals.ts";
import type { Db, Trx } from "./connection.ts";
import { keyOf } from "./vitals.ts";

/** A reading that waits, with the time its device sent. */
export interface HeldReading {
  readonly deviceId: string;
  readonly sign: Sign;
  readonly at: Date;
  readonly value: number | null;
  readonly source: ReadingSource;
  /** How far the device's clock was ahead by then, where that is the reason. */
  readonly aheadSeconds: number | null;
}

export const holdKey = ({ deviceId, reason, bedId, namedBedId, namedPatient }: HoldKind) =>
  JSON.stringify([deviceId, reason, bedId, namedBedId, namedPatient]);

/** The open hold of each kind, made where there is none, and locked: nobody settles it before this transaction is over. */
export async function openHolds(
  trx: Trx,
  hospitalId: string,
  kinds: readonly HoldKind[],
  now: Date,
): Promise<ReadonlyMap<string, { readonly holdId: string; readonly isNew: boolean }>> {
  const given = [...kinds].sort((a, b) => (holdKey(a) < holdKey(b) ? -1 : 1));
  const rows = given.map(({ deviceId, reason, bedId, namedBedId, namedPatient }) => ({
    ...{ device_id: deviceId, reason, bed_id: bedId, named_bed_id: namedBedId, named_patient: namedPatient },
  }));
  const opened = await sql<HoldKind & { holdId: string; isNew: boolean }>`
    insert into holds (hospital_id, device_id, reason, bed_id, named_bed_id, named_patient, began_at)
    select ${hospitalId}, device_id, reason, bed_id, named_bed_id, named_patient, ${now}
    from json_to_recordset(${JSON.stringify(rows)})
      as given (device_id text, reason text, bed_id text, named_bed_id text, named_patient text)
    on conflict (
      hospital_id, device_id, reason, coalesce(bed_id, ''), coalesce(named_bed_id, ''), coalesce(named_patient, '')
    ) where settled_at is null do update set began_at = holds.began_at
    returning hold_id as "holdId", xmax = 0 as "isNew", device_id as "deviceId", reason, bed_id as "bedId",
      named_bed_id as "namedBedId", named_patient as "namedPatient"
  `.execute(trx);
  return new Map(opened.rows.map((row) => [holdKey(row), row]));
}

/** Stores those that are not there yet, and says by `keyOf` which they were. */
export async function insertHeldReadings(
  trx: Trx,
  hospitalId: string,
  held: readonly (HeldReading & { readonly holdId: string })[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = held.map((one) => ({
    ...{
      device_id: one.deviceId,
      sign: one.sign,
      at: one.at,
      hold_id: one.holdId,
      value: one.value,
      source: one.source,
    },
    ...{ ahead_seconds: one.aheadSeconds, key: keyOf(one) },
  }));
  rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  const inserted = await sql<{ device_id: string; sign: Sign; at: Date }>`
    insert into held_readings (hospital_id, device_id, sign, at, hold_id, value, source, ahead_seconds, received_at)
    select ${hospitalId}, device_id, sign, at, hold_id, value, source, ahead_seconds, ${now}
    from json_to_recordset(${JSON.stringify(rows)}) as given (
      device_id text, sign text, at timestamptz, hold_id bigint, value double precision, source text,
      ahead_seconds double precision
    )
    on conflict do nothing
    returning device_id, sign, at
  `.execute(trx);
  return new Set(inserted.rows.map(({ device_id: deviceId, sign, at }) => keyOf({ deviceId, sign, at })));
}

/** What is known under these keys, held or settled, by `keyOf`. */
export async function readHeldValues(
  trx: Trx,
  hospitalId: string,
  asked: readonly Pick<HeldReading, "deviceId" | "sign" | "at">[],
): Promise<ReadonlyMap<string, number | null>> {
  if (asked.length === 0) return new Map();
  const keys = asked.map(({ deviceId, sign, at }) => ({ device_id: deviceId, sign, at }));
  const { rows } = await sql<{ device_id: string; sign: Sign; at: Date; value: number | null }>`
    select h.device_id, h.sign, h.at, h.value
    from json_to_recordset(${JSON.stringify(keys)}) as given (device_id text, sign text, at timestamptz)
    join held_readings h on h.hospital_id = ${hospitalId}
      and h.device_id = given.device_id and h.sign = given.sign and h.at = given.at
  `.execute(trx);
  return new Map(rows.map(({ device_id: deviceId, sign, at, value }) => [keyOf({ deviceId, sign, at }), value]));
}

export interface HoldRow extends HoldKind {
  readonly holdId: string;
  readonly settledAt: Date | null;
  readonly settledBy: string | null;
}

/** Null: the hospital has none such. Locks it until the transaction ends. */
export async function lockHold(trx: Trx, hospitalId: string, holdId: string): Promise<HoldRow | null> {
  const { rows } = await sql<HoldRow>`
    select h.hold_id as "holdId", h.device_id as "deviceId", h.reason, h.bed_id as "bedId",
      h.named_bed_id as "namedBedId", h.named_patient as "namedPatient", h.settled_at as "settledAt", (
        select s.name from staff s where s.hospital_id = h.hospital_id and s.staff_id = h.settled_by
      ) as "settledBy"
    from holds h where h.hospital_id = ${hospitalId} and h.hold_id = ${holdId} for no key update of h
  `.execute(trx);
  return rows[0] ?? null;
}

/** In the order of their times. */
export async function readHeldOf(trx: Trx, hospitalId: string, holdId: string): Promise<HeldReading[]> {
  return await trx
    .selectFrom("held_readings")
    .select(["device_id as deviceId", "sign", "at", "value", "source", "ahead_seconds as aheadSeconds"])
    .where("hospital_id", "=", hospitalId)
    .where("hold_id", "=", holdId)
    .orderBy("at")
    .execute();
}

/** Under its lock. `stayId` null: discarded. */
export async function closeHold(
  trx: Trx,
  hospitalId: string,
  { holdId, stayId, staffId, at }: { holdId: string; stayId: string | null; staffId: string; at: Date },
): Promise<void> {
  await trx
    .updateTable("holds")
    .set({ settled_at: at, settled_by: staffId, stay_id: stayId })
    .where("hospital_id", "=", hospitalId)
    .where("hold_id", "=", holdId)
    .execute();
}

/**
 * What waits for a person, oldest first; `only` one of them, or all. Who may be meant is looked for in the beds' occupancies
 * around the time of the readings. One statement over the open holds, of which there are a few, and their readings.
 */
export async function readOpenHolds(
  db: Db | Trx,
  hospitalId: string,
  only: string | null,
): Promise<readonly OpenHold[]> {
  const around = sql.lit(`${aroundMoveMillis / 1000} seconds`);
  const { rows } = await sql<
    Omit<OpenHold, "newest" | "candidates"> & {
      newest: readonly [string, number | null, number][];
      candidates: readonly HoldCandidate[] | null;
    }
  >`
    with waiting as (
      select h.*, r.count, r.first_at, r.last_at, r.settles_from, r.settles_to
      from holds h cross join lateral (
        select count(*)::int as count, min(at) as first_at, max(at) as last_at,
          min(at - make_interval(secs => coalesce(ahead_seconds, 0))) as settles_from,
          max(at - make_interval(secs => coalesce(ahead_seconds, 0))) as settles_to
        from held_readings where hospital_id = h.hospital_id and hold_id = h.hold_id
      ) r
      where h.hospital_id = ${hospitalId} and h.settled_at is null and r.count > 0
        ${only === null ? sql`` : sql`and h.hold_id = ${only}`}
    )
    select w.hold_id as "holdId", w.device_id as "deviceId", w.reason, w.bed_id as "bedId",
      w.named_bed_id as "namedBedId", w.named_patient as "namedPatient", w.count,
      w.first_at as "firstAt", w.last_at as "lastAt", (
        select json_agg(json_build_array(sign, value, floor(extract(epoch from at) * 1000)::bigint) order by sign) from (
          select distinct on (sign) sign, value, at from held_readings
          where hospital_id = w.hospital_id and hold_id = w.hold_id order by sign, at desc
        ) newest
      ) as newest, (
        select json_agg(distinct jsonb_build_object(
          'stayId', s.stay_id::text, 'number', p.number, 'familyName', p.family_name, 'givenName', p.given_name,
          'bornOn', p.born_on, 'bedId', o.bed_id
        ))
        from stays s
        join patients p on p.hospital_id = s.hospital_id and p.patient_id = s.patient_id
        left join lateral (
          select bed_id from occupancies o where o.hospital_id = s.hospital_id and o.stay_id = s.stay_id
            and o.from_at <= w.settles_to + ${around}::interval
            and (o.to_at is null or o.to_at >= w.settles_from - ${around}::interval)
          order by o.bed_id in (w.bed_id, w.named_bed_id) desc, o.from_at desc limit 1
        ) o on true
        where s.hospital_id = w.hospital_id
          and s.began_at <= w.settles_to + ${around}::interval
          and (s.ended_at is null or s.ended_at >= w.settles_from - ${around}::interval)
          and (o.bed_id in (w.bed_id, w.named_bed_id) or p.number = w.named_patient)
      ) as candidates
    from waiting w order by w.began_at, w.hold_id
  `.execute(db);
  return rows.map(({ newest, candidates, ...hold }) => ({
    ...hold,
    newest: newest.map(([sign, value, at]) => ({ sign, value, at: new Date(at) })),
    candidates: candidates ?? [],
  }));
}

/** Readings of that age could not be charted any more, whoever's they are. */
const heldDays = 8;

/** Drops what has waited too long to be charted, settled or not. By `held_readings_by_age`. */
export async function dropOldHeld(db: Db, now: Date): Promise<void> {
  await sql`
    delete from held_readings r using hospitals h
    where r.hospital_id = h.hospital_id and r.received_at < ${now}::timestamptz - make_interval(days => ${heldDays})
  `.execute(db);
}
