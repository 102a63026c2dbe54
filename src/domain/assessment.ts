import { isWorse, type OpenState, onDelaySeconds, type Priority, repeatWithinSeconds } from "./alerts.ts";
import { type Freshness, isBelieved } from "./freshness.ts";
import {
  type CrossingReason,
  crossingOf,
  hasReturned,
  type LimitsBySign,
  onDelayOf,
  repeatWithinOf,
} from "./limits.ts";
import { type News2Exclusion, type News2Score, news2Values, scoreNews2 } from "./news2.ts";
import { isByHand, type ReadingSource } from "./reading-sources.ts";
import { rounded, type Sign, signs, vitalSigns } from "./vitals.ts";

/** What can raise a stay's clinical alert, or join it. */
export type Cause = `${Sign}:low` | `${Sign}:high` | `${Sign}:zero` | "news2" | "observations";

export type AssessmentReason =
  | CrossingReason
  | "rate_is_zero"
  | "news2_high"
  | "news2_medium"
  | "news2_single_three"
  | "back_within_limits"
  | "rate_came_back"
  | "score_fell"
  | "news2_not_applicable"
  | "next_observations"
  | "observations_overdue"
  | "observations_long_overdue"
  | "observed"
  | "reading_taken_back";

export interface CurrentValue {
  /** Null: the device says it has no reading. */
  readonly value: number | null;
  readonly freshness: Freshness;
  readonly source: ReadingSource;
}

export interface OpenCause {
  readonly cause: string;
  /** Its alert's state; pending: its on-delay runs and there is no alert. */
  readonly state: OpenState | "pending";
  readonly priority: Priority;
  readonly active: boolean;
  /** What was judged when it was found or last got worse or returned. */
  readonly value: number | null;
  readonly raiseAt: Date | null;
}

export interface Picture {
  readonly current: Partial<Record<Sign, CurrentValue>>;
  readonly limits: LimitsBySign;
  readonly spo2Scale: 1 | 2;
  readonly news2Exclusion: News2Exclusion | null;
  readonly openCauses: readonly OpenCause[];
}

export interface Finding {
  readonly priority: Priority;
  readonly reason: AssessmentReason;
  readonly sign: Sign | null;
  /** The value (or the score) that was judged, and the limit it crossed. */
  readonly value: number;
  readonly limit: number | null;
}

/** A cause that is not open yet. */
export type Raise = {
  readonly do: "raise";
  readonly cause: Cause;
  readonly onDelaySeconds: number;
  /** Not later than this: the sign was pending for its other limit, and has been out of its limits since. */
  readonly raiseBy: Date | null;
  readonly lapses: boolean;
} & Finding;

/** A cause that is open, and was found again. */
export type FoundAgain = {
  readonly do: "worsen" | "return" | "confirm";
  readonly cause: Cause;
  /** The on-delay of such a finding; counts only where nothing has been raised for it yet. */
  readonly waitSeconds: number;
} & Finding;

export interface End {
  readonly do: "end";
  readonly cause: Cause;
  readonly reason: AssessmentReason;
  /** What comes back within this time is the same alert. */
  readonly settleSeconds: number;
  /** What ended it is what the alert asked for: where nothing else was found, nobody has to answer it any more. */
  readonly isAnswer?: boolean;
}

export interface AskAgain {
  readonly do: "ask_again";
  readonly cause: Cause;
  readonly reason: AssessmentReason;
}

export type Decision = Raise | FoundAgain | End | AskAgain;

/**
 * What follows for a stay's alerts from the signs that just got a new, timely value (`arrived`), given the whole picture.
 * Pure; costs a pass over the signs. A value that is stale, absent or late ends nothing and raises nothing: not knowing
 * is no recovery.
 */
export function assess(picture: Picture, arrived: ReadonlySet<Sign>): Decision[] {
  const decisions: Decision[] = [];
  for (const sign of signs) {
    const sample = picture.current[sign];
    if (!arrived.has(sign) || !sample || sample.value === null || !isBelieved(sample.freshness)) continue;
    // As it is shown: "SpO2 92 below 92" would be believed by nobody.
    decisions.push(...assessSign(picture, sign, rounded(sign, sample.value), sample.source));
  }
  if (picture.news2Exclusion !== null) decisions.push(...ended(picture, "news2", "news2_not_applicable", scoreRule));
  else if (arrived.size > 0) decisions.push(...assessNews2(picture, arrived));
  return decisions;
}

/** A heart or respiratory rate of exactly 0: asystole, apnoea or a lead that fell off. Only a look tells. */
const rates: ReadonlySet<Sign> = new Set(["heartRate", "respiratoryRate"]);
export const isZeroRate = (sign: Sign, value: number) => rates.has(sign) && value === 0;

