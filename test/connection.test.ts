import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../src/db/connection.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

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
