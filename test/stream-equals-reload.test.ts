import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EventType, eventTypes, type PayloadOf, type WardlightEvent } from "../src/events/catalogue.ts";
import { digestOf } from "../src/views/regions.tsx";
import { HospitalFixture } from "./support/board-fixture.ts";
import {
  BoardServer,
  freshBoard,
  publishNow,
  signedInAs,
  versionsIn,
  type WatchingPage,
} from "./support/board-server.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

/**
 * A page with all the frames since it was made is a page that is made now: for every event of the catalogue, for the whole
 * hospital, a ward, and a wall display. A new event does not compile here until something happens for it.
 */
let test: TestDatabase;
let hospital: HospitalFixture;
let server: BoardServer;
let stayId: string;
let alertId: string;
let count = 0;

beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  hospital = await new HospitalFixture(test.db, `hospital-${count}`, new Date()).open({ W1: 3, W2: 2 });
  stayId = await hospital.admit("W1-01");
  const neighbour = await hospital.admit("W2-01", { family_name: "Ní Bhriain" });
  for (const stay of [stayId, neighbour]) await hospital.current(stay, { heartRate: 130, spo2: 97 }, 2);
  await hospital.observed(stayId, "heartRate", minutesAgo(90, 60, 31, 30, 29, 28));
  await hospital.device("mon-01", "W1-01", 5);
  const where = { bed_id: "W1-01", ward_id: "W1", stay_id: stayId };
  alertId = await hospital.alert({
    ...where,
    sign: "heartRate",
    value: 130,
    limit_value: 120,
    subject: `stay:${stayId}`,
  });
  server = await BoardServer.start(test.db, test.url);
});
afterEach(() => server.close());

const minutesAgo = (...minutes: number[]) =>
  minutes.map((ago) => [new Date(Date.now() - ago * 60_000), 120 + (ago % 7)] as const);
const ofAlert = () => ({ alertId, stayId, bedId: "W1-01", wardId: "W1" });
const ofStay = () => ({ stayId, bedId: "W1-01", wardId: "W1", signs: ["heartRate"] });
const ofBed = () => ({ stayId, bedId: "W1-01", wardId: "W1" });
async function silence(ended_at: ReturnType<typeof sql> | null = null): Promise<void> {
  const staff_id = await hospital.person("Nurse Doyle");
  await sql`
    insert into silences (hospital_id, stay_id, cause, priority, reason, staff_id, from_at, until_at, ended_at)
    values (${hospital.hospitalId}, ${stayId}, null, 'medium', 'physiotherapy', ${staff_id}, now(),
      now() + interval '10 minutes', ${ended_at ?? sql`null`})`.execute(test.db);
}
const bedsOfW1 = ["W1-01", "W1-02", "W1-03"];
const ofPlace = () => ({ stayId, bedId: "W1-01", wardId: "W1", bedIds: bedsOfW1 });
const ofDevice = () => ({ deviceId: "mon-01", bedId: "W1-01", wardId: "W1" });
const whereabouts = () => ({ stayId, bedId: "W1-01", wardId: "W1" });
const inAnHour = () => new Date(Date.now() + 3_600_000);
const beOnDuty = (staff_id: string) =>
  test.db
    .insertInto("duties")
    .values({
      ...{ hospital_id: hospital.hospitalId, staff_id, role: "nurse", ward_id: "W1" },
      ...{ from_at: new Date(), until_at: inAnHour() },
    })
    .execute();
const sendAway = async () =>
  test.db
    .insertInto("absences")
    .values({
      ...{ hospital_id: hospital.hospitalId, stay_id: stayId, reason: "theatre" },
      ...{ staff_id: await hospital.person("Nurse Daly"), from_at: new Date(), until_at: inAnHour() },
    })
    .execute();
const set = (
  table: "alerts" | "current_vitals" | "devices" | "stays" | "duties" | "absences" | "occupancies" | "patients",
  change: ReturnType<typeof sql>,
) => sql`update ${sql.table(table)} set ${change} where hospital_id = ${hospital.hospitalId}`.execute(test.db);

const hold = () =>
  sql`
  with hold as (
    insert into holds (hospital_id, device_id, reason, bed_id, began_at)
    values (${hospital.hospitalId}, 'mon-01', 'patient_changed', 'W1-01', now()) returning hospital_id, hold_id
  )
  insert into held_readings (hospital_id, device_id, sign, at, hold_id, value, source, received_at)
  select hospital_id, 'mon-01', 'heartRate', now(), hold_id, 80, 'device', now() from hold`.execute(test.db);

