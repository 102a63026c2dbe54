import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { raiseDue } from "../src/actions/raise-due.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import type { RawReading, RecordOutcome } from "../src/domain/readings.ts";
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
  ward = await openWard();
});

async function openWard(): Promise<VitalsFixture> {
  count += 1;
  return await new VitalsFixture(test.db, `hospital-${count}`).open({ W1: 3, W2: 1 }, ["W1-01", "W1-02", "W2-01"]);
}

/** One request with these readings, in a batch of its own. */
async function send(...readings: RawReading[]): Promise<RecordOutcome> {
  const [outcome] = await sendTogether(readings);
  if (!outcome) throw new Error("no answer");
  return outcome;
}
const sendTogether = (...requests: RawReading[][]) =>
  recordVitals(
    test.db,
    ward.hospitalId,
    requests.map((readings) => ({ hospitalId: ward.hospitalId, deviceIds: ward.devices, readings, source: "device" })),
  );

describe("a reading that is taken", () => {
  it("is stored, current, and told to the boards once a stay", async () => {
    const reading = ward.reading();
    const outcome = await send(reading, ward.reading({ sign: "spo2", value: 97 }), ward.reading({ bed: "W2-01" }));
    expect(outcome).toEqual({ accepted: 3, repeated: 0, refused: [] });
    expect((await ward.current()).heartRate).toMatchObject({
      value: 80,
      at: new Date(reading.at),
      device_id: "mon-W1-01",
      source: "device",
      interval_seconds: 60,
    });
    expect(await ward.observations()).toHaveLength(3);
    expect(await ward.events()).toMatchObject([
      {
        type: "vitals.recorded",
        payload: { stayId: ward.stay("W1-01"), bedId: "W1-01", wardId: "W1", signs: ["heartRate", "spo2"] },
      },
      { type: "vitals.recorded", payload: { bedId: "W2-01", wardId: "W2", signs: ["heartRate"] } },
    ]);
  });

  it("belongs to whoever held the bed at its time, and is shown where that patient lies now", async () => {
    await ward.rows.move(ward.stay("W1-01"), "W1-03");
    const before = await send(ward.reading({ at: new Date(ward.rows.now.getTime() - 1000).toISOString() }));
    expect(before).toMatchObject({ accepted: 1 });
    expect(await ward.events()).toMatchObject([{ payload: { stayId: ward.stay("W1-01"), bedId: "W1-03" } }]);
    const after = await send(ward.reading({ at: new Date(ward.rows.now.getTime() + 1000).toISOString() }));
    expect(after.refused).toEqual([{ index: 0, field: "bed", reason: "nobody_in_bed" }]);
  });

  it("of a patient who has left is charted as late, and shown nowhere", async () => {
    const { rows, db, hospitalId } = ward;
    const at = new Date(rows.now.getTime() - 1000).toISOString();
    for (const [table, column] of [
      ["occupancies", "to_at"],
      ["stays", "ended_at"],
    ] as const)
      await db
        .updateTable(table)
        .set({ [column]: rows.now })
        .where("hospital_id", "=", hospitalId)
        .where("stay_id", "=", ward.stay("W1-01"))
        .execute();
    expect(await send(ward.reading({ at, value: 190 }))).toMatchObject({ accepted: 1 });
    expect(await ward.observations()).toMatchObject([{ late: true, value: 190 }]);
    expect(await ward.current()).toEqual({});
    expect(await ward.events()).toEqual([]);
    expect(await ward.alerts()).toEqual([]);
  });

  it("keeps what was sent to the last digit and at the device's time", async () => {
    const aMinuteAgo = ward.rows.now.getTime() - 60_000;
    const at = new Date(aMinuteAgo + 3_600_000).toISOString().replace(/\d{3}Z$/, "123+01:00");
    await send(ward.reading({ sign: "temperature", value: "37.449999999", at }));
    expect(await ward.observations()).toMatchObject([{ value: 37.449999999, at: new Date(at) }]);
  });
});

