import { type Places, type ReadableReading, type RefusedReading, stayAt } from "./readings.ts";

/** Why nobody can tell whose a reading is, so that a person has to. */
export const heldReasons = ["on_no_bed", "another_patient", "another_bed", "patient_changed", "clock"] as const;
export type HeldReason = (typeof heldReasons)[number];

/** What one decision of a person settles: the readings of one device that are held for the same reason. */
export interface HoldKind {
  readonly deviceId: string;
  readonly reason: HeldReason;
  /** The bed it is about: where the device stands, else the one it names; null: none. */
  readonly bedId: string | null;
  /** The other bed, where it names another than it stands at. */
  readonly namedBedId: string | null;
  /** The patient's number that it named. */
  readonly namedPatient: string | null;
}

/** Where a device stands; `bedId` null: carried about. `placedAt` null: nobody has moved it yet. */
export interface StandingDevice {
  readonly bedId: string | null;
  readonly placedAt: Date | null;
}

type Whose =
  | { readonly kind: "of"; readonly stayId: string }
  /** `namedStayId`: whose it would be by what it names; null: nobody's. */
  | { readonly kind: "held"; readonly hold: HoldKind; readonly namedStayId: string | null }
  | { readonly kind: "refused"; readonly refused: Omit<RefusedReading, "index"> };

/** Hands and monitors do not change beds in the second in which somebody says so on a screen. */
export const aroundMoveMillis = 120_000;

/**
 * Whose a reading is: of the stay it names, unless what the device says and where it stands do not agree. A device that is
 * carried about says by itself whose its readings are; where nobody is there, they wait. `device` null: nothing is known
 * of where it stands, as of a person's hand.
 */
export function whoseReading(readable: ReadableReading, device: StandingDevice | null, places: Places): Whose {
  const named = stayAt(readable, places);
  if (device === null) return asNamed(named);
  const { place, at } = readable;
  const isBed = place.field === "bed";
  const namedStayId = named.kind === "read" ? named.reading : null;
  const held = (reason: HeldReason, bedId: string | null): Whose => ({
    kind: "held",
    namedStayId,
    hold: {
      ...{ deviceId: readable.device, reason, bedId, namedPatient: isBed ? null : place.id },
      namedBedId: isBed && place.id !== bedId ? place.id : null,
    },
  });
  // By a name that the hospital does not know nobody could be found: whoever sends is told so instead.
  if (named.kind === "refused" && unknown.has(named.refused.reason)) return asNamed(named);
  if (device.bedId === null) {
    if (named.kind === "refused") return held("on_no_bed", isBed ? place.id : null);
  } else if (isBed) {
    if (place.id !== device.bedId) return held("another_bed", device.bedId);
  } else {
    const there = stayAt({ ...readable, place: { field: "bed", id: device.bedId } }, places);
    const lies = there.kind === "read" ? there.reading : null;
    if (lies !== namedStayId) return held("another_patient", device.bedId);
  }
  if (device.placedAt !== null && at < device.placedAt && namedStayId !== null)
    return held("another_bed", device.bedId);
  if (isBed && namedStayId !== null && isNearAnother(place.id, namedStayId, at, places))
    return held("patient_changed", place.id);
  return asNamed(named);
}

const unknown: ReadonlySet<string> = new Set(["unknown_bed", "unknown_patient"]);

const asNamed = (named: ReturnType<typeof stayAt>): Whose =>
  named.kind === "read" ? { kind: "of", stayId: named.reading } : named;

/** Somebody else held the bed within two minutes of it. */
function isNearAnother(bedId: string, stayId: string, at: Date, places: Places): boolean {
  const from = at.getTime() - aroundMoveMillis;
  const to = at.getTime() + aroundMoveMillis;
  return (places.bed.get(bedId) ?? []).some(
    (span) => span.stayId !== stayId && span.from.getTime() < to && (span.to === null || span.to.getTime() > from),
  );
}

/** Readings that wait for one decision, as a person is asked about them. */
export interface OpenHold extends HoldKind {
  readonly holdId: string;
  readonly count: number;
  /** Of the first and the last of them, as the device sent it. */
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The newest of each sign. */
  readonly newest: readonly { readonly sign: string; readonly value: number | null; readonly at: Date }[];
  /** Whoever lay in one of the beds then, and whoever was named. */
  readonly candidates: readonly HoldCandidate[];
}

export interface HoldCandidate {
  readonly stayId: string;
  readonly number: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornOn: string;
  /** Where they lay then; null: in no bed. */
  readonly bedId: string | null;
}
