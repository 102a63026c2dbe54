import { aimTokens, reachesBeyondWard } from "./aim.ts";
import { type Priority, priorityRank } from "./alerts.ts";
import type { AlertRow } from "./board.ts";

/** Nobody has answered: also where the cause has ended by itself. */
export const isUnanswered = ({ state }: Pick<AlertRow, "state">) => state !== "acknowledged";
export const isAnswered = (alert: Pick<AlertRow, "state">) => !isUnanswered(alert);

/** Somebody has to do something now: answer it, or take it over as they were asked to. */
export const isWaiting = (alert: Pick<AlertRow, "state" | "owner">) =>
  isUnanswered(alert) || alert.owner?.is === "asked";

/**
 * The order in which alerts ask for a person: unanswered first, then by priority; of the same priority those whose cause
 * still stands, then who has waited longest. Total: two processes give the same list.
 */
export function byUrgency(a: AlertRow, b: AlertRow): number {
  return (
    Number(isUnanswered(b)) - Number(isUnanswered(a)) ||
    priorityRank[a.priority] - priorityRank[b.priority] ||
    Number(b.causeActive) - Number(a.causeActive) ||
    a.raisedAt.getTime() - b.raisedAt.getTime() ||
    byId(a.alertId, b.alertId)
  );
}

/**
 * The order of a list: by urgency, and what asks equally of a person about the same patient stands together, where the
 * first of it would stand. Nothing comes before something more urgent because of it.
 */
export function inListOrder(alerts: readonly AlertRow[]): AlertRow[] {
  const sorted = [...alerts].sort(byUrgency);
  const groups = Map.groupBy(sorted, (alert) => `${equallyUrgent(alert)} ${alert.bedId ?? `alert ${alert.alertId}`}`);
  return [...groups.values()].flat();
}

/** What byUrgency looks at before it asks who has waited longest. */
const equallyUrgent = (alert: AlertRow) =>
  `${isUnanswered(alert)} ${priorityRank[alert.priority]} ${alert.causeActive}`;

/** Ids are bigints as text: the shorter one is the smaller. */
const byId = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Whether the board of `wardId` (null: of the whole hospital) shows an alert: one without a ward concerns every ward. */
export const isShownOn = (alert: Pick<AlertRow, "wardId">, wardId: string | null) =>
  wardId === null || alert.wardId === null || alert.wardId === wardId;

/** Whether it is another ward's alert whose call may concern people who look at the board of `wardId`. */
export const isElsewhere = (alert: AlertRow, wardId: string | null) =>
  !isShownOn(alert, wardId) && isWaiting(alert) && reachesBeyondWard(aimTokens(alert));

export function unansweredByPriority(alerts: readonly AlertRow[]): { readonly [P in Priority]: number } {
  const counts = { high: 0, medium: 0, low: 0 };
  for (const { priority } of alerts.filter(isUnanswered)) counts[priority] += 1;
  return counts;
}
