import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ArrivedReading, type CurrentSign, fileReadings } from "../src/domain/filing.ts";

const now = new Date("2026-11-23T10:15:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const limits = { criticalLow: 40, low: 50, high: 120, criticalHigh: 140 };

const arrived = (secondsAgo: number, value: number | null, deviceId = "mon-1"): ArrivedReading => ({
  source: "device",
  reading: { stayId: "8", deviceId, sign: "heartRate", at: ago(secondsAgo), value },
});
const current = (
  secondsAgo: number,
  value: number | null,
  intervalSeconds = 60,
  gapSeconds: number | null = 10,
): CurrentSign => ({
  value,
  at: ago(secondsAgo),
  source: "device",
  deviceId: "mon-1",
  intervalSeconds,
  gapSeconds,
});
const file = (before: CurrentSign | null, ...arrivals: ArrivedReading[]) =>
  fileReadings("heartRate", before, arrivals, limits, now);

describe("what becomes current", () => {
  it("is the newest reading, whatever its place in the bundle", () => {
    const { current, filed, judged } = file(null, arrived(2, 82), arrived(1, 83), arrived(3, 81));
    expect(current).toMatchObject({ value: 83, at: ago(1) });
    expect(judged).toMatchObject({ value: 83 });
    expect(filed.map(({ late }) => late)).toEqual([false, false, false]);
  });

  it("is not a reading of the same or an earlier time than the current one: that is late and changes nothing", () => {
    const { current: changed, filed, judged } = file(current(10, 80), arrived(10, 90, "mon-2"), arrived(11, 90));
    expect(changed).toBeNull();
    expect(judged).toBeNull();
    expect(filed.map(({ late, foundLate }) => [late, foundLate])).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  it("is a reading that is stale already, with its true time, and it is not judged", () => {
    const { current: changed, filed, judged } = file(current(600, 80), arrived(121, 150));
    expect(changed).toMatchObject({ value: 150, at: ago(121) });
    expect(judged).toBeNull();
    expect(filed).toMatchObject([{ late: true, foundLate: true }]);
  });

  it("is no reading at all where the device says so, and that is never found late", () => {
    const { current: changed, filed, judged } = file(current(30, 80), arrived(1, null));
    expect(changed).toMatchObject({ value: null, at: ago(1) });
    expect(judged).toBeNull();
    expect(filed).toMatchObject([{ late: false, foundLate: false }]);
  });

  it("of two devices at the same moment, is what came first", () => {
    expect(file(null, arrived(1, 80, "mon-1"), arrived(1, 90, "mon-2")).current).toMatchObject({ value: 80 });
  });
});

describe("a crossing", () => {
  it("that came late is marked as found late", () => {
    const { filed } = file(current(10, 80), arrived(20, 121), arrived(21, 120), arrived(22, 0));
    expect(filed.map(({ arrived, late, foundLate }) => [arrived.reading.value, late, foundLate])).toEqual([
      [0, true, true],
      [120, true, false],
      [121, true, true],
    ]);
  });

  it("within a bundle, over by its newest value, raises nothing but is marked", () => {
    const { filed, judged } = file(null, arrived(3, 150), arrived(2, 100));
    expect(judged).toMatchObject({ value: 100 });
    expect(filed.map(({ late, foundLate }) => [late, foundLate])).toEqual([
      [false, true],
      [false, false],
    ]);
  });

  it("that lasts to the end of a bundle is judged there and not marked", () => {
    const { filed, judged } = file(null, arrived(3, 150), arrived(2, 151));
    expect(judged).toMatchObject({ value: 151 });
    expect(filed.some(({ foundLate }) => foundLate)).toBe(false);
  });

  it("is judged where no reading follows it in the same bundle: a lead that falls off is no recovery", () => {
    const { current: changed, judged } = file(null, arrived(3, 150), arrived(2, null));
    expect(changed).toMatchObject({ value: null });
    expect(judged).toMatchObject({ value: 150 });
  });
});

describe("the interval expected", () => {
  it("is shortened by a faster stream, and never lengthened by a slower one", () => {
    expect(file(current(11, 80), arrived(1, 81)).current).toMatchObject({ intervalSeconds: 10 });
    expect(file(current(100, 80, 10), arrived(1, 81)).current).toMatchObject({ intervalSeconds: 10 });
  });

  it("learns nothing from a single reading out of turn: two gaps make a stream", () => {
    expect(file(current(4, 80, 60, 60), arrived(1, 81)).current).toMatchObject({ intervalSeconds: 60, gapSeconds: 3 });
    expect(file(current(4, 80, 60, null), arrived(1, 81)).current).toMatchObject({ intervalSeconds: 60 });
  });

  it("learns nothing from two devices, or a nurse, being close together", () => {
    expect(file(current(11, 80), arrived(1, 81, "mon-2")).current).toMatchObject({ intervalSeconds: 60 });
    const byHand = file(current(11, 80), { ...arrived(1, 81), source: "manual" }).current;
    expect(byHand?.intervalSeconds).toBeGreaterThan(60);
  });

  it("of a value that a nurse counted is that of a round, not of a monitor: it is no older for want of one", () => {
    const byHand = { ...arrived(600, 81), source: "manual" } as const;
    const { current: counted, judged } = file(null, byHand);
    expect(counted).toMatchObject({ intervalSeconds: 4 * 3600, gapSeconds: null });
    expect(judged).toMatchObject({ value: 81 });
  });

  it("of one device is not expected of the next: a cuff after an arterial line is not stale for being a cuff", () => {
    expect(file(current(11, 80, 10), arrived(1, 81, "mon-2")).current).toMatchObject({
      intervalSeconds: 60,
      gapSeconds: null,
    });
  });
});

it("any order and any cut into bundles gives the same current value, while times differ", () => {
  const reading = fc.record({
    seconds: fc.integer({ min: -30, max: 300 }),
    value: fc.option(fc.integer({ max: 200 })),
  });
  const scenario = fc
    .uniqueArray(reading, { selector: ({ seconds }) => seconds, minLength: 1, maxLength: 20 })
    .chain((readings) =>
      fc.tuple(
        fc.constant(readings),
        fc.shuffledSubarray(readings, { minLength: readings.length }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: readings.length, maxLength: readings.length }),
      ),
    );
  fc.assert(
    fc.property(scenario, ([readings, shuffled, cuts]) => {
      const clean = file(null, ...readings.map(({ seconds, value }) => arrived(seconds, value))).current;
      let known: CurrentSign | null = null;
      let rest = shuffled;
      for (const cut of cuts) {
        const bundle = rest.slice(0, cut).map(({ seconds, value }) => arrived(seconds, value));
        known = file(known, ...bundle).current ?? known;
        rest = rest.slice(cut);
      }
      expect({ value: known?.value, at: known?.at }).toEqual({ value: clean?.value, at: clean?.at });
    }),
  );
});
