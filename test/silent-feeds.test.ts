import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loseDevices, loseDevicesSweep } from "../src/actions/lose-devices.ts";
import { raiseDue } from "../src/actions/raise-due.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { readBoard } from "../src/db/board.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

/** Three patients of W1 whose monitors speak through one gateway, and one of W2 whose monitor has a credential of its own. */
let test: TestDatabase;
let ward: VitalsFixture;
let count = 0;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  ward = await new VitalsFixture(test.db, `hospital-${count}`).open({ W1: 4, W2: 1 }, [
    "W1-01",
    "W1-02",
    "W1-03",
    "W2-01",
  ]);
  await ward.token(["mon-W1-01", "mon-W1-02", "mon-W1-03"]);
  await send("W1-01", "W1-02", "W1-03", "W2-01");
});

/** Somebody has listened since then. */
const always = new Date(0);
const send = (...beds: string[]) =>
  recordVitals(test.db, ward.hospitalId, [
    {
      ...{ hospitalId: ward.hospitalId, deviceIds: ward.devices, source: "device" },
      readings: beds.map((bed) => ward.reading({ bed, secondsAgo: Math.random() })),
    },
  ]);
const look = (seconds: number) => loseDevices(test.db, ward.hospitalId, new Date(Date.now() + seconds * 1000), always);
/** As if it had not been heard for so long. */
const silence = (seconds: number, ...beds: string[]) =>
  sql`
    update devices set last_heard_at = last_heard_at - make_interval(secs => ${seconds})
    where hospital_id = ${ward.hospitalId} and device_id = any(${beds.map((bed) => `mon-${bed}`)})
  `.execute(test.db);
const alerts = async () =>
  (await ward.alerts()).map(({ subject, state, outcome }) => [subject, state, outcome].join(" "));
const standing = async () =>
  (await ward.alerts())
    .filter(({ cause_active }) => cause_active)
    .map(({ subject, priority }) => `${subject} ${priority}`);
const lost = async () =>
  (
    await test.db
      .selectFrom("devices")
      .select("device_id")
      .where("hospital_id", "=", ward.hospitalId)
      .where("lost_at", "is not", null)
      .orderBy("device_id")
      .execute()
  ).map(({ device_id }) => device_id);
const gateway = ["W1-01", "W1-02", "W1-03"] as const;

describe("a gateway from which nothing comes any more", () => {
  it("is one alert, of medium priority, in place of one about each monitor", async () => {
    await silence(301, ...gateway);
    await look(0);
    expect(await standing()).toEqual(["feed:gateway medium"]);
    expect(await ward.alerts()).toMatchObject([
      {
        kind: "technical",
        clinical: false,
        cause: "feed_down",
        place: "gateway",
        ward_id: "W1",
        bed_id: null,
        state: "raised",
      },
    ]);
    expect(await lost()).toEqual(gateway.map((bed) => `mon-${bed}`));
    expect(await ward.eventsOf("device.lost")).toHaveLength(3);
  });

  it("takes in what was said of its monitors before", async () => {
    await silence(400, "W1-01");
    await look(0);
    expect(await standing()).toEqual(["device:mon-W1-01:lost low"]);
    await silence(301, "W1-02", "W1-03");
    await look(0);
    expect(await alerts()).toEqual(["device:mon-W1-01:lost resolved merged", "feed:gateway raised "]);
  });

  it("is one alert for ten processes at once", async () => {
    await silence(301, ...gateway);
    await Promise.all(Array.from({ length: 10 }, () => look(0)));
    expect(await standing()).toEqual(["feed:gateway medium"]);
    expect(await ward.eventsOf("device.lost")).toHaveLength(3);
  });

  it("says nothing of the monitors of another", async () => {
    await silence(301, ...gateway, "W2-01");
    await look(0);
    expect(await standing()).toEqual(["feed:gateway medium", "device:mon-W2-01:lost low"]);
  });

  it("is not down for a monitor that no patient counts on, at an empty bed or off the ward", async () => {
    await ward.rows.device("mon-spare", "W1-04", 1);
    await sql`update device_tokens set device_ids = device_ids || array['mon-spare'] where hospital_id = ${ward.hospitalId}`.execute(
      test.db,
    );
    await silence(301, ...gateway);
    await look(0);
    expect(await standing()).toEqual(["feed:gateway medium"]);
  });

  it("is over for whom its credential was taken away: then each monitor is a matter of its own", async () => {
    await silence(301, ...gateway);
    await look(0);
    await sql`update device_tokens set revoked_at = now() where hospital_id = ${ward.hospitalId}`.execute(test.db);
    await look(1);
    await look(302);
    expect(await standing()).toEqual([
      ...gateway.map((bed) => `device:mon-${bed}:lost low`),
      "device:mon-W2-01:lost low",
    ]);
  });
});

