import type { BedPicture, Trend } from "../domain/board.ts";
import { crossingOf, type SignLimits } from "../domain/limits.ts";
import { shownValue } from "../domain/vitals.ts";
import { withUnit } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";

/** The place of a bed's trend: empty where a trend says nothing, so that it can come without anything moving. */
export function TrendSlot({ bed, ctx }: { bed: BedPicture; ctx: DrawContext }) {
  const trend = bed.stay?.trend ?? null;
  const id = `trend-${bed.bedId}`;
  if (trend === null || bed.stay === null || trend.points.length === 0) return <div id={id} class="trend" />;
  const { words } = ctx;
  const values = trend.points.map((point) => point.value);
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const name = words.signs[trend.sign].short;
  const span = spanOf(trend, ctx);
  const limit = nearestLimit(bed.stay.limits[trend.sign], lowest, highest);
  const scale = scaleOf(lowest, highest, limit);
  const long = words.trend.long(
    words.signs[trend.sign].long,
    span,
    withUnit(trend.sign, lowest),
    withUnit(trend.sign, highest),
  );
  return (
    <div id={id} class={`trend ${trend.sign}`} title={long}>
      <p class="name" aria-hidden="true">
        <span>
          <b>{name}</b> {span}
        </span>
        {limit !== null && <span class="at">{words.trend.limit(shownValue(trend.sign, limit))}</span>}
      </p>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={long}>
        {limit !== null && (
          <line
            class="limit"
            x1="0"
            x2={width}
            y1={scale.y(limit)}
            y2={scale.y(limit)}
            vector-effect="non-scaling-stroke"
          />
        )}
        {runs(trend).map((run) => (
          <polyline
            points={run.map((point) => `${x(trend, point.at)},${scale.y(point.value)}`).join(" ")}
            fill="none"
            vector-effect="non-scaling-stroke"
          />
        ))}
      </svg>
      <p class="scale" aria-hidden="true">
        <span>{shownValue(trend.sign, highest)}</span>
        <span>{shownValue(trend.sign, lowest)}</span>
      </p>
    </div>
  );
}

const width = 240;
const height = 40;
/** Room above and below the line, so that its thickness is not cut. */
const margin = 3;

/** One line for each run of points: what was not measured is not drawn. A lone point is a short dash. */
function runs({ points, gapSeconds }: Trend): Trend["points"][number][][] {
  const found: Trend["points"][number][][] = [];
  for (const point of points) {
    const run = found.at(-1);
    const before = run?.at(-1);
    if (run && before && point.at.getTime() - before.at.getTime() <= gapSeconds * 1000) run.push(point);
    else found.push([point]);
  }
  return found.map(([first, ...rest]) =>
    first && rest.length === 0 ? [first, { ...first, at: later(first.at) }] : first ? [first, ...rest] : [],
  );
}
const later = (at: Date) => new Date(at.getTime() + 60_000);

function x({ from, to }: Trend, at: Date): string {
  const share = (at.getTime() - from.getTime()) / Math.max(1, to.getTime() - from.getTime());
  return (Math.min(1, Math.max(0, share)) * width).toFixed(1);
}

function scaleOf(lowest: number, highest: number, limit: number | null) {
  const bottom = Math.min(lowest, limit ?? lowest);
  const top = Math.max(highest, limit ?? highest);
  const span = top - bottom || 1;
  return { y: (value: number) => (height - margin - ((value - bottom) / span) * (height - 2 * margin)).toFixed(1) };
}

/** The limit that the trend crosses, low before high, or none: a line far away would press the curve flat. */
function nearestLimit(limits: SignLimits | undefined, lowest: number, highest: number): number | null {
  return crossingOf(limits, lowest)?.limit ?? crossingOf(limits, highest)?.limit ?? null;
}

function spanOf({ from, to }: Trend, { words }: DrawContext): string {
  const minutes = Math.round((to.getTime() - from.getTime()) / 60_000);
  return minutes % 60 === 0 ? words.trend.hours(minutes / 60) : words.trend.minutes(minutes);
}
