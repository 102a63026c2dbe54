import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freshnessChangesAt, freshnessOf, isBelieved, learnedInterval } from "../src/domain/freshness.ts";

const taken = new Date("2026-11-23T10:00:00Z");
const at = (seconds: number) => new Date(taken.getTime() + seconds * 1000);

describe("a sign that is expected every minute", () => {
  test.each([
    [0, "live"],
    [90, "live"],
    [90.001, "ageing"],
    [120, "ageing"],
    [120.001, "stale"],
    [300, "stale"],
    [300.001, "lost"],
    [86_400, "lost"],
    [-30, "live"],
  ] as const)("is, %f s after it was taken, %s", (seconds, expected) => {
    expect(freshnessOf(taken, 60, at(seconds))).toBe(expected);
  });

  test("is believed while it is live or ageing, and not a moment longer", () => {
    expect(["live", "ageing", "stale", "lost", "none"].map((f) => isBelieved(f as "live"))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test.each([
    [0, 90.001],
    [90, 90.001],
    [90.001, 120.001],
    [120.001, 300.001],
    [300, 300.001],
  ])("looked at after %f s, next changes after %f s", (seconds, next) => {
    expect(freshnessChangesAt(taken, 60, at(seconds))).toEqual(at(next));
  });

  test("changes no more when it is lost", () => {
    expect(freshnessChangesAt(taken, 60, at(300.001))).toBeNull();
  });
});

describe("any sign at any time", () => {
  const interval = fc.integer({ min: 1, max: 14_400 });
  const millis = fc.integer({ min: -60_000, max: 80_000_000 });

  test("changes exactly when it is said to change: not before, and then it has", () => {
    fc.assert(
      fc.property(interval, millis, (seconds, age) => {
        const now = new Date(taken.getTime() + age);
        const next = freshnessChangesAt(taken, seconds, now);
        const is = freshnessOf(taken, seconds, now);
        expect(next === null).toBe(is === "lost");
        if (next === null) return;
        expect(next > now).toBe(true);
        expect(freshnessOf(taken, seconds, new Date(next.getTime() - 1))).toBe(is);
        expect(freshnessOf(taken, seconds, next)).not.toBe(is);
      }),
    );
  });

  test("never gets fresher by time alone", () => {
    const order = ["live", "ageing", "stale", "lost"];
    fc.assert(
      fc.property(interval, millis, fc.nat(1_000_000), (seconds, age, later) => {
        const before = freshnessOf(taken, seconds, new Date(taken.getTime() + age));
        const after = freshnessOf(taken, seconds, new Date(taken.getTime() + age + later));
        expect(order.indexOf(after)).toBeGreaterThanOrEqual(order.indexOf(before));
      }),
    );
  });
});

describe("the interval that is expected", () => {
  test.each<[string, number | null, readonly [number | null, number | null], number]>([
    ["of a sign that was never seen is the sign's own", null, [null, null], 60],
    ["is shortened by a faster stream", 60, [12, 12], 12],
    ["is as long as the slower of two gaps", 60, [9, 14], 14],
    ["learns nothing from one reading out of turn", 60, [60, 3], 60],
    ["learns nothing from the first gap of a stream", 60, [null, 12], 60],
    ["is not lengthened by a slower stream", 12, [20, 20], 12],
    ["learns nothing from an interruption", 12, [12, 600], 12],
    ["learns nothing from gaps of its own length", 12, [12, 12], 12],
    ["never falls below five seconds: a stream jitters", 60, [0.5, 0.5], 5],
    ["is counted in whole seconds, rounded up", 60, [11, 11.2], 12],
    ["learns nothing from what is of the same time or older", 60, [10, 0], 60],
    ["learns nothing from a clock that went back", 60, [10, -30], 60],
  ])("%s", (_sentence, known, [gapBefore, gap], expected) => {
    expect(learnedInterval("heartRate", known, gapBefore, gap)).toBe(expected);
  });
});
