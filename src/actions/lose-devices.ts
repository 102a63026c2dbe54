import type { Db } from "../db/connection.ts";
import { hospitalsWithSilentDevices, nextSilenceAt, takeForLost } from "../db/devices.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";
import { raiseTechnicalAlert } from "./technical-alert.ts";

export const loseDevicesSweep = (db: Db): Sweep =>
  hospitalSweep(db, {
    name: "lose-devices",
    due: hospitalsWithSilentDevices,
    settle: loseDevices,
    next: nextSilenceAt,
  });

/**
 * Takes devices for lost that stand at a bed with a patient and have been silent for five times their interval, and
 * raises a technical alert about each. A monitor at an empty bed may be silent; one that never spoke is not lost.
 */
export async function loseDevices(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const events: WardlightEvent[] = [];
    for (const device of await takeForLost(trx, hospitalId, now)) {
      events.push({ type: "device.lost", payload: device });
      events.push(...(await raiseTechnicalAlert(trx, { hospitalId, ...device, now })));
    }
    await publish(trx, hospitalId, events);
  });
}
