import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "../src/actions/passwords.ts";
import { readBoard } from "../src/db/board.ts";
import { databaseNow } from "../src/db/connection.ts";
import { findDeviceToken } from "../src/db/device-tokens.ts";
import { prepareDemo } from "../src/demo/demo.ts";
import { demoDevices, demoHospital, demoHospitals, demoPassword } from "../src/demo/roster.ts";
import { seedDemo } from "../src/demo/seed.ts";
import { demoToken, freshDemoToken, readDemoTokens, writeDemoTokens } from "../src/demo/tokens.ts";
import type { Board } from "../src/domain/board.ts";
import { news2Parameters } from "../src/domain/news2.ts";
import { roles } from "../src/domain/staff.ts";
import { HospitalFixture } from "./support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let test: TestDatabase;
let board: Board;
let lakeside: Board;
const read = async (hospitalId: string, now: Date) => {
  const found = await readBoard(test.db, hospitalId, null, now);
  if (!found) throw new Error(`there is no ${hospitalId}`);
  return found;
};

beforeAll(async () => {
  test = await freshDatabase();
  const now = await databaseNow(test.db);
  expect(await seedDemo(test.db, { now, passwordHash: await hashPassword(demoPassword) })).toBe("seeded");
  board = await read("st-brigid", now);
  lakeside = await read("lakeside", now);
});
afterAll(() => test.close());

describe("the demo's hospitals", () => {
  it("have the beds and patients they are known for", () => {
    expect(board.tiles).toMatchObject({ bedsFilled: 34, bedsAll: 40 });
    expect(lakeside.tiles).toMatchObject({ bedsFilled: 10, bedsAll: 12 });
    expect([board.wards.length, lakeside.wards.length]).toEqual([3, 1]);
    expect([board.hospital.demo, lakeside.hospital.demo]).toEqual([true, true]);
  });

  it("have somebody for each role, who signs in with the demo's password", async () => {
    const staff = await test.db.selectFrom("staff").selectAll().execute();
    for (const { hospitalId } of demoHospitals)
      for (const role of roles) {
        const person = staff.find((one) => one.hospital_id === hospitalId && one.role === role);
        expect(person?.demo, role).toBe(true);
        expect(await verifyPassword(person?.password_hash ?? "", demoPassword)).toEqual({ ok: true, value: true });
      }
    expect(staff.map(({ email }) => email)).toEqual(
      expect.arrayContaining(["operator@st-brigid.example", "nurse2@lakeside.example", "head@st-brigid.example"]),
    );
  });

  it("have nothing empty at first sight: complete sets, all of it live, each monitor heard", () => {
    for (const { beds, tiles } of [board, lakeside]) {
      for (const { bedId, stay } of beds) {
        if (!stay) continue;
        const fresh = Object.values(stay.signs).map(({ freshness }) => freshness);
        expect(fresh, bedId).toEqual(Array.from({ length: 9 }, () => "live"));
        if (!stay.news2Exclusion) expect(stay.news2?.known, bedId).toBe(news2Parameters.length);
      }
      expect(tiles.devicesHeard).toBe(tiles.devicesAll);
      expect(tiles.devicesAll).toBe(tiles.bedsFilled);
      expect(tiles.acknowledgeMedianSeconds).toBeGreaterThan(20);
    }
  });

  it("have a child, a pregnant woman, a patient on scale 2 and some on oxygen", () => {
    const stays = board.beds.flatMap(({ stay }) => stay ?? []);
    expect(stays.find(({ news2Exclusion }) => news2Exclusion === "under_16")?.patient.ageYears).toBeLessThan(16);
    const pregnant = stays.filter(({ news2Exclusion }) => news2Exclusion === "pregnant");
    expect(pregnant.map(({ patient }) => [patient.sex, patient.ageYears < 50])).toEqual([["female", true]]);
    expect(stays.filter(({ spo2Scale }) => spo2Scale === 2)).toHaveLength(1);
    expect(stays.filter(({ signs }) => (signs.oxygen?.value ?? 0) > 0).length).toBeGreaterThan(2);
  });

  it("have a handful of open alerts in different states, and a curve beside the one that is climbing", () => {
    const states = new Set(board.alerts.map(({ state }) => state));
    expect([...states].sort()).toEqual(["acknowledged", "latched", "raised"]);
    expect(board.alerts).toHaveLength(4);
    expect(board.tiles.escalatedNow).toBeGreaterThan(0);
    const climbing = board.beds.find(({ bedId }) => bedId === "W1-12")?.stay;
    expect(climbing?.alert?.cause).toBe("news2");
    expect(climbing?.trend?.points.length).toBeGreaterThan(110);
  });

  it("have a past that each alert's transitions tell", async () => {
    const { rows } = await test.pool.query(`
      select a.alert_id, a.state, a.level, array_agg(t.to_state order by t.position) as states
      from alerts a join alert_transitions t using (hospital_id, alert_id) group by a.hospital_id, a.alert_id
    `);
    expect(rows.length).toBeGreaterThan(10);
    for (const { state, states } of rows) expect(states.at(-1)).toBe(state);
    expect(rows.filter(({ state }) => state === "resolved").length).toBeGreaterThan(8);
  });
});

