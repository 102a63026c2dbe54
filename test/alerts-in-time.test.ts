import { describe, expect, test } from "vitest";
import { escalateOverdue } from "../src/actions/escalate-overdue.ts";
import { lapseAcknowledgements } from "../src/actions/lapse-acknowledgements.ts";
import { raiseDue } from "../src/actions/raise-due.ts";
import { settleAnswered } from "../src/actions/settle-answered.ts";
import { again, alertStories, found, nextObservations, over } from "./support/alert-stories.ts";

const story = alertStories();

describe("what arrives raises an alert", () => {
  test("that waits for its on-delay, of which there is no alert yet, and is raised when it is over", async () => {
    const { ward, stay } = story;
    expect(await ward.decide(stay, [found("heartRate:high")], ward.now)).toEqual([]);
    expect(await ward.causes(stay.stayId)).toMatchObject([
      { cause: "heartRate:high", alert_id: null, raise_at: ward.at(15), noticed_at: ward.now },
    ]);
    await raiseDue(story.db, ward.hospitalId, ward.at(14.999));
    expect(await story.alerts()).toEqual([]);
    await raiseDue(story.db, ward.hospitalId, ward.at(15));
    const id = await story.theAlert();
    expect(await ward.alert(id)).toMatchObject({
      state: "raised",
      raised_at: ward.at(15),
      escalate_at: ward.at(15 + 180),
      value: 130,
      limit_value: 120,
    });
    expect(await ward.story(id)).toEqual(["raised: nothing → raised (above_high)"]);
    expect(await ward.causes(stay.stayId)).toMatchObject([{ alert_id: id, raise_at: null, joined_at: ward.at(15) }]);
  });

  test("that nobody hears of when a normal reading comes in time", async () => {
    const { ward, stay } = story;
    await ward.decide(stay, [found("heartRate:high"), found("spo2:low")], ward.now);
    expect(await ward.decide(stay, [over("heartRate:high")], ward.at(10))).toEqual([]);
    expect(await ward.causes(stay.stayId)).toMatchObject([{ cause: "spo2:low" }]);
    await ward.decide(stay, [over("spo2:low")], ward.at(14));
    await raiseDue(story.db, ward.hospitalId, ward.at(60));
    expect([await story.alerts(), await ward.causes(stay.stayId), await ward.published()]).toEqual([[], [], []]);
    // The next time its on-delay begins again.
    await ward.decide(stay, [found("heartRate:high")], ward.at(100));
    expect(await ward.causes(stay.stayId)).toMatchObject([{ raise_at: ward.at(115) }]);
  });

  test("that a nurse's own measurement raises at once", async () => {
    const { ward, stay } = story;
    await ward.decide(stay, [found("heartRate:high")], ward.now);
    const bad = { value: 150, limit: 140, priority: "high", reason: "above_critical_high" } as const;
    const measured = [again("worsen", "heartRate:high", bad), again("confirm", "heartRate:high", bad)];
    const events = await ward.decide(stay, measured, ward.at(3));
    expect(events.map(({ type }) => type)).toEqual(["alert.raised"]);
    expect(await ward.alert(await story.theAlert())).toMatchObject({
      state: "raised",
      priority: "high",
      value: 150,
      raised_at: ward.at(3),
    });
  });

  test("sooner when it gets more urgent while it waits, and not later when it does so late", async () => {
    const { ward, stay } = story;
    const bad = again("worsen", "heartRate:high", { value: 150, priority: "high", reason: "above_critical_high" });
    await ward.decide(stay, [found("heartRate:high")], ward.now);
    await ward.decide(stay, [bad], ward.at(2));
    expect(await ward.causes(stay.stayId)).toMatchObject([{ raise_at: ward.at(7), priority: "high", value: 150 }]);
    const next = { stayId: await ward.fixture.admit("W1-03"), bedId: "W1-03", wardId: "W1" };
    await ward.decide(next, [found("heartRate:high")], ward.now);
    await ward.decide(next, [bad], ward.at(13));
    expect(await ward.causes(next.stayId)).toMatchObject([{ raise_at: ward.at(15) }]);
  });

  test("of nobody who has left the bed in the meantime", async () => {
    const { ward, stay, db } = story;
    await ward.decide(stay, [found("heartRate:high")], ward.now);
    await db
      .updateTable("occupancies")
      .set({ to_at: ward.at(5) })
      .where("hospital_id", "=", ward.hospitalId)
      .where("stay_id", "=", stay.stayId)
      .execute();
    await raiseDue(db, ward.hospitalId, ward.at(15));
    expect([await story.alerts(), await ward.causes(stay.stayId)]).toEqual([[], []]);
  });

  test("that keeps the value it was raised with, until it gets worse", async () => {
    const { ward, stay } = story;
    const id = await story.raisedByMonitor();
    const bad = { value: 150, limit: 140, priority: "high", reason: "above_critical_high" } as const;
    await ward.decide(stay, [again("worsen", "heartRate:high", bad)], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({
      priority: "high",
      value: 150,
      limit_value: 140,
      reason: "above_critical_high",
      judged_at: ward.at(30),
      escalate_at: ward.at(90),
    });
    expect(await ward.story(id)).toEqual([
      "raised: nothing → raised (above_high)",
      "worsened: raised → raised (above_critical_high)",
    ]);
  });
});

describe("an alert that nobody answers", () => {
  test("climbs, never early, and no step twice", async () => {
    const { ward, db } = story;
    const id = await story.raisedByMonitor();
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(179.999))).toBe(0);
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(181))).toBe(1);
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(181))).toBe(0);
    expect(await ward.alert(id)).toMatchObject({ level: 1, escalations: 1, escalate_at: ward.at(540) });
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(4000))).toBe(2);
    expect(await ward.alert(id)).toMatchObject({
      level: 3,
      escalations: 3,
      skipped: 0,
      state: "raised",
      escalate_at: ward.at(4500),
    });
    expect((await ward.history(id)).slice(1).map(({ reason }) => reason)).toEqual(Array(3).fill("nobody_answered"));
  });

  test("leaves a step at once for which nobody is on duty, says so, and never the last", async () => {
    const { ward, db, people } = story;
    const duty = {
      hospital_id: ward.hospitalId,
      role: "doctor",
      from_at: ward.now,
      until_at: ward.at(36_000),
    } as const;
    await db
      .insertInto("duties")
      .values({ ...duty, staff_id: people.doctor.staffId, ward_id: null })
      .execute();
    const id = await story.raisedByMonitor();
    expect(await ward.alert(id)).toMatchObject({ level: 0, escalate_at: ward.now });
    expect(await escalateOverdue(db, ward.hospitalId, ward.now)).toBe(1);
    // The doctor is there: the step waits its time. Then neither a head doctor nor an operator, and the last stays.
    expect(await ward.alert(id)).toMatchObject({ level: 1, skipped: 1, escalate_at: ward.at(360) });
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(360))).toBe(2);
    expect(await ward.alert(id)).toMatchObject({
      level: 3,
      skipped: 2,
      escalations: 3,
      escalate_at: ward.at(360 + 900),
    });
    expect((await ward.history(id)).slice(1).map(({ reason }) => reason)).toEqual([
      "nobody_on_duty",
      "nobody_answered",
      "nobody_on_duty",
    ]);
  });

  test("stays listed when it is over before anybody answered, comes back, and closes with the answer", async () => {
    const { ward, stay, db, people } = story;
    const id = await story.raisedByMonitor();
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({ state: "latched", cause_active: false, escalate_at: null });
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(4000))).toBe(0);
    await ward.decide(stay, [again("return", "heartRate:high", { value: 133 })], ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "raised", repeats: 1, value: 133, escalate_at: ward.at(240) });
    await ward.decide(stay, [over("heartRate:high")], ward.at(90));
    expect(await story.acknowledge(people.nurse, id)).toMatchObject({ ok: true, value: { state: "resolved" } });
    expect((await ward.story(id)).slice(-2)).toEqual([
      "acknowledged: latched → acknowledged (answered)",
      "resolved: acknowledged → resolved (cause_ended)",
    ]);
    const [answered, closed] = (await ward.history(id)).slice(-2);
    expect([answered?.staff_id, closed?.staff_id]).toEqual([people.nurse.staffId, null]);
  });

  test("that was over is active again also by another cause", async () => {
    const { ward, stay } = story;
    const id = await story.raisedByMonitor();
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    await ward.decide(stay, [found("spo2:low", { onDelaySeconds: 0 })], ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "raised", cause: "spo2:low", escalate_at: ward.at(240) });
    expect((await ward.story(id)).at(-1)).toBe("joined: latched → raised (below_low)");
  });
});

