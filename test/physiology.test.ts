import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPatient, type IllnessName, illnesses, type Signs } from "../src/demo/physiology.ts";
import { seeded } from "../src/demo/random.ts";
import { type Sign, signs, vitalSigns } from "../src/domain/vitals.ts";

const well = { severity: 0.04, illness: "sepsis" } as const;
const baseline = {
  ...{ heartRate: 72, spo2: 97, respiratoryRate: 15, systolic: 128 },
  ...{ diastolic: 76, temperature: 36.8, oxygen: 0 },
};

/** The mean of each sign over a minute, a sample every four seconds: what the noise leaves over. */
function minute(sample: () => Signs): Signs {
  const samples = Array.from({ length: 15 }, sample);
  const mean = (sign: Sign) => samples.reduce((sum, one) => sum + one[sign], 0) / samples.length;
  return Object.fromEntries(signs.map((sign) => [sign, mean(sign)])) as unknown as Signs;
}

describe("a simulated patient", () => {
  it("is the same one for the same seed, and another for another", () => {
    const course = (seed: string) => {
      const patient = createPatient(baseline, seeded(seed));
      return Array.from({ length: 50 }, (_, i) => patient.advance(4, { ...well, severity: i > 20 ? 1 : 0 }));
    };
    expect(course("one")).toEqual(course("one"));
    expect(course("one")).not.toEqual(course("two"));
  });

  it("never gives a value that a living patient and a working sensor cannot, whatever befalls", () => {
    const illness = fc.constantFrom<IllnessName>("sepsis", "respiratory", "tachycardia");
    const fate = fc.record({ severity: fc.double({ min: 0, max: 1, noNaN: true }), illness });
    const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_600 }), fate), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.string(), times, (seed, course) => {
        const patient = createPatient(baseline, seeded(seed));
        for (const [seconds, towards] of course) {
          const measured = patient.advance(seconds, towards);
          for (const sign of signs) {
            const { min, max } = vitalSigns[sign].plausible;
            expect(measured[sign], sign).toBeGreaterThanOrEqual(min);
            expect(measured[sign], sign).toBeLessThanOrEqual(max);
          }
          expect(measured.systolic - measured.diastolic).toBeGreaterThanOrEqual(14);
          expect(measured.mean).toBeGreaterThanOrEqual(measured.diastolic);
          expect(measured.mean).toBeLessThanOrEqual(measured.systolic);
        }
      }),
    );
  });

  it("who gets a sepsis does so in several signs and over minutes", () => {
    const patient = createPatient(baseline, seeded("sepsis"));
    const before = minute(() => patient.advance(4, well));
    const towards = { severity: 1, illness: "sepsis" } as const;
    const soon = minute(() => patient.advance(4, towards));
    for (let i = 0; i < 120; i += 1) patient.advance(4, towards);
    const late = minute(() => patient.advance(4, towards));
    expect(late.heartRate).toBeGreaterThan(before.heartRate + 30);
    expect(late.respiratoryRate).toBeGreaterThan(before.respiratoryRate + 9);
    expect(late.spo2).toBeLessThan(before.spo2 - 4);
    expect(late.systolic).toBeLessThan(before.systolic - 25);
    expect(late.temperature).toBeGreaterThan(before.temperature + 1.2);
    // In the first minute it is on the way and not there.
    expect(soon.heartRate).toBeGreaterThan(before.heartRate + 3);
    expect(soon.heartRate).toBeLessThan(late.heartRate - 15);
  });

  it("who gets drowsy at the worst is alert again when it is over", () => {
    const patient = createPatient(baseline, seeded("drowsy"));
    for (let i = 0; i < 200; i += 1) patient.advance(4, { severity: 1, illness: "sepsis" });
    expect(patient.advance(4, { severity: 1, illness: "sepsis" }).consciousness).toBe(2);
    for (let i = 0; i < 200; i += 1) patient.advance(4, well);
    const after = minute(() => patient.advance(4, well));
    expect(after.consciousness).toBe(0);
    expect(Math.abs(after.heartRate - baseline.heartRate)).toBeLessThan(10);
  });

  it.each(Object.keys(illnesses) as IllnessName[])(
    "who recovers from a %s recovers from that, in all signs",
    (illness) => {
      const patient = createPatient(baseline, seeded(illness));
      for (let i = 0; i < 150; i += 1) patient.advance(4, { severity: 1, illness });
      const worst = minute(() => patient.advance(4, { severity: 1, illness }));
      const next = patient.advance(4, well);
      // No jump: the very next sample still belongs to the same illness.
      expect(Math.abs(next.spo2 - worst.spo2)).toBeLessThanOrEqual(3);
      expect(Math.abs(next.heartRate - worst.heartRate)).toBeLessThanOrEqual(14);
    },
  );
});
