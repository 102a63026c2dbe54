import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readBoard, readParts } from "../src/db/board.ts";
import type { Ladder } from "../src/domain/escalation.ts";
import type { Role } from "../src/domain/staff.ts";
import { HospitalFixture } from "./support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

const now = new Date(Math.floor(Date.now() / 60_000) * 60_000 + 30_000);
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const wellSigns = {
  heartRate: 70,
  spo2: 97,
  respiratoryRate: 16,
  systolic: 125,
  temperature: 37,
  consciousness: 0,
  oxygen: 0,
};

let test: TestDatabase;
let hospital: HospitalFixture;
let count = 0;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  hospital = await new HospitalFixture(test.db, `hospital-${count}`, now).open({ W1: 3, W2: 2 });
});

async function board(wardId: string | null = null) {
  const read = await readBoard(test.db, hospital.hospitalId, wardId, now);
  if (!read) throw new Error("there is no such board");
  return read;
}
/** How many alerts of the list stand at a bed. */
const open = async (bedId: string) => (await board()).alerts.filter((alert) => alert.bedId === bedId).length;
const role = (name: Role, reach: "ward" | "hospital" = "hospital") => ({ who: "role", role: name, reach });
const cardOf = async (bedId: string) => (await board()).beds.find((bed) => bed.bedId === bedId)?.stay;