function assessSign(picture: Picture, sign: Sign, value: number, source: CurrentValue["source"]): Decision[] {
  const limits = picture.limits[sign];
  const { continuous } = vitalSigns[sign];
  const delayed = continuous && !isByHand(source);
  const rule: Rule = {
    delayed,
    delaySeconds: (priority) => (delayed ? onDelayOf(limits, priority) : 0),
    lapses: continuous,
    settleSeconds: repeatWithinOf(limits),
  };
  if (isZeroRate(sign, value)) {
    // The limits' own alerts stay as they are: a rate of 0 is no recovery from any of them, nor is it one of theirs.
    const finding: Finding = { priority: "high", reason: "rate_is_zero", sign, value, limit: null };
    return found(picture, `${sign}:zero`, finding, { ...rule, delaySeconds: (priority) => zeroDelay(rule, priority) });
  }
  const crossing = crossingOf(limits, value);
  const decisions = ended(picture, `${sign}:zero`, "rate_came_back", rule);
  for (const side of ["low", "high"] as const) {
    const cause: Cause = `${sign}:${side}`;
    if (crossing?.side === side) {
      const { priority, reason, limit } = crossing;
      const raiseBy = pendingUntil(picture, `${sign}:${side === "low" ? "high" : "low"}`);
      decisions.push(...found(picture, cause, { priority, reason, sign, value, limit }, { ...rule, raiseBy }));
    } else if (hasReturned(sign, limits, side, value)) {
      decisions.push(...ended(picture, cause, "back_within_limits", rule));
    }
  }
  return decisions;
}

/** How patient a ward is with a limit is not how patient it is with a heart that stands still. */
const zeroDelay = ({ delaySeconds }: Rule, priority: Priority) =>
  Math.min(delaySeconds(priority), onDelaySeconds[priority]);

const pendingUntil = ({ openCauses }: Picture, cause: Cause) =>
  openCauses.find((one) => one.cause === cause && one.state === "pending")?.raiseAt ?? null;

const scoreRule: Rule = {
  delayed: false,
  delaySeconds: () => 0,
  lapses: false,
  settleSeconds: repeatWithinSeconds,
};

function assessNews2(picture: Picture, arrived: ReadonlySet<Sign>): Decision[] {
  const score = scoreNews2({ values: news2Values(picture.current), spo2Scale: picture.spo2Scale });
  const finding = news2Finding(score);
  // An incomplete set proves no recovery: what is missing may be what was bad.
  if (!finding) return score.complete ? ended(picture, "news2", "score_fell", scoreRule) : [];
  const open = openCause(picture, "news2");
  const decisions = found(picture, "news2", finding, scoreRule);
  if (!open || decisions.length > 0) return decisions;
  if (open.active && score.total > (open.value ?? 0))
    return [{ do: "worsen", cause: "news2", ...finding, priority: open.priority, waitSeconds: 0 }];
  // Consciousness is what no monitor measures: where it comes, a person has taken a set of observations.
  return open.state === "acknowledged" && arrived.has("consciousness")
    ? [{ do: "ask_again", cause: "news2", reason: "next_observations" }]
    : [];
}

/** Whether the score of what is believed now is one that calls. */
export const callsByScore = ({ current, spo2Scale, news2Exclusion }: Picture): boolean =>
  news2Exclusion === null && news2Finding(scoreNews2({ values: news2Values(current), spo2Scale })) !== null;

function news2Finding({ total, anySingleThree }: News2Score): Finding | null {
  const judged = { sign: null, value: total };
  if (total >= 7) return { ...judged, priority: "high", reason: "news2_high", limit: 7 };
  if (total >= 5) return { ...judged, priority: "medium", reason: "news2_medium", limit: 5 };
  return anySingleThree ? { ...judged, priority: "low", reason: "news2_single_three", limit: 3 } : null;
}

interface Rule {
  /** Measured by a machine: a moment's artefact calls nobody. */
  readonly delayed: boolean;
  readonly delaySeconds: (priority: Priority) => number;
  readonly lapses: boolean;
  readonly settleSeconds: number;
  readonly raiseBy?: Date | null;
}

function found(picture: Picture, cause: Cause, finding: Finding, rule: Rule): Decision[] {
  const open = openCause(picture, cause);
  const waitSeconds = rule.delaySeconds(finding.priority);
  if (!open) {
    const { raiseBy = null, lapses } = rule;
    return [{ do: "raise", cause, ...finding, onDelaySeconds: waitSeconds, raiseBy, lapses }];
  }
  const judged = { cause, ...finding, waitSeconds };
  const decisions: Decision[] = [];
  if (isWorse(finding.priority, open.priority)) decisions.push({ do: "worsen", ...judged });
  else if (!open.active) decisions.push({ do: "return", ...judged });
  // A person measured what a monitor had reported: there is nothing left to wait for.
  if (open.state === "pending" && !rule.delayed) decisions.push({ do: "confirm", ...judged });
  return decisions;
}

function ended(picture: Picture, cause: Cause, reason: AssessmentReason, { settleSeconds }: Rule): Decision[] {
  return openCause(picture, cause)?.active ? [{ do: "end", cause, reason, settleSeconds }] : [];
}

const openCause = ({ openCauses }: Picture, cause: Cause) => openCauses.find((one) => one.cause === cause);
