import { type AlertState, onDelaySeconds, type Priority, priorityRank } from "./alerts.ts";
import { type Freshness, isBelieved } from "./freshness.ts";
import { type CrossingReason, crossingOf, hasReturned, type LimitsBySign } from "./limits.ts";
import { type News2Exclusion, news2Values, scoreNews2 } from "./news2.ts";
import { type Sign, signs, vitalSigns } from "./vitals.ts";

/** What can raise a clinical alert about a stay. One open alert per stay and cause. */
export type Cause = `${Sign}:low` | `${Sign}:high` | `${Sign}:zero` | "news2";

export type AssessmentReason =
  | CrossingReason
  | "rate_is_zero"
  | "news2_high"
  | "news2_medium"
  | "news2_single_three"
  | "back_within_limits"
  | "score_fell";

export interface CurrentValue {
  /** Null: the device says it has no reading. */
  readonly value: number | null;
  readonly freshness: Freshness;
  readonly source: "device" | "manual" | "demo";
}

export interface OpenAlertOfStay {
  readonly alertId: string;
  readonly cause: string;
  readonly state: AlertState;
  readonly priority: Priority;
  readonly causeActive: boolean;
}

export interface Picture {
  readonly current: Partial<Record<Sign, CurrentValue>>;
  readonly limits: LimitsBySign;
  readonly spo2Scale: 1 | 2;
  readonly news2Exclusion: News2Exclusion | null;
  readonly openAlerts: readonly OpenAlertOfStay[];
}

interface Finding {
  readonly priority: Priority;
  readonly reason: AssessmentReason;
  readonly sign: Sign | null;
  /** The value (or the score) that was judged, and the limit it crossed. */
  readonly value: number;
  readonly limit: number | null;
}

export type Decision =
  | ({
      readonly do: "raise";
      readonly cause: Cause;
      readonly onDelaySeconds: number;
      readonly lapses: boolean;
    } & Finding)
  | ({ readonly do: "worsen" | "return"; readonly alertId: string; readonly cause: Cause } & Finding)
  | { readonly do: "end"; readonly alertId: string; readonly cause: Cause; readonly reason: AssessmentReason };

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
    decisions.push(...assessLimits(picture, sign, sample.value, sample.source));
  }
  if (arrived.size > 0 && picture.news2Exclusion === null) decisions.push(...assessNews2(picture));
  return decisions;
}

/** A heart or respiratory rate of exactly 0: asystole, apnoea or a lead that fell off. Only a look tells. */
const rates: ReadonlySet<Sign> = new Set(["heartRate", "respiratoryRate"]);
export const isZeroRate = (sign: Sign, value: number) => rates.has(sign) && value === 0;

function assessLimits(picture: Picture, sign: Sign, value: number, source: CurrentValue["source"]): Decision[] {
  const limits = picture.limits[sign];
  const isZero = isZeroRate(sign, value);
  const crossing = isZero ? null : crossingOf(limits, value);
  const decisions: Decision[] = [];
  const delayed = vitalSigns[sign].continuous && source !== "manual";

  if (isZero) {
    const finding: Finding = { priority: "high", reason: "rate_is_zero", sign, value, limit: null };
    decisions.push(...found(picture, `${sign}:zero`, finding, delayed, true));
  } else {
    decisions.push(...ended(picture, `${sign}:zero`, "back_within_limits"));
  }
  for (const side of ["low", "high"] as const) {
    const cause: Cause = `${sign}:${side}`;
    if (crossing?.side === side) {
      const { priority, reason, limit } = crossing;
      decisions.push(
        ...found(picture, cause, { priority, reason, sign, value, limit }, delayed, vitalSigns[sign].continuous),
      );
    } else if (!isZero && hasReturned(sign, limits, side, value)) {
      decisions.push(...ended(picture, cause, "back_within_limits"));
    }
  }
  return decisions;
}

function assessNews2(picture: Picture): Decision[] {
  const score = scoreNews2({ values: news2Values(picture.current), spo2Scale: picture.spo2Scale });
  const { total } = score;
  const judged = { sign: null, value: total };
  if (total >= 7)
    return found(picture, "news2", { ...judged, priority: "high", reason: "news2_high", limit: 7 }, false, false);
  if (total >= 5)
    return found(picture, "news2", { ...judged, priority: "medium", reason: "news2_medium", limit: 5 }, false, false);
  if (score.anySingleThree)
    return found(
      picture,
      "news2",
      { ...judged, priority: "low", reason: "news2_single_three", limit: 3 },
      false,
      false,
    );
  // An incomplete set proves no recovery: what is missing may be what was bad.
  return score.complete ? ended(picture, "news2", "score_fell") : [];
}

function found(picture: Picture, cause: Cause, finding: Finding, delayed: boolean, lapses: boolean): Decision[] {
  const open = picture.openAlerts.find((a) => a.cause === cause);
  if (!open)
    return [{ do: "raise", cause, ...finding, onDelaySeconds: delayed ? onDelaySeconds[finding.priority] : 0, lapses }];
  const { alertId } = open;
  if (priorityRank[finding.priority] < priorityRank[open.priority])
    return [{ do: "worsen", alertId, cause, ...finding }];
  return open.causeActive ? [] : [{ do: "return", alertId, cause, ...finding }];
}

function ended(picture: Picture, cause: Cause, reason: AssessmentReason): Decision[] {
  const open = picture.openAlerts.find((a) => a.cause === cause && a.causeActive);
  return open ? [{ do: "end", alertId: open.alertId, cause, reason }] : [];
}
