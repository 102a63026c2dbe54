import { clockOffSecondsMax } from "./device-clock.ts";
import { type Sign, vitalSigns } from "./vitals.ts";

/** How far a value may be believed. `none`: there is no value, or the device says it has none. */
export type Freshness = "live" | "ageing" | "stale" | "lost" | "none";

/**
 * Stale after twice, lost (struck out) after five times the expected interval. Figures of the design, ours. Ageing only
 * after half an interval more: no stream is so regular that its signs would not flicker between live and ageing.
 */
const ageingAfterIntervals = 1.5;
const staleAfterIntervals = 2;
export const lostAfterIntervals = 5;

/** A faster stream shortens the expected interval, but never below this: jitter of a second must not stale a sign. */
export const expectedIntervalSecondsMin = 5;

/**
 * A reading whose device clock runs a little ahead counts as just taken. One of a time that is still to come was taken before
 * a clock was set back: nobody knows its age.
 */
export function freshnessOf(at: Date, intervalSeconds: number, now: Date): Exclude<Freshness, "none"> {
  const ageSeconds = (now.getTime() - at.getTime()) / 1000;
  if (ageSeconds < -clockOffSecondsMax - clockJitterSeconds) return "lost";
  if (ageSeconds > intervalSeconds * lostAfterIntervals) return "lost";
  if (ageSeconds > intervalSeconds * staleAfterIntervals) return "stale";
  return ageSeconds > intervalSeconds * ageingAfterIntervals ? "ageing" : "live";
}

/** Between the database's time when a reading is taken and when it is looked at. */
const clockJitterSeconds = 1;

/** Believed enough to be scored and to be judged against limits. */
export const isBelieved = (freshness: Freshness) => freshness === "live" || freshness === "ageing";

/** The moment at which the freshness of a value next changes, or null when it is lost and cannot get worse. */
export function freshnessChangesAt(at: Date, intervalSeconds: number, now: Date): Date | null {
  for (const intervals of [ageingAfterIntervals, staleAfterIntervals, lostAfterIntervals]) {
    const changesAt = at.getTime() + intervals * intervalSeconds * 1000;
    if (changesAt >= now.getTime()) return new Date(changesAt + 1);
  }
  return null;
}

/**
 * The interval to expect after a reading that came `gapSeconds` after the one before it, which had come
 * `gapBeforeSeconds` after its own. A faster stream shortens it, and two gaps make a stream: a single reading out of turn
 * must not stale all that follow. Only a setting lengthens it; a gap over twice its length is an interruption and
 * teaches nothing.
 */
export function learnedInterval(
  sign: Sign,
  knownSeconds: number | null,
  gapBeforeSeconds: number | null,
  gapSeconds: number | null,
): number {
  const known = knownSeconds ?? vitalSigns[sign].expectedIntervalSeconds;
  if (gapBeforeSeconds === null || gapSeconds === null || gapSeconds <= 0) return known;
  const slower = Math.max(gapBeforeSeconds, gapSeconds);
  return slower >= known ? known : Math.max(expectedIntervalSecondsMin, Math.ceil(slower));
}
