import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RoundTexts, readRound } from "../src/domain/round-draft.ts";
import { roundSigns } from "../src/domain/rounds.ts";
import { vitalSigns } from "../src/domain/vitals.ts";

const faultsOf = (texts: RoundTexts) =>
  readRound(texts).faults.map(({ field, reason, suggestion }) =>
    [field, reason, suggestion].filter((part) => part !== null && part !== "").join(" "),
  );

describe("a set of observations as it is typed", () => {
  test("is read sign by sign, and what was left empty was not measured", () => {
    const texts = {
      ...{ respiratoryRate: " 16 ", spo2: "97", systolic: "", heartRate: "72", temperature: "36,8" },
      ...{ consciousness: "A", breathes: "air" },
    };
    expect(readRound(texts)).toEqual({
      values: { respiratoryRate: 16, spo2: 97, oxygen: 0, heartRate: 72, consciousness: 0, temperature: 36.8 },
      faults: [],
    });
  });

  test.for<[string, RoundTexts, string[]]>([
    ["a digit too few is asked about, with what may have been meant", { spo2: "9" }, ["spo2 unusual 90"]],
    ["so is a pulse of 7", { heartRate: "7" }, ["heartRate unusual 70"]],
    ["a digit too many cannot be", { heartRate: "720" }, ["heartRate implausible 72"]],
    ["a temperature without its point cannot be", { temperature: "378" }, ["temperature implausible 37.8"]],
    ["degrees Fahrenheit are recognised", { temperature: "98.6" }, ["temperature implausible 37"]],
    ["a saturation over 100 cannot be, and nothing is guessed", { spo2: "101" }, ["spo2 implausible"]],
    ["what is rare and nothing like it is usual is only asked about", { spo2: "64" }, ["spo2 unusual"]],
    ["a word is no number", { heartRate: "fast" }, ["heartRate not_a_number"]],
    ["a monitor's code for no reading is none either", { heartRate: "-1" }, ["heartRate not_a_number"]],
    ["no exponent is read", { heartRate: "1e2" }, ["heartRate not_a_number"]],
    ["another letter is no level", { consciousness: "B" }, ["consciousness not_a_level"]],
    ["oxygen without a flow is half an answer", { breathes: "oxygen" }, ["oxygen flow"]],
    ["a flow of nothing is air", { breathes: "oxygen", oxygen: "0" }, ["oxygen flow"]],
    ["air with a flow is none", { breathes: "air", oxygen: "2" }, ["oxygen flow"]],
    ["a flow without the word is asked about", { oxygen: "2" }, ["breathes flow"]],
    ["a diastolic pressure above the systolic one is a slip", { systolic: "80", diastolic: "120" }, ["diastolic pair"]],
    ["an empty form is nothing", {}, ["nothing"]],
  ])("%s", ([, texts, faults]) => {
    expect(faultsOf(texts)).toEqual(faults);
  });

  test("whoever says that it is so is believed, for that number only", () => {
    expect(readRound({ spo2: "64", "sure.spo2": "64" }).values).toEqual({ spo2: 64 });
    expect(faultsOf({ spo2: "46", "sure.spo2": "64" })).toEqual(["spo2 unusual"]);
    expect(faultsOf({ spo2: "970", "sure.spo2": "970" })).toEqual(["spo2 implausible 97"]);
  });

  test("whatever is typed, what is read is a number that can be, or there is a fault that names its field", () => {
    const text = fc.oneof(fc.string({ maxLength: 8 }), fc.double().map(String), fc.integer().map(String));
    const texts = fc.record(Object.fromEntries(roundSigns.map((sign) => [sign, text])), { requiredKeys: [] });
    fc.assert(
      fc.property(texts, fc.constantFrom("air", "oxygen", undefined), (given, breathes) => {
        const { values, faults } = readRound({ ...given, breathes });
        for (const [sign, value] of Object.entries(values)) {
          const { min, max } = vitalSigns[sign as keyof typeof vitalSigns].plausible;
          expect(value >= min && value <= max && !Object.is(value, -0)).toBe(true);
        }
        for (const { field } of faults) if (field !== "" && field !== "breathes") expect(roundSigns).toContain(field);
        const unanswered = roundSigns.filter((sign) => (given[sign] ?? "").trim() !== "" && values[sign] === undefined);
        expect(unanswered.length === 0 || faults.length > 0).toBe(true);
      }),
    );
  });
});
