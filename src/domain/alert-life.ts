import {
  type Alert,
  type AlertEvent,
  type AlertKind,
  type Answerer,
  type Change,
  type ChosenOutcome,
  type Command,
  handOverSeconds,
  isWorse,
  type LadderNow,
  lapseSeconds,
  type Outcome,
  type Owner,
  onTheWaySecondsMax,
  type Priority,
  type Quiet,
  type Replaced,
  repeatWithinSeconds,
  replacedFields,
  type Transition,
  type Undo,
  undoSeconds,
} from "./alerts.ts";
import { goesOnAtOnce, type Ladder, levelAbove, nextStepAt, stepAfter } from "./escalation.ts";
import { refuse } from "./refusals.ts";

export interface NewAlert {
  readonly kind: AlertKind;
  readonly priority: Priority;
  readonly lapses: boolean;
  readonly ladder: Ladder;
  readonly emptySteps: ReadonlySet<number>;
  /** A silence that covers it from the beginning. */
  readonly quiet: Quiet | null;
}

export function newAlert(given: NewAlert, now: Date): Change {
  const blank: Alert = {
    ...given,
    state: "raised",
    causeActive: true,
    level: 0,
    escalations: 0,
    skipped: 0,
    repeats: 0,
    raisedAt: now,
    escalateAt: null,
    lapseAt: null,
    settleAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    acknowledgedOn: null,
    owner: null,
    firstAcknowledgedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    outcome: null,
    undo: null,
  };
  return { alert: unanswered(blank, now), steps: [{ event: "raised", from: null, to: "raised" }] };
}

/**
 * What `command` does to `alert` at `now`. A refusal is for a person; a rule's or a timer's command that does not apply
 * (it raced with a person and lost, or came early) changes nothing and makes no step.
 */
export function transition(alert: Alert, command: Command, now: Date): Transition {
  switch (command.do) {
    case "acknowledge":
      return acknowledge(alert, command, now);
    case "take_on":
      return takeOn(alert, command, now);
    case "hand_over":
      return handOver(alert, command.to, now);
    case "note":
      // Also of one that is over: what is learned later belongs to it.
      return changed(alert, "noted", alert);
    case "resolve":
      return resolve(alert, command.by, command.outcome, now);
    case "undo":
      return undo(alert, command.by, now);
    case "call_next":
      return callNext(alert, now);
    case "repeat":
      return repeat(alert, now);
    case "quiet":
      return quieten(alert, command.quiet, now);
    case "escalate":
      return alert.state === "raised" && isDue(alert.escalateAt, now)
        ? changed(alert, "escalated", escalated(alert, alert.escalateAt ?? now, now))
        : unchanged(alert);
    case "lapse":
      return alert.state === "acknowledged" && isDue(alert.lapseAt, now)
        ? changed(alert, "lapsed", unanswered(alert, now))
        : unchanged(alert);
    case "settle":
      return alert.state === "acknowledged" && isDue(alert.settleAt, now)
        ? changed(alert, "resolved", resolved(alert, null, "cause_ended", now))
        : unchanged(alert);
    case "ask_again":
      return alert.state === "acknowledged" && alert.causeActive && isDue(restsUntil(alert), now)
        ? changed(alert, "lapsed", unanswered(alert, now))
        : unchanged(alert);
    case "recall":
      return alert.state === "acknowledged" && alert.causeActive && !isAwaited(alert, now)
        ? changed(alert, "lapsed", unanswered(alert, now))
        : unchanged(alert);
    case "end_cause":
      return endCause(alert, command, now);
    case "return_cause":
      return returnCause(alert, now);
    case "join":
      return join(alert, command, now);
    case "worsen":
      return worsen(alert, command, now);
    case "move":
      return alert.state === "resolved" ? unchanged(alert) : changed(alert, "moved", alert);
    case "close":
      return alert.state === "resolved"
        ? unchanged(alert)
        : changed(alert, "resolved", resolved(alert, null, command.outcome ?? "patient_left", now));
  }
}

/** Whoever was asked to take it over and acknowledges it has taken it over. */
function acknowledge(alert: Alert, command: Answering, now: Date): Transition {
  if (alert.state !== "acknowledged") return answer(alert, command, null, now);
  const wasAsked = alert.owner?.is === "asked" && alert.owner.staffId === command.by.staffId;
  return wasAsked ? takeOn(alert, { ...command, until: null }, now) : alreadyAcknowledged(alert, now);
}

