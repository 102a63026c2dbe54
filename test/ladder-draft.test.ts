import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defaultLadders,
  everyoneAtOnce,
  readTarget,
  type Target,
  targetText,
  technicalLadder,
} from "../src/domain/escalation.ts";
import {
  afterSecondsMax,
  callsOfStepMax,
  checkDraft,
  type DraftEdit,
  draftOf,
  editDraft,
  type LadderDraft,
  ladderStepsMax,
  repeatSecondsMax,
  repeatSecondsMin,
} from "../src/domain/ladder-draft.ts";
import { roles } from "../src/domain/staff.ts";

const nurses = "role:nurse:ward";
const doctors = "role:doctor:hospital";
/** Dr Singh works here, and so does nurse Doyle. */
const people = new Set(["12", "7"]);

/** `0 nurses, 60 doctors; 300` in short. */
const typed = (steps: readonly (readonly [after: string, ...calls: string[]])[], repeat = "300"): LadderDraft => ({
  steps: steps.map(([after, ...calls]) => ({ after, calls })),
  repeat,
});
const usual = typed([
  ["0", nurses],
  ["60", doctors],
]);
const many = (count: number, step: (level: number) => [string, ...string[]]) =>
  typed(Array.from({ length: count }, (_, level) => step(level)));

describe("a ladder that is typed", () => {
  test.each<[string, LadderDraft]>([
    ["of one step", typed([["0", nurses]])],
    ["of two", usual],
    ["of as many steps as there may be", many(ladderStepsMax, (level) => [String(level), nurses])],
    [
      "up to a day",
      typed(
        [
          ["0", nurses],
          [String(afterSecondsMax), doctors],
        ],
        String(repeatSecondsMax),
      ),
    ],
    ["that repeats as often as it may", typed([["0", nurses]], String(repeatSecondsMin))],
    ["with spaces around its numbers", typed([[" 0 ", nurses]], " 60 ")],
    ["that calls a person who works here", typed([["0", "person:12"]])],
    ["that calls the patient's nurse", typed([["0", "patients_nurse"]])],
  ])("%s can be saved", (_name, draft) => {
    expect(checkDraft(draft, people)).toMatchObject({ ok: true });
  });

  test.each<[string, LadderDraft, string]>([
    ["without a step", typed([]), ": no_steps"],
    ["with a step too many", many(ladderStepsMax + 1, (level) => [String(level), nurses]), ": too_many_steps"],
    ["that begins later", typed([["5", nurses]]), "after-0: first_not_at_once"],
    [
      "whose steps stand still",
      typed([
        ["0", nurses],
        ["0", doctors],
      ]),
      "after-1: not_later",
    ],
    [
      "whose steps run back",
      typed([
        ["0", nurses],
        ["60", doctors],
        ["30", doctors],
      ]),
      "after-2: not_later",
    ],
    [
      "later than a day",
      typed([
        ["0", nurses],
        ["86401", doctors],
      ]),
      "after-1: not_seconds",
    ],
    [
      "with words for seconds",
      typed([
        ["0", nurses],
        ["one minute", doctors],
      ]),
      "after-1: not_seconds",
    ],
    [
      "with half a second",
      typed([
        ["0", nurses],
        ["0.5", doctors],
      ]),
      "after-1: not_seconds",
    ],
    [
      "before its alert",
      typed([
        ["0", nurses],
        ["-60", doctors],
      ]),
      "after-1: not_seconds",
    ],
    [
      "with a number in another script",
      typed([
        ["0", nurses],
        ["٦٠", doctors],
      ]),
      "after-1: not_seconds",
    ],
    [
      "with nothing for seconds",
      typed([
        ["0", nurses],
        ["", doctors],
      ]),
      "after-1: not_seconds",
    ],
    ["with a step that calls nobody", typed([["0", nurses], ["60"]]), "add-1: nobody_called"],
    [
      "that calls everybody by name",
      typed([["0", ...Array(callsOfStepMax + 1).fill(nurses)]]),
      "add-0: too_many_called",
    ],
    ["that calls an admin", typed([["0", "role:admin:hospital"]]), "call-0-0: cannot_be_called"],
    ["that calls a screen", typed([["0", nurses, "role:display:ward"]]), "call-0-1: cannot_be_called"],
    ["that calls somebody who is not here", typed([["0", "person:99"]]), "call-0-0: cannot_be_called"],
    ["that calls nothing known", typed([["0", "everybody"]]), "call-0-0: cannot_be_called"],
    ["that repeats too often", typed([["0", nurses]], "29"), "repeat: not_a_repeat"],
    ["that repeats too seldom", typed([["0", nurses]], "86401"), "repeat: not_a_repeat"],
    ["that does not say how often it repeats", typed([["0", nurses]], ""), "repeat: not_a_repeat"],
  ])("%s cannot", (_name, draft, fault) => {
    const checked = checkDraft(draft, people);
    expect(checked.ok ? [] : checked.faults.map(({ field, reason }) => `${field}: ${reason}`)).toEqual([fault]);
  });

  test("tells all that is wrong with it at once", () => {
    const checked = checkDraft(typed([["5"], ["x", "everybody"]], "1"), people);
    expect(checked.ok ? [] : checked.faults.map(({ field }) => field)).toEqual([
      "after-0",
      "add-0",
      "after-1",
      "call-1-0",
      "repeat",
    ]);
  });

  test.each(Object.entries({ ...defaultLadders, everyoneAtOnce, technicalLadder }))(
    "may be the default one: %s",
    (_name, ladder) => {
      expect(checkDraft(draftOf(ladder), new Set())).toEqual({ ok: true, ladder });
    },
  );
});

