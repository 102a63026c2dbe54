import type { ReportingDevice } from "../db/reporting-devices.ts";
import { keyOf } from "../db/vitals.ts";
import { aheadSeconds, clockOffSecondsMax, type DeviceClock, measureClock } from "../domain/device-clock.ts";
import { type HoldKind, whoseReading } from "../domain/holding.ts";
import type { ReadingSource } from "../domain/reading-sources.ts";
import {
  type Places,
  type RawReading,
  type ReadableReading,
  type Reading,
  type RecordOutcome,
  type RefusedReading,
  readReading,
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
  /** How far the device's clock was ahead, where its times are corrected or held for it; null: taken as sent. */
  readonly aheadSeconds: number | null;
}
/** One that waits for a person. */
export interface Held extends Incoming {
  readonly hold: HoldKind;
  /** Whose it would be by what it names; null: nobody's, or that is not the question. */
  readonly namedStayId: string | null;
}
export interface Settled extends Incoming {
  readonly stayId: string;
}
export interface Taken extends Spot {
  readonly reading: Reading;
  readonly placeField: "bed" | "patient";
  readonly source: ReadingSource;
  readonly offsetSeconds: number | null;
}

/** Counts what becomes of each reading, request by request, and which devices have spoken. */
export interface Tally {
  accept(spot: Spot, deviceId: string): void;
  hold(spot: Spot, deviceId: string): void;
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
      if (read.kind === "read") return { request, index, readable: read.reading, source, aheadSeconds: null };
      tally.refuse({ request, index }, read.refused, raw.device);
      return [];
    });
  });
}

/**
 * Measures the clocks of devices by the newest of what each sent, and does with the times what the device's rule says.
 * `clocks`: those of which something new is known.
 */
export function setClocks(incoming: readonly Incoming[], devices: ReadonlyMap<string, ReportingDevice>, now: Date) {
  const clocks = new Map<string, DeviceClock>();
  const newest = new Map<string, Date>();
  for (const { readable } of incoming) {
    const known = newest.get(readable.device);
    if (!known || known < readable.at) newest.set(readable.device, readable.at);
  }
  for (const [deviceId, { clock }] of devices) {
    const at = newest.get(deviceId);
    const measured = at ? measureClock(clock, at, now) : clock;
    if (measured.skewSeconds !== clock.skewSeconds || measured.sample !== clock.sample) clocks.set(deviceId, measured);
  }
  const timed: Incoming[] = [];
  const held: Held[] = [];
  for (const one of incoming) {
    const { readable } = one;
    const device = devices.get(readable.device);
    const rule = device?.clockRule ?? "as_sent";
    const ahead = device ? aheadSeconds(clocks.get(readable.device) ?? device.clock, readable.at, now) : 0;
    if (!device || rule === "as_sent" || ahead === 0) timed.push(one);
    else if (rule === "correct")
      timed.push({ ...one, readable: { ...readable, at: earlier(readable.at, ahead) }, aheadSeconds: ahead });
    else if (Math.abs(ahead) > clockOffSecondsMax) {
      const { place, device: deviceId } = readable;
      const bedId = device.bedId ?? (place.field === "bed" ? place.id : null);
      const hold = {
        ...{ deviceId, reason: "clock" as const, bedId, namedPatient: place.field === "patient" ? place.id : null },
        namedBedId: place.field === "bed" && place.id !== bedId ? place.id : null,
      } as const;
      held.push({ ...one, aheadSeconds: ahead, hold, namedStayId: null });
    } else timed.push(one);
  }
  return { timed, held, clocks };
}

const earlier = (at: Date, seconds: number) => new Date(at.getTime() - seconds * 1000);

/** Whose each reading is; those of which nobody can tell are held. */
export function settleBatch(
  incoming: readonly Incoming[],
  devices: ReadonlyMap<string, ReportingDevice>,
  places: Places,
  tally: Tally,
): { readonly settled: Settled[]; readonly held: Held[] } {
  const settled: Settled[] = [];
  const held: Held[] = [];
  for (const one of incoming) {
    const whose = whoseReading(one.readable, devices.get(one.readable.device) ?? null, places);
    if (whose.kind === "of") settled.push({ ...one, stayId: whose.stayId });
    else if (whose.kind === "held") held.push({ ...one, hold: whose.hold, namedStayId: whose.namedStayId });
    else tally.refuse(one, whose.refused, one.readable.device);
  }
  return { settled, held };
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
  for (const { readable, stayId, aheadSeconds: offsetSeconds, ...rest } of settled) {
    const spot = { ...rest, placeField: readable.place.field, offsetSeconds };
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
    held: 0,
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
    hold(spot, deviceId) {
      countOf(spot).held += 1;
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
      counts.map(({ refused, held, ...count }) => ({
        ...count,
        ...(held > 0 ? { held } : {}),
        refused: refused.sort((a, b) => a.index - b.index),
      })),
    heard,
  };
}
