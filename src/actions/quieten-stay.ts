import { readCausesOfAlerts } from "../db/alert-causes.ts";
import { saveAlerts } from "../db/alert-changes.ts";
import { lockSilenceableAlerts } from "../db/alerts.ts";
import type { Trx } from "../db/connection.ts";
import type { Quiet } from "../domain/alerts.ts";
import { quietOf, type Silence } from "../domain/silences.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { commandByRule, eventsOf } from "./alert-step.ts";

export interface StayInBed {
  readonly stayId: string;
  readonly bedId: string;
  readonly wardId: string;
}

/**
 * Gives the open alerts of a stay and its bed the quiet that follows from its silences, or takes it away. The caller holds
 * the stay's lock, and publishes the events.
 */
export async function quietenStay(
  trx: Trx,
  hospitalId: string,
  { stayId, bedId }: StayInBed,
  silences: readonly Silence[],
  now: Date,
): Promise<WardlightEvent[]> {
  const alerts = await lockSilenceableAlerts(trx, hospitalId, { stayId, bedId });
  const causes = await readCausesOfAlerts(
    trx,
    hospitalId,
    alerts.map(({ alertId }) => alertId),
  );
  const changes = alerts.flatMap((alert) => {
    const quiet = quietOf({ priority: alert.priority, causes: causes.get(alert.alertId) ?? [] }, silences, now);
    if (sameQuiet(quiet, alert.quiet)) return [];
    return commandByRule(alert, { do: "quiet", quiet }, quiet ? "silenced" : "silence_over", now);
  });
  await saveAlerts(trx, hospitalId, changes);
  return changes.flatMap(eventsOf);
}

export const sameQuiet = (a: Quiet | null, b: Quiet | null) =>
  a?.until.getTime() === b?.until.getTime() && a?.priority === b?.priority;
