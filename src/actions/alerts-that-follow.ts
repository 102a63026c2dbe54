import { saveAlerts } from "../db/alert-changes.ts";
import { lockAlertsOfPlaces, placeAlerts, type StoredAlert, subjectOfDevice, subjectOfSigns } from "../db/alerts.ts";
import type { Trx } from "../db/connection.ts";
import { readDevicesAtBed } from "../db/devices.ts";
import type { ClosingOutcome, Command } from "../domain/alerts.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { command, eventsOf, type Grounds } from "./alert-step.ts";
import type { HeldStay } from "./hold-stay.ts";

export interface Going {
  readonly hospitalId: string;
  readonly staffId: string;
  readonly requestId: string;
  readonly now: Date;
}

/** A stay that goes from its bed into another. */
export interface Move {
  readonly stay: HeldStay;
  readonly to: { readonly bedId: string; readonly wardId: string };
}

/**
 * What is open about patients goes with them, and says so. What is wrong with a bed's monitor stays at the bed, or is closed
 * where nobody lies there any more; that signs are missing which the monitor at the old bed used to send is no matter at the
 * new one. The stays are locked, and hold their old beds still. Answers the events.
 */
export async function moveAlerts(
  trx: Trx,
  { hospitalId, now, ...who }: Going,
  moves: readonly Move[],
): Promise<WardlightEvent[]> {
  const taken = new Set(moves.map(({ to }) => to.bedId));
  const emptied = moves.flatMap(({ stay }) => (taken.has(stay.bedId) ? [] : stay.bedId));
  const alerts = await lockAlertsOf(
    trx,
    hospitalId,
    moves.map(({ stay }) => stay.stayId),
    emptied,
  );
  const moveOf = new Map(moves.map((move) => [move.stay.stayId, move]));
  const changes = alerts.flatMap((alert) => {
    const move = alert.stayId === null ? undefined : moveOf.get(alert.stayId);
    if (!move) return closed(alert, "patient_left", { ...who, reason: "patient_moved" }, now);
    if (alert.subject === subjectOfSigns(move.stay.stayId))
      return closed(alert, "cause_ended", { ...who, reason: "patient_moved" }, now);
    const text = `${move.stay.bedId} → ${move.to.bedId}`;
    const moved = changed(alert, { do: "move" }, { ...who, reason: "patient_moved", text }, now);
    return moved.map((change) => ({ ...change, alert: { ...change.alert, ...move.to } }));
  });
  await saveAlerts(trx, hospitalId, changes);
  for (const { stay, to } of moves) await placeAlerts(trx, hospitalId, stay.stayId, to);
  return changes.flatMap(eventsOf);
}

/** Who leaves has no alerts any more, and the bed's monitor nobody whom it should watch. Answers the events. */
export async function closeAlerts(
  trx: Trx,
  { hospitalId, now, ...who }: Going,
  stay: HeldStay,
  outcome: Extract<ClosingOutcome, "patient_left" | "transferred" | "merged">,
): Promise<WardlightEvent[]> {
  const alerts = await lockAlertsOf(trx, hospitalId, [stay.stayId], [stay.bedId]);
  const reasons = { patient_left: "patient_left", transferred: "patient_transferred", merged: "merged" } as const;
  const changes = alerts.flatMap((alert) =>
    alert.stayId === null
      ? closed(alert, "patient_left", { ...who, reason: "patient_left" }, now)
      : closed(alert, outcome, { ...who, reason: reasons[outcome] }, now),
  );
  await saveAlerts(trx, hospitalId, changes);
  return changes.flatMap(eventsOf);
}

/** All that is open about these stays, and about the monitors at these beds, locked in one order. */
async function lockAlertsOf(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
  bedIds: readonly string[],
): Promise<StoredAlert[]> {
  const devices: string[] = [];
  for (const bedId of bedIds) devices.push(...(await readDevicesAtBed(trx, hospitalId, bedId)));
  return await lockAlertsOfPlaces(trx, hospitalId, { stayIds, subjects: devices.map(subjectOfDevice) });
}

const closed = (alert: StoredAlert, outcome: ClosingOutcome, grounds: Grounds, now: Date) =>
  changed(alert, { do: "close", outcome }, grounds, now);

function changed(alert: StoredAlert, order: Command, grounds: Grounds, now: Date) {
  const done = command(alert, order, grounds, now);
  return done.ok ? [done.value] : [];
}
