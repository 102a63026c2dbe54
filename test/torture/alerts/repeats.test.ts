import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordVitals } from "../../../src/actions/record-vitals.ts";
import { readBoard } from "../../../src/db/board.ts";
import type { Source } from "../../../src/db/schema.ts";
import type { RawReading } from "../../../src/domain/readings.ts";
import type { Sign } from "../../../src/domain/vitals.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { VitalsFixture } from "../../support/vitals-fixture.ts";
import { size, tell, timeout } from "../size.ts";

let database: TestDatabase;
let wards = 0;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

/** Of so many wards something is sent again. */
const numRuns = size(5, 1_000);

/** Of each sign something normal, something past a limit and something far past it, no reading, and what is refused. */
const valuesOf = {
  heartRate: [80, 125, 145, null, 999],
  spo2: [97, 91, 84, null, 150],
  respiratoryRate: [16, 22, 30, null, 500],
  systolic: [120, 98, 85, null, 900],
  temperature: [37, 38.6, 39.5, null, 99],
  consciousness: ["A", "A", "V", null, "?"],
  oxygen: ["air", 2, 6, null, -3],
} satisfies Partial<Record<Sign, readonly RawReading["value"][]>>;
const signsSent = Object.keys(valuesOf) as (keyof typeof valuesOf)[];

const anyReading = fc
  .record({
    sign: fc.constantFrom(...signsSent),
    place: fc.nat({ max: 4 }),
    seconds: fc.integer({ min: 1, max: 40 }),
    bed: fc.constantFrom("W1-01", "W1-02"),
  })
  .map(({ sign, place, ...rest }) => ({ ...rest, sign, value: valuesOf[sign][place] ?? null }));
type AnyReading = Pick<RawReading, "bed" | "sign" | "value"> & { readonly seconds: number };

test(
  "what is sent again, up to five times and whenever it comes, changes no value, no score and no alert's history",
  async () => {
    const scenario = fc.record({
      // In the order in which they come: some are late.
      bundles: fc.array(fc.array(anyReading, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      // After each bundle which of those before, by their place from the first, come again.
      again: fc.array(fc.array(fc.nat({ max: 4 }), { maxLength: 5 }), { minLength: 5, maxLength: 5 }),
      source: fc.constantFrom<Source>("device", "manual"),
    });
    let alerts = 0;
    let repeats = 0;
    await fc.assert(
      fc.asyncProperty(scenario, async ({ bundles, again, source }) => {
        const now = Date.now();
        const [once, often] = [await openWard(), await openWard()];
        for (const [index, bundle] of bundles.entries()) {
          await send(once, now, bundle, source);
          await send(often, now, bundle, source);
          for (const place of again[index] ?? []) {
            const repeated = bundles[Math.min(place, index)] ?? [];
            const before = await allButEvents(often);
            repeats += 1;
            await send(often, now, repeated, source);
            expect(await allButEvents(often)).toEqual(before);
          }
        }
        expect(await shown(often)).toEqual(await shown(once));
        alerts += (await often.alerts()).length;
      }),
      { numRuns },
    );
    tell(`A6: readings of ${numRuns} wards sent again`, { repeats, alerts });
    expect(alerts).toBeGreaterThan(0);
  },
  timeout,
);

test(
  "what comes late raises nothing and is marked, however often it comes",
  async () => {
    const scenario = fc.array(anyReading, { minLength: 1, maxLength: 8 });
    let foundLate = 0;
    await fc.assert(
      fc.asyncProperty(scenario, async (late) => {
        const now = Date.now();
        const ward = await openWard();
        const newest = signsSent.flatMap((sign) =>
          ["W1-01", "W1-02"].map((bed) => ({ bed, sign, value: valuesOf[sign][0] ?? null, seconds: 0 })),
        );
        await send(ward, now, newest);
        const before = await shown(ward);
        for (let time = 0; time < 5; time++) await send(ward, now, late);
        expect(await ward.alerts()).toEqual([]);
        expect({ ...(await shown(ward)), marks: [] }).toEqual({ ...before, marks: [] });
        const marks = (await ward.observations()).filter(({ at }) => at.getTime() < now);
        expect(marks.every((mark) => mark.late)).toBe(true);
        foundLate += marks.filter((mark) => mark.found_late).length;
      }),
      { numRuns },
    );
    tell(`A6: readings of ${numRuns} wards that came late, five times each`, { "found late": foundLate });
    expect(foundLate).toBeGreaterThan(0);
  },
  timeout,
);

async function allButEvents(ward: VitalsFixture) {
  const { hospitalId } = ward;
  const history = await database.db
    .selectFrom("alert_transitions")
    .selectAll()
    .where("hospital_id", "=", hospitalId)
    .orderBy("alert_id")
    .orderBy("position")
    .execute();
  return {
    alerts: await ward.alerts(),
    history,
    observations: await ward.observations(),
    current: [await ward.current("W1-01"), await ward.current("W1-02")],
  };
}

/** What people see of it: values, scores, the alerts' stories; without the ids and the moments of arrival. */
async function shown(ward: VitalsFixture) {
  const { current, history, observations } = await allButEvents(ward);
  const board = await readBoard(database.db, ward.hospitalId, null, new Date());
  return {
    marks: observations.map(({ device_id, sign, at, late, found_late }) => [device_id, sign, at, late, found_late]),
    current: current.map((signs) =>
      Object.values(signs).map(({ sign, value, at, interval_seconds }) => [sign, value, at, interval_seconds]),
    ),
    scores: board?.beds.map(({ stay }) => stay?.news2),
    history: history.map(({ event, to_state, reason, priority, value }) => [event, to_state, reason, priority, value]),
  };
}

async function openWard(): Promise<VitalsFixture> {
  wards += 1;
  return await new VitalsFixture(database.db, `hospital-${wards}`).open({ W1: 2 }, ["W1-01", "W1-02"]);
}

const send = (ward: VitalsFixture, now: number, readings: readonly AnyReading[], source: Source = "device") => {
  const { hospitalId, devices: deviceIds } = ward;
  const sent = readings.map(({ seconds, ...rest }) =>
    ward.reading({ ...rest, at: new Date(now - seconds * 1000).toISOString() }),
  );
  return recordVitals(database.db, hospitalId, [{ hospitalId, deviceIds, readings: sent, source }]);
};
