import type { Selectable } from "kysely";
import { type Alert, type Answerer, openStates } from "../domain/alerts.ts";
import type { OpenAlertOfStay } from "../domain/assessment.ts";
import type { Sign } from "../domain/vitals.ts";
import type { Trx } from "./connection.ts";
import type { Database } from "./schema.ts";
import { readNames } from "./staff.ts";
import { readStayBeds } from "./stays.ts";

/** An alert as it stands in its row, locked by whoever holds it. */
export interface StoredAlert extends Alert {
  readonly alertId: string;
  readonly clinical: boolean;
  readonly cause: string;
  readonly reason: string;
  readonly stayId: string | null;
  /** Where it is now: an alert about a stay follows the stay. */
  readonly bedId: string | null;
  readonly wardId: string | null;
  /** Where it is, in words, when it is at no bed. */
  readonly place: string | null;
  readonly sign: Sign | null;
  readonly value: number | null;
  readonly limit: number | null;
}

type Row = Selectable<Database["alerts"]>;

/** Fits a bigint. Whatever else is asked for is no alert, and worth no question to the database. */
const idForm = /^[1-9]\d{0,17}$/;

/** Locks one alert until the transaction ends; null where the hospital has none of this id. */
export async function lockAlert(trx: Trx, hospitalId: string, alertId: string): Promise<StoredAlert | null> {
  if (!idForm.test(alertId)) return null;
  return (await lockAlerts(trx, hospitalId, [alertId]))[0] ?? null;
}

/** Locks alerts in the order of their ids, in two statements whatever their number. */
export async function lockAlerts(trx: Trx, hospitalId: string, alertIds: readonly string[]): Promise<StoredAlert[]> {
  if (alertIds.length === 0) return [];
  const rows = await trx
    .selectFrom("alerts")
    .selectAll()
    .where("hospital_id", "=", hospitalId)
    .where("alert_id", "in", alertIds)
    .orderBy("alert_id")
    .forUpdate()
    .execute();
  return await withWhereabouts(trx, hospitalId, rows);
}

/** Locks what is open about a device or, by its `subject`, about anything else that has one alert a cause. */
export async function lockOpenAlert(
  trx: Trx,
  hospitalId: string,
  subject: string,
  cause: string,
): Promise<StoredAlert | null> {
  const rows = await trx
    .selectFrom("alerts")
    .selectAll()
    .where("hospital_id", "=", hospitalId)
    .where("subject", "=", subject)
    .where("cause", "=", cause)
    .where("state", "in", openStates)
    .forUpdate()
    .execute();
  return (await withWhereabouts(trx, hospitalId, rows))[0] ?? null;
}

/** Locks the open clinical alerts of stays, in the order of their ids. Every stay asked for is a key. */
export async function lockOpenAlertsOfStays(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<Map<string, OpenAlertOfStay[]>> {
  const byStay = new Map<string, OpenAlertOfStay[]>(stayIds.map((stayId) => [stayId, []]));
  if (stayIds.length === 0) return byStay;
  const rows = await trx
    .selectFrom("alerts")
    .select(["alert_id", "stay_id", "cause", "state", "priority", "cause_active", "value", "raise_at"])
    .where("hospital_id", "=", hospitalId)
    .where("subject", "in", stayIds.map(subjectOfStay))
    .where("state", "in", openStates)
    .orderBy("alert_id")
    .forUpdate()
    .execute();
  for (const row of rows) {
    const { cause, state, priority, value } = row;
    const open = { alertId: row.alert_id, cause, state, priority, value };
    byStay.get(row.stay_id ?? "")?.push({ ...open, causeActive: row.cause_active, raiseAt: row.raise_at });
  }
  return byStay;
}

export const subjectOfStay = (stayId: string) => `stay:${stayId}`;
export const subjectOfDevice = (deviceId: string) => `device:${deviceId}`;

/**
 * Who answered, and where the alerts are now. Asked after the lock and not with it: whoever waited for the lock would be
 * given the row as it is now, but joined to the people and beds it had before. By their ids, not joined to the alerts: of
 * a hospital that came since its last ANALYZE Postgres expects one row in each table and loops over all of them, and a
 * storm of 200 took longer than a statement may.
 */
export async function withWhereabouts(trx: Trx, hospitalId: string, rows: readonly Row[]): Promise<StoredAlert[]> {
  const names = await readNames(
    trx,
    hospitalId,
    distinct(rows.flatMap((row) => [row.acknowledged_by, row.resolved_by])),
  );
  const stayBeds = await readStayBeds(trx, hospitalId, distinct(rows.map((row) => row.stay_id)));
  const beds = new Map(stayBeds.map((bed) => [bed.stayId, bed]));
  return rows.map((row) => {
    const bed = row.stay_id === null ? undefined : beds.get(row.stay_id);
    return {
      ...storedAlert(row),
      acknowledgedBy: person(row.acknowledged_by, names),
      resolvedBy: person(row.resolved_by, names),
      bedId: bed?.bedId ?? row.bed_id,
      wardId: bed?.wardId ?? row.ward_id,
    };
  });
}

const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))];

const person = (staffId: string | null, names: ReadonlyMap<string, string>): Answerer | null =>
  staffId === null ? null : { staffId, name: names.get(staffId) ?? "" };

const storedAlert = (row: Row): Omit<StoredAlert, "acknowledgedBy" | "resolvedBy" | "bedId" | "wardId"> => ({
  alertId: row.alert_id,
  kind: row.kind,
  clinical: row.clinical,
  cause: row.cause,
  reason: row.reason,
  stayId: row.stay_id,
  place: row.place,
  priority: row.priority,
  state: row.state,
  causeActive: row.cause_active,
  lapses: row.lapses,
  sign: row.sign,
  value: row.value,
  limit: row.limit_value,
  ladder: row.ladder,
  level: row.level,
  escalations: row.escalations,
  repeats: row.repeats,
  raiseAt: row.raise_at,
  raisedAt: row.raised_at,
  escalateAt: row.escalate_at,
  lapseAt: row.lapse_at,
  acknowledgedAt: row.acknowledged_at,
  firstAcknowledgedAt: row.first_acknowledged_at,
  resolvedAt: row.resolved_at,
  outcome: row.outcome,
});
