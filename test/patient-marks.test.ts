import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { markPatient } from "../src/actions/mark-patient.ts";
import { orderSpo2Scale } from "../src/actions/order-spo2-scale.ts";
import { readPatientMarks } from "../src/db/patient-marks.ts";
import { cardMarksOf, isolationsOf, marksToTakeOver } from "../src/domain/patient-marks.ts";
import type { Person } from "../src/domain/staff.ts";
import { wardDoor } from "./support/ward-door.ts";

const door = wardDoor();

const patientOf = async (stayId: string) =>
  (await door.db.selectFrom("stays").select("patient_id").where("stay_id", "=", stayId).executeTakeFirstOrThrow())
    .patient_id;
const marksOf = async (stayId: string) => readPatientMarks(door.db, door.hospitalId, await patientOf(stayId));

const say = (
  stayId: string,
  mark: "resuscitation" | "isolation" | "allergies",
  value: string | null,
  words: string | null = null,
  person: Person = door.people.doctor,
) => markPatient({ db: door.db }, { person, stayId, mark, value, words, requestId: "request-5" });

describe("what must be known of a patient", () => {
  test("is said, by whom, and said otherwise; what was said before is kept", async () => {
    const stayId = await door.admitted("W1-01");
    await say(stayId, "isolation", "contact", "MRSA");
    await say(stayId, "isolation", "contact droplet", "MRSA, influenza");
    expect(await marksOf(stayId)).toMatchObject([
      { mark: "isolation", value: "contact droplet", words: "MRSA, influenza", by: "Some doctor" },
    ]);
    const rows = await door.db
      .selectFrom("patient_marks")
      .selectAll()
      .where("hospital_id", "=", door.hospitalId)
      .execute();
    expect(rows.map(({ value, ended_at }) => [value, ended_at === null])).toEqual([
      ["contact", false],
      ["contact droplet", true],
    ]);
    await say(stayId, "isolation", null);
    expect(await marksOf(stayId)).toEqual([]);
    expect(await door.told("patient.marked")).toHaveLength(3);
    const audited = (await door.ward.audited()).filter(({ action }) => action === "patient.marked");
    expect(audited.map(({ reason }) => reason)).toEqual([
      "isolation: contact",
      "isolation: contact droplet",
      "isolation: taken back",
    ]);
  });

  test("said twice is said once", async () => {
    const stayId = await door.admitted("W1-01");
    for (let i = 0; i < 2; i++) await say(stayId, "allergies", "known", "Penicillin");
    expect(await door.told("patient.marked")).toHaveLength(1);
  });

  test("stands at the next stay, too", async () => {
    const stayId = await door.admitted("W1-01", { number: "4711" });
    await say(stayId, "resuscitation", "dnacpr");
    await door.discharge(stayId);
    const again = await door.admitKnown("W1-02", "4711");
    expect(again.ok && (await marksOf(again.value.stayId))).toMatchObject([{ mark: "resuscitation", value: "dnacpr" }]);
  });

  test.each([
    ["nurse", "resuscitation", "decide_resuscitation"],
    ["operator", "isolation", "note_precautions"],
    ["admin", "allergies", "note_precautions"],
    ["display", "isolation", "note_precautions"],
  ] as const)("is not a %s's to say: %s", async (role, mark, action) => {
    const stayId = await door.admitted("W1-01");
    expect(await say(stayId, mark, "dnacpr", null, door.people[role])).toEqual({
      ...{ ok: false, refusal: { kind: "not_allowed", action } },
    });
    expect(await marksOf(stayId)).toEqual([]);
  });

  test("by two at the same time is one after the other", async () => {
    const stayId = await door.admitted("W1-01");
    await Promise.all(["contact", "droplet", "airborne"].map((value) => say(stayId, "isolation", value)));
    expect(await marksOf(stayId)).toHaveLength(1);
    expect(await door.told("patient.marked")).toHaveLength(3);
  });

  test("is said of nobody who has left, and of nobody of another hospital", async () => {
    const stayId = await door.admitted("W1-01");
    await door.discharge(stayId);
    expect(await say(stayId, "isolation", "contact")).toMatchObject({ refusal: { kind: "patient_left" } });
    await door.open();
    expect(await say(stayId, "isolation", "contact")).toEqual({ ok: false, refusal: { kind: "not_found" } });
  });
});

describe("what a card shows of it", () => {
  test.each([
    [{}, { resuscitation: null, isolations: [] }],
    [{ resuscitation: "full" }, { resuscitation: "full", isolations: [] }],
    [{ isolation: "droplet contact" }, { resuscitation: null, isolations: ["contact", "droplet"] }],
    [
      { resuscitation: "of a newer build", isolation: "strict" },
      { resuscitation: null, isolations: [] },
    ],
  ])("%j", (values, shown) => {
    expect(cardMarksOf(values)).toEqual(shown);
  });
  test("no isolation is none", () => expect(isolationsOf("")).toEqual([]));
});

