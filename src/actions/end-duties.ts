import type { Db } from "../db/connection.ts";
import { closeDueDuties, nextDutyEnds } from "../db/duties.ts";
import { publish } from "../events/publish.ts";
import { auditDuty, dutyEvents } from "./duty-told.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";

/** A transaction's worth; a large hospital's change of shift goes on with the next. */
const dutiesAtOnceMax = 200;

/** Ends duties whose shift is over: who stays longer says so again, and nobody is called who went home. */
export const endDutiesSweep = (db: Db): Sweep =>
  hospitalSweep(db, {
    name: "end-duties",
    due: async (from, now) => (await nextDutyEnds(from)).flatMap(({ hospitalId, at }) => (at <= now ? hospitalId : [])),
    settle: endDuties,
    next: async (from) =>
      (await nextDutyEnds(from)).reduce<Date | null>((first, { at }) => (first && first <= at ? first : at), null),
  });

export async function endDuties(db: Db, hospitalId: string, now: Date): Promise<void> {
  while ((await endSome(db, hospitalId, now)) === dutiesAtOnceMax);
}

async function endSome(db: Db, hospitalId: string, now: Date): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    const ended = await closeDueDuties(trx, hospitalId, now, dutiesAtOnceMax);
    for (const duty of ended)
      await auditDuty(trx, hospitalId, duty, { action: "duty.ended", reason: "shift_ended", requestId: null });
    const changes = ended.map((duty) => ({ type: "duty.ended", duty }) as const);
    await publish(trx, hospitalId, await dutyEvents(trx, hospitalId, changes));
    return ended.length;
  });
}
