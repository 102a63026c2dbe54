import { keyOf } from "../db/vitals.ts";
import type { ReadingSource } from "../domain/reading-sources.ts";
import {
  type Places,
  type RawReading,
  type ReadableReading,
  type Reading,
  type RecordOutcome,
  type RefusedReading,
  readReading,
  stayAt,
  takeReading,
} from "../domain/readings.ts";

export interface RecordRequest {
  readonly hospitalId: string;
  /** The devices the sender may speak for. */
  readonly deviceIds: readonly string[];
  readonly readings: readonly RawReading[];
  readonly source: ReadingSource;
}

/** Where in the batch a reading stands, so that its answer goes to who sent it. */
interface Spot {
  readonly request: number;
  readonly index: number;
}

/** A reading that can be read by itself; then one whose stay is known; then one that is taken. */
export interface Incoming extends Spot {
  readonly readable: ReadableReading;
  readonly source: ReadingSource;
}
export interface Settled extends Incoming {
  readonly stayId: string;
}
export interface Taken extends Spot {
  readonly reading: Reading;
  readonly placeField: "bed" | "patient";
  readonly source: ReadingSource;
}

/** Counts what becomes of each reading, request by request, and which devices have spoken. */
export interface Tally {
  accept(spot: Spot, deviceId: string): void;
  repeat(spot: Spot): void;
  refuse(spot: Spot, refused: Omit<RefusedReading, "index">, deviceId: string): void;
  outcomes(): RecordOutcome[];
  /** A repeat is no sign of life: a gateway may send the last word of a dead monitor for ever. */
  readonly heard: ReadonlySet<string>;
}

export function readBatch(requests: readonly RecordRequest[], tally: Tally): Incoming[] {
  return requests.flatMap(({ deviceIds, readings, source }, request) => {
    const allowed = new Set(deviceIds);
    return readings.flatMap((raw, index) => {
      const read = readReading(raw, allowed);
      if (read.kind === "read") return { request, index, readable: read.reading, source };
      tally.refuse({ request, index }, read.refused, raw.device);
      return [];
    });
  });
}

export function settleBatch(incoming: readonly Incoming[], places: Places, tally: Tally): Settled[] {
  return incoming.flatMap((one) => {
    const found = stayAt(one.readable, places);
    if (found.kind === "read") return { ...one, stayId: found.reading };
    tally.refuse(one, found.refused, one.readable.device);
    return [];
  });
}

/** `ends`: refused values that cannot be, and so end the value before them. They are filed but not stored. */
export function takeBatch(
  settled: readonly Settled[],
  now: Date,
  window: { readonly from: Date; readonly to: Date },
  tally: Tally,
): { readonly taken: Taken[]; readonly ends: Taken[] } {
  const taken: Taken[] = [];
  const ends: Taken[] = [];
  for (const { readable, stayId, ...rest } of settled) {
    const spot = { ...rest, placeField: readable.place.field };
    const take = takeReading(readable, stayId, now, window);
    if (take.kind === "read") {
      taken.push({ ...spot, reading: take.reading });
      continue;
    }
    tally.refuse(spot, take.refused, readable.device);
    if ("ends" in take) ends.push({ ...spot, reading: take.ends });
  }
  return { taken, ends };
}

/** The first of each key in the batch: what is tried to be stored. */
export function firstOfEachKey(taken: readonly Taken[]): Map<string, Taken> {
  const firsts = new Map<string, Taken>();
  for (const one of taken) {
    const key = keyOf(one.reading);
    if (!firsts.has(key)) firsts.set(key, one);
  }
  return firsts;
}

/**
 * Compares each reading with the one that stands under its key (stored before, or first in the batch) and returns those
 * that are new. The same reading of another patient differs as much as one of another value.
 */
export function sortOutRepeats(
  taken: readonly Taken[],
  inserted: ReadonlySet<string>,
  firsts: ReadonlyMap<string, Taken>,
  stored: ReadonlyMap<string, Reading>,
  tally: Tally,
): Taken[] {
  return taken.filter((one) => {
    const key = keyOf(one.reading);
    const first = firsts.get(key);
    if (one === first && inserted.has(key)) {
      tally.accept(one, one.reading.deviceId);
      return true;
    }
    const standing = stored.get(key) ?? first?.reading;
    if (!standing) throw new Error("a reading was neither stored nor found");
    const { value, stayId, deviceId } = one.reading;
    if (standing.value === value && standing.stayId === stayId) tally.repeat(one);
    else
      tally.refuse(one, { field: standing.stayId === stayId ? "value" : one.placeField, reason: "differs" }, deviceId);
    return false;
  });
}

export function createTally(requests: number): Tally {
  const counts = Array.from({ length: requests }, () => ({
    accepted: 0,
    repeated: 0,
    refused: [] as RefusedReading[],
  }));
  const heard = new Set<string>();
  const countOf = ({ request }: Spot) => {
    const count = counts[request];
    if (!count) throw new Error("a reading of a request that is not in the batch");
    return count;
  };
  return {
    accept(spot, deviceId) {
      countOf(spot).accepted += 1;
      heard.add(deviceId);
    },
    repeat(spot) {
      countOf(spot).repeated += 1;
    },
    refuse(spot, { field, reason }, deviceId) {
      countOf(spot).refused.push({ index: spot.index, field, reason });
      if (reason !== "device_not_allowed") heard.add(deviceId);
    },
    outcomes: () =>
      counts.map(({ refused, ...count }) => ({ ...count, refused: refused.sort((a, b) => a.index - b.index) })),
    heard,
  };
}
