import { dropPendingCauses, lockStaysWithDueCauses, nextCausesDue } from "../db/alert-causes.ts";
import type { Db } from "../db/connection.ts";
import { readStayBeds } from "../db/stays.ts";
import { publish } from "../events/publish.ts";
import { lockOpenOfStays, raiseDueCauses } from "./apply-assessment.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";

/** A transaction of so many takes some 50 ms; a storm goes on with the next. */
const staysAtOnceMax = 100;

/**
 * Raises what has stood for its on-delay. Whether the cause still stands is not asked again: a reading back within the
 * limits would have cancelled it, and that none came is no recovery.
 */
export const raiseDueSweep = (db: Db): Sweep =>
  hospitalSweep(db, {
    name: "raise-due",
    due: async (from, now) =>
      (await nextCausesDue(from)).flatMap(({ hospitalId, at }) => (at <= now ? hospitalId : [])),
    settle: raiseDue,
    next: async (from) =>
      (await nextCausesDue(from)).reduce<Date | null>((first, { at }) => (first && first <= at ? first : at), null),
  });

/** @returns when nothing is due any more but what somebody else has in hand. */
export async function raiseDue(db: Db, hospitalId: string, now: Date): Promise<void> {
  while ((await raiseSome(db, hospitalId, now)) === staysAtOnceMax);
}

async function raiseSome(db: Db, hospitalId: string, now: Date): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    const stayIds = await lockStaysWithDueCauses(trx, hospitalId, now, staysAtOnceMax);
    if (stayIds.length === 0) return 0;
    const openOf = await lockOpenOfStays(trx, hospitalId, stayIds);
    const beds = new Map((await readStayBeds(trx, hospitalId, stayIds)).map((bed) => [bed.stayId, bed]));
    const events = [];
    for (const stayId of stayIds) {
      const open = openOf.get(stayId);
      const stay = beds.get(stayId);
      if (open && stay) events.push(...(await raiseDueCauses(trx, { hospitalId, stay, open, now })));
      // Of a patient who has no bed any more nothing is raised: nobody is there.
      else await dropPendingCauses(trx, hospitalId, stayId);
    }
    await publish(trx, hospitalId, events);
    return stayIds.length;
  });
}