describe("a repeat", () => {
  it("has no effect, within a request, across requests of a batch, and later", async () => {
    const reading = ward.reading();
    expect(await sendTogether([reading, reading], [reading])).toEqual([
      { accepted: 1, repeated: 1, refused: [] },
      { accepted: 0, repeated: 1, refused: [] },
    ]);
    const events = await ward.events();
    expect(await send({ ...reading, bed: undefined, patient: `${ward.hospitalId}-W1-01` })).toEqual({
      accepted: 0,
      repeated: 1,
      refused: [],
    });
    expect(await ward.events()).toEqual(events);
    expect(await ward.observations()).toHaveLength(1);
  });

  it("of no reading is a repeat too", async () => {
    const reading = ward.reading({ value: null });
    await send(reading);
    expect(await send({ ...reading, value: -1 })).toMatchObject({ accepted: 0, repeated: 1 });
  });

  it("with another value, or of another patient, is refused and the first one stands", async () => {
    const reading = ward.reading();
    expect(await send(reading, { ...reading, value: 81 })).toMatchObject({
      accepted: 1,
      refused: [{ index: 1, field: "value", reason: "differs" }],
    });
    expect((await send({ ...reading, value: null })).refused).toMatchObject([{ field: "value", reason: "differs" }]);
    expect((await send({ ...reading, bed: "W1-02" })).refused).toMatchObject([{ field: "bed", reason: "differs" }]);
    expect((await ward.current()).heartRate).toMatchObject({ value: 80 });
    expect(await ward.current("W1-02")).toEqual({});
  });

  it("is no sign of life of its device", async () => {
    const reading = ward.reading();
    await send(reading);
    const heard = () =>
      test.db
        .selectFrom("devices")
        .select("last_heard_at")
        .where("hospital_id", "=", ward.hospitalId)
        .where("device_id", "=", "mon-W1-01")
        .executeTakeFirstOrThrow();
    const first = await heard();
    expect(first.last_heard_at).not.toBeNull();
    await send(reading);
    expect(await heard()).toEqual(first);
  });
});

describe("a refused reading", () => {
  it("harms no other of its request, and is named by its place", async () => {
    const outcome = await send(
      ward.reading({ sign: "mood" }),
      ward.reading({ bed: "W9-09", device: "mon-W1-01" }),
      ward.reading(),
      ward.reading({ device: "mon-W1-03" }),
      ward.reading({ secondsAgo: -120 }),
      ward.reading({ sign: "spo2", value: 700 }),
    );
    expect(outcome).toEqual({
      accepted: 1,
      repeated: 0,
      refused: [
        { index: 0, field: "sign", reason: "unknown_sign" },
        { index: 1, field: "bed", reason: "unknown_bed" },
        { index: 3, field: "device", reason: "device_not_allowed" },
        { index: 4, field: "at", reason: "in_the_future" },
        { index: 5, field: "value", reason: "implausible" },
      ],
    });
  });

  it("of a value that cannot be ends the current one, if it is newer", async () => {
    await send(ward.reading({ secondsAgo: 10 }));
    await send(ward.reading({ value: 999, secondsAgo: 20 }));
    expect((await ward.current()).heartRate).toMatchObject({ value: 80 });
    await send(ward.reading({ value: 999, secondsAgo: 5 }));
    expect((await ward.current()).heartRate).toMatchObject({ value: null, changes_at: null });
    expect(await ward.observations()).toHaveLength(1);
    expect(await ward.eventsOf("vitals.recorded")).toHaveLength(2);
  });

  it("finds no bed of another hospital", async () => {
    const other = ward;
    ward = await openWard();
    const reading = ward.reading({ bed: undefined, patient: `${other.hospitalId}-W1-01`, device: "mon-W1-01" });
    expect((await send(reading)).refused).toMatchObject([{ field: "patient", reason: "unknown_patient" }]);
  });
});

describe("no reading", () => {
  it.each([null, "", -1, -100, -999, -99.9, 8_388_607])("sent as %j ends the current value at once", async (value) => {
    await send(ward.reading({ secondsAgo: 10 }));
    expect(await send(ward.reading({ value }))).toMatchObject({ accepted: 1 });
    expect((await ward.current()).heartRate).toMatchObject({ value: null });
  });

  it("neither ends nor raises an alert", async () => {
    await send(ward.reading({ value: 125, secondsAgo: 10 }));
    const causes = await ward.causes();
    expect(causes).toMatchObject([{ cause: "heartRate:high", priority: "medium", active: true, alert_id: null }]);
    await send(ward.reading({ value: null }));
    expect(await ward.causes()).toEqual(causes);
    expect(await ward.alerts()).toEqual([]);
  });
});