const dueSet = (from: string, minutes: number) => sql`
  observe_at = case when stay_id = ${stayId} then clock_timestamp() + ${from}::interval else observe_at end,
  observe_minutes = case when stay_id = ${stayId} then ${minutes}::int else observe_minutes end`;

/** What is true when the event is published. */
const happenings: { [T in EventType]: () => Promise<PayloadOf<T>> } = {
  "alert.raised": async () => {
    const given = { bed_id: "W1-01", ward_id: "W1", stay_id: stayId, cause: "spo2:low", sign: "spo2" } as const;
    alertId = await hospital.alert({ ...given, value: 84, limit_value: 88, subject: "called:fall:bed:W1-01" });
    return ofAlert();
  },
  "alert.acknowledged": async () => {
    await set("alerts", sql`state = 'acknowledged', acknowledged_at = now(), first_acknowledged_at = now()`);
    return ofAlert();
  },
  "alert.escalated": async () => {
    await set("alerts", sql`level = 1, escalations = 1`);
    return ofAlert();
  },
  "alert.resolved": async () => {
    await set("alerts", sql`state = 'resolved', resolved_at = now(), outcome = 'attended'`);
    return ofAlert();
  },
  "alert.lapsed": async () => {
    await set(
      "alerts",
      sql`state = 'raised', escalate_at = now() + interval '1 minute', first_acknowledged_at = now()`,
    );
    return ofAlert();
  },
  "alert.latched": async () => {
    await set("alerts", sql`state = 'latched', cause_active = false, escalate_at = null`);
    return ofAlert();
  },
  "alert.returned": async () => {
    await set("alerts", sql`repeats = 2`);
    return ofAlert();
  },
  "alert.taken_on": async () => {
    const nurse = await hospital.person("Nurse Doyle");
    await set(
      "alerts",
      sql`state = 'acknowledged', acknowledged_at = now(), acknowledged_by = ${nurse}, owner_id = ${nurse},
        owner_is = 'on_the_way', owner_until = now() + interval '5 minutes'`,
    );
    return ofAlert();
  },
  "alert.handed_over": async () => {
    const doctor = await hospital.person("Dr Singh");
    await set(
      "alerts",
      sql`state = 'acknowledged', acknowledged_at = now(), owner_id = ${doctor}, owner_is = 'asked',
        owner_until = now() + interval '1 minute'`,
    );
    return ofAlert();
  },
  "alert.noted": async () => {
    await test.db
      .insertInto("alert_transitions")
      .values({
        ...{ hospital_id: hospital.hospitalId, alert_id: alertId, position: 1, at: new Date(), event: "noted" },
        ...{ from_state: "raised", to_state: "raised", staff_id: null, reason: "noted", priority: "high" },
        ...{ level: 0, value: null, text: "Repositioned the probe" },
      })
      .execute();
    return ofAlert();
  },
  "alert.undone": async () => {
    await set("alerts", sql`state = 'raised', escalate_at = now() + interval '1 minute'`);
    return ofAlert();
  },
  "alert.eased": async () => {
    await set(
      "alerts",
      sql`state = 'acknowledged', acknowledged_at = now(), cause_active = false, escalate_at = null,
        settle_at = now() + interval '1 minute'`,
    );
    return ofAlert();
  },
  "alert.joined": async () => {
    await hospital.cause(alertId, stayId, { cause: "heartRate:high" });
    await hospital.cause(alertId, stayId, { cause: "spo2:low", sign: "spo2", value: 84, limit_value: 88 });
    return ofAlert();
  },
  "alert.repeated": async () => {
    await set("alerts", sql`repeats = 1`);
    return ofAlert();
  },
  "alert.moved": async () => {
    await set("alerts", sql`bed_id = 'W1-02', repeats = repeats + 1`);
    return ofAlert();
  },
  "alert.quieted": async () => {
    await set("alerts", sql`quiet_until = now() + interval '2 minutes', quiet_priority = 'high'`);
    return ofAlert();
  },
  "alert.sounded": async () => {
    await set("alerts", sql`quiet_until = null, quiet_priority = null, escalate_at = now() + interval '1 minute'`);
    return ofAlert();
  },
  "alert.worsened": async () => {
    await set("alerts", sql`priority = 'medium', value = 139`);
    return ofAlert();
  },
  "vitals.recorded": async () => {
    await set(
      "current_vitals",
      sql`value = case when sign = 'heartRate' and stay_id = ${stayId} then 66 else value end`,
    );
    return ofStay();
  },
  "signs.staled": async () => {
    await set("current_vitals", sql`at = case when stay_id = ${stayId} then at - interval '3 minutes' else at end`);
    return ofStay();
  },
  "score.band_changed": async () => {
    await set("current_vitals", sql`value = case when stay_id = ${stayId} and sign = 'spo2' then 88 else value end`);
    return ofBed();
  },
  "observation.due": async () => {
    await set("stays", dueSet("-1 minute", 60));
    return ofBed();
  },
  "observation.overdue": async () => {
    await set("stays", dueSet("-20 minutes", 60));
    return ofBed();
  },
  "observation.taken": async () => {
    await set("stays", dueSet("6 hours", 360));
    return ofBed();
  },
  "stay.began": async () => {
    // A name like that of the neighbour, whose card says so from then on.
    const begun = await hospital.admit("W1-02", { family_name: "Bryne" });
    return { ...ofPlace(), stayId: begun, bedId: "W1-02" };
  },
  "stay.moved": async () => {
    await hospital.move(stayId, "W2-02");
    return { ...ofPlace(), bedId: "W2-02", wardId: null, bedIds: [...bedsOfW1, "W2-01", "W2-02"] };
  },
  "stay.ended": async () => {
    await set("occupancies", sql`to_at = case when stay_id = ${stayId} then now() end`);
    await set("stays", sql`ended_at = case when stay_id = ${stayId} then now() end`);
    await set("alerts", sql`state = 'resolved', resolved_at = now(), outcome = 'patient_left'`);
    return ofPlace();
  },
  "patients.merged": async () => {
    await set("patients", sql`family_name = 'Ní Bhroin', number = number || 'b'`);
    return { ...ofPlace(), wardId: null, bedIds: [...bedsOfW1, "W2-01", "W2-02"] };
  },
  "patient.marked": async () => {
    await sql`
      insert into patient_marks (hospital_id, patient_id, mark, value, set_at)
      select hospital_id, patient_id, given.mark, given.value, now() from stays,
        (values ('isolation', 'contact'), ('resuscitation', 'dnacpr')) as given (mark, value)
      where stay_id = ${stayId}`.execute(test.db);
    await set("patients", sql`spo2_scale = case when number like '%W1-01' then 2 else 1 end`);
    return ofBed();
  },
  "silence.began": async () => {
    await silence();
    return ofBed();
  },
  "silence.ended": async () => {
    await silence(sql`now()`);
    return ofBed();
  },
  "stay_limits.changed": async () => {
    const set_by = await hospital.person("Dr Singh");
    await test.db
      .insertInto("stay_limits")
      .values({
        ...{ hospital_id: hospital.hospitalId, stay_id: stayId, sign: "heartRate", version: 1, set_by },
        ...{ critical_low: 40, low: 50, high: 135, critical_high: 150, reason: "known fast", set_at: new Date() },
        until_at: null,
      })
      .execute();
    return ofBed();
  },
  "device.lost": async () => {
    await set("devices", sql`lost_at = now()`);
    return ofDevice();
  },
  "device.returned": async () => {
    await set("devices", sql`lost_at = null, last_heard_at = now()`);
    return ofDevice();
  },
  "device.changed": async () => {
    await set("devices", sql`bed_id = null`);
    return ofDevice();
  },
  "readings.held": async () => {
    await hold();
    return ofDevice();
  },
  "hold.settled": async () => {
    await hold();
    await sql`delete from held_readings`.execute(test.db);
    return ofDevice();
  },
  "duty.began": async () => {
    const nurse = await hospital.person("Nurse Doyle");
    await set("stays", sql`nurse_id = case when stay_id = ${stayId} then ${nurse}::bigint end`);
    await beOnDuty(nurse);
    return { staffId: nurse, wardId: "W1", bedIds: ["W1-01"] };
  },
  "duty.ended": async () => {
    const nurse = await hospital.person("Nurse Doyle");
    await set("stays", sql`nurse_id = case when stay_id = ${stayId} then ${nurse}::bigint end`);
    await beOnDuty(nurse);
    await set("duties", sql`ended_at = now()`);
    return { staffId: nurse, wardId: "W1", bedIds: ["W1-01"] };
  },
  "stay.nurse_changed": async () => {
    const nurse = await hospital.person("Nurse Doyle");
    await set("stays", sql`nurse_id = case when stay_id = ${stayId} then ${nurse}::bigint end`);
    return whereabouts();
  },
  "absence.began": async () => {
    await sendAway();
    return whereabouts();
  },
  "absence.ended": async () => {
    await sendAway();
    await set("absences", sql`ended_at = now()`);
    return whereabouts();
  },
  "limits.changed": async () => {
    await test.db
      .insertInto("ward_limits")
      .values({
        ...{ hospital_id: hospital.hospitalId, ward_id: "W1", sign: "heartRate" },
        ...{ critical_low: 40, low: 50, high: 120, critical_high: 125 },
      })
      .execute();
    return { wardId: "W1", bedIds: ["W1-01", "W1-02", "W1-03"] };
  },
  "minute.passed": async () => {
    await hospital.observed(stayId, "heartRate", minutesAgo(12, 11, 10));
    return { wardId: null };
  },
  "session.ended": async () => ({ staffId: "1", sessionHash: "00", wardId: null }),
};