describe("a button of the form", () => {
  const three = typed([
    ["0", nurses],
    ["60", doctors, "person:12"],
    ["oops", nurses],
  ]);
  test.each<[string, DraftEdit, string[]]>([
    ["that looks changes nothing", { do: "look" }, ["0 1", "60 2", "oops 1"]],
    ["that adds a call changes nothing itself", { do: "add_call" }, ["0 1", "60 2", "oops 1"]],
    ["takes a step away and leaves what is typed in the others", { do: "remove_step", level: 1 }, ["0 1", "oops 1"]],
    ["takes the first away, and the next is called at once", { do: "remove_step", level: 0 }, ["0 2", "oops 1"]],
    ["takes a call away", { do: "remove_call", level: 1, place: 0 }, ["0 1", "60 1", "oops 1"]],
    ["for a step that is not there does nothing", { do: "remove_step", level: 9 }, ["0 1", "60 2", "oops 1"]],
    ["for no step at all does nothing", { do: "remove_call", level: Number.NaN, place: 0 }, ["0 1", "60 2", "oops 1"]],
    ["adds a step at the beginning after one that has no time", { do: "add_step" }, ["0 1", "60 2", "oops 1", "0 0"]],
  ])("%s", (_name, edit, expected) => {
    expect(editDraft(three, edit).steps.map(({ after, calls }) => `${after} ${calls.length}`)).toEqual(expected);
  });

  test("adds a step somewhat later than the last, and none beyond the bound", () => {
    expect(editDraft(usual, { do: "add_step" }).steps.at(-1)).toEqual({ after: "180", calls: [] });
    expect(editDraft(typed([]), { do: "add_step" }).steps).toEqual([{ after: "0", calls: [] }]);
    const full = many(ladderStepsMax, (level) => [String(level), nurses]);
    expect(editDraft(full, { do: "add_step" })).toEqual(full);
  });
});

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.record({
    who: fc.constant("role" as const),
    role: fc.constantFrom(...roles),
    reach: fc.constantFrom("ward" as const, "hospital" as const),
  }),
  fc.constant({ who: "patients_nurse" as const }),
  fc.record({ who: fc.constant("person" as const), staffId: fc.bigInt(1n, 10n ** 17n).map(String) }),
);

describe("whom a step calls, in one word,", () => {
  test("is read back as it was", () => {
    fc.assert(
      fc.property(target, (given) => {
        expect(readTarget(targetText(given))).toEqual(given);
      }),
    );
  });

  test.each(["", "role", "role:nurse", "role:nurse:floor", "role:nurse:ward:x", "role:x:ward", "person:", "person:0"])(
    "is not %j",
    (text) => {
      expect(readTarget(text)).toBeNull();
    },
  );
  test.each(["person:1e3", "person:-1", "person:1 or 1=1", `person:${"9".repeat(30)}`, "PATIENTS_NURSE", "__proto__"])(
    "nor %j",
    (text) => {
      expect(readTarget(text)).toBeNull();
    },
  );
});

describe("whatever is typed", () => {
  const text = fc.oneof(
    fc.constantFrom("0", "30", "60", "300", "86400", "86401", "", " 7 ", "1e3", "x"),
    fc.string({ maxLength: 8 }),
  );
  const call = fc.oneof(target.map(targetText), fc.string({ maxLength: 12 }));
  const draft: fc.Arbitrary<LadderDraft> = fc.record({
    steps: fc.array(fc.record({ after: text, calls: fc.array(call, { maxLength: 14 }) }), { maxLength: 10 }),
    repeat: text,
  });

  test("what is let through is a ladder within its bounds, and means the same when it is edited again", () => {
    fc.assert(
      fc.property(draft, (given) => {
        const checked = checkDraft(given, people);
        if (!checked.ok) {
          expect(checked.faults.length).toBeGreaterThan(0);
          return;
        }
        const { steps, repeatSeconds } = checked.ladder;
        expect(steps.length).toBeGreaterThanOrEqual(1);
        expect(steps.length).toBeLessThanOrEqual(ladderStepsMax);
        expect(steps[0]?.afterSeconds).toBe(0);
        for (const [level, { afterSeconds, calls }] of steps.entries()) {
          expect(afterSeconds).toBeLessThanOrEqual(afterSecondsMax);
          expect(afterSeconds).toBeGreaterThan(steps[level - 1]?.afterSeconds ?? -1);
          expect(calls.length).toBeGreaterThanOrEqual(1);
        }
        expect(repeatSeconds).toBeGreaterThanOrEqual(repeatSecondsMin);
        expect(checkDraft(draftOf(checked.ladder), people)).toEqual(checked);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a button never makes more steps than there may be, and touches no other step", () => {
    const edit: fc.Arbitrary<DraftEdit> = fc.oneof(
      fc.constant({ do: "add_step" as const }),
      fc.record({ do: fc.constant("remove_step" as const), level: fc.integer({ min: 0, max: 9 }) }),
      fc.record({
        do: fc.constant("remove_call" as const),
        level: fc.integer({ min: 0, max: 9 }),
        place: fc.integer({ min: 0, max: 13 }),
      }),
    );
    fc.assert(
      fc.property(draft, edit, (given, press) => {
        const after = editDraft(given, press).steps;
        expect(after.length).toBeLessThanOrEqual(Math.max(given.steps.length, ladderStepsMax));
        if (press.do === "add_step") expect(after.slice(0, given.steps.length)).toEqual(given.steps);
        if (press.do === "remove_step" && press.level > 0)
          expect(after.slice(0, press.level)).toEqual(given.steps.slice(0, press.level));
      }),
    );
  });
});
