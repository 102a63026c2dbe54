import type { Selectable } from "kysely";
import { type Alert, type Answerer, openStates, type Replaced, type Undo } from "../domain/alerts.ts";
import type { Sign } from "../domain/vitals.ts";
import type { Trx } from "./connection.ts";
import { readEmptySteps } from "./on-duty.ts";
import type { Database, StoredUndo } from "./schema.ts";
import { readNames } from "./staff.ts";
import { readNursesOf, readStayBeds } from "./stays.ts";

/** An alert as it stands in its row, locked by whoever holds it. */
export interface StoredAlert extends Alert {
  readonly alertId: string;
  readonly clinical: boolean;
  /** What it is named by: of a clinical alert its headline cause (`domain/alert-causes.ts`). */
  readonly cause: string;
  readonly reason: string;
  readonly subject: string | null;
  readonly stayId: string | null;
  readonly deviceId: string | null;
  /** Where it is now: an alert about a stay follows the stay. */
  readonly bedId: string | null;
  readonly wardId: string | null;
  /** Where it is, in words, when it is at no bed. */
  readonly place: string | null;
  readonly sign: Sign | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly judgedAt: Date | null;
  /** Of a called alert: the kind's name as it was then. */
  readonly title: string | null;
}

type Row = Selectable<Database["alerts"]>;

/** Fits a bigint. Whatever else is asked for is no alert, and worth no question to the database. */
export const idForm = /^[1-9]\d{0,17}$/;

/** Locks one alert until the transaction ends; null where the hospital has none of this id. */
export async function lockAlert(trx: Trx, hospitalId: string, alertId: string): Promise<StoredAlert | null> {
  if (!idForm.test(alertId)) return null;
  return (await lockAlerts(trx, hospitalId, [alertId]))[0] ?? null;
}

/** The stay an alert is about; null: none, or no such alert. Takes no lock. */
export async function findAlertStay(trx: Trx, hospitalId: string, alertId: string): Promise<string | null> {
  if (!idForm.test(alertId)) return null;
  const row = await trx
    .selectFrom("alerts")
    .select("stay_id")
    .where("hospital_id", "=", hospitalId)
    .where("alert_id", "=", alertId)
    .executeTakeFirst();
  return row?.stay_id ?? null;
}

/** The index that keeps two open alerts from being about the same. */
export const oneOpenASubject = "alerts_one_open_a_subject";

export async function isOpenAbout(trx: Trx, hospitalId: string, subject: string): Promise<boolean> {
  const found = await trx
    .selectFrom("alerts")
    .select("alert_id")
    .where("hospital_id", "=", hospitalId)
    .where("subject", "=", subject)
    .where("state", "in", openStates)
    .executeTakeFirst();
  return found !== undefined;
}

