import type { Db } from "../db/connection.ts";
import type { Person } from "../domain/staff.ts";
import { answerAlert } from "./answer-alert.ts";

export interface Acknowledgement {
  readonly person: Person;
  readonly alertId: string;
  readonly requestId: string;
}

/**
 * A person takes an alert on: its ladder stops. One that is latched closes with it. Of several who do so at once one
 * takes it, and the others are told who and when. Refuses `not_found` (also for what no board shows yet, and for
 * another hospital's), `not_allowed`, `already_acknowledged`, `already_resolved`.
 */
export const acknowledgeAlert = ({ db }: { readonly db: Db }, { person, ...given }: Acknowledgement) =>
  answerAlert(db, {
    ...given,
    person,
    action: "acknowledge_alert",
    order: { do: "acknowledge", by: person },
    reason: "answered",
  });