describe("cards", () => {
  it("stand in the physical order of the beds, the empty ones too", async () => {
    await hospital.admit("W1-02");
    const { beds } = await board();
    expect(beds.map(({ bedId }) => bedId)).toEqual(["W1-01", "W1-02", "W1-03", "W2-01", "W2-02"]);
    expect(beds.map(({ stay }) => stay !== null)).toEqual([false, true, false, false, false]);
  });

  it("say who lies there, and the age in whole years", async () => {
    await hospital.admit("W1-01", {
      number: "4711",
      family_name: "Ó Súilleabháin",
      given_name: "Séan",
      born_on: "1941-03-02",
    });
    const patient = (await cardOf("W1-01"))?.patient;
    expect(patient).toMatchObject({ number: "4711", familyName: "Ó Súilleabháin", givenName: "Séan", sex: "female" });
    expect(patient?.ageYears).toBeGreaterThan(83);
  });

  it("give each sign its freshness at the moment of reading", async () => {
    const stay = await hospital.admit("W1-01");
    await hospital.current(stay, { heartRate: 80 }, 10);
    await hospital.current(stay, { spo2: 96 }, 100);
    await hospital.current(stay, { respiratoryRate: 15 }, 130);
    await hospital.current(stay, { systolic: 120 }, 301);
    await hospital.current(stay, { temperature: null }, 10);
    const signs = (await cardOf("W1-01"))?.signs ?? {};
    expect(Object.entries(signs).map(([sign, { freshness }]) => [sign, freshness])).toEqual(
      expect.arrayContaining([
        ["heartRate", "live"],
        ["spo2", "ageing"],
        ["respiratoryRate", "stale"],
        ["systolic", "lost"],
        ["temperature", "none"],
      ]),
    );
    expect(signs.heartRate).toEqual({
      value: 80,
      at: ago(10),
      freshness: "live",
      intervalSeconds: 60,
      source: "device",
    });
    expect(signs.consciousness).toBeUndefined();
  });

  it("count a stale value in no score", async () => {
    const stay = await hospital.admit("W1-01");
    const { heartRate, ...rest } = wellSigns;
    await hospital.current(stay, rest);
    await hospital.current(stay, { heartRate }, 121);
    const news2 = (await cardOf("W1-01"))?.news2;
    expect(news2).toMatchObject({ known: 6, complete: false, total: 0, band: null });
  });

  it("score no child and no pregnant patient", async () => {
    const child = await hospital.admit("W1-01", { born_on: `${now.getUTCFullYear() - 9}-01-01` });
    const pregnant = await hospital.admit("W1-02", { pregnant: true, born_on: "1994-01-01" });
    await hospital.current(child, wellSigns);
    await hospital.current(pregnant, wellSigns);
    expect(await cardOf("W1-01")).toMatchObject({ news2: null, news2Exclusion: "under_16" });
    expect(await cardOf("W1-02")).toMatchObject({ news2: null, news2Exclusion: "pregnant" });
  });

  it("score SpO2 on the scale that was ordered", async () => {
    const stay = await hospital.admit("W1-01", { spo2_scale: 2 });
    await hospital.current(stay, { ...wellSigns, spo2: 90 });
    expect(await cardOf("W1-01")).toMatchObject({ spo2Scale: 2, news2: { total: 0, band: "low" } });
  });

  it("carry the limits of the ward the patient lies in", async () => {
    const stay = await hospital.admit("W1-01");
    await test.db
      .insertInto("ward_limits")
      .values([
        {
          hospital_id: hospital.hospitalId,
          ward_id: "W1",
          sign: "spo2",
          critical_low: 88,
          low: 92,
          high: null,
          critical_high: null,
        },
        {
          hospital_id: hospital.hospitalId,
          ward_id: "W2",
          sign: "spo2",
          critical_low: 84,
          low: 88,
          high: null,
          critical_high: null,
        },
      ])
      .execute();
    expect((await cardOf("W1-01"))?.limits).toEqual({
      spo2: {
        ...{ criticalLow: 88, low: 92, high: null, criticalHigh: null },
        ...{ onDelayHighSeconds: null, onDelayMediumSeconds: null, hysteresis: null, repeatWithinSeconds: null },
      },
    });
    await hospital.move(stay, "W2-01");
    expect((await cardOf("W2-01"))?.limits.spo2?.low).toBe(88);
  });

  it("show the most urgent open alert: unanswered before answered, then by priority, then by age", async () => {
    const stay = await hospital.admit("W1-01");
    const of = { stay_id: stay, bed_id: "W1-01", ward_id: "W1" };
    const called = (cause: string) =>
      ({ ...of, kind: "called", cause, subject: `called:${cause}:stay:${stay}` }) as const;
    await hospital.alert({ ...of, subject: `stay:${stay}`, priority: "high", state: "acknowledged" });
    await hospital.alert({ ...called("assistance"), priority: "medium", raised_at: ago(20) });
    const oldest = await hospital.alert({ ...called("fall"), priority: "medium", raised_at: ago(300) });
    await hospital.alert({ ...called("equipment"), priority: "low", raised_at: ago(900) });
    await hospital.alert({ ...called("medical_emergency"), priority: "high", state: "resolved" });
    await hospital.cause(null, stay, { cause: "respiratoryRate:high", priority: "high", raise_at: now });
    const card = await cardOf("W1-01");
    expect(card?.alert?.alertId).toBe(oldest);
    expect(await open("W1-01")).toBe(4);
  });

  it("name an alert by its weightiest cause, and carry them all, those that are over last", async () => {
    const stay = await hospital.admit("W1-01");
    const given = { stay_id: stay, subject: `stay:${stay}`, bed_id: "W1-01", ward_id: "W1" };
    const id = await hospital.alert({ ...given, cause: "spo2:low", sign: "spo2", value: 84, limit_value: 88 });
    await hospital.cause(id, stay, { cause: "systolic:low", priority: "high", active: false, repeats: 2 });
    await hospital.cause(id, stay, { cause: "heartRate:high", priority: "medium" });
    await hospital.cause(id, stay, { cause: "spo2:low", sign: "spo2", priority: "high", value: 84, limit_value: 88 });
    await hospital.cause(null, stay, { cause: "temperature:high", priority: "high", raise_at: now });
    const alert = (await cardOf("W1-01"))?.alert;
    expect(alert).toMatchObject({ alertId: id, cause: "spo2:low", value: 84, limit: 88 });
    expect(alert?.causes.map(({ cause, active }) => [cause, active])).toEqual([
      ["spo2:low", true],
      ["heartRate:high", true],
      ["systolic:low", false],
    ]);
    expect(alert?.causes[0]).toMatchObject({ sign: "spo2", value: 84, limit: 88, reason: "above_high" });
    expect(alert?.causes[2]).toMatchObject({ repeats: 2 });
  });
});

