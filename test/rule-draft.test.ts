import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  crossingOf,
  defaultLimits,
  hasReturned,
  hysteresisOf,
  onDelayOf,
  repeatWithinOf,
} from "../src/domain/limits.ts";
import {
  bandOf,
  checkRule,
  limitFields,
  onDelaySecondsMax,
  type RuleDraft,
  repeatWithinSecondsMax,
  ruleDraftOf,
  ruleFields,
  ruleText,
  signsWithLimits,
} from "../src/domain/rule-draft.ts";
import { type Sign, vitalSigns } from "../src/domain/vitals.ts";

/** Heart rate 40, 50, 120, 140, everything else as usual. */
const usual = ruleDraftOf(defaultLimits.heartRate);
const faultsOf = (draft: Partial<RuleDraft>, sign: Sign = "heartRate") => {
  const checked = checkRule(sign, { ...(sign === "heartRate" ? usual : ruleDraftOf(undefined)), ...draft });
  return checked.ok ? [] : checked.faults.map(({ field, reason }) => `${field}: ${reason}`);
};

describe("a ward's rule that is typed", () => {
  test.each<[string, Partial<RuleDraft>, Sign?]>([
    ["as it comes", {}],
    ["without any limit: nobody is called", { criticalLow: "", low: "", high: "", criticalHigh: "" }],
    ["with one side only", { high: "", criticalHigh: "" }],
    ["with spaces", { low: " 50 " }],
    ["with a decimal comma", { low: "35,5", high: "38,5" }, "temperature"],
    ["at the edges of what can be measured", { criticalLow: "0", criticalHigh: "350" }],
    ["with the longest waits", { onDelayHighSeconds: "120", onDelayMediumSeconds: "120", repeatWithinSeconds: "3600" }],
    ["without any wait", { onDelayHighSeconds: "0", onDelayMediumSeconds: "0", repeatWithinSeconds: "0" }],
    ["with a hysteresis just within the band", { hysteresis: "69" }],
    ["without a hysteresis", { hysteresis: "0" }],
  ])("%s can be saved", (_name, draft, sign) => {
    expect(faultsOf(draft, sign)).toEqual([]);
  });

  test.each<[string, Partial<RuleDraft>, string[], Sign?]>([
    ["words for a number", { low: "fifty" }, ["low: not_a_number"]],
    ["half a beat", { low: "50.5" }, ["low: not_a_number"]],
    ["a hundredth of a degree", { low: "35.55" }, ["low: not_a_number"], "temperature"],
    ["what is no decimal number", { low: "1e2", high: "0x50" }, ["low: not_a_number", "high: not_a_number"]],
    ["what cannot be measured", { criticalHigh: "351" }, ["criticalHigh: not_plausible"]],
    ["less than nothing", { criticalLow: "-1" }, ["criticalLow: not_plausible"]],
    ["limits that cross", { low: "130" }, ["high: not_in_order"]],
    ["two limits that are one", { criticalLow: "50" }, ["low: not_in_order"]],
    ["limits that cross over one that is not there", { low: "150", high: "" }, ["criticalHigh: not_in_order"]],
    ["a hysteresis as wide as the band", { hysteresis: "70" }, ["hysteresis: wider_than_band"]],
    ["a band narrower than the usual hysteresis", { low: "80", high: "82" }, ["hysteresis: wider_than_band"]],
    ["a hysteresis below nothing", { hysteresis: "-1" }, ["hysteresis: wider_than_band"]],
    ["a wait that is too long", { onDelayMediumSeconds: "121" }, ["onDelayMediumSeconds: not_seconds"]],
    ["half a second", { onDelayHighSeconds: "0.5" }, ["onDelayHighSeconds: not_seconds"]],
    ["a repeat after more than an hour", { repeatWithinSeconds: "3601" }, ["repeatWithinSeconds: not_seconds"]],
    ["a longer wait for whoever is worse", { onDelayHighSeconds: "30" }, ["onDelayHighSeconds: critical_waits_longer"]],
    [
      "a shorter wait for whoever is better than the usual one for the worse",
      { onDelayMediumSeconds: "4" },
      ["onDelayHighSeconds: critical_waits_longer"],
    ],
  ])("%s cannot", (_name, draft, faults, sign) => {
    expect(faultsOf(draft, sign)).toEqual(faults);
  });

  test("means what is usual where it is empty", () => {
    const checked = checkRule("heartRate", usual);
    if (!checked.ok) throw new Error("the usual rule was refused");
    expect([
      onDelayOf(checked.rule, "high"),
      onDelayOf(checked.rule, "medium"),
      onDelayOf(checked.rule, "low"),
    ]).toEqual([5, 15, 30]);
    expect([hysteresisOf("heartRate", checked.rule), repeatWithinOf(checked.rule)]).toEqual([2, 60]);
  });

  test.each(Object.entries(defaultLimits))("may be the one a ward starts with: %s", (sign, limits) => {
    expect(checkRule(sign as Sign, ruleDraftOf(limits))).toMatchObject({ ok: true, rule: limits });
  });
});

test("whatever is typed, what is let through is in order, can be measured, and every alert by it can end", () => {
  const sign = fc.constantFrom(...signsWithLimits);
  const text = fc.oneof(
    fc.constant(""),
    fc.integer({ min: -5, max: 400 }).map(String),
    fc.integer({ min: 0, max: 4500 }).map((n) => String(n / 100)),
    fc.string({ maxLength: 6 }),
  );
  const draft = fc.record(
    Object.fromEntries(ruleFields.map((field) => [field, text])) as Record<keyof RuleDraft, typeof text>,
  );
  fc.assert(
    fc.property(sign, draft, fc.double({ min: 0, max: 1, noNaN: true }), (name, given, part) => {
      const checked = checkRule(name, given);
      if (!checked.ok) {
        expect(checked.faults.length).toBeGreaterThan(0);
        return;
      }
      const { rule } = checked;
      const { min, max } = vitalSigns[name].plausible;
      const set = limitFields.flatMap((field) => rule[field] ?? []);
      expect(set).toEqual([...new Set(set)].sort((a, b) => a - b));
      for (const limit of set) expect(limit >= min && limit <= max).toBe(true);
      expect(onDelayOf(rule, "high")).toBeLessThanOrEqual(onDelayOf(rule, "medium"));
      expect(rule.onDelayMediumSeconds ?? 0).toBeLessThanOrEqual(onDelaySecondsMax);
      expect(rule.repeatWithinSeconds ?? 0).toBeLessThanOrEqual(repeatWithinSecondsMax);
      const value = min + part * (max - min);
      const crossing = crossingOf(rule, value);
      if (crossing) expect(hasReturned(name, rule, crossing.side, value)).toBe(false);
      // Somewhere within the limits an alert of either side has ended.
      const low = rule.low ?? rule.criticalLow ?? min;
      const high = rule.high ?? rule.criticalHigh ?? max;
      if (set.length > 0) {
        expect(bandOf(name, rule)).toBe(high - low);
        expect(hasReturned(name, rule, "low", high)).toBe(true);
        expect(hasReturned(name, rule, "high", low)).toBe(true);
      }
      expect(checkRule(name, ruleDraftOf(rule))).toEqual(checked);
      expect(ruleText(rule).split("/")).toHaveLength(ruleFields.length);
    }),
    { numRuns: 3_000 },
  );
});
