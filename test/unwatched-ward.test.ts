import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sweep } from "../src/actions/sweep.ts";
import { watchWard, watchWardsSweep } from "../src/actions/watch-wards.ts";
import { readBoard } from "../src/db/board.ts";
import type { Role } from "../src/domain/staff.ts";
import { HospitalFixture } from "./support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ } from "./support/people.ts";

/** A patient in W1 and one in W2; W3 is empty. Nobody looks but who a test lets look. */
let test: TestDatabase;
let ward: HospitalFixture;
let sweep: Sweep;
let now: Date;
let count = 0;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await sql`delete from occupancies`.execute(test.db);
  await sql`delete from watchers`.execute(test.db);
  count += 1;
  now = new Date();
  ward = await new HospitalFixture(test.db, `hospital-${count}`, now).open({ W1: 2, W2: 2, W3: 2 });
  await ward.admit("W1-01");
  await ward.admit("W2-01");
  sweep = watchWardsSweep(test.db);
});

const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
/** Somebody's board says that it was painted. */
const look = (seconds: number, wardId: string | null, given: { role?: Role; person?: boolean } = {}) =>
  test.db
    .insertInto("watchers")
    .values({
      ...{ hospital_id: ward.hospitalId, session_hash: randomBytes(32), page: "p1", staff_id: "1", sound: "on" },
      ...{ role: given.role ?? "nurse", ward_id: wardId, person: given.person ?? true, seen_at: at(seconds) },
    })
    .execute();
/** The ticker comes by every second. */
async function comeBy(from: number, to: number): Promise<void> {
  for (let second = from; second <= to; second++) await sweep.run(at(second));
}
const rows = () =>
  test.db.selectFrom("alerts").selectAll().where("hospital_id", "=", ward.hospitalId).orderBy("alert_id").execute();
const alerts = async () => (await rows()).map(({ subject, state, outcome }) => [subject, state, outcome].join(" "));

describe("a ward with patients before whose board nobody has been for a minute", () => {
  it("is told, to the operator at once and then to the head doctor", async () => {
    await comeBy(0, 59);
    expect(await alerts()).toEqual([]);
    await comeBy(60, 61);
    expect(await alerts()).toEqual(["ward:W1:unwatched raised ", "ward:W2:unwatched raised "]);
    const [alert] = await rows();
    expect(alert).toMatchObject({
      ...{
        kind: "technical",
        clinical: false,
        cause: "ward_unwatched",
        priority: "medium",
        ward_id: "W1",
        place: "Ward W1",
      },
    });
    expect(alert?.ladder.steps.map(({ calls }) => calls)).toEqual([
      [{ who: "role", role: "operator", reach: "hospital" }],
      [{ who: "role", role: "head_doctor", reach: "hospital" }],
    ]);
  });

  it("within a minute and the second of the sweep, whenever the last board was seen", async () => {
    await look(-3, "W1");
    await look(17, "W1");
    await look(40, null);
    await comeBy(0, 99);
    expect(await alerts()).toEqual([]);
    await comeBy(100, 101);
    expect(await alerts()).toHaveLength(2);
    expect((await rows())[0]?.raised_at).toEqual(at(100));
  });

  it("is told once, by however many processes", async () => {
    const others = Array.from({ length: 6 }, () => watchWardsSweep(test.db));
    for (const second of [0, 20, 40, 60, 61]) await Promise.all(others.map((one) => one.run(at(second))));
    expect(await alerts()).toHaveLength(2);
  });

  it("is said on the hospital's board in words", async () => {
    await comeBy(0, 61);
    const board = await readBoard(test.db, ward.hospitalId, "W2", at(61));
    expect(board?.alerts).toMatchObject([{ cause: "ward_unwatched", place: "Ward W2", wardId: "W2" }]);
  });
});

describe("who watches a ward", () => {
  it("is a person with its board or the whole hospital's, and nobody with another ward's", async () => {
    for (let second = 0; second <= 120; second += 20) await look(second, "W1");
    await comeBy(0, 120);
    expect(await alerts()).toEqual(["ward:W2:unwatched raised "]);
    await look(121, null);
    await comeBy(121, 122);
    expect(await alerts()).toEqual(["ward:W2:unwatched resolved cause_ended"]);
  });

  it("is nobody who was only there a while ago: an idle board", async () => {
    for (let second = 0; second <= 60; second += 20) await look(second, null, { person: false });
    await comeBy(0, 61);
    expect(await alerts()).toHaveLength(2);
  });

  it("is a screen on the wall only where the ward says so", async () => {
    for (let second = 0; second <= 60; second += 20)
      for (const ward of ["W1", "W2"]) await look(second, ward, { role: "display", person: false });
    await sql`update wards set display_watches = true where hospital_id = ${ward.hospitalId} and ward_id = 'W1'`.execute(
      test.db,
    );
    await comeBy(0, 61);
    expect(await alerts()).toEqual(["ward:W2:unwatched raised "]);
  });

  it("is asked of no ward without patients, and not at once of one whose first has just come", async () => {
    for (let second = 0; second <= 200; second += 20) for (const ward of ["W1", "W2"]) await look(second, ward);
    await comeBy(0, 99);
    await ward.admit("W3-01");
    await sql`update occupancies set from_at = ${at(100)} where hospital_id = ${ward.hospitalId} and bed_id = 'W3-01'`.execute(
      test.db,
    );
    await comeBy(100, 159);
    expect(await alerts()).toEqual([]);
    await comeBy(160, 161);
    expect(await alerts()).toEqual(["ward:W3:unwatched raised "]);
  });
});

