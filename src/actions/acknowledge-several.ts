import type { StoredAlert } from "../db/alerts.ts";
import type { Db } from "../db/connection.ts";
import { ok, type Refusal, refuse } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { answerAlert } from "./answer-alert.ts";

/** As many as one looks through before pressing one button for all of them. */
export const severalMax = 60;

export interface SeveralAcknowledgements {
  readonly person: Person;
  /** Those that the person saw and chose, at most `severalMax`; never "all that are there now". */
  readonly alertIds: readonly string[];
  readonly screen: string;
  readonly requestId: string;
}

export interface SeveralAnswered {
  readonly acknowledged: readonly StoredAlert[];
  /** What was left as it is, and why. */
  readonly left: readonly { readonly alertId: string; readonly refusal: Refusal }[];
}

/**
 * A person takes several alerts on at once: none of high priority, each of those is answered by itself (`high_alone`, also
 * for one that has become high since it was looked at). A transaction each, so that no alert waits for another's lock and
 * none is lost with another's refusal; one after the other, some milliseconds each.
 */
export async function acknowledgeSeveral(
  { db }: { readonly db: Db },
  { person, alertIds, screen, requestId }: SeveralAcknowledgements,
): Promise<SeveralAnswered> {
  const acknowledged: StoredAlert[] = [];
  const left: { alertId: string; refusal: Refusal }[] = [];
  for (const alertId of new Set(alertIds)) {
    const done = await answerAlert(db, {
      ...{ person, alertId, requestId },
      order: () => ({ do: "acknowledge", by: person, on: screen }),
      grounds: { reason: "answered_together", screen },
      first: async (_trx, alert) => (alert.priority === "high" ? refuse({ kind: "high_alone" }) : ok(null)),
    });
    if (done.ok) acknowledged.push(done.value);
    else left.push({ alertId, refusal: done.refusal });
  }
  return { acknowledged, left };
}
