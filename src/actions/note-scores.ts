import type { Trx } from "../db/connection.ts";
import { insertScores, readLastScores } from "../db/scores.ts";
import type { News2Score } from "../domain/news2.ts";
import { noteOf } from "../domain/score-history.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { type FiledStay, scoreOf } from "./file-stay.ts";

/** What a stay scores now. */
export interface ScoredStay {
  readonly stay: { readonly stayId: string; readonly bedId: string; readonly wardId: string };
  readonly score: News2Score;
  /** It was just measured with a whole set of observations. */
  readonly wholeSet: boolean;
}

/** None for a stay that has no score, or no bed. */
export function scoredStay(filed: FiledStay, wholeSet: boolean): ScoredStay[] {
  const { stayId, bed } = filed.facts;
  const score = scoreOf(filed);
  return bed && score ? [{ stay: { stayId, ...bed }, score, wholeSet }] : [];
}

/**
 * Writes down how scores went, as far as that is worth a row, and answers an event for each band that changed; the caller
 * publishes them and holds the stays' locks. One statement, a second where there is something to write.
 */
export async function noteScores(
  trx: Trx,
  hospitalId: string,
  scored: readonly ScoredStay[],
  now: Date,
): Promise<WardlightEvent[]> {
  const last = await readLastScores(
    trx,
    hospitalId,
    scored.map(({ stay }) => stay.stayId),
  );
  const noted = scored.flatMap((one) => {
    const note = noteOf(last.get(one.stay.stayId) ?? null, one.score, one.wholeSet, now);
    return note ? { ...one, note } : [];
  });
  await insertScores(
    trx,
    hospitalId,
    noted.map(({ stay: { stayId }, score: { total, known, band }, wholeSet }) => ({
      ...{ stayId, at: now, total, known, band, wholeSet },
    })),
  );
  return noted.flatMap(({ stay, note }) =>
    note === "band" ? { type: "score.band_changed" as const, payload: { ...stay } } : [],
  );
}
