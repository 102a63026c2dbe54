import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Two players at one bed would send well and ill by turns. Whoever plays a bed from outside says so in a file beside the
 * server's data, again and again, and the server's own monitors leave that bed alone until the word is old.
 */
export interface Claim {
  readonly hospitalId: string;
  readonly bedIds: readonly string[];
}

/** Said again every few seconds; a player that was killed is forgotten after this. */
const claimMillisMax = 10_000;
const fileName = ".demo-beds-taken.json";

export function claimBeds(dataDir: string, claim: Claim, now: Date): void {
  const file = join(dataDir, fileName);
  writeFileSync(`${file}.new`, JSON.stringify({ ...claim, at: now.getTime() }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function releaseBeds(dataDir: string): void {
  rmSync(join(dataDir, fileName), { force: true });
}

/** The beds of a hospital that somebody else plays at `now`. */
export function claimedBeds(dataDir: string, hospitalId: string, now: Date): ReadonlySet<string> {
  const claim = readClaim(dataDir);
  const isMeant = claim?.hospitalId === hospitalId && Math.abs(now.getTime() - claim.at) < claimMillisMax;
  return new Set(isMeant ? claim.bedIds : []);
}

function readClaim(dataDir: string): (Claim & { readonly at: number }) | null {
  try {
    return JSON.parse(readFileSync(join(dataDir, fileName), "utf8"));
  } catch {
    return null;
  }
}
