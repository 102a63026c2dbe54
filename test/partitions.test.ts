import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepPartitions, observationWindow } from "../src/db/partitions.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let given: TestDatabase;
beforeEach(async () => {
  given = await freshDatabase();
});
afterEach(() => given.close());

const days = (count: number) => new Date(Date.now() + count * 86_400_000);

describe("partitions", () => {
  test("the window reaches from eight days back to the end of the third day ahead, in UTC", () => {
    expect(observationWindow(new Date("2026-11-23T23:59:59.999Z"))).toEqual({
      from: new Date("2026-11-15T00:00:00Z"),
      to: new Date("2026-11-27T00:00:00Z"),
    });
    expect(observationWindow(new Date("2026-11-24T00:00:00Z")).from).toEqual(new Date("2026-11-16T00:00:00Z"));
  });

  test("a reading at either edge of the window has its place, one beyond it has none", async () => {
    const { from, to } = observationWindow(new Date());
    await file(from);
    await file(new Date(to.getTime() - 1));
    await expect(file(to)).rejects.toThrow(/no partition/);
    await expect(file(new Date(from.getTime() - 1))).rejects.toThrow(/no partition/);
  });

  test("made again they stay as they are; a day later there is one more and every reading is still there", async () => {
    await file(new Date());
    const before = await names("observations");
    await keepPartitions(given.db, new Date());
    expect(await names("observations")).toEqual(before);
    await keepPartitions(given.db, days(1));
    expect(await names("observations")).toHaveLength(before.length + 1);
    const { rows } = await given.pool.query("select count(*)::int as count from observations");
    expect(rows).toEqual([{ count: 1 }]);
  });

  test("two processes that make them at the same moment do not get in each other's way", async () => {
    await Promise.all([1, 2, 3, 4].map(() => keepPartitions(given.db, days(2))));
    expect(await names("outbox")).toHaveLength(5);
  });

  test("events are dropped when their day ended over a day ago, and no sooner", async () => {
    const first = (await names("outbox"))[0];
    await keepPartitions(given.db, days(1));
    expect(await names("outbox")).not.toContain(first);
    expect(await names("outbox")).toHaveLength(5);
  });

  test("while somebody reads old events for long they are dropped another time, and nobody waits", async () => {
    const before = await names("outbox");
    await given.db.transaction().execute(async (trx) => {
      await sql`select count(*) from outbox`.execute(trx);
      await keepPartitions(given.db, days(1));
    });
    expect(await names("outbox")).toEqual([...before, expect.any(String)]);
    await keepPartitions(given.db, days(1));
    expect(await names("outbox")).not.toContain(before[0]);
  });
});

