import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SignLimits } from "../src/domain/limits.ts";
import { faultsOf, mayLimit } from "../src/domain/patient-limits.ts";

const limits = (criticalLow: number | null, low: number | null, high: number | null, criticalHigh: number | null) => ({
  ...{ criticalLow, low, high, criticalHigh },
});
const faults = (given: SignLimits) => faultsOf("heartRate", given).map(({ field, reason }) => `${field} ${reason}`);

describe("limits of a patient", () => {
  test("stand in their order", () => {
    expect(faults(limits(40, 50, 120, 140))).toEqual([]);
    expect(faults(limits(40, 40, 120, 140))).toEqual(["low not_in_order"]);
    expect(faults(limits(40, 50, 140, 120))).toEqual(["criticalHigh not_in_order"]);
  });
  test("may be left out, each of them", () => {
    expect(faults(limits(null, null, null, null))).toEqual([]);
    expect(faults(limits(40, null, null, 140))).toEqual([]);
    expect(faults(limits(140, null, null, 40))).toEqual(["criticalHigh not_in_order"]);
  });
  test("lie where something can be measured", () => {
    expect(faults(limits(-1, 50, 120, 400))).toEqual(["criticalLow not_plausible", "criticalHigh not_plausible"]);
  });
});

describe("a nurse", () => {
  const ward = limits(40, 50, 120, null);
  test.for<[string, SignLimits, boolean]>([
    ["may set the ward's own", ward, true],
    ["may let less pass", limits(45, 55, 110, 130), true],
    ["may not let more pass below", limits(40, 45, 120, null), false],
    ["may not let more pass above", limits(40, 50, 125, null), false],
    ["may not leave out a limit that the ward has", limits(null, 50, 120, null), false],
  ])("%s", ([, given, allowed]) => expect(mayLimit("nurse", given, ward)).toBe(allowed));

  test("may never let pass what the ward's limits would not, whatever she sets", () => {
    const value = fc.option(fc.integer({ min: 0, max: 350 }), { nil: null });
    const any = fc.tuple(value, value, value, value).map(([a, b, c, d]) => limits(a, b, c, d));
    fc.assert(
      fc.property(any, any, fc.integer({ min: 0, max: 350 }), (mine, theirs, heartRate) => {
        if (!mayLimit("nurse", mine, theirs)) return;
        const crosses = ({ criticalLow, low, high, criticalHigh }: SignLimits) =>
          [criticalLow, low].some((limit) => limit !== null && heartRate < limit) ||
          [high, criticalHigh].some((limit) => limit !== null && heartRate > limit);
        if (crosses(theirs)) expect(crosses(mine)).toBe(true);
      }),
    );
  });

  test("and a doctor may", () => expect(mayLimit("doctor", limits(null, null, 160, null), ward)).toBe(true));
});
