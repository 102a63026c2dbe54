import type { RawValue } from "./vitals.ts";

/** One reading as a device, a form or the demo sends it. Exactly one of `bed` and `patient` says whose it is. */
export interface RawReading {
  readonly bed?: string | undefined;
  /** The hospital's own number of the patient. */
  readonly patient?: string | undefined;
  readonly sign: string;
  readonly value: RawValue;
  /** ISO 8601 with a zone: the device's time. */
  readonly at: string;
  readonly device: string;
}

/** Why one reading of a request was not taken. The others of the request are. */
export type ReadingReason =
  | "unknown_sign"
  | "not_a_number"
  | "not_a_level"
  | "implausible"
  | "bed_or_patient"
  | "unknown_bed"
  | "unknown_patient"
  | "nobody_in_bed"
  | "not_admitted"
  | "device_not_allowed"
  | "invalid_time"
  | "in_the_future"
  | "too_old"
  | "differs";

export interface RefusedReading {
  /** Its place in the request, from 0. */
  readonly index: number;
  readonly field: "bed" | "patient" | "sign" | "value" | "at" | "device";
  readonly reason: ReadingReason;
}

export interface RecordOutcome {
  readonly accepted: number;
  /** Same device, sign, time and value as one that was taken before: a success without an effect. */
  readonly repeated: number;
  readonly refused: readonly RefusedReading[];
}