interface Answering {
  readonly by: Answerer;
  readonly on: string;
}

/** `until`: on the way until then; null: has it. Of a latched alert the answer was all that was missing. */
function answer(alert: Alert, { by, on }: Answering, until: Date | null, now: Date): Transition {
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  const answered = held(
    {
      ...alert,
      state: "acknowledged",
      acknowledgedAt: now,
      acknowledgedBy: by,
      acknowledgedOn: on,
      owner: ownerOf(by, until),
      firstAcknowledgedAt: alert.firstAcknowledgedAt ?? now,
      escalateAt: null,
      undo: { event: "acknowledged", at: now, byStaffId: by.staffId, before: replacedOf(alert) },
    },
    now,
  );
  const first = changed(alert, "acknowledged", answered);
  if (until !== null) return then(first, "taken_on", answered);
  if (alert.causeActive) return first;
  return then(first, "resolved", { ...resolved(answered, null, "cause_ended", now), undo: answered.undo });
}

/** Whoever takes it on has answered: an acknowledgement by somebody else is theirs from here on. */
function takeOn(alert: Alert, command: Answering & { readonly until: Date | null }, now: Date): Transition {
  const { by, on } = command;
  const latest = after(now, onTheWaySecondsMax[alert.priority]);
  const until = command.until && (command.until < latest ? command.until : latest);
  if (alert.state !== "acknowledged") return answer(alert, { by, on }, until, now);
  const taken = { ...alert, acknowledgedAt: now, acknowledgedBy: by, acknowledgedOn: on, owner: ownerOf(by, until) };
  return changed(alert, "taken_on", held({ ...taken, undo: null }, now));
}

function handOver(alert: Alert, to: Answerer, now: Date): Transition {
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  if (alert.state !== "acknowledged") return refuse({ kind: "not_acknowledged" });
  // Whether the cause has a timer of its own or not: somebody who was only asked has nothing in hand. Nor does asking
  // make an answer last longer.
  const until = earliest(alert.lapseAt, after(now, handOverSeconds[alert.priority]));
  const owner: Owner = { ...to, is: "asked", until };
  return changed(alert, "handed_over", { ...alert, owner, lapseAt: alert.causeActive ? until : null, undo: null });
}

function resolve(alert: Alert, by: Answerer, outcome: ChosenOutcome, now: Date): Transition {
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  if (alert.state !== "acknowledged") return refuse({ kind: "not_acknowledged" });
  // Of a called alert the person is the judge; a rule's cause is not ended by saying so.
  if (alert.kind !== "called" && alert.causeActive) return refuse({ kind: "cause_persists" });
  const undo: Undo = { event: "resolved", at: now, byStaffId: by.staffId, before: replacedOf(alert) };
  return changed(alert, "resolved", { ...resolved(alert, by, outcome, now), undo });
}

/**
 * Puts back what the last answer replaced, its timer included; whether the cause was raised anew meanwhile the caller has
 * to look. What was done since is kept: a cause that ended stays ended, one that came back stands, and so for a silence.
 */
function undo(alert: Alert, by: Answerer, now: Date): Transition {
  const last = alert.undo;
  if (!last || last.byStaffId !== by.staffId || now > after(last.at, undoSeconds))
    return refuse({ kind: "too_late_to_undo", seconds: undoSeconds });
  const restored: Alert = { ...alert, ...last.before, resolvedAt: null, resolvedBy: null, outcome: null, undo: null };
  if (last.event === "resolved") return changed(alert, "undone", restored);
  if (!alert.causeActive) return changed(alert, "undone", latched(restored));
  const again = unanswered({ ...restored, causeActive: true }, now);
  const asBefore = { ...again, escalateAt: earliest(last.before.escalateAt, again.escalateAt ?? now) };
  return changed(alert, "undone", isQuiet(alert, now) ? again : asBefore);
}

function callNext(alert: Alert, now: Date): Transition {
  if (alert.state === "resolved") return alreadyResolved(alert, now);
  if (alert.state === "acknowledged") return alreadyAcknowledged(alert, now);
  // A latched alert climbs no further: what it called for is over.
  if (alert.state === "latched") return refuse({ kind: "cause_ended" });
  return changed(alert, "escalated", { ...escalated(alert, now, now), quiet: null });
}

