import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { editRule, type RuleEdit } from "../src/actions/edit-rule.ts";
import { raiseDue } from "../src/actions/raise-due.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { readRules } from "../src/db/ward-rules.ts";
import { assess, type CurrentValue, type OpenCause, type Picture } from "../src/domain/assessment.ts";
import { defaultLimits, type SignRule } from "../src/domain/limits.ts";
import { ruleText } from "../src/domain/rule-draft.ts";
import type { Person, Role } from "../src/domain/staff.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

const usual: SignRule = defaultLimits.heartRate ?? { criticalLow: null, low: null, high: null, criticalHigh: null };

describe("what a rule decides", () => {
  const monitor = (value: number): CurrentValue => ({ value, freshness: "live", source: "device" });
  const pending: OpenCause = {
    ...{ cause: "heartRate:high", state: "pending", priority: "medium", active: true, value: 130 },
    raiseAt: new Date(),
  };
  const decide = (rule: SignRule, value: number, openCauses: readonly OpenCause[] = [], source?: "manual") => {
    const picture: Picture = {
      current: { heartRate: { ...monitor(value), ...(source && { source }) } },
      ...{ limits: { heartRate: rule }, spo2Scale: 1, news2Exclusion: "pregnant", openCauses },
    };
    return assess(picture, new Set(["heartRate"]));
  };

  test.each<[string, SignRule, number, number]>([
    ["five seconds for a critical value where nothing is said", usual, 150, 5],
    ["fifteen for another", usual, 130, 15],
    [
      "as long as the ward says for a critical value",
      { ...usual, onDelayHighSeconds: 40, onDelayMediumSeconds: 60 },
      150,
      40,
    ],
    ["as long as the ward says for another", { ...usual, onDelayMediumSeconds: 60 }, 130, 60],
    ["not at all where the ward says so", { ...usual, onDelayHighSeconds: 0 }, 150, 0],
    [
      "never longer than usual for a heart that stands still",
      { ...usual, onDelayHighSeconds: 100, onDelayMediumSeconds: 100 },
      0,
      5,
    ],
    ["but as short as the ward is with its limits", { ...usual, onDelayHighSeconds: 1 }, 0, 1],
  ])("a monitor's value waits %s", (_name, rule, value, seconds) => {
    expect(decide(rule, value)).toMatchObject([{ do: "raise", onDelaySeconds: seconds }]);
  });

  test("a person's measurement waits for nothing, whatever the ward says", () => {
    const patient = { ...usual, onDelayHighSeconds: 100, onDelayMediumSeconds: 120 };
    expect(decide(patient, 150, [], "manual")).toMatchObject([{ do: "raise", onDelaySeconds: 0 }]);
  });

  test("a value that waits and gets critical waits as long as the ward says for that", () => {
    const rule = { ...usual, onDelayHighSeconds: 2, onDelayMediumSeconds: 60 };
    expect(decide(rule, 150, [pending])).toMatchObject([{ do: "worsen", priority: "high", waitSeconds: 2 }]);
  });

  test("an alert ends when the value is back by the ward's hysteresis, and is the same for as long as it says", () => {
    const open: OpenCause = { ...pending, state: "acknowledged", raiseAt: null };
    const rule = { ...usual, hysteresis: 10, repeatWithinSeconds: 300 };
    expect(decide(rule, 111, [open])).toEqual([]);
    expect(decide(rule, 110, [open])).toMatchObject([{ do: "end", settleSeconds: 300 }]);
    expect(decide(usual, 118, [open])).toMatchObject([{ do: "end", settleSeconds: 60 }]);
    expect(decide({ ...usual, hysteresis: 0 }, 120, [open])).toMatchObject([{ do: "end" }]);
  });
});

