import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
const claimMillisMax = 15_000;
/** A file a player, hidden (see `tokens`), so that several may play at once. */
const fileName = /^\.demo-beds-taken-\d+\.json$/;
const ownFile = (dataDir: string) => join(dataDir, `.demo-beds-taken-${process.pid}.json`);

export function claimBeds(dataDir: string, claim: Claim, now: Date): void {
  const file = ownFile(dataDir);
  writeFileSync(`${file}.new`, JSON.stringify({ ...claim, at: now.getTime() }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function releaseBeds(dataDir: string): void {
  rmSync(ownFile(dataDir), { force: true });
}

/** The beds of a hospital that somebody else plays at `now`. What a killed player has left is removed. */
export function claimedBeds(dataDir: string, hospitalId: string, now: Date): ReadonlySet<string> {
  const claimed = new Set<string>();
  for (const file of claimFiles(dataDir)) {
    const claim = readClaim(file);
    if (!claim) continue;
    if (Math.abs(now.getTime() - claim.at) > claimMillisMax) rmSync(file, { force: true });
    else if (claim.hospitalId === hospitalId) for (const bedId of claim.bedIds) claimed.add(bedId);
  }
  return claimed;
}

function claimFiles(dataDir: string): string[] {
  try {
    return readdirSync(dataDir)
      .filter((name) => fileName.test(name))
      .map((name) => join(dataDir, name));
  } catch {
    return [];
  }
}

function readClaim(file: string): (Claim & { readonly at: number }) | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