describe("how long readings are kept", () => {
  const kept = { observationDays: 9, minuteDays: 20, hourDays: 40 };
  const partOf = (at: Date) => `observations_${at.toISOString().slice(0, 10).replaceAll("-", "")}`;
  const rolledUpTo = (at: Date) =>
    given.pool.query(
      `insert into rollups values ('harbour', $1, $1) on conflict (hospital_id) do update set closed_to = $1, rolled_to = $1`,
      [at],
    );
  beforeEach(() =>
    given.pool.query("insert into hospitals (hospital_id, name, time_zone) values ('harbour', 'Harbour', 'UTC')"),
  );

  test("a day goes when it has been over for as long as they are kept, and no sooner", async () => {
    await file(days(-8));
    await rolledUpTo(days(40));
    await keepPartitions(given.db, days(1), kept);
    expect(await names("observations")).toContain(partOf(days(-8)));
    await keepPartitions(given.db, days(2), kept);
    expect(await names("observations")).not.toContain(partOf(days(-8)));
    expect(await names("observations")).toContain(partOf(days(-7)));
    const { rows } = await given.pool.query("select relname from pg_class where relname = $1", [partOf(days(-8))]);
    expect(rows).toEqual([]);
  });

  test("none goes before it is rolled up in every hospital, a late reading of it included", async () => {
    const oldest = partOf(days(-8));
    await keepPartitions(given.db, days(20), kept);
    expect(await names("observations")).toContain(oldest);
    await rolledUpTo(days(-7.5));
    await given.pool.query("insert into hospitals (hospital_id, name, time_zone) values ('new', 'New', 'UTC')");
    await keepPartitions(given.db, days(20), kept);
    expect(await names("observations")).toContain(oldest);
    await given.pool.query("insert into rollups values ('new', now(), now())");
    await given.pool.query("insert into rollups_due values ('new', 1, 'heartRate', $1)", [days(-8)]);
    await keepPartitions(given.db, days(20), kept);
    expect(await names("observations")).toContain(oldest);
    await given.pool.query("delete from rollups_due");
    await rolledUpTo(days(-6));
    await keepPartitions(given.db, days(20), kept);
    expect(await names("observations")).not.toContain(oldest);
    expect(await names("observations")).toContain(partOf(days(-6)));
  });

  test("minutes outlive readings, and hours minutes", async () => {
    await rolledUpTo(days(400));
    const [minutes, hours] = [await names("vitals_by_minute"), await names("vitals_by_hour")];
    await keepPartitions(given.db, days(3), kept);
    expect(await names("observations")).not.toContain(partOf(days(-7)));
    expect(await names("vitals_by_minute")).toEqual(expect.arrayContaining(minutes));
    await keepPartitions(given.db, days(30), kept);
    expect(await names("vitals_by_minute")).not.toContain(minutes[0]);
    expect(await names("vitals_by_hour")).toEqual(expect.arrayContaining(hours));
    await keepPartitions(given.db, days(100), kept);
    expect(await names("vitals_by_hour")).not.toContain(hours[0]);
  });

  test("a read that is in the old days holds the dropping up, and the dropping holds up no reader and no reading", async () => {
    await file(days(-8));
    await rolledUpTo(days(40));
    await given.db.transaction().execute(async (trx) => {
      await sql`select count(*) from observations`.execute(trx);
      let dropping = true;
      const dropped = keepPartitions(given.db, days(10), kept).finally(() => {
        dropping = false;
      });
      const waits: number[] = [];
      while (dropping) {
        const began = performance.now();
        await file(new Date());
        await given.pool.query("select count(*) from observations where at > $1", [days(-1)]);
        waits.push(performance.now() - began);
      }
      await dropped;
      expect(waits.length).toBeGreaterThan(10);
      // A plain drop would have let all of them wait for as long as it did itself: a second each time.
      expect(Math.max(...waits)).toBeLessThan(500);
      // The long read goes on with what it saw.
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from observations where at < ${days(-7)}`.execute(trx);
      expect(rows[0]?.count).toBeLessThanOrEqual(1);
    });
    await keepPartitions(given.db, days(10), kept);
    expect(await names("observations")).not.toContain(partOf(days(-8)));
    const { rows } = await given.pool.query("select relname from pg_class where relname = $1", [partOf(days(-8))]);
    expect(rows).toEqual([]);
  });

  test("two processes that drop at the same moment do not get in each other's way", async () => {
    await rolledUpTo(days(40));
    await Promise.all([1, 2, 3].map(() => keepPartitions(given.db, days(12), kept)));
    await keepPartitions(given.db, days(12), kept);
    expect((await names("observations"))[0]).toBe(partOf(days(3)));
  });

  test("a table of another name is nobody's to drop", async () => {
    await rolledUpTo(days(400));
    await given.pool.query("create table observations_import (a int); create table observations_2019 (a int)");
    await keepPartitions(given.db, days(100), kept);
    await given.pool.query("select * from observations_import, observations_2019");
  });
});

const file = (at: Date) =>
  given.pool.query(
    `insert into observations (hospital_id, device_id, sign, at, stay_id, value, received_at, source, late)
     values ('harbour', 'mon-1', 'heartRate', $1, 1, 80, $1, 'device', false) on conflict do nothing`,
    [at],
  );

async function names(table: string): Promise<string[]> {
  const { rows } = await given.pool.query<{ name: string }>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1",
    [table],
  );
  return rows.map(({ name }) => name);
}
