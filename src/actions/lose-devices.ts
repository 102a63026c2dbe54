import { subjectOfDevice } from "../db/alerts.ts";
import type { Db } from "../db/connection.ts";
import { hospitalsWithSilentDevices, nextSilenceAt, type PlacedDevice, takeForLost } from "../db/devices.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";
import { raiseTechnicalAlert, type TechnicalFault } from "./technical-alert.ts";

/** The ticker comes by every second. When it has not for so long, the database or all of us were away. */
const absenceMillisMax = 30_000;

/**
 * After an absence (a start, a database that was down) the silence of every device is counted anew, or all monitors of a
 * hospital would be lost at once before they could say a word.
 */
export function loseDevicesSweep(db: Db): Sweep {
  let listeningSince = new Date(0);
  let lastRun = new Date(0);
  const sweep = hospitalSweep(db, {
    name: "lose-devices",
    due: (_, now) => hospitalsWithSilentDevices(db, now, listeningSince),
    settle: (_, hospitalId, now) => loseDevices(db, hospitalId, now, listeningSince),
    next: () => nextSilenceAt(db, listeningSince),
  });
  return {
    name: sweep.name,
    run(now) {
      if (now.getTime() - lastRun.getTime() > absenceMillisMax) listeningSince = now;
      lastRun = now;
      return sweep.run(now);
    },
  };
}

/**
 * Takes devices for lost that stand at a bed with a patient and have been silent for five times their interval, and
 * raises a technical alert about each. A monitor at an empty bed may be silent; one that never spoke is not lost.
 */
export async function loseDevices(db: Db, hospitalId: string, now: Date, listeningSince: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const events: WardlightEvent[] = [];
    for (const device of await takeForLost(trx, hospitalId, now, listeningSince)) {
      events.push({ type: "device.lost", payload: device });
      events.push(...(await raiseTechnicalAlert(trx, lost(hospitalId, device, now))));
    }
    await publish(trx, hospitalId, events);
  });
}

/**
 * Of low priority, since nobody's state got worse, but listed, since nobody watches either. About the bed: the device stays
 * where it is when the patient moves, and so does what is wrong with it.
 */
const lost = (hospitalId: string, { deviceId, bedId, wardId }: PlacedDevice, now: Date): TechnicalFault => ({
  ...{ hospitalId, subject: subjectOfDevice(deviceId), cause: "device_lost", priority: "low", stayId: null },
  ...{ deviceId, bedId, wardId, now },
});
