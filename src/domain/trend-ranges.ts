/** How long a time a trend shows; null: the whole stay. */
export const trendRanges = { "1h": 1, "4h": 4, "12h": 12, "24h": 24, "3d": 72, stay: null } as const;
export type TrendRange = keyof typeof trendRanges;
export const rangeNames = Object.keys(trendRanges) as TrendRange[];
/** A shift's first half: long enough for a course, short enough for each reading. */
export const usualRange: TrendRange = "4h";

const hourMillis = 3_600_000;

export interface TrendWindow {
  readonly from: Date;
  readonly to: Date;
  /** Ends now, and goes on. */
  readonly live: boolean;
}

/**
 * The time that is shown: up to `until`, or up to now. Of a stay that is over it ends with the stay; nothing lies ahead, and
 * nothing before the stay is the patient's but what is less than a range before its end.
 */
export function rangeWindow(
  range: TrendRange,
  until: Date | null,
  stay: { readonly beganAt: Date; readonly endedAt: Date | null },
  now: Date,
): TrendWindow {
  const end = stay.endedAt !== null && stay.endedAt < now ? stay.endedAt : now;
  const hours = trendRanges[range];
  if (hours === null) {
    const from = Math.min(stay.beganAt.getTime(), end.getTime() - hourMillis);
    return { from: new Date(from), to: end, live: stay.endedAt === null };
  }
  const to = until !== null && until < end ? until : end;
  return { from: new Date(to.getTime() - hours * hourMillis), to, live: to === now };
}

/** The same length of time before, and after: where one may look on. Null: nothing is there. */
export function besideWindow(
  { from, to, live }: TrendWindow,
  { beganAt }: { readonly beganAt: Date },
): { readonly earlier: Date | null; readonly later: Date | null } {
  const length = to.getTime() - from.getTime();
  return { earlier: from > beganAt ? from : null, later: live ? null : new Date(to.getTime() + length) };
}
