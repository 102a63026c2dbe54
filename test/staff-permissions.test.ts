import { describe, expect, test } from "vitest";
import { calledKinds, isCalledKind } from "../src/domain/alerts.ts";
import { answerPermission, may, permissions, roles } from "../src/domain/staff.ts";

/** The rows of the table of people and access that exist so far, in the order of the roles. */
const table = {
  raise_alert: { operator: true, nurse: true, doctor: true, head_doctor: true, admin: false, display: false },
  answer_clinical_alert: {
    operator: false,
    nurse: true,
    doctor: true,
    head_doctor: true,
    admin: false,
    display: false,
  },
  answer_other_alert: { operator: true, nurse: true, doctor: true, head_doctor: true, admin: false, display: false },
} as const;

describe("what each role may do", () => {
  for (const [permission, byRole] of Object.entries(table))
    for (const role of roles)
      test(`${role}: ${permission} ${byRole[role] ? "yes" : "no"}`, () => {
        expect(may(role, permission as keyof typeof table)).toBe(byRole[role]);
      });

  test("the table has a row for every permission", () => {
    expect(Object.keys(table)).toEqual(Object.keys(permissions));
  });
});

describe("who answers", () => {
  test("a call to a patient is for nurses and doctors, another call for the operator too", () => {
    const clinical = Object.keys(calledKinds)
      .filter(isCalledKind)
      .filter((kind) => calledKinds[kind].clinical);
    expect(clinical).toEqual(["cardiac_arrest", "medical_emergency", "fall", "assistance"]);
    expect(answerPermission({ clinical: true })).toBe("answer_clinical_alert");
    expect(answerPermission({ clinical: false })).toBe("answer_other_alert");
  });
});
