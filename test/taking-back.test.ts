import { describe, expect, test } from "vitest";
import { settleAnswered } from "../src/actions/settle-answered.ts";
import { again, alertStories, found, over } from "./support/alert-stories.ts";

const story = alertStories();

/** All of an alert but what an answer and its undoing leave behind. */
async function life(alertId: string) {
  const { undo: _, ...rest } = await story.ward.alert(alertId);
  return rest;
}

describe("an acknowledgement that is taken back", () => {
  test("leaves the alert as it was, the time of its next call too", async () => {
    const { ward, people } = story;
    const id = await story.call();
    const before = await life(id);
    await story.acknowledge(people.nurse, id);
    expect(await story.undo(people.nurse, id)).toMatchObject({ ok: true, value: { state: "raised" } });
    expect(await life(id)).toEqual(before);
    expect((await ward.story(id)).at(-1)).toBe("undone: acknowledged → raised (taken_back)");
    expect((await ward.audited()).at(-1)).toMatchObject({ staff_id: people.nurse.staffId, action: "alert.undone" });
  });

  test("may be somebody else's then", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.undo(people.nurse, id);
    await story.acknowledge(people.other, id);
    expect(await ward.alert(id)).toMatchObject({ acknowledged_by: people.other.staffId });
  });

  test("that had been a second one, after the first lapsed, keeps when it was answered first", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.takeOn(people.other, id, 5);
    await story.pass(id, 61);
    await story.call();
    const { first_acknowledged_at } = await ward.alert(id);
    await story.acknowledge(people.nurse, id);
    await story.undo(people.nurse, id);
    expect(await ward.alert(id)).toMatchObject({ state: "raised", first_acknowledged_at });
  });

  test("does not bring a cause back that ended meanwhile: the alert waits to be seen", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(1));
    await story.undo(people.nurse, id);
    expect(await ward.alert(id)).toMatchObject({
      state: "latched",
      cause_active: false,
      escalate_at: null,
      settle_at: null,
    });
    expect(await ward.causes(stay.stayId)).toMatchObject([{ active: false, closed_at: null }]);
  });

  test("of a latched alert, which had closed with it, opens it again with its causes", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await ward.decide(stay, [over("heartRate:high")], ward.at(1));
    const before = await life(id);
    await story.acknowledge(people.nurse, id);
    expect(await ward.alert(id)).toMatchObject({ state: "resolved" });
    await story.undo(people.nurse, id);
    expect(await life(id)).toEqual(before);
    expect(await ward.causes(stay.stayId)).toMatchObject([{ active: false, closed_at: null, alert_id: id }]);
    await ward.decide(stay, [again("return", "heartRate:high")], ward.at(10));
    expect(await ward.alert(id)).toMatchObject({ state: "raised" });
  });
});

describe("a resolution that is taken back", () => {
  test("leaves the alert answered as it was", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.takeOn(people.other, id, 5);
    const before = await life(id);
    await story.resolve(people.nurse, id);
    expect(await story.undo(people.nurse, id)).toMatchObject({ ok: true, value: { state: "acknowledged" } });
    expect(await life(id)).toEqual(before);
    expect((await ward.story(id)).at(-1)).toBe("undone: resolved → acknowledged (taken_back)");
  });

  test("of a rule's alert opens its causes again, and it closes by itself as it would have", async () => {
    const { ward, stay, db, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    const before = await life(id);
    await story.resolve(people.nurse, id);
    await story.undo(people.nurse, id);
    expect(await life(id)).toEqual(before);
    expect(await ward.causes(stay.stayId)).toMatchObject([{ closed_at: null, alert_id: id }]);
    expect(await settleAnswered(db, ward.hospitalId, ward.at(90))).toBe(1);
    expect(await ward.causes(stay.stayId)).toMatchObject([{ closed_at: ward.at(90) }]);
  });

  test("is refused where the patient has another alert by now", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    await story.resolve(people.nurse, id);
    await ward.decide(stay, [found("spo2:low", { onDelaySeconds: 0 })], ward.at(31));
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual({ kind: "raised_anew" });
  });

  test("is refused where the same cause is about to be raised again", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    await story.resolve(people.nurse, id);
    await ward.decide(stay, [found("heartRate:high")], ward.at(31));
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual({ kind: "raised_anew" });
  });

  test("is not hindered by another cause that waits for its on-delay", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    await story.resolve(people.nurse, id);
    await ward.decide(stay, [found("spo2:low")], ward.at(31));
    expect(await story.undo(people.nurse, id)).toMatchObject({ ok: true });
  });

  test("of a call is refused where somebody has called for the same again", async () => {
    const { people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.resolve(people.nurse, id);
    await story.call();
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual({ kind: "raised_anew" });
  });
});

describe("nothing is taken back", () => {
  const tooLate = { kind: "too_late_to_undo", seconds: 10 };

  test("by anybody but whoever did it", async () => {
    const { people, stranger } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    for (const person of [people.other, people.doctor])
      expect(await story.refusalOf(() => story.undo(person, id))).toEqual(tooLate);
    expect(await story.refusalOf(() => story.undo(stranger, id))).toEqual({ kind: "not_found" });
    expect(await story.refusalOf(() => story.undo(people.operator, id))).toMatchObject({ kind: "not_allowed" });
  });

  test("after ten seconds", async () => {
    const { people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.pass(id, 10.5);
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual(tooLate);
  });

  test("twice", async () => {
    const { people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.undo(people.nurse, id);
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual(tooLate);
  });

  test("that nobody has done, or that a timer has done", async () => {
    const { ward, stay, db, people } = story;
    const id = await story.raisedByMonitor();
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual(tooLate);
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(1));
    await settleAnswered(db, ward.hospitalId, ward.at(61));
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual(tooLate);
  });

  test("that has led to something since: somebody else was asked, or it called again", async () => {
    const { people, ward, stay } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.handOver(people.nurse, id, people.doctor.staffId);
    expect(await story.refusalOf(() => story.undo(people.nurse, id))).toEqual(tooLate);
    await ward.decide(stay, [found("heartRate:high", { onDelaySeconds: 0 })], ward.now);
    const other = (await story.alerts()).find(({ kind }) => kind === "clinical")?.alert_id ?? "";
    await story.acknowledge(people.nurse, other);
    await ward.decide(stay, [found("spo2:low", { onDelaySeconds: 0 })], ward.at(5));
    expect(await story.refusalOf(() => story.undo(people.nurse, other))).toEqual(tooLate);
  });
});
