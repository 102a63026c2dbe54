import type { Sweep } from "./actions/sweep.ts";
import { type Db, databaseNow } from "./db/connection.ts";
import { faultName } from "./db/faults.ts";
import type { Log } from "./log.ts";

export type { Sweep } from "./actions/sweep.ts";

export interface Ticker {
  /** Something was committed that may have set a timer: looks at once, or very soon after the last look. */
  wake(): void;
  /** Ends after the sweep that is running. */
  close(): Promise<void>;
}

/** What is due later is looked for again after this, so that a lost wake-up makes nothing later than a second. */
const restMillisMax = 1_000;
/** Whoever holds what is due (another process, a person) is done with it in a few milliseconds. */
const busyMillis = 25;
/** Readings ring many times a second. No timer is ever set as close as this, so nothing comes late by it. */
const betweenWakesMillis = 100;

/**
 * Runs the sweeps of a process, one after the other, whenever one of them has something due. Every process runs them: the
 * rows' locks and states decide who does what. All times are the database's; between two questions for it, elapsed time
 * is counted from when the answer came, so that a sweep may be a millisecond late but never early.
 */
export function createTicker(deps: { readonly db: Db; readonly log: Log; readonly sweeps: readonly Sweep[] }): Ticker {
  let closed = false;
  let woken = false;
  let interrupt: (() => void) | null = null;

  async function loop(): Promise<void> {
    while (!closed) {
      woken = false;
      const nextMillis = await sweepAll(deps, () => closed);
      const finishedMillis = performance.now();
      const remaining = () => {
        const wanted = woken ? Math.min(betweenWakesMillis, nextMillis) : nextMillis;
        return finishedMillis + wanted - performance.now();
      };
      for (let millis = remaining(); !closed && millis > 0; millis = remaining()) await rest(millis);
    }
  }

  const rest = (millis: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, millis);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const looping = loop();
  return {
    wake() {
      woken = true;
      interrupt?.();
    },
    async close() {
      closed = true;
      interrupt?.();
      await looping;
    },
  };
}

/** @returns in how many milliseconds the next sweep is due. Never throws: whatever fails is tried again after a rest. */
async function sweepAll(
  { db, log, sweeps }: { readonly db: Db; readonly log: Log; readonly sweeps: readonly Sweep[] },
  isClosed: () => boolean,
): Promise<number> {
  let clock: () => Date;
  try {
    clock = await readClock(db);
  } catch (fault) {
    log.error({ fault: faultName(fault) }, "the database did not tell the time; nothing is swept");
    return restMillisMax;
  }
  let next: Date | null = null;
  for (const sweep of sweeps) {
    if (isClosed()) return 0;
    try {
      const due = await sweep.run(clock());
      if (due && (!next || due < next)) next = due;
    } catch (fault) {
      log.error({ sweep: sweep.name, faults: faultNames(fault) }, "a sweep failed; it is tried again");
    }
  }
  if (!next) return restMillisMax;
  const untilNext = next.getTime() - clock().getTime();
  return Math.min(restMillisMax, untilNext > 0 ? untilNext : busyMillis);
}

async function readClock(db: Db): Promise<() => Date> {
  const now = await databaseNow(db);
  const readAtMillis = performance.now();
  return () => new Date(now.getTime() + Math.floor(performance.now() - readAtMillis));
}

const faultNames = (fault: unknown) => (fault instanceof AggregateError ? fault.errors : [fault]).map(faultName);
