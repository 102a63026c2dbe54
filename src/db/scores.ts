import { sql } from "kysely";
import type { Band } from "../domain/news2.ts";
import type { ScoreEntry } from "../domain/score-history.ts";
import type { Db, Trx } from "./connection.ts";

export interface StayScore extends ScoreEntry {
  readonly stayId: string;
}

/** The newest score that was written down of each stay; who has none is left out. One statement, a look-up a stay. */
export async function readLastScores(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<ReadonlyMap<string, ScoreEntry>> {
  if (stayIds.length === 0) return new Map();
  const { rows } = await sql<StayScore>`
    select last.stay_id as "stayId", last.at, last.total, last.known, last.band, last.whole_set as "wholeSet"
    from unnest(${stayIds}::bigint[]) as asked (stay_id)
    cross join lateral (
      select * from scores where hospital_id = ${hospitalId} and stay_id = asked.stay_id order by at desc limit 1
    ) last
  `.execute(trx);
  return new Map(rows.map(({ stayId, ...entry }) => [stayId, entry]));
}

/** Writes scores down. Of one stay two at the same moment are one: the later word. */
export async function insertScores(trx: Trx, hospitalId: string, scores: readonly StayScore[]): Promise<void> {
  if (scores.length === 0) return;
  await trx
    .insertInto("scores")
    .values(
      scores.map(({ stayId, at, total, known, band, wholeSet }) => ({
        ...{ hospital_id: hospitalId, stay_id: stayId, at, total, known, band, whole_set: wholeSet },
      })),
    )
    .onConflict((on) =>
      on.columns(["hospital_id", "stay_id", "at"]).doUpdateSet((row) => ({
        ...{ total: row.ref("excluded.total"), known: row.ref("excluded.known"), band: row.ref("excluded.band") },
        whole_set: row.ref("excluded.whole_set"),
      })),
    )
    .execute();
}

/** As many as a chart can tell apart; a stay of weeks has fewer. */
const entriesMax = 2_000;

/** How the score of a stay went since then, oldest first, begun by the one that stood at that time. One statement. */
export async function readScores(db: Db | Trx, hospitalId: string, stayId: string, since: Date): Promise<ScoreEntry[]> {
  const { rows } = await sql<{ at: Date; total: number; known: number; band: Band | null; wholeSet: boolean }>`
    select at, total, known, band, whole_set as "wholeSet" from scores
    where hospital_id = ${hospitalId} and stay_id = ${stayId} and at >= coalesce((
      select max(at) from scores where hospital_id = ${hospitalId} and stay_id = ${stayId} and at <= ${since}
    ), ${since})
    order by at desc limit ${entriesMax}
  `.execute(db);
  return rows.reverse();
}
