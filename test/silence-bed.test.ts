import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { endOverSilences } from "../src/actions/end-silences.ts";
import { escalateOverdue } from "../src/actions/escalate-overdue.ts";
import { endSilence, type SilenceRequest, silenceBed } from "../src/actions/silence-bed.ts";
import { raiseTechnicalAlert } from "../src/actions/technical-alert.ts";
import { type Db, databaseNow } from "../src/db/connection.ts";
import type { Decision } from "../src/domain/assessment.ts";
import type { Person } from "../src/domain/staff.ts";
import { publish } from "../src/events/publish.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let database: TestDatabase;
let db: Db;
let ward: AlertWard;
let nurse: Person;
let operator: Person;
let stay: { stayId: string; bedId: string; wardId: string };
let hospitals = 0;

beforeAll(async () => {
  database = await freshDatabase();
  db = database.db;
});
afterAll(() => database.close());
beforeEach(async () => {
  ward = await AlertWard.open(db, `st-brigid-${++hospitals}`);
  nurse = await ward.person("nurse", "Nurse Murphy");
  operator = await ward.person("operator", "Operator Walsh");
  stay = { stayId: await ward.fixture.admit("W1-02"), bedId: "W1-02", wardId: "W1" };
});
afterEach(() => ward.expectHistoryAndOutboxToAgree());

const found = (cause: "heartRate:high" | "spo2:low", priority: "high" | "medium"): Decision => ({
  ...{ do: "raise", cause, priority, onDelaySeconds: 0, raiseBy: null, lapses: true },
  ...(cause === "spo2:low"
    ? { reason: "below_low", sign: "spo2", value: 90, limit: 92 }
    : { reason: "above_high", sign: "heartRate", value: 130, limit: 120 }),
});
const silence = (given: Partial<SilenceRequest> = {}) =>
  silenceBed(
    { db },
    {
      ...{ person: nurse, stayId: stay.stayId, cause: null, priority: "medium", minutes: 10, reason: "physiotherapy" },
      ...{ requestId: "req-1", ...given },
    },
  );
const silences = () =>
  db
    .selectFrom("silences")
    .select(["silence_id", "cause", "priority", "until_at", "ended_at", "ended_by"])
    .where("hospital_id", "=", ward.hospitalId)
    .orderBy("silence_id")
    .execute();
async function theAlert() {
  const { alert_id } = await db
    .selectFrom("alerts")
    .select("alert_id")
    .where("hospital_id", "=", ward.hospitalId)
    .executeTakeFirstOrThrow();
  return ward.alert(alert_id);
}

