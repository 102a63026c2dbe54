import { subjectOfSigns } from "../db/alerts.ts";
import type { Db } from "../db/connection.ts";
import { readLostSigns, readStaysMissed } from "../db/lost-signs.ts";
import { lockStays } from "../db/stays.ts";
import { onDelaySeconds } from "../domain/alerts.ts";
import { publish } from "../events/publish.ts";
import { pacedSweep } from "./paced-sweep.ts";
import type { Sweep } from "./sweep.ts";
import { endTechnicalAlert, raiseTechnicalAlert } from "./technical-alert.ts";

/** Nobody waits for it: a sign is struck out on the card in the meantime. */
const everyMillis = 5_000;

/**
 * Misses what a monitor used to send and does not any more while it goes on sending the rest: a cable that was pulled, an
 * interface that dropped a field. One technical alert a stay, over when the signs are believed again, said to have no
 * reading, or when the whole monitor is silent, which is another alert.
 */
export function missSignsSweep(db: Db): Sweep {
  /** Since when each stay's signs have been missing while somebody looked; a monitor that is back sends one by one. */
  const since = new Map<string, Date>();
  return pacedSweep(everyMillis, {
    name: "miss-signs",
    async run(now) {
      const lost = await readLostSigns(db, now);
      const missing = new Map(lost.map((stay) => [keyOf(stay), stay]));
      for (const key of since.keys()) if (!missing.has(key)) since.delete(key);
      for (const key of missing.keys()) if (!since.has(key)) since.set(key, now);
      const missed = await readStaysMissed(db);
      const known = new Set(missed.map(keyOf));
      for (const [key, stay] of missing)
        if (!known.has(key) && isLongEnough(since.get(key), now)) await missSigns(db, stay, now);
      for (const stay of missed) if (!missing.has(keyOf(stay))) await findSigns(db, stay, now);
      return null;
    },
  });
}

interface Stay {
  readonly hospitalId: string;
  readonly stayId: string;
}
const keyOf = ({ hospitalId, stayId }: Stay) => `${hospitalId} ${stayId}`;

const isLongEnough = (since: Date | undefined, now: Date) =>
  since !== undefined && now.getTime() - since.getTime() >= onDelaySeconds.low * 1000;

/** Of low priority, as a monitor that is lost. Looked at once more under the stay's lock: a value may have just come. */
export async function missSigns(db: Db, stay: Stay, now: Date): Promise<void> {
  const { hospitalId, stayId } = stay;
  await db.transaction().execute(async (trx) => {
    await lockStays(trx, hospitalId, [stayId]);
    const [lost] = await readLostSigns(trx, now, stay);
    if (!lost) return;
    const { bedId, wardId, signs } = lost;
    const events = await raiseTechnicalAlert(trx, {
      ...{ hospitalId, subject: subjectOfSigns(stayId), cause: "signs_stale", priority: "low", stayId },
      ...{ deviceId: null, bedId, wardId, sign: signs.length === 1 ? (signs[0] ?? null) : null, now },
    });
    await publish(trx, hospitalId, events);
  });
}

async function findSigns(db: Db, stay: Stay, now: Date): Promise<void> {
  const { hospitalId, stayId } = stay;
  await db.transaction().execute(async (trx) => {
    await lockStays(trx, hospitalId, [stayId]);
    if ((await readLostSigns(trx, now, stay)).length > 0) return;
    const subject = subjectOfSigns(stayId);
    await publish(
      trx,
      hospitalId,
      await endTechnicalAlert(trx, { hospitalId, subject, reason: "signs_returned", now }),
    );
  });
}
