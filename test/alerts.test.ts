import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acknowledgeAlert } from "../src/actions/acknowledge-alert.ts";
import { applyDecisions } from "../src/actions/apply-assessment.ts";
import { escalateOverdue } from "../src/actions/escalate-overdue.ts";
import { lapseAcknowledgements } from "../src/actions/lapse-acknowledgements.ts";
import { type Call, raiseAlert } from "../src/actions/raise-alert.ts";
import { raiseDue } from "../src/actions/raise-due.ts";
import { resolveAlert } from "../src/actions/resolve-alert.ts";
import { endTechnicalAlert, raiseTechnicalAlert } from "../src/actions/technical-alert.ts";
import { connect, type Db, type Trx } from "../src/db/connection.ts";
import type { Decision } from "../src/domain/assessment.ts";
import type { Person } from "../src/domain/staff.ts";
import type { WardlightEvent } from "../src/events/catalogue.ts";
import { publish } from "../src/events/publish.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let database: TestDatabase;
let db: Db;
let ward: AlertWard;
let nurse: Person;
let other: Person;
let doctor: Person;
let operator: Person;
let admin: Person;
let display: Person;
let stranger: Person;
let stay: { stayId: string; bedId: string; wardId: string };
let hospitals = 0;

beforeAll(async () => {
  database = await freshDatabase();
  db = database.db;
  const lakeside = await AlertWard.open(db, "lakeside");
  stranger = await lakeside.person("nurse", "Nurse Elsewhere");
});
afterAll(() => database.close());

/** Each story happens in a hospital of its own. */
beforeEach(async () => {
  ward = await AlertWard.open(db, `st-brigid-${++hospitals}`);
  nurse = await ward.person("nurse", "Nurse Murphy");
  other = await ward.person("nurse", "Nurse Okafor");
  doctor = await ward.person("doctor", "Dr Singh");
  operator = await ward.person("operator", "Operator Walsh");
  admin = await ward.person("admin", "Admin Daly");
  display = await ward.person("display", "Wall of W1");
  stay = { stayId: await ward.fixture.admit("W1-02"), bedId: "W1-02", wardId: "W1" };
});
afterEach(() => ward.expectHistoryAndOutboxToAgree());

const requestId = "req-1";
const acknowledge = (person: Person, alertId: string, on = db) =>
  acknowledgeAlert({ db: on }, { person, alertId, requestId });
const resolve = (person: Person, alertId: string) =>
  resolveAlert({ db }, { person, alertId, outcome: "attended", requestId });

async function call(given: Partial<Call> = {}): Promise<string> {
  const done = await raiseAlert(
    { db },
    {
      person: operator,
      kind: "fall",
      priority: null,
      bedId: "W1-02",
      place: null,
      words: null,
      requestId,
      ...given,
    },
  );
  if (!done.ok) throw new Error(`refused: ${done.refusal.kind}`);
  return done.value.alertId;
}

const heartRate = (given: Partial<Extract<Decision, { do: "raise" }>> = {}): Decision => ({
  do: "raise",
  cause: "heartRate:high",
  priority: "medium",
  reason: "above_high",
  sign: "heartRate",
  value: 130,
  limit: 120,
  onDelaySeconds: 15,
  raiseBy: null,
  lapses: true,
  ...given,
});
const about = (alertId: string, given: { do: "worsen" | "return" | "confirm"; value: number }): Decision => ({
  alertId,
  cause: "heartRate:high",
  priority: given.value > 140 ? "high" : "medium",
  reason: given.value > 140 ? "above_critical_high" : "above_high",
  sign: "heartRate",
  limit: given.value > 140 ? 140 : 120,
  ...given,
});
const end = (alertId: string): Decision => ({
  do: "end",
  alertId,
  cause: "heartRate:high",
  reason: "back_within_limits",
});

/** The one alert there is about the stay. */
async function theAlert(): Promise<string> {
  const { alert_id } = await db
    .selectFrom("alerts")
    .select("alert_id")
    .where("hospital_id", "=", ward.hospitalId)
    .executeTakeFirstOrThrow();
  return alert_id;
}

async function raisedByMonitor(): Promise<string> {
  await ward.decide(stay, [heartRate({ onDelaySeconds: 0 })], ward.now);
  return await theAlert();
}

