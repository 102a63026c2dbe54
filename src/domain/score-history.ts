import type { Band, News2Score } from "./news2.ts";

/** The score of a stay at a moment, as it was written down. */
export interface ScoreEntry {
  readonly at: Date;
  /** The score, or its lower bound where not all seven are known. */
  readonly total: number;
  readonly known: number;
  readonly band: Band | null;
  /** Of a whole set of observations. */
  readonly wholeSet: boolean;
}

/** A monitor's numbers move a total up and down all day: in between as much is enough to draw. */
const totalsEverySeconds = 300;

/** What is worth writing down: a band that changed (told to the boards), or another total or completeness. */
export type ScoreNote = "band" | "score" | null;

/** Whether `score` is written down after `last` (null: nothing was so far). */
export function noteOf(
  last: ScoreEntry | null,
  score: Pick<News2Score, "total" | "known" | "band">,
  wholeSet: boolean,
  now: Date,
): ScoreNote {
  if (last === null) return score.known === 0 ? null : score.band === null ? "score" : "band";
  if (last.band !== score.band) return "band";
  if (wholeSet || last.known !== score.known) return "score";
  const isOld = now.getTime() - last.at.getTime() >= totalsEverySeconds * 1000;
  return last.total !== score.total && isOld ? "score" : null;
}
