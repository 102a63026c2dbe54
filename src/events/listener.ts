import { type DoorbellLine, openDoorbellLine } from "../db/doorbell-line.ts";
import type { Log } from "../log.ts";
import { doorbell } from "./publish.ts";

/**
 * Keeps one connection listening for the doorbell. Nothing depends on it but speed: the feed polls regardless. It rings its
 * own bell to find a connection that is dead without saying so, and makes a new one.
 */
export interface Listener {
  readonly listening: boolean;
  close(): void;
}

interface ListenerDeps {
  readonly databaseUrl: string;
  readonly log: Log;
  readonly testMillis: number;
  onRing(hospitalId: string): void;
  /** The line is up (again): what was rung in between was not heard, and the database may be another. */
  onUp(): void;
}

/** Ours: half a second is no time for a person, and eight are no burden for a database that is coming up. */
const retryMillisMin = 500;
const retryMillisMax = 8_000;

export function createListener(deps: ListenerDeps): Listener {
  const { databaseUrl, log, testMillis, onRing, onUp } = deps;
  let line: DoorbellLine | null = null;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;
  const later = (work: () => Promise<void>, millis: number) => {
    if (!closed) timer = setTimeout(() => void work(), millis);
  };

  const open = async () => {
    try {
      const opened = await openDoorbellLine(databaseUrl, doorbell, onRing, lost);
      if (closed) return opened.cut();
      line = opened;
      failures = 0;
      onUp();
      later(test, testMillis);
    } catch (error) {
      lost(error);
    }
  };
  const test = async () => {
    try {
      await line?.test();
      if (line) later(test, testMillis);
    } catch (error) {
      if (line) lost(error);
    }
  };
  const lost = (error: unknown) => {
    line?.cut();
    line = null;
    clearTimeout(timer);
    if (closed) return;
    const millis = Math.min(retryMillisMin * 2 ** failures++, retryMillisMax);
    log.warn({ error: String(error), failures }, "the doorbell is not heard; events come by the poll");
    // Jittered: all processes lose their line at the same moment when the database restarts.
    later(open, millis * (0.5 + Math.random()));
  };

  void open();
  return {
    get listening() {
      return line !== null;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      line?.cut();
      line = null;
    },
  };
}
