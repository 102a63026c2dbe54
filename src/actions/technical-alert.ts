import { insertAlert, saveAlerts } from "../db/alert-changes.ts";
import { lockOpenAlert, subjectOfDevice } from "../db/alerts.ts";
import type { Trx } from "../db/connection.ts";
import { newAlert } from "../domain/alert-life.ts";
import { type Command, ladderFor } from "../domain/alerts.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { commandByRule, eventsOf } from "./alert-step.ts";

const cause = "device_lost";

interface OfDevice {
  readonly hospitalId: string;
  readonly deviceId: string;
  readonly now: Date;
}

/**
 * A monitor that stands at a patient's bed is not heard any more: a technical alert about the bed, of low priority since
 * nobody's state got worse, but listed, since nobody watches either. One that is latched becomes active again. Answers
 * the events for the caller to publish.
 */
export async function raiseTechnicalAlert(
  trx: Trx,
  {
    hospitalId,
    deviceId,
    now,
    bedId,
    wardId,
  }: OfDevice & { readonly bedId: string | null; readonly wardId: string | null },
): Promise<WardlightEvent[]> {
  const ladder = ladderFor("technical", "low", null);
  const begun = newAlert({ kind: "technical", priority: "low", lapses: false, ladder, onDelaySeconds: 0 }, now);
  const alert = await insertAlert(trx, hospitalId, {
    ...begun,
    clinical: false,
    cause,
    reason: cause,
    subject: subjectOfDevice(deviceId),
    // The device stays where it is when the patient moves, and so does what is wrong with it.
    stayId: null,
    deviceId,
    bedId,
    wardId,
    place: null,
    words: null,
    sign: null,
    value: null,
    limit: null,
    raisedBy: null,
    at: now,
  });
  if (alert) return eventsOf({ alert, steps: begun.steps });
  return await changeOpen(trx, { hospitalId, deviceId, now }, { do: "return_cause" }, cause);
}

/** The monitor is heard again: its alert closes if somebody has answered it, else it stays listed until then. */
export async function endTechnicalAlert(trx: Trx, device: OfDevice): Promise<WardlightEvent[]> {
  return await changeOpen(trx, device, { do: "end_cause" }, "device_returned");
}

async function changeOpen(trx: Trx, device: OfDevice, order: Command, reason: string): Promise<WardlightEvent[]> {
  const { hospitalId, deviceId, now } = device;
  const open = await lockOpenAlert(trx, hospitalId, subjectOfDevice(deviceId), cause);
  if (!open) return [];
  const change = commandByRule(open, order, reason, now);
  await saveAlerts(trx, hospitalId, [change]);
  return eventsOf(change);
}
