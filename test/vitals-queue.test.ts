import { sql } from "kysely";
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createVitalsRecorder, type VitalsRecorder } from "../src/actions/vitals-queue.ts";
import { connect } from "../src/db/connection.ts";
import type { RawReading } from "../src/domain/readings.ts";
import { doorbell } from "../src/events/publish.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

const beds = Array.from({ length: 12 }, (_, i) => `W1-${String(i + 1).padStart(2, "0")}`);
const accepted = (count: number) => ({ ok: true, value: { accepted: count, repeated: 0, refused: [] } });
const busy = { ok: false, refusal: { kind: "busy", retryAfterSeconds: 2 } };

let test: TestDatabase;
let ward: VitalsFixture;
/** Two, as of two processes. */
let recorder: VitalsRecorder;
let otherRecorder: VitalsRecorder;
let logged: string[];
let count = 0;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  logged = [];
  const log = pino({ level: "warn" }, { write: (line: string) => logged.push(line) });
  recorder = createVitalsRecorder({ db: test.db, log });
  otherRecorder = createVitalsRecorder({ db: test.db, log });
  ward = await new VitalsFixture(test.db, `hospital-${count}`).open({ W1: beds.length }, beds);
  // Carried about: which bed they are at, they say by themselves.
  await sql`update devices set bed_id = null where hospital_id = ${ward.hospitalId}`.execute(test.db);
  return async () => {
    await Promise.all([recorder.close(), otherRecorder.close()]);
  };
});

const record = (to: VitalsRecorder, ...readings: RawReading[]) =>
  to.record({ hospitalId: ward.hospitalId, deviceIds: ward.devices, readings, source: "device" });
const bedOf = (index: number) => beds[index % beds.length] ?? "";

/** Keeps every batch of this ward waiting until `release`. */
async function holdStays(): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  await client.query("begin");
  await client.query("select from stays where hospital_id = $1 for update", [ward.hospitalId]);
  return { release: () => client.end() };
}

describe("requests that wait for the same hospital", () => {
  it("are committed together, with one ring of the doorbell a commit", async () => {
    const bell = new pg.Client({ connectionString: test.url });
    await bell.connect();
    await bell.query(`listen ${doorbell}`);
    let rings = 0;
    bell.on("notification", ({ payload }) => {
      if (payload === ward.hospitalId) rings += 1;
    });
    const sent = Array.from({ length: 120 }, (_, i) =>
      record(recorder, ward.reading({ bed: bedOf(i), secondsAgo: 1 + i / 10 })),
    );
    expect(await Promise.all(sent)).toEqual(sent.map(() => accepted(1)));
    const events = await ward.events();
    const commits = new Set(events.map(({ xact }) => xact)).size;
    expect(commits).toBeLessThanOrEqual(3);
    // One event a patient in each commit, however many requests were about that patient.
    expect(events.length).toBeLessThanOrEqual(commits * beds.length);
    await vi.waitFor(() => expect(rings).toBe(commits));
    await bell.end();
    expect(await ward.observations()).toHaveLength(120);
  });

  it("are answered each with its own", async () => {
    const reading = ward.reading();
    const held = await holdStays();
    const first = record(recorder, reading);
    const second = record(recorder, reading, ward.reading({ sign: "mood" }));
    const third = record(recorder, ward.reading({ bed: "W1-02" }), ward.reading({ bed: "W1-03" }));
    await held.release();
    expect(await first).toEqual(accepted(1));
    expect(await second).toMatchObject({ value: { repeated: 1, refused: [{ index: 1, reason: "unknown_sign" }] } });
    expect(await third).toEqual(accepted(2));
  });

  it("are harmed by no other that cannot be written", async () => {
    await sql`
      create or replace function refuse_66() returns trigger language plpgsql as
        $$ begin if new.value = 66 then raise exception 'not 66'; end if; return new; end $$
    `.execute(test.db);
    await sql`
      create trigger refuse_66 before insert on observations for each row execute function refuse_66()
    `.execute(test.db);
    try {
      const first = record(recorder, ward.reading());
      const good = record(recorder, ward.reading({ bed: "W1-02" }));
      const bad = record(recorder, ward.reading({ bed: "W1-03", value: 66 }));
      const alsoGood = record(recorder, ward.reading({ bed: "W1-04" }));
      await expect(bad).rejects.toThrow("not 66");
      expect(await Promise.all([first, good, alsoGood])).toEqual([accepted(1), accepted(1), accepted(1)]);
      expect(await ward.observations()).toHaveLength(3);
      expect(logged.join("")).not.toContain("not 66");
    } finally {
      await sql`drop trigger refuse_66 on observations`.execute(test.db);
    }
  });

  it("of other hospitals do not wait for them", async () => {
    const held = await holdStays();
    const waiting = record(recorder, ward.reading());
    const otherWard = await new VitalsFixture(test.db, `other-${count}`).open({ W1: 1 }, ["W1-01"]);
    const { hospitalId, devices: deviceIds } = otherWard;
    const readings = [otherWard.reading()];
    expect(await recorder.record({ hospitalId, deviceIds, readings, source: "device" })).toEqual(accepted(1));
    await held.release();
    expect(await waiting).toEqual(accepted(1));
  });
});

