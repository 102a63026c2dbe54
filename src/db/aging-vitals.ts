import { sql } from "kysely";
import type { Sign } from "../domain/vitals.ts";
import type { Db, Trx } from "./connection.ts";

/** A current value whose freshness got worse by time alone. */
export interface AgedSign {
  readonly stayId: string;
  readonly sign: Sign;
  readonly at: Date;
  readonly intervalSeconds: number;
}

export async function hospitalsWithAgedSigns(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ hospital_id: string }>`
    select h.hospital_id from hospitals h where exists (
      select from current_vitals c where c.hospital_id = h.hospital_id and c.changes_at <= ${now}
    )
  `.execute(db);
  return rows.map((row) => row.hospital_id);
}

/** When the next value of any hospital ages, or null. */
export async function nextAgingAt(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(first.changes_at) as at from hospitals h cross join lateral (
      select c.changes_at from current_vitals c where c.hospital_id = h.hospital_id and c.changes_at is not null
      order by c.changes_at limit 1
    ) first
  `.execute(db);
  return rows[0]?.at ?? null;
}

/** Locks what has aged, but for what another process has in hand: a newer value, or this same sweep. */
export async function lockAgedSigns(trx: Trx, hospitalId: string, now: Date, rowsMax: number): Promise<AgedSign[]> {
  return await trx
    .selectFrom("current_vitals")
    .select(["stay_id as stayId", "sign", "at", "interval_seconds as intervalSeconds"])
    .where("hospital_id", "=", hospitalId)
    .where("changes_at", "<=", now)
    .orderBy("changes_at")
    .limit(rowsMax)
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function writeNextAging(
  trx: Trx,
  hospitalId: string,
  next: readonly { readonly stayId: string; readonly sign: Sign; readonly changesAt: Date | null }[],
): Promise<void> {
  await sql`
    update current_vitals c set changes_at = given."changesAt"
    from json_to_recordset(${JSON.stringify(next)})
      as given ("stayId" bigint, sign text, "changesAt" timestamptz)
    where c.hospital_id = ${hospitalId} and c.stay_id = given."stayId" and c.sign = given.sign
  `.execute(trx);
}

/** Slewing moves a clock by less. */
const setBackSecondsMin = 1;

/**
 * Hospitals with a value that came later than it is now, by the database's clock alone: it was set back since. Reads all
 * current values.
 */
export async function hospitalsAheadOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ hospital_id: string }>`
    select h.hospital_id from hospitals h where exists (
      select from current_vitals c where c.hospital_id = h.hospital_id
        and c.received_at > clock_timestamp() + make_interval(secs => ${setBackSecondsMin})
    )
  `.execute(db);
  return rows.map((row) => row.hospital_id);
}

export async function staysWithSigns(trx: Trx, hospitalId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom("current_vitals")
    .select("stay_id")
    .distinct()
    .where("hospital_id", "=", hospitalId)
    .execute();
  return rows.map(({ stay_id }) => stay_id);
}

/**
 * Sets all current values back by as much as the clock was: from when the newest came, seconds ago where monitors send, to
 * now. Whether any were ahead still. Under the lock of their stays.
 */
export async function shiftCurrentSigns(trx: Trx, hospitalId: string): Promise<boolean> {
  const { rows } = await sql`
    with step as (
      select max(received_at) - clock_timestamp() as by from current_vitals where hospital_id = ${hospitalId}
      having max(received_at) > clock_timestamp() + make_interval(secs => ${setBackSecondsMin})
    )
    update current_vitals c
    set at = c.at - step.by, received_at = c.received_at - step.by, changes_at = c.changes_at - step.by
    from step where c.hospital_id = ${hospitalId}
    returning c.stay_id
  `.execute(trx);
  return rows.length > 0;
}
