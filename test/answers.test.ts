import { describe, expect, test } from "vitest";
import { escalateOverdue } from "../src/actions/escalate-overdue.ts";
import { lapseAcknowledgements } from "../src/actions/lapse-acknowledgements.ts";
import { alertStories, over } from "./support/alert-stories.ts";

const story = alertStories();
const minutes = (count: number) => count * 60_000;

describe("somebody is on the way", () => {
  test("and that answers the alert until the time they said, written down with the screen they said it on", async () => {
    const { ward, people } = story;
    const id = await story.call();
    expect(await story.takeOn(people.nurse, id, 5)).toMatchObject({ ok: true, value: { state: "acknowledged" } });
    const alert = await ward.alert(id);
    expect(alert).toMatchObject({
      state: "acknowledged",
      acknowledged_by: people.nurse.staffId,
      acknowledged_on: "board:W1",
      owner_id: people.nurse.staffId,
      owner_is: "on_the_way",
      escalate_at: null,
      lapse_at: alert.owner_until,
    });
    expect(until(alert)).toBe(minutes(5));
    expect(await ward.story(id)).toEqual([
      "raised: nothing → raised (called)",
      "acknowledged: raised → acknowledged (on_the_way)",
      "taken_on: acknowledged → acknowledged (on_the_way)",
    ]);
    expect((await ward.history(id)).at(-1)).toMatchObject({ screen: "board:W1", staff_id: people.nurse.staffId });
  });

  test("but never longer than the urgency allows", async () => {
    const { ward, people } = story;
    const id = await story.call({ kind: "medical_emergency" });
    await story.takeOn(people.nurse, id, 999);
    expect(until(await ward.alert(id))).toBe(minutes(10));
  });

  test("and did not arrive: the ladder runs on, and says why", async () => {
    const { ward, db, people } = story;
    const id = await story.call();
    await story.takeOn(people.nurse, id, 5);
    const { lapse_at: at } = await ward.alert(id);
    if (!at) throw new Error("they are on the way for ever");
    expect(await lapseAcknowledgements(db, ward.hospitalId, new Date(at.getTime() - 1))).toBe(0);
    expect(await lapseAcknowledgements(db, ward.hospitalId, at)).toBe(1);
    expect(await ward.alert(id)).toMatchObject({ state: "raised", owner_id: null, owner_is: null, owner_until: null });
    expect((await ward.story(id)).at(-1)).toBe("lapsed: acknowledged → raised (did_not_arrive)");
  });

  test("and arrives: has it, and a call then waits for nobody", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.takeOn(people.nurse, id, 5);
    await story.takeOn(people.nurse, id, null);
    expect(await ward.alert(id)).toMatchObject({ owner_is: "has_it", owner_until: null, lapse_at: null });
    expect((await ward.story(id)).at(-1)).toBe("taken_on: acknowledged → acknowledged (is_with_it)");
  });

  test("who takes it over from whoever had it: two are never told that they have it", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    const { first_acknowledged_at } = await ward.alert(id);
    await story.takeOn(people.doctor, id, 5);
    expect(await ward.alert(id)).toMatchObject({
      acknowledged_by: people.doctor.staffId,
      owner_id: people.doctor.staffId,
      first_acknowledged_at,
    });
  });

  test("to what is over already: that closes when they were there", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    await story.takeOn(people.nurse, id, 5);
    const alert = await ward.alert(id);
    expect(alert).toMatchObject({ state: "acknowledged", cause_active: false, lapse_at: null });
    expect(alert.settle_at).toEqual(alert.owner_until);
  });
});

