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

const file = (at: Date) =>
  given.pool.query(
    `insert into observations (hospital_id, device_id, sign, at, stay_id, value, received_at, source, late)
     values ('harbour', 'mon-1', 'heartRate', $1, 1, 80, $1, 'device', false)`,
    [at],
  );

async function names(table: string): Promise<string[]> {
  const { rows } = await given.pool.query<{ name: string }>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1",
    [table],
  );
  return rows.map(({ name }) => name);
}
