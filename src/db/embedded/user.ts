import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { CannotStart } from "../cannot-start.ts";

/** Whom Postgres runs as, where that is not who we are. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres refuses to run as root. Root gives it to the owner of an existing database, else to the system's `postgres`
 * or `nobody`. Null: we are nobody special, and it runs as we do.
 */
export function databaseUser(databaseFolder: string): User | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(databaseFolder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const user = systemUser("postgres") ?? systemUser("nobody");
  if (!user)
    throw new CannotStart(
      "Postgres does not run as root, and this system has no user postgres or nobody: start as an ordinary user, or set DATABASE_URL.",
    );
  return user;
}

/** Asks the system itself, which knows of access lists and mount options that mode bits do not show. */
export function canEnter(user: User, folder: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

function systemUser(name: string): User | null {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":").map(Number) ?? [];
  return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid } : null;
}
