/** What is done with the times that a device sends, when its clock is not right. */
export const clockRules = ["as_sent", "correct", "hold"] as const;
export type ClockRule = (typeof clockRules)[number];

/** What is known of a device's clock. Seconds are how far it runs ahead of ours; whole ones, rounded up. */
export interface DeviceClock {
  /** Null: nothing has been measured yet. */
  readonly skewSeconds: number | null;
  /** Another figure that was measured since, and when first. */
  readonly sample: { readonly seconds: number; readonly at: Date } | null;
}

/** Networks and gateways are no steadier than that. Ours. */
export const likelyRightSeconds = 10;
/**
 * What arrives late looks like a clock that is slow, and one wrong stamp like one that is fast. A clock that was set goes
 * on with time, a pile of old readings does not: another figure counts when it is the same after as long as this. Ours.
 */
const steadyMillis = 60_000;

/**
 * What is known of a clock once its newest reading, of the time `at`, has come at `now`. The same where nothing new was
 * learned: a reading that is sent again is shifted as it was before.
 */
export function measureClock(clock: DeviceClock, at: Date, now: Date): DeviceClock {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  if (isLike(seconds, clock.skewSeconds ?? 0))
    return { skewSeconds: clock.skewSeconds ?? Math.ceil(seconds), sample: null };
  const { sample } = clock;
  if (sample === null || !isLike(seconds, sample.seconds))
    return { ...clock, sample: { seconds: Math.ceil(seconds), at: now } };
  const isSteady = now.getTime() - sample.at.getTime() >= steadyMillis;
  return isSteady ? { skewSeconds: sample.seconds, sample: null } : clock;
}

/**
 * How far a reading of the time `at` is to be moved back. A time that is further ahead than the clock is known to be is
 * wrong by what was measured last: nothing comes from the future. One that is further behind may as well be late, and is
 * never made younger than the clock that is known makes it.
 */
export function aheadSeconds(clock: DeviceClock, at: Date, now: Date): number {
  const known = clock.skewSeconds ?? 0;
  const ahead = (at.getTime() - now.getTime()) / 1000;
  if (ahead <= known + likelyRightSeconds) return known;
  const measured = clock.sample?.seconds ?? known;
  return ahead <= measured + likelyRightSeconds ? measured : Math.ceil(ahead);
}

/** Further off than a clock may be. What lies further ahead would stay the newest value for too long. */
export const clockOffSecondsMax = 60;

const isLike = (a: number, b: number) => Math.abs(a - b) <= likelyRightSeconds;
