import type { Band } from "./news2.ts";
import type { ReadingSource } from "./reading-sources.ts";
import type { Sign } from "./vitals.ts";

/** What a reading was before it was put right. */
export interface PastValue {
  readonly value: number | null;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

export interface MeasuredSign {
  readonly sign: Sign;
  /** Null: no reading, or taken back. */
  readonly value: number | null;
  readonly source: ReadingSource;
  readonly late: boolean;
  readonly foundLate: boolean;
  /** Newest first. */
  readonly was: readonly PastValue[];
}

/** What one device, or one person, measured at one time. */
export interface Measurement {
  readonly at: Date;
  readonly deviceId: string;
  readonly receivedAt: Date;
  /** Who entered it; null: a device sent it. */
  readonly by: string | null;
  /** Where it made the set of observations whole. */
  readonly score: { readonly total: number; readonly band: Band | null } | null;
  readonly readings: readonly MeasuredSign[];
}

/** One sign of it by itself, as it leaves the house. */
export interface SavedReading extends Omit<MeasuredSign, "foundLate">, Omit<Measurement, "score" | "readings"> {}
