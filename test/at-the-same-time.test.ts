import { afterAll, beforeAll, expect, test } from "vitest";
import { escalateOverdue } from "../src/actions/escalate-overdue.ts";
import { raiseDue } from "../src/actions/raise-due.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { settleAnswered } from "../src/actions/settle-answered.ts";
import { connect, type Db } from "../src/db/connection.ts";
import { again, alertStories, found, over } from "./support/alert-stories.ts";

const story = alertStories();

/** A second process: its own connections. */
let second: Db;
beforeAll(() => {
  second = connect(story.database.url, () => undefined).db;
});
afterAll(() => second.destroy());

const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
/** Calls for different places: as many alerts. */
const calls = (count: number, kind = "fall") =>
  times(count, (index) => story.call({ kind, bedId: null, place: `room ${index}` }));
const eventsOf = async (alertId: string) => (await story.ward.history(alertId)).map(({ event }) => event);
/** Patients in the free beds of the hospital. */
const patients = () =>
  Promise.all(
    ["W1-01", "W1-03", "W1-04", "W2-01", "W2-02"].map(async (bedId) => ({
      stayId: await story.ward.fixture.admit(bedId),
      bedId,
      wardId: bedId.slice(0, 2),
    })),
  );
const atOnce = { onDelaySeconds: 0 };

test("two people acknowledge: exactly one has it, and the other is told who, a hundred times", async () => {
  const { nurse, other } = story.people;
  for (const id of await calls(100)) {
    const [a, b] = await Promise.all([story.acknowledge(nurse, id), story.acknowledge(other, id, { db: second })]);
    const [won, lost, winner] = a.ok ? [a, b, nurse] : [b, a, other];
    const { acknowledged_at: at, acknowledged_by } = await story.ward.alert(id);
    expect(won.ok).toBe(true);
    expect(lost).toEqual({ ok: false, refusal: { kind: "already_acknowledged", by: winner.name, at } });
    expect(acknowledged_by).toBe(winner.staffId);
  }
  expect((await story.ward.history()).filter(({ event }) => event === "acknowledged")).toHaveLength(100);
});

test("twenty people call for the same: one alert, which nineteen have called for again", async () => {
  const called = await times(20, () => story.called());
  expect(new Set(called.map(({ alertId }) => alertId)).size).toBe(1);
  expect(called.filter(({ again: repeated }) => !repeated)).toHaveLength(1);
  expect(await story.ward.alert(await story.theAlert())).toMatchObject({ repeats: 19 });
});

test("somebody calls in the moment the same is closed: it is theirs or another, and never lost", async () => {
  const { nurse } = story.people;
  for (let i = 0; i < 30; i++) {
    const id = await story.call();
    await story.acknowledge(nurse, id);
    const [, repeated] = await Promise.all([story.resolve(nurse, id), story.called()]);
    const closed = await story.ward.alert(id);
    expect(closed.state).toBe("resolved");
    if (repeated.alertId === id) expect((await eventsOf(id)).slice(-2)).toEqual(["repeated", "resolved"]);
    else expect(await story.ward.alert(repeated.alertId)).toMatchObject({ state: "raised", repeats: 0 });
    if (repeated.alertId !== id) {
      await story.acknowledge(nurse, repeated.alertId);
      await story.resolve(nurse, repeated.alertId);
    }
  }
});

test("somebody takes a resolution back in the moment the same is called for: there is one open alert", async () => {
  const { nurse } = story.people;
  for (let i = 0; i < 30; i++) {
    const id = await story.call();
    await story.acknowledge(nurse, id);
    await story.resolve(nurse, id);
    const [undone, called] = await Promise.all([story.undo(nurse, id, second), story.called()]);
    if (undone.ok) expect(called).toEqual({ alertId: id, again: true });
    else expect([undone.refusal, called.again]).toEqual([{ kind: "raised_anew" }, false]);
    const open = (await story.alerts()).filter(({ state }) => state !== "resolved");
    expect(open.map(({ alert_id }) => alert_id)).toEqual([called.alertId]);
    await story.acknowledge(nurse, called.alertId);
    expect(await story.resolve(nurse, called.alertId)).toMatchObject({ ok: true });
  }
});