describe("a second start", () => {
  it("leaves the demo as it is", async () => {
    const now = await databaseNow(test.db);
    expect(await seedDemo(test.db, { now, passwordHash: "other" })).toBe("already_there");
    expect((await read("st-brigid", now)).tiles.bedsFilled).toBe(34);
  });

  it("calls no monitor lost that was off because the server was", async () => {
    await test.db
      .updateTable("devices")
      .set({ last_heard_at: new Date(0) })
      .where("bed_id", "is not", null)
      .execute();
    await prepareDemo(test.db);
    const { tiles } = await read("st-brigid", await databaseNow(test.db));
    expect(tiles.devicesHeard).toBe(34);
  });

  it("keeps the monitors' token while it opens the door: another process may be playing with it", async () => {
    const left = await freshDemoToken(test.db, "st-brigid");
    expect(await demoToken(test.db, "st-brigid", left)).toBe(left);
    expect(await demoToken(test.db, "lakeside", left)).not.toBe(left);
    const next = await demoToken(test.db, "st-brigid", undefined);
    expect(next).not.toBe(left);
    expect(await demoToken(test.db, "st-brigid", left)).not.toBe(left);
  });

  it("gives the monitors a new token, and the old one opens nothing", async () => {
    const before = await freshDemoToken(test.db, "st-brigid");
    const after = await freshDemoToken(test.db, "st-brigid");
    expect(await findDeviceToken(test.db, before)).toBeNull();
    const hospital = demoHospital("st-brigid");
    expect((await findDeviceToken(test.db, after))?.deviceIds).toEqual(hospital && demoDevices(hospital));
  });
});

it("makes no demo where there is a hospital that is none", async () => {
  const real = await freshDatabase();
  await new HospitalFixture(real.db, "real", new Date()).open({ W1: 1 });
  expect(await seedDemo(real.db, { now: new Date(), passwordHash: "none" })).toBe("other_hospital");
  expect(await real.db.selectFrom("hospitals").select("hospital_id").execute()).toEqual([{ hospital_id: "real" }]);
  expect(await real.db.selectFrom("staff").select("email").execute()).toEqual([]);
  await real.close();
});

it("two processes that start at once make one demo", async () => {
  const shared = await freshDatabase();
  const now = await databaseNow(shared.db);
  const made = await Promise.all([1, 2].map(() => seedDemo(shared.db, { now, passwordHash: "none" })));
  expect(made.sort()).toEqual(["already_there", "seeded"]);
  const hospitals = await shared.db.selectFrom("hospitals").select("hospital_id").execute();
  expect(hospitals).toHaveLength(2);
  await shared.close();
});

it("only whoever runs the server can read the demo's tokens", () => {
  const folder = mkdtempSync(join(tmpdir(), "wardlight-tokens-"));
  expect(readDemoTokens(folder)).toBeNull();
  writeDemoTokens(folder, { "st-brigid": "st-brigid.secret" });
  expect(readDemoTokens(folder)).toEqual({ "st-brigid": "st-brigid.secret" });
  expect(statSync(join(folder, ".demo-tokens.json")).mode & 0o077).toBe(0);
  rmSync(folder, { recursive: true });
});
