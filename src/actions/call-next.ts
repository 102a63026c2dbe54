import type { Db } from "../db/connection.ts";
import { type AlertAct, answerAlert } from "./answer-alert.ts";

export interface CallForMore extends AlertAct {
  /** Why the next on the ladder should come now: one line, not empty. */
  readonly reason: string;
}

/** A person calls the next step of the ladder before its time. Refuses `not_found`, `not_allowed`, and what is answered or over. */
export const callNext = ({ db }: { readonly db: Db }, { reason, ...act }: CallForMore) =>
  answerAlert(db, {
    ...act,
    permission: "escalate_alert",
    order: () => ({ do: "call_next" }),
    grounds: { reason: "called_by_hand", text: reason },
  });
