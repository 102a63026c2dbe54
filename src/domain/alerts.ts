import { defaultLadders, everyoneAtOnce, type Ladder, nextStepAt, technicalLadder } from "./escalation.ts";
import { type Refusal, refuse } from "./refusals.ts";

/**
 * The life of an alert, without I/O: `transition` answers what a command does to an alert at a moment, or why not.
 *
 *   pending → raised → acknowledged → resolved        pending → cancelled (the cause ended within the on-delay)
 *             raised ⇄ latched (the cause ended before anybody answered; active again when it returns)
 *             acknowledged → raised (the acknowledgement lapsed, or the cause got worse)
 */
export const priorities = ["high", "medium", "low"] as const;
export type Priority = (typeof priorities)[number];

export const alertKinds = ["clinical", "called", "technical"] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertStates = ["pending", "raised", "latched", "acknowledged", "resolved", "cancelled"] as const;
export type AlertState = (typeof alertStates)[number];
export const openStates = ["pending", "raised", "latched", "acknowledged"] as const satisfies readonly AlertState[];
/** Shown on boards. A pending alert is not: its on-delay runs. */
export const shownStates = ["raised", "latched", "acknowledged"] as const satisfies readonly AlertState[];

/** What a person can call for, in the order of the form. `clinical`: an operator may raise it but not answer it. */
export const calledKinds = {
  cardiac_arrest: { priority: "high", clinical: true },
  medical_emergency: { priority: "high", clinical: true },
  fall: { priority: "medium", clinical: true },
  assistance: { priority: "medium", clinical: true },
  fire: { priority: "high", clinical: false },
  security: { priority: "high", clinical: false },
  equipment: { priority: "low", clinical: false },
} as const satisfies Record<string, { priority: Priority; clinical: boolean }>;
export type CalledKind = keyof typeof calledKinds;
export const isCalledKind = (name: string): name is CalledKind => Object.hasOwn(calledKinds, name);

/** How an acknowledged alert ended. `cause_ended` is the rule's own word, the others a person chooses from. */
export const outcomes = ["attended", "transferred", "false_alarm", "cause_ended"] as const;
export type Outcome = (typeof outcomes)[number];

export interface Alert {
  readonly kind: AlertKind;
  readonly priority: Priority;
  readonly state: AlertState;
  /** Whether what raised it still stands. A called alert's cause stands until a person resolves it. */
  readonly causeActive: boolean;
  /** Limit alerts on continuous signs lapse; called ones and NEWS2 hold (DESIGN section 8). */
  readonly lapses: boolean;
  readonly ladder: Ladder;
  /** The step of the ladder last taken; never falls. */
  readonly level: number;
  /** Calls beyond the first, repeats of the last step included. */
  readonly escalations: number;
  /** Times the cause came back while the alert was open. */
  readonly repeats: number;
  readonly raiseAt: Date | null;
  readonly raisedAt: Date | null;
  readonly escalateAt: Date | null;
  readonly lapseAt: Date | null;
  readonly acknowledgedAt: Date | null;
  /** The name of who acknowledged, for the refusal that tells the second one. */
  readonly acknowledgedBy: string | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly outcome: Outcome | null;
}

export type Command =
  | { readonly do: "raise" }
  | { readonly do: "acknowledge"; readonly by: string }
  | { readonly do: "resolve"; readonly by: string; readonly outcome: Exclude<Outcome, "cause_ended"> }
  | { readonly do: "escalate" }
  | { readonly do: "lapse" }
  | { readonly do: "end_cause" }
  | { readonly do: "return_cause" }
  | { readonly do: "worsen"; readonly priority: Priority };

/** The transitions that are written down and published. One command may make two: an answered latched alert resolves. */
export type AlertEvent =
  | "raised"
  | "cancelled"
  | "acknowledged"
  | "resolved"
  | "escalated"
  | "lapsed"
  | "latched"
  | "returned"
  | "worsened";

