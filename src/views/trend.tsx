import type { BedPicture, Trend } from "../domain/board.ts";
import { crossingOf, type SignLimits } from "../domain/limits.ts";
import { type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import { withUnit } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";
import { clockTime } from "./moments.tsx";

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
  const crossed = crossedLimit(bed.stay.limits[trend.sign], lowest, highest);
  const scale = scaleOf(trend.sign, lowest, highest, crossed?.limit ?? null);
  const at = (moment: Date) => clockTime(moment, ctx.hospital.timeZone, words);
  const long = words.trend.long(
    words.signs[trend.sign].long,
    at(trend.from),
    at(trend.to),
    withUnit(trend.sign, lowest),
    withUnit(trend.sign, highest),
  );
  return (
    <div id={id} class={`trend ${trend.sign}`} title={long}>
      <p class="name" aria-hidden="true">
        <span>
          <b>{name}</b> {span}
        </span>
        {crossed && (
          <span class={`at ${crossed.priority}`}>{words.trend.limit(shownValue(trend.sign, crossed.limit))}</span>
        )}
      </p>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={long}>
        {[scale.top, scale.bottom].map((value) => (
          <Level kind="edge" y={scale.y(value)} />
        ))}
        {crossed && <Level kind={`limit ${crossed.priority}`} y={scale.y(crossed.limit)} />}
        {runs(trend).map((run) => (
          <polyline
            points={run.map((point) => `${x(trend, point.at)},${scale.y(point.value)}`).join(" ")}
            fill="none"
            vector-effect="non-scaling-stroke"
          />
        ))}
      </svg>
      <p class="scale" aria-hidden="true">
        <span>{shownValue(trend.sign, scale.top)}</span>
        <span>{shownValue(trend.sign, scale.bottom)}</span>
      </p>
    </div>
  );
}

const width = 240;
const height = 40;
/** Room above and below the scale, so that no line's thickness is cut. */
const margin = 4;

function Level({ kind, y }: { kind: string; y: string }) {
  return <line class={kind} x1="0" x2={width} y1={y} y2={y} vector-effect="non-scaling-stroke" />;
}

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

/** So that the noise of a steady patient does not fill the height. */
const spanMin = 10;

/**
 * Between two round numbers, with air above the peaks and below the lowest. Round ones: an extreme of the last full minute
 * would stand against the alert's value of a moment ago, and be taken for it.
 */
function scaleOf(sign: Sign, lowest: number, highest: number, limit: number | null) {
  const low = Math.min(lowest, limit ?? lowest);
  const high = Math.max(highest, limit ?? highest);
  const air = Math.max((high - low) / 10, (spanMin - (high - low)) / 2);
  const step = [5, 10, 20, 50].find((each) => (high - low + 2 * air) / each <= 4) ?? 100;
  const bottom = Math.max(0, Math.floor((low - air) / step) * step);
  const top = Math.min(vitalSigns[sign].plausible.max, Math.ceil((high + air) / step) * step);
  const share = (value: number) => (value - bottom) / (top - bottom);
  return { top, bottom, y: (value: number) => (height - margin - share(value) * (height - 2 * margin)).toFixed(1) };
}

/** The limit that the trend crosses, low before high, or none: a line far away would press the curve flat. */
const crossedLimit = (limits: SignLimits | undefined, lowest: number, highest: number) =>
  crossingOf(limits, lowest) ?? crossingOf(limits, highest);

function spanOf({ from, to }: Trend, { words }: DrawContext): string {
  const minutes = Math.round((to.getTime() - from.getTime()) / 60_000);
  return minutes % 60 === 0 ? words.trend.hours(minutes / 60) : words.trend.minutes(minutes);
}
