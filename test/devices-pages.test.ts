import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { loseDevices } from "../src/actions/lose-devices.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { createDeviceToken } from "../src/db/device-tokens.ts";
import { roles } from "../src/domain/staff.ts";
import { here, hospitalDesk, readOut } from "./support/hospital-desk.ts";

const desk = hospitalDesk();
const list = `${here}/devices`;
const one = `${list}/mon-1`;
const usual = { bed: "", interval: "60", clock: "as_sent" };
const hospitalId = "harbour";
let stayId: string;

beforeEach(async () => {
  await sql`truncate held_readings, holds, observations, current_vitals, alert_transitions, alert_causes, alerts, scores,
    occupancies, stays, patients, device_tokens, devices, outbox cascade`.execute(desk.db);
  stayId = await desk.ward.fixture.admit("W1-01");
  await desk.ward.fixture.device("mon-1", "W1-01", null);
});

const device = async (deviceId = "mon-1", hospital = hospitalId) =>
  await desk.db
    .selectFrom("devices")
    .selectAll()
    .where("hospital_id", "=", hospital)
    .where("device_id", "=", deviceId)
    .executeTakeFirst();
const seenIn = (body: string) => (/name="seen" value="([^"]+)"/.exec(body)?.[1] ?? "").replaceAll("&quot;", '"');
const seen = async () => seenIn((await desk.get("admin", one)).body);
const speak = async (secondsAgo = 0) => {
  const at = new Date(Date.now() - secondsAgo * 1000).toISOString();
  const readings = [{ bed: "W1-01", sign: "heartRate", value: 80, at, device: "mon-1" }];
  await recordVitals(desk.db, hospitalId, [{ hospitalId, deviceIds: ["mon-1"], readings, source: "device" }]);
};
const miss = () => loseDevices(desk.db, hospitalId, new Date(Date.now() + 400_000), new Date(0));
const told = async () => (await desk.ward.published()).filter(({ type }) => type === "device.changed");

describe("who may see and change devices", () => {
  for (const role of roles)
    test(`${role}: ${role === "admin" ? "yes" : "no"}`, async () => {
      const may = role === "admin";
      for (const path of [list, one]) expect((await desk.get(role, path)).status, path).toBe(may ? 200 : 403);
      const form = { ...usual, seen: '["W1-01",60,"as_sent"]' };
      expect((await desk.post(role, one, form)).status).toBe(may ? 303 : 403);
      expect((await desk.post(role, list, { ...usual, device: "mon-9" })).status).toBe(may ? 303 : 403);
      expect((await device())?.bed_id).toBe(may ? null : "W1-01");
      expect(await device("mon-9")).toEqual(may ? expect.anything() : undefined);
    });

  test("nobody without a session", async () => {
    for (const path of [list, one]) {
      expect((await desk.get(null, path)).status).toBe(401);
      expect((await desk.post(null, path, { ...usual, device: "mon-9", seen: "" })).status).toBe(401);
    }
  });

  test("nobody of another hospital, and a device of another hospital is as one that does not exist", async () => {
    await desk.summit.fixture.device("mon-7", "W1-01", null);
    const bodies = new Set<string>();
    for (const path of ["/hospitals/summit/devices", "/hospitals/nowhere/devices", `${list}/mon-7`, `${list}/mon-8`]) {
      const [got, posted] = [await desk.get("admin", path), await desk.post("admin", path, { ...usual, seen: "" })];
      expect([got.status, posted.status]).toEqual([404, 404]);
      bodies.add(got.body).add(posted.body);
    }
    expect(bodies.size).toBe(1);
    expect((await device("mon-7", "summit"))?.bed_id).toBe("W1-01");
  });
});

describe("the list", () => {
  test("says of each device where it stands, who speaks for it, and whether it is heard", async () => {
    await desk.ward.fixture.device("mon-spare", null, null);
    await createDeviceToken(desk.db, { hospitalId, name: "ward gateway", deviceIds: ["mon-1"] });
    await speak();
    const page = readOut(await desk.get("admin", list));
    expect(page).toMatch(/mon-1 W1-01 Ward W1 .*\d\d:\d\d heard 1 min right none ward gateway/);
    expect(page).toMatch(/mon-spare no bed never 1 min not known none no token/);
    await miss();
    expect(readOut(await desk.get("admin", list))).toMatch(/mon-1 W1-01 Ward W1 .*\d\d:\d\d not heard/);
  });

  test("does not name a token that was taken back", async () => {
    await createDeviceToken(desk.db, { hospitalId, name: "old gateway", deviceIds: ["mon-1"] });
    await sql`update device_tokens set revoked_at = now()`.execute(desk.db);
    expect(readOut(await desk.get("admin", list))).not.toContain("old gateway");
  });
});

