import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { endAbsences, endAbsencesSweep } from "../src/actions/end-absences.ts";
import { leaveWard } from "../src/actions/leave-ward.ts";
import { loseDevices } from "../src/actions/lose-devices.ts";
import { missSigns } from "../src/actions/miss-signs.ts";
import { returnToWard } from "../src/actions/return-to-ward.ts";
import { readBoard } from "../src/db/board.ts";
import type { AbsenceReason } from "../src/domain/absences.ts";
import type { Person } from "../src/domain/staff.ts";
import { alertStories, found, requestId } from "./support/alert-stories.ts";

/** The patient of W1-02 has a monitor that spoke ten minutes ago, and the one of W1-03 another, that speaks. */
const story = alertStories();
beforeEach(async () => {
  const { fixture } = story.ward;
  await fixture.device("mon-02", "W1-02", 600);
  await fixture.admit("W1-03");
  await fixture.device("mon-03", "W1-03", 1);
});

const always = new Date(0);
const leave = (
  person: Person = story.people.nurse,
  given: { reason?: AbsenceReason; minutes?: number; stayId?: string } = {},
) =>
  leaveWard(
    { db: story.db },
    { ...{ person, stayId: story.stay.stayId, requestId }, ...{ reason: "theatre", minutes: 60 }, ...given },
  );
const comeBack = (person: Person = story.people.nurse, stayId = story.stay.stayId) =>
  returnToWard({ db: story.db }, { person, stayId, requestId });
const look = (now: Date) => loseDevices(story.db, story.hospitalId, now, always);
const technical = async () =>
  (await story.alerts())
    .filter(({ kind }) => kind === "technical")
    .map(({ cause, state, outcome }) => [cause, state, outcome]);
async function card() {
  const board = await readBoard(story.db, story.hospitalId, null, story.ward.now);
  return { away: board?.beds.find(({ bedId }) => bedId === "W1-02")?.stay?.away, devices: board?.tiles.devicesAll };
}
const told = async () =>
  (await story.ward.published()).filter(({ type }) => type.startsWith("absence.")).map(({ type }) => type);
const audited = async () =>
  (await story.ward.audited())
    .filter(({ action }) => action.startsWith("absence."))
    .map(({ staff_id, action, reason }) => [staff_id, action, reason]);
const endOfAbsence = async () => {
  const { until_at } = await story.db
    .selectFrom("absences")
    .select("until_at")
    .where("hospital_id", "=", story.hospitalId)
    .where("ended_at", "is", null)
    .executeTakeFirstOrThrow();
  return until_at;
};
const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

describe("a patient off the ward", () => {
  test("is so on the card until the time, which boards and the audit are told", async () => {
    const { nurse } = story.people;
    expect(await leave(nurse, { reason: "imaging", minutes: 45 })).toMatchObject({
      ok: true,
      value: { bedId: "W1-02" },
    });
    expect(await card()).toEqual({ away: { reason: "imaging", until: await endOfAbsence() }, devices: 1 });
    expect(await comeBack()).toMatchObject({ ok: true });
    expect(await card()).toEqual({ away: null, devices: 2 });
    expect(await told()).toEqual(["absence.began", "absence.ended"]);
    expect(await audited()).toEqual([
      [nurse.staffId, "absence.began", "imaging"],
      [nurse.staffId, "absence.ended", "returned"],
    ]);
  });

  test("has no monitor that could be missed", async () => {
    await leave();
    await look(story.ward.at(3_000));
    expect(await technical()).toEqual([["device_lost", "raised", null]]);
    expect((await story.alerts()).map(({ bed_id }) => bed_id)).toEqual(["W1-03"]);
  });

  test("closes what was said of the monitor, and that it was for this", async () => {
    const { ward, people } = story;
    await look(ward.now);
    expect(await technical()).toEqual([["device_lost", "raised", null]]);
    await leave(people.doctor);
    expect(await technical()).toEqual([["device_lost", "resolved", "patient_left"]]);
    const [lost] = await story.alerts();
    expect((await ward.history(lost?.alert_id)).at(-1)).toMatchObject({
      event: "resolved",
      reason: "off_the_ward",
      staff_id: people.doctor.staffId,
    });
    await look(ward.at(60));
    expect(await technical()).toHaveLength(1);
  });

  test("silences nothing that a value calls for", async () => {
    const { ward, stay } = story;
    await ward.decide(stay, [found("heartRate:high", { onDelaySeconds: 0 })], ward.now);
    await leave();
    await ward.decide(stay, [found("spo2:low", { onDelaySeconds: 0 })], ward.at(1));
    expect(await story.alerts()).toMatchObject([{ kind: "clinical", state: "raised", cause_active: true }]);
    expect(await ward.causes(stay.stayId)).toHaveLength(2);
  });

  test("may stay away for longer, or for something else: the last word counts", async () => {
    await leave();
    const first = await endOfAbsence();
    await leave(story.people.other, { reason: "other", minutes: 480 });
    expect((await card()).away).toMatchObject({ reason: "other" });
    await endAbsences(story.db, story.hospitalId, first);
    expect((await card()).away).toMatchObject({ reason: "other" });
    await comeBack();
    expect((await card()).away).toBeNull();
  });

  test("is so once, however often it is said at the same time", async () => {
    await Promise.all(Array.from({ length: 6 }, () => leave()));
    const open = await sql`select from absences where hospital_id = ${story.hospitalId} and ended_at is null`.execute(
      story.db,
    );
    expect(open.rows).toHaveLength(1);
    await Promise.all(Array.from({ length: 6 }, () => comeBack()));
    expect((await told()).filter((type) => type === "absence.ended")).toHaveLength(1);
  });
});

