import { raw } from "hono/html";
import type { AlertFile } from "../domain/alert-file.ts";
import type { AlertValues, SignValues } from "../domain/alert-values.ts";
import { tableOf, type ValuesRow } from "../domain/sign-points.ts";
import { type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import type { DrawContext } from "./draw-context.ts";
import { clockTime, fullTime } from "./moments.tsx";
import { type PlotMark, ValuePlot } from "./value-plot.tsx";
import type { Words } from "./words/words.ts";

interface ValuesProps {
  readonly file: AlertFile;
  readonly values: AlertValues;
  readonly ctx: DrawContext;
}

/** What was measured around an alert: a chart for each sign, and beside it the same in numbers. */
export function AlertValuesAround({ file, values, ctx }: ValuesProps) {
  const { words, hospital } = ctx;
  const { values: said } = words.alertPage;
  const marks = marksOf(file);
  const measured = values.signs.filter(({ points }) => points.some(({ value }) => value !== null));
  const nothing = file.alert.stayId === null ? said.none : measured.length === 0 ? said.nothing : null;
  return (
    <section id="alert-values" class="values" aria-labelledby="values-heading">
      <h2 id="values-heading">{said.heading}</h2>
      {values.cut && <p class="small">{said.cut}</p>}
      {nothing !== null && <p class="empty">{nothing}</p>}
      {measured.map((one) => (
        <ValuePlot values={one} window={values} marks={marks} zone={hospital.timeZone} words={words} />
      ))}
      {measured.length > 0 && (
        <>
          <script id="plots" type="application/json">
            {raw(safeJson(plotsOf(measured, values, marks, ctx)))}
          </script>
          <ValuesTable values={{ ...values, signs: measured }} ctx={ctx} />
        </>
      )}
    </section>
  );
}

/** When it was raised, each time somebody answered, and its end. */
function marksOf({ timeline }: AlertFile): PlotMark[] {
  return timeline.flatMap(({ event, at }) =>
    event === "raised" || event === "acknowledged" || event === "resolved" ? { at, kind: event } : [],
  );
}

function plotsOf(
  signs: readonly SignValues[],
  { from, to }: AlertValues,
  marks: readonly PlotMark[],
  { words, hospital }: DrawContext,
) {
  const { values: said } = words.alertPage;
  return {
    zone: hospital.timeZone,
    time: said.time,
    from: seconds(from),
    to: seconds(to),
    marks: marks.map(({ at, kind }) => ({ at: seconds(at), kind, label: said.marks[kind] })),
    plots: signs.map(({ sign, points, gapSeconds, limits, foundLate }) => ({
      id: `plot-${sign}`,
      name: words.signs[sign].short,
      unit: vitalSigns[sign].unit,
      decimals: vitalSigns[sign].decimals,
      gapSeconds,
      limits: limits.map(({ limit }) => ({ limit, label: said.limit(shownValue(sign, limit)) })),
      late: foundLate.map(seconds),
      lateLabel: said.foundLate,
      at: points.map(({ at }) => seconds(at)),
      values: points.map(({ value }) => value),
    })),
  };
}

const seconds = (at: Date) => at.getTime() / 1000;

/** In a script element nothing ends it and nothing is escaped but what JSON itself can write in another way. */
const safeJson = (value: unknown) =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

function ValuesTable({ values, ctx }: { values: AlertValues; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const { values: said } = words.alertPage;
  const { everyMinutes, rows } = tableOf(values);
  const at = (moment: Date) => (
    <time datetime={moment.toISOString()} title={fullTime(moment, hospital.timeZone, words)}>
      {clockTime(moment, hospital.timeZone, words)}
    </time>
  );
  return (
    <details id="values-table">
      <summary>{said.table(everyMinutes)}</summary>
      <section class="scroll" tabindex={0} aria-label={said.scroll}>
        <table>
          <thead>
            <tr>
              <th scope="col">{said.time}</th>
              {values.signs.map(({ sign }) => (
                <th scope="col">
                  <abbr title={words.signs[sign].long}>{words.signs[sign].short}</abbr>{" "}
                  <small>{vitalSigns[sign].unit}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row">{at(row.from)}</th>
                {values.signs.map(({ sign }, place) => (
                  <ValueCell sign={sign} cell={row.values[place] ?? null} words={words} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function ValueCell({ sign, cell, words }: { sign: Sign; cell: ValuesRow["values"][number]; words: Words }) {
  const { values: said } = words.alertPage;
  if (!cell) return <td>{said.noValue}</td>;
  const [last, lowest, highest] = [cell.last, cell.lowest, cell.highest].map((value) => shownValue(sign, value));
  return (
    <td>
      {last}
      {lowest !== highest && <small> {said.range(lowest ?? "", highest ?? "")}</small>}
    </td>
  );
}
