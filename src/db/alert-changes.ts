import { sql } from "kysely";
import type { Change, Step } from "../domain/alerts.ts";
import type { Sign } from "../domain/vitals.ts";
import { closeCauses } from "./alert-causes.ts";
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
  readonly judgedAt: Date | null;
  readonly title: string | null;
  /** Of a called alert: what its kind says to those who come. */
  readonly kindText?: string | null;
  readonly raisedBy: string | null;
  readonly requestId?: string | null;
  readonly at: Date;
}

/** A step, who took it (null: a rule or a timer) and why. */
export interface ReasonedStep extends Step {
  readonly staffId: string | null;
  readonly reason: string;
  /** What was judged; else the alert's own value is written down. */
  readonly value?: number | null;
  /** Of which of its causes, and the limit that it crossed. */
  readonly cause?: string | null;
  readonly limit?: number | null;
  /** A note's or an owner's words. */
  readonly text?: string | null;
  readonly screen?: string | null;
  /** To whom it was handed over. */
  readonly otherStaffId?: string | null;
  readonly requestId?: string | null;
}

/** What happened to a locked alert: as it is now, and the steps that led there. */
export interface AlertChange {
  readonly alert: StoredAlert;
  readonly steps: readonly ReasonedStep[];
  readonly at: Date;
}

/**
 * Begins an alert, with its first step. Null: its subject already has an open one, perhaps since a moment ago; nothing is
 * written then. Waits for whoever is about to begin the same.
 */
export async function insertAlert(trx: Trx, hospitalId: string, given: AlertToInsert): Promise<StoredAlert | null> {
  const { alert, steps, words, kindText = null, raisedBy, requestId = null, at, ...known } = given;
  const row = await trx
    .insertInto("alerts")
    .values({
      hospital_id: hospitalId,
      kind: alert.kind,
      clinical: known.clinical,
      cause: known.cause,
      reason: known.reason,
      subject: known.subject,
      stay_id: known.stayId,
      device_id: known.deviceId,
      bed_id: known.bedId,
      ward_id: known.wardId,
      place: known.place,
      words,
      title: known.title,
      kind_text: kindText,
      judged_at: known.judgedAt,
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
      raised_at: alert.raisedAt,
      raised_by: raisedBy,
      escalate_at: alert.escalateAt,
      lapse_at: alert.lapseAt,
      quiet_until: alert.quiet?.until ?? null,
      quiet_priority: alert.quiet?.priority ?? null,
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
  const { reason, cause, limit } = known;
  const reasoned = steps.map((step) => ({ ...step, staffId: raisedBy, reason, cause, limit, requestId }));
  await insertTransitions(trx, hospitalId, [{ alert: stored, steps: reasoned, at }]);
  return stored;
}

/**
 * Writes what happened to alerts that the transaction has locked, and their steps, and closes the causes of those that
 * ended: two or three statements for all of them.
 */
export async function saveAlerts(trx: Trx, hospitalId: string, changes: readonly AlertChange[]): Promise<void> {
  const stepped = changes.filter(({ steps }) => steps.length > 0);
  if (stepped.length === 0) return;
  await sql`
    update alerts a set
      cause = c.cause, reason = c.reason, priority = c.priority, state = c.state, cause_active = c.cause_active,
      lapses = c.lapses, sign = c.sign, value = c.value, limit_value = c.limit_value, judged_at = c.judged_at,
      ladder = c.ladder, level = c.level, escalations = c.escalations, skipped = c.skipped, repeats = c.repeats,
      escalate_at = c.escalate_at, lapse_at = c.lapse_at, settle_at = c.settle_at, quiet_until = c.quiet_until,
      quiet_priority = c.quiet_priority, acknowledged_at = c.acknowledged_at, acknowledged_by = c.acknowledged_by,
      acknowledged_on = c.acknowledged_on, owner_id = c.owner_id, owner_is = c.owner_is, owner_until = c.owner_until,
      first_acknowledged_at = c.first_acknowledged_at, resolved_at = c.resolved_at, resolved_by = c.resolved_by,
      outcome = c.outcome, undo = c.undo
    from jsonb_populate_recordset(null::alerts, ${JSON.stringify(stepped.map(({ alert }) => rowOf(alert)))}::jsonb) c
    where a.hospital_id = ${hospitalId} and a.alert_id = c.alert_id
  `.execute(trx);
  await insertTransitions(trx, hospitalId, stepped);
  for (const { alert, at } of stepped.filter(({ alert }) => alert.state === "resolved" && alert.kind === "clinical"))
    await closeCauses(trx, hospitalId, [alert.alertId], alert.resolvedAt ?? at);
}

/**
 * Steps and their audit, in one statement. Numbered by alert, from 1: the lock on the alert keeps two from taking the
 * same number.
 */
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
      value: step.value === undefined ? alert.value : step.value,
      text: step.text ?? null,
      screen: step.screen ?? null,
      other_staff_id: step.otherStaffId ?? null,
      cause: step.cause ?? null,
      limit_value: step.limit ?? null,
      request_id: step.requestId ?? null,
    })),
  );
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c (
        alert_id bigint, position int, at timestamptz, event text, from_state text, to_state text, staff_id bigint,
        reason text, priority text, level int, value double precision, text text, screen text, other_staff_id bigint,
        cause text, limit_value double precision, request_id text
      )
    ), audited as (
      insert into audit (hospital_id, at, staff_id, action, subject, reason, request_id)
      select ${hospitalId}, at, staff_id, 'alert.' || event, 'alert:' || alert_id, reason, request_id
      from given order by alert_id, position
    )
    insert into alert_transitions
      (hospital_id, alert_id, position, at, event, from_state, to_state, staff_id, reason, priority, level, value,
       text, screen, other_staff_id, cause, limit_value)
    select ${hospitalId}, c.alert_id,
      c.position + (
        select coalesce(max(t.position), 0) from alert_transitions t
        where t.hospital_id = ${hospitalId} and t.alert_id = c.alert_id
      ),
      c.at, c.event, c.from_state, c.to_state, c.staff_id, c.reason, c.priority, c.level, c.value,
      c.text, c.screen, c.other_staff_id, c.cause, c.limit_value
    from given c
  `.execute(trx);
}

/** The columns that change in an alert's life, by their names. */
const rowOf = (alert: StoredAlert) => ({
  alert_id: alert.alertId,
  cause: alert.cause,
  reason: alert.reason,
  priority: alert.priority,
  state: alert.state,
  cause_active: alert.causeActive,
  lapses: alert.lapses,
  sign: alert.sign,
  value: alert.value,
  limit_value: alert.limit,
  judged_at: alert.judgedAt,
  ladder: alert.ladder,
  level: alert.level,
  escalations: alert.escalations,
  skipped: alert.skipped,
  repeats: alert.repeats,
  escalate_at: alert.escalateAt,
  lapse_at: alert.lapseAt,
  settle_at: alert.settleAt,
  quiet_until: alert.quiet?.until ?? null,
  quiet_priority: alert.quiet?.priority ?? null,
  acknowledged_at: alert.acknowledgedAt,
  acknowledged_by: alert.acknowledgedBy?.staffId ?? null,
  acknowledged_on: alert.acknowledgedOn,
  owner_id: alert.owner?.staffId ?? null,
  owner_is: alert.owner?.is ?? null,
  owner_until: alert.owner?.until ?? null,
  first_acknowledged_at: alert.firstAcknowledgedAt,
  resolved_at: alert.resolvedAt,
  resolved_by: alert.resolvedBy?.staffId ?? null,
  outcome: alert.outcome,
  undo: alert.undo,
});
