import { describe, expect, test } from "vitest";
import { raiseDue } from "../src/actions/raise-due.ts";
import { again, alertStories, found, over } from "./support/alert-stories.ts";

const story = alertStories();

const five = ["heartRate:high", "respiratoryRate:high", "spo2:low", "systolic:low", "news2"] as const;
const atOnce = { onDelaySeconds: 0 };

/** What a cause says of itself. */
async function causes() {
  return (await story.ward.causes(story.stay.stayId)).map(({ cause, active, priority }) => ({
    cause,
    active,
    priority,
  }));
}

describe("five limits crossed together", () => {
  test("are one alert with five causes, and one call", async () => {
    const { ward, stay } = story;
    const events = await ward.decide(
      stay,
      five.map((cause) => found(cause, { ...atOnce, priority: cause === "spo2:low" ? "high" : "medium" })),
      ward.now,
    );
    const id = await story.theAlert();
    expect(await causes()).toEqual(
      five.map((cause) => ({ cause, active: true, priority: cause === "spo2:low" ? "high" : "medium" })),
    );
    expect(new Set((await ward.causes(stay.stayId)).map(({ alert_id }) => alert_id))).toEqual(new Set([id]));
    expect(events.map(({ type }) => type)).toEqual(["alert.raised", ...Array(4).fill("alert.joined")]);
    // As urgent as the worst, and named by it; called no later than that one alone would have been.
    expect(await ward.alert(id)).toMatchObject({
      kind: "clinical",
      priority: "high",
      cause: "spo2:low",
      value: 90,
      limit_value: 92,
      subject: `stay:${stay.stayId}`,
      level: 0,
      escalations: 0,
      escalate_at: ward.at(60),
    });
  });

  test("are one alert also when their on-delays end together", async () => {
    const { ward, stay } = story;
    await ward.decide(
      stay,
      five.map((cause) => found(cause)),
      ward.now,
    );
    expect(await story.alerts()).toEqual([]);
    await raiseDue(story.db, ward.hospitalId, ward.at(15));
    await story.theAlert();
    expect(await ward.story(await story.theAlert())).toEqual([
      "raised: nothing → raised (above_high)",
      "joined: raised → raised (above_high)",
      "joined: raised → raised (below_low)",
      "joined: raised → raised (below_low)",
      "joined: raised → raised (news2_medium)",
    ]);
  });

  test("of two patients are two alerts", async () => {
    const { ward, stay } = story;
    const next = { stayId: await ward.fixture.admit("W1-03"), bedId: "W1-03", wardId: "W1" };
    for (const one of [stay, next])
      await ward.decide(
        one,
        five.map((cause) => found(cause, atOnce)),
        ward.now,
      );
    expect((await story.alerts()).map(({ bed_id }) => bed_id)).toEqual(["W1-02", "W1-03"]);
  });

  test("are answered together, close together, and are all found anew afterwards", async () => {
    const { ward, stay, people } = story;
    await ward.decide(
      stay,
      five.map((cause) => found(cause, atOnce)),
      ward.now,
    );
    const id = await story.theAlert();
    await ward.decide(
      stay,
      five.map((cause) => over(cause)),
      ward.at(30),
    );
    expect(await ward.alert(id)).toMatchObject({ state: "latched" });
    expect(await story.acknowledge(people.nurse, id)).toMatchObject({ value: { state: "resolved" } });
    const closed = (await ward.causes(stay.stayId)).map(({ closed_at }) => closed_at);
    expect(closed.filter((at) => at === null)).toEqual([]);
    await ward.decide(
      stay,
      five.map((cause) => found(cause, atOnce)),
      ward.at(3600),
    );
    expect(await story.alerts()).toHaveLength(2);
    expect(await causes()).toHaveLength(10);
    expect((await ward.causes(stay.stayId)).filter(({ alert_id }) => alert_id === id)).toHaveLength(5);
  });
});