describe("the alert list", () => {
  it("names who raised and who answered, whom it has called and whom it will call", async () => {
    const operator = await hospital.person("Wanjiru Kamau");
    const nurse = await hospital.person("Nora Lindqvist");
    await hospital.alert({
      kind: "called",
      clinical: false,
      cause: "security",
      title: "Security",
      reason: "called",
      place: "Main entrance",
      words: "A visitor shouts",
      raised_by: operator,
      level: 1,
      escalations: 1,
      escalate_at: now,
    });
    await hospital.alert({ cause: "fall", kind: "called", state: "acknowledged", acknowledged_by: nurse });
    const [security, fall] = (await board()).alerts;
    expect(security).toMatchObject({
      cause: "security",
      title: "Security",
      raisedBy: "Wanjiru Kamau",
      place: "Main entrance",
      words: "A visitor shouts",
      bedId: null,
      patient: null,
      calls: [role("nurse", "ward"), role("doctor")],
      nextCalls: [role("head_doctor")],
      escalateAt: now,
    });
    expect(fall).toMatchObject({ acknowledgedBy: "Nora Lindqvist", nextCalls: [], escalateAt: null });
  });

  it("calls the last step of a ladder again when all have been called", async () => {
    await hospital.alert({ level: 3, escalations: 5 });
    expect((await board()).alerts[0]?.nextCalls).toEqual([role("operator")]);
  });

  it("names the people whom a ladder calls themselves, and the patient's nurse if there is one", async () => {
    const nurse = await hospital.person("Nora Lindqvist");
    const sister = await hospital.person("Sister Agnes");
    const mine = await hospital.admit("W1-01");
    const nobodys = await hospital.admit("W1-02", { number: "2" });
    await test.db.updateTable("stays").set({ nurse_id: nurse }).where("stay_id", "=", mine).execute();
    const ladder: Ladder = {
      steps: [
        { afterSeconds: 0, calls: [{ who: "patients_nurse" }] },
        { afterSeconds: 60, calls: [{ who: "person", staffId: sister }] },
      ],
      repeatSeconds: 60,
    };
    const of = (stay_id: string, bed_id: string) => ({
      stay_id,
      bed_id,
      ward_id: "W1",
      ladder: JSON.stringify(ladder),
    });
    await hospital.alert(of(mine, "W1-01"));
    await hospital.alert({ ...of(nobodys, "W1-02"), raised_at: ago(10) });
    const called = { who: "person", staffId: sister, name: "Sister Agnes" };
    expect((await board()).alerts.map(({ calls, nextCalls }) => [calls, nextCalls])).toEqual([
      [[{ who: "patients_nurse", staffId: nurse, name: "Nora Lindqvist" }], [called]],
      [[{ who: "patients_nurse", staffId: null, name: null }], [called]],
    ]);
  });

  it("tells who is on the way and until when, whom was asked, what settles, what is silent, and what was noted", async () => {
    const nurse = await hospital.person("Nora Lindqvist");
    const answered = { state: "acknowledged", acknowledged_by: nurse, owner_id: nurse } as const;
    const until = new Date(now.getTime() + 300_000);
    await hospital.alert({ ...answered, priority: "high", owner_is: "on_the_way", owner_until: until });
    await hospital.alert({ ...answered, priority: "medium", owner_is: "asked", owner_until: until, repeats: 3 });
    const noted = await hospital.alert({ ...answered, priority: "low", owner_is: "has_it", settle_at: until });
    const step = { hospital_id: hospital.hospitalId, alert_id: noted, at: now, from_state: "raised" } as const;
    for (const position of [1, 2])
      await test.db
        .insertInto("alert_transitions")
        .values({
          ...step,
          ...{ position, event: "noted", to_state: "raised", staff_id: nurse, reason: "noted", text: "x" },
          ...{ priority: "low", level: 0, value: null },
        })
        .execute();
    await hospital.alert({ quiet_until: until, quiet_priority: "high", skipped: 2 });
    expect((await board()).alerts).toMatchObject([
      { state: "raised", quietUntil: until, skipped: 2, owner: null, notes: 0 },
      { owner: { staffId: nurse, name: "Nora Lindqvist", is: "on_the_way", until }, settleAt: null },
      { owner: { is: "asked" }, repeats: 3 },
      { owner: null, acknowledgedBy: "Nora Lindqvist", settleAt: until, notes: 2 },
    ]);
  });

  it("tells of when the value is that an alert is named by: of the reading that made it worse, not of the last step", async () => {
    const worse = { sign: "heartRate", value: 141, limit_value: 140, raised_at: ago(55), judged_at: ago(30) } as const;
    await hospital.alert(worse);
    await hospital.alert({
      sign: "spo2",
      value: 84,
      limit_value: 88,
      raised_at: ago(7),
      judged_at: ago(7),
      priority: "medium",
    });
    await hospital.alert({ kind: "called", cause: "fall", priority: "low" });
    expect((await board()).alerts.map(({ judgedAt }) => judgedAt)).toEqual([ago(30), ago(7), null]);
  });

  it("follows a patient who was moved", async () => {
    const stay = await hospital.admit("W1-01", { family_name: "Moved" });
    await hospital.alert({ stay_id: stay, bed_id: "W1-01", ward_id: "W1" });
    await hospital.move(stay, "W2-02");
    expect((await board()).alerts[0]).toMatchObject({ bedId: "W2-02", wardId: "W2", patient: { familyName: "Moved" } });
    expect((await board("W1")).alerts).toEqual([]);
    expect((await board("W2")).alerts).toHaveLength(1);
    expect((await cardOf("W2-02"))?.alert).not.toBeNull();
  });

  it("does not show the alert of a patient who left on the card of the next one", async () => {
    const gone = await hospital.admit("W1-01");
    await hospital.alert({ stay_id: gone, bed_id: "W1-01", ward_id: "W1" });
    await hospital.move(gone, "W1-03");
    await hospital.admit("W1-01", { number: "next" });
    expect((await cardOf("W1-01"))?.alert).toBeNull();
    expect(await open("W1-01")).toBe(0);
    expect(await open("W1-03")).toBe(1);
  });

  it("shows an alert that has no ward on every ward's board", async () => {
    await hospital.alert({ kind: "called", cause: "fire", place: "Kitchen" });
    expect((await board("W1")).alerts).toHaveLength(1);
    expect((await board("W2")).tiles.unanswered.high).toBe(1);
  });
});

