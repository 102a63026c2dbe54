import { describe, expect, test } from "vitest";
import { alertStories, requestId } from "./support/alert-stories.ts";

const story = alertStories();

describe("a person calls for help", () => {
  test("and it is raised at once, about the patient in the bed, with the words that were said", async () => {
    const { ward, stay, people } = story;
    const id = await story.call({ words: "by the window" });
    expect(await ward.alert(id)).toMatchObject({
      kind: "called",
      clinical: true,
      cause: "fall",
      title: "Fall",
      priority: "medium",
      state: "raised",
      stay_id: stay.stayId,
      bed_id: "W1-02",
      ward_id: "W1",
      words: "by the window",
      raised_by: people.operator.staffId,
      level: 0,
      repeats: 0,
    });
    expect(await ward.story(id)).toEqual(["raised: nothing → raised (called)"]);
    expect(await ward.published()).toEqual([
      { type: "alert.raised", payload: { alertId: id, stayId: stay.stayId, bedId: "W1-02", wardId: "W1" } },
    ]);
    expect(await ward.audited()).toEqual([
      {
        staff_id: people.operator.staffId,
        action: "alert.raised",
        subject: `alert:${id}`,
        reason: "called",
        request_id: requestId,
      },
    ]);
  });

  test("from an empty bed, and from a place that is no bed", async () => {
    const { ward } = story;
    expect(await ward.alert(await story.call({ bedId: "W2-01" }))).toMatchObject({ stay_id: null, ward_id: "W2" });
    const corridor = await story.call({ bedId: null, place: "corridor by the lift" });
    expect(await ward.alert(corridor)).toMatchObject({ bed_id: null, ward_id: null, place: "corridor by the lift" });
  });

  test("with the priority of the kind, or the one they chose", async () => {
    const { ward } = story;
    const usual = await story.call({ kind: "equipment" });
    expect(await ward.alert(usual)).toMatchObject({ priority: "low", clinical: false });
    const chosen = await story.call({ kind: "equipment", bedId: "W2-01", priority: "high" });
    expect(await ward.alert(chosen)).toMatchObject({ priority: "high" });
  });

  test("for what the hospital has in its list, by the name it has there", async () => {
    const { ward, db } = story;
    const kind = { hospital_id: ward.hospitalId, priority: "high", clinical: true, text: null } as const;
    await db
      .insertInto("called_kinds")
      .values([
        { ...kind, kind_id: "haemorrhage", name: "Major haemorrhage", place: 1 },
        { ...kind, kind_id: "fire", name: "Fire", place: 2, active: false },
      ])
      .execute();
    const id = await story.call({ kind: "haemorrhage" });
    expect(await ward.alert(id)).toMatchObject({ title: "Major haemorrhage", priority: "high" });
    await db.updateTable("called_kinds").set({ name: "Code red" }).where("kind_id", "=", "haemorrhage").execute();
    expect(await ward.alert(id)).toMatchObject({ title: "Major haemorrhage" });
    for (const other of ["fire", "fall"])
      await expect(story.call({ kind: other })).rejects.toThrow("refused: unknown_kind");
  });

  test("and the call is taken on and closed by people", async () => {
    const { ward, people } = story;
    const id = await story.call();
    expect(await story.acknowledge(people.nurse, id)).toMatchObject({ ok: true, value: { state: "acknowledged" } });
    expect(await story.resolve(people.doctor, id)).toMatchObject({ ok: true, value: { state: "resolved" } });
    expect(await ward.story(id)).toEqual([
      "raised: nothing → raised (called)",
      "acknowledged: raised → acknowledged (answered)",
      "resolved: acknowledged → resolved (attended)",
    ]);
    expect(await ward.alert(id)).toMatchObject({
      state: "resolved",
      acknowledged_by: people.nurse.staffId,
      acknowledged_on: "board",
      resolved_by: people.doctor.staffId,
      outcome: "attended",
      escalate_at: null,
    });
    expect((await ward.audited()).map(({ staff_id, action }) => [staff_id, action])).toEqual([
      [people.operator.staffId, "alert.raised"],
      [people.nurse.staffId, "alert.acknowledged"],
      [people.doctor.staffId, "alert.resolved"],
    ]);
  });
});

