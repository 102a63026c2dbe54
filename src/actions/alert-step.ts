import type { AlertChange, ReasonedStep } from "../db/alert-changes.ts";
import type { StoredAlert } from "../db/alerts.ts";
import { transition } from "../domain/alert-life.ts";
import type { Command, Step } from "../domain/alerts.ts";
import { type Result, refuse } from "../domain/refusals.ts";
import type { WardlightEvent } from "../events/catalogue.ts";

/** Who took a step and why; the reason is a word that one could say on the phone. */
export type Grounds = Omit<ReasonedStep, keyof Step>;

/** What a command does to a stored alert, with who and why at each step. Pure: the caller saves it and publishes. */
export function command(alert: StoredAlert, order: Command, grounds: Grounds, now: Date): Result<AlertChange> {
  const done = transition(alert, order, now);
  if (!done.ok) return refuse(done.refusal);
  const steps = done.steps.map((step, index) => ({
    ...step,
    ...(index === 0 ? grounds : groundsAfter(step, grounds)),
  }));
  return { ok: true, value: { alert: { ...alert, ...done.alert }, steps, at: now } };
}

/** The same for a rule or a timer, which is never refused. */
export function commandByRule(alert: StoredAlert, order: Command, reason: string, now: Date): AlertChange {
  const done = command(alert, order, { staffId: null, reason }, now);
  if (!done.ok) throw new Error(`a rule was refused: ${order.do}, ${done.refusal.kind}`);
  return done.value;
}

/** One event for each step. */
export const eventsOf = ({ alert, steps }: { alert: StoredAlert; steps: readonly Step[] }): WardlightEvent[] =>
  steps.map(({ event }) => {
    const { alertId, stayId, bedId, wardId } = alert;
    return { type: `alert.${event}`, payload: { alertId, stayId, bedId, wardId } };
  });

/** What follows by itself: an alert whose cause had ended closes with the answer it waited for. */
const groundsAfter = ({ event }: Step, first: Grounds): Grounds =>
  event === "resolved" && first.reason !== "cause_ended" ? { staffId: null, reason: "cause_ended" } : first;
