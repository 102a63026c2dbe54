import { readFileSync } from "node:fs";

/** A process of another user is alive too: the system refuses the signal, and that tells us. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Whether the process is a Postgres of this folder. A number is given to another process in time, in a container soon.
 * Only Linux tells what a process is; elsewhere the answer is yes, and Postgres' own check of its lock decides.
 */
export function isPostgresOf(database: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(database);
  } catch {
    return false;
  }
}
