import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Log } from "../log.ts";
import { CannotStart } from "./cannot-start.ts";
import { copyBinaries } from "./embedded/binaries.ts";
import { prepareCluster, readPassword } from "./embedded/cluster.ts";
import { chooseFolder, type Place } from "./embedded/folder.ts";
import { becomeOwner, leaveOwnership, ownerOf } from "./embedded/owner.ts";
import { PostgresEnded, type Postmaster, readPidFile, startPostmaster, stopOrphan } from "./embedded/postmaster.ts";

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** Nobody named the folder, so that another will do where it cannot be used. */
  readonly isDefault?: boolean;
  /** Of Postgres, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** Another process of ours had it running. */
  readonly adopted: boolean;
  /** Where the data really lie, and why elsewhere than asked; null where they lie as asked. */
  readonly folder: string;
  readonly movedBecause: string | null;
  stop(): Promise<void>;
}

/** How soon a guest notices that the owner has gone, and a start that failed is tried again. */
const watchMillis = 500;
const adoptMillisMax = 60_000;
/**
 * Between finding a free port and taking it somebody else may have; and the sessions of a Postgres that was killed need a
 * moment to notice it.
 */
const passes = /could not bind|already in use|still in use/i;
const attemptsMax = 10;
const attemptPauseMillis = 200;

/**
 * The real Postgres of the installed package, in `dataDir`: made at the first start, stopped with this process however
 * that ends. Where another process of ours runs it already, that one is used; when the other ends, this one goes on with
 * it at the same address. Throws `CannotStart` with a sentence for whoever started it.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = chooseFolder(options.dataDir, options.isDefault ?? false);
  const binaries = copyBinaries(place.folder);
  const own = becomeOwner(place.folder) ? await launch(place, binaries, null, options) : null;
  const port = own ? own.port : await ownersPort(place);
  const kept = keepRunning(place, own, (again) => launch(place, binaries, again, options), port, options.log);
  return {
    url: urlOf(place, port),
    adopted: own === null,
    folder: place.folder,
    movedBecause: place.movedBecause,
    stop: kept.stop,
  };
}

/** As the owner. Gives the ownership up where it fails, so that the next start need not wait for this process to end. */
async function launch(place: Place, binaries: string, port: number | null, options: EmbeddedOptions) {
  try {
    await prepareCluster(place, binaries);
    await stopOrphan(place);
    for (let attempt = 1; ; attempt += 1) {
      const tried = port ?? (await freePort());
      try {
        return await startPostmaster(place, binaries, tried, options.settings ?? {}, options.log);
      } catch (error) {
        if (!(error instanceof PostgresEnded)) throw error;
        if (!passes.test(error.message) || attempt >= attemptsMax) throw explained(error, place);
        await pause(attemptPauseMillis);
      }
    }
  } catch (error) {
    leaveOwnership(place.folder);
    throw error;
  }
}

/** Starts a Postgres that fell again, and one whose owner has gone, always on the port that everybody knows. */
function keepRunning(
  place: Place,
  first: Postmaster | null,
  again: (port: number) => Promise<Postmaster>,
  port: number,
  log: Log,
): { stop(): Promise<void> } {
  let own = first;
  const stopping = new AbortController();
  const pauseOrStop = () => pause(watchMillis, undefined, { signal: stopping.signal }).catch(() => undefined);
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await (own ? own.ended : pauseOrStop());
      if (stopping.signal.aborted || (!own && !becomeOwner(place.folder))) continue;
      log.warn("the embedded Postgres is no longer run by anybody: starting it");
      own = await again(port).catch((error: unknown) => {
        log.error({ err: error }, "the embedded Postgres does not start");
        return null;
      });
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await own?.stop();
      await watching;
      // A start that was under way when the stop came.
      await own?.stop();
      if (own) leaveOwnership(place.folder);
    },
  };
}

/** Waits until the owner's Postgres answers, and makes sure that it is the one of this folder. */
async function ownersPort(place: Place): Promise<number> {
  const deadline = performance.now() + adoptMillisMax;
  while (performance.now() < deadline && ownerOf(place.folder) !== null) {
    const running = readPidFile(place);
    if (running?.ready && (await dataDirectoryAt(place, running.port)) === place.database) return running.port;
    await pause(watchMillis / 10);
  }
  throw new CannotStart(
    `Another process uses the data folder ${place.folder} and its database does not answer: end that process and start again, or set DATA_DIR to another folder.`,
  );
}

async function dataDirectoryAt(place: Place, port: number): Promise<string | null> {
  const client = new pg.Client({ connectionString: urlOf(place, port), connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const urlOf = (place: Place, port: number) => `postgres://postgres:${readPassword(place)}@127.0.0.1:${port}/postgres`;

function explained(error: PostgresEnded, place: Place): CannotStart {
  const said = error.message.split("\n").findLast((line) => /(FATAL|PANIC|error)/.test(line)) ?? error.message;
  return new CannotStart(
    `Postgres does not start in ${place.folder} (${said.replace(/^.*(?:FATAL|PANIC): +/, "").trim()}): look at that, or set DATABASE_URL to another Postgres.`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : 0));
    });
  });
}