describe("a recorder that cannot keep up", () => {
  it("says busy beyond what it can hold, and does all that it took", async () => {
    const held = await holdStays();
    const many = Array.from({ length: 500 }, (_, i) => ward.reading({ bed: bedOf(i), secondsAgo: 1 + i / 100 }));
    const sent = Array.from({ length: 130 }, () => record(recorder, ...many));
    const tooMany = await record(recorder, ...many);
    expect(tooMany).toEqual(busy);
    await held.release();
    const outcomes = await Promise.all(sent);
    const taken = outcomes.filter(({ ok }) => ok);
    expect(taken.length).toBeGreaterThanOrEqual(100);
    expect(outcomes.length - taken.length).toBeGreaterThan(0);
    expect(taken[0]).toEqual(accepted(500));
    expect(taken[1]).toMatchObject({ value: { repeated: 500 } });
    expect(await record(recorder, ward.reading({ secondsAgo: 0.5 }))).toEqual(accepted(1));
  });

  it("says busy for requests without end, however small", async () => {
    const held = await holdStays();
    const sent = Array.from({ length: 2_200 }, () => record(recorder));
    sent.unshift(record(recorder, ward.reading()));
    await held.release();
    const refused = (await Promise.all(sent)).filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThan(0);
  });

  it("says busy where there is no database", async () => {
    const nowhere = connect("postgres://nobody@127.0.0.1:1/nothing", () => undefined);
    const log = pino({ level: "silent" });
    const lost = createVitalsRecorder({ db: nowhere.db, log });
    expect(await Promise.all([record(lost, ward.reading()), record(lost, ward.reading())])).toEqual([busy, busy]);
    await lost.close();
    await nowhere.db.destroy();
  });

  it("says busy to all of a batch whose patients stay locked, and asks the database only once", async () => {
    const impatient = connect(`${test.url}?options=${encodeURIComponent("-c lock_timeout=100ms")}`, () => undefined);
    const log = pino({ level: "warn" }, { write: (line: string) => logged.push(line) });
    const slow = createVitalsRecorder({ db: impatient.db, log });
    const held = await holdStays();
    const first = record(slow, ward.reading());
    const rest = Array.from({ length: 20 }, (_, i) => record(slow, ward.reading({ bed: bedOf(i), secondsAgo: 2 + i })));
    expect(await Promise.all([first, ...rest])).toEqual([busy, ...rest.map(() => busy)]);
    expect(logged).toHaveLength(2);
    await held.release();
    await slow.close();
    await impatient.db.destroy();
  });

  it("writes what it took before it closes, and takes no more", async () => {
    const held = await holdStays();
    const sent = beds.map((bed) => record(recorder, ward.reading({ bed })));
    const closed = recorder.close();
    expect(await record(recorder, ward.reading({ secondsAgo: 0.5 }))).toEqual(busy);
    await held.release();
    await closed;
    expect(await Promise.all(sent)).toEqual(sent.map(() => accepted(1)));
    expect(await ward.observations()).toHaveLength(beds.length);
  });
});