/** What the open alerts of these causes are about. Takes no lock. */
export async function readOpenSubjects(trx: Trx, hospitalId: string, causes: readonly string[]): Promise<string[]> {
  const rows = await trx
    .selectFrom("alerts")
    .select("subject")
    .where("hospital_id", "=", hospitalId)
    .where("cause", "in", causes)
    .where("state", "in", openStates)
    .execute();
  return rows.flatMap(({ subject }) => subject ?? []);
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

/** Locks what is open under a subject: of two alerts with one subject there is one. */
export async function lockOpenAlert(trx: Trx, hospitalId: string, subject: string): Promise<StoredAlert | null> {
  return (await lockOpenAlertsAbout(trx, hospitalId, [subject]))[0] ?? null;
}

/** Locks the open alerts of these subjects, in the order of their ids. */
export async function lockOpenAlertsAbout(
  trx: Trx,
  hospitalId: string,
  subjects: readonly string[],
): Promise<StoredAlert[]> {
  if (subjects.length === 0) return [];
  const rows = await trx
    .selectFrom("alerts")
    .selectAll()
    .where("hospital_id", "=", hospitalId)
    .where("subject", "in", subjects)
    .where("state", "in", openStates)
    .orderBy("alert_id")
    .forUpdate()
    .execute();
  return await withWhereabouts(trx, hospitalId, rows);
}

/** Locks the open alerts that a silence of the stay in a bed covers: what rules raised about either. A call never is. */
export async function lockSilenceableAlerts(
  trx: Trx,
  hospitalId: string,
  { stayId, bedId }: { readonly stayId: string; readonly bedId: string },
): Promise<StoredAlert[]> {
  const rows = await trx
    .selectFrom("alerts")
    .selectAll()
    .where("hospital_id", "=", hospitalId)
    .where("state", "in", openStates)
    .where("kind", "<>", "called")
    .where((on) => on.or([on("stay_id", "=", stayId), on.and([on("stay_id", "is", null), on("bed_id", "=", bedId)])]))
    .orderBy("alert_id")
    .forUpdate()
    .execute();
  return await withWhereabouts(trx, hospitalId, rows);
}

/** Locks the open alerts about these stays or of these subjects, in the order of their ids. */
export async function lockAlertsOfPlaces(
  trx: Trx,
  hospitalId: string,
  { stayIds, subjects }: { readonly stayIds: readonly string[]; readonly subjects: readonly string[] },
): Promise<StoredAlert[]> {
  const rows = await trx
    .selectFrom("alerts")
    .selectAll()
    .where("hospital_id", "=", hospitalId)
    .where("state", "in", openStates)
    .where((on) =>
      on.or([on("stay_id", "in", stayIds), ...(subjects.length > 0 ? [on("subject", "in", subjects)] : [])]),
    )
    .orderBy("alert_id")
    .forUpdate()
    .execute();
  return await withWhereabouts(trx, hospitalId, rows);
}

/** The open alerts about a stay are in another bed from now on; those that are over stay where they were. */
export async function placeAlerts(
  trx: Trx,
  hospitalId: string,
  stayId: string,
  { bedId, wardId }: { readonly bedId: string; readonly wardId: string },
): Promise<void> {
  await trx
    .updateTable("alerts")
    .set({ bed_id: bedId, ward_id: wardId })
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .where("state", "in", openStates)
    .execute();
}

/** What makes two alerts one. Of a called alert: `subjectOfCall`. */
export const subjectOfStay = (stayId: string) => `stay:${stayId}`;
export const subjectOfWard = (wardId: string) => `ward:${wardId}:unwatched`;
export const subjectOfSigns = (stayId: string) => `stay:${stayId}:signs`;
export const subjectOfFeed = (name: string) => `feed:${name}`;
export const subjectOfDevice = (deviceId: string) => `device:${deviceId}:lost`;

/**
 * Who answered, and where the alerts are now. Asked after the lock and not with it: whoever waited for the lock would be
 * given the row as it is now, but joined to the people and beds it had before. By their ids, not joined to the alerts: of
 * a hospital that came since its last ANALYZE Postgres expects one row in each table and loops over all of them, and a
 * storm of 200 took longer than a statement may.
 */
export async function withWhereabouts(trx: Trx, hospitalId: string, rows: readonly Row[]): Promise<StoredAlert[]> {
  if (rows.length === 0) return [];
  const names = await readNames(
    trx,
    hospitalId,
    distinct(rows.flatMap((row) => [row.acknowledged_by, row.resolved_by, row.owner_id])),
  );
  const stayIds = distinct(rows.map((row) => row.stay_id));
  const beds = new Map((await readStayBeds(trx, hospitalId, stayIds)).map((bed) => [bed.stayId, bed]));
  const nurses = await readNursesOf(trx, hospitalId, stayIds);
  const placed = rows.map((row) => {
    const bed = row.stay_id === null ? undefined : beds.get(row.stay_id);
    return { row, bedId: bed?.bedId ?? row.bed_id, wardId: bed?.wardId ?? row.ward_id };
  });
  const ladders = placed.map(({ row, wardId }) => ({
    ladder: row.ladder,
    wardId,
    nurseId: (row.stay_id !== null && nurses.get(row.stay_id)) || null,
  }));
  const emptySteps = await readEmptySteps(trx, hospitalId, ladders);
  return placed.map(({ row, bedId, wardId }, place) => ({
    ...storedAlert(row),
    acknowledgedBy: person(row.acknowledged_by, names),
    resolvedBy: person(row.resolved_by, names),
    owner: ownerOf(row, names),
    emptySteps: emptySteps[place] ?? new Set(),
    bedId,
    wardId,
  }));
}

const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))];

const person = (staffId: string | null, names: ReadonlyMap<string, string>): Answerer | null =>
  staffId === null ? null : { staffId, name: names.get(staffId) ?? "" };

const ownerOf = ({ owner_id, owner_is, owner_until }: Row, names: ReadonlyMap<string, string>): Alert["owner"] =>
  owner_id === null || owner_is === null
    ? null
    : { staffId: owner_id, name: names.get(owner_id) ?? "", is: owner_is, until: owner_until };

type Elsewhere = "acknowledgedBy" | "resolvedBy" | "owner" | "emptySteps" | "bedId" | "wardId";

const storedAlert = (row: Row): Omit<StoredAlert, Elsewhere> => ({
  alertId: row.alert_id,
  kind: row.kind,
  clinical: row.clinical,
  cause: row.cause,
  reason: row.reason,
  subject: row.subject,
  stayId: row.stay_id,
  deviceId: row.device_id,
  title: row.title,
  place: row.place,
  priority: row.priority,
  state: row.state,
  causeActive: row.cause_active,
  lapses: row.lapses,
  sign: row.sign,
  value: row.value,
  limit: row.limit_value,
  judgedAt: row.judged_at,
  ladder: row.ladder,
  level: row.level,
  escalations: row.escalations,
  skipped: row.skipped,
  repeats: row.repeats,
  raisedAt: row.raised_at ?? row.created_at,
  escalateAt: row.escalate_at,
  lapseAt: row.lapse_at,
  settleAt: row.settle_at,
  quiet:
    row.quiet_until !== null && row.quiet_priority !== null
      ? { until: row.quiet_until, priority: row.quiet_priority }
      : null,
  acknowledgedAt: row.acknowledged_at,
  acknowledgedOn: row.acknowledged_on,
  firstAcknowledgedAt: row.first_acknowledged_at,
  resolvedAt: row.resolved_at,
  outcome: row.outcome,
  undo: row.undo && undoOf(row.undo),
});

/** The moments among what an answer replaced; in JSON they are text. */
const moments: ReadonlySet<string> = new Set([
  ...(["escalateAt", "lapseAt", "settleAt", "acknowledgedAt", "firstAcknowledgedAt"] satisfies (keyof Replaced)[]),
  "until",
]);

function undoOf({ at, before, ...rest }: StoredUndo): Undo {
  const revived = JSON.parse(JSON.stringify(before), (key, value) =>
    moments.has(key) && typeof value === "string" ? new Date(value) : value,
  ) as Replaced;
  return { ...rest, at: new Date(at), before: revived };
}
