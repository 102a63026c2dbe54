import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rollUp } from "../src/actions/roll-up.ts";
import { readRollupMark } from "../src/db/rollups.ts";
import { readTrend } from "../src/db/trends.ts";
import { runsOf } from "../src/domain/sign-points.ts";
import { slicingOf } from "../src/domain/trends.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

const hours = (n: number) => new Date(Date.UTC(2026, 10, 23) + n * 3_600_000);

describe("a time is read", () => {
  const kept = { readings: hours(-24 * 30), minutes: hours(-24 * 300) };
  test.each<[string, number, number, number, string, number]>([
    ["of an hour by its readings", -1, 0, 600, "readings", 6],
    ["of a second at least", -0.01, 0, 600, "readings", 1],
    ["of a day by its minutes", -24, 0, 600, "minutes", 180],
    ["of half a day on a wide screen by its minutes, two columns each", -12, 0, 1400, "minutes", 60],
    ["of four hours by its readings", -4, 0, 600, "readings", 24],
    ["of a month by its hours", -24 * 30, 0, 600, "hours", 7200],
    ["of an hour of which no reading is kept by its minutes", -24 * 40, -24 * 40 + 1, 600, "minutes", 60],
    ["of an hour of which nothing finer is kept by its hours", -24 * 400, -24 * 400 + 1, 600, "hours", 3600],
    ["of a day on a narrow screen by what fits it", -24, 0, 20, "hours", 7200],
  ])("%s", (_, from, to, slices, resolution, sliceSeconds) => {
    const slicing = slicingOf({ from: hours(from), to: hours(to), slices }, kept);
    expect(slicing).toMatchObject({ resolution, sliceSeconds });
  });

  test("from the beginning of the minute or hour that it begins in", () => {
    const asked = { from: new Date("2026-11-20T10:18:42.500Z"), to: new Date("2026-11-23T10:18:42.500Z") };
    expect(slicingOf({ ...asked, slices: 20_000 }, kept).from).toEqual(asked.from);
    expect(slicingOf({ ...asked, slices: 600 }, kept).from).toEqual(new Date("2026-11-20T10:18:00Z"));
    expect(slicingOf({ ...asked, slices: 60 }, kept).from).toEqual(new Date("2026-11-20T10:00:00Z"));
  });
});

