import { describe, expect, test } from "vitest";
import { defaultCalledKinds, kindIdForm, subjectOfCall } from "../src/domain/called-kinds.ts";

describe("what a hospital can call for from the beginning", () => {
  test("is in the order of the form, as urgent as wards use the words", () => {
    expect(
      defaultCalledKinds.map(({ name, priority, clinical }) => [name, priority, clinical ? "patient" : "other"]),
    ).toEqual([
      ["Cardiac arrest", "high", "patient"],
      ["Medical emergency", "high", "patient"],
      ["Fall", "medium", "patient"],
      ["Assistance needed", "medium", "patient"],
      ["Fire", "high", "other"],
      ["Security", "high", "other"],
      ["Equipment fault", "low", "other"],
    ]);
  });

  test("has each name in rows and forms once, as the schema takes it", () => {
    const ids = defaultCalledKinds.map(({ kindId }) => kindId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(kindIdForm);
  });
});

describe("a kind's own name", () => {
  test.each(["fall", "code_blue", "a1", `a${"b".repeat(39)}`])("may be %s", (id) => {
    expect(id).toMatch(kindIdForm);
  });
  test.each([
    "",
    "a",
    "Fall",
    "1st",
    "_fall",
    "code blue",
    "code-blue",
    "fall:bed:W1",
    "fall\n",
    "übel",
    `a${"b".repeat(40)}`,
  ])("is not %j", (id) => {
    expect(id).not.toMatch(kindIdForm);
  });
});

describe("two calls are one call", () => {
  const forPatient = (kindId: string, stayId: string, bedId = "W1-04") =>
    subjectOfCall(kindId, { stayId, bedId, place: null });
  const atBed = (kindId: string, bedId: string, place: string | null = null) =>
    subjectOfCall(kindId, { stayId: null, bedId, place });
  const atPlace = (kindId: string, place: string | null) => subjectOfCall(kindId, { stayId: null, bedId: null, place });

  test.each<[string, string, string, boolean]>([
    ["of one kind for one patient", forPatient("fall", "12"), forPatient("fall", "12"), true],
    ["also where the patient was moved in between", forPatient("fall", "12"), forPatient("fall", "12", "W2-01"), true],
    [
      "not for who lies in the bed now and who lay in it before",
      forPatient("fall", "12"),
      forPatient("fall", "13"),
      false,
    ],
    ["of one kind for one bed that is free", atBed("fall", "W1-04"), atBed("fall", "W1-04"), true],
    ["whatever else is said of where in the room", atBed("fall", "W1-04", "bathroom"), atBed("fall", "W1-04"), true],
    ["not of two kinds", atBed("fall", "W1-04"), atBed("fire", "W1-04"), false],
    ["not for two beds", atBed("fall", "W1-04"), atBed("fall", "W1-05"), false],
    ["not for a patient and a bed of the same number", forPatient("fall", "12"), atBed("fall", "12"), false],
    ["of one kind for one place", atPlace("fire", "Kitchen"), atPlace("fire", "Kitchen"), true],
    ["however the place is written", atPlace("fire", " the  kitchen "), atPlace("fire", "The Kitchen"), true],
    ["not for two places", atPlace("fire", "kitchen"), atPlace("fire", "cellar"), false],
    ["not for a bed and a place of its name", atBed("fall", "W1-04"), atPlace("fall", "W1-04"), false],
    ["not for a bed and a place that tries to be one", atBed("fall", "w1"), atPlace("fall", "bed:w1"), false],
    ["where nobody says a place at all", atPlace("fire", null), atPlace("fire", " "), true],
  ])("%s: %s, %s", (_sentence, one, another, same) => {
    expect(one === another).toBe(same);
  });
});
