import { describe, expect, test } from "vitest";
import { assignNurse } from "../src/actions/assign-nurse.ts";
import { beginDuty } from "../src/actions/begin-duty.ts";
import { endDuty } from "../src/actions/end-duty.ts";
import { readBoard } from "../src/db/board.ts";
import type { Person } from "../src/domain/staff.ts";
import { alertStories, requestId } from "./support/alert-stories.ts";

const story = alertStories();
const say = (person: Person, mine: boolean, stayId = story.stay.stayId) =>
  assignNurse({ db: story.db }, { person, stayId, mine, requestId });
async function nurseOnCard() {
  const board = await readBoard(story.db, story.hospitalId, null, story.ward.now);
  return board?.beds.find(({ bedId }) => bedId === "W1-02")?.stay?.nurse;
}
const told = async () => (await story.ward.published()).filter(({ type }) => type === "stay.nurse_changed");
const reasons = async () =>
  (await story.ward.audited())
    .filter(({ action }) => action === "stay.nurse_changed")
    .map(({ staff_id, subject, reason }) => [staff_id, subject, reason]);

describe("my patient", () => {
  test("stands on the card with my name, is told to boards and audited", async () => {
    const { people, stay } = story;
    expect(await nurseOnCard()).toBeNull();
    expect(await say(people.nurse, true)).toMatchObject({ ok: true, value: { bedId: "W1-02" } });
    expect(await nurseOnCard()).toMatchObject({ name: "Nurse Murphy", onDuty: false });
    expect((await told()).map(({ payload }) => payload)).toEqual([stay]);
    expect(await reasons()).toEqual([[people.nurse.staffId, `stay:${stay.stayId}`, "taken"]]);
  });

  test("is taken over by whoever takes them, and given up by nobody else", async () => {
    const { nurse, other } = story.people;
    await say(nurse, true);
    expect(await say(other, false)).toMatchObject({ ok: true });
    expect(await nurseOnCard()).toMatchObject({ name: "Nurse Murphy" });
    await say(other, true);
    expect(await nurseOnCard()).toMatchObject({ name: "Nurse Okafor" });
    await say(nurse, false);
    expect(await nurseOnCard()).toMatchObject({ name: "Nurse Okafor" });
    await say(other, false);
    expect(await nurseOnCard()).toBeNull();
    expect((await reasons()).map(([, , reason]) => reason)).toEqual(["taken", "taken_over", "given_up"]);
  });

  test("is said once, however often", async () => {
    const { nurse } = story.people;
    await Promise.all(Array.from({ length: 6 }, () => say(nurse, true)));
    expect(await told()).toHaveLength(1);
    await say(nurse, false);
    await say(nurse, false);
    expect(await told()).toHaveLength(2);
  });

  test("shows whether the nurse is on duty", async () => {
    const { nurse } = story.people;
    await say(nurse, true);
    await beginDuty({ db: story.db }, { person: nurse, wardId: "W2", shift: "following", requestId });
    expect(await nurseOnCard()).toMatchObject({ name: "Nurse Murphy", onDuty: true });
    await endDuty({ db: story.db }, { person: nurse, requestId });
    expect(await nurseOnCard()).toMatchObject({ name: "Nurse Murphy", onDuty: false });
  });

  test.each(["doctor", "operator", "admin", "display"] as const)("is nobody's who is no nurse: %s", async (who) => {
    const refused = { ok: false, refusal: { kind: "not_allowed", action: "have_patients" } };
    expect(await say(story.people[who], true)).toEqual(refused);
    expect(await nurseOnCard()).toBeNull();
  });

  test("is nobody of another hospital, who is over, who has no bed, or who is none", async () => {
    const { nurse } = story.people;
    const notThere = { ok: false, refusal: { kind: "not_found" } };
    expect(await say(story.stranger, true)).toEqual(notThere);
    for (const id of ["", "0", "x", "99999999", "9".repeat(40), "1; drop"])
      expect(await say(nurse, true, id)).toEqual(notThere);
    const gone = await story.ward.fixture.admit("W1-03");
    const { db, ward } = story;
    await db.updateTable("occupancies").set({ to_at: ward.now }).where("stay_id", "=", gone).execute();
    expect(await say(nurse, true, gone)).toEqual({ ok: false, refusal: { kind: "patient_left", at: null } });
    await db.updateTable("stays").set({ ended_at: ward.now }).where("stay_id", "=", gone).execute();
    expect(await say(nurse, true, gone)).toEqual({ ok: false, refusal: { kind: "patient_left", at: ward.now } });
    expect(await told()).toEqual([]);
  });
});