describe("a gateway that is back", () => {
  beforeEach(async () => {
    await silence(301, ...gateway);
    await look(0);
  });

  it("with all its monitors is no alert any more, but for the one that somebody has yet to see", async () => {
    await send(...gateway);
    await look(0);
    expect(await alerts()).toEqual(["feed:gateway latched "]);
    expect(await lost()).toEqual([]);
  });

  it("with one of them gives the others their time once more, and then misses each", async () => {
    await send("W1-01");
    await look(0);
    expect(await standing()).toEqual([]);
    expect(await lost()).toEqual(["mon-W1-02", "mon-W1-03"]);
    await send("W1-01", "W2-01");
    await look(299);
    expect(await standing()).toEqual([]);
    await send("W1-01", "W2-01");
    await silence(-302, "W1-01", "W2-01");
    await look(302);
    expect(await standing()).toEqual(["device:mon-W1-02:lost low", "device:mon-W1-03:lost low"]);
    expect(await alerts()).toContain("feed:gateway latched ");
  });

  it("after a while gives them their whole time, not what was left of it", async () => {
    await sql`
      update devices set lost_at = lost_at - interval '200 seconds' where hospital_id = ${ward.hospitalId}
    `.execute(test.db);
    await send("W1-01");
    await look(0);
    await silence(-250, "W1-01", "W2-01");
    await look(250);
    expect(await standing()).toEqual([]);
  });

  it("and falls silent again is the same alert", async () => {
    await send(...gateway);
    await look(0);
    await silence(301, ...gateway);
    await look(0);
    expect(await ward.alerts()).toMatchObject([{ subject: "feed:gateway", state: "raised", repeats: 1 }]);
  });

  it("is what the sweep finds by itself", async () => {
    const sweep = loseDevicesSweep(test.db);
    await sweep.run(new Date());
    await send(...gateway);
    await sweep.run(new Date());
    expect(await alerts()).toEqual(["feed:gateway latched "]);
  });
});

describe("a monitor that is silent", () => {
  it("is nobody's matter once its patient has left the bed", async () => {
    await silence(400, "W2-01");
    await look(0);
    expect(await standing()).toEqual(["device:mon-W2-01:lost low"]);
    await sql`update occupancies set to_at = now() where hospital_id = ${ward.hospitalId} and bed_id = 'W2-01'`.execute(
      test.db,
    );
    await look(1);
    expect(await alerts()).toEqual(["device:mon-W2-01:lost resolved patient_left"]);
  });

  it("is given its time when a patient comes to its bed", async () => {
    await silence(4_000, "W2-01");
    await sql`
      update occupancies set from_at = ${new Date()} where hospital_id = ${ward.hospitalId} and bed_id = 'W2-01'
    `.execute(test.db);
    await look(299);
    expect((await standing()).filter((subject) => subject.includes("W2"))).toEqual([]);
    await look(302);
    expect((await standing()).filter((subject) => subject.includes("W2"))).toHaveLength(1);
  });

  it("is not judged while it speaks: whoever has it in hand comes first", async () => {
    await silence(400, "W2-01");
    await test.db.transaction().execute(async (trx) => {
      await sql`select from devices where hospital_id = ${ward.hospitalId} and device_id = 'mon-W2-01' for update`.execute(
        trx,
      );
      await look(0);
      expect(await alerts()).toEqual([]);
    });
    await look(0);
    expect(await standing()).toHaveLength(1);
  });
});

/** A4, A5 of the cases that Wardlight is accepted by. */
describe("a lost monitor beside its patient's own alert", () => {
  const high = (value: number) =>
    recordVitals(test.db, ward.hospitalId, [
      {
        ...{ hospitalId: ward.hospitalId, deviceIds: ward.devices, source: "device" },
        readings: [ward.reading({ bed: "W2-01", sign: "heartRate", value, secondsAgo: 0 })],
      },
    ]);

  it("never stands for it: the patient's alert is active all along, and active again when what it is about returns", async () => {
    await high(125);
    await raiseDue(test.db, ward.hospitalId, new Date(Date.now() + 16_000));
    await silence(400, "W2-01");
    await look(0);
    const both = async () => (await ward.alerts()).map(({ kind, priority, state }) => `${kind} ${priority} ${state}`);
    expect(await both()).toEqual(["clinical medium raised", "technical low raised"]);
    await high(126);
    expect(await both()).toEqual(["clinical medium raised", "technical low latched"]);
    await high(80);
    expect(await both()).toEqual(["clinical medium latched", "technical low latched"]);
    await silence(400, "W2-01");
    await look(0);
    expect(await both()).toEqual(["clinical medium latched", "technical low raised"]);
    await high(127);
    expect(await both()).toEqual(["clinical medium raised", "technical low latched"]);
  });

  it("is an alert, with a ladder and a place in the list, and no grey note", async () => {
    await silence(400, "W2-01");
    await look(0);
    const [alert] = await ward.alerts();
    expect(alert).toMatchObject({ kind: "technical", state: "raised", priority: "low" });
    expect(alert?.escalate_at).not.toBeNull();
    const board = await readBoard(test.db, ward.hospitalId, "W2", new Date());
    expect(board?.alerts.map(({ cause }) => cause)).toEqual(["device_lost"]);
    expect(board?.tiles.unanswered).toEqual({ high: 0, medium: 0, low: 1 });
    expect(board?.beds[0]?.stay?.alert?.cause).toBe("device_lost");
  });
});
