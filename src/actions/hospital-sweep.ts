import type { Db } from "../db/connection.ts";
import type { Sweep } from "./sweep.ts";

export interface HospitalWork {
  readonly name: string;
  /** Which hospitals have something due at `now`. Takes no lock. */
  readonly due: (db: Db, now: Date) => Promise<readonly string[]>;
  /** Does it in one of them, in a transaction of its own. */
  readonly settle: (db: Db, hospitalId: string, now: Date) => Promise<void>;
  /** When the next thing is due, of any hospital. */
  readonly next: (db: Db, now: Date) => Promise<Date | null>;
}

/** What is wrong in one hospital does not keep the sweep from the others. */
export const hospitalSweep = (db: Db, { name, due, settle, next }: HospitalWork): Sweep => ({
  name,
  async run(now) {
    const faults: unknown[] = [];
    for (const hospitalId of await due(db, now)) {
      await settle(db, hospitalId, now).catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw new AggregateError(faults, `${name} failed in ${faults.length} hospitals`);
    return await next(db, now);
  },
});
