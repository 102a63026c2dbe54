import { byWeight } from "../domain/alert-causes.ts";
import { type AlertState, openStates } from "../domain/alerts.ts";
import type { AlertRow, Party } from "../domain/board.ts";
import { calledTargets, nextTargets, type Target } from "../domain/escalation.ts";
import { ageInYears } from "../domain/news2.ts";
import { byUrgency } from "../domain/urgency.ts";
import { readCausesOfAlerts, type StoredCause } from "./alert-causes.ts";
import type { Trx } from "./connection.ts";
import { readNames } from "./staff.ts";

/**
 * The open alerts of a hospital that its boards show, most urgent first. An alert about a stay shows the bed the stay is
 * in now, not the one it was raised in; one whose patient has left keeps the bed it was raised in. Two statements, a third
 * where a ladder calls people by name.
 */
export async function readShownAlerts(trx: Trx, hospitalId: string, now: Date): Promise<AlertRow[]> {
  const rows = await alertRows(trx, hospitalId).where("a.state", "in", openStates).execute();
  const causes = await readCausesOfAlerts(
    trx,
    hospitalId,
    rows.flatMap(({ kind, alert_id }) => (kind === "clinical" ? alert_id : [])),
  );
  const names = await readNames(trx, hospitalId, [...new Set(rows.flatMap(calledByName))]);
  return rows.map((row) => shownAlert(row, causes.get(row.alert_id) ?? [], names, now)).sort(byUrgency);
}

/** The people whom a row's ladder may call themselves. */
export const calledByName = ({ ladder, nurse_id }: AlertWithPeople): string[] =>
  ladder.steps
    .flatMap(({ calls }) => calls)
    .flatMap((target) =>
      target.who === "person" ? target.staffId : target.who === "patients_nurse" && nurse_id !== null ? nurse_id : [],
    );

export type AlertWithPeople = Awaited<ReturnType<ReturnType<typeof alertRows>["execute"]>>[number];

/** A hospital's alerts with who raised and answered them, whom they are about and where that patient is now. */
export function alertRows(trx: Trx, hospitalId: string) {
  return trx
    .selectFrom("alerts as a")
    .leftJoin("staff as raiser", (on) =>
      on.onRef("raiser.hospital_id", "=", "a.hospital_id").onRef("raiser.staff_id", "=", "a.raised_by"),
    )
    .leftJoin("staff as answerer", (on) =>
      on.onRef("answerer.hospital_id", "=", "a.hospital_id").onRef("answerer.staff_id", "=", "a.acknowledged_by"),
    )
    .leftJoin("stays as s", (on) =>
      on.onRef("s.hospital_id", "=", "a.hospital_id").onRef("s.stay_id", "=", "a.stay_id"),
    )
    .leftJoin("patients as p", (on) =>
      on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.patient_id", "=", "s.patient_id"),
    )
    .leftJoin("occupancies as o", (on) =>
      on.onRef("o.hospital_id", "=", "a.hospital_id").onRef("o.stay_id", "=", "a.stay_id").on("o.to_at", "is", null),
    )
    .leftJoin("beds as b", (on) => on.onRef("b.hospital_id", "=", "o.hospital_id").onRef("b.bed_id", "=", "o.bed_id"))
    .where("a.hospital_id", "=", hospitalId)
    .leftJoin("staff as owner", (on) =>
      on.onRef("owner.hospital_id", "=", "a.hospital_id").onRef("owner.staff_id", "=", "a.owner_id"),
    )
    .selectAll("a")
    .select(["raiser.name as raised_by_name", "answerer.name as acknowledged_by_name", "owner.name as owner_name"])
    .select((eb) => [
      "s.nurse_id",
      eb
        .selectFrom("alert_transitions as t")
        .select(eb.fn.countAll<string>().as("notes"))
        .whereRef("t.hospital_id", "=", "a.hospital_id")
        .whereRef("t.alert_id", "=", "a.alert_id")
        .where("t.event", "=", "noted")
        .as("notes"),
    ])
    .select(["b.bed_id as bed_now", "b.ward_id as ward_now"])
    .select(["p.number", "p.family_name", "p.given_name", "p.born_on", "p.sex"]);
}

function shownAlert(...given: Parameters<typeof readableAlert>): AlertRow {
  const { state, ...alert } = readableAlert(...given);
  if (state === "resolved") throw new Error(`alert ${alert.alertId} is over and no board shows it`);
  return { ...alert, state };
}

/** Whom a step calls, by name; `names` holds those of `calledByName`. */
export const partyOf =
  ({ nurse_id }: Pick<AlertWithPeople, "nurse_id">, names: ReadonlyMap<string, string>) =>
  (target: Target): Party => {
    if (target.who === "role") return target;
    const staffId = target.who === "person" ? target.staffId : nurse_id;
    return { who: target.who, staffId, name: staffId === null ? null : (names.get(staffId) ?? null) };
  };

/** A row as views read it, whatever its state. */
export function readableAlert(
  row: AlertWithPeople,
  causes: readonly StoredCause[],
  names: ReadonlyMap<string, string>,
  now: Date,
): Omit<AlertRow, "state"> & { readonly state: AlertState } {
  const { state, ladder, level } = row;
  const party = partyOf(row, names);
  return {
    alertId: row.alert_id,
    stayId: row.stay_id,
    kind: row.kind,
    clinical: row.clinical,
    cause: row.cause,
    reason: row.reason,
    title: row.title,
    kindText: row.kind_text,
    priority: row.priority,
    state,
    causeActive: row.cause_active,
    sign: row.sign,
    value: row.value,
    limit: row.limit_value,
    judgedAt: row.judged_at,
    causes: [...causes].sort(byWeight),
    words: row.words,
    place: row.place,
    bedId: row.bed_now ?? row.bed_id,
    wardId: row.ward_now ?? row.ward_id,
    patient: patientLabel(row, now),
    raisedAt: row.raised_at ?? row.created_at,
    raisedBy: row.raised_by_name,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by_name,
    owner:
      row.owner_id === null || row.owner_is === null || row.owner_is === "has_it"
        ? null
        : { staffId: row.owner_id, name: row.owner_name ?? "", is: row.owner_is, until: row.owner_until },
    settleAt: row.settle_at,
    quietUntil: row.quiet_until,
    level,
    escalations: row.escalations,
    skipped: row.skipped,
    calls: calledTargets(ladder, level).map(party),
    escalateAt: row.escalate_at,
    nextCalls: row.escalate_at === null ? [] : nextTargets(ladder, level).map(party),
    repeats: row.repeats,
    notes: Number(row.notes ?? 0),
  };
}

function patientLabel(row: AlertWithPeople, now: Date): AlertRow["patient"] {
  const { number, family_name: familyName, given_name: givenName, born_on: bornOn, sex } = row;
  if (number === null || familyName === null || givenName === null || bornOn === null || sex === null) return null;
  return { number, familyName, givenName, ageYears: ageInYears(bornOn, now), bornOn, sex };
}
