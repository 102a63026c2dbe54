import { lockOpenAlertsAbout, readOpenSubjects, subjectOfDevice, subjectOfFeed } from "../db/alerts.ts";
import type { Db, Trx } from "../db/connection.ts";
import { hospitalsWithSilentDevices, lockDevices, nextSilenceAt, readWatch, writeLost } from "../db/devices.ts";
import { type DownFeed, judgeSilence, type WatchedDevice } from "../domain/feeds.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import { listeningSweep } from "./listening-sweep.ts";
import type { Sweep } from "./sweep.ts";
import {
  closeTechnicalAlerts,
  endTechnicalAlert,
  raiseTechnicalAlert,
  type TechnicalFault,
} from "./technical-alert.ts";

/** Or all monitors of a hospital would be lost at once after a start, before they could say a word. */
export const loseDevicesSweep = (db: Db): Sweep =>
  listeningSweep((listeningSince) =>
    hospitalSweep(db, {
      name: "lose-devices",
      due: (_, now) => hospitalsWithSilentDevices(db, now, listeningSince()),
      settle: (_, hospitalId, now) => loseDevices(db, hospitalId, now, listeningSince()),
      next: (_, now) => nextSilenceAt(db, now, listeningSince()),
    }),
  );

/**
 * Takes devices for lost that stand at the bed of a patient who is there and have been silent for five times their
 * interval: a technical alert about each, or one about the feed where nothing comes from any of its devices. When a feed
 * is back, its other devices are given their time once more. A monitor at an empty bed may be silent; one that never
 * spoke is not lost.
 */
export async function loseDevices(db: Db, hospitalId: string, now: Date, listeningSince: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const open = await lockWhatIsSaid(trx, hospitalId);
    const before = await readWatch(trx, hospitalId, listeningSince);
    const silent = before.devices.filter(({ lostAt, dueAt }) => lostAt !== null || dueAt < now).map(idOf);
    // Somebody has one of them in hand: it speaks at this moment, or another process does what we do. We come again.
    if ((await lockDevices(trx, hospitalId, silent)).size < silent.length) return;
    // Once more, now that they are ours: what another process did it has done.
    const watch = await readWatch(trx, hospitalId, listeningSince);
    const { newlyLost, down, alone } = judgeSilence(watch.devices, watch.feeds, now);
    const events: WardlightEvent[] = newlyLost.map(({ deviceId, bedId, wardId }) => ({
      ...{ type: "device.lost", payload: { deviceId, bedId, wardId } },
    }));
    for (const feed of down) events.push(...(await sayFeed(trx, { hospitalId, feed, open, now })));

    const standing = new Set(down.map(({ name }) => subjectOfFeed(name)));
    const back = [...open].filter((subject) => subject.startsWith(subjectOfFeed("")) && !standing.has(subject));
    for (const subject of back)
      events.push(...(await endTechnicalAlert(trx, { hospitalId, subject, reason: "feed_returned", now })));
    const ofBack = watch.feeds.filter(({ name }) => back.includes(subjectOfFeed(name)));
    const stoodFor = new Set(down.flatMap((feed) => feed.devices.map(idOf)));
    const isSaid = ({ deviceId }: WatchedDevice) => stoodFor.has(deviceId) || open.has(subjectOfDevice(deviceId));
    const again = watch.devices.filter(
      (device) =>
        device.lostAt !== null && !isSaid(device) && ofBack.some(({ deviceIds }) => deviceIds.has(device.deviceId)),
    );

    for (const device of alone)
      if (!again.includes(device) && !isSaid(device))
        events.push(...(await raiseTechnicalAlert(trx, lost(hospitalId, device, now))));
    const watched = new Set(watch.devices.map(({ deviceId }) => subjectOfDevice(deviceId)));
    const forNobody = [...open].filter((subject) => !subject.startsWith(subjectOfFeed("")) && !watched.has(subject));
    events.push(
      ...(await closeTechnicalAlerts(trx, {
        ...{ hospitalId, subjects: forNobody, outcome: "patient_left", reason: "patient_left", ...byRule, now },
      })),
    );
    await writeLost(trx, hospitalId, [...newlyLost, ...again].map(idOf), now);
    await publish(trx, hospitalId, events);
  });
}

const byRule = { staffId: null, requestId: null };
const idOf = ({ deviceId }: WatchedDevice) => deviceId;

/** Locks the alerts that say of a device or a feed that it is silent, and answers their subjects. Before any device. */
async function lockWhatIsSaid(trx: Trx, hospitalId: string): Promise<ReadonlySet<string>> {
  const subjects = await readOpenSubjects(trx, hospitalId, ["device_lost", "feed_down"]);
  const locked = await lockOpenAlertsAbout(trx, hospitalId, subjects);
  return new Set(locked.flatMap(({ subject, causeActive }) => (subject !== null && causeActive ? subject : [])));
}

interface FeedSaid {
  readonly hospitalId: string;
  readonly feed: DownFeed;
  /** Subjects of what is said already. */
  readonly open: ReadonlySet<string>;
  readonly now: Date;
}

/** One alert about the feed; what was said of its devices is merged into it. */
async function sayFeed(trx: Trx, { hospitalId, feed, open, now }: FeedSaid): Promise<WardlightEvent[]> {
  const { name, devices } = feed;
  const subjects = devices.map(({ deviceId }) => subjectOfDevice(deviceId)).filter((subject) => open.has(subject));
  const merged = await closeTechnicalAlerts(trx, {
    ...{ hospitalId, subjects, outcome: "merged", reason: "feed_down", ...byRule, now },
  });
  if (open.has(subjectOfFeed(name))) return merged;
  const wards = new Set(devices.map(({ wardId }) => wardId));
  const [only] = wards;
  const fault: TechnicalFault = {
    ...{ hospitalId, subject: subjectOfFeed(name), cause: "feed_down", priority: "medium", place: name, now },
    ...{ stayId: null, deviceId: null, bedId: null, wardId: wards.size === 1 && only !== undefined ? only : null },
  };
  return [...merged, ...(await raiseTechnicalAlert(trx, fault))];
}

/**
 * Of low priority, since nobody's state got worse, but listed, since nobody watches either. About the bed: the device stays
 * where it is when the patient moves, and so does what is wrong with it.
 */
const lost = (hospitalId: string, { deviceId, bedId, wardId }: WatchedDevice, now: Date): TechnicalFault => ({
  ...{ hospitalId, subject: subjectOfDevice(deviceId), cause: "device_lost", priority: "low", stayId: null },
  ...{ deviceId, bedId, wardId, now },
});
