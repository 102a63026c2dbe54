import pg from "pg";
import { CannotStart } from "./cannot-start.ts";

/** What we rely on came with 15: `nulls not distinct`, `security_invoker`, and it is the oldest that is still mended. */
const oldestVersion = 15;
const connectMillisMax = 5_000;

/**
 * Asks the Postgres of DATABASE_URL whether we can work with it. Throws `CannotStart` with a sentence that says what to
 * do; it names host, database and role, never the password.
 */
export async function reachDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectMillisMax });
  // A connection that breaks later makes the query below fail, which is enough.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; standby: boolean }>(
      "select current_setting('server_version_num')::int as version, pg_is_in_recovery() as standby",
    );
    const complaint = rows[0] ? unsuitable(rows[0].version, rows[0].standby) : null;
    if (complaint !== null) throw new CannotStart(complaint);
  } catch (error) {
    throw error instanceof CannotStart ? error : new CannotStart(sentence(error, client));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** `version` as in server_version_num: 150004 is 15.4. Null where it will do. */
export function unsuitable(version: number, standby: boolean): string | null {
  const major = Math.floor(version / 10_000);
  if (major < oldestVersion)
    return `The Postgres of DATABASE_URL is version ${major}, and Wardlight needs ${oldestVersion} or later: upgrade it, or leave DATABASE_URL out to use the embedded one.`;
  if (standby) return "The Postgres of DATABASE_URL is a standby that cannot be written: name the primary instead.";
  return null;
}

function sentence(error: unknown, { host, port, database, user }: pg.Client): string {
  const where = `The Postgres of DATABASE_URL (${host}:${port})`;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  if (code === "28P01" || code === "28000" || /password/.test(message))
    return `${where} does not let the role ${user} in: correct the name or the password in DATABASE_URL, or the server's pg_hba.conf.`;
  if (code === "3D000")
    return `${where} has no database ${database}: create it (create database ${database}) or correct DATABASE_URL.`;
  if (code === "53300") return `${where} has no connection left: raise its max_connections, or end what holds them.`;
  if (code === "57P03") return `${where} is starting or stopping: wait until it accepts connections, and start again.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `The host ${host} of DATABASE_URL is not known: correct its name, or the network's name service.`;
  if (/^E[A-Z]+$/.test(code) || /timeout|terminated/.test(message))
    return `${where} does not answer (${code || "timeout"}): start it, or correct host and port in DATABASE_URL.`;
  return `${where} cannot be used (${message}): correct DATABASE_URL, or look into the server's log.`;
}
