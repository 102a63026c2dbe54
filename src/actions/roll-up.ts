import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "../db/connection.ts";
import {
  closeMinutes,
  hospitalsToRollUp,
  lockRollupMark,
  rollDueMinutes,
  rollMinutes,
  staysBeingStored,
} from "../db/rollups.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import { pacedSweep } from "./paced-sweep.ts";
import type { Sweep } from "./sweep.ts";

const minuteMillis = 60_000;
/** What comes with the usual delay of a gateway is there by then; what comes later has its minute rolled up again. */
const graceMillis = 10_000;
/** Nobody waits for it: charts show what is not yet rolled up from the readings themselves. */
const everyMillis = 5_000;
/** Of 200 beds with seven signs every ten seconds 84,000 readings: half a second. */
const minutesAtOnce = 10;
/** Late minutes of a transaction: whoever stores another reading of one of them waits for it. */
const dueAtOnceMax = 500;
/** Somebody who stores is done in a few milliseconds. Whoever is not is waited for at the next run, and not by readings. */
const storingLooksMax = 40;
const betweenLooksMillis = 25;
/** After a standstill the rest follows at the next run: another hospital comes in between, and a stop waits no longer. */
const runMillisMax = 1_000;

/** Rolls readings up to minutes and hours. */
export const rollUpSweep = (db: Db): Sweep =>
  pacedSweep(
    everyMillis,
    hospitalSweep(db, {
      name: "roll-up",
      due: (from, now) => hospitalsToRollUp(from, closeTo(now)),
      settle: rollUp,
      next: async (_db, now) => new Date(now.getTime() + everyMillis),
    }),
  );

const closeTo = (now: Date) => new Date(Math.floor((now.getTime() - graceMillis) / minuteMillis) * minuteMillis);

/**
 * Three steps, each by itself, so that whoever stores readings is never held up by the work: the minutes are closed; whoever
 * is storing without having known that is waited for; then they are rolled up. Any number of processes may do it at the
 * same time, and it may stop between any two.
 */
export async function rollUp(db: Db, hospitalId: string, now: Date): Promise<void> {
  const { closedTo, rolledTo } = await db.transaction().execute((trx) => closeMinutes(trx, hospitalId, closeTo(now)));
  if (rolledTo < closedTo && (await storingIsOver(db, hospitalId, rolledTo)))
    await forAWhile(() => rollNextMinutes(db, hospitalId, closedTo));
  await forAWhile(() => rollNextDue(db, hospitalId));
}

async function forAWhile(step: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + runMillisMax;
  let more = await step();
  while (more && performance.now() < until) more = await step();
}

/** Whether each stay was seen free of whoever may have begun to store before the minutes were closed. */
async function storingIsOver(db: Db, hospitalId: string, since: Date): Promise<boolean> {
  let busy = await staysBeingStored(db, hospitalId, { since });
  for (let look = 1; busy.length > 0 && look < storingLooksMax; look += 1) {
    await pause(betweenLooksMillis);
    busy = await staysBeingStored(db, hospitalId, busy);
  }
  return busy.length === 0;
}

/** `closedTo`: no later than what was closed before the storing was waited for. Answers whether there is more. */
const rollNextMinutes = (db: Db, hospitalId: string, closedTo: Date): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const mark = await lockRollupMark(trx, hospitalId);
    if (!mark || mark.rolledTo >= closedTo) return false;
    const to = Math.min(closedTo.getTime(), mark.rolledTo.getTime() + minutesAtOnce * minuteMillis);
    await rollMinutes(trx, hospitalId, mark.rolledTo, new Date(to));
    return to < closedTo.getTime();
  });

const rollNextDue = (db: Db, hospitalId: string): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const mark = await lockRollupMark(trx, hospitalId);
    return mark !== null && (await rollDueMinutes(trx, hospitalId, mark.rolledTo, dueAtOnceMax));
  });
