import {
  type Alert,
  type AlertEvent,
  type AlertKind,
  type Answerer,
  type Change,
  type ChosenOutcome,
  type Command,
  isWorse,
  lapseSeconds,
  type Outcome,
  onDelaySeconds,
  type Priority,
  type Transition,
} from "./alerts.ts";
import { defaultLadders, type Ladder, levelAbove, nextStepAt, stepAfter } from "./escalation.ts";
import { refuse } from "./refusals.ts";

export interface NewAlert {
  readonly kind: AlertKind;
  readonly priority: Priority;
  readonly lapses: boolean;
  readonly ladder: Ladder;
  /** 0: raised at once. */
  readonly onDelaySeconds: number;
  /** Where it takes over from a pending alert of the same sign: not later than that one would have been raised. */
  readonly raiseBy?: Date | null;
}

export function newAlert({ onDelaySeconds: delay, raiseBy = null, ...given }: NewAlert, now: Date): Change {
  const raiseAt = earliest(raiseBy, after(now, delay));
  const pending: Alert = {
    ...given,
    state: "pending",
    causeActive: true,
    level: 0,
    escalations: 0,
    repeats: 0,
    raiseAt,
    raisedAt: null,
    escalateAt: null,
    lapseAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    firstAcknowledgedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    outcome: null,
  };
  return raiseAt > now
    ? { alert: pending, steps: [{ event: "noticed", from: null, to: "pending" }] }
    : { alert: raised(pending, now), steps: [{ event: "raised", from: null, to: "raised" }] };
}

/**
 * What `command` does to `alert` at `now`. A refusal is for a person; a rule's or a timer's command that does not apply
 * (it raced with a person and lost, or came early) changes nothing and makes no step.
 */
export function transition(alert: Alert, command: Command, now: Date): Transition {
  const { state } = alert;
  switch (command.do) {
    case "raise":
      return isDue(alert.raiseAt, now) ? transition(alert, { do: "confirm" }, now) : unchanged(alert);
    case "confirm":
      return state === "pending" ? changed(alert, "raised", raised(alert, now)) : unchanged(alert);
    case "acknowledge":
      return acknowledge(alert, command.by, now);
    case "resolve":
      return resolve(alert, command.by, command.outcome, now);
    case "escalate":
      return state === "raised" && isDue(alert.escalateAt, now)
        ? changed(alert, "escalated", escalated(alert, now))
        : unchanged(alert);
    case "lapse":
      return state === "acknowledged" && isDue(alert.lapseAt, now)
        ? changed(alert, "lapsed", rearmed(alert, now))
        : unchanged(alert);
    case "ask_again":
      return state === "acknowledged" && isDue(heldUntil(alert), now)
        ? changed(alert, "lapsed", rearmed(alert, now))
        : unchanged(alert);
    case "end_cause":
      return endCause(alert, now);
    case "return_cause":
      return state === "latched" ? changed(alert, "returned", returned(alert, now)) : unchanged(alert);
    case "worsen":
      return worsen(alert, command.priority, now);
  }
}

function acknowledge(alert: Alert, by: Answerer, now: Date): Transition {
  if (alert.state === "acknowledged")
    return refuse({
      kind: "already_acknowledged",
      by: alert.acknowledgedBy?.name ?? "",
      at: alert.acknowledgedAt ?? now,
    });
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  if (alert.state !== "raised" && alert.state !== "latched") return refuse({ kind: "not_found" });
  const answered: Alert = {
    ...alert,
    state: "acknowledged",
    acknowledgedAt: now,
    acknowledgedBy: by,
    firstAcknowledgedAt: alert.firstAcknowledgedAt ?? now,
    escalateAt: null,
    lapseAt: alert.lapses && alert.causeActive ? after(now, lapseSeconds[alert.priority]) : null,
  };
  const first = changed(alert, "acknowledged", answered);
  return alert.causeActive ? first : then(first, "resolved", resolved(answered, null, "cause_ended", now));
}

function resolve(alert: Alert, by: Answerer, outcome: ChosenOutcome, now: Date): Transition {
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  if (alert.state === "raised" || alert.state === "latched") return refuse({ kind: "not_acknowledged" });
  if (alert.state !== "acknowledged") return refuse({ kind: "not_found" });
  // Of a called alert the person is the judge; a rule's cause is not ended by saying so.
  if (alert.kind !== "called") return refuse({ kind: "cause_persists" });
  return changed(alert, "resolved", resolved(alert, by, outcome, now));
}