describe("a person calls for help", () => {
  test("and it is raised at once, about the patient in the bed, with the words that were said", async () => {
    const id = await call({ words: "by the window" });
    expect(await ward.alert(id)).toMatchObject({
      kind: "called",
      clinical: true,
      cause: "fall",
      priority: "medium",
      state: "raised",
      stay_id: stay.stayId,
      bed_id: "W1-02",
      ward_id: "W1",
      words: "by the window",
      raised_by: operator.staffId,
      level: 0,
    });
    expect(await ward.story(id)).toEqual(["raised: nothing → raised (called)"]);
    expect(await ward.published()).toEqual([
      {
        type: "alert.raised",
        payload: { alertId: id, stayId: stay.stayId, bedId: "W1-02", wardId: "W1" },
      },
    ]);
    expect(await ward.audited()).toEqual([
      {
        staff_id: operator.staffId,
        action: "raise_alert",
        subject: `alert:${id}`,
        reason: "fall",
        request_id: requestId,
      },
    ]);
  });

  test("from an empty bed, and from a place that is no bed", async () => {
    expect(await ward.alert(await call({ bedId: "W2-01" }))).toMatchObject({ stay_id: null, ward_id: "W2" });
    const corridor = await call({ bedId: null, place: "corridor by the lift" });
    expect(await ward.alert(corridor)).toMatchObject({ bed_id: null, ward_id: null, place: "corridor by the lift" });
  });

  test("with the priority of the kind, or the one they chose", async () => {
    expect(await ward.alert(await call({ kind: "equipment" }))).toMatchObject({ priority: "low", clinical: false });
    expect(await ward.alert(await call({ kind: "equipment", priority: "high" }))).toMatchObject({ priority: "high" });
  });

  test("twice for the same bed: nobody is told that somebody else has called", async () => {
    expect(await call()).not.toBe(await call());
  });

  test("and the call is taken on and closed by people", async () => {
    const id = await call();
    expect(await acknowledge(nurse, id)).toMatchObject({ ok: true, value: { state: "acknowledged" } });
    expect(await resolve(doctor, id)).toMatchObject({ ok: true, value: { state: "resolved" } });
    expect(await ward.story(id)).toEqual([
      "raised: nothing → raised (called)",
      "acknowledged: raised → acknowledged (answered)",
      "resolved: acknowledged → resolved (attended)",
    ]);
    expect(await ward.alert(id)).toMatchObject({
      state: "resolved",
      acknowledged_by: nurse.staffId,
      resolved_by: doctor.staffId,
      outcome: "attended",
      escalate_at: null,
    });
    expect((await ward.audited()).map(({ staff_id, action }) => [staff_id, action])).toEqual([
      [operator.staffId, "raise_alert"],
      [nurse.staffId, "acknowledge_alert"],
      [doctor.staffId, "resolve_alert"],
    ]);
  });
});

