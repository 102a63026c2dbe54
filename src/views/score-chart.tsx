import type { ScoreEntry } from "../domain/score-history.ts";
import { dayAndTime } from "./moments.tsx";
import type { Words } from "./words/words.ts";

interface ScoreChartProps {
  /** Oldest first. */
  readonly scores: readonly ScoreEntry[];
  readonly now: Date;
  readonly zone: string;
  readonly words: Words;
}

const width = 640;
const height = 120;
const margin = 4;
/** The chart's bands begin here. The scale ends at least here, so that a calm patient's 2 does not look like a peak. */
const bandFrom = { medium: 5, high: 7 } as const;
const topMin = 10;

/**
 * The score as steps: it holds until something else was known. What was not whole is a thin line at its lower bound; sets of
 * observations are dots. From the first entry to now.
 */
export function ScoreChart({ scores, now, zone, words }: ScoreChartProps) {
  const t = words.readings.score2;
  const [first] = scores;
  if (!first) return <p>{t.historyEmpty}</p>;
  const totals = scores.map(({ total }) => total);
  const top = Math.max(topMin, ...totals);
  const span = Math.max(1, now.getTime() - first.at.getTime());
  const x = (at: Date) => (((at.getTime() - first.at.getTime()) / span) * width).toFixed(1);
  const y = (total: number) => (height - margin - (total / top) * (height - 2 * margin)).toFixed(1);
  const ends = scores.map((_, place) => scores[place + 1]?.at ?? now);
  const at = (moment: Date) => dayAndTime(moment, zone, words);
  const label = t.chart(at(first.at), at(now), Math.min(...totals), Math.max(...totals));
  return (
    <figure class="plot-of score-chart">
      <div class="plot" role="img" aria-label={label}>
        <p class="scale" aria-hidden="true">
          <span>{top}</span>
          <span>0</span>
        </p>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {Object.entries(bandFrom).map(([band, from]) => (
            <line
              class={`band ${band}`}
              x1="0"
              x2={width}
              y1={y(from)}
              y2={y(from)}
              vector-effect="non-scaling-stroke"
            />
          ))}
          {scores.map(({ at: from, total, known }, place) => {
            const next = scores[place + 1];
            const to = ends[place] ?? now;
            const rise = next ? ` ${x(to)},${y(next.total)}` : "";
            return (
              <polyline
                class={known === 7 ? "whole" : "part"}
                points={`${x(from)},${y(total)} ${x(to)},${y(total)}${known === 7 && next?.known === 7 ? rise : ""}`}
                fill="none"
                vector-effect="non-scaling-stroke"
              />
            );
          })}
          {scores.flatMap(({ at: from, total, wholeSet }) =>
            wholeSet ? (
              <line
                class="set"
                x1={x(from)}
                x2={x(from)}
                y1={y(total)}
                y2={y(total)}
                vector-effect="non-scaling-stroke"
              />
            ) : (
              []
            ),
          )}
        </svg>
        <p class="ends" aria-hidden="true">
          <span>{at(first.at)}</span>
          <span>{at(now)}</span>
        </p>
      </div>
    </figure>
  );
}
