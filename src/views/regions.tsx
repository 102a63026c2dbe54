import type { AlertRow, BedPicture, Board, MetricTiles } from "../domain/board.ts";
import type { Sign } from "../domain/vitals.ts";
import { AlertList, Elsewhere } from "./alert-list.tsx";
import type { Drawable, DrawContext } from "./draw-context.ts";
import { tileRegions } from "./metric-tiles.tsx";
import { cellId, monitoredSigns, PatientCard } from "./patient-card.tsx";
import { placeOf } from "./place.ts";
import { TrendSlot } from "./trend.tsx";
import { VitalCell } from "./vital-cell.tsx";

export type { Audience, DrawContext } from "./draw-context.ts";

/** A region as it stands in the page and as it is streamed: one string, so that a stream cannot differ from a reload. */
export interface Drawn {
  readonly id: string;
  readonly html: string;
  /** FNV-1a of the HTML without its `data-v` and its parts, in base 36: two of the same version look the same but for these. */
  readonly version: string;
  /** Regions within it, in place in its HTML, that change much oftener than the rest. */
  readonly parts: readonly Drawn[];
}

/** All regions of a board, in the order of the page: the tiles, the alerts, then each bed with its trend. */
export function drawBoard(board: Board, ctx: DrawContext): Drawn[] {
  return [
    ...drawTiles(board.tiles, ctx),
    drawAlerts(board.alerts, ctx),
    ...(hasElsewhere(ctx) ? [drawElsewhere(board.elsewhere, ctx)] : []),
    ...board.beds.flatMap((bed) => [drawBed(bed, ctx), drawTrend(bed, ctx)]),
  ];
}

export function drawTiles(tiles: MetricTiles, ctx: DrawContext): Drawn[] {
  return tileRegions(tiles, ctx).map(({ id, element }) => drawn(id, element));
}

export function drawAlerts(rows: readonly AlertRow[], ctx: DrawContext): Drawn {
  return drawn("alerts", <AlertList rows={rows} ctx={ctx} />);
}

/** On a ward's board, for people whom other wards may call: never on a wall, which shows its own ward only. */
export const hasElsewhere = ({ wardId, audience }: DrawContext) => wardId !== null && audience === "staff";

/** Alerts of other wards that called beyond them. Nobody sees this list; whom an alert means finds it in the strip. */
export function drawElsewhere(rows: readonly AlertRow[], ctx: DrawContext): Drawn {
  return drawn("elsewhere", <Elsewhere rows={rows} ctx={ctx} />);
}

/**
 * A card, with what a monitor sends every few seconds as parts: a reading costs its own cell on the line and in the page,
 * a tenth of the card.
 */
export function drawBed(bed: BedPicture, ctx: DrawContext): Drawn {
  const { bedId, stay } = bed;
  const part = (sign: Sign, id: string) =>
    stay === null ? [] : [drawn(id, <VitalCell id={id} sign={sign} stay={stay} ctx={ctx} />)];
  const parts = monitoredSigns.flatMap((sign) => part(sign, cellId(sign, bedId)));
  return drawn(`bed-${bedId}`, <PatientCard bed={bed} ctx={ctx} />, parts);
}

export function drawTrend(bed: BedPicture, ctx: DrawContext): Drawn {
  return drawn(`trend-${bed.bedId}`, <TrendSlot bed={bed} ctx={ctx} />);
}

/** A region as a message of the stream: the whole element, morphed over the one with its id. */
export function partial(region: Drawn): string {
  return `<hx-partial hx-target="#${region.id}" hx-swap="outerMorph">${region.html}</hx-partial>`;
}

/** What brings a page that shows `before` to `after`: nothing, the parts that differ, or all of it. */
export function changesOf(before: Drawn | undefined, after: Drawn): readonly Drawn[] {
  if (before?.version !== after.version) return [after];
  return after.parts.filter(({ version }, place) => version !== before.parts[place]?.version);
}

/** What a digest is made of. */
interface Versioned {
  readonly id: string;
  readonly version: string;
  readonly parts?: readonly Versioned[];
}

/** One short word for all that a board shows, whatever the order it is given in. static/board/digest.js has the other half. */
export function digestOf(regions: Iterable<Versioned>): string {
  const all = Array.from(regions).flatMap((region) => [region, ...(region.parts ?? [])]);
  const sorted = all.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return fnv1a(sorted.map(({ id, version }) => `${id}=${version}`).join("\n"));
}

/** FNV-1a, 32 bit, over UTF-16 code units, in base 36. No secret: it only has to be the same on both sides and quick. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/**
 * Nothing here may depend on `ctx.now`: a region drawn again a minute later must have the same version. Where a part has
 * its place in it the element has a `Place` of its id.
 */
export function drawn(id: string, element: Drawable, parts: readonly Drawn[] = []): Drawn {
  const bare = String(element);
  const version = fnv1a(bare);
  const own = bare.replace(/^<[a-z]+/, (tag) => `${tag} data-v="${version}"`);
  return {
    id,
    version,
    html: parts.reduce((html, part) => html.replace(placeOf(part.id), () => part.html), own),
    parts,
  };
}
