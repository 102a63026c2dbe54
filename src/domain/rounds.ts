import { type News2Score, nextObservationMinutes } from "./news2.ts";
import { type Sign, vitalSigns } from "./vitals.ts";

/**
 * Sets of observations: how often one is wanted, and how late it is. A set is whole when consciousness was looked at, which
 * no monitor does, and all of the score is known then.
 */

/** From minute 0 to a whole stay's end, what a set is made of, in the order in which the chart has it. */
export const roundSigns = [
  ...(["respiratoryRate", "spo2", "oxygen", "systolic", "diastolic"] as const),
  ...(["heartRate", "consciousness", "temperature"] as const),
] as const satisfies readonly Sign[];
export type RoundSign = (typeof roundSigns)[number];

/** The chart says "continuous monitoring" from 7 on. What no monitor measures is wanted this often then; the figure is ours. */
const continuousMinutes = 30;
/** For whom there is no score (under 16, pregnant) nothing says how often. Ours; the ward orders it oftener by its own rules. */
const withoutScoreMinutes = 240;

/** How long after a set the next is due at the latest, in minutes. Null: the patient has no score. */
export function roundMinutes(score: Pick<News2Score, "total" | "anySingleThree"> | null): number {
  return score === null ? withoutScoreMinutes : nextObservationMinutes(score) || continuousMinutes;
}

/**
 * How long a value that a person measured is expected to stand: until the next set is due, at least for as long as is
 * usual for the sign. A heart rate that a nurse counted is not stale two minutes later for want of a monitor.
 */
export const byHandSeconds = (sign: Sign, minutes: number): number =>
  Math.max(vitalSigns[sign].expectedIntervalSeconds, minutes * 60);
/** As long as no whole set says better. */
export const byHandMinutesUsual = 240;

export type RoundStage = "waiting" | "due" | "overdue" | "long_overdue";

/** When the next set of a patient is due. */
export interface DueRound {
  readonly dueAt: Date;
  /** The time between the last set and that, in minutes. */
  readonly minutes: number;
}

/**
 * Overdue after 15 % of its time, at least 5 and at most 60 min; long overdue after half of it, at least 15 and at most
 * 120 min. Ours, no standard's: an hourly set is late after 9 min, a twelve-hourly one after an hour.
 */
export function overdueAfterMinutes(minutes: number): { readonly overdue: number; readonly longOverdue: number } {
  return { overdue: clamp(minutes * 0.15, 5, 60), longOverdue: clamp(minutes * 0.5, 15, 120) };
}

export function stageOf(round: DueRound, now: Date): RoundStage {
  const [due, overdue, longOverdue] = stageStarts(round);
  const at = now.getTime();
  if (at >= longOverdue) return "long_overdue";
  if (at >= overdue) return "overdue";
  return at >= due ? "due" : "waiting";
}

/** When the stage next changes by time alone; null when it cannot get worse. */
export function stageChangesAt(round: DueRound, now: Date): Date | null {
  const next = stageStarts(round).find((start) => start > now.getTime());
  return next === undefined ? null : new Date(next);
}

function stageStarts({ dueAt, minutes }: DueRound): readonly [due: number, overdue: number, longOverdue: number] {
  const due = dueAt.getTime();
  const after = overdueAfterMinutes(minutes);
  return [due, due + after.overdue * minuteMillis, due + after.longOverdue * minuteMillis];
}

const minuteMillis = 60_000;
const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
