import { describe, expect, it } from "vitest";
import { readMoment } from "../src/domain/reading-time.ts";
import { type Places, type RawReading, readReading, stayAt, takeReading } from "../src/domain/readings.ts";

const now = new Date("2026-11-23T10:15:00Z");
const window = { from: new Date("2026-11-15T00:00:00Z"), to: new Date("2026-11-27T00:00:00Z") };
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const allowed = new Set(["mon-1"]);
const places: Places = {
  bed: new Map([
    [
      "W1-01",
      [
        { stayId: "7", from: ago(7200), to: ago(3600) },
        { stayId: "8", from: ago(3600), to: null },
      ],
    ],
    ["W1-02", []],
  ]),
  patient: new Map([
    ["4711", [{ stayId: "8", from: ago(7200), to: null }]],
    ["4712", []],
  ]),
};

const raw = (given: Partial<RawReading> = {}): RawReading => ({
  bed: "W1-01",
  sign: "heartRate",
  value: 80,
  at: now.toISOString(),
  device: "mon-1",
  ...given,
});
const atPatient = (patient: string, given: Partial<RawReading> = {}) => raw({ bed: undefined, patient, ...given });

/** A reading through all three steps. */
function read(given: RawReading) {
  const readable = readReading(given, allowed);
  if (readable.kind === "refused") return readable;
  const stay = stayAt(readable.reading, places);
  return stay.kind === "refused" ? stay : takeReading(readable.reading, stay.reading, now, window);
}
const refusal = (given: RawReading) => {
  const answer = read(given);
  return answer.kind === "refused" ? answer.refused : answer.reading;
};

describe("a reading is refused", () => {
  it.each([
    ["a device that the token does not name", raw({ device: "mon-2" }), "device", "device_not_allowed"],
    ["a sign that nobody knows", raw({ sign: "bloodSugar" }), "sign", "unknown_sign"],
    ["a sign named like an object's inside", raw({ sign: "__proto__" }), "sign", "unknown_sign"],
    ["neither bed nor patient", raw({ bed: undefined }), "bed", "bed_or_patient"],
    ["both bed and patient", raw({ patient: "4711" }), "bed", "bed_or_patient"],
    ["a bed that does not exist", raw({ bed: "W9-99" }), "bed", "unknown_bed"],
    ["a bed with a zero byte in its name", raw({ bed: "W1-01\u0000" }), "bed", "unknown_bed"],
    ["a bed that nobody holds", raw({ bed: "W1-02" }), "bed", "nobody_in_bed"],
    ["a bed before anybody held it", raw({ at: ago(7201).toISOString() }), "bed", "nobody_in_bed"],
    ["a patient whom nobody knows", atPatient("1"), "patient", "unknown_patient"],
    ["a patient's number with a zero byte", atPatient("47\u000011"), "patient", "unknown_patient"],
    ["an empty patient's number", atPatient(""), "patient", "unknown_patient"],
    ["a patient who is not here", atPatient("4712"), "patient", "not_admitted"],
    ["a patient before the stay began", atPatient("4711", { at: ago(7201).toISOString() }), "patient", "not_admitted"],
    ["a time without a zone", raw({ at: "2026-11-23T10:15:00" }), "at", "invalid_time"],
    ["61 s ahead of our clock", raw({ at: ago(-61).toISOString() }), "at", "in_the_future"],
    ["text for a number", raw({ value: "eighty" }), "value", "not_a_number"],
    ["a level that is none", raw({ sign: "consciousness", value: "X" }), "value", "not_a_level"],
    ["a heart rate of 351", raw({ value: 351 }), "value", "implausible"],
    ["an infinite heart rate", raw({ value: Number.POSITIVE_INFINITY }), "value", "implausible"],
    ["a temperature of 384.5", raw({ sign: "temperature", value: 384.5 }), "value", "implausible"],
  ])("for %s", (_name, given, field, reason) => {
    expect(refusal(given)).toEqual({ field, reason });
  });

  it("when it lies before the days that are kept, or after those that are made", () => {
    const long = { ...places, bed: new Map([["W1-01", [{ stayId: "8", from: new Date(0), to: null }]]]) };
    const readable = readReading(raw({ at: "2026-11-14T23:59:59.999Z" }), allowed);
    if (readable.kind === "refused") throw new Error("it can be read");
    expect(stayAt(readable.reading, long).kind).toBe("read");
    expect(takeReading(readable.reading, "8", now, window)).toMatchObject({
      refused: { field: "at", reason: "too_old" },
    });
  });

  it("and ends the value before it only where no living patient can give it", () => {
    expect(read(raw({ value: 351 }))).toMatchObject({ ends: { sign: "heartRate", value: null, at: now } });
    expect(read(raw({ value: "eighty" }))).not.toHaveProperty("ends");
    expect(read(raw({ value: 351, at: ago(-61).toISOString() }))).not.toHaveProperty("ends");
  });
});