describe("one more cause", () => {
  test("joins what nobody has answered, and leaves its call where it was", async () => {
    const { ward, stay } = story;
    const id = await story.raisedByMonitor();
    const { escalate_at } = await ward.alert(id);
    await ward.decide(stay, [found("spo2:low", atOnce)], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({ state: "raised", escalate_at, priority: "medium" });
    expect((await ward.story(id)).at(-1)).toBe("joined: raised → raised (below_low)");
  });

  test("that is more urgent calls as that does, not later than the alert would have", async () => {
    const { ward, stay } = story;
    const id = await story.raisedByMonitor();
    await ward.decide(stay, [found("spo2:low", { ...atOnce, priority: "high" })], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({ priority: "high", escalate_at: ward.at(90), cause: "spo2:low" });
    await ward.decide(stay, [over("spo2:low")], ward.at(40));
    // Never falls while it is open; it is named by what still stands.
    expect(await ward.alert(id)).toMatchObject({ priority: "high", state: "raised", cause: "heartRate:high" });
  });

  test("as urgent as what was answered asks again, and the answer stands in the history", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [found("spo2:low", atOnce)], ward.at(30));
    const alert = await ward.alert(id);
    expect(alert).toMatchObject({ state: "raised", acknowledged_by: null, lapse_at: null });
    expect(alert.first_acknowledged_at).not.toBeNull();
    expect((await ward.story(id)).slice(1)).toEqual([
      "acknowledged: raised → acknowledged (answered)",
      "joined: acknowledged → raised (below_low)",
    ]);
  });

  test("less urgent than what was answered is shown with the rest and calls nobody", async () => {
    const { ward, stay, people } = story;
    await ward.decide(stay, [found("heartRate:high", { ...atOnce, priority: "high" })], ward.now);
    const id = await story.theAlert();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [found("spo2:low", atOnce)], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({ state: "acknowledged", acknowledged_by: people.nurse.staffId });
    expect(await causes()).toHaveLength(2);
  });

  test("whose on-delay runs belongs to no alert, and is no part of it when that closes", async () => {
    const { ward, stay, people } = story;
    const id = await story.raisedByMonitor();
    await ward.decide(stay, [found("spo2:low")], ward.at(10));
    await ward.decide(stay, [over("heartRate:high")], ward.at(12));
    await story.acknowledge(people.nurse, id);
    expect(await ward.alert(id)).toMatchObject({ state: "resolved" });
    expect(await ward.causes(stay.stayId)).toMatchObject([
      { cause: "heartRate:high", alert_id: id },
      { cause: "spo2:low", alert_id: null, closed_at: null, raise_at: ward.at(25) },
    ]);
    await raiseDue(story.db, ward.hospitalId, ward.at(25));
    const [, second] = await story.alerts();
    expect(second).toMatchObject({ state: "raised", cause: "spo2:low", raised_at: ward.at(25) });
  });
});

