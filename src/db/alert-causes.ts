import { sql } from "kysely";
import type { AlertCause } from "../domain/alert-causes.ts";
import type { Db, Trx } from "./connection.ts";

/** A cause as it stands in its row. Changed only under its stay's lock, and closed with its alert under the alert's. */
export interface StoredCause extends AlertCause {
  readonly stayId: string;
  /** Null: its on-delay runs until `raiseAt`. */
  readonly alertId: string | null;
  readonly raiseAt: Date | null;
  readonly noticedAt: Date;
  readonly joinedAt: Date | null;
  readonly endedAt: Date | null;
}

/** The open causes of stays, pending ones included, in the order in which they were found. One statement. */
export async function readOpenCauses(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<Map<string, StoredCause[]>> {
  const byStay = new Map<string, StoredCause[]>(stayIds.map((stayId) => [stayId, []]));
  if (stayIds.length === 0) return byStay;
  const rows = await causeRows(trx, hospitalId)
    .where("stay_id", "in", stayIds)
    .where("closed_at", "is", null)
    .orderBy("cause_id")
    .execute();
  for (const row of rows) byStay.get(row.stayId)?.push(row);
  return byStay;
}

/** The causes of alerts, ended ones included, by alert. One statement. */
export async function readCausesOfAlerts(
  trx: Db | Trx,
  hospitalId: string,
  alertIds: readonly string[],
): Promise<Map<string, StoredCause[]>> {
  if (alertIds.length === 0) return new Map();
  const rows = await causeRows(trx, hospitalId).where("alert_id", "in", alertIds).orderBy("cause_id").execute();
  return Map.groupBy(rows, ({ alertId }) => alertId ?? "");
}

const causeRows = (trx: Db | Trx, hospitalId: string) =>
  trx
    .selectFrom("alert_causes")
    .select(["cause", "reason", "priority", "sign", "value", "lapses", "active", "repeats"])
    .select(["limit_value as limit", "judged_at as judgedAt", "stay_id as stayId", "alert_id as alertId"])
    .select(["raise_at as raiseAt", "noticed_at as noticedAt", "joined_at as joinedAt", "ended_at as endedAt"])
    .where("hospital_id", "=", hospitalId);

/** Writes open causes as they are now, new ones too, in one statement. The caller holds their stays' lock. */
export async function saveCauses(trx: Trx, hospitalId: string, causes: readonly StoredCause[]): Promise<void> {
  if (causes.length === 0) return;
  const rows = causes.map((one) => ({
    stay_id: one.stayId,
    cause: one.cause,
    reason: one.reason,
    priority: one.priority,
    sign: one.sign,
    value: one.value,
    limit_value: one.limit,
    judged_at: one.judgedAt,
    lapses: one.lapses,
    active: one.active,
    noticed_at: one.noticedAt,
    raise_at: one.raiseAt,
    alert_id: one.alertId,
    joined_at: one.joinedAt,
    ended_at: one.endedAt,
    repeats: one.repeats,
  }));
  await sql`
    insert into alert_causes (hospital_id, stay_id, cause, reason, priority, sign, value, limit_value, judged_at,
      lapses, active, noticed_at, raise_at, alert_id, joined_at, ended_at, repeats)
    select ${hospitalId}, stay_id, cause, reason, priority, sign, value, limit_value, judged_at,
      lapses, active, noticed_at, raise_at, alert_id, joined_at, ended_at, repeats
    from jsonb_populate_recordset(null::alert_causes, ${JSON.stringify(rows)}::jsonb)
    on conflict (hospital_id, stay_id, cause) where closed_at is null do update set
      reason = excluded.reason, priority = excluded.priority, value = excluded.value,
      limit_value = excluded.limit_value, judged_at = excluded.judged_at, lapses = excluded.lapses,
      active = excluded.active, raise_at = excluded.raise_at, alert_id = excluded.alert_id,
      joined_at = excluded.joined_at, ended_at = excluded.ended_at, repeats = excluded.repeats
  `.execute(trx);
}

/** What ended before its on-delay was over has never been. `cause`: only this one. */
export async function dropPendingCauses(trx: Trx, hospitalId: string, stayId: string, cause?: string): Promise<void> {
  await trx
    .deleteFrom("alert_causes")
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .$if(cause !== undefined, (query) => query.where("cause", "=", cause ?? ""))
    .where("alert_id", "is", null)
    .execute();
}

/** With the end of their alerts; what never joined one is not theirs. */
export async function closeCauses(trx: Trx, hospitalId: string, alertIds: readonly string[], at: Date): Promise<void> {
  if (alertIds.length === 0) return;
  await trx
    .updateTable("alert_causes")
    .set({ closed_at: at })
    .where("hospital_id", "=", hospitalId)
    .where("alert_id", "in", alertIds)
    .where("closed_at", "is", null)
    .execute();
}

/**
 * Opens again the causes that were closed with an alert at `closedAt`. False, and nothing is done, where one of them has
 * been found anew since. The caller holds the stay's lock.
 */
export async function reopenCauses(trx: Trx, hospitalId: string, alertId: string, closedAt: Date): Promise<boolean> {
  const { rows } = await sql<{ anew: boolean }>`
    select exists (
      select from alert_causes mine
      join alert_causes other on other.hospital_id = mine.hospital_id and other.stay_id = mine.stay_id
        and other.cause = mine.cause and other.closed_at is null
      where mine.hospital_id = ${hospitalId} and mine.alert_id = ${alertId}
    ) as anew
  `.execute(trx);
  if (rows[0]?.anew) return false;
  await trx
    .updateTable("alert_causes")
    .set({ closed_at: null })
    .where("hospital_id", "=", hospitalId)
    .where("alert_id", "=", alertId)
    .where("closed_at", "=", closedAt)
    .execute();
  return true;
}

/** Locks the stays of which a cause is due at `now`, but for those that somebody has in hand, and answers them. */
export async function lockStaysWithDueCauses(
  trx: Trx,
  hospitalId: string,
  now: Date,
  staysMax: number,
): Promise<string[]> {
  const { rows } = await sql<{ stay_id: string }>`
    select s.stay_id from stays s
    where s.hospital_id = ${hospitalId} and s.stay_id in (
      select c.stay_id from alert_causes c
      where c.hospital_id = ${hospitalId} and c.raise_at <= ${now} order by c.raise_at limit ${staysMax}
    )
    order by s.stay_id for no key update skip locked
  `.execute(trx);
  return rows.map((row) => row.stay_id);
}

/** When the next cause of each hospital will have stood for its on-delay. Takes no lock. */
export async function nextCausesDue(db: Db): Promise<{ readonly hospitalId: string; readonly at: Date }[]> {
  const { rows } = await sql<{ hospitalId: string; at: Date | null }>`
    select h.hospital_id as "hospitalId", (
      select min(c.raise_at) from alert_causes c where c.hospital_id = h.hospital_id
    ) as at
    from hospitals h
  `.execute(db);
  return rows.flatMap((row) => (row.at === null ? [] : { hospitalId: row.hospitalId, at: row.at }));
}
