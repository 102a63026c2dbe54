import { lockOpenAlertsAbout, subjectOfDevice } from "../db/alerts.ts";
import { writeAudit } from "../db/audit.ts";
import { findBed } from "../db/beds.ts";
import { type Db, databaseNow, type Trx } from "../db/connection.ts";
import { countDevices, insertDevice, lockDevice, updateDevice } from "../db/device-settings.ts";
import { type DeviceSettings, devicesMax, seenOfDevice } from "../domain/device-settings.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { closeTechnicalAlerts } from "./technical-alert.ts";

interface Editing {
  readonly person: Person;
  readonly requestId: string;
  /** Of the form `deviceIdForm`. */
  readonly deviceId: string;
  readonly settings: DeviceSettings;
}

/** A device that the hospital has not known yet. Refuses `not_allowed`, `unknown_bed`, `name_taken`, `list_full`. */
export async function addDevice({ db }: { readonly db: Db }, given: Editing): Promise<Result<null>> {
  const { person, requestId, deviceId, settings } = given;
  const { hospitalId, staffId, role } = person;
  if (!may(role, "edit_devices")) return refuse({ kind: "not_allowed", action: "edit_devices" });
  return await db.transaction().execute(async (trx) => {
    const place = await placeOf(trx, hospitalId, settings.bedId);
    if (!place.ok) return place;
    if ((await countDevices(trx, hospitalId)) >= devicesMax) return refuse({ kind: "list_full", max: devicesMax });
    const isNew = await insertDevice(trx, hospitalId, deviceId, settings, await databaseNow(trx));
    if (!isNew) return refuse({ kind: "name_taken" });
    const subject = `device:${deviceId}`;
    await writeAudit(trx, { hospitalId, staffId, action: "add_device", subject, reason: null, requestId });
    await publish(trx, hospitalId, [changed(deviceId, place.value)]);
    return ok(null);
  });
}

/**
 * Binds a device to a bed or takes it away, and says what is expected of it. What was said of its silence at the bed it
 * leaves is closed. `seen` is the device as it was looked at (`seenOfDevice`). Refuses `not_allowed`, `not_found`,
 * `unknown_bed`, `edited_meanwhile`, `nothing_changed`.
 */
export async function changeDevice(
  { db }: { readonly db: Db },
  given: Editing & { readonly seen: string },
): Promise<Result<null>> {
  const { person, requestId, deviceId, settings, seen } = given;
  const { hospitalId, staffId, role } = person;
  if (!may(role, "edit_devices")) return refuse({ kind: "not_allowed", action: "edit_devices" });
  return await db.transaction().execute(async (trx) => {
    const place = await placeOf(trx, hospitalId, settings.bedId);
    if (!place.ok) return place;
    // Alerts before devices: the order of locks.
    const subjects = [subjectOfDevice(deviceId)];
    const missed = await lockOpenAlertsAbout(trx, hospitalId, subjects);
    const before = await lockDevice(trx, hospitalId, deviceId);
    if (!before) return refuse({ kind: "not_found" });
    if (seenOfDevice(before) !== seen) return refuse({ kind: "edited_meanwhile", by: null, at: null });
    if (seenOfDevice(before) === seenOfDevice(settings)) return refuse({ kind: "nothing_changed" });
    const now = await databaseNow(trx);
    const isMoved = before.bedId !== settings.bedId;
    const closing = { hospitalId, subjects, outcome: "cause_ended", reason: "device_moved" } as const;
    const closed =
      isMoved && missed.length > 0 ? await closeTechnicalAlerts(trx, { ...closing, staffId, requestId, now }) : [];
    await updateDevice(trx, hospitalId, deviceId, settings, isMoved ? now : null);
    const subject = `device:${deviceId}`;
    const reason = reasonOf(before, settings);
    await writeAudit(trx, { hospitalId, staffId, action: "edit_device", subject, reason, requestId });
    const left = isMoved && before.bedId !== null ? [changed(deviceId, before)] : [];
    await publish(trx, hospitalId, [...closed, ...left, changed(deviceId, place.value)]);
    return ok(null);
  });
}

interface Place {
  readonly bedId: string | null;
  readonly wardId: string | null;
}

/** The ward of a bed that is named; null for none. Refuses `unknown_bed`. */
async function placeOf(trx: Trx, hospitalId: string, bedId: string | null): Promise<Result<Place>> {
  if (bedId === null) return ok({ bedId: null, wardId: null });
  const bed = await findBed(trx, hospitalId, bedId);
  return bed ? ok({ bedId, wardId: bed.wardId }) : refuse({ kind: "unknown_bed" });
}
const changed = (deviceId: string, { bedId, wardId }: Place): WardlightEvent => ({
  type: "device.changed",
  payload: { deviceId, bedId, wardId },
});

/** What was changed, in words of the audit: `bed W1-01 to W1-02, clock as_sent to hold`. */
function reasonOf(before: DeviceSettings, after: DeviceSettings): string {
  const parts = [
    ["bed", before.bedId ?? "none", after.bedId ?? "none"],
    ["interval", `${before.intervalSeconds} s`, `${after.intervalSeconds} s`],
    ["clock", before.clockRule, after.clockRule],
  ] as const;
  return parts.flatMap(([what, from, to]) => (from === to ? [] : `${what} ${from} to ${to}`)).join(", ");
}
