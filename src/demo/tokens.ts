import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Db } from "../db/connection.ts";
import { createDeviceToken, findDeviceToken } from "../db/device-tokens.ts";
import { demoDevices, demoHospital } from "./roster.ts";

/** By hospital. Who can read the file can play monitor in the demo, and nothing else. */
export type DemoTokens = Readonly<Record<string, string>>;

const tokenName = "demo monitors";
// A hidden one: the data folder of a database that is still to be made must hold nothing but it.
const fileName = ".demo-tokens.json";

/** The token that was left in the data folder, while it opens anything: another process may be playing with it. */
export async function demoToken(db: Db, hospitalId: string, left: string | undefined): Promise<string> {
  const found = left === undefined ? null : await findDeviceToken(db, left);
  return left !== undefined && found?.hospitalId === hospitalId ? left : await freshDemoToken(db, hospitalId);
}

/** A new token for all devices of a demo hospital; the one of the start before opens nothing any more. */
export async function freshDemoToken(db: Db, hospitalId: string): Promise<string> {
  const hospital = demoHospital(hospitalId);
  if (!hospital) throw new Error(`${hospitalId} is no hospital of the demo`);
  await db
    .updateTable("device_tokens")
    .set({ revoked_at: new Date() })
    .where("hospital_id", "=", hospitalId)
    .where("name", "=", tokenName)
    .where("revoked_at", "is", null)
    .execute();
  return await createDeviceToken(db, { hospitalId, name: tokenName, deviceIds: demoDevices(hospital) });
}

/** For `simulate` and `replay`, which run beside the server. Written aside and moved, so that nobody reads half of it. */
export function writeDemoTokens(dataDir: string, tokens: DemoTokens): void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, fileName);
  writeFileSync(`${file}.new`, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Null where no server has written any there. */
export function readDemoTokens(dataDir: string): DemoTokens | null {
  try {
    return JSON.parse(readFileSync(join(dataDir, fileName), "utf8")) as DemoTokens;
  } catch {
    return null;
  }
}
