import type { AlertRow as Row } from "../domain/board.ts";
import { inOrderOfUrgency } from "./alert-order.ts";
import { AlertRow } from "./alert-row.tsx";
import type { DrawContext } from "./draw-context.ts";

/** A list that nobody can read to its end helps nobody; the rest is counted, and what is least urgent is what is cut. */
const alertRowsMax = 60;

export function AlertList({ rows, ctx }: { rows: readonly Row[]; ctx: DrawContext }) {
  const { words } = ctx;
  const ordered = inOrderOfUrgency(rows);
  const left = ordered.length - alertRowsMax;
  return (
    <ol id="alerts" class="alerts">
      {ordered.slice(0, alertRowsMax).map((row) => (
        <AlertRow row={row} ctx={ctx} />
      ))}
      {left > 0 && (
        <li id="alerts-more" class="more">
          {words.alerts.more(left)}
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
