import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { connect, type Db } from "../../src/db/connection.ts";

export const templateDatabase = "wardlight_template";

export interface TestDatabase {
  readonly url: string;
  readonly db: Db;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** A database of the caller's own, migrated, with partitions around today and no rows. `close` drops it. */
export async function freshDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createDatabase(templateDatabase);
  const { db, pool } = connect(url, () => undefined);
  return {
    url,
    db,
    pool,
    async close() {
      await db.destroy();
      await drop();
    },
  };
}

/** A database without a schema, as a server finds it at its first start. */
export const emptyDatabase = () => createDatabase("template0");

async function createDatabase(template: string): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin(`create database ${name} template ${template}`);
  return {
    url: urlOfDatabase(inject("postgresUrl"), name),
    drop: () => asAdmin(`drop database if exists ${name} with (force)`),
  };
}

export function urlOfDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** One statement as the superuser, in a database of the run. */
export async function asAdmin(statement: string, databaseUrl = inject("postgresUrl")): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
