import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./process.ts";

/**
 * One process owns the embedded Postgres: it starts and stops it. Others are its guests, and one of them takes over when
 * the owner ends. The owner's number stands in a file of the data folder.
 */
export function becomeOwner(folder: string): boolean {
  const file = ownerFile(folder);
  const mine = `${file}.${process.pid}`;
  // Linked into place with its content, so that nobody reads it half written.
  writeFileSync(mine, String(process.pid));
  try {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      if (tryLink(mine, file)) return true;
      if (ownerOf(folder) !== null) return false;
      rmSync(file, { force: true });
    }
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Null where the owner is gone. Our own number is what an earlier process in a container left: those count as gone. */
export function ownerOf(folder: string): number | null {
  try {
    const pid = Number(readFileSync(ownerFile(folder), "utf8"));
    return pid !== process.pid && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}

export const leaveOwnership = (folder: string) => rmSync(ownerFile(folder), { force: true });

const ownerFile = (folder: string) => join(folder, "owner.pid");

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
