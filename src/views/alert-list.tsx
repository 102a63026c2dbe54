import { aimTokens } from "../domain/aim.ts";
import type { AlertRow as Row } from "../domain/board.ts";
import { byUrgency, inListOrder, isAnswered, isUnanswered } from "../domain/urgency.ts";
import { AlertRow } from "./alert-row.tsx";
import type { DrawContext } from "./draw-context.ts";

/**
 * A list that nobody can read to its end helps nobody; the rest is counted, and what is least urgent is what is cut. The
 * answered ones have places of their own: in a storm of unanswered ones somebody still has to close them.
 */
const unansweredRowsMax = 50;
const answeredRowsMax = 20;

/** Of other wards: those who are called see the most urgent first, and more than this nobody answers at once. */
const elsewhereRowsMax = 20;

export function Elsewhere({ rows, ctx }: { rows: readonly Row[]; ctx: DrawContext }) {
  return (
    <ol id="elsewhere" hidden>
      {[...rows]
        .sort(byUrgency)
        .slice(0, elsewhereRowsMax)
        .map((row) => (
          <AlertRow row={row} ctx={ctx} />
        ))}
    </ol>
  );
}

export function AlertList({ rows, ctx }: { rows: readonly Row[]; ctx: DrawContext }) {
  const { words } = ctx;
  const ordered = inListOrder(rows);
  const unanswered = ordered.filter((row) => !isAnswered(row)).slice(0, unansweredRowsMax);
  const answered = ordered.filter(isAnswered).slice(0, answeredRowsMax);
  const shown = [...unanswered, ...answered];
  const left = ordered.filter((row) => !shown.includes(row));
  return (
    <ol id="alerts" class="alerts">
      {shown.map((row, place) => (
        <AlertRow row={row} together={isTogether(shown[place - 1], row)} ctx={ctx} />
      ))}
      {left.length > 0 && (
        <li
          id="alerts-more"
          class="more"
          data-left={left.length}
          data-left-unanswered={left.filter(isUnanswered).length}
          data-cut={countsByAim(left)}
        >
          {words.alerts.more(left.length)}
        </li>
      )}
      {rows.length === 0 && (
        <li id="alerts-none" class="empty">
          <strong>{words.alerts.empty}</strong>
          <span>{words.alerts.emptyText}</span>
        </li>
      )}
    </ol>
  );
}

/** About the same patient as the row before it, and as urgent: the two are one thing to see to. */
const isTogether = (before: Row | undefined, row: Row) =>
  before !== undefined && row.bedId !== null && before.bedId === row.bedId && before.priority === row.priority;

/** `3 high role:nurse@W1;12 low …`: so that those whom an alert means count and hear it, be it in the list or not. */
function countsByAim(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows.filter(isUnanswered), (row) => `${row.priority} ${aimTokens(row).join(" ")}`);
  return Array.from(groups, ([group, { length }]) => `${length} ${group}`).join(";");
}
