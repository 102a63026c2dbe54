import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CannotStart } from "../cannot-start.ts";
import { renameIntoPlace } from "./binaries.ts";
import { type Place, unfinished } from "./folder.ts";

/** What Postgres is started with: nothing of our environment: it may hold a PGDATA or a strange locale. */
export const postgresEnv = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/**
 * Makes the database where there is none. It is made under another name and renamed when it is
 * whole, so that a start that was interrupted leaves nothing that looks like a database. Throws `CannotStart` for one
 * that is incomplete or of another version, and touches nothing of it.
 */
export async function prepareCluster(place: Place, binaries: string): Promise<void> {
  if (!existsSync(place.database)) await initialise(place, binaries);
  refuseIncomplete(place, binaries);
}

export const readPassword = (place: Place) => readFileSync(join(place.database, passwordFile), "utf8");

const passwordFile = "wardlight.password";

async function initialise(place: Place, binaries: string): Promise<void> {
  const made = unfinished(place.database);
  const password = randomBytes(24).toString("base64url");
  const pwfile = `${made}.password`;
  mkdirSync(made, { mode: 0o700 });
  writeFileSync(pwfile, password, { mode: 0o600 });
  if (place.user) for (const path of [made, pwfile]) chownSync(path, place.user.uid, place.user.gid);
  try {
    const options = ["-D", made, "-U", "postgres", "--pwfile", pwfile, "--auth=scram-sha-256", "--no-instructions"];
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    await runToItsEnd(join(binaries, "bin", "initdb"), [...options, ...locale], place);
    renameSync(pwfile, join(made, passwordFile));
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw new CannotStart(`Postgres could not make its database in ${place.folder}: ${lastLine(error)}`);
  } finally {
    rmSync(pwfile, { force: true });
  }
  renameIntoPlace(made, place.database);
}

/** If we end meanwhile, so does it, and removes what it began. */
async function runToItsEnd(program: string, options: readonly string[], place: Place): Promise<void> {
  const running = promisify(execFile)(program, options, { ...place.user, env: postgresEnv, cwd: "/" });
  const end = () => running.child.kill();
  process.once("exit", end);
  try {
    await running;
  } finally {
    process.off("exit", end);
  }
}

function refuseIncomplete(place: Place, binaries: string): void {
  const missing = ["PG_VERSION", "global/pg_control", passwordFile].find(
    (name) => !existsSync(join(place.database, name)),
  );
  if (missing !== undefined)
    throw new CannotStart(
      `The database in ${place.database} is incomplete (${missing} is missing) and may hold data, so nothing was touched: restore it from a backup, or move the folder away to begin anew.`,
    );
  const made = readFileSync(join(place.database, "PG_VERSION"), "utf8").trim();
  const installed = /postgres-(\d+)/.exec(binaries)?.[1];
  if (made !== installed)
    throw new CannotStart(
      `The database in ${place.database} was made by Postgres ${made}, and Postgres ${installed} is installed: start the Wardlight that made it, or move the data with pg_dump.`,
    );
}

const lastLine = (error: unknown) =>
  (error instanceof Error && "stderr" in error ? String(error.stderr) : String(error)).trim().split("\n").at(-1);
