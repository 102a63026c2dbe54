import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isSign,
  type RawValue,
  readValue,
  rounded,
  type Sign,
  shownValue,
  signs,
  vitalSigns,
} from "../src/domain/vitals.ts";

const absent = { kind: "absent" };
const refused = (reason: string) => ({ kind: "refused", reason });
const read = (value: number) => ({ kind: "value", value });

describe("reading a value as it was sent", () => {
  test.each<[Sign, RawValue, object]>([
    ["heartRate", 88, read(88)],
    ["heartRate", "88", read(88)],
    ["temperature", "36.75", read(36.75)],
    ["temperature", 36.75, read(36.75)],
    ["heartRate", null, absent],
    ["heartRate", undefined, absent],
    ["heartRate", "", absent],
    ["heartRate", -1, absent],
    ["heartRate", "-1", absent],
    ["heartRate", -100, absent],
    ["heartRate", -999, absent],
    ["temperature", -99.9, absent],
    ["temperature", "-99.9", absent],
    ["respiratoryRate", 8_388_607, absent],
    ["heartRate", 0, read(0)],
    ["respiratoryRate", 0, read(0)],
    ["heartRate", -0, refused("implausible")],
    ["heartRate", "-0", refused("implausible")],
    ["heartRate", -2, refused("implausible")],
    ["heartRate", 351, refused("implausible")],
    ["spo2", 0, refused("implausible")],
    ["spo2", 101, refused("implausible")],
    ["heartRate", Number.NaN, refused("not_a_number")],
    ["heartRate", Number.POSITIVE_INFINITY, refused("implausible")],
    ["heartRate", "88 bpm", refused("not_a_number")],
    ["heartRate", "1e2", refused("not_a_number")],
    ["heartRate", "0x40", refused("not_a_number")],
    ["heartRate", " 88", refused("not_a_number")],
    ["heartRate", "٨٨", refused("not_a_number")],
    ["consciousness", "A", read(0)],
    ["consciousness", "C", read(1)],
    ["consciousness", "U", read(4)],
    ["consciousness", "a", refused("not_a_level")],
    ["consciousness", 2, refused("not_a_level")],
    ["consciousness", -1, absent],
    ["oxygen", "air", read(0)],
    ["oxygen", 0, read(0)],
    ["oxygen", "2.5", read(2.5)],
    ["oxygen", 81, refused("implausible")],
    ["heartRate", "air", refused("not_a_number")],
  ])("%s %j", (sign, raw, expected) => {
    expect(readValue(sign, raw)).toEqual(expected);
  });

  test("takes every sign at the ends of its plausible range and nothing beyond", () => {
    for (const sign of signs.filter((s) => s !== "consciousness")) {
      const { min, max } = vitalSigns[sign].plausible;
      expect([readValue(sign, min), readValue(sign, max)]).toEqual([read(min), read(max)]);
      expect(readValue(sign, max + 0.1)).toEqual(refused("implausible"));
      if (min > 0) expect(readValue(sign, min - 0.1)).toEqual(refused("implausible"));
    }
  });

  test("never gives a number that is not plausible, whatever is sent", () => {
    const anything = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null), fc.constant(undefined));
    fc.assert(
      fc.property(fc.constantFrom(...signs), anything, (sign, raw) => {
        const value = readValue(sign, raw);
        if (value.kind !== "value") return;
        expect(value.value).toBeGreaterThanOrEqual(vitalSigns[sign].plausible.min);
        expect(value.value).toBeLessThanOrEqual(vitalSigns[sign].plausible.max);
      }),
    );
  });
});

describe("rounding", () => {
  test.each<[Sign, number, number]>([
    ["temperature", 38.05, 38.1],
    ["temperature", 38.04, 38],
    ["temperature", 36.15, 36.2],
    ["temperature", 1.005, 1],
    ["heartRate", 90.5, 91],
    ["heartRate", 90.49, 90],
    ["spo2", 91.5, 92],
  ])("%s %f is shown as %f", (sign, value, expected) => {
    expect(rounded(sign, value)).toBe(expected);
  });

  test("is half up on the decimal, for every hundredth of a degree and every tenth of a beat", () => {
    for (let hundredths = 2000; hundredths <= 4500; hundredths++)
      expect(rounded("temperature", hundredths / 100)).toBe(Math.floor((hundredths + 5) / 10) / 10);
    for (let tenths = 0; tenths <= 3500; tenths++)
      expect(rounded("heartRate", tenths / 10)).toBe(Math.floor((tenths + 5) / 10));
  });

  test("moves a value by half a step at most, and a rounded one not at all", () => {
    fc.assert(
      fc.property(fc.constantFrom(...signs), fc.double({ min: 0, max: 350, noNaN: true }), (sign, value) => {
        const step = vitalSigns[sign].decimals === 1 ? 0.1 : 1;
        const once = rounded(sign, value);
        expect(Math.abs(once - value)).toBeLessThanOrEqual(step / 2 + 1e-9);
        expect(rounded(sign, once)).toBe(once);
      }),
    );
  });
});

describe("a value on the screen", () => {
  test.each<[Sign, number, string]>([
    ["temperature", 37, "37.0"],
    ["temperature", 38.05, "38.1"],
    ["heartRate", 88, "88"],
    ["heartRate", 0, "0"],
    ["consciousness", 0, "A"],
    ["consciousness", 1, "C"],
    ["consciousness", 7, "–"],
    ["oxygen", 2, "2"],
  ])("%s %f is %s", (sign, value, expected) => {
    expect(shownValue(sign, value)).toBe(expected);
  });
});

test("what is no sign is none, however it is called", () => {
  for (const name of ["constructor", "__proto__", "toString", "HeartRate", ""]) expect(isSign(name)).toBe(false);
  for (const sign of signs) expect(isSign(sign)).toBe(true);
});
