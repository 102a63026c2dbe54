import { hysteresisOf, onDelayOf, type SignRule } from "./limits.ts";
import { type LimitFault, faultsOf as limitFaultsOf } from "./patient-limits.ts";
import { type Sign, signs, vitalSigns } from "./vitals.ts";

/** A ward's rule as somebody typed it: texts, empty for none or for what is usual. */
export type RuleDraft = Readonly<Record<RuleField, string>>;

export const limitFields = ["criticalLow", "low", "high", "criticalHigh"] as const;
export const delayFields = ["onDelayHighSeconds", "onDelayMediumSeconds"] as const;
export const ruleFields = [...limitFields, ...delayFields, "hysteresis", "repeatWithinSeconds"] as const;
export type RuleField = (typeof ruleFields)[number];

/** Levels and therapies have no limits: NEWS2 judges them. */
export const signsWithLimits: readonly Sign[] = signs.filter((sign) => sign !== "consciousness" && sign !== "oxygen");

/** As in the schema. Longer than this is not an artefact any more. */
export const onDelaySecondsMax = 120;
/** As in the schema. What comes back after an hour is another event. */
export const repeatWithinSecondsMax = 3_600;

export type RuleFaultReason =
  | "not_a_number"
  | LimitFault["reason"]
  | "wider_than_band"
  | "not_seconds"
  | "critical_waits_longer";

export interface RuleFault {
  readonly field: RuleField;
  readonly reason: RuleFaultReason;
}

export type CheckedRule =
  | { readonly ok: true; readonly rule: SignRule }
  | { readonly ok: false; readonly faults: readonly RuleFault[] };

/** The rule that a draft means, or every fault of it. */
export function checkRule(sign: Sign, draft: RuleDraft): CheckedRule {
  const faults: RuleFault[] = [];
  const number = (field: RuleField) => {
    const value = numberOf(draft[field], vitalSigns[sign].decimals);
    if (value === undefined) faults.push({ field, reason: "not_a_number" });
    return value ?? null;
  };
  const seconds = (field: RuleField, max: number) => {
    const value = numberOf(draft[field], 0);
    if (value === undefined || (value !== null && (value < 0 || value > max)))
      faults.push({ field, reason: "not_seconds" });
    return value ?? null;
  };
  const rule: SignRule = {
    criticalLow: number("criticalLow"),
    low: number("low"),
    high: number("high"),
    criticalHigh: number("criticalHigh"),
    onDelayHighSeconds: seconds("onDelayHighSeconds", onDelaySecondsMax),
    onDelayMediumSeconds: seconds("onDelayMediumSeconds", onDelaySecondsMax),
    hysteresis: number("hysteresis"),
    repeatWithinSeconds: seconds("repeatWithinSeconds", repeatWithinSecondsMax),
  };
  const all = faults.length > 0 ? faults : faultsOf(sign, rule);
  return all.length > 0 ? { ok: false, faults: all } : { ok: true, rule };
}

/** What cannot stand together in a rule of numbers. */
export function faultsOf(sign: Sign, rule: SignRule): RuleFault[] {
  const ofLimits = limitFaultsOf(sign, rule);
  if (ofLimits.length > 0) return ofLimits;
  const faults: RuleFault[] = [];
  if (!fitsBand(sign, rule)) faults.push({ field: "hysteresis", reason: "wider_than_band" });
  // A patient who is worse would be called for later.
  if (onDelayOf(rule, "high") > onDelayOf(rule, "medium"))
    faults.push({ field: "onDelayHighSeconds", reason: "critical_waits_longer" });
  return faults;
}

/** Else a value that is back within its limits may never have come back far enough. */
function fitsBand(sign: Sign, rule: SignRule): boolean {
  const hysteresis = hysteresisOf(sign, rule);
  return hysteresis >= 0 && (hysteresis < bandOf(sign, rule) || !hasLimits(rule));
}

/** From the innermost limit below to the one above; where there is none, to what can be measured. */
export function bandOf(sign: Sign, rule: SignRule): number {
  const { min, max } = vitalSigns[sign].plausible;
  return (rule.high ?? rule.criticalHigh ?? max) - (rule.low ?? rule.criticalLow ?? min);
}

export const hasLimits = (rule: SignRule | undefined) => limitFields.some((field) => (rule?.[field] ?? null) !== null);

/** A decimal number with a point or a comma; null: nothing was typed; undefined: no number, or finer than is measured. */
function numberOf(text: string, decimals: number): number | null | undefined {
  const typed = text.trim().replace(",", ".");
  if (typed === "") return null;
  return /^-?\d{1,5}(\.\d+)?$/.test(typed) && (typed.split(".")[1] ?? "").length <= decimals
    ? Number(typed)
    : undefined;
}

/** A rule as a form shows it. */
export const ruleDraftOf = (rule: SignRule | undefined): RuleDraft =>
  Object.fromEntries(ruleFields.map((field) => [field, String(rule?.[field] ?? "")])) as Record<RuleField, string>;

/** A whole rule in one line: whether somebody has changed it since is a comparison, and the audit holds both. */
export const ruleText = (rule: SignRule): string => ruleFields.map((field) => rule[field] ?? "-").join("/");
