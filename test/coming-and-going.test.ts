import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { raiseAlert } from "../src/actions/raise-alert.ts";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { resolveAlert } from "../src/actions/resolve-alert.ts";
import { undoAnswer } from "../src/actions/undo-answer.ts";
import { readBoard } from "../src/db/board.ts";
import { databaseNow } from "../src/db/connection.ts";
import { lockStays } from "../src/db/stays.ts";
import { wardDoor } from "./support/ward-door.ts";

const door = wardDoor();

const shownAlerts = async () => {
  const board = await readBoard(door.db, door.hospitalId, null, await databaseNow(door.db));
  return (board?.alerts ?? []).map(({ alertId, bedId, wardId }) => ({ alertId, bedId, wardId }));
};

describe("somebody is admitted", () => {
  test("into a free bed, with an event that redraws the ward, and an audit row", async () => {
    const stayId = await door.admitted("W1-01", { number: "4711" });
    expect(await door.beds()).toEqual({ "W1-01": stayId });
    expect(await door.told("stay.began")).toEqual([
      { stayId, bedId: "W1-01", wardId: "W1", bedIds: ["W1-01", "W1-02", "W1-03", "W1-04"] },
    ]);
    expect((await door.ward.audited()).at(-1)).toMatchObject({
      ...{ action: "stay.began", subject: `stay:${stayId}`, reason: "W1-01", request_id: "request-1" },
    });
    expect(JSON.stringify([await door.ward.published(), await door.ward.audited()])).not.toMatch(/Byrne|4711/);
  });

  test("who was here before is found by the number, and has the same record", async () => {
    const first = await door.admitted("W1-01", { number: "4711" });
    await door.discharge(first);
    const again = await door.admitKnown("W1-02", "4711");
    expect(again.ok).toBe(true);
    const patients = await door.db
      .selectFrom("stays")
      .select("patient_id")
      .where("hospital_id", "=", door.hospitalId)
      .execute();
    expect(new Set(patients.map(({ patient_id }) => patient_id)).size).toBe(1);
  });

  test.each<[string, () => Promise<unknown>, object]>([
    ["a taken bed", () => door.admit("W1-01", { number: "other" }), { kind: "bed_taken", bedId: "W1-01" }],
    ["a bed that is none", () => door.admit("W9-01"), { kind: "unknown_bed" }],
    ["a number that somebody has", () => door.admit("W1-02", { number: "taken" }), { kind: "number_taken" }],
    ["a known number that nobody has", () => door.admitKnown("W1-02", "nobody"), { kind: "not_found" }],
    ["somebody who is here", () => door.admitKnown("W1-02", "taken"), { kind: "already_here", bedId: "W1-01" }],
    [
      "an admin's hand",
      () => door.admit("W1-02", {}, door.people.admin),
      { kind: "not_allowed", action: "admit_and_move" },
    ],
    ["a screen", () => door.admit("W1-02", {}, door.people.display), { kind: "not_allowed", action: "admit_and_move" }],
  ])("is refused for %s, and nothing is written", async (_, attempt, refusal) => {
    await door.admitted("W1-01", { number: "taken" });
    const written = async () => [
      await door.ward.everythingWritten(),
      await door.beds(),
      (await door.db.selectFrom("patients").select("number").where("hospital_id", "=", door.hospitalId).execute())
        .length,
    ];
    const before = await written();
    expect(await attempt()).toEqual({ ok: false, refusal });
    expect(await written()).toEqual(before);
  });

  test("two at the same time into one bed: one is in it, the other is told that it is taken", async () => {
    const done = await Promise.all(Array.from({ length: 6 }, (_, i) => door.admit("W1-01", { number: `n-${i}` })));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(done.filter(({ ok }) => !ok)).toEqual(
      Array.from({ length: 5 }, () => ({ ok: false, refusal: { kind: "bed_taken", bedId: "W1-01" } })),
    );
    expect(await door.told("stay.began")).toHaveLength(1);
  });

  test("one person into two beds at the same time lies in one of them", async () => {
    await door.discharge(await door.admitted("W1-01", { number: "4711" }));
    const done = await Promise.all(["W1-01", "W1-02", "W2-01"].map((bed) => door.admitKnown(bed, "4711")));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(Object.keys(await door.beds())).toHaveLength(1);
    const refused = done.flatMap((one) => (one.ok ? [] : one.refusal.kind));
    expect(refused).toEqual(["already_here", "already_here"]);
  });

  test("two new records of one number at the same time are one", async () => {
    const done = await Promise.all(["W1-01", "W1-02"].map((bed) => door.admit(bed, { number: "4711" })));
    expect(done.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(done.find(({ ok }) => !ok)).toEqual({ ok: false, refusal: { kind: "number_taken" } });
  });
});

describe("a patient is moved", () => {
  test("with what is open about them, row and history, to another ward, and is nobody's there", async () => {
    const stayId = await door.admitted("W1-01");
    const alertId = await door.alertAbout(stayId, "W1-01");
    await sql`update stays set nurse_id = ${door.people.nurse.staffId} where stay_id = ${stayId}`.execute(door.db);
    expect(await door.move(stayId, "W2-02")).toEqual({ ok: true, value: { bedId: "W2-02" } });
    expect(await door.beds()).toEqual({ "W2-02": stayId });
    expect(await door.ward.alert(alertId)).toMatchObject({ bed_id: "W2-02", ward_id: "W2", state: "raised" });
    expect(await shownAlerts()).toEqual([{ alertId, bedId: "W2-02", wardId: "W2" }]);
    expect(await door.ward.history(alertId)).toMatchObject([
      { event: "moved", reason: "patient_moved", text: "W1-01 → W2-02", staff_id: door.people.nurse.staffId },
    ]);
    // One request, and so one link between what was done to the patient and to the alert.
    expect((await door.ward.audited()).filter((row) => row.request_id === "request-2")).toMatchObject([
      { action: "alert.moved", subject: `alert:${alertId}` },
      { action: "stay.moved", subject: `stay:${stayId}`, reason: "W1-01 → W2-02" },
    ]);
    expect(await door.told("stay.moved")).toEqual([
      { stayId, bedId: "W2-02", wardId: null, bedIds: ["W1-01", "W1-02", "W1-03", "W1-04", "W2-01", "W2-02"] },
    ]);
    const stay = await door.db.selectFrom("stays").select("nurse_id").where("stay_id", "=", stayId).executeTakeFirst();
    expect(stay?.nurse_id).toBeNull();
  });

  test("within the ward and stays their nurse's", async () => {
    const stayId = await door.admitted("W1-01");
    await sql`update stays set nurse_id = ${door.people.nurse.staffId} where stay_id = ${stayId}`.execute(door.db);
    await door.move(stayId, "W1-03");
    expect(await door.told("stay.moved")).toMatchObject([{ bedId: "W1-03", wardId: "W1" }]);
    const stay = await door.db.selectFrom("stays").select("nurse_id").where("stay_id", "=", stayId).executeTakeFirst();
    expect(stay?.nurse_id).toBe(door.people.nurse.staffId);
  });

  test("and what was wrong with the bed's monitor is over at once where nobody lies any more", async () => {
    const stayId = await door.admitted("W1-01");
    await door.ward.fixture.device("mon-01", "W1-01", 4000, true);
    const technical = { kind: "technical", clinical: false, priority: "low", sign: null, value: null } as const;
    const lost = await door.ward.fixture.alert({
      ...{ ...technical, cause: "device_lost", subject: "device:mon-01:lost", device_id: "mon-01" },
      ...{ bed_id: "W1-01", ward_id: "W1" },
    });
    const missing = await door.ward.fixture.alert({
      ...{ ...technical, cause: "signs_stale", subject: `stay:${stayId}:signs`, stay_id: stayId },
      ...{ bed_id: "W1-01", ward_id: "W1" },
    });
    await door.move(stayId, "W1-02");
    expect(await door.ward.alert(lost)).toMatchObject({ state: "resolved", outcome: "patient_left", bed_id: "W1-01" });
    expect(await door.ward.alert(missing)).toMatchObject({ state: "resolved", outcome: "cause_ended" });
    expect(await shownAlerts()).toEqual([]);
  });

  test.each<[string, (stayId: string) => Promise<unknown>, object]>([
    ["into a taken bed", (id) => door.move(id, "W1-02"), { kind: "bed_taken", bedId: "W1-02" }],
    ["into the bed they lie in", (id) => door.move(id, "W1-01"), { kind: "bed_taken", bedId: "W1-01" }],
    ["into a bed that is none", (id) => door.move(id, "W7-01"), { kind: "unknown_bed" }],
    [
      "by a page that saw them elsewhere",
      (id) => door.move(id, "W1-03", { fromBedId: "W1-04" }),
      { kind: "patient_moved", bedId: "W1-01" },
    ],
    ["who is none", () => door.move("987654321", "W1-03"), { kind: "not_found" }],
    ["who is no id", () => door.move("1 or 1=1", "W1-03"), { kind: "not_found" }],
    [
      "by an admin",
      (id) => door.move(id, "W1-03", { person: door.people.admin }),
      { kind: "not_allowed", action: "admit_and_move" },
    ],
  ])("is refused %s, and nothing is written", async (_, attempt, refusal) => {
    const stayId = await door.admitted("W1-01");
    await door.admitted("W1-02");
    const before = [await door.ward.everythingWritten(), await door.beds()];
    expect(await attempt(stayId)).toEqual({ ok: false, refusal });
    expect([await door.ward.everythingWritten(), await door.beds()]).toEqual(before);
  });

  test("and of two moved into one bed at the same time one lies in it", async () => {
    const stays = [await door.admitted("W1-01"), await door.admitted("W1-02"), await door.admitted("W1-03")];
    const done = await Promise.all(stays.map((stay) => door.move(stay, "W2-01")));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(Object.keys(await door.beds())).toHaveLength(3);
  });

  test("a moment after having come, and the two times do not overlap", async () => {
    const stayId = await door.admitted("W1-01");
    for (const bed of ["W1-02", "W1-01", "W1-02", "W1-01"])
      expect(await door.move(stayId, bed)).toMatchObject({ ok: true });
    const { rows } = await sql<{ overlapping: number }>`
      select count(*)::int as overlapping from occupancies a join occupancies b
        on a.hospital_id = b.hospital_id and (a.bed_id = b.bed_id or a.stay_id = b.stay_id) and a.from_at < b.from_at
        and coalesce(a.to_at, 'infinity') > b.from_at
      where a.hospital_id = ${door.hospitalId}`.execute(door.db);
    expect(rows).toEqual([{ overlapping: 0 }]);
  });
});

describe("two patients change beds", () => {
  test("at one moment, each with their alerts; a lost monitor stays at its bed", async () => {
    const [one, other] = [await door.admitted("W1-01"), await door.admitted("W2-01")];
    const [ofOne, ofOther] = [await door.alertAbout(one, "W1-01"), await door.alertAbout(other, "W2-01")];
    await door.ward.fixture.device("mon-01", "W1-01", 4000, true);
    const lost = await door.ward.fixture.alert({
      ...{ kind: "technical", clinical: false, priority: "low", cause: "device_lost", subject: "device:mon-01:lost" },
      ...{ device_id: "mon-01", bed_id: "W1-01", ward_id: "W1" },
    });
    expect(await door.swap(one, other, ["W1-01", "W2-01"])).toEqual({ ok: true, value: { bedId: "W2-01" } });
    expect(await door.beds()).toEqual({ "W1-01": other, "W2-01": one });
    expect(await door.ward.alert(ofOne)).toMatchObject({ bed_id: "W2-01", ward_id: "W2" });
    expect(await door.ward.alert(ofOther)).toMatchObject({ bed_id: "W1-01", ward_id: "W1" });
    expect(await door.ward.alert(lost)).toMatchObject({ state: "raised", bed_id: "W1-01" });
    const { rows } = await sql<{ moments: number }>`
      select count(distinct at)::int as moments from (
        select from_at as at from occupancies where hospital_id = ${door.hospitalId} and to_at is null
        union all select to_at from occupancies where hospital_id = ${door.hospitalId} and to_at is not null
      ) t`.execute(door.db);
    expect(rows).toEqual([{ moments: 1 }]);
  });

  test("is refused for one who lies elsewhere by now, who has left, and for one with themselves", async () => {
    const [one, other] = [await door.admitted("W1-01"), await door.admitted("W1-02")];
    expect(await door.swap(one, other, ["W1-01", "W1-03"])).toMatchObject({
      refusal: { kind: "patient_moved", bedId: "W1-02" },
    });
    expect(await door.swap(one, one, ["W1-01", "W1-01"])).toMatchObject({ refusal: { kind: "not_found" } });
    await door.discharge(other);
    expect(await door.swap(one, other, ["W1-01", "W1-02"])).toMatchObject({ refusal: { kind: "patient_left" } });
    expect(await door.beds()).toEqual({ "W1-01": one });
  });

  test("twice at the same time, either way round, without waiting for each other for ever", async () => {
    const [one, other] = [await door.admitted("W1-01"), await door.admitted("W1-02")];
    const done = await Promise.all([
      door.swap(one, other, ["W1-01", "W1-02"]),
      door.swap(other, one, ["W1-02", "W1-01"]),
      door.move(one, "W1-03", { fromBedId: "W1-01" }),
    ]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    for (const one of done) if (!one.ok) expect(one.refusal.kind).toBe("patient_moved");
  });
});

describe("a patient leaves", () => {
  test("and their alerts are closed, what was set or paused for them ends, and the bed is free", async () => {
    const stayId = await door.admitted("W1-01");
    const alertId = await door.alertAbout(stayId, "W1-01");
    await door.ward.fixture.cause(null, stayId, { cause: "spo2:low", raise_at: door.ward.at(60) });
    const { staffId } = door.people.nurse;
    const { hospitalId } = door;
    await sql`insert into silences (hospital_id, stay_id, priority, reason, staff_id, from_at, until_at)
      values (${hospitalId}, ${stayId}, 'low', 'x', ${staffId}, now(), now() + interval '1 hour')`.execute(door.db);
    await sql`insert into absences (hospital_id, stay_id, reason, staff_id, from_at, until_at)
      values (${hospitalId}, ${stayId}, 'theatre', ${staffId}, now(), now() + interval '1 hour')`.execute(door.db);
    await sql`insert into stay_limits (hospital_id, stay_id, sign, version, high, reason, set_by, set_at)
      values (${hospitalId}, ${stayId}, 'heartRate', 1, 130, 'x', ${staffId}, now())`.execute(door.db);
    expect(await door.discharge(stayId)).toEqual({ ok: true, value: { bedId: "W1-01", wardId: "W1" } });
    expect(await door.beds()).toEqual({});
    expect(await door.ward.alert(alertId)).toMatchObject({ state: "resolved", outcome: "patient_left" });
    expect(await door.ward.causes(stayId)).toMatchObject([{ cause: "heartRate:high", closed_at: expect.any(Date) }]);
    for (const table of ["silences", "absences", "stay_limits"]) {
      const open = await sql`select from ${sql.table(table)} where stay_id = ${stayId} and ended_at is null`.execute(
        door.db,
      );
      expect(open.rows, table).toEqual([]);
    }
    expect((await door.ward.audited()).filter((row) => row.request_id === "request-4")).toMatchObject([
      { action: "alert.resolved", reason: "patient_left" },
      { action: "stay.ended", subject: `stay:${stayId}`, reason: "home" },
    ]);
    expect(await door.told("stay.ended")).toMatchObject([{ stayId, bedId: "W1-01", wardId: "W1" }]);
    await door.ward.expectHistoryAndOutboxToAgree();
  });

  test("to another hospital, and the alerts say so", async () => {
    const stayId = await door.admitted("W1-01");
    const alertId = await door.alertAbout(stayId, "W1-01");
    await door.discharge(stayId, { ending: "transferred" });
    expect(await door.ward.alert(alertId)).toMatchObject({ state: "resolved", outcome: "transferred" });
  });

  test("once: whoever comes second is told that they have left, and when", async () => {
    const stayId = await door.admitted("W1-01");
    const done = await Promise.all([door.discharge(stayId), door.discharge(stayId), door.move(stayId, "W1-02")]);
    expect(done.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(1);
    expect(await door.beds()).toEqual({});
    expect(await door.told("stay.ended")).toHaveLength(1);
    expect(await door.discharge(stayId)).toEqual({
      ok: false,
      refusal: { kind: "patient_left", at: expect.any(Date) },
    });
  });

  test("while somebody calls for help at the bed: no alert is left open about who has gone", async () => {
    for (let round = 0; round < 8; round++) {
      const stayId = await door.admitted("W1-01", { number: `call-${round}` });
      const call = { kind: "fall", priority: null, bedId: "W1-01", place: null, words: null, requestId: "r" };
      await Promise.all([
        door.discharge(stayId),
        raiseAlert({ db: door.db }, { ...call, person: door.people.nurse }),
        raiseAlert({ db: door.db }, { ...call, kind: "assistance", person: door.people.doctor }),
      ]);
      const open = await sql<{ stay_id: string }>`
        select stay_id from alerts where stay_id = ${stayId} and state <> 'resolved'`.execute(door.db);
      expect(open.rows).toEqual([]);
    }
  });

  test("and nobody takes back an answer about them afterwards", async () => {
    const stayId = await door.admitted("W1-01");
    const alertId = await door.ward.fixture.alert({
      ...{ kind: "called", cause: "fall", title: "Fall", state: "acknowledged", stay_id: stayId, bed_id: "W1-01" },
      ...{ ward_id: "W1", subject: `called:fall:stay:${stayId}` },
    });
    const act = { person: door.people.nurse, alertId, requestId: "r" };
    expect(await resolveAlert({ db: door.db }, { ...act, outcome: "attended" })).toMatchObject({
      ok: true,
    });
    await door.discharge(stayId);
    expect(await undoAnswer({ db: door.db }, act)).toMatchObject({ refusal: { kind: "patient_left" } });
  });

  test("and no one of another hospital is sent anywhere", async () => {
    const stayId = await door.admitted("W1-01");
    const before = [await door.ward.everythingWritten(), await door.beds()];
    const { ward, people } = door;
    await door.open();
    const stranger = door.people.doctor;
    const other = await door.admitted("W1-01");
    for (const attempt of [
      door.discharge(stayId, { person: stranger }),
      door.move(stayId, "W1-02", { person: stranger }),
      door.swap(other, stayId, ["W1-01", "W1-01"], stranger),
    ])
      expect(await attempt).toEqual({ ok: false, refusal: { kind: "not_found" } });
    door.ward = ward;
    door.people = people;
    expect([await door.ward.everythingWritten(), await door.beds()]).toEqual(before);
  });
});

describe("a reading", () => {
  const reading = (bed: string, secondsAgo: number, value = 80) => ({
    bed,
    sign: "heartRate",
    value,
    at: new Date(Date.now() - secondsAgo * 1000).toISOString(),
    device: "mon-01",
  });
  const send = (...readings: ReturnType<typeof reading>[]) =>
    recordVitals(door.db, door.hospitalId, [
      { hospitalId: door.hospitalId, deviceIds: ["mon-01"], readings, source: "device" as const },
    ]);
  const heldValues = async () => {
    const { rows } = await sql<{ reason: string; value: number }>`
      select h.reason, r.value from holds h join held_readings r on r.hospital_id = h.hospital_id and r.hold_id = h.hold_id
      where h.hospital_id = ${door.hospitalId} order by r.at`.execute(door.db);
    return rows.map(({ reason, value }) => [reason, value]);
  };
  const whose = async () => {
    const rows = await door.db
      .selectFrom("observations")
      .select(["stay_id", "value"])
      .where("hospital_id", "=", door.hospitalId)
      .orderBy("at")
      .execute();
    return rows.map(({ stay_id, value }) => [stay_id, value]);
  };

  test("of the last bed at its time belongs to who held it then", async () => {
    const one = await door.ward.fixture.admit("W1-01", { number: "one" });
    const other = await door.ward.fixture.admit("W1-02", { number: "other" });
    await door.ward.fixture.device("mon-01", "W1-01", null);
    await door.swap(one, other, ["W1-01", "W1-02"]);
    // Ten minutes ago, so that the bed's readings of now are beyond doubt.
    await sql`update occupancies set from_at = from_at - interval '10 minutes', to_at = to_at - interval '10 minutes'
      where hospital_id = ${door.hospitalId}`.execute(door.db);
    await send(reading("W1-01", 780, 71), reading("W1-01", 5, 72), reading("W1-01", 590, 73));
    expect(await whose()).toEqual([
      [one, 71],
      [other, 72],
    ]);
    expect(await heldValues()).toEqual([["patient_changed", 73]]);
  });

  test("that comes while two change beds is nobody else's", async () => {
    const one = await door.ward.fixture.admit("W1-01", { number: "one" });
    const other = await door.ward.fixture.admit("W1-02", { number: "other" });
    await door.ward.fixture.device("mon-01", "W1-01", null);
    const { hospitalId } = door;
    const held = Promise.withResolvers<void>();
    const moved = Promise.withResolvers<void>();
    // The swap has its locks and is not done when the reading looks who lies in the bed.
    const swapping = door.db.transaction().execute(async (trx) => {
      await lockStays(trx, hospitalId, [one, other]);
      held.resolve();
      await moved.promise;
      await sql`update occupancies set to_at = clock_timestamp() - interval '2 seconds' where hospital_id = ${hospitalId}`.execute(
        trx,
      );
      for (const [stay, bed] of [
        [one, "W1-02"],
        [other, "W1-01"],
      ])
        await sql`insert into occupancies (hospital_id, stay_id, bed_id, from_at)
          values (${hospitalId}, ${stay}, ${bed}, clock_timestamp() - interval '2 seconds')`.execute(trx);
    });
    await held.promise;
    const sent = send(reading("W1-01", 0, 99));
    await expect
      .poll(async () => {
        const { rows } = await sql<{ waiting: number }>`
          select count(*)::int as waiting from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(door.db);
        return rows[0]?.waiting;
      })
      .toBe(1);
    moved.resolve();
    await swapping;
    // Measured as they changed: a person has to say whose it is.
    expect(await sent).toEqual([{ accepted: 0, held: 1, repeated: 0, refused: [] }]);
    expect(await whose()).toEqual([]);
    expect(await heldValues()).toEqual([["patient_changed", 99]]);
  });
});