const viewers = () => [
  { wardId: null, signedIn: signedInAs({ hospitalId: hospital.hospitalId }, "hospital") },
  { wardId: "W1", signedIn: signedInAs({ hospitalId: hospital.hospitalId }, "ward") },
  { wardId: "W2", signedIn: signedInAs({ hospitalId: hospital.hospitalId }, "next door") },
  { wardId: "W1", signedIn: signedInAs({ hospitalId: hospital.hospitalId, role: "display", wardId: "W1" }, "wall") },
];
type Viewer = ReturnType<typeof viewers>[number];

/** A page as the server makes it: the cursor first, then the board, then the stream from that cursor. */
async function load({ signedIn, wardId }: Viewer): Promise<WatchingPage> {
  const cursor = await server.hub.cursor(hospital.hospitalId);
  const shown = await freshBoard(test.db, signedIn, wardId);
  const ward = wardId === null ? "" : `&ward=${wardId}`;
  const page = await server.watch(`/hospitals/${hospital.hospitalId}/stream?after=${cursor}${ward}`, signedIn);
  for (const [id, html] of shown) if (!page.regions.has(id)) page.regions.set(id, html);
  return page;
}
const inOrder = (regions: ReadonlyMap<string, string>) => [...regions].sort(([a], [b]) => (a < b ? -1 : 1));