describe("what arrives raises an alert", () => {
  test("that waits for its on-delay, unseen, and is raised when it is over", async () => {
    expect(await ward.decide(stay, [heartRate()], ward.now)).toEqual([]);
    const id = await theAlert();
    expect(await acknowledge(nurse, id)).toMatchObject({ refusal: { kind: "not_found" } });
    expect(await raiseDue(db, ward.hospitalId, ward.at(14.999))).toBe(0);
    expect(await raiseDue(db, ward.hospitalId, ward.at(15))).toBe(1);
    expect(await ward.alert(id)).toMatchObject({
      state: "raised",
      raised_at: ward.at(15),
      escalate_at: ward.at(15 + 180),
      value: 130,
      limit_value: 120,
    });
    expect(await ward.story(id)).toEqual([
      "noticed: nothing → pending (above_high)",
      "raised: pending → raised (on_delay_over)",
    ]);
  });

  test("that nobody hears of when a normal reading comes in time", async () => {
    await ward.decide(stay, [heartRate()], ward.now);
    const id = await theAlert();
    expect(await ward.decide(stay, [end(id)], ward.at(10))).toEqual([]);
    expect(await raiseDue(db, ward.hospitalId, ward.at(60))).toBe(0);
    expect(await ward.alert(id)).toMatchObject({ state: "cancelled", raised_at: null });
    expect(await ward.published()).toEqual([]);
    // The next time it is a new alert.
    await ward.decide(stay, [heartRate()], ward.at(100));
  });

  test("that a nurse's own measurement raises at once", async () => {
    await ward.decide(stay, [heartRate()], ward.now);
    const id = await theAlert();
    const worse = [about(id, { do: "worsen", value: 150 }), about(id, { do: "confirm", value: 150 })];
    const events = await ward.decide(stay, worse, ward.at(3));
    expect(events.map(({ type }) => type)).toEqual(["alert.raised"]);
    expect(await ward.alert(id)).toMatchObject({
      state: "raised",
      priority: "high",
      value: 150,
      raised_at: ward.at(3),
    });
  });

  test("that climbs while nobody answers, never early, and no step twice", async () => {
    const id = await raisedByMonitor();
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(179.999))).toBe(0);
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(181))).toBe(1);
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(181))).toBe(0);
    expect(await ward.alert(id)).toMatchObject({ level: 1, escalations: 1, escalate_at: ward.at(540) });
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(4000))).toBe(2);
    expect(await ward.alert(id)).toMatchObject({
      level: 3,
      escalations: 3,
      state: "raised",
      escalate_at: ward.at(4500),
    });
  });

  test("that keeps the value it was raised with, until it gets worse", async () => {
    const id = await raisedByMonitor();
    await ward.decide(stay, [about(id, { do: "worsen", value: 150 })], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({
      priority: "high",
      value: 150,
      limit_value: 140,
      reason: "above_critical_high",
      escalate_at: ward.at(90),
    });
    expect(await ward.story(id)).toEqual([
      "raised: nothing → raised (above_high)",
      "worsened: raised → raised (above_critical_high)",
    ]);
  });

  test("that closes by itself once it is answered and over", async () => {
    const id = await raisedByMonitor();
    await acknowledge(nurse, id);
    expect(await resolve(nurse, id)).toMatchObject({ refusal: { kind: "cause_persists" } });
    await ward.decide(stay, [end(id)], ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "resolved", resolved_by: null, outcome: "cause_ended" });
  });

  test("that stays listed when it was over before anybody answered, comes back, and closes with the answer", async () => {
    const id = await raisedByMonitor();
    await ward.decide(stay, [end(id)], ward.at(30));
    expect(await ward.alert(id)).toMatchObject({ state: "latched", cause_active: false, escalate_at: null });
    expect(await escalateOverdue(db, ward.hospitalId, ward.at(4000))).toBe(0);
    await ward.decide(stay, [about(id, { do: "return", value: 133 })], ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "raised", repeats: 1, value: 133, escalate_at: ward.at(240) });
    await ward.decide(stay, [end(id)], ward.at(90));
    expect(await acknowledge(nurse, id)).toMatchObject({ ok: true, value: { state: "resolved" } });
    expect((await ward.story(id)).slice(-2)).toEqual([
      "acknowledged: latched → acknowledged (answered)",
      "resolved: acknowledged → resolved (cause_ended)",
    ]);
    const [answered, closed] = (await ward.history(id)).slice(-2);
    expect([answered?.staff_id, closed?.staff_id]).toEqual([nurse.staffId, null]);
  });

  test("whose answer lapses while the cause persists, at the level it had reached", async () => {
    const id = await raisedByMonitor();
    await escalateOverdue(db, ward.hospitalId, ward.at(200));
    await acknowledge(nurse, id);
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
    await acknowledge(other, id);
    expect((await ward.alert(id)).first_acknowledged_at).toEqual(first);
  });

  test("that follows the patient to another bed", async () => {
    const id = await raisedByMonitor();
    await ward.fixture.move(stay.stayId, "W2-01");
    await acknowledge(nurse, id);
    const last = (await ward.published()).at(-1);
    expect(last?.payload).toEqual({ alertId: id, stayId: stay.stayId, bedId: "W2-01", wardId: "W2" });
  });

  test("but only one, whoever is at it at the same time", async () => {
    const events = await Promise.all(
      Array.from({ length: 20 }, () => inTransaction((trx) => unlocked(trx, [heartRate({ onDelaySeconds: 0 })]))),
    );
    expect(events.flat().map(({ type }) => type)).toEqual(["alert.raised"]);
    expect(await ward.story(await theAlert())).toHaveLength(1);
  });

  test("and another for each other cause and each other patient", async () => {
    const next = { stayId: await ward.fixture.admit("W1-03"), bedId: "W1-03", wardId: "W1" };
    await ward.decide(stay, [heartRate(), heartRate({ cause: "heartRate:low" })], ward.now);
    await ward.decide(next, [heartRate()], ward.now);
    expect(await raiseDue(db, ward.hospitalId, ward.at(15))).toBe(3);
  });
});

