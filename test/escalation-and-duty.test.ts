import { beforeEach, describe, expect, test } from "vitest";
import { assignNurse } from "../src/actions/assign-nurse.ts";
import { beginDuty } from "../src/actions/begin-duty.ts";
import { endDutiesSweep } from "../src/actions/end-duties.ts";
import { endDuty } from "../src/actions/end-duty.ts";
import { escalateOverdueSweep } from "../src/actions/escalate-overdue.ts";
import { readShownAlerts } from "../src/db/board-alerts.ts";
import type { Target } from "../src/domain/escalation.ts";
import type { Person } from "../src/domain/staff.ts";
import { alertStories, requestId } from "./support/alert-stories.ts";
import { shiftsFarFromNow } from "./support/shifts.ts";

/** A medical emergency of W1-02: nurses of the ward at once, doctors after 1 min, head doctors after 3, the operator after 5. */
const story = alertStories();
let head: Person;
beforeEach(async () => {
  await shiftsFarFromNow(story.db, story.hospitalId);
  head = await story.ward.person("head_doctor", "Prof. Byrne");
});

async function onDuty(...people: (readonly [Person, string | null])[]): Promise<void> {
  for (const [person, wardId] of people)
    expect(await beginDuty({ db: story.db }, { person, wardId, shift: "running", requestId })).toMatchObject({
      ok: true,
    });
}
const emergency = () => story.call({ kind: "medical_emergency" });

/** As the ticker does: until nothing is due at that moment. */
async function sweepAt(now: Date): Promise<void> {
  const sweep = escalateOverdueSweep(story.db);
  for (let due = await sweep.run(now); due !== null && due <= now; due = await sweep.run(now));
}
async function nextIn(alertId: string): Promise<number | null> {
  const { raised_at, escalate_at } = await story.ward.alert(alertId);
  return escalate_at && raised_at && (escalate_at.getTime() - raised_at.getTime()) / 1000;
}
const sweepAfter = async (alertId: string, seconds: number) => {
  const { raised_at } = await story.ward.alert(alertId);
  await sweepAt(new Date((raised_at?.getTime() ?? 0) + seconds * 1000));
};
const steps = async (alertId: string) =>
  (await story.ward.history(alertId)).map(({ event, level, reason }) => `${event} ${level} (${reason})`);
const shown = (alertId: string) =>
  story.db
    .transaction()
    .execute((trx) => readShownAlerts(trx, story.hospitalId, story.ward.now))
    .then((rows) => rows.find((row) => row.alertId === alertId));

describe("a step with nobody on duty", () => {
  test("is left at once, which its transition says, and the next has its whole time", async () => {
    const { people } = story;
    await onDuty([people.nurse, "W2"], [people.doctor, null], [head, null], [people.operator, null]);
    const id = await emergency();
    expect(await nextIn(id)).toBe(0);
    await sweepAfter(id, 0);
    expect(await steps(id)).toEqual(["raised 0 (called)", "escalated 1 (nobody_on_duty)"]);
    expect(await nextIn(id)).toBe(120);
    await sweepAfter(id, 120);
    expect((await steps(id)).at(-1)).toBe("escalated 2 (nobody_answered)");
    expect(await story.ward.alert(id)).toMatchObject({ skipped: 1, escalations: 2 });
  });

  test("stays called where it is the first: the ward's boards show it, and say that nobody was on duty", async () => {
    const { people } = story;
    await onDuty([people.doctor, null], [head, null], [people.operator, null]);
    const id = await emergency();
    await sweepAfter(id, 0);
    const row = await shown(id);
    expect(row).toMatchObject({ wardId: "W1", skipped: 1, state: "raised" });
    expect(row?.calls).toEqual([
      { who: "role", role: "nurse", reach: "ward" },
      { who: "role", role: "doctor", reach: "hospital" },
    ]);
  });

  test("is followed by the next and the next, all at once, up to whoever is there", async () => {
    await onDuty([story.people.operator, null]);
    const id = await emergency();
    await sweepAfter(id, 0);
    expect(await steps(id)).toEqual([
      "raised 0 (called)",
      "escalated 1 (nobody_on_duty)",
      "escalated 2 (nobody_on_duty)",
      "escalated 3 (nobody_on_duty)",
    ]);
    expect(await nextIn(id)).toBe(300);
  });

  test("is never skipped where it is the last: it is called, and called again in its time", async () => {
    await onDuty([story.people.nurse, "W1"]);
    const id = await emergency();
    expect(await nextIn(id)).toBe(60);
    await sweepAfter(id, 60);
    expect(await story.ward.alert(id)).toMatchObject({ level: 3, skipped: 2, state: "raised" });
    expect(await nextIn(id)).toBe(360);
    await sweepAfter(id, 359.9);
    expect(await story.ward.alert(id)).toMatchObject({ level: 3, escalations: 3 });
    await sweepAfter(id, 360);
    expect(await story.ward.alert(id)).toMatchObject({ level: 3, escalations: 4 });
  });

  test("is none where nobody at all is on duty: the ladder keeps its times", async () => {
    const id = await emergency();
    expect(await nextIn(id)).toBe(60);
    await sweepAfter(id, 300);
    expect(await steps(id)).toEqual([
      "raised 0 (called)",
      "escalated 1 (nobody_answered)",
      "escalated 2 (nobody_answered)",
      "escalated 3 (nobody_answered)",
    ]);
  });
});

