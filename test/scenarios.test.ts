import { describe, expect, it } from "vitest";
import { createPlay } from "../src/demo/play.ts";
import { demoHospital, demoHospitals, simulatedBeds } from "../src/demo/roster.ts";
import type { ScenarioName } from "../src/demo/scenarios.ts";
import { crossingOf, defaultLimits } from "../src/domain/limits.ts";
import { scoreNews2 } from "../src/domain/news2.ts";
import type { RawReading } from "../src/domain/readings.ts";
import { isSign, readValue, type Sign } from "../src/domain/vitals.ts";

const started = new Date("2026-11-23T10:07:00Z");
const after = (seconds: number) => new Date(started.getTime() + seconds * 1000);
const nobody: ReadonlySet<string> = new Set();

function bedsOf(hospitalId: string) {
  const hospital = demoHospital(hospitalId);
  if (!hospital) throw new Error(`the demo has no ${hospitalId}`);
  return simulatedBeds(hospital);
}

interface Sent extends RawReading {
  /** When it was sent, in seconds from the start. */
  readonly sentAt: number;
}

function played(
  scenario: ScenarioName,
  seconds: number,
  { seed = "7", hospitalId = "st-brigid", answered = nobody, from = started } = {},
): Sent[] {
  const play = createPlay({ hospitalId, beds: bedsOf(hospitalId), seed, scenario });
  return Array.from({ length: seconds }, (_, second) =>
    play(new Date(from.getTime() + second * 1000), second, answered).map((reading) => ({ ...reading, sentAt: second })),
  ).flat();
}

const valueIn = ({ sign, value }: RawReading): number | null => {
  const read = isSign(sign) ? readValue(sign, value) : null;
  return read?.kind === "value" ? read.value : null;
};
const crossingIn = (reading: RawReading) => {
  const value = valueIn(reading);
  return value === null ? null : crossingOf(defaultLimits[reading.sign as Sign], value);
};
const bedsThatCross = (sent: readonly Sent[]) =>
  new Set(sent.filter((reading) => crossingIn(reading) !== null).map(({ bed }) => bed));
const ofBed = (sent: readonly Sent[], bed: string | undefined, sign: Sign) =>
  sent.filter((reading) => reading.bed === bed && reading.sign === sign);

describe("whatever is played", () => {
  it("is the same for the same seed, and other for another", () => {
    for (const scenario of ["demo", "alert-storm", "probe-off"] as const) {
      expect(played(scenario, 120)).toEqual(played(scenario, 120));
      expect(played(scenario, 120)).not.toEqual(played(scenario, 120, { seed: "8" }));
    }
  });

  it("is all of it readings that the ingest can take", () => {
    for (const reading of played("alert-storm", 600)) {
      const read = isSign(reading.sign) ? readValue(reading.sign, reading.value ?? null) : null;
      expect(read?.kind).toMatch(/value|absent/);
    }
  });
});

describe("steady", () => {
  const sent = played("steady", 900);

  it("sends a heart rate of every bed every four seconds, and not of all beds at once", () => {
    const beats = sent.filter(({ sign }) => sign === "heartRate");
    const bySecond = Map.groupBy(beats, ({ sentAt }) => sentAt);
    expect(beats.length).toBeCloseTo((34 * 900) / 4, -2);
    expect(Math.max(...[...bySecond.values()].map((ofSecond) => ofSecond.length))).toBeLessThan(20);
    for (const { bedId } of bedsOf("st-brigid")) {
      const times = ofBed(sent, bedId, "heartRate").map(({ sentAt }) => sentAt);
      const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(5);
    }
  });

  it("makes every set complete at once, with the cuff's and the round's last values", () => {
    const first = new Set(played("steady", 5).map(({ bed, sign }) => `${bed} ${sign}`));
    expect(first.size).toBe(34 * 9);
    for (const { at, sentAt, sign } of sent.filter((reading) => reading.sentAt === 0)) {
      const ageSeconds = (after(sentAt).getTime() - Date.parse(at)) / 1000;
      expect(ageSeconds).toBeGreaterThanOrEqual(0);
      expect(ageSeconds, sign).toBeLessThanOrEqual(14_400);
    }
  });

  it("takes a blood pressure every quarter of an hour", () => {
    const cuffs = ofBed(played("steady", 3_600), "W1-01", "systolic");
    expect(cuffs.length).toBeGreaterThanOrEqual(4);
    expect(cuffs.length).toBeLessThanOrEqual(5);
  });

  it("raises nothing: no calm patient of either hospital crosses a limit or has a medium score", () => {
    for (const hospital of demoHospitals) {
      const hours = played("steady", 2 * 3_600, { hospitalId: hospital.hospitalId });
      expect(hours.filter((reading) => crossingIn(reading) !== null)).toEqual([]);
      const now = new Map<string, Record<string, number | null>>();
      for (const reading of hours) {
        const set = now.get(reading.bed ?? "") ?? {};
        now.set(reading.bed ?? "", set);
        const value = valueIn(reading);
        if (value === null) continue;
        set[reading.sign] = value;
        const { respiratoryRate = null, spo2 = null, oxygen = null, systolic = null } = set;
        const { heartRate = null, consciousness = null, temperature = null } = set;
        const values = { respiratoryRate, spo2, oxygen, systolic, heartRate, consciousness, temperature };
        const patient = hospital.patients.find(({ bedId }) => bedId === reading.bed);
        const score = scoreNews2({ values, spo2Scale: patient?.spo2Scale ?? 1 });
        expect(score.total, reading.bed).toBeLessThan(5);
        expect(score.anySingleThree, reading.bed).toBe(false);
      }
    }
  });
});