describe("two processes", () => {
  it("raise one alert for one patient and cause", async () => {
    const crossings = Array.from({ length: 40 }, (_, i) =>
      record(
        i % 2 === 0 ? recorder : otherRecorder,
        ward.reading({ sign: "temperature", value: 38.6 + i / 100, device: bedDevice(i), secondsAgo: 1 + i / 10 }),
      ),
    );
    expect(await Promise.all(crossings)).toEqual(crossings.map(() => accepted(1)));
    expect(await ward.alerts()).toMatchObject([{ cause: "temperature:high", state: "raised" }]);
    expect(await ward.eventsOf("alert.raised")).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it("leave the newer reading current, also where the older one is written last", async () => {
    await sql`
      create or replace function hold_71() returns trigger language plpgsql as
        $$ begin if new.value = 71 then perform pg_advisory_xact_lock(71); end if; return new; end $$
    `.execute(test.db);
    await sql`
      create trigger hold_71 before insert on current_vitals for each row execute function hold_71()
    `.execute(test.db);
    const holder = new pg.Client({ connectionString: test.url });
    await holder.connect();
    await holder.query("select pg_advisory_lock(71)");
    const waiting = async () => {
      const { rows } = await holder.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows.length;
    };
    const older = record(recorder, ward.reading({ value: 71, secondsAgo: 9 }));
    await vi.waitFor(async () => expect(await waiting()).toBe(1));
    let answered = false;
    const newer = record(otherRecorder, ward.reading({ value: 72, secondsAgo: 1 })).finally(() => {
      answered = true;
    });
    // It waits for the stay; had it not to, it would be done now, and the older one would be written over it.
    await vi.waitFor(async () => expect(answered || (await waiting()) === 2).toBe(true));
    await holder.end();
    expect(await Promise.all([older, newer])).toEqual([accepted(1), accepted(1)]);
    await sql`drop trigger hold_71 on current_vitals`.execute(test.db);
    expect((await ward.current()).heartRate).toMatchObject({ value: 72 });
  });

  it("take one and the same reading once, of whichever patient it was first said", async () => {
    for (let round = 0; round < 10; round += 1) {
      const at = new Date(Date.now() - 1000 - round).toISOString();
      const [device = "", other = ""] = ward.devices;
      const of = (bed: string) => [
        ward.reading({ bed, device, at }),
        ward.reading({ bed, device: other, at, sign: "spo2", value: 97 }),
      ];
      const [one, two] = await Promise.all([
        record(recorder, ...of("W1-01")),
        record(otherRecorder, ...of("W1-02").reverse()),
      ]);
      expect([one, two]).toContainEqual(accepted(2));
      expect([one, two].filter(({ ok }) => ok)).toHaveLength(2);
      expect(JSON.stringify([one, two])).toContain('"differs"');
    }
    expect(logged).toEqual([]);
  });

  it("and 64 writers about the same patients never wait for each other in a circle", async () => {
    const rounds = 6;
    const writer = async (number: number) => {
      for (let round = 0; round < rounds; round += 1) {
        const secondsAgo = 1 + (round * 64 + number) / 50;
        const readings = beds.map((_, i) =>
          ward.reading({
            bed: bedOf(i + number),
            device: bedDevice(number),
            value: 30 + ((number * 37 + round * 11 + i) % 70),
            sign: i % 2 === 0 ? "heartRate" : "spo2",
            secondsAgo: secondsAgo + i / 10_000,
          }),
        );
        const outcome = await record(number % 2 === 0 ? recorder : otherRecorder, ...readings);
        if (!outcome.ok) throw new Error("refused");
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, number) => writer(number)));
    expect(logged).toEqual([]);
    // One open alert a patient, and each open cause once.
    const open = (await ward.alerts()).filter(({ state }) => state !== "resolved");
    expect(new Set(open.map(({ subject }) => subject)).size).toBe(open.length);
    const causes = (await ward.causes()).filter(({ closed_at }) => closed_at === null);
    expect(causes.length).toBeGreaterThan(0);
    expect(new Set(causes.map(({ stay_id, cause }) => `${stay_id} ${cause}`)).size).toBe(causes.length);
    const openIds = new Set(open.map(({ alert_id }) => alert_id));
    for (const { alert_id } of causes) if (alert_id !== null) expect(openIds).toContain(alert_id);
    // And what is current is the newest of what all of them wrote.
    const stale = await sql`
      select from current_vitals c where c.hospital_id = ${ward.hospitalId} and c.at <> (
        select max(o.at) from observations o
        where o.hospital_id = c.hospital_id and o.stay_id = c.stay_id and o.sign = c.sign
      )
    `.execute(test.db);
    expect(stale.rows).toEqual([]);
    const { rows } = await sql<{ gapless: boolean }>`
      select count(*) = max(seq) and min(seq) = 1 as gapless from outbox where hospital_id = ${ward.hospitalId}
    `.execute(test.db);
    expect(rows).toEqual([{ gapless: true }]);
  });
});

const bedDevice = (index: number) => ward.devices[index % ward.devices.length] ?? "";
