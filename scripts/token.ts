import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readSettings } from "../src/config.ts";
import { CannotStart } from "../src/db/cannot-start.ts";
import { connect, type Db } from "../src/db/connection.ts";
import { createDeviceToken } from "../src/db/device-tokens.ts";
import { migrateAt } from "../src/db/migrate.ts";
import { createLog } from "../src/log.ts";
import { openDatabase } from "../src/open-database.ts";

/**
 * Prints a token with which the named devices may send readings; it is shown this once and stored as a hash. Devices that
 * are not known yet are registered. Beside a running server it uses that one's database.
 */
const usage = "npm run token -- --hospital HOSPITAL --device NAME [--device ANOTHER]";
const deviceName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
/** One token for a gateway with all of a hospital's monitors; more belong to several. */
const devicesMax = 1_000;

main().catch((error: unknown) => {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { hospital, devices } = readArguments();
  const root = fileURLToPath(new URL("..", import.meta.url));
  const database = await openDatabase(readSettings(root), root, createLog("error"));
  const { db } = connect(database.url, () => undefined);
  try {
    await migrateAt(database.url);
    await refuseUnknownHospital(db, hospital);
    await registerDevices(db, hospital, devices);
    const token = await createDeviceToken(db, { hospitalId: hospital, name: devices.join(", "), deviceIds: devices });
    console.error(`For ${devices.join(", ")} of ${hospital}; it is not shown again:`);
    console.log(token);
  } finally {
    await db.destroy();
    await database.stop();
  }
}

function readArguments(): { readonly hospital: string; readonly devices: readonly string[] } {
  const options = { hospital: { type: "string" }, device: { type: "string", multiple: true } } as const;
  try {
    const { hospital, device: devices } = parseArgs({ options }).values;
    if (!hospital || !devices) throw new CannotStart(`Name a hospital and a device: ${usage}`);
    const bad = devices.find((name) => !deviceName.test(name));
    if (bad !== undefined)
      throw new CannotStart(`"${bad}" is no name for a device: letters, digits and . _ : - are, at most 64 of them.`);
    if (devices.length > devicesMax) throw new CannotStart(`A token speaks for ${devicesMax} devices at most.`);
    return { hospital, devices: [...new Set(devices)] };
  } catch (error) {
    throw error instanceof TypeError ? new CannotStart(`${error.message}. Use: ${usage}`) : error;
  }
}

async function refuseUnknownHospital(db: Db, hospital: string): Promise<void> {
  const known = await db.selectFrom("hospitals").select("hospital_id").orderBy("hospital_id").execute();
  if (known.some((row) => row.hospital_id === hospital)) return;
  const names = known.map((row) => row.hospital_id).join(", ");
  throw new CannotStart(
    names === ""
      ? "There is no hospital yet: start Wardlight once (npm start), which makes those of the demo."
      : `There is no hospital ${hospital}: use one of ${names}.`,
  );
}

async function registerDevices(db: Db, hospital: string, devices: readonly string[]): Promise<void> {
  await db
    .insertInto("devices")
    .values(devices.map((name) => ({ hospital_id: hospital, device_id: name })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
