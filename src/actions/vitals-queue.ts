import type { Db } from "../db/connection.ts";
import type { Source } from "../db/schema.ts";
import type { RawReading, RecordOutcome } from "../domain/readings.ts";
import type { Result } from "../domain/refusals.ts";
import type { Log } from "../log.ts";

export interface RecordRequest {
  readonly hospitalId: string;
  /** The devices the sender may speak for. */
  readonly deviceIds: readonly string[];
  readonly readings: readonly RawReading[];
  readonly source: Source;
}

export interface VitalsRecorder {
  /** Answers after the commit. Refuses `busy`: nothing of the request was taken, or nobody knows, and it may be sent again. */
  record(request: RecordRequest): Promise<Result<RecordOutcome>>;
  /** Takes no more, writes what waits, and is done. */
  close(): Promise<void>;
}

export function createVitalsRecorder(_deps: { readonly db: Db; readonly log: Log }): VitalsRecorder {
  throw new Error("the recorder is being built");
}
