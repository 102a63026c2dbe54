import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newAlert, transition } from "../src/domain/alert-life.ts";
import type { Alert } from "../src/domain/alerts.ts";
import {
  calledRoles,
  defaultLadders,
  everyoneAtOnce,
  type Ladder,
  levelAbove,
  nextStepAt,
  stepAfter,
  technicalLadder,
} from "../src/domain/escalation.ts";

const t0 = new Date("2026-11-23T10:00:00Z");
const at = (seconds: number) => new Date(t0.getTime() + seconds * 1000);
const secondsOf = (date: Date | null) => (date ? (date.getTime() - t0.getTime()) / 1000 : null);

const raisedWith = (ladder: Ladder): Alert =>
  newAlert({ kind: "called", priority: "high", lapses: false, ladder, onDelaySeconds: 0 }, t0).alert;

/** Seconds at which the ladder calls, and its level then, when a sweep comes `late` seconds after each is due. */
function calls(ladder: Ladder, count: number, late = 0): [number, number][] {
  let alert = raisedWith(ladder);
  return Array.from({ length: count }, () => {
    const due = secondsOf(alert.escalateAt) ?? Number.NaN;
    const done = transition(alert, { do: "escalate" }, at(due + late));
    if (done.ok) alert = done.alert;
    return [due, alert.level];
  });
}

describe("nobody answers", () => {
  test.each<[string, Ladder, [number, number][]]>([
    [
      "high: the doctor after 1 min, the head doctor after 3, the operator after 5, then every 5",
      defaultLadders.high,
      [
        [60, 1],
        [180, 2],
        [300, 3],
        [600, 3],
        [900, 3],
      ],
    ],
    [
      "medium: after 3, 9 and 15 min, then every 15",
      defaultLadders.medium,
      [
        [180, 1],
        [540, 2],
        [900, 3],
        [1800, 3],
        [2700, 3],
      ],
    ],
    [
      "low: the operator after half an hour, and every half hour",
      defaultLadders.low,
      [
        [1800, 1],
        [3600, 1],
        [5400, 1],
      ],
    ],
    [
      "technical: the head doctor after half an hour, and every half hour",
      technicalLadder,
      [
        [1800, 1],
        [3600, 1],
      ],
    ],
    [
      "a cardiac arrest: everyone again, every minute",
      everyoneAtOnce,
      [
        [60, 0],
        [120, 0],
        [180, 0],
      ],
    ],
  ])("%s", (_sentence, ladder, expected) => {
    expect(calls(ladder, expected.length)).toEqual(expected);
  });

  test("a sweep that comes late makes no later call late", () => {
    const late = calls(defaultLadders.high, 6, 1.7).map(([due]) => due);
    expect(late).toEqual(calls(defaultLadders.high, 6).map(([due]) => due));
  });

  test("the nurses of the ward stay called while others are called too", () => {
    expect(calledRoles(defaultLadders.high, 0)).toEqual(["nurse"]);
    expect(calledRoles(defaultLadders.high, 2)).toEqual(["nurse", "doctor", "head_doctor"]);
    expect(calledRoles(defaultLadders.high, 9)).toEqual(["nurse", "doctor", "head_doctor", "operator"]);
  });
});

describe("a server that was down", () => {
  test("makes up at once for every step that calls somebody new, and for no repeat", () => {
    let alert = raisedWith(defaultLadders.high);
    const levels: number[] = [];
    for (;;) {
      const done = transition(alert, { do: "escalate" }, at(1000));
      if (!done.ok || done.steps.length === 0) break;
      alert = done.alert;
      levels.push(alert.level);
    }
    expect(levels).toEqual([1, 2, 3]);
    expect(secondsOf(alert.escalateAt)).toBe(1200);
  });

  test("repeats the last call once, however many it missed, and goes on in step", () => {
    const next = stepAfter(everyoneAtOnce, 0, at(60), at(60 + 59 * 60 + 12));
    expect(secondsOf(next)).toBe(60 + 60 * 60);
  });
});

describe("any ladder", () => {
  const anyLadder: fc.Arbitrary<Ladder> = fc
    .record({
      gaps: fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 6 }),
      repeatSeconds: fc.integer({ min: 30, max: 1800 }),
    })
    .map(({ gaps, repeatSeconds }) => {
      let afterSeconds = 0;
      const steps = gaps.map((gap, index) => {
        afterSeconds += index === 0 ? 0 : gap;
        return { afterSeconds, roles: ["nurse" as const], reach: "ward" as const };
      });
      return { steps, repeatSeconds };
    });

  test("takes each step when it is due, counted from when it was armed", () => {
    fc.assert(
      fc.property(anyLadder, fc.integer({ min: 0, max: 20 }), (ladder, late) => {
        const expected = ladder.steps.slice(1).map(({ afterSeconds }, index) => [afterSeconds, index + 1]);
        expect(calls(ladder, expected.length, late)).toEqual(expected);
      }),
    );
  });

  test("never makes a repeat due in the past, and keeps it in step with the first", () => {
    fc.assert(
      fc.property(anyLadder, fc.integer({ min: 0, max: 100_000 }), (ladder, lateSeconds) => {
        const last = ladder.steps.length - 1;
        const now = at(lateSeconds);
        const next = stepAfter(ladder, last, t0, now);
        expect(next > now).toBe(true);
        expect((secondsOf(next) ?? 0) % ladder.repeatSeconds).toBe(0);
        expect((secondsOf(next) ?? 0) - lateSeconds).toBeLessThanOrEqual(ladder.repeatSeconds);
      }),
    );
  });

  test("keeps its level when it is exchanged for a shorter one, and repeats its last call", () => {
    expect(levelAbove(technicalLadder, 3)).toBe(3);
    expect(secondsOf(nextStepAt(technicalLadder, 3, t0))).toBe(1800);
  });
});
