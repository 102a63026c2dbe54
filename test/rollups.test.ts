import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { rollUp, rollUpSweep } from "../src/actions/roll-up.ts";
import { databaseNow } from "../src/db/connection.ts";
import { readRollupMark, rolledUpTo } from "../src/db/rollups.ts";
import { lockStays } from "../src/db/stays.ts";
import { insertObservations } from "../src/db/vitals.ts";
import type { RawReading } from "../src/domain/readings.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let given: TestDatabase;
let ward: VitalsFixture;
/** A full hour, far enough back for everything to be closed and near enough to be taken. */
let hour: Date;

beforeEach(async () => {
  given = await freshDatabase();
  ward = await new VitalsFixture(given.db, "harbour").open({ W1: 3 }, ["W1-01", "W1-02"]);
  hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 5 * 3_600_000);
});
afterEach(() => given.close());

const after = (seconds: number) => new Date(hour.getTime() + seconds * 1000);
const at = (seconds: number, value: RawReading["value"], more: Partial<RawReading> = {}) =>
  ward.reading({ at: after(seconds).toISOString(), value, ...more });

const send = (readings: readonly RawReading[], source: "device" | "manual" = "device", db = given.db) =>
  recordVitals(db, "harbour", [{ hospitalId: "harbour", deviceIds: ward.devices, readings, source }]);

/** As far as it goes: a run does what it can in a second, and this machine may be busy. */
async function roll(now?: Date): Promise<void> {
  const before = await readRollupMark(given.db, "harbour");
  await rollUp(given.db, "harbour", now ?? (await databaseNow(given.db)));
  const after = await readRollupMark(given.db, "harbour");
  if (after && after.rolledTo < after.closedTo && after.rolledTo.getTime() !== before?.rolledTo.getTime())
    await roll(now);
}

async function rolled(table: "vitals_by_minute" | "vitals_by_hour", bed = "W1-01") {
  const rows = await given.db
    .selectFrom(table)
    .selectAll()
    .where("hospital_id", "=", "harbour")
    .where("stay_id", "=", ward.stay(bed))
    .orderBy("sign")
    .orderBy("at")
    .execute();
  return rows.map(({ hospital_id: _, stay_id: __, ...row }) => row);
}

/** The same sum by another way: in JavaScript, from all readings that are stored. */
async function summedUp(stepMillis: number, bed = "W1-01") {
  const rows = (await ward.observations()).filter(({ stay_id }) => stay_id === ward.stay(bed));
  const bucketOf = (moment: Date) => Math.floor(moment.getTime() / stepMillis) * stepMillis;
  const buckets = Map.groupBy(rows, (row) => `${row.sign} ${bucketOf(row.at)}`);
  const sums = [...buckets.values()].map((readings) => {
    const bucket = bucketOf(readings[0]?.at ?? new Date(0));
    const measured = readings.flatMap(({ at, value }) => (value === null ? [] : { ms: at.getTime() - bucket, value }));
    const byTime = measured.toSorted((a, b) => a.ms - b.ms || a.value - b.value);
    const byValue = measured.toSorted((a, b) => a.value - b.value || a.ms - b.ms);
    const highest = measured.toSorted((a, b) => b.value - a.value || a.ms - b.ms)[0];
    const lastOf = (wanted: typeof rows) => wanted.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    const millis = (row: { at: Date } | undefined) => (row ? row.at.getTime() - bucket : null);
    const manual = lastOf(readings.filter(({ source, value }) => source === "manual" && value !== null));
    return {
      sign: readings[0]?.sign,
      at: new Date(bucket),
      count: measured.length,
      sum: measured.length === 0 ? null : measured.reduce((sum, { value }) => sum + value, 0),
      ...{ first: byTime[0]?.value ?? null, first_ms: byTime[0]?.ms ?? null },
      ...{ lowest: byValue[0]?.value ?? null, lowest_ms: byValue[0]?.ms ?? null },
      ...{ highest: highest?.value ?? null, highest_ms: highest?.ms ?? null },
      ...{ last: byTime.at(-1)?.value ?? null, last_ms: byTime.at(-1)?.ms ?? null },
      absent_ms: millis(lastOf(readings.filter(({ value }) => value === null))),
      ...{ manual: manual?.value ?? null, manual_ms: millis(manual) },
      found_late_ms: millis(lastOf(readings.filter(({ found_late }) => found_late))),
    };
  });
  return sums.toSorted((a, b) => `${a.sign}`.localeCompare(`${b.sign}`) || a.at.getTime() - b.at.getTime());
}

