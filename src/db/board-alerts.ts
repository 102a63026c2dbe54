import { callsOf } from "../domain/aim.ts";
import { isCalledKind, shownStates } from "../domain/alerts.ts";
import type { AlertRow } from "../domain/board.ts";
import { calledRoles } from "../domain/escalation.ts";
import { ageInYears } from "../domain/news2.ts";
import { byUrgency } from "../domain/urgency.ts";
import type { Trx } from "./connection.ts";

/** An alert of the list, and whose card it stands on. */
export interface ShownAlert extends AlertRow {
  readonly stayId: string | null;
}

/**
 * The open alerts of a hospital that its boards show, most urgent first. An alert about a stay shows the bed the stay is
 * in now, not the one it was raised in; one whose patient has left keeps the bed it was raised in. One statement.
 */
export async function readShownAlerts(trx: Trx, hospitalId: string, now: Date): Promise<ShownAlert[]> {
  const rows = await alertRows(trx, hospitalId);
  return rows.map((row) => shownAlert(row, now)).sort(byUrgency);
}

type Row = Awaited<ReturnType<typeof alertRows>>[number];

function alertRows(trx: Trx, hospitalId: string) {
  return (
    trx
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
      .where("a.state", "in", shownStates)
      .selectAll("a")
      .select(["raiser.name as raised_by_name", "answerer.name as acknowledged_by_name"])
      .select(["b.bed_id as bed_now", "b.ward_id as ward_now"])
      // A reading is judged as it comes: with these steps an alert took the value that it is named by.
      .select((eb) =>
        eb
          .selectFrom("alert_transitions as t")
          .select(({ fn }) => fn.max("t.at").as("at"))
          .whereRef("t.hospital_id", "=", "a.hospital_id")
          .whereRef("t.alert_id", "=", "a.alert_id")
          .where("t.event", "in", ["noticed", "worsened", "returned"])
          .as("judged_at"),
      )
      .select(["p.number", "p.family_name", "p.given_name", "p.born_on", "p.sex"])
      .execute()
  );
}

function shownAlert(row: Row, now: Date): ShownAlert {
  const { state, ladder } = row;
  if (state !== "raised" && state !== "latched" && state !== "acknowledged")
    throw new Error(`alert ${row.alert_id} is ${state} and no board shows it`);
  const nextStep = ladder.steps[Math.min(row.level + 1, ladder.steps.length - 1)];
  return {
    alertId: row.alert_id,
    stayId: row.stay_id,
    kind: row.kind,
    clinical: row.clinical,
    cause: row.cause,
    reason: row.reason,
    called: row.kind === "called" && isCalledKind(row.cause) ? row.cause : null,
    priority: row.priority,
    state,
    causeActive: row.cause_active,
    sign: row.sign,
    value: row.value,
    limit: row.limit_value,
    judgedAt: row.value === null ? null : (row.judged_at ?? row.raised_at),
    words: row.words,
    place: row.place,
    bedId: row.bed_now ?? row.bed_id,
    wardId: row.ward_now ?? row.ward_id,
    patient: patientLabel(row, now),
    raisedAt: row.raised_at ?? row.created_at,
    raisedBy: row.raised_by_name,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by_name,
    level: row.level,
    escalations: row.escalations,
    calledRoles: calledRoles(ladder, row.level),
    calls: callsOf(ladder, row.level),
    escalateAt: row.escalate_at,
    // Past its last step a ladder calls that one again.
    nextRoles: row.escalate_at === null ? [] : (nextStep?.roles ?? []),
    repeats: row.repeats,
  };
}

function patientLabel(row: Row, now: Date): AlertRow["patient"] {
  const { number, family_name: familyName, given_name: givenName, born_on: bornOn, sex } = row;
  if (number === null || familyName === null || givenName === null || bornOn === null || sex === null) return null;
  return { number, familyName, givenName, ageYears: ageInYears(bornOn, now), sex };
}
