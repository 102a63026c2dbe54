import { defaultLadders, everyoneAtOnce, type Ladder, technicalLadder } from "./escalation.ts";
import type { Refusal } from "./refusals.ts";

/**
 * What an alert is, what can be done to it and what is written down of it. The rules of its life are in `alert-life.ts`:
 *
 *   pending → raised → acknowledged → resolved        pending → cancelled (the cause ended within the on-delay)
 *             raised ⇄ latched (the cause ended before anybody answered; active again when it returns)
 *             acknowledged → raised (the acknowledgement lapsed, or the cause got worse)
 *             latched → acknowledged → resolved, both at once: the answer was all that was missing
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
export type ChosenOutcome = Exclude<Outcome, "cause_ended">;

/** Who answered. The name is for the refusal that tells it to whoever comes second. */
export interface Answerer {
  readonly staffId: string;
  readonly name: string;
}

export interface Alert {
  readonly kind: AlertKind;
  /** Never falls while the alert is open. */
  readonly priority: Priority;
  readonly state: AlertState;
  /** Whether what raised it still stands. A called alert's cause stands until a person resolves it. */
  readonly causeActive: boolean;
  /** Limit alerts on continuous signs lapse with time; called ones and NEWS2 hold (DESIGN section 8). */
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
  readonly acknowledgedBy: Answerer | null;
  /** Set once: what a time to acknowledge is measured by, however often the answer lapsed. */
  readonly firstAcknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  /** Null: it closed by itself, the cause having ended. */
  readonly resolvedBy: Answerer | null;
  readonly outcome: Outcome | null;
}

/** On-delay of a rule on a continuous sign. Ours (alarm-fatigue practice: 0 to 5, 15, 30 s). */
export const onDelaySeconds: Record<Priority, number> = { high: 5, medium: 15, low: 30 };

/** How long an acknowledgement of a limit alert holds while its cause stands. Low is ours: no limit raises one today. */
export const lapseSeconds: Record<Priority, number> = { high: 180, medium: 900, low: 3600 };

export const priorityRank: Record<Priority, number> = { high: 0, medium: 1, low: 2 };
export const isWorse = (priority: Priority, than: Priority) => priorityRank[priority] < priorityRank[than];

export function ladderFor(kind: AlertKind, priority: Priority, called: CalledKind | null): Ladder {
  if (kind === "technical") return technicalLadder;
  return called === "cardiac_arrest" ? everyoneAtOnce : defaultLadders[priority];
}

export type Command =
  /** The on-delay is over. Nothing before its time. */
  | { readonly do: "raise" }
  /** A person measured it: there is nothing left to wait for. */
  | { readonly do: "confirm" }
  | { readonly do: "acknowledge"; readonly by: Answerer }
  | { readonly do: "resolve"; readonly by: Answerer; readonly outcome: ChosenOutcome }
  /** The next step of the ladder is due. Nothing before its time. */
  | { readonly do: "escalate" }
  /** The acknowledgement has run out. Nothing before its time. */
  | { readonly do: "lapse" }
  /** The next set of observations finds the cause unchanged. Nothing within the time a limit's acknowledgement holds. */
  | { readonly do: "ask_again" }
  | { readonly do: "end_cause" }
  | { readonly do: "return_cause" }
  /** With the priority it has: a higher score within its band. With a lower one: nothing, a priority never falls. */
  | { readonly do: "worsen"; readonly priority: Priority };

/** What is written down of an alert. Boards are told of all but what happens while nobody sees it (`isTold`). */
export type AlertEvent =
  /** A rule found something; its on-delay runs. */
  | "noticed"
  | "raised"
  | "cancelled"
  | "acknowledged"
  | "resolved"
  | "escalated"
  | "lapsed"
  | "latched"
  | "returned"
  | "worsened";

export interface Step {
  readonly event: AlertEvent;
  readonly from: AlertState | null;
  readonly to: AlertState;
}

/** Whether boards are told of a step: not of what only ever happened to a pending alert. */
export const isTold = ({ to }: Step) => to !== "pending" && to !== "cancelled";

/** One command may make two steps: an answered latched alert is acknowledged, then resolved. */
export interface Change {
  readonly alert: Alert;
  readonly steps: readonly Step[];
}

export type Transition = ({ readonly ok: true } & Change) | { readonly ok: false; readonly refusal: Refusal };
