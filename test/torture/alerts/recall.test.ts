import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acknowledgeAlert } from "../../../src/actions/acknowledge-alert.ts";
import { loseDevices } from "../../../src/actions/lose-devices.ts";
import { raiseDue } from "../../../src/actions/raise-due.ts";
import { recordVitals } from "../../../src/actions/record-vitals.ts";
import { staleSigns } from "../../../src/actions/stale-signs.ts";
import { takeOnAlert } from "../../../src/actions/take-on-alert.ts";
import type { RawReading } from "../../../src/domain/readings.ts";
import type { Person } from "../../../src/domain/staff.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { employ } from "../../support/people.ts";
import { VitalsFixture } from "../../support/vitals-fixture.ts";

/**
 * A monitor is lost and comes back while what it had alerted about persists. In other systems the technical alarm took the
 * place of the clinical one, which did not come back with the monitor.
 */
let database: TestDatabase;
let ward: VitalsFixture;
let nurse: Person;
let wards = 0;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const hospitalId = `hospital-${++wards}`;
  ward = await new VitalsFixture(database.db, hospitalId).open({ W1: 1 }, ["W1-01"]);
  const staffId = await employ(database.db, hospitalId, { email: `nora@${hospitalId}.example`, role: "nurse" });
  nurse = { hospitalId, staffId, name: "Nora", role: "nurse", wardId: null };
});

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

const send = (...readings: RawReading[]) =>
  recordVitals(database.db, ward.hospitalId, [
    { hospitalId: ward.hospitalId, deviceIds: ward.devices, readings, source: "device" },
  ]);

const clinical = async () => {
  const alerts = (await ward.alerts()).filter(({ kind }) => kind === "clinical");
  expect(alerts).toHaveLength(1);
  return alerts[0] ?? expect.fail();
};
const technical = async () => (await ward.alerts()).filter(({ kind }) => kind === "technical");

/** A heart rate that is too high but makes no score alone, and its on-delay over. */
async function raise(): Promise<string> {
  await send(ward.reading({ value: 125, secondsAgo: 2 }));
  await raiseDue(database.db, ward.hospitalId, inSeconds(60));
  expect(await clinical()).toMatchObject({ state: "raised", cause_active: true });
  return (await clinical()).alert_id;
}

/** Nothing is heard of the monitor for so long that its signs are struck out and it is lost. */
async function loseMonitor(): Promise<void> {
  await staleSigns(database.db, ward.hospitalId, inSeconds(320));
  await loseDevices(database.db, ward.hospitalId, inSeconds(320), new Date(0));
  expect(await technical()).toMatchObject([{ state: "raised", cause: "device_lost" }]);
}

const answer = (alertId: string) =>
  acknowledgeAlert({ db: database.db }, { person: nurse, alertId, screen: "board", requestId: "answer" });

describe("a monitor that was lost and is back, and the heart still races", () => {
  test("finds the alert that nobody answered as it was: called, and climbing", async () => {
    await raise();
    const before = await clinical();
    await loseMonitor();
    expect(await clinical()).toEqual(before);
    await send(ward.reading({ value: 125, secondsAgo: 0 }));
    expect(await clinical()).toEqual(before);
    expect(await technical()).toMatchObject([{ state: "latched" }]);
  });

  test("makes the alert that somebody had answered active again, and its ladder runs", async () => {
    const alertId = await raise();
    expect((await answer(alertId)).ok).toBe(true);
    await loseMonitor();
    expect(await clinical()).toMatchObject({ state: "acknowledged" });
    await send(ward.reading({ value: 125, secondsAgo: 0 }));
    expect(await clinical()).toMatchObject({ state: "raised", cause_active: true, acknowledged_by: null });
    expect((await clinical()).escalate_at).not.toBeNull();
    expect(await lastStep(alertId)).toMatchObject({ event: "lapsed", reason: "device_returned", staff_id: null });
  });

  test("does so also where both alerts had been answered, the one about it too", async () => {
    const alertId = await raise();
    await loseMonitor();
    for (const alert of await ward.alerts()) expect((await answer(alert.alert_id)).ok).toBe(true);
    await send(ward.reading({ value: 125, secondsAgo: 0 }));
    expect(await clinical()).toMatchObject({ alert_id: alertId, state: "raised" });
  });

  test("does so when its first word says nothing of the heart", async () => {
    const alertId = await raise();
    await answer(alertId);
    await loseMonitor();
    await send(ward.reading({ sign: "spo2", value: 97, secondsAgo: 0 }));
    expect(await clinical()).toMatchObject({ alert_id: alertId, state: "raised" });
  });

  test("leaves it with whoever is on the way", async () => {
    const alertId = await raise();
    const person = nurse;
    const coming = { person, alertId, screen: "alert", requestId: "coming", minutes: 5 };
    expect((await takeOnAlert({ db: database.db }, coming)).ok).toBe(true);
    await loseMonitor();
    await send(ward.reading({ value: 125, secondsAgo: 0 }));
    expect(await clinical()).toMatchObject({ state: "acknowledged", owner_is: "on_the_way" });
  });

  test("raises a new alert where the one before had closed", async () => {
    const alertId = await raise();
    await send(ward.reading({ value: 80, secondsAgo: 1 }));
    expect(await clinical()).toMatchObject({ state: "latched" });
    await answer(alertId);
    expect(await clinical()).toMatchObject({ state: "resolved" });
    await loseMonitor();
    await send(ward.reading({ value: 125, secondsAgo: 0 }));
    await raiseDue(database.db, ward.hospitalId, inSeconds(60));
    const alerts = (await ward.alerts()).filter(({ kind }) => kind === "clinical");
    expect(alerts.map(({ state }) => state)).toEqual(["resolved", "raised"]);
  });
});

test("a monitor that is back and finds the heart calm recalls nobody", async () => {
  const alertId = await raise();
  await answer(alertId);
  await loseMonitor();
  await send(ward.reading({ value: 80, secondsAgo: 0 }));
  expect(await clinical()).toMatchObject({ state: "acknowledged", cause_active: false });
});

test("a lead that is off for a while, and says no reading, neither ends an alert nor answers it", async () => {
  const alertId = await raise();
  const before = await clinical();
  for (const value of [null, -1, 999]) {
    await send(ward.reading({ value, secondsAgo: 1 }));
    expect(await clinical()).toEqual(before);
  }
  await send(ward.reading({ value: 125, secondsAgo: 0 }));
  expect(await clinical()).toEqual(before);
  expect(before.alert_id).toBe(alertId);
});

async function lastStep(alertId: string) {
  return await database.db
    .selectFrom("alert_transitions")
    .selectAll()
    .where("hospital_id", "=", ward.hospitalId)
    .where("alert_id", "=", alertId)
    .orderBy("position", "desc")
    .executeTakeFirstOrThrow();
}