describe("a monitor that is not heard", () => {
  const device = () => ({ hospitalId: ward.hospitalId, deviceId: "mon-1", bedId: "W1-02", wardId: "W1" });
  const lose = (now: Date) => inTransaction((trx) => raiseTechnicalAlert(trx, { ...device(), now }));
  const hear = (now: Date) => inTransaction((trx) => endTechnicalAlert(trx, { ...device(), now }));
  beforeEach(() => ward.fixture.device("mon-1", "W1-02", 600));

  test("is a technical alert about its bed, which the operator may answer", async () => {
    await lose(ward.now);
    const id = await theAlert();
    expect(await ward.alert(id)).toMatchObject({
      kind: "technical",
      clinical: false,
      priority: "low",
      state: "raised",
      device_id: "mon-1",
      bed_id: "W1-02",
      stay_id: null,
    });
    expect(await acknowledge(operator, id)).toMatchObject({ ok: true });
    await hear(ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "resolved", outcome: "cause_ended" });
  });

  test("is one alert, however often it goes and comes", async () => {
    await lose(ward.now);
    await lose(ward.at(1));
    await hear(ward.at(2));
    await hear(ward.at(3));
    await lose(ward.at(4));
    expect(await ward.story(await theAlert())).toEqual([
      "raised: nothing → raised (device_lost)",
      "latched: raised → latched (device_returned)",
      "returned: latched → raised (device_lost)",
    ]);
  });

  test("and was never lost ends nothing", async () => {
    expect(await hear(ward.now)).toEqual([]);
  });
});

describe("who may not, or came too late", () => {
  /** @returns the refusal, having seen that nothing was written. */
  async function refusalOf(attempt: () => Promise<{ ok: boolean; refusal?: unknown }>): Promise<unknown> {
    const before = await ward.everythingWritten();
    const done = await attempt();
    expect(done.ok).toBe(false);
    expect(await ward.everythingWritten()).toBe(before);
    return done.refusal;
  }

  test("an admin and a display raise nothing", async () => {
    for (const person of [admin, display])
      expect(
        await refusalOf(() =>
          raiseAlert({ db }, { person, kind: "fire", priority: null, bedId: null, place: "x", words: null, requestId }),
        ),
      ).toEqual({ kind: "not_allowed", action: "raise_alert" });
  });

  test("a bed that is not this hospital's is not there", async () => {
    for (const bedId of ["W9-01", "", "'; drop table alerts --"])
      expect(
        await refusalOf(() =>
          raiseAlert(
            { db },
            { person: nurse, kind: "fall", priority: null, bedId, place: null, words: null, requestId },
          ),
        ),
      ).toEqual({ kind: "not_found" });
  });

  test("an operator answers no call to a patient, an admin and a display none at all", async () => {
    const id = await call();
    const fire = await call({ kind: "fire" });
    const not_allowed = { kind: "not_allowed", action: "acknowledge_alert" };
    expect(await refusalOf(() => acknowledge(operator, id))).toEqual(not_allowed);
    expect(await refusalOf(() => resolve(operator, id))).toEqual({ kind: "not_allowed", action: "resolve_alert" });
    for (const person of [admin, display]) {
      expect(await refusalOf(() => acknowledge(person, id))).toEqual(not_allowed);
      expect(await refusalOf(() => acknowledge(person, fire))).toEqual(not_allowed);
    }
    expect(await acknowledge(operator, fire)).toMatchObject({ ok: true });
  });

  test("another hospital's alert is not there, nor is one that never was", async () => {
    const id = await call();
    expect(await refusalOf(() => acknowledge(stranger, id))).toEqual({ kind: "not_found" });
    expect(await refusalOf(() => resolve(stranger, id))).toEqual({ kind: "not_found" });
    for (const nowhere of ["0", "-1", "999999999", "9".repeat(30), "1; drop table alerts", "", "1e3", "٣"])
      expect(await refusalOf(() => acknowledge(nurse, nowhere))).toEqual({ kind: "not_found" });
  });

  test("what is taken on is not taken on again, and says who has it since when", async () => {
    const id = await call();
    await acknowledge(nurse, id);
    const { acknowledged_at: at } = await ward.alert(id);
    expect(await refusalOf(() => acknowledge(other, id))).toEqual({ kind: "already_acknowledged", by: nurse.name, at });
    expect(await refusalOf(() => acknowledge(nurse, id))).toEqual({ kind: "already_acknowledged", by: nurse.name, at });
  });

  test("what nobody has taken on is not closed", async () => {
    const id = await call();
    expect(await refusalOf(() => resolve(nurse, id))).toEqual({ kind: "not_acknowledged" });
  });

  test("what is over is over", async () => {
    const id = await call();
    await acknowledge(nurse, id);
    await resolve(nurse, id);
    const { resolved_at: at } = await ward.alert(id);
    expect(await refusalOf(() => resolve(other, id))).toEqual({ kind: "already_resolved", by: nurse.name, at });
    expect(await refusalOf(() => acknowledge(other, id))).toEqual({ kind: "already_resolved", by: nurse.name, at });
  });

  test("a rule's alert is not closed by saying so", async () => {
    const id = await raisedByMonitor();
    await acknowledge(nurse, id);
    expect(await refusalOf(() => resolve(nurse, id))).toEqual({ kind: "cause_persists" });
  });
});

