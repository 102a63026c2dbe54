import { hospitalsWithAgedSigns, lockAgedSigns, nextAgingAt, writeNextAging } from "../db/aging-vitals.ts";
import type { Db } from "../db/connection.ts";
import { readStayBeds } from "../db/stays.ts";
import { freshnessChangesAt } from "../domain/freshness.ts";
import { publish } from "../events/publish.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";

/** A hospital's current values number a few hundred; after a long standstill the rest follows at once. */
const signsAtOnceMax = 2_000;

export const staleSignsSweep = (db: Db): Sweep =>
  hospitalSweep(db, { name: "stale-signs", due: hospitalsWithAgedSigns, settle: staleSigns, next: nextAgingAt });

/**
 * Publishes whose signs aged, staled or were lost because nothing came, and notes when they do so next. What is shown
 * changes, the score too; alerts do not: that a value is no longer known is neither a crossing nor a recovery.
 */
export async function staleSigns(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const aged = await lockAgedSigns(trx, hospitalId, now, signsAtOnceMax);
    if (aged.length === 0) return;
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
  });
}
