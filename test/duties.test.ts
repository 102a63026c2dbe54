import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { beginDuty, type Coming } from "../src/actions/begin-duty.ts";
import { endDuties, endDutiesSweep } from "../src/actions/end-duties.ts";
import { endDuty } from "../src/actions/end-duty.ts";
import { findDuty, readOnDuty } from "../src/db/duties.ts";
import type { Duty } from "../src/domain/duties.ts";
import { type ShiftPlan, shiftsOnOffer } from "../src/domain/shifts.ts";
import type { Person } from "../src/domain/staff.ts";
import { alertStories, requestId } from "./support/alert-stories.ts";
import { shiftsFarFromNow } from "./support/shifts.ts";

const story = alertStories();
let plan: ShiftPlan;
beforeEach(async () => {
  plan = await shiftsFarFromNow(story.db, story.hospitalId);
});
const come = (person: Person, wardId: string | null = "W1", shift: Coming["shift"] = "running") =>
  beginDuty({ db: story.db }, { person, wardId, shift, requestId });
const goHome = (person: Person) => endDuty({ db: story.db }, { person, requestId });
const dutyOf = (person: Person) => findDuty(story.db, story.hospitalId, person.staffId);
const present = async () =>
  (await readOnDuty(story.db, story.hospitalId)).map(
    ({ name, role, wardId }) => `${name}, ${role} of ${wardId ?? "all"}`,
  );
async function came(person: Person, wardId: string | null = "W1", shift: Coming["shift"] = "running"): Promise<Duty> {
  const done = await come(person, wardId, shift);
  if (!done.ok) throw new Error(`refused: ${done.refusal.kind}`);
  return done.value;
}
const offer = () => shiftsOnOffer(plan, story.ward.now);
const told = async () =>
  (await story.ward.published())
    .filter(({ type }) => type.startsWith("duty."))
    .map(({ type, payload }) => [type, payload] as const);
const audited = async () =>
  (await story.ward.audited())
    .filter(({ action }) => action.startsWith("duty."))
    .map(({ staff_id, action, subject, reason, request_id }) => [staff_id, action, subject, reason, request_id]);
const rows = () =>
  story.db.selectFrom("duties").selectAll().where("hospital_id", "=", story.hospitalId).orderBy("duty_id").execute();

