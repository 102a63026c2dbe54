import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, databaseNow } from "../src/db/connection.ts";
import { isDatabaseAway } from "../src/db/faults.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { PostgresProxy } from "./support/postgres-proxy.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());

it("a Postgres that restarts in the middle of a transaction fails that one and not the server", async () => {
  const { db } = connect(test.url, () => undefined);
  const cut = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(test.db);
    // Between two statements nobody waits for the connection: its end must not be an unhandled error.
    await expect.poll(() => sql`select 1`.execute(trx).then(() => "answered", String)).not.toBe("answered");
    await sql`select 1`.execute(trx);
  });
  await expect(cut).rejects.toThrow();
  await expect(sql`select 1`.execute(db)).resolves.toBeTruthy();
  await db.destroy();
});

it("a Postgres that falls silent fails what waits for it, and nobody gets the connection that hangs", async () => {
  const proxy = await PostgresProxy.before(test.url);
  const { db, pool } = connect(proxy.url, () => undefined, { silenceMillisMax: 100 });
  await databaseNow(db);
  proxy.silence();
  const failed = await databaseNow(db).catch((error: unknown) => error);
  expect(isDatabaseAway(failed)).toBe(true);
  expect(pool.totalCount).toBe(0);
  await expect(databaseNow(db)).resolves.toBeInstanceOf(Date);
  await db.destroy();
  await proxy.close();
});

it("a connection that nobody uses may be silent, and one that may take its time is not cut", async () => {
  const { db, pool } = connect(test.url, () => undefined, { silenceMillisMax: 500 });
  await databaseNow(db);
  const idle = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
  const patient = connect(test.url, () => undefined, { silenceMillisMax: 0 });
  await sql`select pg_sleep(1)`.execute(patient.db);
  expect((await pool.query<{ pid: number }>("select pg_backend_pid() as pid")).rows).toEqual(idle.rows);
  await Promise.all([db.destroy(), patient.db.destroy()]);
});
