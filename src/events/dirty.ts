import { regionsOf, type WardlightEvent } from "./catalogue.ts";

/**
 * What has to be drawn again, gathered over any number of events. Whose ward an event names is kept beside the lists and
 * the tiles, because each ward's board has its own; null means everybody's.
 */
export interface Dirty {
  whole: boolean;
  trends: boolean;
  readonly beds: Set<string>;
  readonly alertsOf: Set<string | null>;
  readonly tilesOf: Set<string | null>;
}

export const clean = (): Dirty => ({
  whole: false,
  trends: false,
  beds: new Set(),
  alertsOf: new Set(),
  tilesOf: new Set(),
});

export const allDirty = (): Dirty => ({ ...clean(), whole: true });

export const isClean = (dirty: Dirty) =>
  !dirty.whole && !dirty.trends && dirty.beds.size + dirty.alertsOf.size + dirty.tilesOf.size === 0;

export function soil(dirty: Dirty, event: WardlightEvent): void {
  for (const region of regionsOf(event)) {
    if (region.region === "bed") dirty.beds.add(region.bedId);
    else if (region.region === "trends") dirty.trends = true;
    else if (region.region === "alerts") dirty.alertsOf.add(event.payload.wardId);
    else dirty.tilesOf.add(event.payload.wardId);
  }
}

export function merge(into: Dirty, more: Dirty): void {
  into.whole ||= more.whole;
  into.trends ||= more.trends;
  for (const bedId of more.beds) into.beds.add(bedId);
  for (const wardId of more.alertsOf) into.alertsOf.add(wardId);
  for (const wardId of more.tilesOf) into.tilesOf.add(wardId);
}

/** Whether the board of `wardId` (null: of the whole hospital) shows something of one of these wards. */
export const concerns = (wards: ReadonlySet<string | null>, wardId: string | null) =>
  wardId === null ? wards.size > 0 : wards.has(null) || wards.has(wardId);
