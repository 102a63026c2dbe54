import { Socket } from "node:net";
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
/**
 * Postgres itself ends a statement before this; one that says nothing for longer hangs, or its machine is gone without a
 * word, and the system would wait a quarter of an hour for it.
 */
const usualSilenceMillisMax = 5_500;
/** Three for the sweeps, the rest for requests. More would only queue inside Postgres. */
const poolConnectionsMax = 12;

/** `silenceMillisMax`: how long a connection in use may say nothing before it is cut; 0 is for ever. */
export function connect(
  databaseUrl: string,
  onError: (error: Error) => void,
  { silenceMillisMax = usualSilenceMillisMax } = {},
): { db: Db; pool: pg.Pool } {
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
  // Cut and not only given up, or the next who gets the connection from the pool would wait behind the same statement.
  pool.on("acquire", (client) => cutAfter(silenceMillisMax, client));
  pool.on("release", (_, client) => cutAfter(0, client));
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), pool };
}

/** `millis` 0: never. */
function cutAfter(millis: number, { connection: { stream } }: pg.PoolClient): void {
  if (stream instanceof Socket) stream.setTimeout(millis, cut);
}

function cut(this: Socket): void {
  this.destroy();
}

/** The database's clock: ages and timers are counted by it, so that two processes never disagree. */
export async function databaseNow(db: Db | Trx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const row = rows[0];
  if (!row) throw new Error("the database did not tell the time");
  return row.now;
}
