/** From when until when people work who come and go together. What is before `until` is in it, `until` itself in the next. */
export interface Shift {
  readonly from: Date;
  readonly until: Date;
}

/** Where and when a hospital's shifts change. */
export interface ShiftPlan {
  /** IANA zone. */
  readonly timeZone: string;
  /** Local times of the day, `07:00`; one at least. */
  readonly times: readonly string[];
}

/** Whoever comes in the last minutes of a shift comes for the next one: they are early for the handover. Ours. */
const earlyMinutes = 45;

/** The shift that runs at `now`. Shifts follow each other without a gap and never overlap, also when the clocks change. */
export function shiftAt(plan: ShiftPlan, now: Date): Shift {
  const changes = changesAround(plan, now);
  const from = changes.findLast((change) => change <= now.getTime());
  const until = changes.find((change) => change > now.getTime());
  if (from === undefined || until === undefined) throw new RangeError("a hospital has no time at which shifts change");
  return { from: new Date(from), until: new Date(until) };
}

export interface ShiftsOnOffer {
  readonly running: Shift;
  readonly following: Shift;
  /** For which of them somebody who comes now most likely comes. */
  readonly likely: "running" | "following";
}

/** What somebody who comes at `now` may come for. */
export function shiftsOnOffer(plan: ShiftPlan, now: Date): ShiftsOnOffer {
  const running = shiftAt(plan, now);
  const early = running.until.getTime() - now.getTime() <= earlyMinutes * 60_000;
  return { running, following: shiftAt(plan, running.until), likely: early ? "following" : "running" };
}

/** A day on each side would do, but for zones that once left a whole day out of their calendar. */
const daysAround = [-2, -1, 0, 1, 2];

/** The moments around `now` at which a shift changes, in order. Clocks that change can make two of them one. */
function changesAround({ timeZone, times }: ShiftPlan, now: Date): number[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const changes = daysAround.flatMap((days) => {
    const day = today.add({ days });
    return times.map((time) => firstShowing(day.toPlainDateTime(time), timeZone));
  });
  return [...new Set(changes)].sort((a, b) => a - b);
}

/**
 * The first moment at which the clocks on the walls show this time or a later one: of a time that comes twice the first,
 * and of one that is left out the moment at which the clocks are put forward over it.
 */
function firstShowing(local: Temporal.PlainDateTime, timeZone: string): number {
  const shown = local.toZonedDateTime(timeZone, { disambiguation: "compatible" });
  if (shown.toPlainDateTime().equals(local)) return shown.epochMilliseconds;
  // Looked for from before it: a time at the very beginning of what is left out is shown as the moment of the change.
  const before = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  return (before.getTimeZoneTransition("next") ?? shown).epochMilliseconds;
}