describe("when the time is over", () => {
  test("the absence ends by itself, once, however many processes look", async () => {
    await leave();
    const until = await endOfAbsence();
    await endAbsences(story.db, story.hospitalId, after(until, -0.001));
    expect((await card()).away).not.toBeNull();
    await Promise.all(Array.from({ length: 8 }, () => endAbsences(story.db, story.hospitalId, until)));
    expect((await card()).away).toBeNull();
    expect(await told()).toEqual(["absence.began", "absence.ended"]);
    expect((await audited()).at(-1)).toEqual([null, "absence.ended", "time_is_up"]);
  });

  test("is what the sweep wakes for", async () => {
    const sweep = endAbsencesSweep(story.db);
    await sweep.run(story.ward.at(86_400));
    await leave();
    const until = await endOfAbsence();
    expect(await sweep.run(story.ward.now)).toEqual(until);
    await sweep.run(until);
    expect((await card()).away).toBeNull();
  });

  test("a monitor that is silent still is missed at once, whether it was lost before or meanwhile", async () => {
    for (const before of [true, false]) {
      if (before) await look(story.ward.now);
      await leave();
      const until = await endOfAbsence();
      await endAbsences(story.db, story.hospitalId, until);
      await look(after(until, 1));
      expect((await technical()).filter(([, state]) => state === "raised")).toHaveLength(2);
      await sql`update devices set lost_at = null where hospital_id = ${story.hospitalId}`.execute(story.db);
      await sql`delete from absences where hospital_id = ${story.hospitalId}`.execute(story.db);
    }
  });

  test("a patient who came back before has the time that it takes to connect them", async () => {
    await leave();
    await comeBack();
    const { ended_at } = await story.db
      .selectFrom("absences")
      .select("ended_at")
      .where("hospital_id", "=", story.hospitalId)
      .executeTakeFirstOrThrow();
    const back = ended_at ?? always;
    const ofBed = async () => (await story.alerts()).filter(({ bed_id }) => bed_id === "W1-02").length;
    await look(after(back, 299));
    expect(await ofBed()).toBe(0);
    await look(after(back, 301));
    expect(await ofBed()).toBe(1);
  });
});

describe("a patient off the ward whose monitor sends less than it did", () => {
  test("is missed no sign of, and what was said of that is closed", async () => {
    const { db, stay, ward } = story;
    await ward.fixture.current(stay.stayId, { spo2: 97 }, 900);
    await sql`
      update current_vitals set device_id = 'mon-02', gap_seconds = 4, interval_seconds = 5 where stay_id = ${stay.stayId}
    `.execute(db);
    await sql`update devices set last_heard_at = ${ward.now} where device_id = 'mon-02'`.execute(db);
    const miss = () => missSigns(db, { hospitalId: story.hospitalId, stayId: stay.stayId }, ward.now);
    await miss();
    expect(await technical()).toEqual([["signs_stale", "raised", null]]);
    await leave();
    expect(await technical()).toEqual([["signs_stale", "resolved", "patient_left"]]);
    await miss();
    expect(await technical()).toHaveLength(1);
  });
});

describe("who sends a patient off the ward", () => {
  test("is anybody who works with patients, or moves them", async () => {
    for (const who of ["nurse", "doctor", "operator"] as const)
      expect(await leave(story.people[who])).toMatchObject({ ok: true });
    for (const who of ["admin", "display"] as const) {
      const refused = { ok: false, refusal: { kind: "not_allowed", action: "send_off_ward" } };
      expect(await leave(story.people[who])).toEqual(refused);
      expect(await comeBack(story.people[who])).toEqual(refused);
    }
  });

  test("sends nobody of another hospital, nobody who has left, and nobody who is none", async () => {
    const notThere = { ok: false, refusal: { kind: "not_found" } };
    expect(await leave(story.stranger)).toEqual(notThere);
    expect(await comeBack(story.stranger)).toEqual(notThere);
    for (const stayId of ["", "0", "-1", "9".repeat(30)])
      expect(await leave(story.people.nurse, { stayId })).toEqual(notThere);
    await story.db
      .updateTable("occupancies")
      .set({ to_at: story.ward.now })
      .where("stay_id", "=", story.stay.stayId)
      .execute();
    expect(await leave()).toEqual({ ok: false, refusal: { kind: "patient_left", at: null } });
    expect(await told()).toEqual([]);
  });

  test("has nothing to bring back of a patient who is there", async () => {
    expect(await comeBack()).toMatchObject({ ok: true, value: { bedId: "W1-02" } });
    expect(await told()).toEqual([]);
  });
});
