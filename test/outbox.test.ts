import { setTimeout as pause } from "node:timers/promises";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "../src/db/connection.ts";
import { currentSeqs, readAfter } from "../src/db/outbox.ts";
import type { WardlightEvent } from "../src/events/catalogue.ts";
import { doorbell, publish } from "../src/events/publish.ts";
import { HospitalFixture } from "./support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());

const hospital = (id: string) => new HospitalFixture(test.db, id, new Date()).open({ W1: 1 });
const lost = (deviceId: string): WardlightEvent => ({
  type: "device.lost",
  payload: { deviceId, bedId: null, wardId: null },
});
const deviceOf = (row: { readonly payload: unknown }) => (row.payload as { deviceId: string }).deviceId;

describe("64 writers, each of whom keeps its transaction open for a while", () => {
  const writers = 64;
  const transactionsEach = 24;
  const eventsEach = 14;
  const events = writers * transactionsEach * eventsEach;

  /**
   * Beside each event a row of a table with a bigserial, read by `id > last`: what everybody writes first. Its numbers are
   * given out when the statement runs, the outbox's when the transaction is about to commit.
   */
  it("lose no event for a reader by cursor, while `id > last` over a bigserial does lose some", async () => {
    await hospital("st-brigid");
    await sql`create table control (id bigserial primary key, device_id text not null)`.execute(test.db);
    const crowd = connectMany(test.url, writers);
    const written = new Set<string>();
    let done = false;

    const write = async (writer: number) => {
      for (let turn = 0; turn < transactionsEach; turn++) {
        const ids = Array.from({ length: eventsEach }, (_, place) => `d${writer}-${turn}-${place}`);
        await crowd.transaction().execute(async (trx) => {
          await sql`insert into control (device_id) select unnest(${ids}::text[])`.execute(trx);
          await pause(Math.random() * 20);
          await publish(trx, "st-brigid", ids.map(lost));
        });
        for (const id of ids) written.add(id);
      }
    };
    const byCursor = { seen: [] as string[], seqs: [] as number[] };
    const readByCursor = async () => {
      let seq = 0;
      await untilDone(async () => {
        const rows = await readAfter(test.db, "st-brigid", seq, 5_000);
        byCursor.seen.push(...rows.map(deviceOf));
        byCursor.seqs.push(...rows.map((row) => row.seq));
        seq = rows.at(-1)?.seq ?? seq;
      });
    };
    const byId = new Set<string>();
    const readById = async () => {
      let last = "0";
      await untilDone(async () => {
        const { rows } = await sql<{ id: string; device_id: string }>`
          select id, device_id from control where id > ${last} order by id
        `.execute(test.db);
        for (const row of rows) byId.add(row.device_id);
        last = rows.at(-1)?.id ?? last;
      });
    };
    /** Reads on until the writers are done, and once more. */
    const untilDone = async (read: () => Promise<void>) => {
      for (let last = false; !last; await pause(1)) {
        last = done;
        await read();
      }
    };

    const readers = [readByCursor(), readById()];
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    done = true;
    await Promise.all(readers);
    await crowd.destroy();

    expect(written.size).toBe(events);
    expect(events).toBeGreaterThan(20_000);
    expect(byCursor.seqs).toEqual(Array.from({ length: events }, (_, place) => place + 1));
    expect(new Set(byCursor.seen)).toEqual(written);
    // The negative control: were nothing lost here, the crowd would be too tame to prove anything above.
    expect(byId.size).toBeLessThan(events);
  }, 120_000);
});

describe("a transaction that is rolled back", () => {
  it("leaves no gap in the numbers and rings no bell", async () => {
    await hospital("lakeside");
    const bell = new pg.Client({ connectionString: test.url });
    await bell.connect();
    const rung: string[] = [];
    bell.on("notification", ({ payload }) => rung.push(payload ?? ""));
    await bell.query(`listen ${doorbell}`);

    await test.db.transaction().execute((trx) => publish(trx, "lakeside", [lost("d1")]));
    const failing = test.db.transaction().execute(async (trx) => {
      await publish(trx, "lakeside", [lost("d2"), lost("d3")]);
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await test.db.transaction().execute((trx) => publish(trx, "lakeside", [lost("d4")]));

    const rows = await readAfter(test.db, "lakeside", 0, 10);
    expect(rows.map((row) => [row.seq, deviceOf(row)])).toEqual([
      [1, "d1"],
      [2, "d4"],
    ]);
    expect((await currentSeqs(test.db, ["lakeside", "nowhere"])).seqs).toEqual(new Map([["lakeside", 2]]));
    // What a transaction rings is heard before the answer to a later query on the same connection.
    await expect.poll(async () => (await bell.query("select 1")) && rung).toEqual(["lakeside", "lakeside"]);
    await bell.end();
  });
});

/**
 * A pool as wide as the crowd, and as patient: the application's own would let them in a dozen at a time, and end whoever
 * has waited five seconds for the counter, as the last of 64 may on a busy machine.
 */
function connectMany(connectionString: string, max: number): Db {
  return new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString, max }) }) });
}
