import { hashPassword } from "../actions/passwords.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { signs, vitalSigns } from "../domain/vitals.ts";
import type { Log } from "../log.ts";
import { answeredBeds } from "./answered.ts";
import { claimedBeds } from "./handover.ts";
import { startMonitors } from "./monitors.ts";
import { keepOnDuty, sendForImaging } from "./people.ts";
import { demoHospitals, demoPassword, simulatedBeds } from "./roster.ts";
import { seedDemo } from "./seed.ts";
import { demoToken, readDemoTokens, writeDemoTokens } from "./tokens.ts";

/** Makes the demo's hospitals where there are none yet, and wakes them at a later start. Call it before any sweep runs. */
export async function prepareDemo(db: Db): Promise<void> {
  const known = await db.selectFrom("hospitals").select("hospital_id").limit(1).executeTakeFirst();
  const now = await databaseNow(db);
  if (!known) await seedDemo(db, { now, passwordHash: await hashPassword(demoPassword) });
  else for (const { hospitalId } of demoHospitals) await wake(db, hospitalId, now);
  await keepOnDuty(db);
  if (!known) await sendForImaging(db);
}

/**
 * The monitors were off because the server was: they count as heard just now, and are no devices that somebody has to look
 * for. What a recording has taught of its own rhythm is forgotten, since cuffs and rounds do not keep it.
 */
async function wake(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db
    .updateTable("devices")
    .set({ last_heard_at: now })
    .where("hospital_id", "=", hospitalId)
    .where("last_heard_at", "is not", null)
    .where("lost_at", "is", null)
    .execute();
  for (const sign of signs.filter((name) => !vitalSigns[name].continuous))
    await db
      .updateTable("current_vitals")
      .set({ interval_seconds: vitalSigns[sign].expectedIntervalSeconds })
      .where("hospital_id", "=", hospitalId)
      .where("sign", "=", sign)
      .execute();
}

/** A shift that has ended is followed by the next before anybody misses it. */
const dutiesEveryMillis = 5_000;

export interface DemoDeps {
  readonly db: Db;
  /** Where the ingest listens. */
  readonly url: string;
  /** Where the tokens are left for `simulate` and `replay`. */
  readonly dataDir: string;
  readonly log: Log;
}

/** Plays the monitors of the demo's hospitals, through the same ingest and with the same tokens as a real device. */
export async function playDemo({ db, url, dataDir, log }: DemoDeps): Promise<{ stop(): Promise<void> }> {
  const before = readDemoTokens(dataDir) ?? {};
  const tokens: Record<string, string> = {};
  for (const { hospitalId } of demoHospitals) tokens[hospitalId] = await demoToken(db, hospitalId, before[hospitalId]);
  try {
    writeDemoTokens(dataDir, tokens);
  } catch (error) {
    log.warn({ err: error }, "the demo's tokens could not be written down: simulate and replay need --token");
  }
  const playing = demoHospitals.map((hospital) => {
    const { hospitalId } = hospital;
    return startMonitors({
      ...{ url, token: tokens[hospitalId] ?? "", hospitalId, log },
      ...{ beds: simulatedBeds(hospital), seed: "wardlight", scenario: "demo" },
      takenBeds: (now) => claimedBeds(dataDir, hospitalId, now),
      answeredBeds: () => answeredBeds(db, hospitalId),
    });
  });
  const duties = setInterval(() => {
    keepOnDuty(db).catch((error: unknown) => log.warn({ err: error }, "the demo's people did not come on duty"));
  }, dutiesEveryMillis);
  return {
    async stop() {
      clearInterval(duties);
      await Promise.all(playing.map((monitors) => monitors.stop()));
    },
  };
}
