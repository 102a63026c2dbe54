import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAlertFile } from "../src/db/alert-file.ts";
import { readAlertValues, slicesMax } from "../src/db/alert-values.ts";
import type { AlertCause } from "../src/domain/alert-causes.ts";
import { type AlertValues, crossedLimits, signsAround, valuesWindow } from "../src/domain/alert-values.ts";
import { runsOf, tableOf } from "../src/domain/sign-points.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

const now = new Date("2026-11-23T10:18:42Z");
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

describe("the time around an alert", () => {
  test.each<[string, Date, Date | null, Date, Date, boolean]>([
    ["of an open one ends now", minutes(-10), null, minutes(-40), now, false],
    [
      "of one that is over ends half an hour after it",
      minutes(-300),
      minutes(-200),
      minutes(-330),
      minutes(-170),
      false,
    ],
    ["does not lie ahead", minutes(-20), minutes(-10), minutes(-50), now, false],
    ["is no longer than a day", minutes(-3000), null, minutes(-1440), now, true],
  ])("%s", (_, raisedAt, resolvedAt, from, to, cut) => {
    expect(valuesWindow({ raisedAt, resolvedAt }, now)).toEqual({ from, to, cut });
  });
});

describe("the signs around an alert", () => {
  const cause = (given: Partial<AlertCause>): AlertCause & { endedAt: Date | null } => ({
    ...{ cause: "spo2:low", reason: "below_low", priority: "high", sign: "spo2", value: 84, limit: 88 },
    ...{ judgedAt: now, lapses: true, active: true, repeats: 0, endedAt: null },
    ...given,
  });
  test("are those of its causes, in the order of the card", () => {
    const causes = [cause({}), cause({ cause: "heartRate:high", sign: "heartRate" })];
    expect(signsAround({ causes, stayId: "1" })).toEqual(["heartRate", "spo2"]);
  });
  test("of a score are those that make it up and can be drawn", () => {
    const causes = [cause({ cause: "news2", sign: null, limit: 7 })];
    expect(signsAround({ causes, stayId: "1" })).toEqual([
      ...["heartRate", "spo2", "respiratoryRate", "systolic", "temperature"],
    ]);
  });
  test("of a call to a patient are what the monitor sends by itself, and of one to a place none", () => {
    expect(signsAround({ causes: [], stayId: "1" })).toEqual(["heartRate", "spo2", "respiratoryRate"]);
    expect(signsAround({ causes: [], stayId: null })).toEqual([]);
  });
  test("have each crossed limit once", () => {
    const causes = [cause({}), cause({ cause: "spo2:high", limit: 98 }), cause({ cause: "spo2:zero", limit: null })];
    expect(crossedLimits({ causes: [...causes, cause({})] }, "spo2")).toEqual([
      { side: "low", limit: 88 },
      { side: "high", limit: 98 },
    ]);
  });
});

test("what was not measured is not drawn: a line ends where readings lie too far apart, or there was none", () => {
  const points = [0, 60, 120, 300, 360, 361].map((s, i) => ({
    at: new Date(now.getTime() + s * 1000),
    value: i === 4 ? null : i,
  }));
  expect(runsOf({ points, gapSeconds: 60 }).map((run) => run.map(({ value }) => value))).toEqual([[0, 1, 2], [3], [5]]);
});

test("the table has no more rows than one reads, and every row's lowest and highest", () => {
  for (const hours of [0.2, 1, 2, 6, 24]) {
    const from = minutes(-60 * hours);
    const points = Array.from({ length: 300 }, (_, i) => ({
      at: new Date(from.getTime() + (i * hours * 3_600_000) / 300),
      value: i,
    }));
    const values: AlertValues = {
      ...{ from, to: now, cut: false },
      signs: [{ sign: "heartRate", points, gapSeconds: 60, limits: [], taken: [], foundLate: [] }],
    };
    const { rows } = tableOf(values);
    expect(rows.length).toBeLessThanOrEqual(42);
    expect(rows.flatMap((row) => row.values[0]?.lowest ?? []).at(0)).toBe(0);
    expect(rows.flatMap((row) => row.values[0]?.highest ?? []).at(-1)).toBe(299);
  }
});

describe("as they are read", () => {
  let database: TestDatabase;
  let ward: AlertWard;
  beforeAll(async () => {
    database = await freshDatabase();
    ward = await AlertWard.open(database.db, "harbour");
  });
  afterAll(() => database.close());

  let beds = 0;
  async function measured(readings: readonly (readonly [Date, number | null])[], lastsMinutes: number) {
    beds += 1;
    const bed = { hospital_id: "harbour", bed_id: `W1-${100 + beds}`, ward_id: "W1", place: beds };
    await database.db.insertInto("beds").values(bed).execute();
    const stay_id = await ward.fixture.admit(bed.bed_id);
    const raised_at = ward.at(-60 * lastsMinutes);
    const alertId = await ward.fixture.alert({ stay_id, raised_at, created_at: raised_at });
    await ward.fixture.cause(alertId, stay_id);
    for (let i = 0; i < readings.length; i += 5000)
      await ward.fixture.observed(stay_id, "heartRate", readings.slice(i, i + 5000));
    const file = await readAlertFile(database.db, "harbour", alertId);
    if (!file) throw new Error("the alert is not there");
    const values = await readAlertValues(database.db, "harbour", file.alert, ward.now);
    return values.signs[0];
  }

  test("few readings are all there, in order, with each hole", async () => {
    const readings = [-30, -29, -28, -20, -10].map((m, i) => [ward.at(m * 60), i === 2 ? null : 80 + i] as const);
    const sign = await measured(readings, 5);
    expect(sign?.points.map(({ at, value }) => [at, value])).toEqual(readings);
    expect(sign?.limits).toEqual([{ side: "high", limit: 120 }]);
  });

  test("of many readings none that is the lowest or highest of its time is lost, and none is invented", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 30, max: 200 }), { minLength: 600, maxLength: 2000 }),
        async (values) => {
          const readings = values.map((value, i) => [ward.at(i - values.length), value] as const);
          const sign = await measured(readings, 60);
          const points = sign?.points ?? [];
          expect(points.length).toBeLessThanOrEqual(5 * slicesMax);
          const known = new Map(readings.map(([at, value]) => [at.getTime(), value]));
          for (const { at, value } of points) expect(known.get(at.getTime())).toBe(value);
          const times = points.map(({ at }) => at.getTime());
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const shown = points.flatMap(({ value }) => value ?? []);
          expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...values), Math.max(...values)]);
          expect([points[0]?.value, points.at(-1)?.value]).toEqual([values[0], values.at(-1)]);
          // A second without a gap is drawn as one line.
          expect(sign && runsOf(sign)).toHaveLength(1);
        },
      ),
      { numRuns: 8 },
    );
  });

  test("a day of readings a second is read in less than a statement may take", async () => {
    const readings = Array.from({ length: 86_400 }, (_, i) => [ward.at(i - 86_400), 60 + (i % 40)] as const);
    const sign = await measured(readings, 1500);
    expect(sign?.points.length).toBeGreaterThan(slicesMax);
  });
});
