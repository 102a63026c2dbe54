import { sql } from "kysely";
import type { Feed, WatchedDevice } from "../domain/feeds.ts";
import { isAway } from "./absences.ts";
import type { Db, Trx } from "./connection.ts";

/** A device and where it stands; both null for one that is carried about. */
export interface PlacedDevice {
  readonly deviceId: string;
  readonly bedId: string | null;
  readonly wardId: string | null;
}

/** Silent for five times the interval in which something is expected: lost, as a sign is lost. */
export const deviceLostAfterIntervals = 5;

/** Which of these devices are known as lost. Takes no lock. */
export async function findLostDevices(
  trx: Trx,
  hospitalId: string,
  deviceIds: readonly string[],
): Promise<PlacedDevice[]> {
  if (deviceIds.length === 0) return [];
  return await trx
    .selectFrom("devices as d")
    .leftJoin("beds as b", (join) =>
      join.onRef("b.hospital_id", "=", "d.hospital_id").onRef("b.bed_id", "=", "d.bed_id"),
    )
    .select(["d.device_id as deviceId", "d.bed_id as bedId", "b.ward_id as wardId"])
    .where("d.hospital_id", "=", hospitalId)
    .where("d.device_id", "in", deviceIds)
    .where("d.lost_at", "is not", null)
    .orderBy("d.device_id")
    .execute();
}

/**
 * Notes that devices spoke at `now`, and that those of them in `returned` are lost no more. One that was lost in the
 * meantime stays so until its next word, a few seconds on: its alert could not be locked before it.
 */
export async function hearDevices(
  trx: Trx,
  hospitalId: string,
  deviceIds: readonly string[],
  returned: readonly string[],
  now: Date,
): Promise<void> {
  if (deviceIds.length === 0) return;
  await sql`
    with heard as (
      select device_id from devices where hospital_id = ${hospitalId} and device_id = any(${deviceIds})
      order by device_id for no key update
    )
    update devices d
    set last_heard_at = greatest(d.last_heard_at, ${now}),
      lost_at = case when d.device_id = any(${returned}) then null else d.lost_at end
    from heard where d.hospital_id = ${hospitalId} and d.device_id = heard.device_id
  `.execute(trx);
}

/** Devices at a bed that holds a patient who is there: elsewhere silence means nothing. */
const watched = sql`
  devices d
  join beds b on b.hospital_id = d.hospital_id and b.bed_id = d.bed_id
  join occupancies o on o.hospital_id = d.hospital_id and o.bed_id = d.bed_id and o.to_at is null
    and not ${isAway("o")}
`;

const patience = sql`make_interval(secs => d.expected_interval_seconds * ${sql.lit(deviceLostAfterIntervals)})`;

/**
 * When a device's silence has lasted too long; null for one that never spoke: nobody has missed it yet. Silence counts
 * from when somebody listened: what a device said while we were away nobody has heard. It counts anew from when it was
 * last called lost, and from when its patient came: a monitor has to be connected first.
 */
const dueAt = (listeningSince: Date) => sql<Date | null>`
  case when d.last_heard_at is not null
    then greatest(d.last_heard_at, ${listeningSince}::timestamptz, d.lost_at, o.from_at) + ${patience} end
`;

/** The feeds of hospitals as queries see them: how many watched devices each speaks for, and how many are not lost. */
const feeds = sql`
  select t.hospital_id, t.name, count(distinct d.device_id) as devices,
    count(distinct d.device_id) filter (where d.lost_at is null) as heard
  from ${watched}
  join device_tokens t on t.hospital_id = d.hospital_id and d.device_id = any(t.device_ids) and t.revoked_at is null
  where d.last_heard_at is not null
  group by t.hospital_id, t.name
`;

/** Whether something is said of a lost device already: by itself, or by its feed. */
const isSaid = sql<boolean>`exists (
  select from alerts a where a.hospital_id = d.hospital_id and a.state in ('raised', 'acknowledged') and a.cause_active
    and (a.subject = 'device:' || d.device_id || ':lost' or a.subject in (
      select 'feed:' || t.name from device_tokens t
      where t.hospital_id = d.hospital_id and t.revoked_at is null and d.device_id = any(t.device_ids)
    ))
)`;