async function expectWholeRollup(bed = "W1-01") {
  expect(await rolled("vitals_by_minute", bed)).toEqual(await summedUp(60_000, bed));
  expect(await rolled("vitals_by_hour", bed)).toEqual(await summedUp(3_600_000, bed));
}

describe("a minute that is over", () => {
  test("is one row a sign with its first, lowest, highest and last reading, their moments, and the mean", async () => {
    await send([at(0, 80), at(10, 95), at(20, null), at(30, 62), at(59.999, 81), at(60, 90)]);
    await roll();
    const [minute] = await rolled("vitals_by_minute");
    expect(minute).toEqual({
      ...{ sign: "heartRate", at: hour, count: 4, sum: 318, first: 80, first_ms: 0, lowest: 62, lowest_ms: 30_000 },
      ...{ highest: 95, highest_ms: 10_000, last: 81, last_ms: 59_999, absent_ms: 20_000 },
      ...{ manual: null, manual_ms: null, found_late_ms: null },
    });
    await expectWholeRollup();
  });

  test("says which reading a person took, and that one was found late", async () => {
    await send([at(0, 80), at(120, 82)]);
    await send([at(30, 190)], "manual");
    await roll();
    expect((await rolled("vitals_by_minute"))[0]).toMatchObject({
      manual: 190,
      manual_ms: 30_000,
      found_late_ms: 30_000,
    });
    await expectWholeRollup();
  });

  test("that only said there is no reading has no value", async () => {
    await send([at(5, null)]);
    await roll();
    expect((await rolled("vitals_by_minute"))[0]).toMatchObject({ count: 0, sum: null, lowest: null, absent_ms: 5000 });
  });

  test("is rolled up ten seconds later, and not before", async () => {
    const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 60_000);
    await send([ward.reading({ at: minute.toISOString() })]);
    await roll(new Date(minute.getTime() + 69_999));
    expect(await rolled("vitals_by_minute")).toEqual([]);
    await roll(new Date(minute.getTime() + 70_000));
    expect(await rolled("vitals_by_minute")).toHaveLength(1);
  });
});

describe("a late reading", () => {
  test("is in the minute and in the hour that were rolled up without it", async () => {
    await send([at(0, 80), at(30, 84), at(3599, 82)]);
    await roll();
    await send([at(15, 44), at(1800, 85)]);
    expect((await rolled("vitals_by_minute"))[0]?.lowest).toBe(80);
    await roll();
    expect((await rolled("vitals_by_minute"))[0]).toMatchObject({ lowest: 44, lowest_ms: 15_000, count: 3 });
    expect((await rolled("vitals_by_hour"))[0]).toMatchObject({ lowest: 44, count: 5 });
    await expectWholeRollup();
  });

  test("keeps the day from counting as rolled up until it is", async () => {
    await send([at(0, 80)]);
    await roll();
    const before = await rolledUpTo(given.db);
    expect(before.getTime()).toBeGreaterThan(hour.getTime() + 3_600_000);
    await send([at(15, 44)]);
    expect(await rolledUpTo(given.db)).toEqual(hour);
    await roll();
    expect(await rolledUpTo(given.db)).toEqual(before);
  });

  test("that comes in time costs no note, and a repeat costs none either", async () => {
    await send([at(0, 80)]);
    await roll();
    await send([at(0, 80), ward.reading({ secondsAgo: 1 })]);
    expect(await given.db.selectFrom("rollups_due").selectAll().execute()).toEqual([]);
  });

  test("that is being stored while its minute is rolled up again is waited for, and not forgotten", async () => {
    await send([at(0, 80)]);
    await roll();
    await send([at(10, 70)]);
    const stored = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    // As record-vitals does it, held open before its end.
    const storing = given.db.transaction().execute(async (trx) => {
      await lockStays(trx, "harbour", [ward.stay("W1-01")]);
      await insertObservations(trx, "harbour", [arrival(20, 50)], new Date());
      stored.resolve();
      await commit.promise;
    });
    await stored.promise;
    await roll();
    commit.resolve();
    await storing;
    await roll();
    await expectWholeRollup();
    expect((await rolled("vitals_by_minute"))[0]?.lowest).toBe(50);
  });
});

const arrival = (seconds: number, value: number, bed = "W1-01") => ({
  reading: { stayId: ward.stay(bed), deviceId: `mon-${bed}`, sign: "heartRate" as const, at: after(seconds), value },
  source: "device" as const,
});

