import { describe, expect, test } from "vitest";
import { defaultCalledKinds } from "../src/domain/called-kinds.ts";
import { answerPermission, may, type Permission, permissions, type Role, roles } from "../src/domain/staff.ts";

const order = ["operator", "nurse", "doctor", "head_doctor", "admin", "display"] as const satisfies Role[];
const row = (...cells: readonly ("yes" | "–")[]) => new Map(order.map((role, index) => [role, cells[index] === "yes"]));

/** The rows of the table of people and access that exist so far, in the order of the roles. */
const table: Record<Permission, ReadonlyMap<Role, boolean>> = {
  raise_alert: row("yes", "yes", "yes", "yes", "–", "–"),
  answer_clinical_alert: row("–", "yes", "yes", "yes", "–", "–"),
  answer_other_alert: row("yes", "yes", "yes", "yes", "–", "–"),
  note_alert: row("yes", "yes", "yes", "yes", "–", "–"),
  escalate_alert: row("yes", "yes", "yes", "yes", "–", "–"),
  silence: row("–", "yes", "yes", "yes", "–", "–"),
  set_limits: row("–", "yes", "yes", "yes", "–", "–"),
  record_observations: row("–", "yes", "yes", "yes", "–", "–"),
  read_rounds: row("yes", "yes", "yes", "yes", "yes", "–"),
  go_on_duty: row("yes", "yes", "yes", "yes", "–", "–"),
  read_history: row("yes", "yes", "yes", "yes", "yes", "–"),
  have_patients: row("–", "yes", "–", "–", "–", "–"),
  send_off_ward: row("yes", "yes", "yes", "yes", "–", "–"),
  find_patients: row("yes", "yes", "yes", "yes", "yes", "–"),
  admit_and_move: row("yes", "yes", "yes", "yes", "–", "–"),
  merge_patients: row("–", "yes", "yes", "yes", "–", "–"),
  settle_held: row("–", "yes", "yes", "yes", "–", "–"),
  read_held: row("–", "yes", "yes", "yes", "yes", "–"),
  order_spo2_scale: row("–", "–", "yes", "yes", "–", "–"),
  decide_resuscitation: row("–", "–", "yes", "yes", "–", "–"),
  note_precautions: row("–", "yes", "yes", "yes", "–", "–"),
  read_escalation: row("yes", "yes", "yes", "yes", "yes", "–"),
  edit_escalation: row("–", "–", "–", "yes", "yes", "–"),
  edit_called_kinds: row("–", "–", "–", "yes", "yes", "–"),
  edit_rules: row("–", "–", "–", "yes", "yes", "–"),
  read_audit: row("–", "–", "–", "yes", "yes", "–"),
  read_alarm_load: row("–", "yes", "yes", "yes", "yes", "–"),
  edit_devices: row("–", "–", "–", "–", "yes", "–"),
};

describe("what each role may do", () => {
  for (const [permission, byRole] of Object.entries(table))
    for (const role of roles)
      test(`${role}: ${permission} ${byRole.get(role) ? "yes" : "no"}`, () => {
        expect(may(role, permission as Permission)).toBe(byRole.get(role));
      });

  test("the table has a row for every permission, and a column for every role", () => {
    expect(Object.keys(table)).toEqual(Object.keys(permissions));
    expect(order).toEqual(roles);
  });

  test("a display may do nothing at all", () => {
    for (const permission of Object.keys(permissions)) expect(may("display", permission as Permission)).toBe(false);
  });
});

describe("who answers", () => {
  test("a call to a patient is for nurses and doctors, another call for the operator too", () => {
    const clinical = defaultCalledKinds.filter((kind) => kind.clinical).map(({ kindId }) => kindId);
    expect(clinical).toEqual(["cardiac_arrest", "medical_emergency", "fall", "assistance"]);
    expect(answerPermission({ clinical: true })).toBe("answer_clinical_alert");
    expect(answerPermission({ clinical: false })).toBe("answer_other_alert");
  });
});
