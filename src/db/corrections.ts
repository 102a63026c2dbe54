import { sql } from "kysely";
import type { ReadingSource } from "../domain/reading-sources.ts";
import type { Sign } from "../domain/vitals.ts";
import type { Trx } from "./connection.ts";

/** What makes a reading of a stay one. */
export interface ReadingKey {
  readonly stayId: string;
  readonly deviceId: string;
  readonly sign: Sign;
  readonly at: Date;
}

export interface StoredReading extends ReadingKey {
  readonly value: number | null;
  readonly source: ReadingSource;
  readonly late: boolean;
}

/** Null: there is none. The caller holds the stay's lock, under which alone readings are corrected. */
export async function findReading(trx: Trx, hospitalId: string, key: ReadingKey): Promise<StoredReading | null> {
  const row = await trx
    .selectFrom("observations")
    .select(["value", "source", "late"])
    .where("hospital_id", "=", hospitalId)
    .where("device_id", "=", key.deviceId)
    .where("sign", "=", key.sign)
    .where("at", "=", key.at)
    .where("stay_id", "=", key.stayId)
    .executeTakeFirst();
  return row ? { ...key, ...row } : null;
}

export interface Correction {
  readonly reading: StoredReading;
  /** Null: taken back. */
  readonly newValue: number | null;
  readonly staffId: string;
  readonly reason: string;
  readonly at: Date;
}

/** Puts the reading right and keeps what it was; what it was rolled up to is reckoned anew. Three statements. */
export async function writeCorrection(trx: Trx, hospitalId: string, correction: Correction): Promise<void> {
  const { reading, newValue, staffId, reason, at } = correction;
  await trx
    .insertInto("corrections")
    .values({
      ...{ hospital_id: hospitalId, stay_id: reading.stayId, device_id: reading.deviceId, sign: reading.sign },
      ...{ at: reading.at, old_value: reading.value, new_value: newValue, staff_id: staffId, reason, corrected_at: at },
    })
    .execute();
  await trx
    .updateTable("observations")
    .set({ value: newValue, source: "corrected" })
    .where("hospital_id", "=", hospitalId)
    .where("device_id", "=", reading.deviceId)
    .where("sign", "=", reading.sign)
    .where("at", "=", reading.at)
    .where("stay_id", "=", reading.stayId)
    .execute();
  await sql`
    insert into rollups_due (hospital_id, stay_id, sign, minute)
    values (${hospitalId}, ${reading.stayId}, ${reading.sign}, date_bin('1 minute', ${reading.at}::timestamptz, 'epoch'))
    on conflict (hospital_id, stay_id, sign, minute) do update set asked = rollups_due.asked + 1
  `.execute(trx);
}

/** The newest reading of a sign with a value that is not newer than that; null where there is none. */
export async function readNewestValue(
  trx: Trx,
  hospitalId: string,
  { stayId, sign, at }: ReadingKey,
): Promise<(StoredReading & { readonly value: number }) | null> {
  const { rows } = await sql<StoredReading & { readonly value: number }>`
    select stay_id as "stayId", device_id as "deviceId", sign, at, value, source, late from observations
    where hospital_id = ${hospitalId} and stay_id = ${stayId} and sign = ${sign} and at <= ${at} and value is not null
    order by at desc limit 1
  `.execute(trx);
  return rows[0] ?? null;
}