describe("the trend of a sign", () => {
  let database: TestDatabase;
  let ward: AlertWard;
  let beds = 0;
  beforeAll(async () => {
    database = await freshDatabase();
    ward = await AlertWard.open(database.db, "harbour");
  });
  afterAll(() => database.close());

  /** A patient with these readings of the heart rate, by seconds before now. */
  async function measured(readings: readonly (readonly [secondsAgo: number, value: number | null])[]) {
    beds += 1;
    const bed = { hospital_id: "harbour", bed_id: `W1-${100 + beds}`, ward_id: "W1", place: beds };
    await database.db.insertInto("beds").values(bed).execute();
    const stayId = await ward.fixture.admit(bed.bed_id);
    const rows = readings.map(([secondsAgo, value]) => [ward.at(-secondsAgo), value] as const);
    for (let i = 0; i < rows.length; i += 5000)
      await ward.fixture.observed(stayId, "heartRate", rows.slice(i, i + 5000));
    // As if the hospital had never been rolled up.
    await database.pool.query("delete from rollups");
    return { stayId, readings: rows.filter(([, value]) => value !== null) as unknown as (readonly [Date, number])[] };
  }
  /** All of it: a run does some hours, so that other hospitals come in between. */
  async function roll(): Promise<void> {
    await rollUp(database.db, "harbour", ward.now);
    const mark = await readRollupMark(database.db, "harbour");
    if (mark && mark.rolledTo < mark.closedTo) await roll();
  }
  const read = async (stayId: string, seconds: number, slices: number) => {
    const asked = { signs: ["heartRate" as const], from: ward.at(-seconds), to: ward.now, slices };
    const { resolution, signs } = await readTrend(database.db, "harbour", stayId, asked);
    const [sign] = signs;
    if (!sign) throw new Error("the sign was not read");
    return { resolution, ...sign };
  };

  const twoDays = 172_800;
  const reading = fc.tuple(fc.integer({ min: 0, max: twoDays }), fc.option(fc.integer({ min: 30, max: 200 })));
  const burst = fc
    .tuple(fc.integer({ min: 0, max: twoDays - 4000 }), fc.integer({ min: 1, max: 40 }))
    .map(([begin, every]) => Array.from({ length: 100 }, (_, i) => [begin + i * every, 60 + ((i * 7) % 80)] as const));
  const course = fc
    .tuple(fc.array(reading, { minLength: 2, maxLength: 60 }), fc.array(burst, { maxLength: 5 }))
    .map(([alone, bursts]) => [...new Map([...alone, ...bursts.flat()].map((one) => [one[0], one])).values()]);

  test("has the lowest, the highest, the first and the last of all readings, and only real ones, at every resolution", async () => {
    await fc.assert(
      fc.asyncProperty(course, async (given) => {
        const { stayId, readings } = await measured(given);
        fc.pre(readings.length > 0);
        const sorted = readings.toSorted(([a], [b]) => a.getTime() - b.getTime());
        const values = sorted.map(([, value]) => value);
        const known = new Map(sorted.map(([at, value]) => [at.getTime(), value]));
        for (const rolled of [false, true]) {
          if (rolled) await roll();
          for (const [slices, resolution] of [
            [20_000, "readings"],
            [600, "minutes"],
            [20, "hours"],
          ] as const) {
            const trend = await read(stayId, twoDays, slices);
            expect(trend.resolution).toBe(resolution);
            const shown = trend.points.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]));
            for (const { at, value } of shown) expect(known.get(at.getTime())).toBe(value);
            const numbers = shown.map(({ value }) => value);
            expect(Math.min(...numbers)).toBe(Math.min(...values));
            expect(Math.max(...numbers)).toBe(Math.max(...values));
            expect([numbers[0], numbers.at(-1)]).toEqual([values[0], values.at(-1)]);
            expect(trend.points.length).toBeLessThanOrEqual(5 * (slices + 2));
            expectNoBridge(trend, sorted);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  /** Two points of one line have no silence between them that is longer than a gap. */
  function expectNoBridge(trend: Parameters<typeof runsOf>[0], sorted: readonly (readonly [Date, number])[]): void {
    const times = sorted.map(([at]) => at.getTime());
    for (const run of runsOf(trend))
      for (const [i, { at }] of run.entries()) {
        const next = run[i + 1]?.at.getTime();
        if (next === undefined) continue;
        const between = times.filter((time) => time >= at.getTime() && time <= next);
        const longest = Math.max(...between.slice(1).map((time, k) => time - (between[k] ?? time)));
        expect(longest / 1000).toBeLessThanOrEqual(trend.gapSeconds);
      }
  }

  test("is the same from readings as from minutes and hours of them: what is rolled up makes no other chart", async () => {
    const { stayId } = await measured(Array.from({ length: 3000 }, (_, i) => [i * 30, 60 + ((i * i) % 90)] as const));
    for (const slices of [300, 24]) {
      const before = await read(stayId, 86_400, slices);
      await roll();
      expect(await read(stayId, 86_400, slices)).toEqual(before);
      await database.pool.query("delete from rollups");
    }
  });

  test("goes on to this moment, past what is rolled up", async () => {
    const { stayId } = await measured([
      [7200, 70],
      [5, 91],
    ]);
    await roll();
    for (const slices of [600, 100, 2]) expect((await read(stayId, 86_400, slices)).points.at(-1)?.value).toBe(91);
  });

  test("of a whole stay is there when its readings and its minutes are gone", async () => {
    const { stayId } = await measured([
      [100_000, 44],
      [90_000, 180],
      [80_000, 70],
    ]);
    await roll();
    await database.pool.query("delete from observations where stay_id = $1", [stayId]);
    await database.pool.query("delete from vitals_by_minute where stay_id = $1", [stayId]);
    const { resolution, points } = await read(stayId, 30 * 86_400, 600);
    expect(resolution).toBe("hours");
    expect(points).toEqual([
      { at: ward.at(-100_000), value: 44 },
      { at: ward.at(-90_000), value: 180 },
      { at: ward.at(-80_000), value: 70 },
    ]);
  });

  test("says which reading a person took and which was found late, at every resolution", async () => {
    const { stayId } = await measured([[40_000, 70]]);
    const row = { hospital_id: "harbour", stay_id: stayId, sign: "heartRate" as const, device_id: "by-hand" };
    const at = ward.at(-30_000);
    const more = { at, value: 55, received_at: at, source: "manual" as const, late: true, found_late: true };
    await database.db
      .insertInto("observations")
      .values({ ...row, ...more })
      .execute();
    await roll();
    for (const slices of [20_000, 600, 20]) {
      const { taken, foundLate } = await read(stayId, 86_400, slices);
      expect([taken, foundLate]).toEqual([[{ at, value: 55 }], [at]]);
    }
  });
});
