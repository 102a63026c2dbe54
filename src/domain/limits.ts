import { onDelaySeconds, type Priority, repeatWithinSeconds } from "./alerts.ts";
import { type Sign, vitalSigns } from "./vitals.ts";

/** Limits of one sign. Crossing a critical one is high, crossing the other medium. Null: no such limit. */
export interface SignLimits {
  readonly criticalLow: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly criticalHigh: number | null;
}

/** A ward's rule for a sign: its limits, and how patient it is with them. Null or left out: as is usual. */
export interface SignRule extends SignLimits {
  /** Seconds for which a continuous sign must be beyond its critical limit before anybody is called. */
  readonly onDelayHighSeconds?: number | null;
  /** And beyond the other. */
  readonly onDelayMediumSeconds?: number | null;
  /** How far a value must come back over its limit, in the sign's unit. */
  readonly hysteresis?: number | null;
  /** What comes back within so many seconds after it ended is the same alert. */
  readonly repeatWithinSeconds?: number | null;
}

export type LimitsBySign = Partial<Record<Sign, SignRule>>;

/** Of a sign that raises no alert. */
export const noLimits: SignLimits = { criticalLow: null, low: null, high: null, criticalHigh: null };

export type CrossingReason = "below_critical_low" | "below_low" | "above_high" | "above_critical_high";

export interface Crossing {
  readonly side: "low" | "high";
  readonly priority: "high" | "medium";
  readonly limit: number;
  readonly reason: CrossingReason;
}

/** The worst limit that `value` crosses, if any. A value that equals a limit is within it. */
export function crossingOf(limits: SignLimits | undefined, value: number): Crossing | null {
  if (!limits) return null;
  const { criticalLow, low, high, criticalHigh } = limits;
  if (criticalLow !== null && value < criticalLow)
    return { side: "low", priority: "high", limit: criticalLow, reason: "below_critical_low" };
  if (criticalHigh !== null && value > criticalHigh)
    return { side: "high", priority: "high", limit: criticalHigh, reason: "above_critical_high" };
  if (low !== null && value < low) return { side: "low", priority: "medium", limit: low, reason: "below_low" };
  if (high !== null && value > high) return { side: "high", priority: "medium", limit: high, reason: "above_high" };
  return null;
}

/**
 * Whether a value has come back far enough for the crossing on `side` to have ended. A value that hovers at its limit
 * would otherwise end and raise the same alert over and over.
 */
export function hasReturned(sign: Sign, limits: SignRule | undefined, side: "low" | "high", value: number): boolean {
  if (!limits) return true;
  const { plausible } = vitalSigns[sign];
  const hysteresis = hysteresisOf(sign, limits);
  const low = limits.low ?? limits.criticalLow;
  const high = limits.high ?? limits.criticalHigh;
  // Not beyond what can be measured: below a limit of 100 % no saturation would ever come back. Nor beyond the other
  // limit: a patient's own may lie closer together than the ward's hysteresis.
  if (side === "low") return low === null || value >= Math.min(decimal(low + hysteresis), high ?? plausible.max);
  return high === null || value <= Math.max(decimal(high - hysteresis), low ?? plausible.min);
}

export const hysteresisOf = (sign: Sign, rule: SignRule | undefined): number =>
  rule?.hysteresis ?? vitalSigns[sign].hysteresis;

/** No limit raises a low alert, so no ward has a delay of its own for one. */
export function onDelayOf(rule: SignRule | undefined, priority: Priority): number {
  const own = { high: rule?.onDelayHighSeconds, medium: rule?.onDelayMediumSeconds, low: null }[priority];
  return own ?? onDelaySeconds[priority];
}

export const repeatWithinOf = (rule: SignRule | undefined): number => rule?.repeatWithinSeconds ?? repeatWithinSeconds;

/** The sum as on paper: 38.4 less 0.2 is 38.2, which its binary form misses by a hair. */
const decimal = (value: number) => Number(value.toPrecision(12));

/** Limits a ward starts with. Ours, no standard's: a hospital edits them. Temperature and pressures in the sign's unit. */
export const defaultLimits: LimitsBySign = {
  heartRate: { criticalLow: 40, low: 50, high: 120, criticalHigh: 140 },
  spo2: { criticalLow: 88, low: 92, high: null, criticalHigh: null },
  respiratoryRate: { criticalLow: 8, low: 10, high: 24, criticalHigh: 30 },
  systolic: { criticalLow: 85, low: 95, high: 180, criticalHigh: 220 },
  temperature: { criticalLow: 34, low: 35.5, high: 38.5, criticalHigh: 40 },
};
