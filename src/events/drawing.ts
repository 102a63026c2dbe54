import type { BoardParts } from "../domain/board.ts";
import { isElsewhere, isShownOn } from "../domain/urgency.ts";
import {
  type DrawContext,
  type Drawn,
  drawAlerts,
  drawBed,
  drawElsewhere,
  drawTiles,
  drawTrend,
  hasElsewhere,
} from "../views/regions.tsx";
import type { Region } from "./catalogue.ts";
import { concerns, type Dirty } from "./dirty.ts";

/** `elsewhere` is redrawn with every alert of the hospital. */
type PieceKind = Region["region"] | "elsewhere";

/** A region of a board as it was drawn, and what it is a picture of. */
export interface Piece {
  readonly region: PieceKind;
  readonly bedId: string | null;
  readonly drawn: Drawn;
}

/**
 * The dirty regions of one board, drawn from what was read, in the order of the page. A region whose drawing fails is
 * reported and left out: it keeps its old picture, whose age the page shows, and the rest goes on.
 */
export function drawDirty(
  parts: BoardParts,
  dirty: Dirty,
  context: DrawContext,
  onFault: (id: string, error: unknown) => void,
): Piece[] {
  const { wardId } = context;
  const pieces: Piece[] = [];
  const draw = (region: PieceKind, bedId: string | null, picture: () => Drawn | readonly Drawn[]) => {
    try {
      for (const drawn of [picture()].flat()) pieces.push({ region, bedId, drawn });
    } catch (error) {
      onFault(bedId ?? region, error);
    }
  };
  const tiles = parts.tiles.get(wardId);
  if (tiles && (dirty.whole || concerns(dirty.tilesOf, wardId))) draw("tiles", null, () => drawTiles(tiles, context));
  if (dirty.whole || concerns(dirty.alertsOf, wardId)) {
    const rows = parts.alerts.filter((row) => isShownOn(row, wardId));
    draw("alerts", null, () => drawAlerts(rows, context));
  }
  if (hasElsewhere(context) && (dirty.whole || dirty.alertsOf.size > 0)) {
    const rows = parts.alerts.filter((row) => isElsewhere(row, wardId));
    draw("elsewhere", null, () => drawElsewhere(rows, context));
  }
  const beds = parts.beds.filter((bed) => wardId === null || bed.wardId === wardId);
  for (const bed of beds) {
    const changed = dirty.whole || dirty.beds.has(bed.bedId);
    if (changed) draw("bed", bed.bedId, () => drawBed(bed, context));
    // Whether there is a trend, and of which sign, follows from what the card shows; its points move with the minute only.
    if (changed || dirty.trends) draw("trends", bed.bedId, () => drawTrend(bed, context));
  }
  return pieces;
}

/** Whether what is dirty on the board of `wardId` includes this piece. */
export function isSoiled(piece: Piece, dirty: Dirty, wardId: string | null): boolean {
  if (dirty.whole) return true;
  if (piece.region === "alerts") return concerns(dirty.alertsOf, wardId);
  if (piece.region === "elsewhere") return dirty.alertsOf.size > 0;
  if (piece.region === "tiles") return concerns(dirty.tilesOf, wardId);
  if (piece.region === "trends" && dirty.trends) return true;
  return piece.bedId !== null && dirty.beds.has(piece.bedId);
}
