import type { Db } from "../db/connection.ts";
import { type AlertAct, answerAlert } from "./answer-alert.ts";

export interface Acknowledgement extends AlertAct {
  /** The screen it was done on: `board`, `board:W1`, `alert`. */
  readonly screen: string;
}

/**
 * A person takes an alert on: its ladder stops. One that is latched closes with it. Of several who do so at once one
 * takes it, and the others are told who and when. Refuses `not_found` (also for another hospital's), `not_allowed`,
 * `already_acknowledged`, `already_resolved`.
 */
export const acknowledgeAlert = ({ db }: { readonly db: Db }, { screen, ...act }: Acknowledgement) =>
  answerAlert(db, {
    ...act,
    order: () => ({ do: "acknowledge", by: act.person, on: screen }),
    grounds: { reason: "answered", screen },
  });
