import type { Ladder } from "./escalation.ts";
import type { Refusal } from "./refusals.ts";

/**
 * What an alert is, what can be done to it and what is written down of it. The rules of its life are in `alert-life.ts`:
 *
 *   raised → acknowledged → resolved
 *   raised ⇄ latched         the cause ended before anybody answered; active again when it returns
 *   acknowledged → raised    the answer lapsed, or what it covered got worse, or another cause as urgent joined
 *   latched → acknowledged → resolved, both at once: the answer was all that was missing
 *   acknowledged → its cause ended → resolved after a while, if the cause does not come back
 *
 * A clinical alert is about a stay and has causes (`alert-causes.ts`): five limits crossed together are one call. What
 * a rule finds but has not raised yet is a cause without an alert.
 */
export const priorities = ["high", "medium", "low"] as const;
export type Priority = (typeof priorities)[number];

export const alertKinds = ["clinical", "called", "technical"] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertStates = ["raised", "latched", "acknowledged", "resolved"] as const;
export type AlertState = (typeof alertStates)[number];
export const openStates = ["raised", "latched", "acknowledged"] as const satisfies readonly AlertState[];
export type OpenState = (typeof openStates)[number];

/** How an acknowledged alert ended. `cause_ended` is the rule's own word, the others a person chooses from. */
export const outcomes = [
  ...(["attended", "treated", "transferred", "false_alarm", "patient_left", "cause_ended"] as const),
  /** Went up in another alert: the stay's one, when there came to be one a stay; the feed's, when all of it is silent. */
  "merged",
] as const;
export type Outcome = (typeof outcomes)[number];
/** `patient_left` is what a discharge says of what was open. */
export const chosenOutcomes = ["attended", "treated", "transferred", "false_alarm"] as const satisfies Outcome[];
export type ChosenOutcome = (typeof chosenOutcomes)[number];
/** Of an alert that is closed because it is no matter any more. */
export type ClosingOutcome = Extract<Outcome, "patient_left" | "transferred" | "merged" | "cause_ended" | "attended">;

/** Who answered. The name is for the refusal that tells it to whoever comes second. */
export interface Answerer {
  readonly staffId: string;
  readonly name: string;
}

/** Who has an answered alert in hand: as they answered, on the way until a time, or asked to take it over until a time. */
export interface Owner extends Answerer {
  readonly is: "has_it" | "on_the_way" | "asked";
  /** Null: until it is resolved or lapses. */
  readonly until: Date | null;
}

/** A silence: not sounded and not climbing until then, unless it gets worse than `priority`. */
export interface Quiet {
  readonly until: Date;
  readonly priority: Priority;
}

export interface Alert {
  readonly kind: AlertKind;
  /** Never falls while the alert is open. */
  readonly priority: Priority;
  readonly state: AlertState;
  /** Whether what raised it still stands. A called alert's cause stands until a person resolves it. */
  readonly causeActive: boolean;
  /** A limit on a continuous sign is among its causes: an answer holds for a time (DESIGN section 8). */
  readonly lapses: boolean;
  readonly ladder: Ladder;
  /** Steps of the ladder for which nobody is on duty just now. */
  readonly emptySteps: ReadonlySet<number>;
  /** The step of the ladder last taken; never falls. */
  readonly level: number;
  /** Calls beyond the first, repeats of the last step included. */
  readonly escalations: number;
  /** Steps that were left at once because nobody was on duty for them. */
  readonly skipped: number;
  /** Times the cause came back, or somebody called for the same, while the alert was open. */
  readonly repeats: number;
  readonly raisedAt: Date;
  readonly escalateAt: Date | null;
  readonly lapseAt: Date | null;
  readonly settleAt: Date | null;
  readonly quiet: Quiet | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: Answerer | null;
  /** The screen it was last acknowledged on: `board`, `board:W1`, `alert`. */
  readonly acknowledgedOn: string | null;
  readonly owner: Owner | null;
  /** Set once: what a time to acknowledge is measured by, however often the answer lapsed. */
  readonly firstAcknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  /** Null: it closed by itself, the cause having ended. */
  readonly resolvedBy: Answerer | null;
  readonly outcome: Outcome | null;
  readonly undo: Undo | null;
}

/** The last answer of a person, and all that it replaced. */
export interface Undo {
  readonly event: "acknowledged" | "resolved";
  readonly at: Date;
  readonly byStaffId: string;
  readonly before: Replaced;
}

/** What an answer replaces and its undoing puts back. */
export const replacedFields = [
  ...(["state", "causeActive", "escalateAt", "lapseAt", "settleAt", "acknowledgedAt", "acknowledgedBy"] as const),
  ...(["acknowledgedOn", "owner", "firstAcknowledgedAt"] as const),
] as const satisfies readonly (keyof Alert)[];
export type Replaced = Pick<Alert, (typeof replacedFields)[number]>;

