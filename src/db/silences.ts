import { sql } from "kysely";
import type { Priority } from "../domain/alerts.ts";
import type { Silence } from "../domain/silences.ts";
import type { Db, Trx } from "./connection.ts";

export interface SilenceOfStay extends Silence {
  readonly stayId: string;
  readonly reason: string;
  readonly by: string;
}

/** The silences of stays that have not ended, by stay. Every stay asked for is a key. */
export async function readSilences(
  trx: Db | Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<Map<string, SilenceOfStay[]>> {
  const byStay = new Map<string, SilenceOfStay[]>(stayIds.map((stayId) => [stayId, []]));
  if (stayIds.length === 0) return byStay;
  for (const row of await silenceRows(trx, hospitalId).where("s.stay_id", "in", stayIds).execute())
    byStay.get(row.stayId)?.push(row);
  return byStay;
}

/** Those of whoever lies in a bed. */
export const readSilencesOfBed = (trx: Trx, hospitalId: string, bedId: string): Promise<SilenceOfStay[]> =>
  silenceRows(trx, hospitalId)
    .innerJoin("occupancies as o", (on) =>
      on.onRef("o.hospital_id", "=", "s.hospital_id").onRef("o.stay_id", "=", "s.stay_id").on("o.to_at", "is", null),
    )
    .where("o.bed_id", "=", bedId)
    .execute();

/** All of a hospital's, for the list of what is paused. */
export const readAllSilences = (db: Db | Trx, hospitalId: string): Promise<SilenceOfStay[]> =>
  silenceRows(db, hospitalId).execute();

const silenceRows = (db: Db | Trx, hospitalId: string) =>
  db
    .selectFrom("silences as s")
    .innerJoin("staff as p", (on) =>
      on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.staff_id", "=", "s.staff_id"),
    )
    .select(["s.silence_id as silenceId", "s.stay_id as stayId", "s.cause", "s.priority", "s.until_at as until"])
    .select(["s.reason", "p.name as by"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.ended_at", "is", null)
    .orderBy("s.until_at");

export interface NewSilence {
  readonly stayId: string;
  readonly cause: string | null;
  readonly priority: Priority;
  readonly reason: string;
  readonly staffId: string;
  readonly from: Date;
  readonly until: Date;
}

/** Takes the place of one of the same scope. The caller holds the stay's lock. @returns its id. */
export async function insertSilence(trx: Trx, hospitalId: string, given: NewSilence): Promise<string> {
  await trx
    .updateTable("silences")
    .set({ ended_at: given.from, ended_by: "taken_back" })
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", given.stayId)
    .where("cause", given.cause === null ? "is" : "=", given.cause)
    .where("ended_at", "is", null)
    .execute();
  const row = await trx
    .insertInto("silences")
    .values({
      ...{ hospital_id: hospitalId, stay_id: given.stayId, cause: given.cause, priority: given.priority },
      ...{ reason: given.reason, staff_id: given.staffId, from_at: given.from, until_at: given.until },
    })
    .returning("silence_id")
    .executeTakeFirstOrThrow();
  return row.silence_id;
}

export type SilenceEnd = "time" | "taken_back" | "broken";

/** The caller holds the stays' locks. @returns how many ended just now. */
export async function endSilences(
  trx: Trx,
  hospitalId: string,
  silenceIds: readonly string[],
  endedBy: SilenceEnd,
  now: Date,
): Promise<number> {
  if (silenceIds.length === 0) return 0;
  const done = await trx
    .updateTable("silences")
    .set({ ended_at: now, ended_by: endedBy })
    .where("hospital_id", "=", hospitalId)
    .where("silence_id", "in", silenceIds)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

/** Locks the stays of which a silence is over at `now`, but for those that somebody has in hand. */
export async function lockStaysWithOverSilences(
  trx: Trx,
  hospitalId: string,
  now: Date,
  max: number,
): Promise<string[]> {
  const { rows } = await sql<{ stay_id: string }>`
    select s.stay_id from stays s
    where s.hospital_id = ${hospitalId} and s.stay_id in (
      select stay_id from silences
      where hospital_id = ${hospitalId} and ended_at is null and until_at <= ${now} order by until_at limit ${max}
    )
    order by s.stay_id for no key update skip locked
  `.execute(trx);
  return rows.map((row) => row.stay_id);
}

/** When the next silence of each hospital is over. Takes no lock. */
export async function nextSilenceEnds(db: Db): Promise<{ readonly hospitalId: string; readonly at: Date }[]> {
  const { rows } = await sql<{ hospitalId: string; at: Date | null }>`
    select h.hospital_id as "hospitalId", (
      select min(s.until_at) from silences s where s.hospital_id = h.hospital_id and s.ended_at is null
    ) as at
    from hospitals h
  `.execute(db);
  return rows.flatMap((row) => (row.at === null ? [] : { hospitalId: row.hospitalId, at: row.at }));
}
