import {
  hospitalsAheadOf,
  hospitalsWithAgedSigns,
  lockAgedSigns,
  nextAgingAt,
  shiftCurrentSigns,
  staysWithSigns,
  writeNextAging,
} from "../db/aging-vitals.ts";
import type { Db } from "../db/connection.ts";
import { lockStays, readStayBeds, readStayFacts } from "../db/stays.ts";
import { readCurrentVitals } from "../db/vitals.ts";
import { freshnessChangesAt } from "../domain/freshness.ts";
import { signs } from "../domain/vitals.ts";
import { publish } from "../events/publish.ts";
import { fileStay } from "./file-stay.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import { noteScores, scoredStay } from "./note-scores.ts";
import type { Sweep } from "./sweep.ts";

/** A hospital's current values number a few hundred; after a long standstill the rest follows at once. */
const signsAtOnceMax = 2_000;

/**
 * Looks once a second. A database whose clock is set back would make old values young, and live again when its time comes
 * round: then all of them are set back with it, so that they keep their age.
 */
export function staleSignsSweep(db: Db): Sweep {
  const work = { name: "stale-signs", due: hospitalsWithAgedSigns, settle: staleSigns, next: nextAgingAt };
  const sweep = hospitalSweep(db, work);
  let latest: Date | null = null;
  return {
    name: work.name,
    async run(now) {
      if (latest === null || now < latest)
        for (const hospitalId of await hospitalsAheadOf(db)) await setBackSigns(db, hospitalId);
      latest = now;
      return await sweep.run(now);
    },
  };
}

async function setBackSigns(db: Db, hospitalId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Nobody files a reading meanwhile, and of two processes the second finds nothing ahead any more.
    const stayIds = await staysWithSigns(trx, hospitalId);
    await lockStays(trx, hospitalId, stayIds);
    if (!(await shiftCurrentSigns(trx, hospitalId))) return;
    const beds = await readStayBeds(trx, hospitalId, stayIds);
    await publish(
      trx,
      hospitalId,
      beds.map((bed) => ({ type: "signs.staled", payload: { ...bed, signs: [...signs] } })),
    );
  });
}

/**
 * Publishes whose signs aged, staled or were lost because nothing came, and notes when they do so next. What is shown
 * changes, the score too; alerts do not: that a value is no longer known is neither a crossing nor a recovery.
 */
export async function staleSigns(db: Db, hospitalId: string, now: Date): Promise<void> {
  const stayIds = await db.transaction().execute(async (trx) => {
    const aged = await lockAgedSigns(trx, hospitalId, now, signsAtOnceMax);
    if (aged.length === 0) return [];
    await writeNextAging(
      trx,
      hospitalId,
      aged.map(({ stayId, sign, at, intervalSeconds }) => ({
        stayId,
        sign,
        changesAt: freshnessChangesAt(at, intervalSeconds, now),
      })),
    );
    const byStay = Map.groupBy(aged, ({ stayId }) => stayId);
    // Of a stay without a bed no board shows anything.
    const beds = await readStayBeds(trx, hospitalId, [...byStay.keys()]);
    await publish(
      trx,
      hospitalId,
      beds.map((bed) => ({
        type: "signs.staled",
        payload: { ...bed, signs: (byStay.get(bed.stayId) ?? []).map(({ sign }) => sign) },
      })),
    );
    return beds.map(({ stayId }) => stayId);
  });
  // On its own: a stay's lock comes before those of its values, which the sweep had to take first.
  await noteAgedScores(db, hospitalId, stayIds);
}

/** A score that lost a part is not the score that it was. */
async function noteAgedScores(db: Db, hospitalId: string, stayIds: readonly string[]): Promise<void> {
  if (stayIds.length === 0) return;
  await db.transaction().execute(async (trx) => {
    const now = await lockStays(trx, hospitalId, stayIds);
    const facts = await readStayFacts(trx, hospitalId, stayIds, now);
    const current = await readCurrentVitals(trx, hospitalId, stayIds);
    const stays = facts.map((stay) => fileStay(stay, current.get(stay.stayId) ?? {}, [], now));
    const scored = stays.flatMap((stay) => scoredStay(stay, false));
    await publish(trx, hospitalId, await noteScores(trx, hospitalId, scored, now));
  });
}
