import { subjectOfWard } from "../db/alerts.ts";
import type { Db } from "../db/connection.ts";
import { readWardWatch, type WardWatch } from "../db/ward-watch.ts";
import { publish } from "../events/publish.ts";
import { listeningSweep } from "./listening-sweep.ts";
import { pacedSweep } from "./paced-sweep.ts";
import type { Sweep } from "./sweep.ts";
import { closeTechnicalAlerts, raiseTechnicalAlert } from "./technical-alert.ts";

/** An alert that nobody sees is worth nothing, so this one comes within a second of its time. */
const everyMillis = 1_000;

/**
 * Finds wards with patients in which for a minute nobody has had a board before them, and tells the operator, then the
 * head doctor. It is over as soon as somebody looks, answered or not: whoever looks is all that was called for.
 */
export const watchWardsSweep = (db: Db): Sweep =>
  listeningSweep((listeningSince) =>
    pacedSweep(everyMillis, {
      name: "watch-wards",
      async run(now) {
        const since = listeningSince();
        for (const ward of await readWardWatch(db, now, since))
          if (ward.unwatched ? !ward.said : ward.said && ward.settled) await watchWard(db, ward, now, since);
        return null;
      },
    }),
  );

/** Looked at once more in the transaction: somebody may have come in the moment before. */
export async function watchWard(
  db: Db,
  { hospitalId, wardId }: Pick<WardWatch, "hospitalId" | "wardId">,
  now: Date,
  listeningSince: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const [ward] = await readWardWatch(trx, now, listeningSince, { hospitalId, wardId });
    if (!ward) return;
    const subject = subjectOfWard(wardId);
    if (ward.unwatched) {
      const events = await raiseTechnicalAlert(trx, {
        ...{ hospitalId, subject, cause: "ward_unwatched", priority: "medium", stayId: null, deviceId: null },
        ...{ bedId: null, wardId, place: ward.name, now },
      });
      await publish(trx, hospitalId, events);
    } else if (ward.settled) {
      const events = await closeTechnicalAlerts(trx, {
        ...{ hospitalId, subjects: [subject], outcome: "cause_ended", reason: "watched_again" },
        ...{ staffId: null, requestId: null, now },
      });
      await publish(trx, hospitalId, events);
    }
  });
}
