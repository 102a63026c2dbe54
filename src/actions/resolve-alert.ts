import type { Db } from "../db/connection.ts";
import type { ChosenOutcome } from "../domain/alerts.ts";
import { type AlertAct, answerAlert } from "./answer-alert.ts";

export interface Resolution extends AlertAct {
  readonly outcome: ChosenOutcome;
}

/**
 * A person says how an alert ended that somebody had taken on. Refuses `not_found`, `not_allowed`, `not_acknowledged`,
 * `already_resolved`, and `cause_persists`: what a rule raised closes when its cause ends, not when somebody says so.
 */
export const resolveAlert = ({ db }: { readonly db: Db }, { outcome, ...act }: Resolution) =>
  answerAlert(db, {
    ...act,
    order: () => ({ do: "resolve", by: act.person, outcome }),
    grounds: { reason: outcome },
  });
