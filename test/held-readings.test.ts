import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { keepPartitions } from "../src/db/partitions.ts";
import { roles } from "../src/domain/staff.ts";
import { here, hospitalDesk, readOut } from "./support/hospital-desk.ts";

const desk = hospitalDesk();
const hospitalId = "harbour";
const list = `${here}/held-readings`;
let mine: string;
let theirs: string;

beforeEach(async () => {
  await sql`truncate held_readings, holds, observations, current_vitals, alert_transitions, alert_causes, alerts, scores,
    occupancies, stays, patients, device_tokens, devices, outbox cascade`.execute(desk.db);
  mine = await desk.ward.fixture.admit("W1-01", { number: "4711" });
  theirs = await desk.ward.fixture.admit("W1-02", { number: "0815" });
  await desk.ward.fixture.device("mon-1", "W1-01", null);
  await desk.ward.fixture.device("cuff", null, null);
});

interface Sent {
  readonly bed?: string;
  readonly patient?: string;
  readonly device?: string;
  readonly value?: number | null;
  readonly at: string;
}
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const send = async (...sent: Sent[]) => {
  const readings = sent.map((one) => ({ sign: "heartRate", value: 80, device: "mon-1", ...one }));
  const deviceIds = ["mon-1", "cuff"];
  const [outcome] = await recordVitals(desk.db, hospitalId, [{ hospitalId, deviceIds, readings, source: "device" }]);
  return outcome;
};
const held = { accepted: 0, held: 1, repeated: 0, refused: [] };
const taken = { accepted: 1, repeated: 0, refused: [] };
const repeated = { accepted: 0, repeated: 1, refused: [] };
const chart = async () => {
  const { rows } = await sql<{ stay_id: string; value: number; late: boolean; offset: number | null; at: Date }>`
    select stay_id, value, late, offset_seconds as offset, at from observations order by at`.execute(desk.db);
  return rows;
};
const holds = async () => {
  const { rows } = await sql<{ id: string; reason: string; bed: string | null; count: number }>`
    select h.hold_id as id, h.reason, h.bed_id as bed, count(*)::int as count
    from holds h join held_readings r on r.hospital_id = h.hospital_id and r.hold_id = h.hold_id
    where h.settled_at is null group by 1, 2, 3 order by 1`.execute(desk.db);
  return rows;
};
const onlyHold = async () => (await holds())[0]?.id ?? "none";
const told = async (type: string) => (await desk.ward.published()).filter((event) => event.type === type);
const rule = (clock_rule: string) => sql`update devices set clock_rule = ${clock_rule}`.execute(desk.db);
const settle = (id: string, stay: string, role: (typeof roles)[number] = "nurse") =>
  desk.post(role, `${list}/${id}`, { stay });

describe("a reading is held, and on nobody's chart,", () => {
  test.each<[string, Omit<Sent, "at">, string]>([
    ["that names a patient who lies in another bed than the device stands at", { patient: "0815" }, "another_patient"],
    ["that names another bed than the device stands at", { bed: "W1-02" }, "another_bed"],
    ["of a device at no bed that names a bed where nobody lies", { device: "cuff", bed: "W1-03" }, "on_no_bed"],
  ])("%s", async (_, sent, reason) => {
    expect(await send({ ...sent, at: ago(1) })).toEqual(held);
    expect(await chart()).toEqual([]);
    expect(await holds()).toMatchObject([{ reason, count: 1 }]);
  });

  test("that was measured before the device came to its bed", async () => {
    await sql`update devices set placed_at = now() - interval '1 minute' where device_id = 'mon-1'`.execute(desk.db);
    expect(await send({ bed: "W1-01", at: ago(90) })).toEqual(held);
    expect(await send({ bed: "W1-01", at: ago(30) })).toEqual(taken);
  });

  test("once, however often it is sent; another value under its name is refused", async () => {
    const reading = { patient: "0815", at: ago(1) };
    expect(await send(reading, reading)).toEqual({ ...held, repeated: 1 });
    expect(await send(reading)).toEqual(repeated);
    expect(await send({ ...reading, value: 81 })).toMatchObject({ refused: [{ field: "value", reason: "differs" }] });
    expect(await holds()).toMatchObject([{ count: 1 }]);
  });

  test("but not one that was charted before the device was taken to another bed", async () => {
    const reading = { bed: "W1-01", at: ago(1) };
    await send(reading);
    await sql`update devices set bed_id = 'W1-02', placed_at = now() where device_id = 'mon-1'`.execute(desk.db);
    expect(await send(reading)).toEqual(repeated);
    expect(await send({ ...reading, bed: "W1-02" })).toMatchObject({ refused: [{ field: "bed", reason: "differs" }] });
  });

  test("and a value that is none, or a number that nobody has, is refused as ever", async () => {
    expect(await send({ patient: "0815", value: 9_999, at: ago(1) })).toMatchObject({
      refused: [{ field: "value", reason: "implausible" }],
    });
    expect(await send({ patient: "nobody", at: ago(1) })).toMatchObject({
      refused: [{ field: "patient", reason: "unknown_patient" }],
    });
    expect(await holds()).toEqual([]);
  });

  test("while those of the same device that are beyond doubt are taken, and it counts as heard", async () => {
    expect(await send({ patient: "0815", at: ago(2) }, { bed: "W1-01", at: ago(1) })).toEqual({ ...held, accepted: 1 });
    const { last_heard_at } = await desk.db
      .selectFrom("devices")
      .selectAll()
      .where("device_id", "=", "mon-1")
      .executeTakeFirstOrThrow();
    expect(last_heard_at).not.toBeNull();
  });
});

