import { sql } from "kysely";
import type { ClockRule } from "../domain/device-clock.ts";
import type { DeviceSettings, DeviceStep, ListedDevice } from "../domain/device-settings.ts";
import type { Db, Trx } from "./connection.ts";
import { deviceLostAfterIntervals } from "./devices.ts";

/** All devices of a hospital, by ward and bed; those without a bed last. One statement. */
export const readDevices = (db: Db, hospitalId: string, now: Date): Promise<ListedDevice[]> =>
  listed(db, hospitalId, now, null);

export const readDevice = async (
  db: Db,
  hospitalId: string,
  deviceId: string,
  now: Date,
): Promise<ListedDevice | null> => (await listed(db, hospitalId, now, deviceId))[0] ?? null;

async function listed(db: Db, hospitalId: string, now: Date, only: string | null): Promise<ListedDevice[]> {
  const { rows } = await sql<ListedDevice>`
    with held as (
      select h.device_id, count(*)::int as readings
      from holds h join held_readings r on r.hospital_id = h.hospital_id and r.hold_id = h.hold_id
      where h.hospital_id = ${hospitalId} and h.settled_at is null group by h.device_id
    ), spoken as (
      select device_id, array_agg(distinct name order by name) as tokens
      from device_tokens, unnest(device_ids) as device_id
      where hospital_id = ${hospitalId} and revoked_at is null group by device_id
    )
    select d.device_id as "deviceId", d.bed_id as "bedId", w.ward_id as "wardId", w.name as "wardName",
      d.expected_interval_seconds as "intervalSeconds", d.clock_rule as "clockRule", d.last_heard_at as "lastHeardAt",
      d.clock_skew_seconds as "skewSeconds", coalesce(spoken.tokens, '{}') as tokens, coalesce(held.readings, 0) as held,
      d.lost_at is not null or d.last_heard_at <=
        ${now}::timestamptz - make_interval(secs => d.expected_interval_seconds * ${deviceLostAfterIntervals}) as "isLost"
    from devices d
    left join beds b on b.hospital_id = d.hospital_id and b.bed_id = d.bed_id
    left join wards w on w.hospital_id = b.hospital_id and w.ward_id = b.ward_id
    left join held on held.device_id = d.device_id
    left join spoken on spoken.device_id = d.device_id
    where d.hospital_id = ${hospitalId} ${only === null ? sql`` : sql`and d.device_id = ${only}`}
    order by w.place, w.ward_id, b.place, b.bed_id, d.device_id
  `.execute(db);
  return rows;
}

/** Where a device stands and what is expected of it, locked until the transaction ends; null: the hospital has none such. */
export async function lockDevice(
  trx: Trx,
  hospitalId: string,
  deviceId: string,
): Promise<(DeviceSettings & { readonly wardId: string | null }) | null> {
  const { rows } = await sql<{
    bed_id: string | null;
    ward_id: string | null;
    seconds: number;
    clock_rule: ClockRule;
  }>`
    select d.bed_id, (
      select b.ward_id from beds b where b.hospital_id = d.hospital_id and b.bed_id = d.bed_id
    ) as ward_id, d.expected_interval_seconds as seconds, d.clock_rule
    from devices d where d.hospital_id = ${hospitalId} and d.device_id = ${deviceId} for no key update
  `.execute(trx);
  const [row] = rows;
  return row
    ? { bedId: row.bed_id, wardId: row.ward_id, intervalSeconds: row.seconds, clockRule: row.clock_rule }
    : null;
}

/** Adds a device, unless there is one of that name. Whether it was added. */
export async function insertDevice(
  trx: Trx,
  hospitalId: string,
  deviceId: string,
  { bedId, intervalSeconds, clockRule }: DeviceSettings,
  now: Date,
): Promise<boolean> {
  const added = await trx
    .insertInto("devices")
    .values({
      ...{ hospital_id: hospitalId, device_id: deviceId, bed_id: bedId, expected_interval_seconds: intervalSeconds },
      ...{ clock_rule: clockRule, placed_at: now, last_heard_at: null, lost_at: null },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("device_id")
    .executeTakeFirst();
  return added !== undefined;
}

/**
 * Under the device's lock. At another bed its silence counts anew: of one that is silent already, from now on, as of one
 * that is connected there now.
 */
export async function updateDevice(
  trx: Trx,
  hospitalId: string,
  deviceId: string,
  { bedId, intervalSeconds, clockRule }: DeviceSettings,
  movedAt: Date | null,
): Promise<void> {
  await sql`
    update devices d set bed_id = ${bedId}, expected_interval_seconds = ${intervalSeconds}, clock_rule = ${clockRule}
      ${
        movedAt === null
          ? sql``
          : sql`, placed_at = ${movedAt}, lost_at = case
              when d.lost_at is not null or d.last_heard_at
                + make_interval(secs => ${intervalSeconds}::int * ${deviceLostAfterIntervals}) < ${movedAt}
              then ${movedAt}::timestamptz end`
      }
    where d.hospital_id = ${hospitalId} and d.device_id = ${deviceId}
  `.execute(trx);
}

/** How many devices a hospital has. */
export async function countDevices(trx: Trx, hospitalId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from devices where hospital_id = ${hospitalId}
  `.execute(trx);
  return rows[0]?.count ?? 0;
}

/** When a device was missed and heard again, newest first. By `alerts_of_device`. */
export async function readDeviceSteps(
  db: Db,
  hospitalId: string,
  deviceId: string,
  max: number,
): Promise<DeviceStep[]> {
  const { rows } = await sql<DeviceStep>`
    select t.alert_id as "alertId", t.at, t.event, t.reason
    from (
      select hospital_id, alert_id from alerts
      where hospital_id = ${hospitalId} and device_id = ${deviceId} and cause = 'device_lost'
      order by created_at desc limit ${max}
    ) a
    join alert_transitions t on t.hospital_id = a.hospital_id and t.alert_id = a.alert_id
    where t.event in ('raised', 'returned', 'latched', 'eased', 'resolved')
    order by t.alert_id desc, t.position desc limit ${max}
  `.execute(db);
  return rows;
}
