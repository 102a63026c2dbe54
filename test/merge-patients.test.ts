import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { markPatient } from "../src/actions/mark-patient.ts";
import { mergePatients } from "../src/actions/merge-patients.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { findPatients } from "../src/db/patient-search.ts";
import { findPatientByNumber } from "../src/db/patients.ts";
import type { Person } from "../src/domain/staff.ts";
import { wardDoor } from "./support/ward-door.ts";

const door = wardDoor();

const idOf = async (number: string) => {
  const row = await door.db
    .selectFrom("patients")
    .select("patient_id")
    .where("hospital_id", "=", door.hospitalId)
    .where("number", "=", number)
    .executeTakeFirstOrThrow();
  return row.patient_id;
};
const merge = async (
  kept: string,
  absorbed: string,
  { goesOn = null as string | null, person = door.people.nurse as Person } = {},
) =>
  mergePatients(
    { db: door.db },
    { person, keptId: await idOf(kept), absorbedId: await idOf(absorbed), goesOn, requestId: "request-7" },
  );
const everything = async () => {
  const rows = await sql`select * from patients where hospital_id = ${door.hospitalId} order by patient_id`.execute(
    door.db,
  );
  const stays = await sql`select * from stays where hospital_id = ${door.hospitalId} order by stay_id`.execute(door.db);
  return JSON.stringify([rows.rows, stays.rows, await door.ward.everythingWritten()]);
};
const admitted = (bed: string, number: string, familyName = "Byrne") => door.admitted(bed, { number, familyName });

