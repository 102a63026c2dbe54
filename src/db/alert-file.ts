import { sql } from "kysely";
import { byWeight } from "../domain/alert-causes.ts";
import { type AlertFile, type FiledAlert, isOver, type TimelineStep } from "../domain/alert-file.ts";
import { minutesAround } from "../domain/alert-values.ts";
import type { AlertEvent } from "../domain/alerts.ts";
import { isSign, type Sign } from "../domain/vitals.ts";
import { readCausesOfAlerts, type StoredCause } from "./alert-causes.ts";
import { idForm } from "./alerts.ts";
import { readHospital, readWards } from "./board.ts";
import { type AlertWithPeople, alertRows, calledByName, partyOf, readableAlert } from "./board-alerts.ts";
import { type Db, databaseNow, type Trx } from "./connection.ts";
import { readNames } from "./staff.ts";

/**
 * Everything of one alert, in one snapshot; null where the hospital has none of this id. Seven statements, each by a key;
 * the rows grow with the alert's own steps.
 */
export async function readAlertFile(db: Db, hospitalId: string, alertId: string): Promise<AlertFile | null> {
  if (!idForm.test(alertId)) return null;
  const now = await databaseNow(db);
  return await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((trx) => readFile(trx, hospitalId, alertId, now));
}

async function readFile(trx: Trx, hospitalId: string, alertId: string, now: Date): Promise<AlertFile | null> {
  const row = await alertRows(trx, hospitalId).where("a.alert_id", "=", alertId).executeTakeFirst();
  if (!row) return null;
  const causes = await readCausesOfAlerts(trx, hospitalId, row.kind === "clinical" ? [alertId] : []);
  const names = await readNames(trx, hospitalId, [
    ...new Set([...calledByName(row), ...(row.resolved_by === null ? [] : [row.resolved_by])]),
  ]);
  const alert = filed(row, [...(causes.get(alertId) ?? [])].sort(byWeight), names, now);
  const hospital = await readHospital(trx, hospitalId);
  if (!hospital) throw new Error("an alert of a hospital that is not there");
  const wards = await readWards(trx, hospitalId);
  return { hospital, wards, alert, timeline: await readTimeline(trx, hospitalId, row, names), now };
}

function filed(
  row: AlertWithPeople,
  causes: readonly StoredCause[],
  names: ReadonlyMap<string, string>,
  now: Date,
): FiledAlert {
  const alert = readableAlert(row, causes, names, now);
  return {
    ...{ ...alert, causes },
    // One that is over stays where it was: the patient may be elsewhere by now.
    ...(isOver(alert) ? { bedId: row.bed_id, wardId: row.ward_id } : {}),
    deviceId: row.device_id,
    inBed: row.bed_now !== null,
    createdAt: row.created_at,
    acknowledgedOn: row.acknowledged_on,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by === null ? null : (names.get(row.resolved_by) ?? null),
    outcome: row.outcome,
    undo: row.undo && { event: row.undo.event, at: new Date(row.undo.at), byStaffId: row.undo.byStaffId },
  };
}

/** What can happen to one alert in a life; the oldest are left out of the page beyond it, and said to be. */
export const stepsMax = 500;

async function readTimeline(
  trx: Trx,
  hospitalId: string,
  row: AlertWithPeople,
  names: ReadonlyMap<string, string>,
): Promise<TimelineStep[]> {
  const rows = await trx
    .selectFrom("alert_transitions as t")
    .leftJoin("staff as s", (on) =>
      on.onRef("s.hospital_id", "=", "t.hospital_id").onRef("s.staff_id", "=", "t.staff_id"),
    )
    .leftJoin("staff as o", (on) =>
      on.onRef("o.hospital_id", "=", "t.hospital_id").onRef("o.staff_id", "=", "t.other_staff_id"),
    )
    .select(["t.position", "t.at", "t.event", "t.to_state as to", "t.reason", "t.priority", "t.level", "t.value"])
    .select(["t.text", "t.screen", "t.cause", "t.limit_value as limit", "s.name as by", "o.name as other"])
    .where("t.hospital_id", "=", hospitalId)
    .where("t.alert_id", "=", row.alert_id)
    .orderBy("t.position", "desc")
    .limit(stepsMax)
    .execute();
  const party = partyOf(row, names);
  return rows.reverse().map(({ level, event, ...step }) => {
    // A higher priority brings a ladder of its own: what the one before had called is not known any more.
    const sameLadder = step.priority === row.priority && (event === "raised" || event === "escalated");
    const calls = sameLadder ? (row.ladder.steps[level]?.calls ?? []).map(party) : [];
    return { ...step, event: event as AlertEvent, sign: signOfCause(step.cause), calls };
  });
}

/** `heartRate:high` is about the heart rate; a score and a call are about no sign. */
export function signOfCause(cause: string | null): Sign | null {
  const sign = cause?.split(":")[0] ?? "";
  return isSign(sign) ? sign : null;
}

/**
 * What changes when the page of an alert would look different: its steps, its bed, and the minute while its values go on.
 * Null where there is no such alert. One statement by keys.
 */
export async function readAlertVersion(
  db: Db,
  hospitalId: string,
  alertId: string,
): Promise<{ readonly version: string; readonly now: Date } | null> {
  if (!idForm.test(alertId)) return null;
  const { rows } = await sql<{ version: string; now: Date }>`
    select concat_ws('.',
      (select max(position) from alert_transitions t where t.hospital_id = a.hospital_id and t.alert_id = a.alert_id),
      case when a.state <> 'resolved' then coalesce((
        select o.bed_id from occupancies o
        where o.hospital_id = a.hospital_id and o.stay_id = a.stay_id and o.to_at is null
      ), '-') end,
      case when a.resolved_at is null or a.resolved_at > now.at - make_interval(mins => ${minutesAround})
        then floor(extract(epoch from now.at) / 60) end
    ) as version, now.at as now
    from alerts a cross join (select clock_timestamp() as at) now
    where a.hospital_id = ${hospitalId} and a.alert_id = ${alertId}
  `.execute(db);
  return rows[0] ?? null;
}
