import type { StayPicture } from "../domain/board.ts";
import { isBelieved } from "../domain/freshness.ts";
import { type News2Parameter, type News2Score, news2Parameters, type SubScore } from "../domain/news2.ts";
import { chartFieldOf } from "../domain/news2-chart.ts";
import type { ScoreEntry } from "../domain/score-history.ts";
import { shownValue } from "../domain/vitals.ts";
import { withUnit } from "./alert-words.ts";
import { day, dayAndTime } from "./moments.tsx";
import { ScoreChart } from "./score-chart.tsx";
import type { Words } from "./words/words.ts";

interface StayScoreProps {
  readonly stay: StayPicture;
  readonly scores: readonly ScoreEntry[];
  readonly now: Date;
  readonly zone: string;
  readonly words: Words;
}

/** The early-warning score, part by part with what the chart gives the points for, and how it went. */
export function StayScore({ stay, scores, now, zone, words }: StayScoreProps) {
  const t = words.readings.score2;
  const { news2, news2Exclusion } = stay;
  return (
    <section id="score">
      <h2>{t.heading}</h2>
      {news2Exclusion !== null && <p>{words.news2.excludedLong[news2Exclusion]}</p>}
      {news2 !== null && <Parts stay={stay} news2={news2} words={words} />}
      {news2 !== null && (
        <>
          <h3>{t.history}</h3>
          <ScoreChart scores={scores} now={now} zone={zone} words={words} />
          <ScoreTable scores={scores} zone={zone} words={words} />
        </>
      )}
    </section>
  );
}

function Parts({ stay, news2, words }: { stay: StayPicture; news2: News2Score; words: Words }) {
  const t = words.readings.score2;
  const { band, complete, total, known } = news2;
  return (
    <>
      <table class="score-parts">
        <thead>
          <tr>
            <th scope="col">{t.sign}</th>
            <th scope="col">{t.value}</th>
            <th scope="col">{t.points}</th>
            <th scope="col">{t.range}</th>
          </tr>
        </thead>
        <tbody>
          {news2Parameters.map((sign) => {
            const points = news2.subScores[sign];
            return (
              <tr>
                <th scope="row">{words.signs[sign].long}</th>
                <td>{points === null ? t.unknown : shown(sign, stay.signs[sign]?.value ?? null, words)}</td>
                <td>{points === null ? "–" : <b class={`points p${points}`}>{points}</b>}</td>
                <td>{points !== null && why(sign, stay, points, words)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.total}</th>
            <td colspan={3}>
              <b>{complete ? total : t.atLeast(total, known)}</b>
              {band !== null && <> · {words.news2.bands[band]}</>}
            </td>
          </tr>
        </tfoot>
      </table>
      {band !== null && <p class="hint">{t.response[band]}</p>}
    </>
  );
}

const shown = (sign: News2Parameter, value: number | null, words: Words): string => {
  if (value === null) return "–";
  if (sign === "oxygen") return value === 0 ? words.air : withUnit(sign, value);
  return sign === "consciousness" ? (words.levels[shownValue(sign, value)] ?? "–") : withUnit(sign, value);
};

function why(sign: News2Parameter, stay: StayPicture, points: SubScore, words: Words): string {
  const t = words.readings.score2;
  if (sign === "oxygen") return points === 0 ? t.air : t.oxygen;
  if (sign === "consciousness") return points === 0 ? t.isAlert : t.notAlert;
  const { oxygen } = stay.signs;
  const breathed = oxygen && isBelieved(oxygen.freshness) ? oxygen.value : null;
  const { spo2Scale } = stay;
  const field = chartFieldOf(sign, stay.signs[sign]?.value ?? Number.NaN, { spo2Scale, oxygen: breathed });
  if (field === null) return "";
  const [from, to] = [field.from, field.to].map((bound) => (bound === null ? null : shownValue(sign, bound)));
  const bounds = from == null ? t.atMost(to ?? "") : to == null ? t.fromOn(from) : t.between(from, to);
  const breathing = field.breathing && (field.breathing === "air" ? t.onAir : t.onOxygen);
  return [bounds, breathing, sign === "spo2" && spo2Scale === 2 && t.scale2].filter(Boolean).join(", ");
}

/** As many as one reads; the chart shows the rest. */
const rowsMax = 12;

/** For whoever cannot see the chart: the newest entries. */
function ScoreTable({ scores, zone, words }: { scores: readonly ScoreEntry[]; zone: string; words: Words }) {
  const t = words.readings.score2;
  if (scores.length === 0) return null;
  return (
    <details id="score-rows">
      <summary id="score-rows-open">{t.asTable}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.readings.time}</th>
            <th scope="col">{t.heading}</th>
            <th scope="col">{t.band}</th>
          </tr>
        </thead>
        <tbody>
          {scores
            .slice(-rowsMax)
            .reverse()
            .map(({ at, total, known, band, wholeSet }) => (
              <tr>
                <td>
                  <time datetime={at.toISOString()} title={day(at, zone, words)}>
                    {dayAndTime(at, zone, words)}
                  </time>
                </td>
                <td>
                  {known === 7 ? total : t.atLeast(total, known)}
                  {wholeSet && <small> {t.wholeSet}</small>}
                </td>
                <td>{band === null ? t.notKnown : words.news2.bands[band]}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