describe("tiles", () => {
  it("count what is unanswered, also where the cause has ended, and what has escalated", async () => {
    await hospital.alert({ ward_id: "W1", priority: "high", escalations: 2 });
    await hospital.alert({ ward_id: "W1", priority: "medium", state: "latched", cause: "spo2:low" });
    await hospital.alert({ ward_id: "W1", priority: "low", state: "acknowledged", escalations: 1, cause: "news2" });
    await hospital.alert({ ward_id: "W2", priority: "low", cause: "device_lost", kind: "technical" });
    expect((await board()).tiles).toMatchObject({
      unanswered: { high: 1, medium: 1, low: 1 },
      escalatedNow: 1,
      openAlerts: 4,
    });
    expect((await board("W1")).tiles).toMatchObject({ unanswered: { high: 1, medium: 1, low: 0 }, openAlerts: 3 });
    expect((await board("W2")).tiles).toMatchObject({ unanswered: { high: 0, medium: 0, low: 1 }, escalatedNow: 0 });
  });

  it("tell the median time to the first acknowledgement over the last eight hours, of the ward or of all", async () => {
    const answered = (ward_id: string, hoursAgo: number, seconds: number) => {
      const raised_at = ago(hoursAgo * 3600);
      const first_acknowledged_at = new Date(raised_at.getTime() + seconds * 1000);
      return hospital.alert({ ward_id, state: "resolved", raised_at, first_acknowledged_at });
    };
    await answered("W1", 1, 30);
    await answered("W1", 2, 50);
    await answered("W1", 7.5, 100);
    await answered("W2", 3, 400);
    await answered("W1", 8.5, 600);
    await hospital.alert({ ward_id: "W1", cause: "unanswered" });
    expect((await board("W1")).tiles).toMatchObject({ acknowledgeMedianSeconds: 50, acknowledgedCount: 3 });
    expect((await board()).tiles).toMatchObject({ acknowledgeMedianSeconds: 75, acknowledgedCount: 4 });
  });

  it("have no median where nothing was acknowledged", async () => {
    expect((await board()).tiles).toMatchObject({ acknowledgeMedianSeconds: null, acknowledgedCount: 0 });
  });

  it("count beds and patients by band", async () => {
    const low = await hospital.admit("W1-01");
    const high = await hospital.admit("W1-02", { number: "2" });
    const silent = await hospital.admit("W2-01", { number: "3" });
    await hospital.admit("W2-02", { number: "4", pregnant: true });
    await hospital.current(low, wellSigns);
    await hospital.current(high, { spo2: 88, respiratoryRate: 27, heartRate: 135 });
    await hospital.current(silent, { spo2: 97 });
    const { tiles } = await board();
    expect(tiles).toMatchObject({ bedsFilled: 4, bedsAll: 5 });
    expect(tiles.news2).toEqual({ low: 1, "low-medium": 0, medium: 0, high: 1, incomplete: 1, notApplicable: 1 });
    expect((await board("W2")).tiles).toMatchObject({ bedsFilled: 2, bedsAll: 2, news2: { incomplete: 1, high: 0 } });
  });

  it("hear a device while it is not lost and spoke within five of its intervals", async () => {
    await hospital.device("mon-01", "W1-01", 10);
    await hospital.device("mon-02", "W1-02", 301);
    await hospital.device("mon-03", "W1-03", 10, true);
    await hospital.device("mon-04", "W2-01", null);
    await hospital.device("carried", null, 1);
    expect((await board()).tiles).toMatchObject({ devicesHeard: 1, devicesAll: 4 });
    expect((await board("W2")).tiles).toMatchObject({ devicesHeard: 0, devicesAll: 1 });
  });
});

