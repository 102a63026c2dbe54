import type { Sweep } from "./sweep.ts";

/** The ticker comes by every second. When it has not for so long, the database or all of us were away. */
const absenceMillisMax = 30_000;

/**
 * A sweep that finds silence. What was said while nobody listened nobody has heard: after a start, or an absence, every
 * silence is counted anew.
 */
export function listeningSweep(make: (listeningSince: () => Date) => Sweep): Sweep {
  let since = new Date(0);
  let lastRun = new Date(0);
  const sweep = make(() => since);
  return {
    name: sweep.name,
    run(now) {
      if (now.getTime() - lastRun.getTime() > absenceMillisMax) since = now;
      lastRun = now;
      return sweep.run(now);
    },
  };
}
