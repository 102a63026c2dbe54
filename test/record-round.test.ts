import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { missRounds } from "../src/actions/miss-rounds.ts";
import { type Round, recordRound } from "../src/actions/record-round.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { staleSigns } from "../src/actions/stale-signs.ts";
import { databaseNow } from "../src/db/connection.ts";
import { readScores } from "../src/db/scores.ts";
import type { Person, Role } from "../src/domain/staff.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ } from "./support/people.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let database: TestDatabase;
let ward: VitalsFixture;
let nurse: Person;
let count = 0;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  count += 1;
  ward = await new VitalsFixture(database.db, `hospital-${count}`).open({ W1: 3 }, ["W1-01", "W1-02"]);
  nurse = await person("nurse");
});

async function person(role: Role): Promise<Person> {
  const { hospitalId } = ward;
  const staffId = await employ(database.db, hospitalId, { email: `${role}@${hospitalId}.example`, role });
  return { hospitalId, staffId, name: role, role, wardId: null };
}

const well = {
  ...{ respiratoryRate: 15, spo2: 97, oxygen: 0, systolic: 121, diastolic: 78 },
  ...{ heartRate: 72, consciousness: 0, temperature: 36.8 },
};
const newKey = () => randomBytes(16).toString("base64url");
const record = (given: Partial<Round> = {}) =>
  recordRound(
    { db: database.db },
    {
      ...{ person: nurse, stayId: ward.stay("W1-01"), sendKey: newKey(), secondsAgo: 0, values: well },
      ...{ requestId: "r1" },
      ...given,
    },
  );

const stayRow = async () =>
  database.db
    .selectFrom("stays")
    .selectAll()
    .where("hospital_id", "=", ward.hospitalId)
    .where("stay_id", "=", ward.stay("W1-01"))
    .executeTakeFirstOrThrow();

/** How long after `since` the next set is due, in minutes. */
const dueAfterMinutes = async (since: Date) =>
  Math.round(((await stayRow()).observe_at.getTime() - since.getTime()) / 60_000);

/** As if the set of this patient had been due so many minutes ago. */
const beDueSince = (minutes: number) =>
  sql`
    update stays set observe_at = clock_timestamp() - make_interval(mins => ${minutes}), observe_minutes = 60,
      observe_next_at = clock_timestamp() - interval '1 second'
    where hospital_id = ${ward.hospitalId} and stay_id = ${ward.stay("W1-01")}
  `.execute(database.db);
const sweep = async () => missRounds(database.db, ward.hospitalId, await databaseNow(database.db));
const audited = async () =>
  database.db
    .selectFrom("audit")
    .select(["staff_id", "action", "subject", "reason"])
    .where("hospital_id", "=", ward.hospitalId)
    .where("action", "=", "record_observations")
    .execute();

