import { limitLines, type StayFile, type TrendPicture } from "../domain/trend-page.ts";
import { type Sign, shownValue } from "../domain/vitals.ts";
import { causeName } from "./alert-words.ts";
import { plotOf, seconds } from "./plot-data.ts";
import type { TrendParts } from "./trends-page.tsx";
import { ValuePlot } from "./value-plot.tsx";
import type { Words } from "./words/words.ts";

/** One chart a sign, one below the other. What can be done with them is a script's, and shown where it runs. */
export function TrendCharts({ stay, picture, words }: TrendParts) {
  const { trends: t } = words;
  const { signs, window } = picture;
  return (
    <section id="trend-charts" class="values trends" aria-labelledby="charts-heading">
      <h2 id="charts-heading">{t.charts}</h2>
      {signs.length === 0 && <p class="empty">{t.nothing}</p>}
      {signs.length > 0 && (
        <>
          <p class="small">
            {t.resolution[picture.resolution]}. {t.chartsHint}
          </p>
          <div id="trend-tools" class="tools" hidden>
            <button type="button" data-tool="nearer">
              {t.nearer}
            </button>
            <button type="button" data-tool="further">
              {t.further}
            </button>
            <button type="button" data-tool="earlier">
              {t.earlier}
            </button>
            <button type="button" data-tool="later">
              {t.later}
            </button>
            <button type="button" data-tool="whole" hidden>
              {t.whole}
            </button>
            <span id="trend-readout" data-at={t.at} />
          </div>
          <p id="trend-keys" class="small hint" hidden>
            {t.keys}
          </p>
        </>
      )}
      <div id="trend-stack">
        {signs.map((one) => (
          <ValuePlot
            values={one}
            limits={limitLines(stay.limits[one.sign])}
            said={<LimitsSaid sign={one.sign} stay={stay} words={words} />}
            window={window}
            spans={spansOf(picture, one.sign, stay.now)}
            zone={stay.hospital.timeZone}
            words={words}
          />
        ))}
      </div>
      {signs.length > 0 && <Legend words={words} />}
    </section>
  );
}

function LimitsSaid({ sign, stay, words }: { sign: Sign; stay: StayFile; words: Words }) {
  const lines = limitLines(stay.limits[sign]);
  if (lines.length === 0) return null;
  return (
    <span class="limit-said">
      {" "}
      {words.trends.limits(lines.map(({ limit }) => shownValue(sign, limit)).join(" · "))}
    </span>
  );
}

/** A score is about every sign. */
const spansOf = ({ spans, window }: TrendPicture, sign: Sign, now: Date) =>
  spans
    .filter((span) => span.sign === sign || span.sign === null)
    .map(({ from, to, priority }) => ({ from, to: earlier(to ?? now, window.to), priority }));

function Legend({ words }: { words: Words }) {
  const { legend } = words.trends;
  return (
    <ul class="legend small">
      {(["limit", "taken", "late", "alert"] as const).map((kind) => (
        <li class={`is-${kind}`}>{legend[kind]}</li>
      ))}
    </ul>
  );
}

/** The same as data, for static/chart and static/trends-page. */
export function chartsOf({ stay, picture, words }: TrendParts) {
  const { window, signs, spans, resolution } = picture;
  return {
    zone: stay.hospital.timeZone,
    time: words.alertPage.values.time,
    from: seconds(window.from),
    to: seconds(window.to),
    now: seconds(stay.now),
    live: window.live,
    resolution,
    marks: [],
    plots: signs.map((one) => plotOf(one, limitLines(stay.limits[one.sign]), words)),
    spans: spans.map(({ alertId, sign, cause, priority, from, to }) => ({
      href: `/alerts/${alertId}`,
      label: causeName(cause, words),
      ...{ sign, priority, from: seconds(from), to: to && seconds(to) },
    })),
  };
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);
