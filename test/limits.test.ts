import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossingOf, defaultLimits, hasReturned, type SignLimits } from "../src/domain/limits.ts";
import { isSign, vitalSigns } from "../src/domain/vitals.ts";

const limits: SignLimits = { criticalLow: 40, low: 50, high: 120, criticalHigh: 140 };

describe("which limit a value crosses", () => {
  test.each([
    [39.9, "below_critical_low", 40, "high"],
    [40, "below_low", 50, "medium"],
    [49.9, "below_low", 50, "medium"],
    [50, null, null, null],
    [120, null, null, null],
    [120.1, "above_high", 120, "medium"],
    [140, "above_high", 120, "medium"],
    [140.1, "above_critical_high", 140, "high"],
  ])("%f: %s", (value, reason, limit, priority) => {
    const crossing = crossingOf(limits, value);
    expect(crossing && [crossing.reason, crossing.limit, crossing.priority]).toEqual(
      reason && [reason, limit, priority],
    );
  });

  test("none where there is no limit", () => {
    expect(crossingOf(undefined, 0)).toBeNull();
    expect(crossingOf({ criticalLow: null, low: null, high: null, criticalHigh: null }, 0)).toBeNull();
  });

  test("the critical one alone is enough", () => {
    const only = { criticalLow: 40, low: null, high: null, criticalHigh: null };
    expect(crossingOf(only, 39)).toMatchObject({ side: "low", priority: "high" });
    expect(crossingOf(only, 41)).toBeNull();
    expect(hasReturned("heartRate", only, "low", 41)).toBe(false);
    expect(hasReturned("heartRate", only, "low", 42)).toBe(true);
  });
});

describe("how far a value must come back", () => {
  test("beyond the milder limit by the sign's hysteresis, counted in decimals", () => {
    const fever = { criticalLow: null, low: null, high: 38.4, criticalHigh: 40 };
    expect(hasReturned("temperature", fever, "high", 38.3)).toBe(false);
    expect(hasReturned("temperature", fever, "high", 38.2)).toBe(true);
    expect(hasReturned("temperature", fever, "high", 39)).toBe(false);
  });

  test("never further than can be measured: a saturation can come back from below 100 %", () => {
    const strict = { criticalLow: null, low: 100, high: null, criticalHigh: null };
    expect(crossingOf(strict, 99)).not.toBeNull();
    expect(hasReturned("spo2", strict, "low", 100)).toBe(true);
  });

  test("never beyond the other limit: a patient's own may lie closer together than the ward's hysteresis", () => {
    const narrow = { criticalLow: null, low: 60, high: 66, criticalHigh: null, hysteresis: 10 };
    expect(hasReturned("heartRate", narrow, "low", 65)).toBe(false);
    expect(hasReturned("heartRate", narrow, "low", 66)).toBe(true);
    expect(hasReturned("heartRate", narrow, "high", 61)).toBe(false);
    expect(hasReturned("heartRate", narrow, "high", 60)).toBe(true);
  });

  test("what crosses a limit has never returned from it, and every alert can end", () => {
    const sign = fc.constantFrom(...Object.keys(vitalSigns).filter(isSign));
    const four = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(sign, four, fc.double({ min: 0, max: 1, noNaN: true }), (name, places, place) => {
        const { min, max } = vitalSigns[name].plausible;
        const scaled = (part: number) => Number((min + part * (max - min)).toFixed(1));
        const [criticalLow = min, low = min, high = max, criticalHigh = max] = [...places]
          .sort((a, b) => a - b)
          .map(scaled);
        const given = { criticalLow, low, high, criticalHigh };
        const value = scaled(place);
        const crossing = crossingOf(given, value);
        if (crossing) expect(hasReturned(name, given, crossing.side, value)).toBe(false);
        expect(hasReturned(name, given, "low", max)).toBe(true);
        expect(hasReturned(name, given, "high", min)).toBe(true);
      }),
    );
  });
});

describe("the limits a ward starts with", () => {
  test.each(Object.entries(defaultLimits))("of %s are in order and can be measured", (sign, given) => {
    if (!isSign(sign)) throw new Error(`${sign} is no sign`);
    const { min, max } = vitalSigns[sign].plausible;
    const set = [given.criticalLow, given.low, given.high, given.criticalHigh].filter((limit) => limit !== null);
    expect(set).toEqual([...set].sort((a, b) => a - b));
    for (const limit of set) {
      expect(limit).toBeGreaterThan(min);
      expect(limit).toBeLessThan(max);
    }
  });
});
