import { type AlertChange, insertAlert, saveAlerts } from "../db/alert-changes.ts";
import { lockAlerts, type StoredAlert, subjectOfStay } from "../db/alerts.ts";
import type { Trx } from "../db/connection.ts";
import { newAlert } from "../domain/alert-life.ts";
import { type Command, ladderFor } from "../domain/alerts.ts";
import type { Decision } from "../domain/assessment.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { commandByRule, eventsOf } from "./alert-step.ts";

export { lockOpenAlertsOfStays } from "../db/alerts.ts";

export interface Assessed {
  readonly hospitalId: string;
  readonly stay: { readonly stayId: string; readonly bedId: string; readonly wardId: string };
  readonly decisions: readonly Decision[];
  readonly now: Date;
}

/**
 * Carries out what `assess` decided about a stay's alerts and answers the events, in order; the caller publishes them.
 * The caller holds the stay's lock and those of its open alerts (`lockOpenAlertsOfStays`).
 *
 * An alert's value, limit and reason are those of the reading that raised it, made it worse or brought it back. They do
 * not follow each reading in between: the list would never be still, and the card beside it shows what is measured now.
 */
export async function applyDecisions(
  trx: Trx,
  { hospitalId, stay, decisions, now }: Assessed,
): Promise<WardlightEvent[]> {
  const events: WardlightEvent[] = [];
  const about = decisions.flatMap((decision) => (decision.do === "raise" ? [] : decision.alertId));
  const alerts = new Map((await lockAlerts(trx, hospitalId, [...new Set(about)])).map((a) => [a.alertId, a]));
  for (const decision of decisions) {
    if (decision.do === "raise") {
      const raised = await raise(trx, hospitalId, stay, decision, now);
      if (raised) events.push(...eventsOf(raised));
      continue;
    }
    const alert = alerts.get(decision.alertId);
    // Closed in the meantime, which the stay's lock does not hinder a person from doing.
    if (!alert) continue;
    const change = changeBy(alert, decision, now);
    alerts.set(alert.alertId, change.alert);
    await saveAlerts(trx, hospitalId, [change]);
    events.push(...eventsOf(change));
  }
  return events;
}

type OfAlert = Exclude<Decision, { do: "raise" }>;

function changeBy(alert: StoredAlert, decision: OfAlert, now: Date): AlertChange {
  const change = commandByRule(alert, commandOf(decision), decision.reason, now);
  if (decision.do !== "worsen" && decision.do !== "return") return change;
  if (change.steps.length === 0) return change;
  const { value, limit, reason } = decision;
  return { ...change, alert: { ...change.alert, value, limit, reason } };
}

function commandOf(decision: OfAlert): Command {
  switch (decision.do) {
    case "worsen":
      return { do: "worsen", priority: decision.priority };
    case "return":
      return { do: "return_cause" };
    case "end":
      return { do: "end_cause" };
    case "confirm":
    case "ask_again":
      return { do: decision.do };
  }
}

async function raise(
  trx: Trx,
  hospitalId: string,
  stay: Assessed["stay"],
  decision: Extract<Decision, { do: "raise" }>,
  now: Date,
): Promise<{ alert: StoredAlert; steps: ReturnType<typeof newAlert>["steps"] } | null> {
  const { priority, lapses, onDelaySeconds, raiseBy, cause, reason, sign, value, limit } = decision;
  const ladder = ladderFor("clinical", priority, null);
  const begun = newAlert({ kind: "clinical", priority, lapses, ladder, onDelaySeconds, raiseBy }, now);
  const alert = await insertAlert(trx, hospitalId, {
    ...begun,
    clinical: true,
    cause,
    reason,
    subject: subjectOfStay(stay.stayId),
    ...stay,
    deviceId: null,
    place: null,
    words: null,
    sign,
    value,
    limit,
    raisedBy: null,
    at: now,
  });
  // Null: somebody without the stay's lock was faster with the same cause. One alert is enough.
  return alert && { alert, steps: begun.steps };
}