test("somebody answers in the moment the ladder climbs: escalated before or not at all, a hundred times", async () => {
  const { ward, db, people } = story;
  const ids = await calls(100, "assistance");
  const due = ward.at(3600);
  const acknowledged = ids.map((id, index) =>
    story.acknowledge(people.nurse, id, { db: index % 2 === 0 ? db : second }),
  );
  const [answers] = await Promise.all([
    Promise.all(acknowledged),
    escalateOverdue(second, ward.hospitalId, due),
    escalateOverdue(db, ward.hospitalId, due),
  ]);
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  for (const id of ids) {
    const [first, ...then] = await eventsOf(id);
    expect(first).toBe("raised");
    expect(then.at(-1)).toBe("acknowledged");
    expect(then.slice(0, -1).every((event) => event === "escalated")).toBe(true);
    const { state, level, escalations, escalate_at } = await ward.alert(id);
    expect({ state, escalate_at }).toEqual({ state: "acknowledged", escalate_at: null });
    expect(escalations).toBe(then.length - 1);
    expect(level).toBe(Math.min(escalations, 3));
  }
});

test("two processes find the same two hundred timers: each climbs once", async () => {
  const { ward, db } = story;
  const ids = await calls(200);
  const due = ward.at(400);
  const taken = await times(4, (index) => escalateOverdue(index % 2 === 0 ? db : second, ward.hospitalId, due));
  expect(taken.reduce((sum, count) => sum + count, 0)).toBe(200);
  for (const id of ids) expect(await ward.alert(id)).toMatchObject({ level: 1, escalations: 1 });
  expect((await ward.history()).filter(({ event }) => event === "escalated")).toHaveLength(200);
});

test("twenty readings that cross the same limit, taken in at once: one alert, raised once", async () => {
  const { ward, stay, db } = story;
  const { hospitalId } = ward;
  await ward.fixture.device("mon-1", "W1-02", 600);
  const limits = { critical_low: 40, low: 50, high: 120, critical_high: 140 };
  await db
    .insertInto("ward_limits")
    .values({ hospital_id: hospitalId, ward_id: "W1", sign: "heartRate", ...limits })
    .execute();
  const reading = (index: number) => ({
    ...{ bed: "W1-02", sign: "heartRate", value: 130, device: "mon-1" },
    at: new Date(ward.now.getTime() - index * 10).toISOString(),
  });
  await times(20, (index) =>
    recordVitals(index % 2 === 0 ? db : second, hospitalId, [
      { hospitalId, deviceIds: ["mon-1"], readings: [reading(index)], source: "manual" },
    ]),
  );
  expect(await ward.causes(stay.stayId)).toHaveLength(1);
  expect(await ward.story(await story.theAlert())).toEqual(["raised: nothing → raised (above_high)"]);
  // What boards were told of the readings themselves is none of the alert's.
  await db.deleteFrom("outbox").where("hospital_id", "=", hospitalId).where("type", "=", "vitals.recorded").execute();
});

test("five limits of a patient, each found by a process of its own: one alert with five causes", async () => {
  const { ward, stay } = story;
  const five = ["heartRate:high", "respiratoryRate:high", "spo2:low", "systolic:low", "news2"] as const;
  await Promise.all(
    five.map((cause, index) =>
      ward.decide(stay, [found(cause, atOnce)], ward.now, index % 2 === 0 ? story.db : second),
    ),
  );
  const id = await story.theAlert();
  const causes = await ward.causes(stay.stayId);
  expect(causes.map(({ cause }) => cause).sort()).toEqual([...five].sort());
  expect(new Set(causes.map(({ alert_id }) => alert_id))).toEqual(new Set([id]));
  expect((await eventsOf(id)).toSorted()).toEqual([...Array(4).fill("joined"), "raised"]);
});

