import { fileURLToPath } from "node:url";
import { type Config, readSettings } from "../src/config.ts";
import { CannotStart } from "../src/db/cannot-start.ts";
import { dataFolderOf } from "../src/db/embedded/folder.ts";
import { readDemoTokens } from "../src/demo/tokens.ts";

export interface DemoTarget {
  readonly url: string;
  readonly token: string;
  /** Where the server's own monitors are told to leave beds alone; null where a token was given. */
  readonly dataDir: string | null;
}

/**
 * The server that is meant, and a token for it: the one that was given, or the one that a demo on this machine has left in
 * its data folder. Throws `CannotStart` with what to do where there is neither.
 */
export function demoTarget(given: {
  readonly hospital: string;
  readonly url?: string;
  readonly token?: string;
}): DemoTarget {
  const config = readSettings(root);
  const url = given.url ?? `http://${config.host}:${config.port}`;
  if (!URL.canParse(url)) throw new CannotStart(`"${url}" is no address: name one such as http://127.0.0.1:3000.`);
  if (given.token !== undefined) return { url, token: given.token, dataDir: null };
  const dataDir = dataFolder(config);
  const tokens = readDemoTokens(dataDir);
  if (!tokens)
    throw new CannotStart(
      `No demo has been started with its data in ${dataDir}: start one (npm start), or name a token with --token.`,
    );
  const token = tokens[given.hospital];
  if (token === undefined)
    throw new CannotStart(`The demo has no hospital ${given.hospital}: use one of ${Object.keys(tokens).join(", ")}.`);
  return { url, token, dataDir };
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** The embedded Postgres takes another folder where the named one is closed to it, and the tokens lie with it. */
function dataFolder({ databaseUrl, dataDir }: Config): string {
  return databaseUrl === null ? dataFolderOf(dataDir) : dataDir;
}