describe("a device whose clock is off", () => {
  test("is taken as sent, refused what lies ahead, and its clock is shown once it is steady", async () => {
    expect(await send({ bed: "W1-01", at: ago(-7200) })).toMatchObject({ refused: [{ reason: "in_the_future" }] });
    const { clock_skew_seconds, clock_sample_seconds } = await desk.db
      .selectFrom("devices")
      .selectAll()
      .where("device_id", "=", "mon-1")
      .executeTakeFirstOrThrow();
    expect([clock_skew_seconds, clock_sample_seconds]).toEqual([null, expect.closeTo(7200, -1)]);
    await sql`update devices set clock_sampled_at = now() - interval '2 minutes'`.execute(desk.db);
    await send({ bed: "W1-01", at: ago(-7201) });
    expect(readOut(await desk.get("admin", `${here}/devices`))).toMatch(/mon-1 .* 2 h ahead/);
  });

  test.each([7200, 2_300_000_000])(
    "by %d s ahead, is corrected where its rule says so, and the device's time is kept",
    async (seconds) => {
      await rule("correct");
      const sent = Date.now() + seconds * 1000;
      expect(await send({ bed: "W1-01", at: new Date(sent).toISOString() })).toEqual(taken);
      const [row] = await chart();
      expect(Math.abs((row?.at.getTime() ?? 0) - Date.now())).toBeLessThan(30_000);
      expect((row?.at.getTime() ?? 0) + (row?.offset ?? 0) * 1000).toBe(sent);
    },
  );

  test("is held where its rule says so, and charted by the corrected time once a person says whose", async () => {
    await rule("hold");
    expect(await send({ bed: "W1-01", at: ago(-7200) })).toEqual(held);
    expect(await holds()).toMatchObject([{ reason: "clock", bed: "W1-01" }]);
    expect((await settle(await onlyHold(), mine)).status).toBe(303);
    const [row] = await chart();
    expect(row).toMatchObject({ stay_id: mine, offset: expect.closeTo(7200, -1) });
    expect(Math.abs((row?.at.getTime() ?? 0) - Date.now())).toBeLessThan(30_000);
  });

  test("never makes anything of the future current, whatever its rule", async () => {
    for (const clock of ["as_sent", "correct", "hold"]) {
      await rule(clock);
      await send({ bed: "W1-01", at: ago(-90_000) }, { bed: "W1-01", at: "9999-12-31T23:59:59Z" });
      const { rows } =
        await sql`select from current_vitals where at > clock_timestamp() + interval '60 seconds'`.execute(desk.db);
      expect(rows, clock).toEqual([]);
    }
  });
});

