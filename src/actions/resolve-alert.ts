import type { Db } from "../db/connection.ts";
import type { ChosenOutcome } from "../domain/alerts.ts";
import type { Person } from "../domain/staff.ts";
import { answerAlert } from "./answer-alert.ts";

export interface Resolution {
  readonly person: Person;
  readonly alertId: string;
  readonly outcome: ChosenOutcome;
  readonly requestId: string;
}

/**
 * A person says how an alert ended that somebody had taken on. Refuses `not_found`, `not_allowed`, `not_acknowledged`,
 * `already_resolved`, and `cause_persists`: what a rule raised closes when its cause ends, not when somebody says so.
 */
export const resolveAlert = ({ db }: { readonly db: Db }, { person, outcome, ...given }: Resolution) =>
  answerAlert(db, {
    ...given,
    person,
    action: "resolve_alert",
    order: { do: "resolve", by: person, outcome },
    reason: outcome,
  });
