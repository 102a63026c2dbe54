import type { Sweep } from "./sweep.ts";

/** A sweep that has to look for what it cannot know the time of: at most so often, however often the ticker is woken. */
export function pacedSweep(everyMillis: number, sweep: Sweep): Sweep {
  let nextRun = new Date(0);
  return {
    name: sweep.name,
    async run(now) {
      if (now < nextRun) return nextRun;
      nextRun = new Date(now.getTime() + everyMillis);
      const next = await sweep.run(now);
      return next && next > nextRun ? next : nextRun;
    },
  };
}
