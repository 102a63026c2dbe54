import { readdir, readFile } from "node:fs/promises";
import { sql } from "kysely";
import { type MigrationProvider, Migrator } from "kysely/migration";
import { CannotStart } from "./cannot-start.ts";
import { connect, type Db } from "./connection.ts";

/**
 * Brings the schema up to date: all pending files of `migrations/` in one transaction, under a lock that lets a second
 * process wait. Throws `CannotStart` where a person must do something about the database first.
 */
export async function migrate(db: Db): Promise<void> {
  const { error } = await new Migrator({ db, provider: sqlFiles }).migrateToLatest();
  if (error !== undefined) throw explained(error);
}

/** The same on a connection of its own, which bears with a silence as long as a migration takes. */
export async function migrateAt(databaseUrl: string): Promise<void> {
  const { db } = connect(databaseUrl, () => undefined, { silenceMillisMax: 0 });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

const folder = new URL("../../migrations/", import.meta.url);

const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
    const migrations = names.map(async (name) => {
      const text = await readFile(new URL(name, folder), "utf8");
      return [name.slice(0, -".sql".length), { up: (db: Db) => run(db, text) }] as const;
    });
    return Object.fromEntries(await Promise.all(migrations));
  },
};

async function run(db: Db, text: string): Promise<void> {
  // A new index on a large table takes longer than any statement of a request may.
  await sql`set local statement_timeout = 0`.execute(db);
  await sql.raw(text).execute(db);
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? error.code : undefined;
  if (code === "42501")
    return new CannotStart(
      "The role of DATABASE_URL may not create tables. Give it a database of its own (create database wardlight owner ROLE).",
    );
  if (code === "42P07")
    return new CannotStart(
      `The database of DATABASE_URL holds other tables (${error.message}). Give Wardlight a database of its own.`,
    );
  if (error.message.startsWith("corrupted migrations"))
    return new CannotStart("The database was made by a newer Wardlight. Start that one, or restore an older backup.");
  return error;
}