describe("of several causes", () => {
  async function two() {
    const { ward, stay } = story;
    await ward.decide(stay, [found("heartRate:high", atOnce), found("spo2:low", atOnce)], ward.now);
    return await story.theAlert();
  }

  test("one that ends leaves the alert as it is, named by the other", async () => {
    const { ward, stay } = story;
    const id = await two();
    const { escalate_at } = await ward.alert(id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({
      state: "raised",
      cause_active: true,
      escalate_at,
      cause: "spo2:low",
      sign: "spo2",
      value: 90,
      reason: "below_low",
    });
    expect(await causes()).toMatchObject([{ active: false }, { active: true }]);
    expect((await ward.story(id)).at(-1)).toBe("eased: raised → raised (back_within_limits)");
    await ward.decide(stay, [over("spo2:low")], ward.at(40));
    expect(await ward.alert(id)).toMatchObject({ state: "latched", cause_active: false });
  });

  test("one that comes back beside another that stands is told, and the alert climbs on as before", async () => {
    const { ward, stay } = story;
    const id = await two();
    const { escalate_at } = await ward.alert(id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    await ward.decide(stay, [again("return", "heartRate:high", { value: 133 })], ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "raised", escalate_at, repeats: 1, cause: "heartRate:high" });
    expect(await ward.causes(stay.stayId)).toMatchObject([
      { cause: "heartRate:high", active: true, value: 133, repeats: 1, ended_at: null, judged_at: ward.at(60) },
      { cause: "spo2:low", repeats: 0 },
    ]);
  });

  test("one that gets worse makes the alert worse", async () => {
    const { ward, stay } = story;
    const id = await two();
    const worse = again("worsen", "spo2:low", { value: 84, limit: 88, priority: "high", reason: "below_critical_low" });
    await ward.decide(stay, [worse], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({
      priority: "high",
      cause: "spo2:low",
      value: 84,
      limit_value: 88,
      reason: "below_critical_low",
      escalate_at: ward.at(90),
    });
    expect((await ward.history(id)).at(-1)).toMatchObject({ event: "worsened", value: 84, priority: "high" });
    expect(await causes()).toMatchObject([{ priority: "medium" }, { priority: "high" }]);
  });

  test("the weightiest names it: what stands before what is over, then the most urgent, then the first", async () => {
    const { ward, stay } = story;
    const id = await two();
    const name = async () => (await ward.alert(id)).cause;
    expect(await name()).toBe("heartRate:high");
    await ward.decide(stay, [found("systolic:low", { ...atOnce, priority: "high" })], ward.at(1));
    expect(await name()).toBe("systolic:low");
    await ward.decide(stay, [over("systolic:low")], ward.at(2));
    expect(await name()).toBe("heartRate:high");
    await ward.decide(stay, [over("heartRate:high")], ward.at(3));
    expect(await name()).toBe("spo2:low");
    await ward.decide(stay, [over("spo2:low")], ward.at(4));
    expect(await name()).toBe("systolic:low");
  });

  test("the last that ends after the answer lets it close; one that ends before does not", async () => {
    const { ward, stay, people } = story;
    const id = await two();
    await story.acknowledge(people.nurse, id);
    await ward.decide(stay, [over("heartRate:high")], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({ state: "acknowledged", cause_active: true, settle_at: null });
    await ward.decide(stay, [over("spo2:low")], ward.at(40));
    expect(await ward.alert(id)).toMatchObject({
      state: "acknowledged",
      cause_active: false,
      settle_at: ward.at(100),
      lapse_at: null,
    });
  });

  test("of which all end in one reading of which the ward lets nothing wait, and another begins: two alerts", async () => {
    const { ward, stay, people } = story;
    const id = await two();
    await story.acknowledge(people.nurse, id);
    const decisions = [over("heartRate:high", 0), over("spo2:low", 0), found("systolic:low", atOnce)];
    await ward.decide(stay, decisions, ward.at(30));
    const [first, second] = await story.alerts();
    expect(first).toMatchObject({ alert_id: id, state: "resolved", outcome: "cause_ended" });
    expect(second).toMatchObject({ state: "raised", cause: "systolic:low" });
    const open = (await ward.causes(stay.stayId)).filter(({ closed_at }) => closed_at === null);
    expect(open).toMatchObject([{ cause: "systolic:low", alert_id: second?.alert_id }]);
    // And the second lives on by itself.
    await ward.decide(stay, [over("systolic:low")], ward.at(40));
    expect(await ward.alert(second?.alert_id ?? "")).toMatchObject({ state: "latched", cause: "systolic:low" });
  });
});

test("a cause that comes back with the very readings that closed its alert is found anew", async () => {
  const { ward, stay, people } = story;
  await ward.decide(stay, [found("heartRate:high", atOnce), found("spo2:low", atOnce)], ward.now);
  const id = await story.theAlert();
  await story.acknowledge(people.nurse, id);
  await ward.decide(stay, [over("spo2:low")], ward.at(20));
  await ward.decide(stay, [over("heartRate:high", 0), again("return", "spo2:low")], ward.at(30));
  expect(await ward.alert(id)).toMatchObject({ state: "resolved" });
  const open = (await ward.causes(stay.stayId)).filter(({ closed_at }) => closed_at === null);
  expect(open).toMatchObject([{ cause: "spo2:low", alert_id: null, raise_at: ward.at(45), active: true }]);
  await raiseDue(story.db, ward.hospitalId, ward.at(45));
  expect((await story.alerts())[1]).toMatchObject({ state: "raised", cause: "spo2:low" });
});

test("a patient who was moved takes the alert and its causes along", async () => {
  const { ward, stay, people } = story;
  const id = await story.raisedByMonitor();
  await ward.fixture.move(stay.stayId, "W2-01");
  await story.acknowledge(people.nurse, id);
  const last = (await ward.published()).at(-1);
  expect(last?.payload).toEqual({ alertId: id, stayId: stay.stayId, bedId: "W2-01", wardId: "W2" });
  await ward.decide({ ...stay, bedId: "W2-01", wardId: "W2" }, [found("spo2:low", atOnce)], ward.at(5));
  expect(await story.alerts()).toHaveLength(1);
  expect((await ward.published()).at(-1)).toMatchObject({ type: "alert.joined", payload: { bedId: "W2-01" } });
});
