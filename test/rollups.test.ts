import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { correctReading } from "../src/actions/correct-reading.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { databaseNow } from "../src/db/connection.ts";
import { keepPartitions, observationWindow } from "../src/db/partitions.ts";
import { rollUp } from "../src/db/rollups.ts";
import type { RawReading } from "../src/domain/readings.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ } from "./support/people.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let database: TestDatabase;
let ward: VitalsFixture;
let count = 0;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  count += 1;
  ward = await new VitalsFixture(database.db, `hospital-${count}`).open({ W1: 2 }, ["W1-01", "W1-02"]);
});

async function send(...readings: RawReading[]): Promise<void> {
  const { hospitalId, devices: deviceIds } = ward;
  const [outcome] = await recordVitals(database.db, hospitalId, [
    { hospitalId, deviceIds, readings, source: "device" },
  ]);
  if (!outcome || outcome.refused.length > 0) throw new Error(JSON.stringify(outcome));
}
const roll = async () => rollUp(database.db, ward.hospitalId, await databaseNow(database.db));

/** What stands there, against what the readings come to when all of them are looked at. */
async function rolledAndTrue(table: "rollups_minute" | "rollups_hour") {
  const step = table === "rollups_minute" ? "minute" : "hour";
  const stored = await sql`
    select stay_id, sign, at, lowest, highest, total, readings from ${sql.table(table)}
    where hospital_id = ${ward.hospitalId} order by stay_id, sign, at
  `.execute(database.db);
  const reckoned = await sql`
    select stay_id, sign, date_trunc(${step}, at) as at, min(value) as lowest, max(value) as highest,
      sum(value) as total, count(value)::int as readings
    from observations where hospital_id = ${ward.hospitalId} and value is not null group by 1, 2, 3 order by 1, 2, 3
  `.execute(database.db);
  return { stored: stored.rows, reckoned: reckoned.rows };
}
async function expectAllRolledUp() {
  for (const table of ["rollups_minute", "rollups_hour"] as const) {
    const { stored, reckoned } = await rolledAndTrue(table);
    expect(reckoned.length).toBeGreaterThan(0);
    expect(stored).toEqual(reckoned);
  }
}

/** As if all of it had arrived so long ago. */
const arrivedBefore = (seconds: number) =>
  sql`update observations set received_at = received_at - make_interval(secs => ${seconds})
    where hospital_id = ${ward.hospitalId}`.execute(database.db);

