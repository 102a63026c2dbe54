import type { Log } from "./log.ts";

export interface Stopping {
  /** Runs before everything that was added earlier. */
  add(name: string, step: () => unknown, millisMax?: number): void;
  /** All steps, the last one first; one that fails or hangs does not keep the others from their turn. Once. */
  run(): Promise<void>;
  /** It has begun: what breaks from now on breaks because of us. */
  readonly begun: boolean;
}

/** Longer than any step of ours needs; all of them together stay below the 5 s that are promised. */
const stepMillisMax = 1_500;

export function createStopping(log: Log): Stopping {
  const steps: { readonly name: string; readonly step: () => unknown; readonly millisMax: number }[] = [];
  let running: Promise<void> | null = null;
  return {
    add: (name, step, millisMax = stepMillisMax) => void steps.push({ name, step, millisMax }),
    run: () => (running ??= stopAll()),
    get begun() {
      return running !== null;
    },
  };

  async function stopAll(): Promise<void> {
    for (let next = steps.pop(); next; next = steps.pop()) {
      const { name, step, millisMax } = next;
      const startedAt = performance.now();
      await bounded(step, millisMax).catch((error: unknown) =>
        log.error({ err: error, step: name }, "could not be stopped"),
      );
      log.debug({ step: name, millis: Math.round(performance.now() - startedAt) }, "stopped");
    }
  }
}

async function bounded(step: () => unknown, millisMax: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done within ${millisMax} ms`)), millisMax);
  try {
    await Promise.race([step(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
