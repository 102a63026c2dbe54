import type { Db } from "../db/connection.ts";
import { hospitalsBehindTheMinute, takeMinute } from "../db/hospital-minutes.ts";
import { publish } from "../events/publish.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";

const minuteMillis = 60_000;
const minuteOf = (now: Date) => new Date(Math.floor(now.getTime() / minuteMillis) * minuteMillis);

/** Publishes `minute.passed` for each hospital once in a full minute, whatever the number of processes. */
export const minuteSweep = (db: Db): Sweep =>
  hospitalSweep(db, {
    name: "pass-minute",
    due: (from, now) => hospitalsBehindTheMinute(from, minuteOf(now)),
    settle: passMinute,
    next: async (_db, now) => new Date(minuteOf(now).getTime() + minuteMillis),
  });

/** Minutes that passed while nothing ran are not made up for: what is redrawn is drawn as it is now. */
export async function passMinute(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await takeMinute(trx, hospitalId, minuteOf(now)))) return;
    await publish(trx, hospitalId, [{ type: "minute.passed", payload: { wardId: null } }]);
  });
}