describe("a device is added", () => {
  test("and stands at its bed, audited, and boards are told", async () => {
    const done = await desk.post("admin", list, { device: "cuff-2", bed: "W2-01", interval: "900", clock: "hold" });
    expect([done.status, done.headers.location]).toEqual([303, `${list}/cuff-2`]);
    expect(await device("cuff-2")).toMatchObject({
      ...{ bed_id: "W2-01", expected_interval_seconds: 900, clock_rule: "hold", last_heard_at: null },
    });
    expect((await desk.audited("add_device")).at(-1)).toMatchObject({ subject: "device:cuff-2" });
    expect(await told()).toMatchObject([{ payload: { deviceId: "cuff-2", bedId: "W2-01", wardId: "W2" } }]);
  });

  test.each([
    ["with a name that is taken", { device: "mon-1" }, 409, "has a device of this name already"],
    ["without a name", { device: "" }, 400, "Use letters, digits"],
    ["with a name that is markup", { device: "<b>mon" }, 400, "Use letters, digits"],
    ["at a bed that is none", { bed: "W9-99" }, 400, "Choose a bed of this hospital"],
    ["expected oftener than can be", { interval: "4" }, 400, "whole seconds from 5 to 86400"],
    ["expected at no number", { interval: "1e3" }, 400, "whole seconds from 5 to 86400"],
    ["with a rule that is none", { clock: "guess" }, 400, "Choose one of the three"],
  ])("not %s, which is said beside the field, with what was typed", async (_, wrong, status, text) => {
    const refused = await desk.post("admin", list, { ...usual, device: "mon-9", ...wrong });
    expect(refused.status).toBe(status);
    expect(readOut(refused)).toContain(text);
    expect(refused.body).toContain(`value="${(wrong as { interval?: string }).interval ?? "60"}"`);
    expect(await device("mon-9")).toBeUndefined();
    expect(await told()).toEqual([]);
  });
});

describe("a device is changed", () => {
  test("and both beds are told, with what was changed in the audit", async () => {
    const form = { bed: "W2-02", interval: "30", clock: "correct", seen: await seen() };
    expect((await desk.post("admin", one, form)).status).toBe(303);
    expect(await device()).toMatchObject({ bed_id: "W2-02", expected_interval_seconds: 30, clock_rule: "correct" });
    expect((await told()).map(({ payload }) => payload.bedId)).toEqual(["W1-01", "W2-02"]);
    expect((await desk.audited("edit_device")).at(-1)?.reason).toBe(
      "bed W1-01 to W2-02, interval 60 s to 30 s, clock as_sent to correct",
    );
  });

  test("by whoever looked at it as it stands, and nobody else", async () => {
    const form = { ...usual, seen: await seen() };
    await desk.post("admin", one, { ...usual, bed: "W2-01", seen: form.seen });
    const late = await desk.post("admin", one, { ...form, interval: "90" });
    expect(late.status).toBe(409);
    expect(readOut(late)).toContain("What was saved meanwhile: W2-01, 1 min, taken as sent");
    expect(late.body).toContain('value="90"');
    expect((await device())?.bed_id).toBe("W2-01");
    // What stands now has been looked at: once more is meant.
    expect((await desk.post("admin", one, { ...form, seen: seenIn(late.body) })).status).toBe(303);
    expect((await device())?.bed_id).toBeNull();
  });

  test("into what it is already, and nothing is written", async () => {
    const written = await desk.ward.everythingWritten();
    expect((await desk.post("admin", one, { ...usual, bed: "W1-01", seen: await seen() })).status).toBe(303);
    expect(await desk.ward.everythingWritten()).toBe(written);
  });

  test("not to a bed that is none", async () => {
    const refused = await desk.post("admin", one, { ...usual, bed: "W9-99", seen: await seen() });
    expect([refused.status, readOut(refused).includes("Choose a bed of this hospital")]).toEqual([400, true]);
    expect((await device())?.bed_id).toBe("W1-01");
  });
});

describe("a device that is missed", () => {
  test("has its times of that on its page, with when it was heard again", async () => {
    expect(readOut(await desk.get("admin", one))).toContain("It has not been missed at a patient's bed.");
    await speak(3);
    await miss();
    await speak(2);
    await miss();
    expect(readOut(await desk.get("admin", one))).toMatch(
      /not heard again .*heard again .*not heard any more .*alert \d+/,
    );
  });

  test("and is carried to another bed is no matter of the bed it left, and has its time at the new one", async () => {
    await desk.ward.fixture.admit("W1-02", { number: "2" });
    await speak();
    await miss();
    expect((await desk.post("admin", one, { ...usual, bed: "W1-02", seen: await seen() })).status).toBe(303);
    const [alert] = await desk.db.selectFrom("alerts").selectAll().where("device_id", "=", "mon-1").execute();
    expect(alert).toMatchObject({ state: "resolved", outcome: "cause_ended", bed_id: "W1-01" });
    expect(readOut(await desk.get("admin", one))).toContain("closed: moved to another place");
    const { lost_at } = (await device()) ?? {};
    await loseDevices(desk.db, hospitalId, new Date((lost_at?.getTime() ?? 0) + 299_000), new Date(0));
    const open = () => desk.db.selectFrom("alerts").selectAll().where("state", "=", "raised").execute();
    expect(await open()).toEqual([]);
    await loseDevices(desk.db, hospitalId, new Date((lost_at?.getTime() ?? 0) + 301_000), new Date(0));
    expect(await open()).toMatchObject([{ cause: "device_lost", bed_id: "W1-02", device_id: "mon-1" }]);
  });

  test("an alert of the patient's is not touched by it", async () => {
    await desk.ward.fixture.alert({ stay_id: stayId, bed_id: "W1-01", ward_id: "W1", subject: `stay:${stayId}` });
    await desk.post("admin", one, { ...usual, seen: await seen() });
    expect(await desk.db.selectFrom("alerts").select("state").execute()).toEqual([{ state: "raised" }]);
  });
});
