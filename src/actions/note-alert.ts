import type { Db } from "../db/connection.ts";
import { type AlertAct, answerAlert } from "./answer-alert.ts";

export interface Note extends AlertAct {
  /** One line, not empty. */
  readonly text: string;
}

/** Writes down what somebody found or did. Changes nothing else. Refuses `not_found`, `not_allowed`. */
export const noteAlert = ({ db }: { readonly db: Db }, { text, ...act }: Note) =>
  answerAlert(db, {
    ...act,
    permission: "note_alert",
    order: () => ({ do: "note" }),
    grounds: { reason: "noted", text },
  });
