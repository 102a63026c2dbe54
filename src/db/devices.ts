import { sql } from "kysely";
import { isAway } from "./absences.ts";
import type { Db, Trx } from "./connection.ts";

/** A device and where it stands; both null for one that is carried about. */
export interface PlacedDevice {
  readonly deviceId: string;
  readonly bedId: string | null;
  readonly wardId: string | null;
}

/** Silent for five times the interval in which something is expected: lost, as a sign is lost. */
const lostAfterIntervals = 5;

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
/**
 * Null for a device that never spoke: nobody has missed it yet. Silence counts from when somebody listened: what a device
 * said while we were away nobody has heard.
 */
const lostFrom = (listeningSince: Date) => sql<Date | null>`
  case when d.last_heard_at is not null then greatest(d.last_heard_at, ${listeningSince})
    + make_interval(secs => d.expected_interval_seconds * ${sql.lit(lostAfterIntervals)}) end
`;

export async function hospitalsWithSilentDevices(db: Db, now: Date, listeningSince: Date): Promise<string[]> {
  const { rows } = await sql<{ hospital_id: string }>`
    select distinct d.hospital_id from ${watched}
    where d.lost_at is null and ${lostFrom(listeningSince)} < ${now} order by d.hospital_id
  `.execute(db);
  return rows.map((row) => row.hospital_id);
}

/** When the next device of any hospital will have been silent for too long, or null. */
export async function nextSilenceAt(db: Db, listeningSince: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(${lostFrom(listeningSince)}) as at from ${watched} where d.lost_at is null
  `.execute(db);
  return rows[0]?.at ?? null;
}

/** Takes the silent devices of a hospital for lost, but for those that another process has in hand. */
export async function takeForLost(
  trx: Trx,
  hospitalId: string,
  now: Date,
  listeningSince: Date,
): Promise<PlacedDevice[]> {
  const { rows } = await sql<PlacedDevice>`
    with silent as (
      select d.device_id, b.bed_id, b.ward_id from ${watched}
      where d.hospital_id = ${hospitalId} and d.lost_at is null and ${lostFrom(listeningSince)} < ${now}
      order by d.device_id for no key update of d skip locked
    )
    update devices d set lost_at = ${now} from silent
    where d.hospital_id = ${hospitalId} and d.device_id = silent.device_id
    returning d.device_id as "deviceId", silent.bed_id as "bedId", silent.ward_id as "wardId"
  `.execute(trx);
  return rows;
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
