import { isWorse, type Priority, priorityRank, type Quiet } from "./alerts.ts";

/** A timed pause of what one bed calls for, or one of its rules. A call by a person is never paused. */
export interface Silence {
  readonly silenceId: string;
  /** Null: everything of the bed that a rule raises. */
  readonly cause: string | null;
  /** The highest priority that it covers; anything worse breaks it. */
  readonly priority: Priority;
  readonly until: Date;
}

/** Ours, as monitors pause: the more urgent, the shorter. */
export const silenceMinutesMax: Record<Priority, number> = { high: 2, medium: 15, low: 60 };

interface Silenced {
  readonly priority: Priority;
  /** What it is about; none of a technical alert. */
  readonly causes: readonly { readonly cause: string; readonly active: boolean }[];
}

/**
 * The quiet that an alert has from the silences of its bed: where each cause that stands is covered, until the first of them
 * is not any more. Null: it is not covered, or only in part.
 */
export function quietOf(alert: Silenced, silences: readonly Silence[], now: Date): Quiet | null {
  const running = silences.filter(({ until, priority }) => until > now && !isWorse(alert.priority, priority));
  const standing = alert.causes.filter(({ active }) => active).map(({ cause }) => cause);
  const needed: readonly (string | null)[] = standing.length > 0 ? standing : [null];
  const covers = needed.map((cause) =>
    running
      .filter((silence) => silence.cause === null || silence.cause === cause)
      .reduce<Silence | null>((longest, one) => (longest && longest.until >= one.until ? longest : one), null),
  );
  return covers.reduce<Quiet | null>((quiet, cover, place) => {
    if (!cover || (place > 0 && !quiet)) return null;
    if (!quiet) return { until: cover.until, priority: cover.priority };
    return { until: earlier(quiet.until, cover.until), priority: lesser(quiet.priority, cover.priority) };
  }, null);
}

/** The silences that something of this priority breaks: those that were meant to cover its cause, but not so much. */
export const brokenBy = (alert: Silenced, silences: readonly Silence[]): Silence[] =>
  silences.filter(
    ({ cause, priority }) =>
      isWorse(alert.priority, priority) &&
      (cause === null || alert.causes.some((one) => one.active && one.cause === cause)),
  );

const earlier = (a: Date, b: Date) => (a < b ? a : b);
const lesser = (a: Priority, b: Priority) => (priorityRank[a] > priorityRank[b] ? a : b);