export type Transition =
  | { readonly ok: true; readonly alert: Alert; readonly events: readonly AlertEvent[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** On-delay of a rule on a continuous sign. Ours (alarm-fatigue practice: 0 to 5, 15, 30 s). */
export const onDelaySeconds: Record<Priority, number> = { high: 5, medium: 15, low: 30 };

/** How long an acknowledgement of a limit alert holds while its cause stands. */
export const lapseSeconds: Record<Priority, number> = { high: 180, medium: 900, low: 3600 };

export const priorityRank: Record<Priority, number> = { high: 0, medium: 1, low: 2 };
const isWorse = (priority: Priority, than: Priority) => priorityRank[priority] < priorityRank[than];

export function ladderFor(kind: AlertKind, priority: Priority, called: CalledKind | null): Ladder {
  if (kind === "technical") return technicalLadder;
  return called === "cardiac_arrest" ? everyoneAtOnce : defaultLadders[priority];
}

export interface NewAlert {
  readonly kind: AlertKind;
  readonly priority: Priority;
  readonly lapses: boolean;
  readonly ladder: Ladder;
  /** 0: raised at once. */
  readonly onDelaySeconds: number;
}

export function newAlert(given: NewAlert, now: Date): Alert {
  const { onDelaySeconds: delay, ...rest } = given;
  const pending: Alert = {
    ...rest,
    state: "pending",
    causeActive: true,
    level: 0,
    escalations: 0,
    repeats: 0,
    raiseAt: after(now, delay),
    raisedAt: null,
    escalateAt: null,
    lapseAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolvedBy: null,
    outcome: null,
  };
  return delay > 0 ? pending : raised(pending, now);
}

/**
 * What `command` does to `alert` at `now`. A refusal is for a person; a rule's or a timer's command that no longer
 * applies (it raced with a person and lost) changes nothing and publishes nothing.
 */
export function transition(alert: Alert, command: Command, now: Date): Transition {
  switch (command.do) {
    case "raise":
      return alert.state === "pending" ? changed(raised(alert, now), "raised") : unchanged(alert);
    case "acknowledge":
      return acknowledge(alert, command.by, now);
    case "resolve":
      return resolve(alert, command.by, command.outcome, now);
    case "escalate":
      return alert.state === "raised" ? changed(escalated(alert, now), "escalated") : unchanged(alert);
    case "lapse":
      return alert.state === "acknowledged" && alert.lapses && alert.causeActive
        ? changed(rearmed(alert, now), "lapsed")
        : unchanged(alert);
    case "end_cause":
      return endCause(alert, now);
    case "return_cause":
      return returnCause(alert, now);
    case "worsen":
      return worsen(alert, command.priority, now);
  }
}

function acknowledge(alert: Alert, by: string, now: Date): Transition {
  if (alert.state === "acknowledged")
    return refuse({ kind: "already_acknowledged", by: alert.acknowledgedBy ?? "", at: alert.acknowledgedAt ?? now });
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  if (alert.state !== "raised" && alert.state !== "latched") return refuse({ kind: "not_found" });
  const answered: Alert = {
    ...alert,
    state: "acknowledged",
    acknowledgedAt: now,
    acknowledgedBy: by,
    escalateAt: null,
    lapseAt: alert.lapses && alert.causeActive ? after(now, lapseSeconds[alert.priority]) : null,
  };
  return alert.causeActive
    ? changed(answered, "acknowledged")
    : changed(resolved(answered, null, "cause_ended", now), "acknowledged", "resolved");
}

function resolve(alert: Alert, by: string, outcome: Exclude<Outcome, "cause_ended">, now: Date): Transition {
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  if (alert.state === "raised" || alert.state === "latched") return refuse({ kind: "not_acknowledged" });
  if (alert.state !== "acknowledged") return refuse({ kind: "not_found" });
  // Of a called alert the person is the judge; a rule's cause is not ended by saying so.
  if (alert.causeActive && alert.kind !== "called") return refuse({ kind: "cause_persists" });
  return changed(resolved({ ...alert, causeActive: false }, by, outcome, now), "resolved");
}

function endCause(alert: Alert, now: Date): Transition {
  if (!alert.causeActive) return unchanged(alert);
  const ended: Alert = { ...alert, causeActive: false, lapseAt: null };
  if (alert.state === "pending") return changed({ ...ended, state: "cancelled", raiseAt: null }, "cancelled");
  if (alert.state === "raised") return changed({ ...ended, state: "latched", escalateAt: null }, "latched");
  if (alert.state === "acknowledged") return changed(resolved(ended, null, "cause_ended", now), "resolved");
  return unchanged(alert);
}

function returnCause(alert: Alert, now: Date): Transition {
  if (alert.state !== "latched") return unchanged(alert);
  return changed({ ...rearmed({ ...alert, causeActive: true }, now), repeats: alert.repeats + 1 }, "returned");
}

/** A rising value raises the priority of the same alert; who had answered the milder one is asked again. */
function worsen(alert: Alert, priority: Priority, now: Date): Transition {
  if (!isWorse(priority, alert.priority)) return unchanged(alert);
  const ladder = alert.kind === "clinical" ? defaultLadders[priority] : alert.ladder;
  const worse: Alert = { ...alert, priority, ladder, level: Math.min(alert.level, ladder.steps.length - 1) };
  if (alert.state === "pending") {
    const raiseAt = after(now, onDelaySeconds[priority]);
    const soonest = alert.raiseAt && alert.raiseAt < raiseAt ? alert.raiseAt : raiseAt;
    return { ok: true, alert: { ...worse, raiseAt: soonest }, events: [] };
  }
  if (alert.state === "raised" || alert.state === "acknowledged") return changed(rearmed(worse, now), "worsened");
  if (alert.state === "latched") return changed(rearmed({ ...worse, causeActive: true }, now), "worsened");
  return unchanged(alert);
}

function raised(alert: Alert, now: Date): Alert {
  return { ...rearmed(alert, now), raisedAt: now, raiseAt: null };
}

/** Unanswered (again): the ladder of its priority runs on from the level it had reached. */
function rearmed(alert: Alert, now: Date): Alert {
  return {
    ...alert,
    state: "raised",
    escalateAt: nextStepAt(alert.ladder, alert.level, now, now),
    lapseAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
  };
}

function escalated(alert: Alert, now: Date): Alert {
  const level = Math.min(alert.level + 1, alert.ladder.steps.length - 1);
  return { ...alert, level, escalations: alert.escalations + 1, escalateAt: nextStepAt(alert.ladder, level, now, now) };
}

function resolved(alert: Alert, by: string | null, outcome: Outcome, now: Date): Alert {
  return { ...alert, state: "resolved", resolvedAt: now, resolvedBy: by, outcome, escalateAt: null, lapseAt: null };
}

const alreadyResolved = (alert: Alert, now: Date) =>
  refuse({ kind: "already_resolved", by: alert.resolvedBy, at: alert.resolvedAt ?? now });

const changed = (alert: Alert, ...events: AlertEvent[]): Transition => ({ ok: true, alert, events });
const unchanged = (alert: Alert): Transition => ({ ok: true, alert, events: [] });
const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);
