import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newAlert, transition } from "../src/domain/alert-life.ts";
import type { Alert } from "../src/domain/alerts.ts";
import {
  calledTargets,
  defaultLadder,
  defaultLadders,
  everyoneAtOnce,
  goesOnAtOnce,
  type Ladder,
  levelAbove,
  nextStepAt,
  nextTargets,
  stepAfter,
  type Target,
  technicalLadder,
} from "../src/domain/escalation.ts";

const t0 = new Date("2026-11-23T10:00:00Z");
const at = (seconds: number) => new Date(t0.getTime() + seconds * 1000);
const secondsOf = (date: Date | null) => (date ? (date.getTime() - t0.getTime()) / 1000 : null);

const nobody: ReadonlySet<number> = new Set();
const raisedWith = (ladder: Ladder, emptySteps = nobody): Alert =>
  newAlert({ kind: "called", priority: "high", lapses: false, ladder, emptySteps, quiet: null }, t0).alert;

/** Seconds at which the ladder calls, and its level then, when a sweep comes `late` seconds after each is due. */
function calls(ladder: Ladder, count: number, late = 0, emptySteps = nobody): [number, number][] {
  let alert = raisedWith(ladder, emptySteps);
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

  test("a step with nobody on duty takes no time, and makes none of the others early", () => {
    expect(calls(defaultLadders.high, 3, 0, new Set([1]))).toEqual([
      [60, 1],
      [60, 2],
      [180, 3],
    ]);
  });
});

describe("who is called", () => {
  const said = (targets: readonly Target[]) =>
    targets.map((target) => (target.who === "role" ? `${target.role}@${target.reach}` : target.who));
  const step = (...called: Target[]) => ({ afterSeconds: 0, calls: called });
  const hers: Target = { who: "patients_nurse" };
  const singh: Target = { who: "person", staffId: "8" };
  const wards: Target = { who: "role", role: "nurse", reach: "ward" };
  const all: Target = { who: "role", role: "nurse", reach: "hospital" };
  const ownLadder: Ladder = { steps: [step(hers), step(hers, wards), step(singh, all)], repeatSeconds: 60 };

  test("the nurses of the ward stay called while others are called too", () => {
    expect(said(calledTargets(defaultLadders.high, 0))).toEqual(["nurse@ward"]);
    const upToHead = ["nurse@ward", "doctor@hospital", "head_doctor@hospital"];
    expect(said(calledTargets(defaultLadders.high, 2))).toEqual(upToHead);
    expect(said(calledTargets(defaultLadders.high, 9))).toEqual([...upToHead, "operator@hospital"]);
  });

  test("who is called by two steps is called once, the ward's and the hospital's being two", () => {
    expect(calledTargets(ownLadder, 1)).toEqual([hers, wards]);
    expect(calledTargets(ownLadder, 2)).toEqual([hers, wards, singh, all]);
  });

  test("next is the next step's, past the last step that one's again", () => {
    expect(said(nextTargets(defaultLadders.high, 0))).toEqual(["doctor@hospital"]);
    expect(nextTargets(ownLadder, 1)).toEqual([singh, all]);
    expect(nextTargets(ownLadder, 2)).toEqual([singh, all]);
    expect(nextTargets(ownLadder, 9)).toEqual([singh, all]);
    expect(nextTargets({ steps: [], repeatSeconds: 60 }, 0)).toEqual([]);
  });

  test.each<[string, Parameters<typeof defaultLadder>, Ladder]>([
    ["a clinical alert by its priority", ["clinical", "medium", null], defaultLadders.medium],
    ["a call by its priority", ["called", "low", "equipment"], defaultLadders.low],
    ["a cardiac arrest all at once", ["called", "high", "cardiac_arrest"], everyoneAtOnce],
    [
      "a cardiac arrest all at once, whatever priority somebody gave it",
      ["called", "low", "cardiac_arrest"],
      everyoneAtOnce,
    ],
    ["whatever is technical the operator first", ["technical", "high", null], technicalLadder],
  ])("%s", (_sentence, given, ladder) => {
    expect(defaultLadder(...given)).toBe(ladder);
  });

  test("no default ladder has a step that calls nobody, or one before the step it follows", () => {
    for (const { steps, repeatSeconds } of [...Object.values(defaultLadders), technicalLadder, everyoneAtOnce]) {
      expect(steps[0]?.afterSeconds).toBe(0);
      for (const [index, { afterSeconds, calls: called }] of steps.entries()) {
        expect(called.length).toBeGreaterThan(0);
        if (index > 0) expect(afterSeconds).toBeGreaterThan(steps[index - 1]?.afterSeconds ?? 0);
      }
      expect(repeatSeconds).toBeGreaterThan(0);
    }
  });
});

describe("nobody is on duty for a step", () => {
  test.each<[string, number[], number, boolean]>([
    ["and there is another: the ladder goes on at once", [0], 0, true],
    ["that comes later: no reason to hurry now", [1], 0, false],
    ["that was taken before: the one taken now is waited for", [0], 1, false],
    ["that is the last: it is called all the same, in its time", [3], 3, false],
    ["that is past the last, on a ladder longer than this", [7], 7, false],
  ])("%s", (_sentence, empty, level, expected) => {
    expect(goesOnAtOnce(defaultLadders.high, level, new Set(empty))).toBe(expected);
  });

  test("nor for any: the last is called at once, and again in its time", () => {
    expect(calls(defaultLadders.high, 5, 0, new Set([0, 1, 2, 3]))).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [300, 3],
      [600, 3],
    ]);
  });

  test("a cardiac arrest, which has one step, waits its minute", () => {
    expect(calls(everyoneAtOnce, 2, 0, new Set([0]))).toEqual([
      [60, 0],
      [120, 0],
    ]);
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
        return { afterSeconds, calls: [{ who: "role", role: "nurse", reach: "ward" }] as const };
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

  test("calls nobody later because others are not on duty, and comes to its end", () => {
    const anyEmpty = fc.uniqueArray(fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(anyLadder, anyEmpty, (ladder, empty) => {
        const whole = calls(ladder, ladder.steps.length - 1);
        const hurried = calls(ladder, ladder.steps.length - 1, 0, new Set(empty));
        expect(hurried.map(([, level]) => level)).toEqual(whole.map(([, level]) => level));
        for (const [index, [due]] of hurried.entries()) expect(due).toBeLessThanOrEqual(whole[index]?.[0] ?? 0);
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