describe("a ward's rule that is changed", () => {
  let test_: TestDatabase;
  let ward: VitalsFixture;
  let head: Person;
  let count = 0;
  beforeAll(async () => {
    test_ = await freshDatabase();
  });
  afterAll(() => test_.close());
  beforeEach(async () => {
    ward = await new VitalsFixture(test_.db, `hospital-${++count}`).open({ W1: 2, W2: 1 }, ["W1-01", "W2-01"]);
    head = await person("head_doctor");
  });

  const person = async (role: Role): Promise<Person> => {
    const staffId = await ward.rows.person(`Some ${role}`);
    return { hospitalId: ward.hospitalId, staffId, name: `Some ${role}`, role, wardId: null };
  };
  const edit = (given: Partial<RuleEdit>) =>
    editRule(
      { db: test_.db },
      {
        ...{ person: head, wardId: "W1", sign: "heartRate", seen: ruleText(usual), rule: usual, requestId: "req-1" },
        ...given,
      },
    );
  const standing = async (wardId = "W1") =>
    (await readRules(test_.db, ward.hospitalId, [wardId])).get(wardId)?.heartRate;
  const send = async (value: number, bed = "W1-01") => {
    const readings = [ward.reading({ bed, value, secondsAgo: 0 })];
    await recordVitals(test_.db, ward.hospitalId, [
      { hospitalId: ward.hospitalId, deviceIds: ward.devices, readings, source: "device" },
    ]);
  };
  const causes = () =>
    test_.db.selectFrom("alert_causes").selectAll().where("hospital_id", "=", ward.hospitalId).execute();

  test("is audited with both, and boards are told which cards show it", async () => {
    const rule = { ...usual, high: 110, hysteresis: 5 };
    expect(await edit({ rule })).toEqual({ ok: true, value: null });
    expect(await standing()).toEqual({
      ...rule,
      ...{ onDelayHighSeconds: null, onDelayMediumSeconds: null, repeatWithinSeconds: null },
    });
    expect(await ward.eventsOf("limits.changed")).toMatchObject([
      { payload: { wardId: "W1", bedIds: ["W1-01", "W1-02"] } },
    ]);
    const audit = await test_.db.selectFrom("audit").selectAll().where("hospital_id", "=", ward.hospitalId).execute();
    expect(audit).toMatchObject([
      {
        ...{ staff_id: head.staffId, action: "edit_rule", subject: "rule:W1:heartRate", request_id: "req-1" },
        reason: "40/50/120/140/-/-/-/- → 40/50/110/140/-/-/5/-",
      },
    ]);
  });

  test("holds for the next reading of that ward, and for no other ward", async () => {
    await edit({ rule: { ...usual, high: 90 } });
    await send(100, "W1-01");
    await send(100, "W2-01");
    expect(await causes()).toMatchObject([{ stay_id: ward.stay("W1-01"), limit_value: 90 }]);
  });

  test("makes a value wait as long as it says before anybody is called", async () => {
    await edit({ rule: { ...usual, onDelayMediumSeconds: 90, onDelayHighSeconds: 90 } });
    await send(128);
    const [cause] = await causes();
    const waits = (cause?.raise_at?.getTime() ?? 0) - (cause?.noticed_at.getTime() ?? 0);
    expect(waits).toBe(90_000);
    await raiseDue(test_.db, ward.hospitalId, new Date(Date.now() + 80_000));
    expect(await ward.alerts()).toEqual([]);
    await raiseDue(test_.db, ward.hospitalId, new Date(Date.now() + 95_000));
    expect(await ward.alerts()).toMatchObject([{ state: "raised", cause: "heartRate:high" }]);
  });

  test("says how long to wait for a patient's own limits too", async () => {
    await edit({ rule: { ...usual, onDelayMediumSeconds: 90, onDelayHighSeconds: 90 } });
    await test_.db
      .insertInto("stay_limits")
      .values({
        ...{
          hospital_id: ward.hospitalId,
          stay_id: ward.stay("W1-01"),
          sign: "heartRate",
          version: 1,
          reason: "Athlete",
        },
        ...{ critical_low: null, low: 40, high: 100, critical_high: null, set_by: head.staffId, set_at: new Date() },
        until_at: null,
      })
      .execute();
    await send(110);
    const [cause] = await causes();
    expect(cause).toMatchObject({ limit_value: 100 });
    expect((cause?.raise_at?.getTime() ?? 0) - (cause?.noticed_at.getTime() ?? 0)).toBe(90_000);
  });

  test("raises at once where it says so", async () => {
    await edit({ rule: { ...usual, onDelayMediumSeconds: 0, onDelayHighSeconds: 0 } });
    await send(130);
    expect(await ward.alerts()).toMatchObject([{ state: "raised" }]);
  });

  test("leaves what is open as it is, until a reading is judged by it", async () => {
    await edit({ rule: { ...usual, onDelayMediumSeconds: 0, onDelayHighSeconds: 0 } });
    await send(130);
    const [before] = await ward.alerts();
    const at = await standing();
    await edit({ seen: at ? ruleText(at) : "", rule: { ...usual, high: 135 } });
    expect(await ward.alerts()).toEqual([before]);
    await send(130);
    expect(await ward.alerts()).toMatchObject([{ alert_id: before?.alert_id, cause_active: false, state: "latched" }]);
  });

  test("by two at once is changed by one, and the other is told", async () => {
    const done = await Promise.all([100, 101, 102, 103].map((high) => edit({ rule: { ...usual, high } })));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    for (const one of done) if (!one.ok) expect(one.refusal.kind).toBe("edited_meanwhile");
    expect(await ward.eventsOf("limits.changed")).toHaveLength(1);
  });

  test("to what it is already is no change", async () => {
    expect(await edit({ seen: "something old" })).toEqual({ ok: true, value: null });
    expect(await ward.eventsOf("limits.changed")).toEqual([]);
  });

  test("may be a first one, of a sign that had none", async () => {
    const none: SignRule = { criticalLow: null, low: null, high: null, criticalHigh: null };
    expect(await edit({ sign: "mean", seen: ruleText(none), rule: { ...none, low: 65 } })).toEqual({
      ok: true,
      value: null,
    });
    expect((await readRules(test_.db, ward.hospitalId, ["W1"])).get("W1")?.mean).toMatchObject({ low: 65, high: null });
  });

  test("is refused to whoever may not, and for a ward that is not there", async () => {
    for (const role of ["nurse", "doctor", "operator", "display"] as const)
      expect(await edit({ person: await person(role) }), role).toMatchObject({ refusal: { kind: "not_allowed" } });
    expect(await edit({ wardId: "W9", rule: { ...usual, high: 90 } })).toMatchObject({
      refusal: { kind: "not_found" },
    });
    expect(await ward.eventsOf("limits.changed")).toEqual([]);
  });
});