/** Where a device has been silent for too long, or what was said of a device or a feed is so no more. */
export async function hospitalsWithSilentDevices(db: Db, now: Date, listeningSince: Date): Promise<string[]> {
  const { rows } = await sql<{ hospital_id: string }>`
    with feeds as (${feeds})
    select d.hospital_id from ${watched} where ${dueAt(listeningSince)} < ${now} and (d.lost_at is null or not ${isSaid})
    union
    select a.hospital_id from alerts a
    where a.cause = 'feed_down' and a.state in ('raised', 'acknowledged') and a.cause_active and not exists (
      select from feeds f
      where f.hospital_id = a.hospital_id and 'feed:' || f.name = a.subject and f.devices > 1 and f.heard = 0
    )
    union
    select a.hospital_id from alerts a
    where a.cause = 'device_lost' and a.state in ('raised', 'acknowledged') and a.cause_active
      and not exists (select from ${watched} where d.hospital_id = a.hospital_id and d.device_id = a.device_id)
    order by 1
  `.execute(db);
  return rows.map((row) => row.hospital_id);
}

/** When the next device of any hospital will have been silent for too long, or null. */
export async function nextSilenceAt(db: Db, now: Date, listeningSince: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(due.at) as at from (select ${dueAt(listeningSince)} as at from ${watched} where d.lost_at is null) due
    where due.at >= ${now}
  `.execute(db);
  return rows[0]?.at ?? null;
}

/** All watched devices of a hospital and the feeds that speak for them. Takes no lock. Two statements. */
export async function readWatch(
  trx: Trx,
  hospitalId: string,
  listeningSince: Date,
): Promise<{ readonly devices: WatchedDevice[]; readonly feeds: Feed[] }> {
  const { rows: devices } = await sql<WatchedDevice>`
    select d.device_id as "deviceId", b.bed_id as "bedId", b.ward_id as "wardId", d.lost_at as "lostAt",
      d.last_heard_at as "lastHeardAt", ${dueAt(listeningSince)} as "dueAt"
    from ${watched} where d.hospital_id = ${hospitalId} and d.last_heard_at is not null
    order by d.device_id
  `.execute(trx);
  const { rows: tokens } = await sql<{ name: string; ids: string[] }>`
    select name, array_agg(distinct device_id) as ids from device_tokens, unnest(device_ids) as device_id
    where hospital_id = ${hospitalId} and revoked_at is null group by name order by name
  `.execute(trx);
  return { devices, feeds: tokens.map(({ name, ids }) => ({ name, deviceIds: new Set(ids) })) };
}

export async function readDevicesAtBed(trx: Trx, hospitalId: string, bedId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom("devices")
    .select("device_id")
    .where("hospital_id", "=", hospitalId)
    .where("bed_id", "=", bedId)
    .execute();
  return rows.map((row) => row.device_id);
}

/**
 * The patient is back before the time: what is silent at the bed is lost from now on, and so has its time once more until
 * that has to be said. Nothing changes for a device that speaks.
 */
export async function countSilenceAnew(trx: Trx, hospitalId: string, bedId: string, now: Date): Promise<void> {
  await sql`
    update devices d set lost_at = ${now}
    where d.hospital_id = ${hospitalId} and d.bed_id = ${bedId}
      and (d.lost_at is not null or d.last_heard_at + ${patience} < ${now})
  `.execute(trx);
}

/** Locks those of these devices that nobody has in hand. After the alerts about them: see the order of locks. */
export async function lockDevices(trx: Trx, hospitalId: string, deviceIds: readonly string[]): Promise<Set<string>> {
  if (deviceIds.length === 0) return new Set();
  const rows = await trx
    .selectFrom("devices")
    .select("device_id")
    .where("hospital_id", "=", hospitalId)
    .where("device_id", "in", deviceIds)
    .orderBy("device_id")
    .forNoKeyUpdate()
    .skipLocked()
    .execute();
  return new Set(rows.map((row) => row.device_id));
}

/** Calls locked devices lost from `at` on; of those that were, their silence counts anew. */
export async function writeLost(trx: Trx, hospitalId: string, deviceIds: readonly string[], at: Date): Promise<void> {
  if (deviceIds.length === 0) return;
  await trx
    .updateTable("devices")
    .set({ lost_at: at })
    .where("hospital_id", "=", hospitalId)
    .where("device_id", "in", deviceIds)
    .execute();
}
