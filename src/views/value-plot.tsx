import type { Child } from "hono/jsx";
import type { Priority } from "../domain/alerts.ts";
import { type Measured, runsOf, type SignPoints, type SignPointsWindow } from "../domain/sign-points.ts";
import { shownValue } from "../domain/vitals.ts";
import { withUnit } from "./alert-words.ts";
import { clockTime } from "./moments.tsx";
import type { Words } from "./words/words.ts";

/** A moment of the alert's life that is marked in its charts. */
export interface PlotMark {
  readonly at: Date;
  readonly kind: "raised" | "acknowledged" | "resolved";
}

/** A time that is shaded. */
export interface PlotSpan {
  readonly from: Date;
  readonly to: Date;
  readonly priority: Priority;
}

type Window = Pick<SignPointsWindow, "from" | "to">;

interface ValuePlotProps {
  readonly values: SignPoints;
  readonly limits: readonly { readonly limit: number; readonly critical?: boolean }[];
  /** The limits in words. */
  readonly said: Child;
  readonly window: Window;
  readonly marks?: readonly PlotMark[];
  readonly spans?: readonly PlotSpan[];
  readonly zone: string;
  readonly words: Words;
}

/**
 * One sign over a time, with limits and the moments that count. Drawn here for a page without scripts; a script draws over
 * it what can be looked into.
 */
export function ValuePlot({ values, limits, said, window, marks = [], spans = [], zone, words }: ValuePlotProps) {
  const { sign } = values;
  const name = words.signs[sign];
  const runs = runsOf(values);
  const measured = runs.flat();
  const label = labelOf(values, measured, words);
  const scale = scaleOf(
    measured.map(({ value }) => value),
    limits.map(({ limit }) => limit),
  );
  const x = acrossOf(window);
  return (
    <figure class={`plot-of of-${sign}`}>
      <figcaption>
        <b>{name.long}</b>
        {said}
      </figcaption>
      <div class="plot" id={`plot-${sign}`} role="img" aria-label={label}>
        {measured.length > 0 && (
          <>
            <p class="scale" aria-hidden="true">
              <span>{shownValue(sign, scale.top)}</span>
              <span>{shownValue(sign, scale.bottom)}</span>
            </p>
            <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
              {spans.map(({ from, to, priority }) => (
                <rect
                  class={`span ${priority}`}
                  x={x(from)}
                  y="0"
                  width={Math.max(2, Number(x(to)) - Number(x(from))).toFixed(1)}
                  height={height}
                />
              ))}
              {limits.map(({ limit, critical = true }) => (
                <line {...across} class={critical ? "limit" : "limit lesser"} y1={scale.y(limit)} y2={scale.y(limit)} />
              ))}
              {marks.filter(within(window)).map(({ at, kind }) => (
                <line {...down} class={`mark ${kind}`} x1={x(at)} x2={x(at)} />
              ))}
              {runs.map((run) => (
                <polyline
                  points={drawn(run, window)
                    .map(({ at, value }) => `${x(at)},${scale.y(value)}`)
                    .join(" ")}
                  fill="none"
                  vector-effect="non-scaling-stroke"
                />
              ))}
              {values.taken.map(({ at, value }) => (
                <line class="taken" x1={x(at)} x2={x(at)} y1={scale.y(value)} y2={scale.y(value)} {...round} />
              ))}
              {values.foundLate.map((at) => (
                <line {...down} class="mark late" x1={x(at)} x2={x(at)} />
              ))}
            </svg>
            <p class="ends" aria-hidden="true">
              <span>{clockTime(window.from, zone, words)}</span>
              <span>{clockTime(window.to, zone, words)}</span>
            </p>
          </>
        )}
      </div>
    </figure>
  );
}

function labelOf({ sign }: SignPoints, measured: readonly Measured[], words: Words): string {
  const { values: said } = words.alertPage;
  const { long } = words.signs[sign];
  if (measured.length === 0) return said.chartEmpty(long);
  const all = measured.map(({ value }) => value);
  return said.chart(long, withUnit(sign, Math.min(...all)), withUnit(sign, Math.max(...all)));
}

const width = 640;
const height = 120;
/** Room above and below the line, so that its thickness is not cut. */
const margin = 4;
const across = { x1: 0, x2: width, "vector-effect": "non-scaling-stroke" } as const;
const down = { y1: 0, y2: height, "vector-effect": "non-scaling-stroke" } as const;

/** A dot that is round in whatever shape the picture is stretched to. */
const round = { "vector-effect": "non-scaling-stroke", "stroke-linecap": "round" } as const;

const within =
  ({ from, to }: Window) =>
  ({ at }: PlotMark) =>
    at >= from && at <= to;

/** What begins before the window is drawn from its edge. */
function acrossOf({ from, to }: Window) {
  const span = Math.max(1, to.getTime() - from.getTime());
  const within = (share: number) => Math.min(1, Math.max(0, share));
  return (at: Date) => (within((at.getTime() - from.getTime()) / span) * width).toFixed(1);
}

function scaleOf(measured: readonly number[], limits: readonly number[]) {
  const bottom = Math.min(...measured, ...limits);
  const top = Math.max(...measured, ...limits);
  const span = top - bottom || 1;
  const y = (value: number) => (height - margin - ((value - bottom) / span) * (height - 2 * margin)).toFixed(1);
  return { bottom, top, y };
}

/** A lone reading is a short dash, of a two-hundredth of the time. */
function drawn(run: readonly Measured[], { from, to }: Window): readonly Measured[] {
  const [only] = run;
  if (!only || run.length > 1) return run;
  return [only, { ...only, at: new Date(only.at.getTime() + (to.getTime() - from.getTime()) / 200) }];
}