describe("somebody calls for the same", () => {
  test("and it is one alert, which says so and keeps what they said", async () => {
    const { ward, people } = story;
    const first = await story.called();
    const second = await story.called({ person: people.nurse, words: "she is bleeding" });
    expect([first.again, second.again]).toEqual([false, true]);
    expect(second.alertId).toBe(first.alertId);
    expect(await ward.alert(first.alertId)).toMatchObject({ state: "raised", repeats: 1, level: 0 });
    expect(await ward.story(first.alertId)).toEqual([
      "raised: nothing → raised (called)",
      "repeated: raised → raised (called_again)",
    ]);
    expect((await ward.history()).at(-1)).toMatchObject({ text: "she is bleeding", staff_id: people.nurse.staffId });
    expect((await ward.published()).map(({ type }) => type)).toEqual(["alert.raised", "alert.repeated"]);
  });

  test("of a place, however it is spelled", async () => {
    const place = await story.call({ bedId: null, place: "Corridor by the lift" });
    expect(await story.call({ bedId: null, place: " corridor  by the LIFT" })).toBe(place);
  });

  test("but not of another kind, another bed or another place", async () => {
    const ids = [
      await story.call(),
      await story.call({ kind: "assistance" }),
      await story.call({ bedId: "W1-03" }),
      await story.call({ bedId: null, place: "W1-02" }),
      await story.call({ bedId: null, place: "lift" }),
    ];
    expect(new Set(ids).size).toBe(5);
  });

  test("nor of another patient in the bed from which the first was moved; where that one lies now it is the same", async () => {
    const { ward, stay } = story;
    const first = await story.call();
    await ward.fixture.move(stay.stayId, "W2-01");
    await ward.fixture.admit("W1-02", { number: "the next" });
    expect(await story.call({ bedId: "W1-02" })).not.toBe(first);
    expect(await story.call({ bedId: "W2-01" })).toBe(first);
  });

  test("and who has just answered is not asked again", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.pass(id, 55);
    expect(await story.call()).toBe(id);
    expect(await ward.alert(id)).toMatchObject({ state: "acknowledged", acknowledged_by: people.nurse.staffId });
  });

  test("and who answered more than a minute ago is asked again", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.pass(id, 61);
    expect(await story.called()).toEqual({ alertId: id, again: true });
    expect(await ward.alert(id)).toMatchObject({ state: "raised", repeats: 1, acknowledged_by: null });
    expect((await ward.alert(id)).escalate_at).not.toBeNull();
    expect((await ward.story(id)).at(-1)).toBe("repeated: acknowledged → raised (called_again)");
  });

  test("as more urgent, and it becomes so, with the ladder of that; as less urgent it stays what it was", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    const { ladder } = await ward.alert(id);
    expect(await story.call({ priority: "high" })).toBe(id);
    const worse = await ward.alert(id);
    expect(worse).toMatchObject({ priority: "high", state: "raised" });
    expect(worse.ladder).not.toEqual(ladder);
    expect(await story.call({ priority: "low" })).toBe(id);
    expect(await ward.alert(id)).toMatchObject({ priority: "high" });
    expect((await ward.story(id)).slice(2)).toEqual([
      "repeated: acknowledged → acknowledged (called_again)",
      "worsened: acknowledged → raised (called_again)",
      "repeated: raised → raised (called_again)",
    ]);
  });

  test("after it was closed, and that is another alert", async () => {
    const { people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.resolve(people.nurse, id);
    expect(await story.called()).toMatchObject({ again: false });
    expect(await story.alerts()).toHaveLength(2);
  });
});
