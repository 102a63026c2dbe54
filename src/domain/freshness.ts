import { type Sign, vitalSigns } from "./vitals.ts";

/** How far a value may be believed. `none`: there is no value, or the device says it has none. */
export type Freshness = "live" | "ageing" | "stale" | "lost" | "none";

/** Stale after twice, lost (struck out) after five times the expected interval. Figures of the design, ours. */
const staleAfterIntervals = 2;
const lostAfterIntervals = 5;

/** A faster stream shortens the expected interval, but never below this: jitter of a second must not stale a sign. */
export const expectedIntervalSecondsMin = 5;

/** A reading whose device clock runs ahead counts as just taken. */
export function freshnessOf(at: Date, intervalSeconds: number, now: Date): Exclude<Freshness, "none"> {
  const ageSeconds = (now.getTime() - at.getTime()) / 1000;
  if (ageSeconds > intervalSeconds * lostAfterIntervals) return "lost";
  if (ageSeconds > intervalSeconds * staleAfterIntervals) return "stale";
  return ageSeconds > intervalSeconds ? "ageing" : "live";
}

/** Believed enough to be scored and to be judged against limits. */
export const isBelieved = (freshness: Freshness) => freshness === "live" || freshness === "ageing";

/** The moment at which the freshness of a value next changes, or null when it is lost and cannot get worse. */
export function freshnessChangesAt(at: Date, intervalSeconds: number, now: Date): Date | null {
  for (const intervals of [1, staleAfterIntervals, lostAfterIntervals]) {
    const changesAt = at.getTime() + intervals * intervalSeconds * 1000;
    if (changesAt >= now.getTime()) return new Date(changesAt + 1);
  }
  return null;
}

/**
 * The interval to expect after a reading that came `gapSeconds` after the one before it. A faster stream shortens it; only
 * a setting lengthens it; a gap over twice its length is an interruption and teaches nothing.
 */
export function learnedInterval(sign: Sign, knownSeconds: number | null, gapSeconds: number | null): number {
  const known = knownSeconds ?? vitalSigns[sign].expectedIntervalSeconds;
  if (gapSeconds === null || gapSeconds <= 0 || gapSeconds >= known) return known;
  return Math.max(expectedIntervalSecondsMin, Math.ceil(gapSeconds));
}
