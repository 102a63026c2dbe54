import type { SignLimits } from "./limits.ts";
import type { Role } from "./staff.ts";
import { type Sign, vitalSigns } from "./vitals.ts";

/** Why limits cannot be: the field, and the word for it. */
export interface LimitFault {
  readonly field: keyof SignLimits;
  readonly reason: "not_plausible" | "not_in_order";
}

const fields = ["criticalLow", "low", "high", "criticalHigh"] as const satisfies readonly (keyof SignLimits)[];

/** Every limit lies in what can be measured, and the four of them in their order; any may be left out. */
export function faultsOf(sign: Sign, limits: SignLimits): LimitFault[] {
  const { min, max } = vitalSigns[sign].plausible;
  const faults: LimitFault[] = [];
  let highest: number | null = null;
  for (const field of fields) {
    const value = limits[field];
    if (value === null) continue;
    if (value < min || value > max) faults.push({ field, reason: "not_plausible" });
    else if (highest !== null && value <= highest) faults.push({ field, reason: "not_in_order" });
    highest = Math.max(highest ?? value, value);
  }
  return faults;
}

/**
 * Whether a role may set these for a patient: a doctor any, a nurse none that lets more pass than the ward's own do, since
 * that is a doctor's judgement. A limit that the ward has may not be left out either.
 */
export function mayLimit(role: Role, limits: SignLimits, ward: SignLimits | undefined): boolean {
  if (role !== "nurse") return true;
  const tighterLow = (mine: number | null, theirs: number | null) =>
    theirs === null || (mine !== null && mine >= theirs);
  const tighterHigh = (mine: number | null, theirs: number | null) =>
    theirs === null || (mine !== null && mine <= theirs);
  return (
    ward === undefined ||
    (tighterLow(limits.criticalLow, ward.criticalLow) &&
      tighterLow(limits.low, ward.low) &&
      tighterHigh(limits.high, ward.high) &&
      tighterHigh(limits.criticalHigh, ward.criticalHigh))
  );
}
