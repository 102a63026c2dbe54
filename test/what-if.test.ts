import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossingOf, type SignRule } from "../src/domain/limits.ts";
import { laterBy, quietBand, type RealCall, Rehearsal, type WouldCall } from "../src/domain/what-if.ts";

const start = new Date("2026-11-23T10:00:00Z");
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const usual: SignRule = { criticalLow: 40, low: 50, high: 120, criticalHigh: 140 };
type Past = readonly (readonly [seconds: number, value: number])[];

/** The calls of a rule, as seconds: when, and until when. */
function callsOf(past: Past, rule = usual, until = 3600): (readonly [string, number, number | null])[] {
  const rehearsal = new Rehearsal("heartRate", rule);
  for (const [seconds, value] of past) rehearsal.take({ at: at(seconds), value, source: "device" });
  rehearsal.pass(at(until));
  const seconds = (moment: Date) => (moment.getTime() - start.getTime()) / 1000;
  return rehearsal.calls.map((call) => [call.side, seconds(call.at), call.endedAt && seconds(call.endedAt)] as const);
}

describe("a rule on a patient's past", () => {
  const pasts: readonly (readonly [what: string, past: Past, calls: ReturnType<typeof callsOf>, rule?: SignRule])[] = [
    [
      "calls nobody where nothing crosses",
      [
        [0, 80],
        [60, 120],
      ],
      [],
    ],
    [
      "calls after its on-delay, not when it first crosses",
      [
        [0, 130],
        [10, 130],
        [20, 130],
      ],
      [["high", 15, null]],
    ],
    ["calls when its on-delay is over, though nothing more comes", [[0, 130]], [["high", 15, null]]],
    [
      "calls nobody for what is over before its on-delay is",
      [
        [0, 130],
        [10, 100],
      ],
      [],
    ],
    [
      "calls sooner for what is critical",
      [
        [0, 150],
        [10, 150],
      ],
      [["high", 5, null]],
    ],
    [
      "waits no longer for what becomes critical than for what is",
      [
        [0, 130],
        [4, 150],
      ],
      [["high", 9, null]],
    ],
    [
      "is over where the value has come back far enough",
      [
        [0, 130],
        [20, 119],
        [30, 118],
      ],
      [["high", 15, 30]],
    ],
    [
      "calls once for what comes back within a minute",
      [
        [0, 130],
        [30, 100],
        [60, 130],
        [90, 100],
      ],
      [["high", 15, 90]],
    ],
    [
      "calls again for what comes back later",
      [
        [0, 130],
        [30, 100],
        [120, 130],
      ],
      [
        ["high", 15, 30],
        ["high", 135, null],
      ],
    ],
    [
      "tells low from high",
      [
        [0, 45],
        [20, 45],
        [100, 80],
        [200, 130],
      ],
      [
        ["low", 15, 100],
        ["high", 215, null],
      ],
    ],
    [
      "with another limit calls later",
      [
        [0, 125],
        [60, 135],
      ],
      [["high", 75, null]],
      { ...usual, high: 130 },
    ],
    [
      "with another delay calls later",
      [
        [0, 130],
        [70, 130],
      ],
      [["high", 60, null]],
      { ...usual, onDelayMediumSeconds: 60 },
    ],
    [
      "without limits calls nobody",
      [
        [0, 200],
        [60, 200],
      ],
      [],
      { criticalLow: null, low: null, high: null, criticalHigh: null },
    ],
    [
      "at zero calls nobody: no limit decides that",
      [
        [0, 0],
        [60, 0],
      ],
      [],
    ],
  ];
  for (const [what, past, calls, rule = usual] of pasts) test(what, () => expect(callsOf(past, rule)).toEqual(calls));

  const past = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 35, max: 150 })), { maxLength: 60 })
    .map((steps) =>
      steps.map(([, value], nth) => {
        const seconds = steps.slice(0, nth + 1).reduce((sum, [step]) => sum + step, 0);
        return [seconds, value] as const;
      }),
    );

  test("calls the same for the readings outside the quiet band, and those after them, as for all", () => {
    fc.assert(
      fc.property(past, (all) => {
        const { min, max } = quietBand("heartRate", [usual]);
        const isQuiet = (value: number | undefined) => value !== undefined && value >= min && value <= max;
        const kept = all.filter(([, value], nth) => !isQuiet(value) || !isQuiet(all[nth - 1]?.[1]));
        expect(callsOf(kept, usual, 20_000)).toEqual(callsOf(all, usual, 20_000));
      }),
    );
  });

  test("calls for nothing that no reading crosses, and never before it crossed", () => {
    fc.assert(
      fc.property(past, (all) => {
        for (const [side, seconds] of callsOf(all, usual, 20_000)) {
          const before = all.filter(([when]) => when <= seconds);
          expect(before.some(([, value]) => crossingOf(usual, value)?.side === side)).toBe(true);
        }
      }),
    );
  });
});

describe("a call that was acted on", () => {
  const real = (from: number, to: number | null): RealCall => ({
    ...{ alertId: "1", stayId: "1", bedId: "W1-01", side: "high", at: at(from), endedAt: to === null ? null : at(to) },
  });
  const would = (from: number, to: number | null, side: "low" | "high" = "high"): WouldCall => ({
    ...{ side, at: at(from), endedAt: to === null ? null : at(to) },
  });
  test.each<readonly [what: string, real: RealCall, would: WouldCall[], later: number | null]>([
    ["would have come all the same", real(100, 200), [would(101, 200)], 0],
    ["would have come earlier", real(100, 200), [would(40, 200)], 0],
    ["would have come later", real(100, 200), [would(130, 200)], 30],
    ["would not have come while it stood", real(100, 200), [would(260, null)], null],
    ["would not have come for its side", real(100, 200), [would(100, 200, "low")], null],
    ["would have come late for what still stands", real(100, null), [would(900, null)], 800],
    ["is not met by one that was over before", real(100, 200), [would(20, 60)], null],
    ["would not have come at all", real(100, 200), [], null],
  ])("%s", (_, call, calls, later) => expect(laterBy(call, calls)).toBe(later));
});
