import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { news2Values, scoreNews2 } from "../src/domain/news2.ts";
import type { RawReading } from "../src/domain/readings.ts";
import type { Sign } from "../src/domain/vitals.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let test: TestDatabase;
let count = 0;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());

async function openWard(): Promise<VitalsFixture> {
  count += 1;
  return await new VitalsFixture(test.db, `hospital-${count}`).open({ W1: 2 }, ["W1-01", "W1-02"]);
}
const send = ({ hospitalId, devices: deviceIds }: VitalsFixture, readings: readonly RawReading[]) =>
  recordVitals(test.db, hospitalId, [{ hospitalId, deviceIds, readings, source: "device" }]);

it("the same readings in any order, with repeats and in any bundles, leave the same chart, current values and score", async () => {
  // While times of a sign differ: of two at the same moment the first to come counts. What depends on the order of
  // arrival by its meaning is left out: which ones were late, and the interval that was learned.
  const measured = Object.entries(ranges).map(([sign, [min, max]]) =>
    fc.record({
      seconds: fc.integer({ min: 1, max: 40 }),
      bed: fc.constantFrom("W1-01", "W1-02"),
      sign: fc.constant(sign),
      value: fc.option(fc.integer({ min, max }), { freq: 8 }),
    }),
  );
  const one = fc.oneof(...measured);
  const scenario = fc
    .uniqueArray(one, {
      selector: ({ seconds, bed, sign }) => `${seconds} ${bed} ${sign}`,
      minLength: 1,
      maxLength: 24,
    })
    .chain((readings) =>
      fc.record({
        readings: fc.constant(readings),
        order: fc.shuffledSubarray([...readings, ...readings, ...readings], { minLength: readings.length }),
        bundle: fc.integer({ min: 1, max: 7 }),
      }),
    );
  await fc.assert(
    fc.asyncProperty(scenario, async ({ readings, order, bundle }) => {
      const now = Date.now();
      const raw =
        (ward: VitalsFixture) =>
        ({ seconds, value, ...rest }: (typeof readings)[number]) =>
          ward.reading({
            ...rest,
            value: rest.sign === "consciousness" && value !== null ? "A" : value,
            at: new Date(now - seconds * 1000).toISOString(),
          });
      const one = await openWard();
      await send(one, [...readings].sort((a, b) => b.seconds - a.seconds).map(raw(one)));
      const other = await openWard();
      // The shuffled ones may miss some: those come last.
      const all = [...order, ...readings].map(raw(other));
      for (let from = 0; from < all.length; from += bundle) await send(other, all.slice(from, from + bundle));
      expect(await leftBehind(other)).toEqual(await leftBehind(one));
    }),
    { numRuns: 15 },
  );
});

/** All that a score is made of. */
const ranges = {
  ...{ heartRate: [60, 140], spo2: [85, 100], respiratoryRate: [8, 30], systolic: [85, 220] },
  ...{ temperature: [35, 40], oxygen: [0, 4], consciousness: [0, 0] },
} as const satisfies Partial<Record<Sign, readonly [number, number]>>;

/** Of what is current, as long as all of it is believed. */
function scoreOf(signs: Awaited<ReturnType<VitalsFixture["current"]>>) {
  const live = Object.entries(signs).map(([sign, { value }]) => [sign, { value, freshness: "live" as const }]);
  return scoreNews2({ values: news2Values(Object.fromEntries(live)), spo2Scale: 1 });
}

async function leftBehind(ward: VitalsFixture) {
  const currents = [await ward.current("W1-01"), await ward.current("W1-02")];
  return {
    scores: currents.map(scoreOf),
    stored: (await ward.observations()).map(({ device_id, sign, at, value }) => ({ device_id, sign, at, value })),
    current: currents.map((signs) =>
      Object.fromEntries(Object.entries(signs).map(([sign, { value, at }]) => [sign, { value, at }])),
    ),
  };
}
