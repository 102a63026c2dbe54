import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loseDevices } from "../src/actions/lose-devices.ts";
import { missSignsSweep } from "../src/actions/miss-signs.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import type { Sweep } from "../src/actions/sweep.ts";
import type { RawReading } from "../src/domain/readings.ts";
import type { Sign } from "../src/domain/vitals.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

/** W1-01 has a monitor that sends heart rate and saturation every five seconds: a sign is lost after 25. */
let test: TestDatabase;
let ward: VitalsFixture;
let sweep: Sweep;
let count = 0;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await sql`delete from watchers`.execute(test.db);
  count += 1;
  ward = await new VitalsFixture(test.db, `hospital-${count}`).open({ W1: 2 }, ["W1-01", "W1-02"]);
  sweep = missSignsSweep(test.db);
});

const signs = { heartRate: 80, spo2: 97 } as const;
const send = (...readings: RawReading[]) =>
  recordVitals(test.db, ward.hospitalId, [
    { hospitalId: ward.hospitalId, deviceIds: [...ward.devices, "rounds"], readings, source: "device" },
  ]);
const reading = (sign: Sign, secondsAgo: number, given: Partial<RawReading> = {}) =>
  ward.reading({ sign, value: sign === "spo2" ? signs.spo2 : signs.heartRate, secondsAgo, ...given });
/** What the monitor said so many seconds ago, each of these signs. */
const beat = (secondsAgo: number, ...of: Sign[]) => send(...of.map((sign) => reading(sign, secondsAgo)));
/** A stream of both until a minute ago, and from then on of the heart rate only. */
async function cableIsPulled(): Promise<void> {
  for (const ago of [75, 70, 65, 60]) await beat(ago, "heartRate", "spo2");
  for (const ago of [30, 5, 1]) await beat(ago, "heartRate");
}
/** The ticker comes by again and again, for so many seconds from now. */
async function comeBy(fromSeconds: number, toSeconds: number): Promise<void> {
  for (let at = fromSeconds; at <= toSeconds; at += 5) await sweep.run(new Date(Date.now() + at * 1000));
}
const alerts = async () =>
  (await ward.alerts()).map(({ subject, cause, sign, priority, state }) =>
    [subject, cause, sign, priority, state].join(" "),
  );
const subject = () => `stay:${ward.stay("W1-01")}:signs`;

describe("a sign that a monitor does not send any more while it sends the rest", () => {
  it("is missed when that has lasted for half a minute: one technical alert about the stay", async () => {
    await cableIsPulled();
    await comeBy(0, 25);
    expect(await alerts()).toEqual([]);
    await comeBy(30, 40);
    expect(await alerts()).toEqual([`${subject()} signs_stale spo2 low raised`]);
    expect(await ward.alerts()).toMatchObject([{ kind: "technical", clinical: false, bed_id: "W1-01", ward_id: "W1" }]);
  });

  it("is missed once by two processes", async () => {
    await cableIsPulled();
    const sweeps = [sweep, missSignsSweep(test.db)];
    for (let at = 0; at <= 40; at += 5)
      await Promise.all(sweeps.map((one) => one.run(new Date(Date.now() + at * 1000))));
    expect(await alerts()).toHaveLength(1);
    expect(await ward.eventsOf("alert.raised")).toHaveLength(1);
  });

  it("is missed no more when it comes again", async () => {
    await cableIsPulled();
    await comeBy(0, 40);
    await beat(0, "heartRate", "spo2");
    await comeBy(45, 45);
    expect(await alerts()).toEqual([`${subject()} signs_stale spo2 low latched`]);
    expect((await ward.eventsOf("alert.latched")).length).toBe(1);
  });

  it("is missed no more when the monitor says that it has no reading: then it knows", async () => {
    await cableIsPulled();
    await comeBy(0, 40);
    await send(reading("spo2", 0, { value: null }));
    await comeBy(45, 45);
    expect(await alerts()).toEqual([`${subject()} signs_stale spo2 low latched`]);
  });

  it("is missed no more when the whole monitor is silent: that is another alert", async () => {
    await cableIsPulled();
    await comeBy(0, 40);
    await loseDevices(test.db, ward.hospitalId, new Date(Date.now() + 302_000), new Date(0));
    await comeBy(45, 45);
    expect(await alerts()).toEqual([
      `${subject()} signs_stale spo2 low latched`,
      "device:mon-W1-01:lost device_lost  low raised",
    ]);
  });
});

describe("nothing is missed", () => {
  it("of a monitor that says that the probe is off", async () => {
    for (const ago of [75, 70, 65]) await beat(ago, "heartRate", "spo2");
    await send(reading("spo2", 60, { value: null }));
    for (const ago of [30, 5, 1]) await beat(ago, "heartRate");
    await comeBy(0, 60);
    expect(await alerts()).toEqual([]);
  });

  it("of a monitor that has fallen silent as a whole and is not yet lost", async () => {
    for (const ago of [75, 70, 65, 60]) await beat(ago, "heartRate", "spo2");
    await sql`
      update devices set last_heard_at = now() - interval '60 seconds' where hospital_id = ${ward.hospitalId}
    `.execute(test.db);
    await comeBy(0, 60);
    expect(await alerts()).toEqual([]);
  });

  it("of a monitor that is back and sends its signs one after the other", async () => {
    for (const ago of [175, 170, 165]) await beat(ago, "heartRate", "spo2");
    await beat(1, "heartRate");
    await comeBy(0, 25);
    await beat(0, "spo2");
    await comeBy(30, 60);
    expect(await alerts()).toEqual([]);
  });

  it("of a sign that came once and in no stream", async () => {
    await beat(500, "spo2");
    for (const ago of [75, 70, 5, 1]) await beat(ago, "heartRate");
    await comeBy(0, 60);
    expect(await alerts()).toEqual([]);
  });

  it("of a device that is carried from bed to bed: it is heard at another", async () => {
    await ward.rows.device("rounds", null, 1);
    for (const ago of [80, 75, 70]) await send(reading("spo2", ago, { device: "rounds" }));
    await send(reading("spo2", 1, { device: "rounds", bed: "W1-02" }));
    await comeBy(0, 60);
    expect(await alerts()).toEqual([]);
  });

  it("of a patient who lies in another bed now: the monitor stayed", async () => {
    await cableIsPulled();
    await sql`update occupancies set to_at = now() where hospital_id = ${ward.hospitalId}`.execute(test.db);
    await comeBy(0, 60);
    expect(await alerts()).toEqual([]);
  });
});

it("stands beside what the sign called for, and takes nothing of it back", async () => {
  await send(reading("spo2", 5, { value: 85 }));
  await send(reading("spo2", 1, { value: 85 }));
  // The cable is pulled, a minute ago.
  await sql`
    update current_vitals set at = at - interval '60 seconds', interval_seconds = 5, gap_seconds = 4
    where hospital_id = ${ward.hospitalId} and sign = 'spo2'
  `.execute(test.db);
  await beat(0, "heartRate");
  const before = (await ward.alerts()).filter(({ kind }) => kind === "clinical");
  const causes = () =>
    sql`select cause, active from alert_causes where hospital_id = ${ward.hospitalId}`.execute(test.db);
  const found = (await causes()).rows;
  expect(found.length).toBeGreaterThan(0);
  await comeBy(0, 40);
  expect((await ward.alerts()).filter(({ kind }) => kind === "technical")).toHaveLength(1);
  expect((await ward.alerts()).filter(({ kind }) => kind === "clinical")).toEqual(before);
  expect((await causes()).rows).toEqual(found);
});