/** On-delay of a rule on a continuous sign. Ours (alarm-fatigue practice: 0 to 5, 15, 30 s). */
export const onDelaySeconds: Record<Priority, number> = { high: 5, medium: 15, low: 30 };

/** How long an acknowledgement of a limit alert holds while its cause stands. Low is ours: no limit raises one today. */
export const lapseSeconds: Record<Priority, number> = { high: 180, medium: 900, low: 3600 };

/** How long a person who is asked to take an alert over has before it calls again. Ours: a step of the ladder. */
export const handOverSeconds: Record<Priority, number> = { high: 60, medium: 180, low: 900 };

/** How long one may be on the way. Ours: longer is not on the way. */
export const onTheWaySecondsMax: Record<Priority, number> = { high: 600, medium: 1800, low: 3600 };

/**
 * What comes back within this time after it ended is the same alert and calls nobody whom the answer covers; what was
 * called for again within it is the same call. Ours: a value that hovers does so within a minute.
 */
export const repeatWithinSeconds = 60;

export const undoSeconds = 10;

export const priorityRank: Record<Priority, number> = { high: 0, medium: 1, low: 2 };
export const isWorse = (priority: Priority, than: Priority) => priorityRank[priority] < priorityRank[than];

/** The ladder of the priority that an alert may rise to, and for which of its steps nobody is on duty. */
export type LadderNow = Pick<Alert, "ladder" | "emptySteps">;

export type Command =
  | { readonly do: "acknowledge"; readonly by: Answerer; readonly on: string }
  /** On the way until then; null: is with it. Acknowledges what nobody had. */
  | { readonly do: "take_on"; readonly by: Answerer; readonly on: string; readonly until: Date | null }
  /** The other is asked, and until they take it on the answer holds for a short time only. */
  | { readonly do: "hand_over"; readonly to: Answerer }
  | { readonly do: "note" }
  | { readonly do: "resolve"; readonly by: Answerer; readonly outcome: ChosenOutcome }
  | { readonly do: "undo"; readonly by: Answerer }
  /** A person calls the next step now. */
  | { readonly do: "call_next" }
  /** Somebody calls for the same again. */
  | { readonly do: "repeat" }
  /** Null: the silence ended, was taken back, or does not cover what has come. */
  | { readonly do: "quiet"; readonly quiet: Quiet | null }
  /** The next step of the ladder is due. Nothing before its time. */
  | { readonly do: "escalate" }
  /** The acknowledgement has run out. Nothing before its time. */
  | { readonly do: "lapse" }
  /** Answered and over for long enough. Nothing before its time. */
  | { readonly do: "settle" }
  /** The next set of observations finds the cause unchanged. Nothing within the time a limit's acknowledgement holds. */
  | { readonly do: "ask_again" }
  /** The monitor was lost and is back, and the cause stands: what was answered nobody has seen since. Not while somebody is on the way. */
  | { readonly do: "recall" }
  /** One of its causes ended. With the last of them an answered alert closes, `settleSeconds` later, 0 being at once. */
  | { readonly do: "end_cause"; readonly last: boolean; readonly settleSeconds: number }
  /** Also of one cause among others that stand. */
  | { readonly do: "return_cause" }
  /** Another cause, of the priority it has itself. */
  | ({ readonly do: "join"; readonly priority: Priority; readonly lapses: boolean } & LadderNow)
  /** With the priority it has: a higher score within its band. With a lower one: one of its lesser causes got worse. */
  | ({ readonly do: "worsen"; readonly priority: Priority } & LadderNow)
  /** Whom it is about is gone, which is `patient_left`; another alert says it; it is no matter any more; or it is done. */
  | { readonly do: "close"; readonly outcome?: ClosingOutcome }
  /** Whom it is about lies in another bed. */
  | { readonly do: "move" };

/** What is written down of an alert. Boards are told of each. */
export const alertEvents = [
  "raised",
  "acknowledged",
  /** Somebody is on the way, or is with it. */
  "taken_on",
  "handed_over",
  "noted",
  "resolved",
  "undone",
  "escalated",
  "lapsed",
  "latched",
  /** A cause ended, and the alert is answered or has others. */
  "eased",
  "returned",
  "joined",
  "worsened",
  "repeated",
  /** The patient was moved to another bed, and the alert with them. */
  "moved",
  "quieted",
  /** The silence is over. */
  "sounded",
] as const;
export type AlertEvent = (typeof alertEvents)[number];

export interface Step {
  readonly event: AlertEvent;
  readonly from: AlertState | null;
  readonly to: AlertState;
}

/** One command may make two steps: an answered latched alert is acknowledged, then resolved. */
export interface Change {
  readonly alert: Alert;
  readonly steps: readonly Step[];
}

export type Transition = ({ readonly ok: true } & Change) | { readonly ok: false; readonly refusal: Refusal };
