import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loseDevices, loseDevicesSweep } from "../src/actions/lose-devices.ts";
import { minuteSweep, passMinute } from "../src/actions/pass-minute.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { staleSigns, staleSignsSweep } from "../src/actions/stale-signs.ts";
import type { Sweep } from "../src/actions/sweep.ts";
import { freshnessOf } from "../src/domain/freshness.ts";
import type { RawReading } from "../src/domain/readings.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let test: TestDatabase;
let ward: VitalsFixture;
let count = 0;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  ward = await new VitalsFixture(test.db, `hospital-${count}`).open({ W1: 2 }, ["W1-01", "W1-02"]);
});

const after = (moment: Date | null | undefined, millis: number) => new Date((moment?.getTime() ?? 0) + millis);
/** Somebody has listened since then. */
const always = new Date(0);
const send = (...readings: RawReading[]) =>
  recordVitals(test.db, ward.hospitalId, [
    { hospitalId: ward.hospitalId, deviceIds: ward.devices, readings, source: "device" },
  ]);

describe("a sign that nothing new comes for", () => {
  it("is told to age, to stale and to be lost, each once, and then no more", async () => {
    await send(ward.reading({ secondsAgo: 1 }), ward.reading({ sign: "spo2", value: 97, secondsAgo: 1 }));
    const { at } = (await ward.current()).heartRate ?? {};
    const told = async (secondsAfter: number) => {
      await staleSigns(test.db, ward.hospitalId, after(at, secondsAfter * 1000 + 10));
      return (await ward.eventsOf("signs.staled")).length;
    };
    expect(await told(89)).toBe(0);
    expect(await told(90)).toBe(1);
    expect(await told(90)).toBe(1);
    expect(await told(120)).toBe(2);
    expect(await told(299)).toBe(2);
    expect(await told(300)).toBe(3);
    expect((await ward.current()).heartRate).toMatchObject({ value: 80, changes_at: null });
    expect(await told(100_000)).toBe(3);
    expect((await ward.eventsOf("signs.staled"))[0]?.payload).toMatchObject({
      stayId: ward.stay("W1-01"),
      bedId: "W1-01",
      wardId: "W1",
      signs: expect.arrayContaining(["heartRate", "spo2"]),
    });
  });

  it("keeps its age when the clock of the database is set back, and is not live again when its time comes round", async () => {
    await send(ward.reading({ secondsAgo: 100 }), ward.reading({ bed: "W1-02", secondsAgo: 1 }));
    const { interval_seconds = 0 } = (await ward.current()).heartRate ?? {};
    // As if all had been written by a clock that was an hour ahead of what it says now.
    await sql`update current_vitals set at = at + interval '1 hour', received_at = received_at + interval '1 hour',
      changes_at = changes_at + interval '1 hour' where hospital_id = ${ward.hospitalId}`.execute(test.db);
    const shownIn = async (seconds: number) => {
      const value = (await ward.current()).heartRate;
      return value ? freshnessOf(value.at, value.interval_seconds, new Date(Date.now() + seconds * 1000)) : "none";
    };
    expect(await shownIn(0)).toBe("lost");
    // Two processes, of which each finds that it was set back.
    const sweeps = [staleSignsSweep(test.db), staleSignsSweep(test.db)];
    await Promise.all(sweeps.map((sweep) => sweep.run(new Date())));
    const settled = (await ward.current()).heartRate;
    expect(Math.abs((Date.now() - (settled?.at.getTime() ?? 0)) / 1000 - 100)).toBeLessThan(10);
    expect(await shownIn(2 * interval_seconds - 90)).toBe("stale");
    expect(await shownIn(5 * interval_seconds - 90)).toBe("lost");
    expect(await shownIn(3600)).toBe("lost");
    const told = await ward.eventsOf("signs.staled");
    expect(told.some(({ payload }) => "bedId" in payload && payload.bedId === "W1-02")).toBe(true);
    for (const sweep of sweeps) await sweep.run(new Date(0));
    expect((await ward.current()).heartRate?.at).toEqual(settled?.at);
  });

  it("is told once, however many processes look", async () => {
    await send(ward.reading(), ward.reading({ bed: "W1-02" }));
    const later = after((await ward.current()).heartRate?.at, 95_000);
    await Promise.all(Array.from({ length: 8 }, () => staleSigns(test.db, ward.hospitalId, later)));
    const told = (await ward.eventsOf("signs.staled")).map(({ payload }) => "bedId" in payload && payload.bedId);
    expect(told.sort()).toEqual(["W1-01", "W1-02"]);
  });

  it("neither raises nor ends an alert", async () => {
    await send(ward.reading({ sign: "systolic", value: 90 }), ward.reading({ value: 125 }));
    const alerts = await ward.alerts();
    expect(alerts.length).toBeGreaterThan(0);
    await staleSigns(test.db, ward.hospitalId, new Date(Date.now() + 86_400_000));
    expect(await ward.alerts()).toEqual(alerts);
  });

  it("is told of nobody who has no bed any more", async () => {
    await send(ward.reading());
    await test.db
      .updateTable("occupancies")
      .set({ to_at: new Date() })
      .where("hospital_id", "=", ward.hospitalId)
      .execute();
    await staleSigns(test.db, ward.hospitalId, new Date(Date.now() + 86_400_000));
    expect(await ward.eventsOf("signs.staled")).toEqual([]);
    expect((await ward.current()).heartRate).toMatchObject({ changes_at: null });
  });

  it("is what the sweep wakes for next", async () => {
    await send(ward.reading({ secondsAgo: 1 }));
    const { changes_at } = (await ward.current()).heartRate ?? {};
    const next = await staleSignsSweep(test.db).run(new Date());
    expect(next?.getTime()).toBeLessThanOrEqual(changes_at?.getTime() ?? 0);
  });

  it("counts from the new value when one comes in time", async () => {
    await send(ward.reading({ secondsAgo: 50 }));
    await send(ward.reading({ secondsAgo: 1 }));
    await staleSigns(test.db, ward.hospitalId, after((await ward.current()).heartRate?.at, 40_000));
    expect(await ward.eventsOf("signs.staled")).toEqual([]);
  });
});

