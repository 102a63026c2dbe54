import { sql } from "kysely";
import type { ClockRule, DeviceClock } from "../domain/device-clock.ts";
import type { StandingDevice } from "../domain/holding.ts";
import { databaseNow, type Trx } from "./connection.ts";

/** A device that sends: where it stands, and what is known of its clock. */
export interface ReportingDevice extends StandingDevice {
  readonly clockRule: ClockRule;
  readonly clock: DeviceClock;
}

/** These devices as far as the hospital keeps them, and the time at which they were looked at. Takes no lock. */
export async function readReportingDevices(
  trx: Trx,
  hospitalId: string,
  deviceIds: readonly string[],
): Promise<{ readonly devices: ReadonlyMap<string, ReportingDevice>; readonly now: Date }> {
  const rows =
    deviceIds.length === 0
      ? []
      : await trx
          .selectFrom("devices")
          .select([
            ...(["device_id", "bed_id", "placed_at", "clock_rule", "clock_skew_seconds"] as const),
            ...(["clock_sample_seconds", "clock_sampled_at"] as const),
            sql<Date>`clock_timestamp()`.as("now"),
          ])
          .where("hospital_id", "=", hospitalId)
          .where("device_id", "in", deviceIds)
          .execute();
  const devices = new Map(
    rows.map((row): [string, ReportingDevice] => {
      const { clock_sample_seconds: seconds, clock_sampled_at: at } = row;
      const sample = seconds === null || at === null ? null : { seconds, at };
      const clock = { skewSeconds: row.clock_skew_seconds, sample };
      return [row.device_id, { bedId: row.bed_id, placedAt: row.placed_at, clockRule: row.clock_rule, clock }];
    }),
  );
  return { devices, now: rows[0]?.now ?? (await databaseNow(trx)) };
}

/** After all other locks, by the order of names. */
export async function writeClocks(
  trx: Trx,
  hospitalId: string,
  clocks: ReadonlyMap<string, DeviceClock>,
): Promise<void> {
  if (clocks.size === 0) return;
  const rows = [...clocks].map(([device_id, { skewSeconds, sample }]) => ({
    ...{ device_id, skew: skewSeconds, sample: sample?.seconds ?? null, sampled_at: sample?.at ?? null },
  }));
  await sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)})
        as given (device_id text, skew double precision, sample double precision, sampled_at timestamptz)
    ), locked as (
      select device_id from devices where hospital_id = ${hospitalId} and device_id in (select device_id from given)
      order by device_id for no key update
    )
    update devices d set clock_skew_seconds = g.skew, clock_sample_seconds = g.sample, clock_sampled_at = g.sampled_at
    from given g join locked l on l.device_id = g.device_id
    where d.hospital_id = ${hospitalId} and d.device_id = g.device_id
  `.execute(trx);
}