describe("several at the same time", () => {
  test("a reading that is being stored when its minute is closed is waited for, and holds up nobody else's", async () => {
    await send([at(0, 80, { bed: "W1-02", device: "mon-W1-02" })]);
    const stored = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const storing = given.db.transaction().execute(async (trx) => {
      await lockStays(trx, "harbour", [ward.stay("W1-02")]);
      await insertObservations(trx, "harbour", [arrival(20, 50, "W1-02")], new Date());
      stored.resolve();
      await commit.promise;
    });
    await stored.promise;
    const rolling = roll();
    await send([at(40, 90)]);
    await rolling;
    expect(await rolled("vitals_by_minute", "W1-02")).toEqual([]);
    commit.resolve();
    await storing;
    await roll();
    await expectWholeRollup("W1-01");
    await expectWholeRollup("W1-02");
  });

  test("processes that roll up at once do it once", async () => {
    await send(Array.from({ length: 200 }, (_, i) => at(i * 40, 60 + (i % 50))));
    const now = await databaseNow(given.db);
    await Promise.all([1, 2, 3, 4].map(() => rollUp(given.db, "harbour", now)));
    await Promise.all([1, 2, 3, 4].map(() => rollUpSweep(given.db).run(now)));
    await expectWholeRollup();
  });

  test("readings that come in while two processes roll up are all in it in the end", async () => {
    const batches = Array.from({ length: 30 }, (_, batch) =>
      Array.from({ length: 10 }, (_, i) => at(((batch * 37 + i * 61) % 240) * 30 + batch / 100, 50 + batch + i)),
    );
    let sent = false;
    const rolling = [1, 2].map(async () => {
      while (!sent) await roll();
    });
    for (const batch of batches) await send(batch);
    sent = true;
    await Promise.all(rolling);
    await roll();
    await expectWholeRollup();
  });
});

test("rolled up again from the beginning it is the same", async () => {
  await send([at(0, 80), at(30, null), at(3700, 82)]);
  await roll();
  const before = [await rolled("vitals_by_minute"), await rolled("vitals_by_hour")];
  await roll();
  await given.db.updateTable("rollups").set({ rolled_to: hour }).execute();
  await roll();
  expect([await rolled("vitals_by_minute"), await rolled("vitals_by_hour")]).toEqual(before);
});

test("a hospital with years of silence behind it begins with its oldest reading, and another's is none of its business", async () => {
  const other = await new VitalsFixture(given.db, "summit").open({ W1: 2 }, ["W1-01"]);
  await send([at(0, 80)]);
  await rollUpSweep(given.db).run(await databaseNow(given.db));
  await expectWholeRollup();
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from vitals_by_minute where hospital_id = 'summit' or stay_id = ${other.stay("W1-01")}
  `.execute(given.db);
  expect(rows).toEqual([{ count: 0 }]);
});

test("in whatever order, however often and however late readings come, the rollup is that of all of them", async () => {
  const reading = fc.record({
    seconds: fc.integer({ min: 0, max: 3 * 3600 }),
    value: fc.option(fc.integer({ min: 30, max: 200 })),
    sign: fc.constantFrom("heartRate" as const, "temperature" as const),
    bed: fc.constantFrom("W1-01", "W1-02"),
  });
  const story = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.array(reading, { minLength: 1, maxLength: 30 }) },
      fc.constant("roll" as const),
    ),
    { minLength: 2, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      for (const step of steps) {
        if (step === "roll") await roll();
        else
          await send(
            step.map(({ seconds, value, sign, bed }) =>
              at(seconds, sign === "temperature" && value !== null ? 30 + value / 20 : value, {
                ...{ sign, bed, device: `mon-${bed}` },
              }),
            ),
          );
      }
      await roll();
      for (const bed of ["W1-01", "W1-02"]) {
        const [minutes, sums] = [await rolled("vitals_by_minute", bed), await summedUp(60_000, bed)];
        expect(minutes.map(close)).toEqual(sums.map(close));
        expect((await rolled("vitals_by_hour", bed)).map(close)).toEqual((await summedUp(3_600_000, bed)).map(close));
      }
    }),
    { numRuns: 15 },
  );
});

/** A sum of fractions depends on the order by a hair. */
const close = <T extends { readonly sum: number | null }>(row: T) => ({ ...row, sum: row.sum?.toFixed(6) });