describe("readings that are rolled up", () => {
  test("come to their lowest, highest, sum and number by minute and by hour", async () => {
    const values = [80, 95, 70, 81];
    await send(...values.map((value, place) => ward.reading({ value, secondsAgo: 200 - 50 * place })));
    await send(ward.reading({ sign: "spo2", value: 97 }), ward.reading({ sign: "temperature", value: null }));
    await roll();
    await expectAllRolledUp();
  });

  test("count what came late in its own minute, and nothing twice", async () => {
    await send(ward.reading({ value: 80, secondsAgo: 10 }));
    await roll();
    await send(ward.reading({ value: 120, secondsAgo: 20 * 3600 }), ward.reading({ value: 60, secondsAgo: 9 }));
    await roll();
    await roll();
    await expectAllRolledUp();
  });

  test("of a long standstill are caught up with piece by piece", async () => {
    await send(ward.reading({ value: 80, secondsAgo: 7200 }));
    await arrivedBefore(2 * 3600);
    await send(ward.reading({ value: 90 }));
    const pieces = [await roll(), await roll(), await roll()];
    expect(pieces.map((piece) => piece?.behind)).toEqual([true, true, false]);
    await expectAllRolledUp();
  });

  test("by two processes at once are rolled up once, and right", async () => {
    await send(...Array.from({ length: 50 }, (_, i) => ward.reading({ value: 60 + i, secondsAgo: 3 + i * 7 })));
    await Promise.all([roll(), roll(), roll()]);
    await expectAllRolledUp();
  });

  test("follow a reading that is put right, and lose one that is taken back", async () => {
    const { hospitalId } = ward;
    const staffId = await employ(database.db, hospitalId, { email: `n@${hospitalId}.example`, role: "nurse" });
    const person = { hospitalId, staffId, name: "Nurse", role: "nurse", wardId: null } as const;
    await send(ward.reading({ value: 80 }), ward.reading({ sign: "spo2", value: 91 }));
    await roll();
    const change = async (sign: "heartRate" | "spo2", value: number | null) => {
      const [row] = (await ward.observations()).filter((one) => one.sign === sign);
      if (!row) throw new Error("no reading");
      const reading = { stayId: row.stay_id, deviceId: row.device_id, sign, at: row.at };
      const given = { person, reading, value, reason: "slip", requestId: "r" };
      expect(await correctReading({ db: database.db }, given)).toMatchObject({ ok: true });
    };
    await change("heartRate", 88);
    await change("spo2", null);
    await expectAllRolledUp();
    expect((await rolledAndTrue("rollups_hour")).stored).toHaveLength(1);
  });

  test("come to the same in whatever order and pieces they arrived", async () => {
    const reading = fc.record({
      secondsAgo: fc.integer({ min: 0, max: 20_000 }),
      value: fc.option(fc.integer({ min: 30, max: 200 }), { freq: 5 }),
      bed: fc.constantFrom("W1-01", "W1-02"),
    });
    const pieces = fc.array(fc.array(reading, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pieces, async (all) => {
        for (const piece of all) {
          const seen = new Set<string>();
          const fresh = piece.filter(({ secondsAgo, bed }) => {
            const key = `${bed} ${secondsAgo}`;
            const isNew = !seen.has(key);
            seen.add(key);
            return isNew;
          });
          await send(...fresh.map((one) => ward.reading(one)));
          await roll();
        }
        for (const table of ["rollups_minute", "rollups_hour"] as const) {
          const { stored, reckoned } = await rolledAndTrue(table);
          expect(stored).toEqual(reckoned);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("readings that are kept no longer", () => {
  const observationDays = async () => {
    const { rows } = await sql<{ name: string }>`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'observations'::regclass order by 1
    `.execute(database.db);
    return rows.map(({ name }) => name);
  };
  const later = (days: number) => new Date(Date.now() + days * 86_400_000);
  const retention = { observationDays: 10, minuteDays: 400 };
  /** As if every hospital's readings had been rolled up until then. */
  const rolledTo = (at: Date | null) => sql`update hospitals set rolled_to = ${at}`.execute(database.db);

  test("are dropped by the day, and only when they have been rolled up", async () => {
    await send(ward.reading({ value: 80 }));
    const before = await observationDays();
    await rolledTo(null);
    await keepPartitions(database.db, later(30), retention);
    expect(await observationDays()).toEqual(expect.arrayContaining(before));
    await rolledTo(later(30));
    await keepPartitions(database.db, later(30), retention);
    const after = await observationDays();
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    // Those of the days in which something may still arrive are there, and one more day than the rule asks for at most.
    const { from } = observationWindow(later(30));
    expect(after[0]?.slice(-8) ?? "").toMatch(new RegExp(`^${from.toISOString().slice(0, 10).replaceAll("-", "")}$`));
  });

  test("keep nobody waiting while they are: neither who reads the rest nor who writes", async () => {
    await keepPartitions(database.db, new Date(), retention);
    await rolledTo(later(60));
    let finished = false;
    const reading = database.db.transaction().execute(async (trx) => {
      await sql`select count(*) from observations`.execute(trx);
      const dropping = keepPartitions(database.db, later(45), retention).then(() => {
        finished = true;
      });
      // While it waits for this transaction, others come and go.
      while (!finished) {
        const began = performance.now();
        await sql`select count(*) from observations where at > now() - interval '1 minute'`.execute(database.db);
        await send(ward.reading({ value: 80, secondsAgo: Math.random() * 1000 }));
        waits.push(performance.now() - began);
      }
      await dropping;
    });
    const waits: number[] = [];
    await reading;
    expect(waits.length).toBeGreaterThan(3);
    // The lock is waited for a second: nobody stood behind it for that long.
    expect(waits.filter((millis) => millis > 900).length).toBeLessThan(waits.length / 2);
    await keepPartitions(database.db, later(45), retention);
    expect(
      (await observationDays()).some(
        (name) => name < `observations_${later(30).toISOString().slice(0, 10).replaceAll("-", "")}`,
      ),
    ).toBe(false);
  });
});
