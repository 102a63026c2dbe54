import { sql } from "kysely";
import type { Change, Step } from "../domain/alerts.ts";
import type { Sign } from "../domain/vitals.ts";
import type { StoredAlert } from "./alerts.ts";
import type { Trx } from "./connection.ts";

/** What is known of an alert when it begins, beside its life. */
export interface AlertToInsert extends Change {
  readonly clinical: boolean;
  readonly cause: string;
  readonly reason: string;
  /** One open alert a subject and cause; null: as many as people call for. */
  readonly subject: string | null;
  readonly stayId: string | null;
  readonly deviceId: string | null;
  readonly bedId: string | null;
  readonly wardId: string | null;
  readonly place: string | null;
  readonly words: string | null;
  readonly sign: Sign | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly raisedBy: string | null;
  readonly at: Date;
}

/** A step, who took it (null: a rule or a timer) and why. */
export interface ReasonedStep extends Step {
  readonly staffId: string | null;
  readonly reason: string;
}

/** What happened to a locked alert: as it is now, and the steps that led there. */
export interface AlertChange {
  readonly alert: StoredAlert;
  readonly steps: readonly ReasonedStep[];
  readonly at: Date;
}

/**
 * Begins an alert, with its first step. Null: its subject already has an open one of this cause, perhaps since a moment
 * ago; nothing is written then. Waits for whoever is about to begin the same.
 */
export async function insertAlert(trx: Trx, hospitalId: string, given: AlertToInsert): Promise<StoredAlert | null> {
  const { alert, steps, subject, deviceId, words, raisedBy, at, ...known } = given;
  const row = await trx
    .insertInto("alerts")
    .values({
      hospital_id: hospitalId,
      kind: alert.kind,
      clinical: known.clinical,
      cause: known.cause,
      reason: known.reason,
      subject,
      stay_id: known.stayId,
      device_id: deviceId,
      bed_id: known.bedId,
      ward_id: known.wardId,
      place: known.place,
      words,
      priority: alert.priority,
      state: alert.state,
      cause_active: alert.causeActive,
      lapses: alert.lapses,
      sign: known.sign,
      value: known.value,
      limit_value: known.limit,
      ladder: JSON.stringify(alert.ladder),
      level: alert.level,
      escalations: alert.escalations,
      repeats: alert.repeats,
      created_at: at,
      raise_at: alert.raiseAt,
      raised_at: alert.raisedAt,
      raised_by: raisedBy,
      escalate_at: alert.escalateAt,
      lapse_at: alert.lapseAt,
      acknowledged_at: null,
      acknowledged_by: null,
      first_acknowledged_at: null,
      resolved_at: null,
      resolved_by: null,
      outcome: null,
    })
    // The table's other unique key is the identity.
    .onConflict((conflict) => conflict.doNothing())
    .returning("alert_id")
    .executeTakeFirst();
  if (!row) return null;
  const stored: StoredAlert = { ...alert, ...known, alertId: row.alert_id };
  const reasoned = steps.map((step) => ({ ...step, staffId: raisedBy, reason: known.reason }));
  await insertTransitions(trx, hospitalId, [{ alert: stored, steps: reasoned, at }]);
  return stored;
}

/** Writes what happened to alerts that the transaction has locked, and their steps: two statements for all of them. */
export async function saveAlerts(trx: Trx, hospitalId: string, changes: readonly AlertChange[]): Promise<void> {
  const stepped = changes.filter(({ steps }) => steps.length > 0);
  if (stepped.length === 0) return;
  await sql`
    update alerts a set
      reason = c.reason, priority = c.priority, state = c.state, cause_active = c.cause_active, value = c.value,
      limit_value = c.limit_value, ladder = c.ladder, level = c.level, escalations = c.escalations,
      repeats = c.repeats, raise_at = c.raise_at, raised_at = c.raised_at, escalate_at = c.escalate_at,
      lapse_at = c.lapse_at, acknowledged_at = c.acknowledged_at, acknowledged_by = c.acknowledged_by,
      first_acknowledged_at = c.first_acknowledged_at, resolved_at = c.resolved_at, resolved_by = c.resolved_by,
      outcome = c.outcome
    from jsonb_populate_recordset(null::alerts, ${JSON.stringify(stepped.map(({ alert }) => rowOf(alert)))}::jsonb) c
    where a.hospital_id = ${hospitalId} and a.alert_id = c.alert_id
  `.execute(trx);
  await insertTransitions(trx, hospitalId, stepped);
}

/** Numbered by alert, from 1. The lock on the alert keeps two from taking the same number. */
async function insertTransitions(trx: Trx, hospitalId: string, changes: readonly AlertChange[]): Promise<void> {
  const rows = changes.flatMap(({ alert, steps, at }) =>
    steps.map((step, index) => ({
      alert_id: alert.alertId,
      position: index + 1,
      at,
      event: step.event,
      from_state: step.from,
      to_state: step.to,
      staff_id: step.staffId,
      reason: step.reason,
      priority: alert.priority,
      level: alert.level,
      value: alert.value,
    })),
  );
  await sql`
    insert into alert_transitions
      (hospital_id, alert_id, position, at, event, from_state, to_state, staff_id, reason, priority, level, value)
    select ${hospitalId}, c.alert_id,
      c.position + (
        select coalesce(max(t.position), 0) from alert_transitions t
        where t.hospital_id = ${hospitalId} and t.alert_id = c.alert_id
      ),
      c.at, c.event, c.from_state, c.to_state, c.staff_id, c.reason, c.priority, c.level, c.value
    from jsonb_populate_recordset(null::alert_transitions, ${JSON.stringify(rows)}::jsonb) c
  `.execute(trx);
}

/** The columns that change in an alert's life, by their names. */
const rowOf = (alert: StoredAlert) => ({
  alert_id: alert.alertId,
  reason: alert.reason,
  priority: alert.priority,
  state: alert.state,
  cause_active: alert.causeActive,
  value: alert.value,
  limit_value: alert.limit,
  ladder: alert.ladder,
  level: alert.level,
  escalations: alert.escalations,
  repeats: alert.repeats,
  raise_at: alert.raiseAt,
  raised_at: alert.raisedAt,
  escalate_at: alert.escalateAt,
  lapse_at: alert.lapseAt,
  acknowledged_at: alert.acknowledgedAt,
  acknowledged_by: alert.acknowledgedBy?.staffId ?? null,
  first_acknowledged_at: alert.firstAcknowledgedAt,
  resolved_at: alert.resolvedAt,
  resolved_by: alert.resolvedBy?.staffId ?? null,
  outcome: alert.outcome,
});
