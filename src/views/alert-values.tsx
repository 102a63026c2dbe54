import { raw } from "hono/html";
import type { AlertFile } from "../domain/alert-file.ts";
import type { AlertValues, SignValues } from "../domain/alert-values.ts";
import { shownValue } from "../domain/vitals.ts";
import type { DrawContext } from "./draw-context.ts";
import { plotOf, safeJson, seconds } from "./plot-data.ts";
import { type PlotMark, ValuePlot } from "./value-plot.tsx";
import { ValuesTable } from "./values-table.tsx";

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
        <ValuePlot
          {...{ values: one, limits: one.limits, window: values, marks, zone: hospital.timeZone, words }}
          said={one.limits.map(({ limit }) => (
            <span class="limit-said"> {said.limit(shownValue(one.sign, limit))}</span>
          ))}
        />
      ))}
      {measured.length > 0 && (
        <>
          <script id="plots" type="application/json">
            {raw(safeJson(plotsOf(measured, values, marks, ctx)))}
          </script>
          <ValuesTable values={{ ...values, signs: measured }} zone={hospital.timeZone} words={words} />
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
    plots: signs.map((one) => plotOf(one, one.limits, words)),
  };
}
