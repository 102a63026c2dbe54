import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CannotStart } from "../cannot-start.ts";
import { isAlive } from "./process.ts";
import { canEnter, databaseUser, type User } from "./user.ts";

/** Where the database lies, and whom it runs as. */
export interface Place {
  readonly folder: string;
  readonly database: string;
  readonly user: User | null;
  /** Why it is not where it was asked to be; null where it is. */
  readonly movedBecause: string | null;
}

/** Others may pass through to what is theirs, and read nothing on the way. */
const folderMode = 0o711;

/**
 * Finds or makes the data folder. Root's Postgres runs as another user, who cannot reach below a closed folder such as
 * root's home: the data then lie in a folder named by a hash of the wanted one, which every later start finds again. So
 * do they where nobody named a folder (`isDefault`) and the usual one cannot be written.
 */
export function chooseFolder(wanted: string, isDefault: boolean): Place {
  const refused = tryFolder(wanted);
  if (typeof refused !== "string") return refused;
  if (isDefault || refused === closed)
    for (const folder of elsewhere(wanted)) {
      const place = isOursOrNew(folder) ? tryFolder(folder, wanted) : refused;
      if (typeof place !== "string") return { ...place, movedBecause: refused };
    }
  throw new CannotStart(
    `The data folder ${wanted} cannot be used: ${refused}. Set DATA_DIR to a folder that can be written.`,
  );
}

/** Where a server that was asked for this folder keeps its data. Looks, and makes nothing. */
export const dataFolderOf = (wanted: string): string =>
  [wanted, ...elsewhere(wanted)].find((folder) => existsSync(join(folder, "database"))) ?? wanted;

function elsewhere(wanted: string): string[] {
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  return ["/var/lib", tmpdir()].map((parent) => join(parent, `wardlight-${hash}`));
}

const closed = "the user that Postgres runs as cannot enter it";

/** The place, or the reason why not. Throws `CannotStart` where files of somebody else are in the way. */
function tryFolder(named: string, wanted = named): Place | string {
  try {
    makeFolder(named);
    const folder = realpathSync(named);
    const database = join(folder, "database");
    refuseForeignFiles(folder, wanted);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    removeUnfinished(folder);
    const user = databaseUser(database);
    if (user && !canEnter(user, folder)) {
      // It is empty or ours by now. Its parents are not, and stay as they are.
      chmodSync(folder, folderMode);
      if (!canEnter(user, folder)) {
        refuseClosedDatabase(database);
        return closed;
      }
    }
    return { folder, database, user, movedBecause: null };
  } catch (error) {
    if (error instanceof Error && "code" in error) return reasons[String(error.code)] ?? error.message;
    throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it may not be written by this user",
  EPERM: "it may not be written by this user",
  EROFS: "it lies on a file system that is read-only",
  ENOTDIR: "a file is in its way",
  EEXIST: "a file is in its way",
  ENOENT: "it cannot be made",
  ENOSPC: "the disk is full",
};

/** One by one: below /proc, Node's own `recursive` never comes back. What a strict umask closed is opened. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
  chmodSync(folder, folderMode);
}

/** In the system's temporary folder anybody may have made something of that name before us. */
function isOursOrNew(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found === undefined || (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid));
}

function refuseForeignFiles(folder: string, wanted: string): void {
  const names = readdirSync(folder).filter((name) => !name.startsWith(".") && name !== "lost+found");
  if (names.length === 0 || names.some((name) => /^(database|postgres-|owner\.pid)/.test(name))) return;
  throw new CannotStart(
    `The data folder ${wanted} holds files that are not Wardlight's (${names.slice(0, 3).join(", ")}), and nothing was touched: set DATA_DIR to an empty folder, or move them away.`,
  );
}

/** It was moved, or a folder above it was closed since: beginning anew elsewhere would look like a loss. */
function refuseClosedDatabase(database: string): void {
  if (existsSync(database))
    throw new CannotStart(
      `The user that Postgres runs as cannot enter ${database}: open the folders above it (chmod o+x), or move the data folder and set DATA_DIR.`,
    );
}

/** Work of ours that never came to its end has this ending until it is renamed: nothing in it was ever data. */
export const unfinished = (path: string) => `${path}.new-${process.pid}`;

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^(?:database|postgres-.*)\.new-(\d+)(?:\.password)?$/.exec(name)?.[1];
    if (pid === undefined) continue;
    if (Number(pid) === process.pid || !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true });
  }
}