describe("a trend", () => {
  const minute = (minutesAgo: number, seconds = 0) =>
    new Date(Math.floor(now.getTime() / 60_000) * 60_000 - minutesAgo * 60_000 + seconds * 1000);

  it("is drawn of the sign that an open alert is about, a point a minute, the last reading of each", async () => {
    const stay = await hospital.admit("W1-01");
    await hospital.current(stay, { heartRate: 133 });
    await hospital.alert({ stay_id: stay, sign: "heartRate" });
    await hospital.observed(stay, "heartRate", [
      [minute(121), 60],
      [minute(120), 61],
      [minute(3, 5), 100],
      [minute(3, 55), 104],
      [minute(2, 10), 110],
      [minute(0, 5), 190],
    ]);
    await hospital.observed(stay, "spo2", [[minute(2), 97]]);
    expect((await cardOf("W1-01"))?.trend).toEqual({
      sign: "heartRate",
      from: minute(120),
      to: minute(0),
      gapSeconds: 120,
      points: [
        { at: minute(120), value: 61 },
        { at: minute(3), value: 104 },
        { at: minute(2), value: 110 },
      ],
    });
  });

  it("has a gap where the device had no reading", async () => {
    const stay = await hospital.admit("W1-01");
    await hospital.alert({ stay_id: stay, sign: "spo2", cause: "spo2:low" });
    await hospital.observed(stay, "spo2", [
      [minute(5), 95],
      [minute(4), null],
      [minute(3, 1), 94],
      [minute(3, 40), null],
      [minute(2), 91],
    ]);
    expect((await cardOf("W1-01"))?.trend?.points.map(({ value }) => value)).toEqual([95, 91]);
  });

  it("is drawn of what adds most to a medium or high score where no alert names a continuous sign", async () => {
    const stay = await hospital.admit("W1-01");
    await hospital.current(stay, { ...wellSigns, spo2: 93, respiratoryRate: 26 });
    await hospital.alert({ stay_id: stay, sign: null, cause: "news2" });
    await hospital.observed(stay, "respiratoryRate", [[minute(2), 26]]);
    await hospital.observed(stay, "spo2", [[minute(2), 93]]);
    expect((await cardOf("W1-01"))?.trend?.sign).toBe("respiratoryRate");
  });

  it("is not drawn of a patient who gives no cause to look", async () => {
    const stay = await hospital.admit("W1-01");
    await hospital.current(stay, wellSigns);
    await hospital.observed(stay, "heartRate", [[minute(2), 70]]);
    expect((await cardOf("W1-01"))?.trend).toBeNull();
  });
});