describe("an answered alert", () => {
  test("whose cause ended closes by itself a minute later", async () => {
    const { ward, stay, db, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "acknowledged", cause_active: false, settle_at: ward.at(120) });
    expect(await settleAnswered(db, ward.hospitalId, ward.at(119.999))).toBe(0);
    expect(await lapseAcknowledgements(db, ward.hospitalId, ward.at(4000))).toBe(0);
    expect(await settleAnswered(db, ward.hospitalId, ward.at(120))).toBe(1);
    expect(await ward.alert(id)).toMatchObject({ state: "resolved", resolved_by: null, outcome: "cause_ended" });
    expect(await ward.causes(stay.stayId)).toMatchObject([{ closed_at: ward.at(120), active: false }]);
    expect((await ward.story(id)).slice(2)).toEqual([
      "eased: acknowledged → acknowledged (back_within_limits)",
      "resolved: acknowledged → resolved (cause_ended)",
    ]);
  });

  test("whose cause comes back within that minute is the same, and calls nobody anew", async () => {
    const { ward, stay, db, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    const { lapse_at } = await ward.alert(id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(60));
    await ward.decide(stay, [again("return", "heartRate:high", { value: 131 })], ward.at(110));
    // The answer covers it for as long as it would have.
    expect(await ward.alert(id)).toMatchObject({
      state: "acknowledged",
      acknowledged_by: people.nurse.staffId,
      settle_at: null,
      lapse_at,
      repeats: 1,
    });
    expect(await settleAnswered(db, ward.hospitalId, ward.at(4000))).toBe(0);
    expect(await story.alerts()).toHaveLength(1);
  });

  test("may be closed by a person in that minute, not while its cause stands", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    expect(await story.refusalOf(() => story.resolve(people.nurse, id))).toEqual({ kind: "cause_persists" });
    await ward.decide(stay, [over("heartRate:high")], ward.at(60));
    expect(await story.resolve(people.nurse, id, "treated")).toMatchObject({ value: { outcome: "treated" } });
    expect(await ward.causes(stay.stayId)).toMatchObject([{ active: false }]);
    expect((await ward.causes(stay.stayId))[0]?.closed_at).not.toBeNull();
  });

  test("lapses while the cause persists, at the level it had reached", async () => {
    const { ward, db, people } = story;
    const id = await story.raisedByMonitor();
    await escalateOverdue(db, ward.hospitalId, ward.at(200));
    await story.acknowledge(people.nurse, id);
    const { lapse_at: lapseAt, first_acknowledged_at: first } = await ward.alert(id);
    if (!lapseAt) throw new Error("the answer never lapses");
    const before = new Date(lapseAt.getTime() - 1);
    expect(await lapseAcknowledgements(db, ward.hospitalId, before)).toBe(0);
    expect(await lapseAcknowledgements(db, ward.hospitalId, lapseAt)).toBe(1);
    expect(await ward.alert(id)).toMatchObject({
      state: "raised",
      acknowledged_by: null,
      acknowledged_at: null,
      level: 1,
      escalate_at: new Date(lapseAt.getTime() + 360_000),
    });
    expect((await ward.story(id)).at(-1)).toBe("lapsed: acknowledged → raised (cause_persists)");
    await story.acknowledge(people.other, id);
    expect((await ward.alert(id)).first_acknowledged_at).toEqual(first);
  });

  test("about a score holds until the next set of observations finds it unchanged, and not sooner than a limit's would", async () => {
    const { ward, stay, db, people } = story;
    await ward.decide(stay, [found("news2", { onDelaySeconds: 0 })], ward.now);
    const id = await story.theAlert();
    await story.acknowledge(people.nurse, id);
    expect(await ward.alert(id)).toMatchObject({ lapse_at: null });
    expect(await lapseAcknowledgements(db, ward.hospitalId, ward.at(36_000))).toBe(0);
    expect(await ward.decide(stay, [nextObservations], ward.at(600))).toEqual([]);
    await ward.decide(stay, [nextObservations], ward.at(3600));
    expect(await ward.alert(id)).toMatchObject({ state: "raised" });
    expect((await ward.story(id)).at(-1)).toBe("lapsed: acknowledged → raised (next_observations)");
  });

  test("that gets worse asks again", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    const worse = again("worsen", "heartRate:high", { value: 150, limit: 140, priority: "high" });
    await ward.decide(stay, [worse], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({ state: "raised", priority: "high", escalate_at: ward.at(90) });
  });
});