test("on-delays that end in two processes while normal readings come: raised once or never", async () => {
  const { ward, db } = story;
  const beds = await patients();
  for (const one of beds) await ward.decide(one, [found("heartRate:high"), found("spo2:low")], ward.now);
  await Promise.all([
    raiseDue(db, ward.hospitalId, ward.at(15)),
    raiseDue(second, ward.hospitalId, ward.at(15)),
    ...beds.map((one) => ward.decide(one, [over("heartRate:high"), over("spo2:low")], ward.at(15))),
  ]);
  await raiseDue(db, ward.hospitalId, ward.at(15));
  for (const { stayId } of beds) {
    const of = (await story.alerts()).filter(({ stay_id }) => stay_id === stayId);
    const causes = await ward.causes(stayId);
    if (of.length === 0) expect(causes).toEqual([]);
    else {
      expect(of).toMatchObject([{ state: "latched" }]);
      expect(await eventsOf(of[0]?.alert_id ?? "")).toEqual(["raised", "joined", "eased", "latched"]);
      expect(causes).toMatchObject([{ active: false }, { active: false }]);
    }
  }
});

test("a person and the end of the cause: it closes, once", async () => {
  const { ward, db, people } = story;
  const beds = await patients();
  for (const one of beds) await ward.decide(one, [found("heartRate:high", atOnce)], ward.now);
  const alerts = await story.alerts();
  await Promise.all(
    alerts.flatMap(({ alert_id }, index) => {
      const of = beds[index] ?? story.stay;
      const end = ward.decide(of, [over("heartRate:high")], ward.at(30));
      return [story.acknowledge(people.nurse, alert_id, { db: second }), end];
    }),
  );
  await Promise.all([
    settleAnswered(db, ward.hospitalId, ward.at(90)),
    settleAnswered(second, ward.hospitalId, ward.at(90)),
  ]);
  for (const { alert_id } of alerts) {
    expect((await ward.alert(alert_id)).state).toBe("resolved");
    expect(["raised acknowledged eased resolved", "raised latched acknowledged resolved"]).toContain(
      (await eventsOf(alert_id)).join(" "),
    );
  }
  const open = await db.selectFrom("alert_causes").selectAll().where("closed_at", "is", null).execute();
  expect(open.filter(({ hospital_id }) => hospital_id === ward.hospitalId)).toEqual([]);
});

test("people and rules at the same alerts, in every order: nobody waits for another for ever, and no cause is left behind", async () => {
  const { ward, people } = story;
  const beds = await patients();
  for (let round = 0; round < 20; round++) {
    const at = (seconds: number) => ward.at(round * 1000 + seconds);
    for (const one of beds) await ward.decide(one, [found("heartRate:high", atOnce), over("spo2:low")], at(0));
    const open = (await story.alerts()).filter(({ state }) => state !== "resolved");
    await Promise.all(
      open.flatMap(({ alert_id }, index) => {
        const of = beds[index] ?? story.stay;
        const db = round % 2 === 0 ? second : story.db;
        return [
          story.acknowledge(people.nurse, alert_id, { db }),
          ward.decide(of, [over("heartRate:high")], at(30)),
          ward.decide(of, [found("spo2:low", atOnce)], at(31), second),
          story.undo(people.nurse, alert_id, db),
          ward.decide(of, [again("return", "heartRate:high")], at(32)),
          story.takeOn(people.doctor, alert_id, 5),
        ];
      }),
    );
    // Each open cause is of its stay's one open alert, and each open alert has a cause.
    const now = (await story.alerts()).filter(({ state }) => state !== "resolved");
    expect(new Set(now.map(({ stay_id }) => stay_id)).size).toBe(now.length);
    for (const { stayId } of beds) {
      const mine = now.find(({ stay_id }) => stay_id === stayId);
      const causes = (await ward.causes(stayId)).filter(({ closed_at }) => closed_at === null);
      for (const { alert_id } of causes) expect(alert_id).toBe(mine?.alert_id);
      expect(causes.length > 0).toBe(mine !== undefined);
      if (mine) expect(mine.cause_active).toBe(causes.some(({ active }) => active));
    }
  }
});
