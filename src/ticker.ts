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

interface TickerDeps {
  readonly db: Db;
  readonly log: Log;
  readonly sweeps: readonly Sweep[];
}

/** What is due later is looked for again after this, so that a lost wake-up makes nothing later than a second. */
const restMillisMax = 1_000;
/** Whoever holds what is due (another process, a person) is done with it in a few milliseconds. */
const busyMillis = 25;
/** Readings ring many times a second. No timer is ever set as close as this, so nothing comes late by it. */
const betweenWakesMillis = 100;

/**
 * Runs the sweeps of a process, one after the other, each when it has something due. Every process runs them: the rows'
 * locks and states decide who does what. All times are the database's, asked for before each rest; from then on elapsed
 * time is counted from when the answer came, so that a sweep may be a millisecond late but never early. One that others
 * must not hold up has a ticker of its own.
 */
export function createTicker({ db, log, sweeps }: TickerDeps): Ticker {
  const plans: Plan[] = sweeps.map((sweep) => ({ sweep, dueAt: null, looksAtMillis: 0 }));
  let closed = false;
  let woken = false;
  let heedsWakingAtMillis = 0;
  let interrupt: (() => void) | null = null;

  async function loop(): Promise<void> {
    while (!closed) {
      const clock = await readClock(db, log);
      if (!clock) rest();
      await restUntilDue(clock);
      if (clock) await sweepDue(clock);
    }
  }

  /** Who wakes us meanwhile need not: all is looked for when the database is back. */
  function rest(): void {
    woken = false;
    for (const plan of plans) lookIn(plan, restMillisMax);
  }

  async function restUntilDue(clock: Clock | null): Promise<void> {
    const remaining = () =>
      Math.min(
        woken ? heedsWakingAtMillis - performance.now() : restMillisMax,
        ...plans.map((plan) => millisUntil(plan, clock)),
      );
    for (let millis = remaining(); !closed && millis > 0; millis = remaining()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, millis);
        interrupt = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** What a waking was for, nobody says: all of them look then. */
  async function sweepDue(clock: Clock): Promise<void> {
    const all = woken && heedsWakingAtMillis <= performance.now();
    if (all) woken = false;
    for (const plan of plans) {
      if (closed) return;
      if (all || millisUntil(plan, clock) <= 0) await run(plan, clock, log);
    }
    if (all) heedsWakingAtMillis = performance.now() + betweenWakesMillis;
  }

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

interface Plan {
  readonly sweep: Sweep;
  /** When it said that something is due. */
  dueAt: Date | null;
  /** When it looks anyway, by `performance.now()`: the database's clock may be set back. */
  looksAtMillis: number;
}

/** The database's time: elapsed time is added to what it said. */
type Clock = () => Date;

/** Never throws: a sweep that failed is tried again after a rest. */
async function run(plan: Plan, clock: Clock, log: Log): Promise<void> {
  try {
    const now = clock();
    const dueAt = await plan.sweep.run(now);
    if (dueAt && dueAt <= now) lookIn(plan, busyMillis);
    else lookIn(plan, restMillisMax, dueAt);
  } catch (fault) {
    log.error({ sweep: plan.sweep.name, faults: faultNames(fault) }, "a sweep failed; it is tried again");
    lookIn(plan, restMillisMax);
  }
}

function lookIn(plan: Plan, millis: number, dueAt: Date | null = null): void {
  plan.looksAtMillis = performance.now() + millis;
  plan.dueAt = dueAt;
}

function millisUntil({ dueAt, looksAtMillis }: Plan, clock: Clock | null): number {
  const untilLook = looksAtMillis - performance.now();
  return dueAt && clock ? Math.min(untilLook, dueAt.getTime() - clock().getTime()) : untilLook;
}

/** Null where the database does not answer: nothing is due then. */
async function readClock(db: Db, log: Log): Promise<Clock | null> {
  try {
    const now = await databaseNow(db);
    const readAtMillis = performance.now();
    return () => new Date(now.getTime() + Math.floor(performance.now() - readAtMillis));
  } catch (fault) {
    log.error({ fault: faultName(fault) }, "the database did not tell the time; nothing is swept");
    return null;
  }
}

const faultNames = (fault: unknown) => (fault instanceof AggregateError ? fault.errors : [fault]).map(faultName);