describe("a page that was streamed to is a page that was reloaded", () => {
  it.each(eventTypes)("after %s", async (type) => {
    const pages = await Promise.all(viewers().map(async (viewer) => ({ viewer, page: await load(viewer) })));
    const payload = await happenings[type]();
    await publishNow(test.db, hospital.hospitalId, { type, payload } as WardlightEvent);
    for (const { viewer, page } of pages) {
      const reloaded = () => freshBoard(test.db, viewer.signedIn, viewer.wardId).then(inOrder);
      await expect.poll(async () => inOrder(page.regions)).toEqual(await reloaded());
    }
  });

  it("also when its board was drawn anew between the page and its stream, by a process that had not read the event", async () => {
    await server.close();
    // Deaf: it hears no bell and does not look by itself.
    server = await BoardServer.start(test.db, "postgres://127.0.0.1:1/nowhere", { poll: 3_600_000 });
    const { hospitalId } = hospital;
    await server.watch(`/hospitals/${hospitalId}/stream`, signedInAs({ hospitalId }));
    const cursor = await server.hub.cursor(hospitalId);
    const shown = await freshBoard(test.db, signedInAs({ hospitalId }), "W1");
    await publishNow(test.db, hospitalId, { type: "alert.escalated", payload: await happenings["alert.escalated"]() });
    const page = await server.watch(
      `/hospitals/${hospitalId}/stream?after=${cursor}&ward=W1`,
      signedInAs({ hospitalId }),
    );
    for (const [id, html] of shown) if (!page.regions.has(id)) page.regions.set(id, html);
    const reloaded = inOrder(await freshBoard(test.db, signedInAs({ hospitalId }), "W1"));
    await expect.poll(() => inOrder(page.regions)).toEqual(reloaded);
  });

  it("by the beat's digest too", async () => {
    await server.close();
    server = await BoardServer.start(test.db, test.url, { beat: 100 });
    const [viewer] = viewers();
    if (!viewer) throw new Error("nobody watches");
    const page = await load(viewer);
    await publishNow(test.db, hospital.hospitalId, {
      type: "alert.escalated",
      payload: await happenings["alert.escalated"](),
    });
    const versions = versionsIn((await freshBoard(test.db, viewer.signedIn)).values());
    await expect
      .poll(() => JSON.parse(page.named("beat").at(-1)?.data ?? "{}"))
      .toMatchObject({ seq: 1, digest: digestOf(versions) });
  });
});