describe("a late reading", () => {
  it("is charted and changes nothing else", async () => {
    await send(ward.reading({ secondsAgo: 5 }));
    const [current, events] = [await ward.current(), await ward.events()];
    await send(ward.reading({ value: 150, secondsAgo: 6 }), ward.reading({ value: 90, secondsAgo: 7 }));
    expect(await ward.current()).toEqual(current);
    expect(await ward.events()).toEqual(events);
    expect(await ward.alerts()).toEqual([]);
    expect((await ward.observations()).map(({ value, late, found_late }) => [value, late, found_late])).toEqual([
      [90, true, false],
      [150, true, true],
      [80, false, false],
    ]);
  });

  it("that is the newest all the same is current with its true age, and raises nothing", async () => {
    await send(ward.reading({ value: 150, secondsAgo: 200 }));
    expect((await ward.current()).heartRate).toMatchObject({ value: 150 });
    expect(await ward.observations()).toMatchObject([{ late: true, found_late: true }]);
    expect(await ward.alerts()).toEqual([]);
    expect(await ward.eventsOf("vitals.recorded")).toHaveLength(1);
  });
});

describe("what follows for the alerts", () => {
  it("is judged with all current values of the patient, not only with those that came", async () => {
    await send(
      ward.reading({ sign: "consciousness", value: "V" }),
      ward.reading({ sign: "systolic", value: 105 }),
      ward.reading({ sign: "temperature", value: 38.2 }),
    );
    expect(await ward.alerts()).toMatchObject([{ cause: "news2", priority: "medium", value: 5, state: "raised" }]);
    await send(ward.reading({ sign: "oxygen", value: 2 }));
    expect(await ward.alerts()).toMatchObject([{ cause: "news2", priority: "high" }]);
  });

  it("is NEWS2 for no child", async () => {
    await test.db
      .updateTable("patients")
      .set({ born_on: ward.rows.now.toISOString().slice(0, 10) })
      .where("hospital_id", "=", ward.hospitalId)
      .execute();
    await send(ward.reading({ sign: "consciousness", value: "U" }), ward.reading({ sign: "systolic", value: 100 }));
    expect(await ward.alerts()).toEqual([]);
  });

  it("is a look at the patient where a rate is 0, and the 0 is shown", async () => {
    await send(ward.reading({ value: 0 }));
    expect((await ward.current()).heartRate).toMatchObject({ value: 0 });
    const causes = (await ward.causes()).filter(({ sign }) => sign === "heartRate");
    expect(causes).toMatchObject([{ cause: "heartRate:zero", reason: "rate_is_zero", priority: "high" }]);
    // Named by it from when its on-delay is over.
    await raiseDue(test.db, ward.hospitalId, new Date(Date.now() + 6000));
    expect(await ward.alerts()).toMatchObject([{ cause: "heartRate:zero", priority: "high", state: "raised" }]);
  });

  it("is told together with the readings, in one transaction", async () => {
    await send(ward.reading({ sign: "systolic", value: 80 }));
    const events = await ward.events();
    expect(events.map(({ type }) => type)).toContain("alert.raised");
    expect(new Set(events.map(({ xact }) => xact)).size).toBe(1);
  });

  it("is cancelled by a normal reading within the on-delay", async () => {
    await send(ward.reading({ value: 125, secondsAgo: 3 }));
    await send(ward.reading({ value: 80 }));
    expect(await ward.causes()).toEqual([]);
    await raiseDue(test.db, ward.hospitalId, new Date(Date.now() + 60_000));
    expect(await ward.alerts()).toEqual([]);
    expect(await ward.events()).not.toContainEqual(expect.objectContaining({ type: "alert.raised" }));
  });

  it("is one alert for five limits that one request crosses, and one each for two patients", async () => {
    const bad = { heartRate: 150, respiratoryRate: 32, spo2: 82, systolic: 75, temperature: 40.5 };
    const readings = ["W1-01", "W1-02"].flatMap((bed) =>
      Object.entries(bad).map(([sign, value]) => ward.reading({ bed, sign, value })),
    );
    await send(...readings);
    await raiseDue(test.db, ward.hospitalId, new Date(Date.now() + 60_000));
    expect((await ward.alerts()).map(({ subject, priority, state }) => [subject, priority, state])).toEqual([
      [`stay:${ward.stay("W1-01")}`, "high", "raised"],
      [`stay:${ward.stay("W1-02")}`, "high", "raised"],
    ]);
    for (const { alert_id, stay_id } of await ward.alerts()) {
      const of = (await ward.causes()).filter((cause) => cause.stay_id === stay_id);
      expect(of.map(({ cause }) => cause).sort()).toEqual(
        ["heartRate:high", "news2", "respiratoryRate:high", "spo2:low", "systolic:low", "temperature:high"].sort(),
      );
      expect(new Set(of.map((cause) => cause.alert_id))).toEqual(new Set([alert_id]));
    }
  });
});
