import { sql } from "kysely";
import { type DueRound, stageChangesAt } from "../domain/rounds.ts";
import type { Db, Trx } from "./connection.ts";

/** Writes when the next set of these stays is due. The caller holds their locks. */
export async function writeDueRounds(
  trx: Trx,
  hospitalId: string,
  rounds: readonly (DueRound & { readonly stayId: string })[],
  now: Date,
): Promise<void> {
  if (rounds.length === 0) return;
  const rows = rounds.map(({ stayId, dueAt, minutes }) => ({
    ...{ stay_id: stayId, observe_at: dueAt, observe_minutes: minutes },
    observe_next_at: stageChangesAt({ dueAt, minutes }, now),
  }));
  await sql`
    update stays s set observe_at = given.observe_at, observe_minutes = given.observe_minutes,
      observe_next_at = given.observe_next_at
    from json_to_recordset(${JSON.stringify(rows)})
      as given (stay_id bigint, observe_at timestamptz, observe_minutes int, observe_next_at timestamptz)
    where s.hospital_id = ${hospitalId} and s.stay_id = given.stay_id
  `.execute(trx);
}

/** When the sets of these stays next become something else by time alone; null: not any more. */
export async function writeNextStages(
  trx: Trx,
  hospitalId: string,
  next: readonly { readonly stayId: string; readonly at: Date | null }[],
): Promise<void> {
  if (next.length === 0) return;
  await sql`
    update stays s set observe_next_at = given.at
    from json_to_recordset(${JSON.stringify(next)}) as given ("stayId" bigint, at timestamptz)
    where s.hospital_id = ${hospitalId} and s.stay_id = given."stayId"
  `.execute(trx);
}

export async function hospitalsWithDueRounds(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ hospital_id: string }>`
    select h.hospital_id from hospitals h where exists (
      select from stays s where s.hospital_id = h.hospital_id and s.observe_next_at <= ${now}
    )
  `.execute(db);
  return rows.map((row) => row.hospital_id);
}

/** When a set of any hospital next becomes due, or late, or null. */
export async function nextRoundStageAt(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(first.observe_next_at) as at from hospitals h cross join lateral (
      select s.observe_next_at from stays s where s.hospital_id = h.hospital_id and s.observe_next_at is not null
      order by s.observe_next_at limit 1
    ) first
  `.execute(db);
  return rows[0]?.at ?? null;
}

/** The stays whose set has become due or late by `now`. Takes no lock: the order of locks is by stay. */
export async function findDueRounds(trx: Trx, hospitalId: string, now: Date, rowsMax: number): Promise<string[]> {
  const rows = await trx
    .selectFrom("stays")
    .select("stay_id")
    .where("hospital_id", "=", hospitalId)
    .where("observe_next_at", "<=", now)
    .orderBy("observe_next_at")
    .limit(rowsMax)
    .execute();
  return rows.map((row) => row.stay_id);
}

/** What is due of stays that are locked, with the end of their absence where they are off the ward. */
export async function readDueRounds(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<(DueRound & { readonly stayId: string; readonly nextAt: Date | null; readonly awayUntil: Date | null })[]> {
  if (stayIds.length === 0) return [];
  return await trx
    .selectFrom("stays as s")
    .leftJoin("absences as a", (on) =>
      on.onRef("a.hospital_id", "=", "s.hospital_id").onRef("a.stay_id", "=", "s.stay_id").on("a.ended_at", "is", null),
    )
    .select(["s.stay_id as stayId", "s.observe_at as dueAt", "s.observe_minutes as minutes"])
    .select(["s.observe_next_at as nextAt", "a.until_at as awayUntil"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.stay_id", "in", stayIds)
    .orderBy("s.stay_id")
    .execute();
}

export interface NewRound {
  readonly stayId: string;
  readonly sendKey: string;
  readonly staffId: string;
  readonly at: Date;
  readonly receivedAt: Date;
}

/** Writes down that a set was entered. False: it came before, by the same key. */
export async function insertRound(trx: Trx, hospitalId: string, round: NewRound): Promise<boolean> {
  const inserted = await trx
    .insertInto("rounds")
    .values({
      ...{ hospital_id: hospitalId, stay_id: round.stayId, send_key: round.sendKey, staff_id: round.staffId },
      ...{ at: round.at, received_at: round.receivedAt },
    })
    .onConflict((on) => on.columns(["hospital_id", "send_key"]).doNothing())
    .returning("round_id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** What was entered under this key before. */
export async function findRound(trx: Trx, hospitalId: string, sendKey: string) {
  return await trx
    .selectFrom("rounds")
    .select(["stay_id as stayId", "staff_id as staffId"])
    .where("hospital_id", "=", hospitalId)
    .where("send_key", "=", sendKey)
    .executeTakeFirst();
}
