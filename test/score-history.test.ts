import { expect, test } from "vitest";
import { noteOf, type ScoreEntry } from "../src/domain/score-history.ts";

const now = new Date("2026-11-23T10:00:00Z");
const last = (changed: Partial<ScoreEntry> & { readonly secondsAgo?: number } = {}): ScoreEntry => {
  const { secondsAgo = 10, ...rest } = changed;
  const at = new Date(now.getTime() - secondsAgo * 1000);
  return { at, total: 3, known: 7, band: "low", wholeSet: false, ...rest };
};
const score = (total: number, known = 7, band: ScoreEntry["band"] = "low") => ({ total, known, band });

test.for<[string, ScoreEntry | null, ReturnType<typeof score>, boolean, ReturnType<typeof noteOf>]>([
  ["of whom nothing is known there is nothing to write", null, score(0, 0, null), false, null],
  ["the first score is written down", null, score(2, 5, null), false, "score"],
  ["the first band is told", null, score(5, 5, "medium"), false, "band"],
  ["the same again is not", last(), score(3), false, null],
  ["another total of the same band waits for its minutes", last(), score(4), false, null],
  ["and is written when they are over", last({ secondsAgo: 300 }), score(4), false, "score"],
  ["a band is told at once", last(), score(5, 7, "medium"), false, "band"],
  ["a band that is not known any more is told", last(), score(3, 6, null), false, "band"],
  ["a part more or less is written at once", last({ band: "medium" }), score(3, 6, "medium"), false, "score"],
  ["a whole set is written whatever it says", last(), score(3), true, "score"],
])("%s", ([, before, after, wholeSet, note]) => {
  expect(noteOf(before, after, wholeSet, now)).toBe(note);
});