describe("at the same time", () => {
  /** A second process: its own connections. */
  let second: TestDatabase["db"];
  let closeSecond: () => Promise<void>;
  beforeAll(() => {
    const connection = connect(database.url, () => undefined);
    second = connection.db;
    closeSecond = () => connection.db.destroy();
  });
  afterAll(() => closeSecond());

  const times = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make));

  test("two people acknowledge: exactly one has it, and the other is told who, a hundred times", async () => {
    const ids = await times(100, () => call());
    for (const id of ids) {
      const [a, b] = await Promise.all([acknowledge(nurse, id), acknowledge(other, id, second)]);
      const [won, lost, winner] = a.ok ? [a, b, nurse] : [b, a, other];
      const { acknowledged_at: at, acknowledged_by } = await ward.alert(id);
      expect(won.ok).toBe(true);
      expect(lost).toEqual({ ok: false, refusal: { kind: "already_acknowledged", by: winner.name, at } });
      expect(acknowledged_by).toBe(winner.staffId);
    }
    expect((await ward.history()).filter(({ event }) => event === "acknowledged")).toHaveLength(100);
  });

  test("somebody answers in the moment the ladder climbs: escalated before or not at all, a hundred times", async () => {
    const ids = await times(100, () => call({ kind: "assistance" }));
    const due = ward.at(3600);
    const acknowledged = ids.map((id, index) => acknowledge(nurse, id, index % 2 === 0 ? db : second));
    const [answers] = await Promise.all([
      Promise.all(acknowledged),
      escalateOverdue(second, ward.hospitalId, due),
      escalateOverdue(db, ward.hospitalId, due),
    ]);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    for (const id of ids) {
      const [first, ...then] = (await ward.history(id)).map(({ event }) => event);
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
    const ids = await times(200, () => call());
    const due = ward.at(400);
    const taken = await Promise.all([
      escalateOverdue(db, ward.hospitalId, due),
      escalateOverdue(second, ward.hospitalId, due),
      escalateOverdue(db, ward.hospitalId, due),
      escalateOverdue(second, ward.hospitalId, due),
    ]);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(200);
    for (const id of ids) expect(await ward.alert(id)).toMatchObject({ level: 1, escalations: 1 });
    expect((await ward.history()).filter(({ event }) => event === "escalated")).toHaveLength(200);
  });

  test("a person and the end of the cause: it closes, once", async () => {
    const stays = await Promise.all(
      ["W1-01", "W1-03", "W1-04", "W2-01", "W2-02"].map(async (bedId) => ({
        stayId: await ward.fixture.admit(bedId),
        bedId,
        wardId: bedId.slice(0, 2),
      })),
    );
    for (const one of stays) await ward.decide(one, [heartRate({ onDelaySeconds: 0 })], ward.now);
    const ids = [...new Set((await ward.history()).map(({ alert_id }) => alert_id))];
    await Promise.all(
      ids.flatMap((id, index) => {
        const of = stays[index] ?? stay;
        return [acknowledge(nurse, id, second), ward.decide(of, [end(id)], ward.at(30))];
      }),
    );
    for (const id of ids) {
      expect((await ward.alert(id)).state).toBe("resolved");
      const events = (await ward.history(id)).map(({ event }) => event).join(" ");
      expect(["raised acknowledged resolved", "raised latched acknowledged resolved"]).toContain(events);
    }
  });
});

async function inTransaction(work: (trx: Trx) => Promise<WardlightEvent[]>): Promise<WardlightEvent[]> {
  return await db.transaction().execute(async (trx) => {
    const events = await work(trx);
    await publish(trx, ward.hospitalId, events);
    return events;
  });
}

/** As nobody should: without the stay's lock. The unique index has the last word. */
async function unlocked(trx: Trx, decisions: readonly Decision[]): Promise<WardlightEvent[]> {
  return await applyDecisions(trx, { hospitalId: ward.hospitalId, stay, decisions, now: ward.now });
}
