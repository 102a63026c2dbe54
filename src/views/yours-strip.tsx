import { raw } from "hono/html";
import { aimTokens, isAimedAt, type Viewer } from "../domain/aim.ts";
import type { Board, AlertRow as Row } from "../domain/board.ts";
import { isCallable } from "../domain/staff.ts";
import { byUrgency, isWaiting } from "../domain/urgency.ts";
import { AlertRow } from "./alert-row.tsx";
import type { DrawContext } from "./draw-context.ts";

/** As many as stand beside each other on a laptop; the rest is counted, and the list has them all. */
export const yoursShownMax = 3;
/** A narrow screen has room for the most urgent one. */
const yoursShownNarrow = 1;

/** The waiting alerts of a board that are aimed at this viewer, most urgent first: its own list's, and other wards'. */
export const aimedAt = ({ alerts, elsewhere }: Pick<Board, "alerts" | "elsewhere">, viewer: Viewer): Row[] =>
  [...alerts, ...elsewhere].filter((row) => isWaiting(row) && isAimedAt(aimTokens(row), viewer)).sort(byUrgency);

interface YoursStripProps {
  /** As `aimedAt` gives them. */
  readonly rows: readonly Row[];
  readonly viewer: Viewer;
  readonly ctx: DrawContext;
}

/**
 * What waits for whoever looks, on top of the board. Its height is always taken, so that nothing below moves when it
 * fills. static/board/yours.js rebuilds it from the rows of the list after each swap, in this form.
 */
export function YoursStrip({ rows, viewer, ctx }: YoursStripProps) {
  const { yours } = ctx.words;
  if (!isCallable(viewer.role)) return null;
  return (
    <section
      id="yours"
      class="yours"
      aria-labelledby="yours-heading"
      tabindex={-1}
      data-max={yoursShownMax}
      data-narrow={yoursShownNarrow}
      hx-boost:inherited="true"
      hx-swap:inherited="none"
      hx-push-url:inherited="false"
    >
      <h2 id="yours-heading">{yours.heading}</h2>
      <ol id="yours-list">
        {rows.slice(0, yoursShownMax).map((row) => raw(inStrip(String(<AlertRow row={row} ctx={ctx} />))))}
      </ol>
      <p id="yours-none" hidden={rows.length > 0}>
        {yours.none}
      </p>
      <Rest id="yours-rest" count={rows.length - yoursShownMax} ctx={ctx} />
      <Rest id="yours-rest-narrow" count={rows.length - yoursShownNarrow} ctx={ctx} />
    </section>
  );
}

function Rest({ id, count, ctx }: { id: string; count: number; ctx: DrawContext }) {
  const { yours } = ctx.words;
  return (
    <a
      id={id}
      href={`/hospitals/${ctx.hospital.hospitalId}#alerts-block`}
      hidden={count <= 0}
      data-text={yours.rest("{n}")}
      aria-label={yours.restLong("{n}").replace("{n}", String(count))}
      data-label={yours.restLong("{n}")}
    >
      {yours.rest(String(count))}
    </a>
  );
}

/** The same row stands in the list: here its ids are others. Text cannot look like an attribute, its quotes are escaped. */
const inStrip = (html: string) =>
  html.replaceAll(/(\s(?:id|for|form|aria-labelledby|aria-describedby)=")/g, "$1yours-");
