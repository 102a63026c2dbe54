import { type SignPointsWindow, tableOf, type ValuesRow } from "../domain/sign-points.ts";
import { type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import { clockTime, dayAndTime, fullTime } from "./moments.tsx";
import type { Words } from "./words/words.ts";

interface ValuesTableProps {
  readonly values: SignPointsWindow;
  readonly zone: string;
  /** Shown from the beginning. */
  readonly open?: boolean;
  readonly words: Words;
}

/** The numbers of charts, row by row of time: of each sign the last value of it, with the lowest and the highest. */
export function ValuesTable({ values, zone, open = false, words }: ValuesTableProps) {
  const { values: said } = words.alertPage;
  const { everyMinutes, rows } = tableOf(values);
  const ofDays = values.to.getTime() - values.from.getTime() > 86_400_000;
  const shown = ofDays ? dayAndTime : clockTime;
  return (
    <details id="values-table" open={open}>
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
                <th scope="row">
                  <time datetime={row.from.toISOString()} title={fullTime(row.from, zone, words)}>
                    {shown(row.from, zone, words)}
                  </time>
                </th>
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