it("a monitor that is started again repeats its last cuff and round, value for value", () => {
  const byHand = (sent: readonly Sent[]) =>
    sent
      .filter(
        ({ sign, sentAt }) => sentAt === 0 && sign !== "heartRate" && sign !== "spo2" && sign !== "respiratoryRate",
      )
      .map(({ sentAt, ...reading }) => reading);
  // The same quarter of an hour but for the beds whose slot lies between the two.
  const first = byHand(played("demo", 1));
  const again = byHand(played("demo", 1, { seed: "other", from: after(20) }));
  const same = again.filter(({ bed, at }) => first.some((one) => one.bed === bed && one.at === at));
  expect(same.length).toBeGreaterThan(34 * 5);
  for (const reading of same) expect(first).toContainEqual(reading);
});

describe("deteriorating", () => {
  const sent = played("deteriorating", 900);
  const [bed] = bedsThatCross(sent);

  it("is one patient, in several signs, over minutes", () => {
    expect(bedsThatCross(sent).size).toBe(1);
    const crossed = new Set(sent.filter((reading) => crossingIn(reading)).map(({ sign }) => sign));
    expect([...crossed]).toEqual(expect.arrayContaining(["heartRate", "respiratoryRate", "spo2"]));
    const firstCrossing = sent.find((reading) => crossingIn(reading));
    expect(firstCrossing?.sentAt).toBeGreaterThan(60);
    expect(firstCrossing?.sentAt).toBeLessThan(300);
  });

  it("does not get well by itself within ten minutes", () => {
    const later = ofBed(sent, bed, "respiratoryRate").filter(({ sentAt }) => sentAt > 600);
    expect(later.every((reading) => crossingIn(reading) !== null)).toBe(true);
  });
});

describe("probe-off", () => {
  it("says that there is no saturation, while everything else goes on", () => {
    const sent = played("probe-off", 240);
    const absent = sent.filter(({ value }) => value === null);
    expect(new Set(absent.map(({ sign }) => sign))).toEqual(new Set(["spo2"]));
    const [bed] =
      [...Map.groupBy(absent, (reading) => reading.bed)].filter(([, readings]) => readings.length > 5)[0] ?? [];
    const rates = ofBed(sent, bed, "heartRate");
    expect(rates.every(({ value }) => typeof value === "number")).toBe(true);
    expect(rates.length).toBeGreaterThan(50);
    // It is on again at the end.
    expect(ofBed(sent, bed, "spo2").at(-1)?.value).not.toBeNull();
  });
});

describe("device-lost", () => {
  it("is one monitor, silent for longer than five minutes, and back", () => {
    const sent = played("device-lost", 600);
    const silent = [...Map.groupBy(sent, ({ device }) => device)].filter(([device, readings]) => {
      const times = readings.map(({ sentAt }) => sentAt);
      return device.startsWith("mon-") && Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? 0))) > 300;
    });
    expect(silent).toHaveLength(1);
    expect(silent[0]?.[1].at(-1)?.sentAt).toBeGreaterThan(590);
  });
});

describe("late-batch", () => {
  it("delivers what one monitor kept while it was cut off, with the times at which it was measured", () => {
    const sent = played("late-batch", 300);
    const late = sent.filter(({ at, sentAt }) => sentAt > 5 && after(sentAt).getTime() - Date.parse(at) > 10_000);
    expect(new Set(late.map(({ bed }) => bed)).size).toBe(1);
    expect(new Set(late.map(({ sentAt }) => sentAt)).size).toBe(1);
    expect(late.length).toBeGreaterThan(100);
    expect(new Set(late.map(({ at }) => at)).size).toBeGreaterThan(40);
  });
});

describe("alert-storm", () => {
  it("strikes a third of the beds within minutes", () => {
    expect(bedsThatCross(played("alert-storm", 400)).size).toBeGreaterThanOrEqual(10);
  });
});

describe("the demo's own mix", () => {
  it("lets somebody fall ill every few minutes, always among the same few", () => {
    const sent = played("demo", 3_600);
    expect([...bedsThatCross(sent)].sort()).toEqual(["W1-12", "W2-07", "W3-05"]);
    const starts = [...bedsThatCross(sent)].flatMap((bed) => {
      const times = sent.filter((reading) => reading.bed === bed && crossingIn(reading)).map(({ sentAt }) => sentAt);
      return times.filter((time, i) => time - (times[i - 1] ?? Number.NEGATIVE_INFINITY) > 300);
    });
    expect(starts.length).toBeGreaterThanOrEqual(8);
    expect(starts.length).toBeLessThanOrEqual(16);
  });

  it("begins with one who is on the way down, so that something happens in the first minute", () => {
    const rates = played("demo", 60).filter(({ sign }) => sign === "heartRate");
    const fast = rates.filter((reading) => (valueIn(reading) ?? 0) > 100);
    expect(new Set(fast.map(({ bed }) => bed))).toEqual(new Set(["W1-12"]));
  });

  it("lets a patient recover sooner where somebody has answered", () => {
    const illSamples = (answered: ReadonlySet<string>) =>
      ofBed(played("demo", 420, { answered }), "W1-12", "respiratoryRate").filter((r) => (valueIn(r) ?? 0) > 22).length;
    expect(illSamples(new Set(["W1-12"]))).toBeLessThan(illSamples(nobody) / 2);
  });

  it("never lets a child or a pregnant patient fall ill, who have no score", () => {
    const unstable = demoHospitals.flatMap(({ patients }) => patients.filter(({ illness }) => illness !== null));
    expect(unstable.every(({ ageYears, pregnant }) => ageYears >= 16 && !pregnant)).toBe(true);
  });
});
