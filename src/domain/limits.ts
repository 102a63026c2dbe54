import { type Sign, vitalSigns } from "./vitals.ts";

/** Limits of one sign. Crossing a critical one is high, crossing the other medium. Null: no such limit. */
export interface SignLimits {
  readonly criticalLow: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly criticalHigh: number | null;
}

export type LimitsBySign = Partial<Record<Sign, SignLimits>>;

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
export function hasReturned(sign: Sign, limits: SignLimits | undefined, side: "low" | "high", value: number): boolean {
  if (!limits) return true;
  const { hysteresis, plausible } = vitalSigns[sign];
  const limit = side === "low" ? (limits.low ?? limits.criticalLow) : (limits.high ?? limits.criticalHigh);
  if (limit === null) return true;
  // Not beyond what can be measured: below a limit of 100 % no saturation would ever come back.
  return side === "low"
    ? value >= Math.min(decimal(limit + hysteresis), plausible.max)
    : value <= Math.max(decimal(limit - hysteresis), plausible.min);
}

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