describe("somebody who comes on duty", () => {
  test("is there for their ward until the end of the shift, and boards and the audit are told", async () => {
    const { nurse } = story.people;
    const duty = await came(nurse);
    expect(duty).toMatchObject({ staffId: nurse.staffId, role: "nurse", wardId: "W1", until: offer().running.until });
    expect(await dutyOf(nurse)).toEqual(duty);
    expect(await present()).toEqual(["Nurse Murphy, nurse of W1"]);
    expect(await told()).toEqual([["duty.began", { staffId: nurse.staffId, wardId: "W1", bedIds: [] }]]);
    expect(await audited()).toEqual([[nurse.staffId, "duty.began", `duty:${duty.dutyId}`, "ward:W1", requestId]]);
  });

  test("may be there for every ward, and for the shift that follows", async () => {
    const { operator } = story.people;
    const duty = await came(operator, null, "following");
    expect(duty).toMatchObject({ wardId: null, until: offer().following.until });
    expect((await told())[0]?.[1]).toMatchObject({ wardId: null });
  });

  test("comes for the shift that people who come now come for, unless they say otherwise", async () => {
    const duty = await came(story.people.nurse, "W1", null);
    const { likely, ...shifts } = offer();
    expect(duty.until).toEqual(shifts[likely].until);
  });

  test("and says so twice is there once, and nobody is told again", async () => {
    const { nurse } = story.people;
    const first = await came(nurse);
    expect(await came(nurse)).toEqual(first);
    expect(await rows()).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  test("is there once, however often they tap at the same time", async () => {
    const { nurse } = story.people;
    const done = await Promise.all(Array.from({ length: 8 }, () => came(nurse)));
    expect(new Set(done.map(({ dutyId }) => dutyId)).size).toBe(1);
    expect(await rows()).toHaveLength(1);
    expect((await told()).map(([type]) => type)).toEqual(["duty.began"]);
  });

  test("who was on duty for another ward has changed to this one", async () => {
    const { nurse } = story.people;
    const first = await came(nurse, "W1");
    const second = await came(nurse, "W2");
    expect(await present()).toEqual(["Nurse Murphy, nurse of W2"]);
    expect((await rows()).map(({ ended_at }) => ended_at !== null)).toEqual([true, false]);
    expect((await told()).map(([type, { wardId }]) => [type, wardId])).toEqual([
      ["duty.began", "W1"],
      ["duty.ended", "W1"],
      ["duty.began", "W2"],
    ]);
    expect(await audited()).toEqual([
      [nurse.staffId, "duty.began", `duty:${first.dutyId}`, "ward:W1", requestId],
      [nurse.staffId, "duty.ended", `duty:${first.dutyId}`, "changed", requestId],
      [nurse.staffId, "duty.began", `duty:${second.dutyId}`, "ward:W2", requestId],
    ]);
  });

  test("whose shift is over, though nobody has looked yet, begins another", async () => {
    const { nurse } = story.people;
    await came(nurse);
    await over();
    expect(await dutyOf(nurse)).toBeNull();
    await came(nurse);
    expect((await audited()).map(([staffId, action, , reason]) => [staffId, action, reason])).toEqual([
      [nurse.staffId, "duty.began", "ward:W1"],
      [null, "duty.ended", "shift_ended"],
      [nurse.staffId, "duty.began", "ward:W1"],
    ]);
  });

  test("tells the cards of those whose nurse they are", async () => {
    const { nurse } = story.people;
    const next = await story.ward.fixture.admit("W1-03");
    await sql`update stays set nurse_id = ${nurse.staffId} where stay_id in (${story.stay.stayId}, ${next})`.execute(
      story.db,
    );
    await came(nurse);
    await goHome(nurse);
    expect((await told()).map(([, { bedIds }]) => bedIds)).toEqual([
      ["W1-02", "W1-03"],
      ["W1-02", "W1-03"],
    ]);
  });

  test.each(["admin", "display"] as const)("is not an %s: nobody calls them", async (who) => {
    const refused = { ok: false, refusal: { kind: "not_allowed", action: "go_on_duty" } };
    expect(await come(story.people[who])).toEqual(refused);
    expect(await rows()).toEqual([]);
  });

  test("is not there for a ward that the hospital does not have", async () => {
    expect(await come(story.people.nurse, "W9")).toEqual({ ok: false, refusal: { kind: "not_found" } });
    expect(await rows()).toEqual([]);
  });
});

/** The shift of everybody is over. */
const over = () =>
  sql`
    update duties set from_at = from_at - interval '13 hours', until_at = clock_timestamp() - interval '1 minute'
    where hospital_id = ${story.hospitalId}
  `.execute(story.db);

describe("somebody who goes home", () => {
  test("is no longer there, and doing so twice is no fault", async () => {
    const { nurse, doctor } = story.people;
    await came(nurse);
    await came(doctor, null);
    await goHome(nurse);
    await goHome(nurse);
    expect(await dutyOf(nurse)).toBeNull();
    expect(await present()).toEqual(["Dr Singh, doctor of all"]);
    expect((await told()).map(([type]) => type)).toEqual(["duty.began", "duty.began", "duty.ended"]);
    expect((await audited()).at(-1)?.slice(0, 2)).toEqual([nurse.staffId, "duty.ended"]);
    expect((await audited()).at(-1)?.[3]).toBe("ended_by_person");
  });
});

describe("the end of a shift", () => {
  test("ends the duty of everybody who came for it, once, however many processes look", async () => {
    const { nurse, doctor } = story.people;
    const { until } = await came(nurse);
    await came(doctor, null, "following");
    await endDuties(story.db, story.hospitalId, new Date(until.getTime() - 1));
    expect(await rows()).toMatchObject([{ ended_at: null }, { ended_at: null }]);
    await Promise.all(Array.from({ length: 8 }, () => endDuties(story.db, story.hospitalId, until)));
    expect(await rows()).toMatchObject([{ ended_at: until }, { ended_at: null }]);
    expect(await told()).toContainEqual(["duty.ended", { staffId: nurse.staffId, wardId: "W1", bedIds: [] }]);
    expect((await told()).filter(([type]) => type === "duty.ended")).toHaveLength(1);
    expect((await audited()).at(-1)).toMatchObject([null, "duty.ended", expect.anything(), "shift_ended", null]);
  });

  test("is what the sweep wakes for", async () => {
    await sql`update duties set ended_at = until_at where ended_at is null`.execute(story.db);
    const sweep = endDutiesSweep(story.db);
    expect(await sweep.run(story.ward.now)).toBeNull();
    const { until } = await came(story.people.nurse);
    expect(await sweep.run(story.ward.now)).toEqual(until);
    expect(await sweep.run(until)).toBeNull();
    expect(await dutyOf(story.people.nurse)).toBeNull();
  });

  test("of a large hospital is not left half done", async () => {
    const people = await sql<{ staff_id: string }>`
      insert into staff (hospital_id, email, name, role, password_hash)
      select ${story.hospitalId}, n || '@x.example', 'Nurse ' || n, 'nurse', 'none' from generate_series(1, 450) n
      returning staff_id
    `.execute(story.db);
    const ids = people.rows.map(({ staff_id }) => staff_id);
    await sql`
      insert into duties (hospital_id, staff_id, role, ward_id, from_at, until_at)
      select ${story.hospitalId}, id, 'nurse', 'W1', ${story.ward.at(-60)}, ${story.ward.at(60)}
      from unnest(${ids}::bigint[]) id
    `.execute(story.db);
    await endDuties(story.db, story.hospitalId, story.ward.at(60));
    expect((await rows()).filter(({ ended_at }) => ended_at === null)).toEqual([]);
    expect(await told()).toHaveLength(450);
  });
});

test("who is on duty is told in the order of the wards, nurses first", async () => {
  const { nurse, other, doctor, operator } = story.people;
  await came(operator, null);
  await came(doctor, "W1");
  await came(nurse, "W2");
  await came(other, "W1");
  expect(await present()).toEqual([
    "Nurse Okafor, nurse of W1",
    "Dr Singh, doctor of W1",
    "Nurse Murphy, nurse of W2",
    "Operator Walsh, operator of all",
  ]);
});