function endCause(alert: Alert, now: Date): Transition {
  const ended: Alert = { ...alert, causeActive: false };
  switch (alert.state) {
    case "pending":
      return changed(alert, "cancelled", { ...ended, state: "cancelled", raiseAt: null });
    case "raised":
      return changed(alert, "latched", { ...ended, state: "latched", escalateAt: null });
    case "acknowledged":
      return changed(alert, "resolved", resolved(ended, null, "cause_ended", now));
    default:
      return unchanged(alert);
  }
}

/** The same alert gets worse: its priority rises, and who had answered the milder one is asked again. */
function worsen(alert: Alert, priority: Priority, now: Date): Transition {
  if (isWorse(alert.priority, priority)) return unchanged(alert);
  const rises = isWorse(priority, alert.priority);
  const ladder = rises && alert.kind === "clinical" ? defaultLadders[priority] : alert.ladder;
  const worse: Alert = { ...alert, priority, ladder };
  switch (alert.state) {
    case "pending": {
      const raiseAt = rises ? earliest(alert.raiseAt, after(now, onDelaySeconds[priority])) : alert.raiseAt;
      return changed(alert, "worsened", { ...worse, raiseAt });
    }
    case "raised": {
      // Armed anew from now, but getting worse must never put off a call that was due sooner.
      const escalateAt = rises ? earliest(alert.escalateAt, nextStepAt(ladder, alert.level, now)) : alert.escalateAt;
      return changed(alert, "worsened", { ...worse, escalateAt });
    }
    case "acknowledged":
      return changed(alert, "worsened", rearmed(worse, now));
    case "latched": {
      const back = returned(alert, now);
      return then(changed(alert, "returned", back), "worsened", rearmed({ ...back, priority, ladder }, now));
    }
    default:
      return unchanged(alert);
  }
}

const raised = (alert: Alert, now: Date): Alert => ({ ...rearmed(alert, now), raisedAt: now, raiseAt: null });

const returned = (alert: Alert, now: Date): Alert => ({
  ...rearmed(alert, now),
  causeActive: true,
  repeats: alert.repeats + 1,
});

/** Unanswered (again): the ladder of its priority runs on from the level it had reached. */
const rearmed = (alert: Alert, now: Date): Alert => ({
  ...alert,
  state: "raised",
  escalateAt: nextStepAt(alert.ladder, alert.level, now),
  lapseAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
});

function escalated(alert: Alert, now: Date): Alert {
  const level = levelAbove(alert.ladder, alert.level);
  const escalateAt = stepAfter(alert.ladder, level, alert.escalateAt ?? now, now);
  return { ...alert, level, escalations: alert.escalations + 1, escalateAt };
}

const resolved = (alert: Alert, by: Answerer | null, outcome: Outcome, now: Date): Alert => ({
  ...alert,
  state: "resolved",
  causeActive: false,
  resolvedAt: now,
  resolvedBy: by,
  outcome,
  escalateAt: null,
  lapseAt: null,
});

/** Until when an answer holds however often the cause is found again. */
const heldUntil = ({ acknowledgedAt, priority }: Alert) =>
  acknowledgedAt && after(acknowledgedAt, lapseSeconds[priority]);

const alreadyResolved = (alert: Alert, now: Date) =>
  refuse({ kind: "already_resolved", by: alert.resolvedBy?.name ?? null, at: alert.resolvedAt ?? now });

type Changed = { readonly ok: true } & Change;

const unchanged = (alert: Alert): Changed => ({ ok: true, alert, steps: [] });
const changed = (before: Alert, event: AlertEvent, alert: Alert): Changed => then(unchanged(before), event, alert);
const then = (before: Changed, event: AlertEvent, alert: Alert): Changed => ({
  ok: true,
  alert,
  steps: [...before.steps, { event, from: before.alert.state, to: alert.state }],
});

const isDue = (at: Date | null, now: Date) => at !== null && at <= now;
const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);
const earliest = (a: Date | null, b: Date) => (a !== null && a < b ? a : b);
