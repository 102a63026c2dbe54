import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultLadders, everyoneAtOnce, type Ladder, type Target, technicalLadder } from "../src/domain/escalation.ts";
import { type AlertPlace, emptySteps, isCalled, type Present } from "../src/domain/on-duty.ts";
import { roles } from "../src/domain/staff.ts";

const someone = (role: Present["role"], wardId: string | null, staffId = "1"): Present => ({ staffId, role, wardId });
const inWard1: AlertPlace = { wardId: "W1", nurseId: "5" };
const nowhere: AlertPlace = { wardId: null, nurseId: null };

describe("whom a call reaches", () => {
  const ofWard: Target = { who: "role", role: "nurse", reach: "ward" };
  const everywhere: Target = { who: "role", role: "nurse", reach: "hospital" };
  const hers: Target = { who: "patients_nurse" };
  const person: Target = { who: "person", staffId: "8" };

  test.each<[string, Target, AlertPlace, Present, boolean]>([
    ["a nurse of the ward", ofWard, inWard1, someone("nurse", "W1"), true],
    ["no nurse of another ward", ofWard, inWard1, someone("nurse", "W2"), false],
    ["a nurse who is there for every ward", ofWard, inWard1, someone("nurse", null), true],
    ["no doctor of the ward, where nurses are called", ofWard, inWard1, someone("doctor", "W1"), false],
    ["nurses of any ward, where the alert has none", ofWard, nowhere, someone("nurse", "W2"), true],
    ["nurses of any ward, where the whole hospital is called", everywhere, inWard1, someone("nurse", "W2"), true],
    ["no doctor, where the nurses of the hospital are called", everywhere, inWard1, someone("doctor", "W1"), false],
    ["the patient's nurse, wherever she is", hers, inWard1, someone("nurse", "W2", "5"), true],
    ["no other nurse of the ward, where the patient's is called", hers, inWard1, someone("nurse", "W1", "6"), false],
    ["nobody, where the patient is nobody's", hers, nowhere, someone("nurse", "W1", "5"), false],
    ["the person who is named, of whatever role and ward", person, inWard1, someone("operator", "W2", "8"), true],
    ["nobody else, where a person is named", person, inWard1, someone("nurse", "W1", "9"), false],
  ])("%s", (_sentence, target, place, who, expected) => {
    expect(isCalled(target, place, who)).toBe(expected);
  });
});

describe("steps of a ladder with nobody on duty", () => {
  const nora = someone("nurse", "W1");
  const singh = someone("doctor", "W2", "2");
  const head = someone("head_doctor", null, "3");
  const operator = someone("operator", null, "4");

  test.each<[string, Ladder, Present[], number[]]>([
    ["none, where somebody of each is there", defaultLadders.high, [nora, singh, head, operator], []],
    ["the doctors', in a night without one", defaultLadders.high, [nora, head, operator], [1]],
    [
      "the nurses', where those who are there are of another ward",
      defaultLadders.high,
      [someone("nurse", "W2"), singh, head, operator],
      [0],
    ],
    ["all that call roles of which nobody is there", defaultLadders.high, [nora], [1, 2, 3]],
    ["all, where whoever is there is called by none", defaultLadders.high, [someone("admin", null)], [0, 1, 2, 3]],
    ["not one of which one of two is there", technicalLadder, [operator], [1]],
    ["not that of a cardiac arrest, while anybody is there", everyoneAtOnce, [someone("operator", "W2")], []],
    ["none, where nobody says who is on duty: then the ladder keeps its times", defaultLadders.high, [], []],
  ])("%s", (_sentence, ladder, present, expected) => {
    expect([...emptySteps(ladder, inWard1, present)]).toEqual(expected);
  });

  test("the patient's nurse's, when she has gone home and the ward is still there", () => {
    const ladder: Ladder = {
      steps: [
        { afterSeconds: 0, calls: [{ who: "patients_nurse" }] },
        { afterSeconds: 60, calls: [{ who: "role", role: "nurse", reach: "ward" }] },
      ],
      repeatSeconds: 60,
    };
    expect([...emptySteps(ladder, inWard1, [nora])]).toEqual([0]);
    expect([...emptySteps(ladder, inWard1, [nora, someone("nurse", "W1", "5")])]).toEqual([]);
    expect([...emptySteps(ladder, { ...inWard1, nurseId: null }, [nora])]).toEqual([0]);
  });

  test("who comes on duty never leaves a step emptier, once anybody is there", () => {
    const anyone = fc.record({
      staffId: fc.constantFrom("1", "2", "5"),
      role: fc.constantFrom(...roles),
      wardId: fc.constantFrom("W1", "W2", null),
    });
    const place = fc.record({ wardId: fc.constantFrom("W1", null), nurseId: fc.constantFrom("5", null) });
    fc.assert(
      fc.property(fc.array(anyone, { minLength: 1 }), anyone, place, (present, comes, where) => {
        const before = emptySteps(defaultLadders.high, where, present);
        for (const level of emptySteps(defaultLadders.high, where, [...present, comes]))
          expect(before.has(level)).toBe(true);
      }),
    );
  });
});
