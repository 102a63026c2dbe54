import { priorityRank } from "../domain/alerts.ts";
import type { AlertRow } from "../domain/board.ts";

/**
 * The order in which alerts ask for a person: unanswered first, then by priority; of the same priority those whose cause
 * still stands, then who has waited longest. Pure and total: two processes draw the same list.
 */
export function inOrderOfUrgency(rows: readonly AlertRow[]): AlertRow[] {
  return [...rows].sort(
    (a, b) =>
      Number(isAnswered(a)) - Number(isAnswered(b)) ||
      priorityRank[a.priority] - priorityRank[b.priority] ||
      Number(b.causeActive) - Number(a.causeActive) ||
      a.raisedAt.getTime() - b.raisedAt.getTime() ||
      byId(a.alertId, b.alertId),
  );
}

export const isAnswered = (row: AlertRow) => row.state === "acknowledged";

/** Ids are bigints as text: the shorter one is the smaller. */
const byId = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