describe("while an alert climbs", () => {
  test("a doctor who comes on duty is given the time to answer", async () => {
    const { people } = story;
    await onDuty([people.nurse, "W1"], [people.operator, null]);
    const id = await emergency();
    await onDuty([people.doctor, null]);
    await sweepAfter(id, 60);
    expect((await steps(id)).at(-1)).toBe("escalated 1 (nobody_answered)");
    expect(await nextIn(id)).toBe(180);
  });

  test("a doctor who goes home in the meantime is not waited for", async () => {
    const { people, db } = story;
    await onDuty([people.nurse, "W1"], [people.doctor, null], [people.operator, null]);
    const id = await emergency();
    await endDuty({ db }, { person: people.doctor, requestId });
    await sweepAfter(id, 60);
    expect(await story.ward.alert(id)).toMatchObject({ level: 3, skipped: 2 });
  });

  test("a shift that ends takes its people out of the ladder, and the next shift takes their place", async () => {
    const { people, db } = story;
    await onDuty([people.nurse, "W1"], [people.doctor, null]);
    await beginDuty({ db }, { person: people.operator, wardId: null, shift: "following", requestId });
    const { until } = (await db.selectFrom("duties").select("until_at as until").executeTakeFirst()) ?? {};
    if (!until) throw new Error("nobody is on duty");
    await db
      .updateTable("duties")
      .set({ until_at: story.ward.at(0), from_at: story.ward.at(-60) })
      .where("until_at", "=", until)
      .execute();
    await endDutiesSweep(db).run(story.ward.at(0));
    const id = await emergency();
    await sweepAfter(id, 0);
    expect(await story.ward.alert(id)).toMatchObject({ level: 3, skipped: 3 });
    await onDuty([people.other, "W1"]);
    const next = await story.call({ kind: "medical_emergency", bedId: "W1-03" });
    expect(await nextIn(next)).toBe(60);
  });
});

describe("a ladder that calls the patient's nurse first", () => {
  const hers: Target = { who: "patients_nurse" };
  const ward: Target = { who: "role", role: "nurse", reach: "ward" };
  beforeEach(async () => {
    const ladder = {
      steps: [
        { afterSeconds: 0, calls: [hers] },
        { afterSeconds: 30, calls: [ward] },
      ],
      repeatSeconds: 60,
    };
    await story.db
      .insertInto("ladders")
      .values({
        ...{ hospital_id: story.hospitalId, subject: "called", priority: "high", version: 1 },
        ...{ ladder: JSON.stringify(ladder), edited_at: story.ward.now, edited_by: story.people.admin.staffId },
      })
      .execute();
  });
  const mine = (person: Person) =>
    assignNurse({ db: story.db }, { person, stayId: story.stay.stayId, mine: true, requestId });

  test("waits for her while she is on duty, on whatever ward, and calls her by name", async () => {
    const { nurse, other } = story.people;
    await mine(nurse);
    await onDuty([nurse, "W2"], [other, "W1"]);
    const id = await emergency();
    expect(await nextIn(id)).toBe(30);
    expect((await shown(id))?.calls).toEqual([{ who: "patients_nurse", staffId: nurse.staffId, name: "Nurse Murphy" }]);
  });

  test("calls the ward at once when she has gone home, or the patient is nobody's", async () => {
    const { nurse, other } = story.people;
    await onDuty([other, "W1"]);
    const nobodys = await emergency();
    expect(await nextIn(nobodys)).toBe(0);
    await mine(nurse);
    const again = await story.call({ kind: "fire", priority: "high" });
    await sweepAfter(again, 0);
    expect((await steps(again)).at(-1)).toBe("escalated 1 (nobody_on_duty)");
  });
});