/** Who has just answered knows of it; who answered a while ago is asked again, for somebody stands there and calls. */
function repeat(alert: Alert, now: Date): Transition {
  if (alert.state === "resolved") return unchanged(alert);
  const repeated: Alert = { ...alert, repeats: alert.repeats + 1 };
  const known = alert.state === "acknowledged" ? !isDue(answeredLongAgo(alert), now) : alert.state === "raised";
  return changed(alert, "repeated", known ? repeated : unanswered({ ...repeated, causeActive: true }, now));
}

function quieten(alert: Alert, quiet: Quiet | null, now: Date): Transition {
  if (alert.state === "resolved") return unchanged(alert);
  if (quiet === null) {
    if (!alert.quiet) return unchanged(alert);
    const loud = { ...alert, quiet };
    return changed(alert, "sounded", alert.state === "raised" ? armed(loud, now) : loud);
  }
  // One that is over already would only put off the next call.
  if (isWorse(alert.priority, quiet.priority) || isDue(quiet.until, now)) return unchanged(alert);
  const silent = { ...alert, quiet };
  return changed(alert, "quieted", alert.state === "raised" ? armed(silent, now) : silent);
}

interface Ending {
  readonly last: boolean;
  readonly settleSeconds: number;
}

function endCause(alert: Alert, { last, settleSeconds }: Ending, now: Date): Transition {
  if (!alert.causeActive) return unchanged(alert);
  if (!last) return changed(alert, "eased", alert);
  switch (alert.state) {
    case "raised":
      return changed(alert, "latched", { ...latched(alert), undo: null });
    case "acknowledged": {
      const eased: Alert = { ...alert, causeActive: false, lapseAt: null, settleAt: after(now, settleSeconds) };
      if (settleSeconds > 0) return changed(alert, "eased", eased);
      return changed(alert, "resolved", resolved(eased, null, "cause_ended", now));
    }
    default:
      return unchanged(alert);
  }
}

/** Answered and not long over: the answer covers it, for as long as it would have held. */
function returnCause(alert: Alert, now: Date): Transition {
  const back: Alert = { ...alert, causeActive: true, repeats: alert.repeats + 1, settleAt: null };
  if (alert.causeActive) return changed(alert, "returned", back);
  if (alert.state === "acknowledged") return changed(alert, "returned", { ...back, lapseAt: heldUntil(back) });
  if (alert.state === "latched") return changed(alert, "returned", unanswered(back, now));
  return unchanged(alert);
}

/** An answer covers what it has seen: another cause as urgent as that asks again, a lesser one is shown with the rest. */
function join(alert: Alert, cause: Extract<Command, { do: "join" }>, now: Date): Transition {
  const { priority } = cause;
  const lapses = alert.lapses || cause.lapses;
  switch (alert.state) {
    case "raised":
    case "latched": {
      const wider: Alert = { ...alert, lapses, causeActive: true };
      const joined = alert.state === "latched" ? unanswered(wider, now) : wider;
      return changed(alert, "joined", raisedTo(joined, cause, now));
    }
    case "acknowledged": {
      const wider: Alert = { ...alert, lapses, causeActive: true, settleAt: null };
      if (isWorse(alert.priority, priority))
        return changed(alert, "joined", { ...wider, lapseAt: heldUntil(wider) ?? wider.lapseAt });
      return changed(alert, "joined", unanswered(raisedTo(wider, cause, now), now));
    }
    default:
      return unchanged(alert);
  }
}

type Rise = LadderNow & { readonly priority: Priority };

/** The same alert gets worse: its priority rises, and who had answered the milder one is asked again. */
function worsen(alert: Alert, to: Rise, now: Date): Transition {
  const { priority } = to;
  if (isWorse(alert.priority, priority))
    return alert.causeActive ? changed(alert, "worsened", alert) : returnCause(alert, now);
  switch (alert.state) {
    case "raised":
      return changed(alert, "worsened", raisedTo(alert, to, now));
    case "acknowledged": {
      const active: Alert = { ...alert, causeActive: true, settleAt: null };
      return changed(alert, "worsened", unanswered(raisedTo(active, to, now), now));
    }
    case "latched": {
      const back = unanswered({ ...alert, causeActive: true, repeats: alert.repeats + 1 }, now);
      return then(changed(alert, "returned", back), "worsened", raisedTo(back, to, now));
    }
    default:
      return unchanged(alert);
  }
}

