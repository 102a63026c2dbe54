import type { Db } from "../db/connection.ts";
import { faultName, hasLostRace, isDatabaseAway } from "../db/faults.ts";
import type { RecordOutcome } from "../domain/readings.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { Log } from "../log.ts";
import { recordVitals } from "./record-vitals.ts";
import type { RecordRequest } from "./vitals-batch.ts";

export type { RecordRequest } from "./vitals-batch.ts";

export interface VitalsRecorder {
  /**
   * Answers after the commit. Refuses `busy`: nothing of the request was taken, or nobody knows (the database went away
   * during the commit), and it may be sent again: what was taken counts as repeated. Throws for a bug.
   */
  record(request: RecordRequest): Promise<Result<RecordOutcome>>;
  /** Takes no more, writes what waits, and is done. */
  close(): Promise<void>;
}

/** A transaction of this many readings takes some 100 ms, so that who waits behind it does not wait long. */
const batchReadingsMax = 2_500;
/** Two or three seconds of work: whoever would wait longer is better told to come again. Some 10 MB. */
const waitingReadingsMax = 50_000;
/** A request without readings costs something too. */
const waitingRequestsMax = 2_000;
/** The pool has a dozen connections, and people's requests come before the tenth hospital's readings. */
const batchesAtOnceMax = 4;
const busySeconds = 2;

interface Waiting {
  readonly request: RecordRequest;
  readonly settle: (outcome: Result<RecordOutcome>) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Commits together what waits for the same hospital. A commit that carries events costs a lock over the whole server
 * (NOTIFY) and one over the hospital's counter: one commit for a hundred requests pays both once. There is no timer: the
 * first request goes at once, and what comes while it is being written becomes the next batch.
 */
export function createVitalsRecorder({ db, log }: { readonly db: Db; readonly log: Log }): VitalsRecorder {
  const waiting = new Map<string, Waiting[]>();
  const writing = new Map<string, Promise<void>>();
  let waitingReadings = 0;
  let waitingRequests = 0;
  let closed = false;

  function writeNext(): void {
    for (const [hospitalId, queue] of waiting) {
      if (writing.size >= batchesAtOnceMax) return;
      if (writing.has(hospitalId)) continue;
      const batch = nextBatch(queue);
      // To the end of the line, so that a hospital that never stops does not keep the others waiting.
      waiting.delete(hospitalId);
      if (queue.length > 0) waiting.set(hospitalId, queue);
      waitingRequests -= batch.length;
      for (const { request } of batch) waitingReadings -= request.readings.length;
      const written = writeBatch(hospitalId, batch).finally(() => {
        writing.delete(hospitalId);
        writeNext();
      });
      writing.set(hospitalId, written);
    }
  }

  async function writeBatch(hospitalId: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await recordVitals(
        db,
        hospitalId,
        batch.map(({ request }) => request),
      );
      batch.forEach(({ settle }, index) => {
        settle(ok(outcomes[index] ?? { accepted: 0, repeated: 0, refused: [] }));
      });
    } catch (error) {
      log.warn({ hospitalId, requests: batch.length, fault: faultName(error) }, "a batch of readings was not written");
      if (isDatabaseAway(error)) for (const { settle } of batch) settle(busy);
      else await writeOneByOne(hospitalId, batch);
    }
  }

  /** One request that cannot be written must not take the others with it. */
  async function writeOneByOne(hospitalId: string, batch: readonly Waiting[]): Promise<void> {
    let later = false;
    for (const { request, settle, fail } of batch) {
      if (later) {
        settle(busy);
        continue;
      }
      try {
        const [outcome] = await recordVitals(db, hospitalId, [request]);
        settle(ok(outcome ?? { accepted: 0, repeated: 0, refused: [] }));
      } catch (error) {
        log.error({ hospitalId, fault: faultName(error) }, "a request with readings was not written");
        later = isDatabaseAway(error);
        if (later || hasLostRace(error)) settle(busy);
        else fail(error);
      }
    }
  }

  return {
    record(request) {
      const readings = request.readings.length;
      if (closed || waitingRequests >= waitingRequestsMax || waitingReadings + readings > waitingReadingsMax)
        return Promise.resolve(busy);
      return new Promise((settle, fail) => {
        const queue = waiting.get(request.hospitalId) ?? [];
        waiting.set(request.hospitalId, queue);
        queue.push({ request, settle, fail });
        waitingReadings += readings;
        waitingRequests += 1;
        writeNext();
      });
    },
    async close() {
      closed = true;
      while (writing.size > 0) await Promise.all(writing.values());
    },
  };
}

/** At least one request, then as many as fit. */
function nextBatch(queue: Waiting[]): Waiting[] {
  let readings = 0;
  let count = 0;
  for (const { request } of queue) {
    readings += request.readings.length;
    if (count > 0 && readings > batchReadingsMax) break;
    count += 1;
  }
  return queue.splice(0, count);
}

const busy = refuse({ kind: "busy", retryAfterSeconds: busySeconds });