describe("a set of observations that a nurse enters", () => {
  test("is readings by hand, current at once, and the next is due by its score", async () => {
    const before = await databaseNow(database.db);
    expect(await record()).toEqual({ ok: true, value: { again: false, whole: true } });
    const current = await ward.current();
    expect(current.heartRate).toMatchObject({ value: 72, source: "manual", device_id: `@${nurse.staffId}` });
    expect(Object.keys(current)).toHaveLength(8);
    expect(await dueAfterMinutes(before)).toBe(720);
    expect(await audited()).toEqual([
      {
        ...{ staff_id: nurse.staffId, action: "record_observations", subject: `stay:${ward.stay("W1-01")}` },
        reason: "respiratoryRate spo2 oxygen systolic diastolic heartRate consciousness temperature",
      },
    ]);
    expect((await ward.events()).map(({ type }) => type)).toEqual([
      ...["vitals.recorded", "score.band_changed", "observation.taken"],
    ]);
  });

  test("stands until the next is due: a pulse that was counted is not stale after two minutes", async () => {
    await record();
    const { heartRate, temperature } = await ward.current();
    expect([heartRate?.interval_seconds, temperature?.interval_seconds]).toEqual([720 * 60, 720 * 60]);
  });

  test("of a patient who is not well is due again in an hour, and calls", async () => {
    const before = await databaseNow(database.db);
    await record({ values: { ...well, respiratoryRate: 22, spo2: 93, heartRate: 95 } });
    expect(await dueAfterMinutes(before)).toBe(60);
    expect(await ward.alerts()).toMatchObject([{ cause: "news2", priority: "medium", value: 5 }]);
  });

  test("that is not whole is stored, and the next stays due as it was", async () => {
    const { observe_at } = await stayRow();
    expect(await record({ values: { temperature: 38.4 } })).toEqual({
      ok: true,
      value: { again: false, whole: false },
    });
    expect((await stayRow()).observe_at).toEqual(observe_at);
    expect((await ward.current()).temperature).toMatchObject({ value: 38.4, interval_seconds: 4 * 3600 });
  });

  test("is made whole by what the monitor shows", async () => {
    const readings = (["heartRate", "spo2", "respiratoryRate", "systolic"] as const).map((sign) =>
      ward.reading({ sign, value: well[sign] }),
    );
    const { hospitalId, devices } = ward;
    await recordVitals(database.db, hospitalId, [{ hospitalId, deviceIds: devices, readings, source: "device" }]);
    const values = { temperature: 36.8, consciousness: 0, oxygen: 0 };
    expect(await record({ values })).toMatchObject({ ok: true, value: { whole: true } });
  });

  test("that a bad line sends twice is one, also at the same moment", async () => {
    const sendKey = newKey();
    const answers = await Promise.all([record({ sendKey }), record({ sendKey }), record({ sendKey })]);
    expect(answers.filter((answer) => answer.ok && !answer.value.again)).toHaveLength(1);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await ward.observations()).toHaveLength(8);
    expect(await audited()).toHaveLength(1);
  });

  test("under another's key, or another patient's form, is not there", async () => {
    const sendKey = newKey();
    await record({ sendKey });
    const doctor = await person("doctor");
    for (const given of [{ person: doctor }, { stayId: ward.stay("W1-02") }])
      expect(await record({ sendKey, ...given })).toEqual({ ok: false, refusal: { kind: "not_found" } });
    expect(await audited()).toHaveLength(1);
  });

  test("and that waited for the line carries the time at which it was measured", async () => {
    const before = await databaseNow(database.db);
    await record({ secondsAgo: 1800 });
    const at = (await ward.current()).heartRate?.at.getTime() ?? 0;
    expect(Math.round((before.getTime() - at) / 1000)).toBeGreaterThanOrEqual(1799);
    expect(await dueAfterMinutes(before)).toBe(690);
  });

  test.for<[string, () => Promise<Partial<Round>>, object]>([
    ["by an operator", async () => ({ person: await person("operator") }), { action: "record_observations" }],
    ["of a stay that is none", async () => ({ stayId: "999999" }), { kind: "not_found" }],
    ["of what is no id", async () => ({ stayId: "1 or 1=1" }), { kind: "not_found" }],
    ["of before the patient came", async () => ({ secondsAgo: 86_400 * 2 }), { kind: "not_found" }],
  ])("%s is refused, and nothing is written", async ([, given, refusal]) => {
    expect(await record(await given())).toMatchObject({ ok: false, refusal });
    expect(await ward.observations()).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  test("of another hospital's patient is not there", async () => {
    const stayId = ward.stay("W1-01");
    count += 1;
    ward = await new VitalsFixture(database.db, `hospital-${count}`).open({ W1: 1 }, ["W1-01"]);
    nurse = await person("nurse");
    expect(await record({ stayId })).toEqual({ ok: false, refusal: { kind: "not_found" } });
  });
});

describe("a set that nobody takes", () => {
  test("is due, then a low alert, then a medium one, each told", async () => {
    await beDueSince(0);
    await sweep();
    expect(await ward.alerts()).toEqual([]);
    await beDueSince(10);
    await sweep();
    const low = { cause: "observations", reason: "observations_overdue", priority: "low", state: "raised" };
    expect(await ward.alerts()).toMatchObject([low]);
    await beDueSince(31);
    await sweep();
    expect(await ward.alerts()).toMatchObject([
      { ...low, priority: "medium", reason: "observations_long_overdue", value: 31 },
    ]);
    const told = (await ward.events()).map(({ type }) => type).filter((type) => type.startsWith("observation"));
    expect(told).toEqual(["observation.due", "observation.overdue", "observation.overdue"]);
    expect((await stayRow()).observe_next_at).toBeNull();
  });

  test("is nobody's alert any more once it is taken, and the set itself is the answer", async () => {
    await beDueSince(10);
    await sweep();
    await record();
    expect(await ward.alerts()).toMatchObject([{ state: "resolved", outcome: "attended" }]);
    expect((await ward.causes())[0]?.closed_at).not.toBeNull();
  });

  test("is answered by it, but what else was found of the patient is not", async () => {
    await record({ values: { heartRate: 128 } });
    await beDueSince(10);
    await sweep();
    expect(await ward.alerts()).toMatchObject([{ cause: "heartRate:high" }]);
    await record();
    // The pulse is back within its limits, and nobody has said that they saw it.
    expect(await ward.alerts()).toMatchObject([{ state: "latched" }]);
  });

  test("is not missed of a patient in the theatre, until they are to be back", async () => {
    const until_at = new Date(Date.now() + 3_600_000);
    await database.db
      .insertInto("absences")
      .values({
        ...{ hospital_id: ward.hospitalId, stay_id: ward.stay("W1-01"), reason: "theatre", staff_id: nurse.staffId },
        ...{ from_at: new Date(), until_at },
      })
      .execute();
    await beDueSince(10);
    await sweep();
    expect(await ward.alerts()).toEqual([]);
    expect((await stayRow()).observe_next_at).toEqual(until_at);
  });

  test("by two processes is called for once", async () => {
    await beDueSince(10);
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(await ward.alerts()).toHaveLength(1);
    const steps = await database.db
      .selectFrom("alert_transitions")
      .select("event")
      .where("hospital_id", "=", ward.hospitalId)
      .execute();
    expect(steps).toEqual([{ event: "raised" }]);
  });
});

describe("how the score went", () => {
  const scores = async () => {
    const entries = await readScores(database.db, ward.hospitalId, ward.stay("W1-01"), new Date(0));
    return entries.map(({ total, known, band, wholeSet }) => [total, known, band, wholeSet]);
  };

  test("is written down with each set and each band that changed", async () => {
    await record();
    await record();
    await record({ values: { respiratoryRate: 25 } });
    expect(await scores()).toEqual([
      [0, 7, "low", true],
      [0, 7, "low", true],
      [3, 7, "low-medium", false],
    ]);
    expect(await ward.eventsOf("score.band_changed")).toHaveLength(2);
  });

  test("has an end where a part of it is not known any more", async () => {
    await record();
    await sql`
      update current_vitals set at = at - interval '2 days', changes_at = clock_timestamp() - interval '1 second'
      where hospital_id = ${ward.hospitalId} and sign = 'temperature'
    `.execute(database.db);
    await staleSigns(database.db, ward.hospitalId, await databaseNow(database.db));
    expect((await scores()).at(-1)).toEqual([0, 6, null, false]);
    expect(await ward.eventsOf("score.band_changed")).toHaveLength(2);
  });
});
