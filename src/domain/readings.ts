import { clockOffSecondsMax } from "./device-clock.ts";
import { readMoment } from "./reading-time.ts";
import { isSign, type RawValue, type ReadValue, readValue, type Sign } from "./vitals.ts";

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
export const readingReasons = [
  "unknown_sign",
  "not_a_number",
  "not_a_level",
  "implausible",
  "bed_or_patient",
  "unknown_bed",
  "unknown_patient",
  "nobody_in_bed",
  "not_admitted",
  "device_not_allowed",
  "invalid_time",
  "in_the_future",
  "too_old",
  "differs",
] as const;
export type ReadingReason = (typeof readingReasons)[number];

export interface RefusedReading {
  /** Its place in the request, from 0. */
  readonly index: number;
  readonly field: keyof RawReading;
  readonly reason: ReadingReason;
}

export interface RecordOutcome {
  readonly accepted: number;
  /** Stored, and not charted until a person says whose it is; left out where none is. */
  readonly held?: number;
  /** Same device, sign, time and value as one that was taken before: a success without an effect. */
  readonly repeated: number;
  readonly refused: readonly RefusedReading[];
}

/** A reading that is known by its form; whose it is, is not. */
export interface ReadableReading {
  readonly device: string;
  readonly sign: Sign;
  readonly at: Date;
  readonly place: { readonly field: "bed" | "patient"; readonly id: string };
  readonly value: ReadValue;
}

/** A reading of a stay. `value` null: no reading. */
export interface Reading {
  readonly stayId: string;
  readonly deviceId: string;
  readonly sign: Sign;
  readonly at: Date;
  readonly value: number | null;
}

/** A time during which a stay held a bed, or a patient was here: from inclusive, to exclusive, null being until now. */
export interface StaySpan {
  readonly stayId: string;
  readonly from: Date;
  readonly to: Date | null;
}

/** Who was where, for the beds and patients that were asked about. One that is not a key does not exist. */
export interface Places {
  readonly bed: ReadonlyMap<string, readonly StaySpan[]>;
  readonly patient: ReadonlyMap<string, readonly StaySpan[]>;
}

type Refused = Omit<RefusedReading, "index">;
type Read<T> = { readonly kind: "read"; readonly reading: T } | { readonly kind: "refused"; readonly refused: Refused };

const bedForm = /^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/;
/** Whatever a hospital writes on a wristband, but no control character and no half of a letter: Postgres stores neither. */
const patientForm = /^[^\p{Cc}\p{Cs}]{1,64}$/u;

/** What can be said of a reading by itself. A value that cannot be is kept: it may still end the value before it. */
export function readReading(raw: RawReading, allowedDevices: ReadonlySet<string>): Read<ReadableReading> {
  if (!allowedDevices.has(raw.device)) return refused("device", "device_not_allowed");
  if (!isSign(raw.sign)) return refused("sign", "unknown_sign");
  const place = placeOf(raw);
  if (place.kind === "refused") return place;
  const at = readMoment(raw.at);
  if (!at) return refused("at", "invalid_time");
  const value = readValue(raw.sign, raw.value);
  return { kind: "read", reading: { device: raw.device, sign: raw.sign, at, place: place.reading, value } };
}

function placeOf({ bed, patient }: RawReading): Read<ReadableReading["place"]> {
  if (bed !== undefined && patient === undefined)
    return bedForm.test(bed) ? { kind: "read", reading: { field: "bed", id: bed } } : refused("bed", "unknown_bed");
  if (bed === undefined && patient !== undefined)
    return patientForm.test(patient)
      ? { kind: "read", reading: { field: "patient", id: patient } }
      : refused("patient", "unknown_patient");
  return refused("bed", "bed_or_patient");
}

/** The stay that held the bed, or was the patient's, at the reading's own time: not at its arrival. */
export function stayAt({ place, at }: ReadableReading, places: Places): Read<string> {
  const spans = places[place.field].get(place.id);
  if (!spans) return refused(place.field, place.field === "bed" ? "unknown_bed" : "unknown_patient");
  const span = spans.find(({ from, to }) => from <= at && (to === null || at < to));
  if (!span) return refused(place.field, place.field === "bed" ? "nobody_in_bed" : "not_admitted");
  return { kind: "read", reading: span.stayId };
}

/**
 * Whether a reading can be taken at `now` (the database's). `ends`: the refused value cannot be, and so the one before
 * it is not to be believed either; what comes back is "no reading" at that time, to be filed but not stored.
 */
export function takeReading(
  { device, sign, at, value }: ReadableReading,
  stayId: string,
  now: Date,
  window: { readonly from: Date; readonly to: Date },
): Read<Reading> | { readonly kind: "refused"; readonly refused: Refused; readonly ends: Reading } {
  if (at.getTime() > now.getTime() + clockOffSecondsMax * 1000) return refused("at", "in_the_future");
  if (at < window.from || at >= window.to) return refused("at", "too_old");
  const reading = { stayId, deviceId: device, sign, at };
  if (value.kind === "value") return { kind: "read", reading: { ...reading, value: value.value } };
  if (value.kind === "absent") return { kind: "read", reading: { ...reading, value: null } };
  const refusal = refused("value", value.reason);
  return value.reason === "implausible" ? { ...refusal, ends: { ...reading, value: null } } : refusal;
}

const refused = (field: Refused["field"], reason: ReadingReason) =>
  ({ kind: "refused", refused: { field, reason } }) as const;