describe("parts", () => {
  it("are only what was asked for", async () => {
    const stay = await hospital.admit("W1-02");
    await hospital.alert({ stay_id: stay, sign: "heartRate", ward_id: "W1", bed_id: "W1-02" });
    await hospital.observed(stay, "heartRate", [[ago(300), 130]]);
    const parts = await readParts(
      test.db,
      hospital.hospitalId,
      { beds: new Set(["W1-02", "not-a-bed"]), tilesOf: ["W2"], alerts: false, trends: false },
      now,
    );
    expect(parts?.beds.map(({ bedId }) => bedId)).toEqual(["W1-02"]);
    expect(parts?.beds[0]?.stay).toMatchObject({ alert: { sign: "heartRate" }, trend: null });
    expect(parts?.alerts).toEqual([]);
    expect([...(parts?.tiles.keys() ?? [])]).toEqual(["W2"]);
    expect(parts?.tiles.get("W2")).toMatchObject({ bedsAll: 2, bedsFilled: 0 });
  });

  it("of several wards and the whole come together", async () => {
    await hospital.admit("W2-01");
    const wanted = { beds: "none", tilesOf: ["W1", null, "W2"], alerts: true, trends: false } as const;
    const parts = await readParts(test.db, hospital.hospitalId, wanted, now);
    expect(parts?.beds).toEqual([]);
    expect(["W1", "W2", null].map((ward) => parts?.tiles.get(ward)?.bedsFilled)).toEqual([0, 1, 1]);
  });
});

describe("one hospital", () => {
  it("never sees a row of another one that has the same wards, beds, patients and devices", async () => {
    const stay = await hospital.admit("W1-01", { number: "1" });
    const other = await new HospitalFixture(test.db, `other-${count}`, now).open({ W1: 3, W2: 2 });
    const theirs = await other.admit("W1-01", { number: "1", family_name: "Stranger" });
    const second = await other.admit("W1-02", { number: "2", family_name: "Stranger" });
    await other.current(theirs, { heartRate: 222 });
    await other.current(second, wellSigns);
    const person = await other.person("Stranger Nurse");
    await other.alert({ stay_id: theirs, sign: "heartRate", raised_by: person, words: "Stranger" });
    await other.observed(theirs, "heartRate", [[ago(300), 222]]);
    await other.device("mon-01", "W1-01", 1);
    await hospital.current(stay, { heartRate: 71 });
    const ours = await board();
    expect(JSON.stringify(ours)).not.toMatch(/Stranger|222/);
    expect(ours.tiles).toMatchObject({ bedsFilled: 1, bedsAll: 5, openAlerts: 0, devicesAll: 0, acknowledgedCount: 0 });
  });

  it("that does not exist has no board, nor has a ward of it that does not", async () => {
    await new HospitalFixture(test.db, `elsewhere-${count}`, now).open({ X9: 1 });
    expect(await readBoard(test.db, "nowhere", null, now)).toBeNull();
    expect(await readBoard(test.db, hospital.hospitalId, "X9", now)).toBeNull();
  });
});

it("a board of a hundred beds costs as many statements as one of five", async () => {
  const statements = async (hospitalId: string) => {
    let sent = 0;
    const counted = test.db.withPlugin({
      transformQuery: ({ node }) => {
        sent += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const read = await readBoard(counted, hospitalId, null, now);
    return { sent, trends: read?.beds.filter(({ stay }) => stay?.trend).length };
  };
  const fill = async (fixture: HospitalFixture, bedId: string) => {
    const stay = await fixture.admit(bedId);
    await fixture.current(stay, wellSigns);
    await fixture.alert({ stay_id: stay, sign: "heartRate", bed_id: bedId, ward_id: "W1" });
    await fixture.observed(stay, "heartRate", [[ago(300), 130]]);
  };
  await fill(hospital, "W1-01");
  const small = await statements(hospital.hospitalId);
  const large = await new HospitalFixture(test.db, `large-${count}`, now).open({ W1: 100 });
  for (let i = 1; i <= 99; i += 1) await fill(large, `W1-${String(i).padStart(2, "0")}`);
  const big = await statements(large.hospitalId);
  expect(small.trends).toBe(1);
  expect(big.trends).toBe(99);
  expect(big.sent).toBe(small.sent);
  expect(big.sent).toBeLessThanOrEqual(11);
});