describe("a reading is taken", () => {
  it("for the stay that held the bed at the reading's time, not at its arrival", () => {
    expect(refusal(raw({ at: ago(3601).toISOString() }))).toMatchObject({ stayId: "7" });
    expect(refusal(raw({ at: ago(3600).toISOString() }))).toMatchObject({ stayId: "8" });
  });

  it("by the patient's number instead of the bed", () => {
    expect(refusal(atPatient("4711"))).toMatchObject({ stayId: "8", value: 80 });
  });

  it("up to 60 s ahead of our clock", () => {
    expect(read(raw({ at: ago(-60).toISOString() })).kind).toBe("read");
  });

  it.each([null, "", -1, -100, -999, -99.9, 8_388_607, "-1"])("as no reading where the device sends %j", (value) => {
    expect(refusal(raw({ value }))).toMatchObject({ value: null });
  });

  it("as 0 where a rate is 0: asystole, apnoea or a lead that fell off", () => {
    expect(refusal(raw({ value: 0 }))).toMatchObject({ value: 0 });
    expect(refusal(raw({ sign: "respiratoryRate", value: 0 }))).toMatchObject({ value: 0 });
  });

  it("as air where oxygen is air, and as its place where it is a level", () => {
    expect(refusal(raw({ sign: "oxygen", value: "air" }))).toMatchObject({ value: 0 });
    expect(refusal(raw({ sign: "consciousness", value: "U" }))).toMatchObject({ value: 4 });
  });
});

describe("a moment", () => {
  it.each([
    ["2026-11-23T10:15:00Z", "2026-11-23T10:15:00.000Z"],
    ["2026-11-23T10:15Z", "2026-11-23T10:15:00.000Z"],
    ["2026-11-23T10:15:00.1234567+01:00", "2026-11-23T09:15:00.123Z"],
    ["2026-11-23T00:15:00-0530", "2026-11-23T05:45:00.000Z"],
    ["2024-02-29T23:59:59,5Z", "2024-02-29T23:59:59.500Z"],
    ["0099-01-01T00:00:00Z", "0099-01-01T00:00:00.000Z"],
  ])("%s is read", (text, iso) => {
    expect(readMoment(text)?.toISOString()).toBe(iso);
  });

  it.each([
    "2026-02-30T10:15:00Z",
    "2025-02-29T10:15:00Z",
    "2026-13-01T10:15:00Z",
    "2026-00-01T10:15:00Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T10:60:00Z",
    "2026-11-23T10:15:60Z",
    "2026-11-23T10:15:00+24:00",
    "2026-11-23T10:15:00",
    "2026-11-23",
    "2026-11-23 10:15:00Z",
    "1795428900",
    "now",
    "",
    "+010000-01-01T00:00:00Z",
    " 2026-11-23T10:15:00Z",
    "2026-11-23T10:15:00Z\n",
  ])("%j is none", (text) => {
    expect(readMoment(text)).toBeNull();
  });
});