describe("the bed", () => {
  test("says so on its card from the first reading on, once, until it is settled", async () => {
    await send({ patient: "0815", at: ago(2) });
    await send({ patient: "0815", at: ago(1) });
    expect(await told("readings.held")).toMatchObject([
      { payload: { deviceId: "mon-1", bedId: "W1-01", wardId: "W1" } },
    ]);
    expect(readOut(await desk.get("nurse", here))).toContain("another patient’s data?");
    await settle(await onlyHold(), "none");
    expect(await told("hold.settled")).toMatchObject([{ payload: { bedId: "W1-01" } }]);
    expect(readOut(await desk.get("nurse", here))).not.toContain("another patient’s data?");
  });

  test("and so does the other bed that is named", async () => {
    await send({ bed: "W1-02", at: ago(1) });
    expect((await told("readings.held")).map(({ payload }) => (payload as { bedId: string }).bedId)).toEqual([
      "W1-01",
      "W1-02",
    ]);
  });
});

describe("a person settles it", () => {
  test("for one of those who may be meant: charted by its own time, with who said so", async () => {
    await send({ patient: "0815", at: ago(900), value: 71 });
    const page = readOut(await desk.get("nurse", list));
    expect(page).toMatch(/mon-1 : It stands at W1-01, and names somebody who does not lie there/);
    expect(page).toMatch(/It names the patient 0815 .*1 reading, measured .* HR 71/);
    expect(page).toMatch(/0815 · lay in W1-02 then/);
    expect((await settle(await onlyHold(), theirs)).status).toBe(303);
    expect(await chart()).toMatchObject([{ stay_id: theirs, value: 71, late: true }]);
    expect((await desk.audited("settle_held")).at(-1)).toMatchObject({ reason: `of stay:${theirs}` });
    expect(readOut(await desk.get("nurse", list))).toContain("No reading waits");
    // What is sent again is known.
    expect(await send({ patient: "0815", at: (await chart())[0]?.at.toISOString() ?? "", value: 71 })).toEqual(
      repeated,
    );
  });

  test("and what is old by then raises nothing and is never current", async () => {
    await send({ patient: "0815", at: ago(900), value: 190 });
    await settle(await onlyHold(), theirs);
    expect(await chart()).toMatchObject([{ value: 190, late: true }]);
    expect(await told("alert.raised")).toEqual([]);
  });

  test("as nobody's: it is never charted, nor when it is sent again", async () => {
    const reading = { patient: "0815", at: ago(5) };
    await send(reading);
    await settle(await onlyHold(), "none");
    expect(await send(reading)).toEqual(repeated);
    expect([await chart(), await holds()]).toEqual([[], []]);
  });

  test("once: the second is told who did", async () => {
    await send({ patient: "0815", at: ago(5) });
    const id = await onlyHold();
    const done = await Promise.all([settle(id, theirs), settle(id, mine), settle(id, "none", "doctor")]);
    expect(done.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    expect((await chart()).length).toBeLessThan(2);
  });

  test("but not as that of somebody who cannot be meant, nor of another hospital, nor without a choice", async () => {
    const far = await desk.ward.fixture.admit("W2-01", { number: "far" });
    const foreign = await desk.summit.fixture.admit("W1-01");
    await send({ patient: "0815", at: ago(5) });
    const id = await onlyHold();
    for (const stay of [far, foreign, "999999"]) expect((await settle(id, stay)).status).toBe(404);
    const unchosen = await desk.post("nurse", `${list}/${id}`, {});
    expect([unchosen.status, readOut(unchosen)]).toEqual([400, expect.stringContaining("Choose whose they are")]);
    expect((await settle("999", mine)).status).toBe(404);
    expect(await chart()).toEqual([]);
  });

  for (const role of roles)
    test(`${role}: ${["nurse", "doctor", "head_doctor"].includes(role) ? "yes" : "no"}`, async () => {
      const may = ["nurse", "doctor", "head_doctor"].includes(role);
      await send({ patient: "0815", at: ago(5) });
      expect((await desk.get(role, list)).status).toBe(may || role === "admin" ? 200 : 403);
      expect((await settle(await onlyHold(), "none", role)).status).toBe(may ? 303 : 403);
      expect(await holds()).toHaveLength(may ? 0 : 1);
    });
});

test("what has waited for longer than it could be charted is dropped, and the card says it no more", async () => {
  await send({ patient: "0815", at: ago(5) });
  await sql`update held_readings set received_at = now() - interval '9 days'`.execute(desk.db);
  await keepPartitions(desk.db, new Date());
  expect(readOut(await desk.get("nurse", here))).not.toContain("another patient’s data?");
  expect(readOut(await desk.get("nurse", list))).toContain("No reading waits");
});