describe("an answered alert is handed over", () => {
  test("and whoever is asked has a short time: the alert still counts as answered by who asked", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    expect(await story.handOver(people.nurse, id, people.doctor.staffId)).toMatchObject({ ok: true });
    const alert = await ward.alert(id);
    expect(alert).toMatchObject({
      state: "acknowledged",
      acknowledged_by: people.nurse.staffId,
      owner_id: people.doctor.staffId,
      owner_is: "asked",
      lapse_at: alert.owner_until,
    });
    expect((await ward.history(id)).at(-1)).toMatchObject({
      event: "handed_over",
      staff_id: people.nurse.staffId,
      other_staff_id: people.doctor.staffId,
    });
  });

  test("and taken: it is theirs", async () => {
    const { ward, db, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.handOver(people.nurse, id, people.doctor.staffId);
    await story.takeOn(people.doctor, id, null);
    expect(await ward.alert(id)).toMatchObject({
      acknowledged_by: people.doctor.staffId,
      owner_id: people.doctor.staffId,
      owner_is: "has_it",
      lapse_at: null,
    });
    expect(await lapseAcknowledgements(db, ward.hospitalId, ward.at(36_000))).toBe(0);
  });

  test("and not taken: it calls again, and says why", async () => {
    const { ward, db, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.handOver(people.nurse, id, people.doctor.staffId);
    const { owner_until: at } = await ward.alert(id);
    if (!at) throw new Error("they may think about it for ever");
    expect(await lapseAcknowledgements(db, ward.hospitalId, new Date(at.getTime() - 1))).toBe(0);
    expect(await lapseAcknowledgements(db, ward.hospitalId, at)).toBe(1);
    expect(await ward.alert(id)).toMatchObject({ state: "raised", owner_id: null, acknowledged_by: null });
    expect((await ward.story(id)).at(-1)).toBe("lapsed: acknowledged → raised (not_taken_over)");
  });

  test("and asking makes no answer last longer", async () => {
    const { ward, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await story.pass(id, 870);
    const { lapse_at } = await ward.alert(id);
    await story.handOver(people.nurse, id, people.doctor.staffId);
    expect((await ward.alert(id)).lapse_at).toEqual(lapse_at);
  });

  test("only to a colleague who may answer it, who is not oneself and works here", async () => {
    const { ward, people, stranger, db } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await db.updateTable("staff").set({ active: false }).where("staff_id", "=", people.other.staffId).execute();
    const { nurse, other, operator, admin, display } = people;
    for (const { staffId } of [nurse, other, operator, admin, display, stranger])
      expect(await story.refusalOf(() => story.handOver(nurse, id, staffId))).toEqual({ kind: "not_a_colleague" });
    for (const nobody of ["0", "999999999", "", "x"])
      expect(await story.refusalOf(() => story.handOver(nurse, id, nobody))).toEqual({ kind: "not_a_colleague" });
    const fire = await story.call({ kind: "fire" });
    await story.acknowledge(nurse, fire);
    expect(await story.handOver(nurse, fire, operator.staffId)).toMatchObject({ ok: true });
    expect(await ward.alert(id)).toMatchObject({ owner_is: "has_it" });
  });
});

describe("a note", () => {
  test("is written down, and changes nothing else: before the answer, after it, and when all is over", async () => {
    const { ward, people } = story;
    const id = await story.call();
    const { escalate_at } = await ward.alert(id);
    await story.note(people.operator, id, "visitor says she fell twice");
    expect(await ward.alert(id)).toMatchObject({ state: "raised", escalate_at });
    await story.acknowledge(people.nurse, id);
    await story.note(people.nurse, id, "no injury");
    await story.resolve(people.nurse, id);
    const closed = await ward.alert(id);
    await story.note(people.doctor, id, "seen at rounds");
    expect(await ward.alert(id)).toEqual(closed);
    const notes = (await ward.history(id)).filter(({ event }) => event === "noted");
    expect(notes.map(({ text, staff_id, to_state }) => [text, staff_id, to_state])).toEqual([
      ["visitor says she fell twice", people.operator.staffId, "raised"],
      ["no injury", people.nurse.staffId, "acknowledged"],
      ["seen at rounds", people.doctor.staffId, "resolved"],
    ]);
  });
});

describe("the next of the ladder is called by hand", () => {
  test("at once, with the reason, and the one after that comes in its own time", async () => {
    const { ward, db, people } = story;
    const id = await story.call();
    expect(await story.callNext(people.nurse, id, "needs a doctor now")).toMatchObject({ ok: true });
    const alert = await ward.alert(id);
    expect(alert).toMatchObject({ state: "raised", level: 1, escalations: 1 });
    const step = (await ward.history(id)).at(-1);
    expect(step).toMatchObject({
      event: "escalated",
      reason: "called_by_hand",
      text: "needs a doctor now",
      staff_id: people.nurse.staffId,
      level: 1,
    });
    expect((alert.escalate_at?.getTime() ?? 0) - (step?.at.getTime() ?? 0)).toBe(360_000);
    expect(await escalateOverdue(db, ward.hospitalId, alert.escalate_at ?? ward.now)).toBe(1);
    expect(await ward.alert(id)).toMatchObject({ level: 2, escalations: 2 });
  });

  test("of the last step again, which is never left", async () => {
    const { ward, people } = story;
    const id = await story.call({ kind: "cardiac_arrest" });
    await story.callNext(people.nurse, id, "where is everybody");
    expect(await ward.alert(id)).toMatchObject({ level: 0, escalations: 1 });
  });

  test("of nothing that somebody has answered, or that is over", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    expect(await story.refusalOf(() => story.callNext(people.nurse, id, "x"))).toEqual({ kind: "cause_ended" });
    await story.acknowledge(people.nurse, id);
    expect(await story.refusalOf(() => story.callNext(people.nurse, id, "x"))).toMatchObject({
      kind: "already_resolved",
    });
    const fall = await story.call();
    await story.acknowledge(people.other, fall);
    const { acknowledged_at: at } = await ward.alert(fall);
    expect(await story.refusalOf(() => story.callNext(people.nurse, fall, "x"))).toEqual({
      kind: "already_acknowledged",
      by: people.other.name,
      at,
    });
  });
});

const until = ({ owner_until, acknowledged_at }: { owner_until: Date | null; acknowledged_at: Date | null }) =>
  (owner_until?.getTime() ?? 0) - (acknowledged_at?.getTime() ?? 0);
