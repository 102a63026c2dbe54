import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Database } from "./schema.ts";

export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

// A date is a day without a zone: pg's own parser would make it a moment in the server's zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** A statement that runs longer is a fault, and a transaction left open holds the outbox's counter: both are ended. */
const statementMillisMax = 5_000;
const idleInTransactionMillisMax = 10_000;
/** Two for the sweeps, the rest for requests. More would only queue inside Postgres. */
const poolConnectionsMax = 12;

export function connect(databaseUrl: string, onError: (error: Error) => void): { db: Db; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolConnectionsMax,
    connectionTimeoutMillis: statementMillisMax,
    statement_timeout: statementMillisMax,
    idle_in_transaction_session_timeout: idleInTransactionMillisMax,
    keepAlive: true,
    application_name: "wardlight",
  });
  // A connection that breaks while idle is replaced by the pool; without a listener Node would end the process.
  pool.on("error", onError);
  // One that breaks while it is in use tells its query; but the pool has taken its own listener away then, and Node would
  // end the process all the same: whenever Postgres restarts.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), pool };
}

/** The database's clock: ages and timers are counted by it, so that two processes never disagree. */
export async function databaseNow(db: Db | Trx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const row = rows[0];
  if (!row) throw new Error("the database did not tell the time");
  return row.now;
}