describe("somebody who looks again", () => {
  it("ends it, answered or not", async () => {
    await comeBy(0, 61);
    await sql`
      update alerts set state = 'acknowledged', acknowledged_at = now(), escalate_at = null
      where hospital_id = ${ward.hospitalId} and ward_id = 'W2'
    `.execute(test.db);
    await look(70, null);
    await comeBy(70, 71);
    expect(await alerts()).toEqual([
      "ward:W1:unwatched resolved cause_ended",
      "ward:W2:unwatched resolved cause_ended",
    ]);
    await comeBy(72, 131);
    expect((await alerts()).slice(2)).toEqual(["ward:W1:unwatched raised ", "ward:W2:unwatched raised "]);
  });

  it("in the moment before it is said is enough", async () => {
    await look(59.9, null);
    const given = { hospitalId: ward.hospitalId, wardId: "W1" };
    await watchWard(test.db, given, at(61), at(0));
    expect(await alerts()).toEqual([]);
  });

  it("is not needed where the last patient has gone", async () => {
    await comeBy(0, 61);
    await sql`update occupancies set to_at = now() where hospital_id = ${ward.hospitalId} and bed_id = 'W1-01'`.execute(
      test.db,
    );
    await comeBy(62, 63);
    expect(await alerts()).toEqual(["ward:W1:unwatched resolved cause_ended", "ward:W2:unwatched raised "]);
  });
});

describe("where no page has ever said that it is watched", () => {
  const signIn = async (role: "nurse" | "display", secondsAgo: number) => {
    const given = { email: `${role}@x.example`, role, ...(role === "display" && { wardId: "W1" }) } as const;
    const staff_id = await employ(test.db, ward.hospitalId, given);
    await test.db
      .insertInto("sessions")
      .values({
        ...{ hospital_id: ward.hospitalId, session_hash: randomBytes(32), staff_id },
        ...{ expires_at: at(86_400), active_at: at(-secondsAgo) },
      })
      .execute();
  };

  it("somebody who is signed in and does something is there, on whatever old browser", async () => {
    await signIn("nurse", 0);
    await comeBy(0, 61);
    expect(await alerts()).toEqual([]);
  });

  it("somebody who signs in ends it", async () => {
    await comeBy(0, 61);
    await signIn("nurse", 0);
    await comeBy(62, 63);
    expect((await alerts()).every((alert) => alert.endsWith("resolved cause_ended"))).toBe(true);
  });

  it("nobody is, where all are idle, or screens on walls", async () => {
    await signIn("nurse", 15 * 60);
    await signIn("display", 0);
    await comeBy(0, 61);
    expect(await alerts()).toHaveLength(2);
  });

  it("and once one has, only those that say so are", async () => {
    await signIn("nurse", 0);
    await look(0, null);
    await comeBy(0, 61);
    expect(await alerts()).toHaveLength(2);
  });
});

describe("after a start, or a standstill", () => {
  it("the minute is counted anew: whoever watched could not say so", async () => {
    await look(0, null);
    await comeBy(0, 30);
    await comeBy(600, 659);
    expect(await alerts()).toEqual([]);
    await comeBy(660, 661);
    expect(await alerts()).toHaveLength(2);
  });

  it("what was said stays said, until somebody looks", async () => {
    await comeBy(0, 61);
    const restarted = watchWardsSweep(test.db);
    await restarted.run(at(300));
    expect(await alerts()).toEqual(["ward:W1:unwatched raised ", "ward:W2:unwatched raised "]);
    await look(301, null);
    await restarted.run(at(302));
    expect((await alerts()).every((alert) => alert.includes("resolved"))).toBe(true);
  });
});

describe("a demo", () => {
  beforeEach(() => sql`update hospitals set demo = true where hospital_id = ${ward.hospitalId}`.execute(test.db));

  it("misses nobody before anybody has come", async () => {
    await look(-10, null);
    await comeBy(0, 600);
    expect(await alerts()).toEqual([]);
  });

  it("does once somebody has looked and gone", async () => {
    await comeBy(0, 100);
    await look(100, "W1");
    await comeBy(101, 159);
    expect(await alerts()).toEqual(["ward:W2:unwatched raised "]);
    await comeBy(160, 161);
    expect(await alerts()).toHaveLength(2);
  });
});
