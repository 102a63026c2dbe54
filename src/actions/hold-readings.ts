import { findBed } from "../db/beds.ts";
import type { Trx } from "../db/connection.ts";
import { type HeldReading, holdKey, insertHeldReadings, openHolds, readHeldValues } from "../db/holds.ts";
import { keyOf, readObservations } from "../db/vitals.ts";
import type { HoldKind } from "../domain/holding.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import type { Held, Tally } from "./vitals-batch.ts";

/**
 * Stores what nobody can tell whose it is, for a person to settle. What was charted or held before is a repeat. Five
 * statements at most and one a bed that says so from now on, none where nothing is held; answers the events of the beds that show it from now on.
 */
export async function holdReadings(
  trx: Trx,
  hospitalId: string,
  held: readonly Held[],
  now: Date,
  tally: Tally,
): Promise<WardlightEvent[]> {
  const readable = held.flatMap((one) => readableOf(one, tally));
  if (readable.length === 0) return [];
  const readings = readable.map(({ reading }) => ({ ...reading, stayId: "" }));
  const charted = await readObservations(trx, hospitalId, readings);
  const known = await readHeldValues(trx, hospitalId, readings);
  const fresh = new Map<string, ReadableHeld>();
  for (const one of readable) {
    const key = keyOf(one.reading);
    const chart = charted.get(key);
    const standing = known.has(key) ? known.get(key) : chart ? chart.value : fresh.get(key)?.reading.value;
    if (standing === undefined) fresh.set(key, one);
    else if (!known.has(key) && chart && !isSamePatient(one.held, chart.stayId))
      tally.refuse(one.held, { field: one.held.readable.place.field, reason: "differs" }, one.reading.deviceId);
    else sayKnown(one, standing, tally);
  }
  if (fresh.size === 0) return [];
  const kinds = new Map([...fresh.values()].map(({ held: { hold } }) => [holdKey(hold), hold]));
  const holds = await openHolds(trx, hospitalId, [...kinds.values()], now);
  const rows = [...fresh.values()].map(({ held: { hold }, reading }) => {
    const opened = holds.get(holdKey(hold));
    if (!opened) throw new Error("a hold was neither opened nor found");
    return { ...reading, holdId: opened.holdId };
  });
  const inserted = await insertHeldReadings(trx, hospitalId, rows, now);
  // Another process stored the same at this moment: it has been waited for, and is there now.
  const beaten = await readHeldValues(
    trx,
    hospitalId,
    rows.filter((row) => !inserted.has(keyOf(row))),
  );
  for (const [key, one] of fresh)
    if (inserted.has(key)) tally.hold(one.held, one.reading.deviceId);
    else sayKnown(one, beaten.get(key) ?? null, tally);
  const news = [...kinds].flatMap(([key, kind]) => (holds.get(key)?.isNew ? kind : []));
  const events: WardlightEvent[] = [];
  for (const kind of news) events.push(...(await holdTold(trx, hospitalId, "readings.held", kind)));
  return events;
}

interface ReadableHeld {
  readonly held: Held;
  readonly reading: HeldReading;
}

/** A value that is none is refused, whoever's it is. */
function readableOf(held: Held, tally: Tally): ReadableHeld[] {
  const { readable, source, aheadSeconds } = held;
  const { device: deviceId, sign, at, value } = readable;
  if (value.kind !== "value" && value.kind !== "absent") {
    tally.refuse(held, { field: "value", reason: value.reason }, deviceId);
    return [];
  }
  const reading = { deviceId, sign, at, value: value.kind === "value" ? value.value : null, source, aheadSeconds };
  return [{ held, reading }];
}

/** What was charted before the device or the patient was moved is sent again as it was. Another patient's it never becomes. */
const isSamePatient = ({ hold: { reason }, namedStayId }: Held, stayId: string) =>
  (reason !== "another_bed" && reason !== "another_patient") || namedStayId === stayId;

function sayKnown({ held, reading }: ReadableHeld, standing: number | null, tally: Tally): void {
  if (standing === reading.value) tally.repeat(held);
  else tally.refuse(held, { field: "value", reason: "differs" }, reading.deviceId);
}

/** To both beds that it is about. */
export async function holdTold(
  trx: Trx,
  hospitalId: string,
  type: "readings.held" | "hold.settled",
  { deviceId, bedId, namedBedId }: HoldKind,
): Promise<WardlightEvent[]> {
  const events: WardlightEvent[] = [];
  for (const id of [bedId, namedBedId]) {
    const bed = id === null ? null : await findBed(trx, hospitalId, id);
    if (bed) events.push({ type, payload: { deviceId, bedId: bed.bedId, wardId: bed.wardId } });
  }
  return events.length > 0 ? events : [{ type, payload: { deviceId, bedId: null, wardId: null } }];
}