describe("a monitor that falls silent", () => {
  const heard = async (device: string) =>
    await test.db
      .selectFrom("devices")
      .selectAll()
      .where("hospital_id", "=", ward.hospitalId)
      .where("device_id", "=", device)
      .executeTakeFirstOrThrow();

  it("at a patient's bed is lost after five times its interval, with one technical alert", async () => {
    await send(ward.reading());
    const { last_heard_at } = await heard("mon-W1-01");
    await loseDevices(test.db, ward.hospitalId, after(last_heard_at, 299_000), always);
    expect((await heard("mon-W1-01")).lost_at).toBeNull();
    const later = after(last_heard_at, 301_000);
    await Promise.all(Array.from({ length: 8 }, () => loseDevices(test.db, ward.hospitalId, later, always)));
    expect((await heard("mon-W1-01")).lost_at).toEqual(later);
    expect(await ward.eventsOf("device.lost")).toMatchObject([
      { payload: { deviceId: "mon-W1-01", bedId: "W1-01", wardId: "W1" } },
    ]);
    expect(await ward.alerts()).toMatchObject([
      { kind: "technical", cause: "device_lost", subject: "device:mon-W1-01:lost", priority: "low", state: "raised" },
    ]);
  });

  it("and speaks again is back: nobody answered, so its alert stays listed until somebody does", async () => {
    await send(ward.reading({ secondsAgo: 3 }));
    await loseDevices(test.db, ward.hospitalId, new Date(Date.now() + 400_000), always);
    await send(ward.reading({ secondsAgo: 2 }));
    expect((await heard("mon-W1-01")).lost_at).toBeNull();
    expect(await ward.eventsOf("device.returned")).toMatchObject([
      { payload: { deviceId: "mon-W1-01", bedId: "W1-01", wardId: "W1" } },
    ]);
    expect(await ward.alerts()).toMatchObject([{ state: "latched", cause_active: false }]);
    await send(ward.reading({ secondsAgo: 1 }));
    expect(await ward.eventsOf("device.returned")).toHaveLength(1);
    await loseDevices(test.db, ward.hospitalId, new Date(Date.now() + 400_000), always);
    expect(await ward.alerts()).toMatchObject([{ state: "raised", cause_active: true, repeats: 1 }]);
  });

  it("is not lost at an empty bed, nor where it never spoke", async () => {
    await ward.rows.device("mon-spare", null, 86_400);
    await test.db
      .updateTable("occupancies")
      .set({ to_at: new Date() })
      .where("hospital_id", "=", ward.hospitalId)
      .where("bed_id", "=", "W1-02")
      .execute();
    await test.db
      .updateTable("devices")
      .set({ last_heard_at: new Date(0) })
      .where("hospital_id", "=", ward.hospitalId)
      .where("device_id", "=", "mon-W1-02")
      .execute();
    await loseDevices(test.db, ward.hospitalId, new Date(), always);
    expect(await ward.alerts()).toEqual([]);
    expect(await ward.events()).toEqual([]);
  });

  /** As the ticker does, though not as often. */
  const comeBy = async (sweep: Sweep, from: Date, seconds: number) => {
    for (let passed = 20; passed <= seconds; passed += 20) await sweep.run(after(from, passed * 1000));
  };

  it("is what the sweep finds by itself", async () => {
    await send(ward.reading());
    const { last_heard_at } = await heard("mon-W1-01");
    const sweep = loseDevicesSweep(test.db);
    expect(await sweep.run(after(last_heard_at, 0))).toEqual(after(last_heard_at, 300_000));
    await comeBy(sweep, after(last_heard_at, 0), 300);
    expect((await heard("mon-W1-01")).lost_at).toBeNull();
    await sweep.run(after(last_heard_at, 300_001));
    expect((await heard("mon-W1-01")).lost_at).not.toBeNull();
  });

  it("is not called lost for the time that nobody listened: it may have spoken", async () => {
    await send(ward.reading());
    const { last_heard_at } = await heard("mon-W1-01");
    const sweep = loseDevicesSweep(test.db);
    const back = after(last_heard_at, 3_600_000);
    await sweep.run(back);
    await comeBy(sweep, back, 300);
    expect(await ward.eventsOf("device.lost")).toEqual([]);
    const backAgain = after(back, 900_000);
    await sweep.run(backAgain);
    await comeBy(sweep, backAgain, 300);
    expect(await ward.eventsOf("device.lost")).toEqual([]);
    await comeBy(sweep, after(backAgain, 300_000), 20);
    expect(await ward.eventsOf("device.lost")).toHaveLength(1);
  });
});

describe("a full minute", () => {
  it("passes once for a hospital, however many processes there are", async () => {
    const now = new Date("2026-11-23T10:15:30Z");
    await Promise.all(Array.from({ length: 8 }, () => passMinute(test.db, ward.hospitalId, now)));
    expect(await ward.eventsOf("minute.passed")).toHaveLength(1);
    await passMinute(test.db, ward.hospitalId, after(now, 29_999));
    expect(await ward.eventsOf("minute.passed")).toHaveLength(1);
    await passMinute(test.db, ward.hospitalId, after(now, 30_000));
    expect(await ward.eventsOf("minute.passed")).toHaveLength(2);
  });

  it("is what the sweep wakes for next", async () => {
    expect(await minuteSweep(test.db).run(new Date("2026-11-23T10:15:30Z"))).toEqual(new Date("2026-11-23T10:16:00Z"));
    expect(await ward.eventsOf("minute.passed")).toHaveLength(1);
  });
});