describe("two records of one person", () => {
  test("become one: the stays of both are the kept one's, with what was called for", async () => {
    const before = await admitted("W1-01", "old");
    const alertId = await door.alertAbout(before, "W1-01");
    await door.discharge(before);
    const stayId = await admitted("W1-02", "new");
    expect(await merge("new", "old")).toEqual({ ok: true, value: { stayId } });
    const stays = await door.db
      .selectFrom("stays")
      .select("patient_id")
      .where("hospital_id", "=", door.hospitalId)
      .execute();
    expect(new Set(stays.map(({ patient_id }) => patient_id))).toEqual(new Set([await idOf("new")]));
    expect(await door.ward.alert(alertId)).toMatchObject({ stay_id: before });
    expect(await door.told("patients.merged")).toMatchObject([{ stayId, bedId: "W1-02", wardId: "W1" }]);
    expect((await door.ward.audited()).filter(({ action }) => action === "patients.merged")).toMatchObject([
      { subject: `patient:${await idOf("new")}`, request_id: "request-7" },
      { subject: `patient:${await idOf("old")}`, request_id: "request-7" },
    ]);
  });

  test("may be one that is not here and keeps the name: the stay that goes on bears it", async () => {
    await door.discharge(await admitted("W1-01", "right", "Ní Bhroin"));
    const stayId = await admitted("W1-02", "wrong", "Unknown");
    expect(await merge("right", "wrong")).toEqual({ ok: true, value: { stayId } });
    const [found] = await findPatients(door.db, door.hospitalId, "W1-02");
    expect(found).toMatchObject({ familyName: "Ní Bhroin", number: "right" });
  });

  test("in two beds: one stay is chosen, the other ends with its alerts, and its bed is free", async () => {
    const [one, other] = [await admitted("W1-01", "one"), await admitted("W2-01", "other")];
    const alertId = await door.alertAbout(other, "W2-01");
    expect(await merge("one", "other")).toEqual({ ok: false, refusal: { kind: "choose_stay" } });
    expect(await merge("one", "other", { goesOn: "12345" })).toEqual({ ok: false, refusal: { kind: "choose_stay" } });
    expect(await merge("one", "other", { goesOn: one })).toEqual({ ok: true, value: { stayId: one } });
    expect(await door.beds()).toEqual({ "W1-01": one });
    expect(await door.ward.alert(alertId)).toMatchObject({ state: "resolved", outcome: "merged" });
    expect(await door.told("stay.ended")).toMatchObject([{ stayId: other, bedId: "W2-01" }]);
  });

  test("in two beds: the stay of the record that goes up may be the one that goes on", async () => {
    const [one, other] = [await admitted("W1-01", "one"), await admitted("W2-01", "other")];
    expect(await merge("one", "other", { goesOn: other })).toEqual({ ok: true, value: { stayId: other } });
    expect(await door.beds()).toEqual({ "W2-01": other });
    const stay = await door.db.selectFrom("stays").selectAll().where("stay_id", "=", one).executeTakeFirstOrThrow();
    expect(stay).toMatchObject({ ended_as: "merged", ended_at: expect.any(Date), patient_id: await idOf("one") });
  });

  test("leave a number that goes on meaning the person: for monitors, for the search, and for the next merge", async () => {
    await door.discharge(await admitted("W1-01", "first"));
    await door.discharge(await admitted("W1-01", "second"));
    const stayId = await admitted("W1-03", "third");
    await merge("second", "first");
    await merge("third", "second");
    for (const number of ["first", "second", "third"]) {
      expect(await findPatientByNumber(door.db, door.hospitalId, number)).toMatchObject({ number: "third" });
      const found = await findPatients(door.db, door.hospitalId, number);
      expect(found[0], number).toMatchObject({
        stayId,
        number: "third",
        alsoNumber: number === "third" ? null : number,
      });
    }
    await door.ward.fixture.device("mon-01", "W1-03", null);
    const reading = { patient: "first", sign: "heartRate", value: 77, at: new Date().toISOString(), device: "mon-01" };
    const [sent] = await recordVitals(door.db, door.hospitalId, [
      { hospitalId: door.hospitalId, deviceIds: ["mon-01"], readings: [reading], source: "device" },
    ]);
    expect(sent).toMatchObject({ accepted: 1, refused: [] });
    const stored = await door.db
      .selectFrom("observations")
      .select("stay_id")
      .where("hospital_id", "=", door.hospitalId)
      .execute();
    expect(stored).toEqual([{ stay_id: stayId }]);
    expect(await door.admit("W1-04", { number: "first" })).toMatchObject({ refusal: { kind: "number_taken" } });
    expect(await door.admitKnown("W1-04", "first")).toMatchObject({
      refusal: { kind: "already_here", bedId: "W1-03" },
    });
  });

  test("lose no allergy", async () => {
    const one = await admitted("W1-01", "one");
    const person = door.people.doctor;
    const given = { person, stayId: one, mark: "allergies", value: "known", words: "Latex", requestId: "r" } as const;
    await markPatient({ db: door.db }, given);
    await door.discharge(one);
    await admitted("W1-02", "other");
    await merge("other", "one");
    const { rows } = await sql`
      select words from patient_marks where hospital_id = ${door.hospitalId} and patient_id = ${await idOf("other")}
        and ended_at is null`.execute(door.db);
    expect(rows).toEqual([{ words: "Latex" }]);
  });

  test("merged from both sides at the same time are merged once", async () => {
    await door.discharge(await admitted("W1-01", "one"));
    await admitted("W1-02", "other");
    const done = await Promise.all([merge("one", "other"), merge("other", "one"), merge("one", "other")]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(done.filter(({ ok }) => !ok)).toMatchObject(Array(2).fill({ refusal: { kind: "not_found" } }));
  });

  test("are merged while one of them is admitted, moved or sent home, without waiting for each other for ever", async () => {
    for (let round = 0; round < 6; round++) {
      const [a, b] = [`a${round}`, `b${round}`];
      await door.discharge(await admitted("W1-01", a));
      const stayId = await admitted("W1-02", b);
      const done = await Promise.all([merge(a, b), door.move(stayId, "W1-03"), door.admitKnown("W1-04", a)]);
      const lying = Object.values(await door.beds());
      // Whoever was admitted before the merge lay in two beds, which has to be said first.
      expect(done[0].ok || done[0].refusal.kind === "choose_stay").toBe(true);
      for (const stay of lying) await door.discharge(stay);
    }
  });

  test.each<[string, () => Promise<unknown>, object]>([
    ["with itself", () => merge("one", "one"), { kind: "not_found" }],
    [
      "by an operator",
      () => merge("one", "other", { person: door.people.operator }),
      { kind: "not_allowed", action: "merge_patients" },
    ],
    [
      "by an admin",
      () => merge("one", "other", { person: door.people.admin }),
      { kind: "not_allowed", action: "merge_patients" },
    ],
  ])("are not merged %s", async (_, attempt, refusal) => {
    await admitted("W1-01", "one");
    await admitted("W1-02", "other");
    const before = await everything();
    expect(await attempt()).toEqual({ ok: false, refusal });
    expect(await everything()).toBe(before);
  });

  test("of two hospitals are two", async () => {
    await admitted("W1-01", "one");
    const theirs = await idOf("one");
    await door.open();
    await admitted("W1-01", "ours");
    const keptId = await idOf("ours");
    for (const [kept, absorbedId] of [
      [keptId, theirs],
      [theirs, keptId],
    ] as const)
      expect(
        await mergePatients(
          { db: door.db },
          { person: door.people.doctor, keptId: kept, absorbedId, goesOn: null, requestId: "r" },
        ),
      ).toEqual({ ok: false, refusal: { kind: "not_found" } });
  });
});
