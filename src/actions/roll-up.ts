import type { Db } from "../db/connection.ts";
import { readHospitalIds, rollUp } from "../db/rollups.ts";
import { pacedSweep } from "./paced-sweep.ts";
import type { Sweep } from "./sweep.ts";

/** Charts read the last minutes from the readings themselves. */
const everyMillis = 60_000;
/** After a standstill: so many pieces at a time, and the lane goes on with the rest of its work. */
const piecesAtOnceMax = 12;

/** Rolls readings up by minute and hour, hospital by hospital. What is wrong in one does not keep it from the others. */
export const rollUpSweep = (db: Db): Sweep =>
  pacedSweep(everyMillis, {
    name: "roll-up",
    async run(now) {
      const faults: unknown[] = [];
      for (const hospitalId of await readHospitalIds(db))
        await rollUpHospital(db, hospitalId, now).catch((fault: unknown) => faults.push(fault));
      if (faults.length > 0) throw new AggregateError(faults, `roll-up failed in ${faults.length} hospitals`);
      return null;
    },
  });

async function rollUpHospital(db: Db, hospitalId: string, now: Date): Promise<void> {
  for (let piece = 0; piece < piecesAtOnceMax; piece += 1) {
    const rolled = await rollUp(db, hospitalId, now);
    if (!rolled?.behind) return;
  }
}