/**
 * With a higher priority come its ladder and, where nobody has answered, its times; but getting worse must never put off a
 * call that was due sooner. A silence that does not cover the new priority is broken.
 */
function raisedTo(alert: Alert, { priority, ladder, emptySteps }: Rise, now: Date): Alert {
  if (!isWorse(priority, alert.priority)) return alert;
  const broken = alert.quiet && isWorse(priority, alert.quiet.priority);
  const worse: Alert = { ...alert, priority, ladder, emptySteps, quiet: broken ? null : alert.quiet };
  if (worse.state !== "raised") return worse;
  const again = armed(worse, now);
  return { ...again, escalateAt: earliest(alert.escalateAt, again.escalateAt ?? now) };
}

/** Unanswered (again): the ladder runs on from the level it had reached. */
const unanswered = (alert: Alert, now: Date): Alert =>
  armed(
    {
      ...alert,
      state: "raised",
      lapseAt: null,
      settleAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      acknowledgedOn: null,
      owner: null,
      undo: null,
    },
    now,
  );

/** When the next step is due: at once where nobody is there for the one taken, and not while a silence lasts. */
function armed(alert: Alert, now: Date): Alert {
  const { ladder, level, emptySteps, quiet } = alert;
  const from = quiet && isQuiet(alert, now) ? quiet.until : now;
  return { ...alert, escalateAt: goesOnAtOnce(ladder, level, emptySteps) ? from : nextStepAt(ladder, level, from) };
}

/** `dueAt`: when the step that is taken now was due. */
function escalated(alert: Alert, dueAt: Date, now: Date): Alert {
  const { ladder, emptySteps } = alert;
  const level = levelAbove(ladder, alert.level);
  const escalateAt = goesOnAtOnce(ladder, level, emptySteps) ? now : stepAfter(ladder, level, dueAt, now);
  const skipped = alert.skipped + Number(goesOnAtOnce(ladder, alert.level, emptySteps));
  return { ...alert, level, escalations: alert.escalations + 1, skipped, escalateAt };
}

const latched = (alert: Alert): Alert => ({
  ...alert,
  state: "latched",
  causeActive: false,
  escalateAt: null,
  lapseAt: null,
});

const resolved = (alert: Alert, by: Answerer | null, outcome: Outcome, now: Date): Alert => ({
  ...alert,
  state: "resolved",
  causeActive: false,
  resolvedAt: now,
  resolvedBy: by,
  outcome,
  escalateAt: null,
  lapseAt: null,
  settleAt: null,
  quiet: null,
  undo: null,
});

/** An answered alert with the times that follow from who has it and whether its cause stands. */
const held = (alert: Alert, now: Date): Alert => ({
  ...alert,
  lapseAt: alert.causeActive ? heldUntil(alert) : null,
  settleAt: alert.causeActive ? null : (alert.settleAt ?? alert.owner?.until ?? now),
});

/** Until when an answer holds while its cause stands; null: until somebody closes it, or the next set of observations. */
function heldUntil({ acknowledgedAt, lapses, owner, priority }: Alert): Date | null {
  if (owner?.until) return owner.until;
  return lapses && acknowledgedAt ? after(acknowledgedAt, lapseSeconds[priority]) : null;
}

/** Until when an answer is not asked for again however often the cause is found. */
const restsUntil = ({ acknowledgedAt, owner, priority }: Alert) =>
  owner?.until ?? (acknowledgedAt && after(acknowledgedAt, lapseSeconds[priority]));

/** Somebody is on the way, or was asked to come. */
const isAwaited = ({ owner }: Alert, now: Date) => owner?.until != null && owner.until > now;

const isQuiet = ({ quiet }: Alert, now: Date) => quiet !== null && quiet.until > now;

const answeredLongAgo = ({ acknowledgedAt }: Alert) => acknowledgedAt && after(acknowledgedAt, repeatWithinSeconds);

const ownerOf = (by: Answerer, until: Date | null): Owner => ({
  staffId: by.staffId,
  name: by.name,
  is: until === null ? "has_it" : "on_the_way",
  until,
});

const replacedOf = (alert: Alert): Replaced =>
  Object.fromEntries(replacedFields.map((field) => [field, alert[field]])) as unknown as Replaced;

const alreadyAcknowledged = (alert: Alert, now: Date) =>
  refuse({
    kind: "already_acknowledged",
    by: alert.acknowledgedBy?.name ?? "",
    at: alert.acknowledgedAt ?? now,
  });

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