describe("a silenced bed", () => {
  test("calls nobody until the silence is over, and then from the beginning of the step", async () => {
    await ward.decide(stay, [found("heartRate:high", "medium")], ward.now);
    const done = await silence();
    if (!done.ok) throw new Error(done.refusal.kind);
    const alert = await theAlert();
    expect(alert).toMatchObject({ state: "raised", quiet_priority: "medium", quiet_until: done.value });
    expect(alert.escalate_at).toEqual(new Date(done.value.getTime() + 180_000));
    await escalateOverdue(db, ward.hospitalId, done.value);
    expect((await theAlert()).level).toBe(0);
    expect(await ward.story(alert.alert_id)).toEqual([
      "raised: nothing → raised (above_high)",
      "quieted: raised → raised (silenced)",
    ]);
  });

  test("ends by the database's clock, though nobody has a page open", async () => {
    await ward.decide(stay, [found("heartRate:high", "medium")], ward.now);
    await silence();
    const over = new Date((await databaseNow(db)).getTime() + 11 * 60_000);
    await endOverSilences(db, ward.hospitalId, new Date(over.getTime() - 120_000));
    expect((await silences())[0]?.ended_at).toBeNull();
    await endOverSilences(db, ward.hospitalId, over);
    expect(await silences()).toMatchObject([{ ended_by: "time" }]);
    expect(await theAlert()).toMatchObject({ quiet_until: null, quiet_priority: null });
    expect((await ward.published()).map(({ type }) => type)).toContain("silence.ended");
  });

  test("is silent for what is raised meanwhile", async () => {
    const done = await silence();
    await ward.decide(stay, [found("spo2:low", "medium")], ward.now);
    expect(await theAlert()).toMatchObject({ state: "raised", quiet_until: done.ok && done.value });
  });

  test("is broken by what is worse, which calls at once", async () => {
    await ward.decide(stay, [found("heartRate:high", "medium")], ward.now);
    await silence();
    const now = await databaseNow(db);
    await ward.decide(stay, [found("spo2:low", "high")], now);
    expect(await silences()).toMatchObject([{ ended_by: "broken" }]);
    const alert = await theAlert();
    expect(alert).toMatchObject({ priority: "high", quiet_until: null });
    expect(alert.escalate_at).toEqual(new Date(now.getTime() + 60_000));
  });

  test("sounds again for another rule than the silenced one", async () => {
    await ward.decide(stay, [found("heartRate:high", "medium")], ward.now);
    await silence({ cause: "heartRate:high" });
    expect((await theAlert()).quiet_until).not.toBeNull();
    await ward.decide(stay, [found("spo2:low", "medium")], await databaseNow(db));
    expect((await theAlert()).quiet_until).toBeNull();
    expect(await silences()).toMatchObject([{ ended_at: null }]);
  });

  test("is silent about its monitor too", async () => {
    await ward.fixture.device("mon-02", "W1-02", 5);
    await silence({ priority: "low", minutes: 60 });
    const fault = {
      ...{
        hospitalId: ward.hospitalId,
        subject: "device:mon-02:lost",
        cause: "device_lost" as const,
        priority: "low" as const,
      },
      ...{ stayId: null, deviceId: "mon-02", bedId: "W1-02", wardId: "W1", now: await databaseNow(db) },
    };
    await db.transaction().execute(async (trx) => {
      await publish(trx, ward.hospitalId, await raiseTechnicalAlert(trx, fault));
    });
    expect((await theAlert()).quiet_until).not.toBeNull();
  });

  test("takes the place of a silence of the same scope, and can be ended before its time", async () => {
    await silence();
    await silence({ minutes: 5 });
    const [first, second] = await silences();
    expect([first?.ended_by, second?.ended_by]).toEqual(["taken_back", null]);
    await ward.decide(stay, [found("heartRate:high", "medium")], ward.now);
    const given = { person: nurse, stayId: stay.stayId, silenceId: second?.silence_id ?? "", requestId: "req-2" };
    expect(await endSilence({ db }, given)).toEqual({ ok: true, value: null });
    expect((await theAlert()).quiet_until).toBeNull();
    expect(await endSilence({ db }, given)).toMatchObject({ ok: false, refusal: { kind: "not_found" } });
    expect((await ward.audited()).map(({ action }) => action)).toEqual(
      expect.arrayContaining(["silence", "silence", "end_silence"]),
    );
  });
});

describe("a silence is refused", () => {
  test.for([
    ["high", 3],
    ["medium", 16],
    ["low", 61],
  ] as const)("of %s priority for %i minutes", async ([priority, minutes]) => {
    expect(await silence({ priority, minutes })).toMatchObject({ ok: false, refusal: { kind: "silence_too_long" } });
    expect(await silence({ priority, minutes: minutes - 1 })).toMatchObject({ ok: true });
  });
  test("to an operator, and for another hospital's patient", async () => {
    expect(await silence({ person: operator })).toMatchObject({ refusal: { kind: "not_allowed" } });
    const lakeside = await AlertWard.open(db, `lakeside-${hospitals}`);
    const stranger = await lakeside.person("nurse", "Nurse Elsewhere");
    expect(await silence({ person: stranger })).toMatchObject({ refusal: { kind: "not_found" } });
    expect(await silences()).toEqual([]);
  });
});
