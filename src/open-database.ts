import { resolve } from "node:path";
import { type Config, usualDataDir } from "./config.ts";
import { reachDatabase } from "./db/reach.ts";
import type { Log } from "./log.ts";

export interface OpenDatabase {
  readonly url: string;
  /** Where an embedded one lies, and why elsewhere than asked; null for one of DATABASE_URL. */
  readonly folder: string | null;
  readonly movedBecause: string | null;
  stop(): Promise<void>;
}

/** The Postgres of DATABASE_URL, or the embedded one. Throws `CannotStart` where it cannot be had. */
export async function openDatabase(config: Config, root: string, log: Log): Promise<OpenDatabase> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl !== null) {
    await reachDatabase(databaseUrl);
    return { url: databaseUrl, folder: null, movedBecause: null, stop: async () => undefined };
  }
  // Loaded late: with a Postgres of one's own its packages need not be installed.
  const { startEmbeddedPostgres } = await import("./db/embedded.ts");
  return await startEmbeddedPostgres({ dataDir, log, isDefault: dataDir === resolve(root, usualDataDir) });
}
