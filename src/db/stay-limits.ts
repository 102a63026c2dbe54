import { sql } from "kysely";
import type { LimitsBySign, SignLimits } from "../domain/limits.ts";
import type { Sign } from "../domain/vitals.ts";
import type { Db, Trx } from "./connection.ts";

/** A patient's own limits of one sign, and whose they are. */
export interface StayLimits extends SignLimits {
  readonly stayId: string;
  readonly sign: Sign;
  readonly version: number;
  readonly reason: string;
  readonly by: string;
  /** Null: for the stay. */
  readonly until: Date | null;
}

/** The limits of stays that are in force at `now`, by stay. One statement, none for no stays; "all" is the hospital's. */
export async function readStayLimits(
  trx: Db | Trx,
  hospitalId: string,
  stayIds: readonly string[] | "all",
  now: Date,
): Promise<Map<string, StayLimits[]>> {
  if (stayIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("stay_limits as l")
    .innerJoin("staff as p", (on) =>
      on.onRef("p.hospital_id", "=", "l.hospital_id").onRef("p.staff_id", "=", "l.set_by"),
    )
    .select(["l.stay_id as stayId", "l.sign", "l.version", "l.reason", "p.name as by", "l.until_at as until"])
    .select(["l.critical_low as criticalLow", "l.low", "l.high", "l.critical_high as criticalHigh"])
    .where("l.hospital_id", "=", hospitalId)
    .where("l.ended_at", "is", null)
    .where((on) => on.or([on("l.until_at", "is", null), on("l.until_at", ">", now)]))
    .$if(stayIds !== "all", (query) => query.where("l.stay_id", "in", stayIds === "all" ? [] : stayIds))
    .orderBy("l.stay_id")
    .orderBy("l.sign")
    .execute();
  return Map.groupBy(rows, ({ stayId }) => stayId);
}

/** A ward's rules with a patient's own limits in their place: how patient the ward is with a sign holds for those too. */
export const limitsOver = (ward: LimitsBySign, own: readonly StayLimits[]): LimitsBySign => ({
  ...ward,
  ...Object.fromEntries(
    own.map(({ sign, criticalLow, low, high, criticalHigh }) => [
      sign,
      { ...ward[sign], criticalLow, low, high, criticalHigh },
    ]),
  ),
});

export interface NewStayLimits extends SignLimits {
  readonly stayId: string;
  readonly sign: Sign;
  readonly reason: string;
  readonly staffId: string;
  readonly from: Date;
  readonly until: Date | null;
}

/** The next version; it ends the one in force. The caller holds the stay's lock. */
export async function insertStayLimits(trx: Trx, hospitalId: string, given: NewStayLimits): Promise<void> {
  const { stayId, sign, from } = given;
  await endStayLimits(trx, hospitalId, stayId, sign, from);
  await sql`
    insert into stay_limits (hospital_id, stay_id, sign, version, critical_low, low, high, critical_high, reason, set_by,
      set_at, until_at)
    select ${hospitalId}, ${stayId}, ${sign}, coalesce(max(version), 0) + 1, ${given.criticalLow}::float8,
      ${given.low}::float8, ${given.high}::float8, ${given.criticalHigh}::float8, ${given.reason}, ${given.staffId}::bigint,
      ${from}::timestamptz, ${given.until}::timestamptz
    from stay_limits where hospital_id = ${hospitalId} and stay_id = ${stayId} and sign = ${sign}
  `.execute(trx);
}

/** @returns whether any were in force. The caller holds the stay's lock. */
export async function endStayLimits(
  trx: Trx,
  hospitalId: string,
  stayId: string,
  sign: Sign,
  now: Date,
): Promise<boolean> {
  const done = await trx
    .updateTable("stay_limits")
    .set({ ended_at: now })
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .where("sign", "=", sign)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Of all signs, because the stay ends. The caller holds its lock. */
export async function endAllStayLimits(trx: Trx, hospitalId: string, stayId: string, now: Date): Promise<void> {
  await trx
    .updateTable("stay_limits")
    .set({ ended_at: now })
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .where("ended_at", "is", null)
    .execute();
}

/** Ends those of a hospital whose time is over, and answers the stays they were of. */
export async function endOverStayLimits(trx: Trx, hospitalId: string, now: Date): Promise<string[]> {
  const { rows } = await sql<{ stay_id: string }>`
    with over as (
      select stay_id, sign, version from stay_limits
      where hospital_id = ${hospitalId} and ended_at is null and until_at <= ${now}
      order by stay_id, sign for update skip locked
    )
    update stay_limits l set ended_at = ${now} from over
    where l.hospital_id = ${hospitalId} and l.stay_id = over.stay_id and l.sign = over.sign
      and l.version = over.version
    returning l.stay_id
  `.execute(trx);
  return [...new Set(rows.map((row) => row.stay_id))];
}

/** When limits of each hospital next run out. Takes no lock. */
export async function nextStayLimitsEnds(db: Db): Promise<{ readonly hospitalId: string; readonly at: Date }[]> {
  const { rows } = await sql<{ hospitalId: string; at: Date | null }>`
    select h.hospital_id as "hospitalId", (
      select min(l.until_at) from stay_limits l where l.hospital_id = h.hospital_id and l.ended_at is null
    ) as at
    from hospitals h
  `.execute(db);
  return rows.flatMap((row) => (row.at === null ? [] : { hospitalId: row.hospitalId, at: row.at }));
}
