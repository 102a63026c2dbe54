import type { RawReading } from "../domain/readings.ts";
import { createPlay, type PlayOptions } from "./play.ts";
import { type Posted, type PostTarget, postVitals, readingsPerPostMax } from "./post-vitals.ts";

export interface MonitorsOptions extends PostTarget, PlayOptions {
  readonly log: { warn(details: object, message: string): void };
  /** Beds that another player has: nothing is sent for them. */
  readonly takenBeds?: (now: Date) => ReadonlySet<string>;
  /** Beds whose alerts somebody has answered. Asked every few seconds. */
  readonly answeredBeds?: () => Promise<ReadonlySet<string>>;
  readonly onPosted?: (posted: Posted, readings: readonly RawReading[]) => void;
}

const tickMillis = 1_000;
const askMillis = 5_000;
/** A minute of a large hospital. A monitor that cannot get rid of its readings forgets the oldest. */
const waitingReadingsMax = 5_000;

/**
 * Simulated bedside monitors: they know the patients' physiology and the ingest's address, and nothing of the database.
 * Once a second one request takes what the due beds have measured.
 */
export function startMonitors(options: MonitorsOptions): { stop(): Promise<void> } {
  const { hospitalId, log } = options;
  const started = Date.now();
  const play = createPlay(options);
  const stopping = new AbortController();
  let waiting: RawReading[] = [];
  let sending: Promise<void> = Promise.resolve();
  let idle = true;
  let notBefore = 0;
  let answered: ReadonlySet<string> = new Set();
  let askedAt = Number.NEGATIVE_INFINITY;

  const timer = setInterval(() => {
    const now = new Date();
    askWhoWasAnswered(now);
    const taken = options.takenBeds?.(now) ?? new Set();
    waiting.push(...play(now, (now.getTime() - started) / 1000, answered).filter(({ bed }) => !taken.has(bed ?? "")));
    if (waiting.length > waitingReadingsMax) waiting = waiting.slice(-waitingReadingsMax);
    if (idle && now.getTime() >= notBefore && waiting.length > 0) sending = send();
  }, tickMillis);

  async function send(): Promise<void> {
    idle = false;
    const readings = waiting.slice(0, readingsPerPostMax);
    const posted = await postVitals(options, readings, stopping.signal);
    idle = true;
    if (stopping.signal.aborted) return;
    options.onPosted?.(posted, readings);
    if (posted.kind === "later") notBefore = Date.now() + posted.afterMillis;
    else {
      const done = new Set(readings);
      waiting = waiting.filter((reading) => !done.has(reading));
    }
    if (posted.kind === "no") {
      log.warn({ hospitalId, status: posted.status }, "the ingest does not take what the demo's monitors send");
      clearInterval(timer);
    }
  }

  function askWhoWasAnswered(now: Date): void {
    if (!options.answeredBeds || now.getTime() - askedAt < askMillis) return;
    askedAt = now.getTime();
    options.answeredBeds().then(
      (found) => {
        answered = found;
      },
      () => undefined, // The database is away: it will be asked again, and the patient recovers by time.
    );
  }

  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await sending;
    },
  };
}