describe("of two records that become one", () => {
  const said = (
    mark: "resuscitation" | "isolation" | "allergies" | "spo2_scale",
    value: string,
    words: string | null = null,
  ) => ({
    ...{ mark, value, words },
  });
  test.each([
    ["nothing is taken over from one that says nothing", [said("isolation", "contact")], [], []],
    [
      "what only the other said is taken over",
      [],
      [said("resuscitation", "dnacpr")],
      [said("resuscitation", "dnacpr")],
    ],
    ["a decision that stands is not overruled", [said("resuscitation", "full")], [said("resuscitation", "dnacpr")], []],
    [
      "no isolation is lost",
      [said("isolation", "contact", "MRSA")],
      [said("isolation", "airborne", "TB")],
      [said("isolation", "contact airborne", "MRSA; TB")],
    ],
    [
      "no allergy is lost",
      [said("allergies", "known", "Latex")],
      [said("allergies", "known", "Penicillin")],
      [said("allergies", "known", "Latex; Penicillin")],
    ],
    [
      "none known is not believed against one that was named",
      [said("allergies", "none_known")],
      [said("allergies", "known", "Latex")],
      [said("allergies", "known", "Latex")],
    ],
    [
      "one that was named stands against none known",
      [said("allergies", "known", "Latex")],
      [said("allergies", "none_known")],
      [],
    ],
    ["what both say is said once", [said("allergies", "known", "Latex")], [said("allergies", "known", "Latex")], []],
    ["an order is taken over", [], [said("spo2_scale", "2", "COPD")], [said("spo2_scale", "2", "COPD")]],
  ])("%s", (_, kept, absorbed, taken) => {
    expect(marksToTakeOver(kept, absorbed)).toEqual(taken);
  });
});

describe("the order that a saturation scores by scale 2", () => {
  const order = (stayId: string, scale: 1 | 2, person: Person = door.people.doctor) =>
    orderSpo2Scale({ db: door.db }, { person, stayId, scale, reason: "COPD", requestId: "request-6" });
  const scaleOf = async (stayId: string) =>
    (
      await sql<{ scale: number }>`
      select spo2_scale as scale from patients where hospital_id = ${door.hospitalId} and patient_id = ${await patientOf(stayId)}
    `.execute(door.db)
    ).rows[0]?.scale;
  /** On air, all well but for a saturation of 90: 3 by scale 1, 0 by scale 2. */
  const measured = async (bedId: string) => {
    const stayId = await door.admitted(bedId);
    const well = { heartRate: 72, respiratoryRate: 15, systolic: 120, temperature: 36.8, consciousness: 0, oxygen: 0 };
    await door.ward.fixture.current(stayId, { ...well, spo2: 90 });
    return stayId;
  };

  test("is a doctor's, with a reason, written down and shown, and can be revoked", async () => {
    const stayId = await measured("W1-01");
    expect(await order(stayId, 2)).toEqual({ ok: true, value: null });
    expect(await scaleOf(stayId)).toBe(2);
    expect(await marksOf(stayId)).toMatchObject([{ mark: "spo2_scale", value: "2", words: "COPD", by: "Some doctor" }]);
    expect(await order(stayId, 1, door.people.head_doctor)).toEqual({ ok: true, value: null });
    expect(await scaleOf(stayId)).toBe(1);
    expect(await marksOf(stayId)).toEqual([]);
    const audited = (await door.ward.audited()).filter(({ action }) => action.includes("spo2_scale"));
    expect(audited).toMatchObject([
      { action: "order_spo2_scale_2", reason: "COPD", staff_id: door.people.doctor.staffId },
      { action: "revoke_spo2_scale_2", reason: "COPD", staff_id: door.people.head_doctor.staffId },
    ]);
  });

  test("ends at once what the other scale had called for, and revoking it calls again", async () => {
    const stayId = await measured("W1-01");
    await order(stayId, 2);
    await order(stayId, 1);
    const [cause] = await door.ward.causes(stayId);
    expect(cause).toMatchObject({ cause: "news2", reason: "news2_single_three", active: true, value: 3 });
    const alertId = cause?.alert_id ?? "";
    expect(await door.ward.alert(alertId)).toMatchObject({ state: "raised", priority: "low", cause_active: true });
    await order(stayId, 2);
    expect(await door.ward.alert(alertId)).toMatchObject({ state: "latched", cause_active: false });
    // In the same transaction as the order: one request's events are together, the card's first.
    expect((await door.ward.published()).slice(-3).map(({ type }) => type)).toEqual([
      "patient.marked",
      "score.band_changed",
      "alert.latched",
    ]);
    await door.ward.expectHistoryAndOutboxToAgree();
  });

  test("judges no limit anew: those are judged by readings", async () => {
    const stayId = await measured("W1-01");
    await sql`insert into ward_limits (hospital_id, ward_id, sign, low) values (${door.hospitalId}, 'W1', 'spo2', 92)`.execute(
      door.db,
    );
    await order(stayId, 2);
    expect(await door.ward.causes(stayId)).toEqual([]);
  });

  test("twice is once", async () => {
    const stayId = await measured("W1-01");
    await Promise.all([order(stayId, 2), order(stayId, 2), order(stayId, 2)]);
    expect(await door.told("patient.marked")).toHaveLength(1);
  });

  test.each(["operator", "nurse", "admin", "display"] as const)("is not a %s's", async (role) => {
    const stayId = await measured("W1-01");
    expect(await order(stayId, 2, door.people[role])).toEqual({
      ...{ ok: false, refusal: { kind: "not_allowed", action: "order_spo2_scale" } },
    });
    expect(await scaleOf(stayId)).toBe(1);
  });
});
