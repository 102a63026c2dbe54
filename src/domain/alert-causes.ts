import { isWorse, type Priority, priorityRank } from "./alerts.ts";
import type { Sign } from "./vitals.ts";

/**
 * What a clinical alert has been raised for: a limit that was crossed, a score that was reached. A stay has one open alert
 * and that alert as many causes as were found; each cause knows whether it still stands.
 */
export interface AlertCause {
  /** `heartRate:high`, `news2`. */
  readonly cause: string;
  readonly reason: string;
  /** Never falls while the cause is open. */
  readonly priority: Priority;
  /** Null: a score. */
  readonly sign: Sign | null;
  /** What was judged when it was found, got worse or came back, and the limit it crossed. */
  readonly value: number | null;
  readonly limit: number | null;
  /** When that was. */
  readonly judgedAt: Date;
  readonly lapses: boolean;
  readonly active: boolean;
  readonly repeats: number;
}

/** What stands first when an alert is named: what still stands, then the most urgent, then what was found first. */
export function byWeight(a: AlertCause, b: AlertCause): number {
  return Number(b.active) - Number(a.active) || priorityRank[a.priority] - priorityRank[b.priority];
}

/** Throws for none: an alert without a cause is a bug. */
export function headlineOf<C extends AlertCause>(causes: readonly C[]): C {
  const [first] = [...causes].sort(byWeight);
  if (!first) throw new Error("a clinical alert has no cause");
  return first;
}

export const worstOf = (causes: readonly AlertCause[]): Priority =>
  causes.reduce<Priority>((worst, { priority }) => (isWorse(priority, worst) ? priority : worst), "low");
