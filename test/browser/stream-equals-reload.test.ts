import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Role } from "../../src/domain/staff.ts";
import { type EventType, eventTypes } from "../../src/events/catalogue.ts";
import { until, untilState, Ward, type Watching } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
let nurse: Watching;
let doctor: Watching;
beforeAll(async () => {
  ward = await Ward.open({ beds: 11 });
  nurse = await ward.signIn("nurse");
  doctor = await ward.signIn("doctor");
  await untilState(nurse.page, "live");
  for (const bed of ward.rows.stays.keys()) await ward.heartRate(80, bed);
});
afterAll(() => ward.close());

const wholeSet = {
  ...{ heartRate: 70, spo2: 98, respiratoryRate: 15, systolic: 120 },
  ...{ temperature: 36.8, oxygen: "air", consciousness: "A" },
};

/** As if the set of this patient had been due since then. */
const observe = (bed: string, ago: string) =>
  sql`
    update stays set observe_at = clock_timestamp() - ${ago}::interval, observe_minutes = 60, observe_next_at = clock_timestamp() - interval '1 second'
    where stay_id = ${ward.rows.stay(bed)}`.execute(ward.database.db);

/** The monitor of one bed says that it measures at another. */
const hold = () => ward.send({ bed: "W1-07", device: "mon-W1-06", value: 82, secondsAgo: 0 });

/** How each event comes about. One that is new in the catalogue does not compile without an entry. */
const triggers: Record<EventType, () => Promise<unknown>> = {
  "alert.raised": () => call("W1-01"),
  "alert.acknowledged": async () => acknowledge(await call("W1-02")),
  "alert.taken_on": async () =>
    ward.post(nurse, `/alerts/${await call("W1-02", "assistance")}/owner`, { minutes: "5" }),
  "alert.handed_over": async () => {
    const alertId = await call("W1-02", "equipment");
    await acknowledge(alertId);
    await ward.post(nurse, `/alerts/${alertId}/hand-over`, { to: await staffIdOf("doctor") });
  },
  "alert.noted": async () =>
    ward.post(nurse, `/alerts/${await call("W1-03", "assistance")}/notes`, { text: "Repositioned the probe" }),
  "alert.escalated": async () => pass("escalate_at", await call("W1-01", "medical_emergency")),
  "alert.resolved": async () => {
    const alertId = await call("W1-03");
    await acknowledge(alertId);
    await ward.post(nurse, `/alerts/${alertId}/resolution`, { outcome: "attended" });
  },
  "alert.undone": async () => {
    const alertId = await call("W1-03", "equipment");
    await acknowledge(alertId);
    await ward.post(nurse, `/alerts/${alertId}/undo`);
  },
  "alert.repeated": async () => {
    const alertId = await call("W1-04", "assistance");
    await ward.post(nurse, "/alerts", {
      kind: "assistance",
      bed: "W1-04",
      place: "",
      words: "still here",
      priority: "",
    });
    await until(1, async () => (await alert(alertId))?.repeats);
  },
  "alert.lapsed": async () => {
    const alertId = await cross("W1-04");
    await acknowledge(alertId);
    await pass("lapse_at", alertId);
  },
  "alert.latched": async () => {
    await cross("W1-05");
    await ward.heartRate(80, "W1-05");
  },
  "alert.returned": async () => {
    await cross("W1-06");
    await ward.heartRate(80, "W1-06");
    await ward.heartRate(131, "W1-06");
  },
  "alert.worsened": async () => {
    await cross("W1-07");
    await ward.heartRate(155, "W1-07");
  },
  "alert.joined": async () => {
    const alertId = await cross("W1-02");
    await ward.send({ bed: "W1-02", sign: "systolic", value: 80, secondsAgo: 0 });
    // Its early-warning score may join too, at the same moment or a little later.
    await until(true, async () =>
      (await ward.rows.causes()).some(({ alert_id, cause }) => alert_id === alertId && cause === "systolic:low"),
    );
  },
  "alert.eased": async () => {
    const alertId = await cross("W1-01");
    await acknowledge(alertId);
    await ward.heartRate(80, "W1-01");
    await until(false, async () => (await alert(alertId))?.cause_active);
  },
  "alert.quieted": async () => {
    await call("W1-05", "assistance");
    await pause("W1-05");
  },
  "alert.sounded": async () => {
    await call("W1-06", "assistance");
    await pause("W1-06");
    await goOn("W1-06");
  },
  "vitals.recorded": () => ward.heartRate(87, "W1-08"),
  "signs.staled": () =>
    sql`
    update current_vitals set at = at - interval '150 seconds', changes_at = clock_timestamp()
    where stay_id = ${ward.rows.stay("W1-08")}`.execute(ward.database.db),
  "score.band_changed": async () => {
    // Six of seven at first: "at least"; the last makes it a low one, and a whole set.
    for (const [sign, value] of Object.entries(wholeSet)) await ward.send({ bed: "W1-09", sign, value, secondsAgo: 0 });
  },
  "observation.due": () => observe("W1-09", "1 minute"),
  "observation.overdue": () => observe("W1-09", "10 minutes"),
  "observation.taken": async () => {
    for (const [sign, value] of Object.entries(wholeSet)) await ward.send({ bed: "W1-09", sign, value, secondsAgo: 0 });
  },
  "alert.moved": async () => {
    const stayId = await admit("of an alert");
    await call(freeBed, "assistance");
    await thereAndBack(stayId);
    await discharge(stayId);
  },
  "stay.began": async () => {
    began = await admit("who stays");
  },
  "stay.moved": () => thereAndBack(began),
  "stay.ended": () => discharge(began),
  "patients.merged": async () => {
    await discharge(await admit("absorbed"));
    const stayId = await admit("kept");
    const merge = { number: "absorbed", keep: await patientOf("kept"), sure: "yes" };
    await ward.post(nurse, `/stays/${stayId}/merge`, merge);
    await discharge(stayId);
  },
  "patient.marked": () =>
    ward.post(nurse, `/stays/${ward.rows.stay("W1-09")}/isolation`, { contact: "yes", words: "MRSA" }),
  "silence.began": () => pause("W1-09"),
  "silence.ended": async () => {
    await pause("W1-09");
    await goOn("W1-09");
  },
  "stay_limits.changed": () =>
    ward.post(doctor, `/stays/${ward.rows.stay("W1-09")}/limits`, {
      ...{
        sign: "heartRate",
        criticalLow: "40",
        low: "50",
        high: "70",
        criticalHigh: "150",
        hours: "",
        reason: "slow",
      },
    }),
  "device.lost": silence,
  "device.returned": async () => {
    const lost = (await ward.rows.eventsOf("device.lost")).length;
    await silence();
    await until(true, async () => (await ward.rows.eventsOf("device.lost")).length > lost);
    await sql`update devices set expected_interval_seconds = 60 where device_id = 'mon-W1-08'`.execute(
      ward.database.db,
    );
    await ward.heartRate(88, "W1-08");
  },
  "device.changed": async () => {
    const admin = await ward.signIn("admin");
    const here = "/hospitals/st-brigid/devices/mon-W1-09";
    const fields = { bed: "", interval: "60", clock: "as_sent", seen: '["W1-09",60,"as_sent"]' };
    await ward.post(admin, here, fields);
    await admin.context.close();
  },
  "readings.held": hold,
  "hold.settled": async () => {
    await hold();
    const { rows } = await sql<{ id: string }>`select max(hold_id) as id from holds`.execute(ward.database.db);
    await ward.post(nurse, `/hospitals/st-brigid/held-readings/${rows[0]?.id}`, { stay: "none" });
  },
  "duty.began": () => ward.post(nurse, "/duty", { ward: "W1" }),
  "duty.ended": async () => {
    await ward.post(nurse, "/duty", { ward: "" });
    await ward.post(nurse, "/duty/end");
  },
  "stay.nurse_changed": () => ward.post(nurse, `/stays/${ward.rows.stay("W1-02")}/nurse`, { mine: "yes" }),
  "absence.began": () => leave("W1-03"),
  "absence.ended": async () => {
    await leave("W1-04");
    await ward.post(nurse, `/stays/${ward.rows.stay("W1-04")}/absence/end`);
  },
  "limits.changed": async () => {
    const head = await ward.signIn("head_doctor");
    const limits = { criticalLow: "40", low: "50", high: "119", criticalHigh: "140" };
    await ward.post(head, "/hospitals/st-brigid/rules/W1/heartRate", { ...limits, seen: "40/50/120/140/-/-/-/-" });
    await head.context.close();
  },
  "minute.passed": () =>
    sql`update hospitals set minute_at = minute_at - interval '1 minute'`.execute(ward.database.db),
  "session.ended": async () => {
    const leaving = await ward.signIn("operator");
    await ward.post(leaving, "/session/end");
    await leaving.context.close();
  },
};

/** The last of the ward. */
const freeBed = "W1-11";
/** Who came, until they go. */
let began = "";

const someone = { familyName: "Bryne", givenName: "Aoife", bornOn: "1955-03-14", sex: "female" };

/** Somebody comes into the free bed; answers the stay. */
async function admit(number: string): Promise<string> {
  await ward.post(nurse, "/hospitals/st-brigid/admission", { who: "new", bed: freeBed, number, ...someone });
  return await stayIn(freeBed);
}

/** Changes beds with a neighbour, and back; what monitors send from the two beds in the next two minutes is held. */
async function thereAndBack(stayId: string): Promise<void> {
  const neighbour = ward.rows.stay("W1-10");
  await ward.post(nurse, `/stays/${stayId}/swap`, { bed: freeBed, with: `${neighbour}@W1-10` });
  await ward.post(nurse, `/stays/${stayId}/swap`, { bed: "W1-10", with: `${neighbour}@${freeBed}` });
}

const discharge = (stayId: string) => ward.post(nurse, `/stays/${stayId}/discharge`, { ending: "home", bed: freeBed });

async function stayIn(bed: string): Promise<string> {
  const row = await ward.database.db
    .selectFrom("occupancies")
    .select("stay_id")
    .where("bed_id", "=", bed)
    .where("to_at", "is", null)
    .executeTakeFirstOrThrow();
  return row.stay_id;
}

async function patientOf(number: string): Promise<string> {
  const row = await ward.database.db
    .selectFrom("patients")
    .select("patient_id")
    .where("number", "=", number)
    .executeTakeFirstOrThrow();
  return row.patient_id;
}

/** The bed's alerts are silenced for a time. */
async function pause(bed: string): Promise<void> {
  const form = { cause: "", priority: "medium", minutes: "10", reason: "physiotherapy" };
  await ward.post(nurse, `/stays/${ward.rows.stay(bed)}/silences`, form);
}

/** They are to be heard again. */
async function goOn(bed: string): Promise<void> {
  const stayId = ward.rows.stay(bed);
  const { silence_id } = await ward.database.db
    .selectFrom("silences")
    .select("silence_id")
    .where("stay_id", "=", stayId)
    .where("ended_at", "is", null)
    .executeTakeFirstOrThrow();
  await ward.post(nurse, `/stays/${stayId}/silences/${silence_id}/end`);
}

test.for(eventTypes)("after %s the streamed board is what a fresh page would be", async (type) => {
  const before = (await ward.rows.eventsOf(type)).length;
  await triggers[type]();
  await until(true, async () => (await ward.rows.eventsOf(type)).length > before);

  const streamed = nurse.page;
  const fresh = await doctor.context.newPage();
  // What it shows is what the server drew into the page, and nothing that came after.
  await fresh.route(/\/(stream|poll)(\?|$)/, (route) => route.abort());
  let of: Comparison = { streamed: [], fresh: [] };
  // Something else may happen between one and the other; then both are looked at again.
  const equal = async () => {
    await fresh.goto(streamed.url());
    of = { streamed: await regionsOf(streamed), fresh: await regionsOf(fresh) };
    return isDeepStrictEqual(of.streamed, of.fresh);
  };
  await until(true, equal).catch(() => undefined);
  expect(of.streamed).toEqual(of.fresh);
  expect(of.streamed.length).toBeGreaterThan(20);
  await fresh.close();
});

interface Comparison {
  readonly streamed: readonly string[];
  readonly fresh: readonly string[];
}

/**
 * Every region as it stands in the page; what the clock rewrites by itself is left out on both sides. Attributes are
 * put in order: one that comes to an element in a morph stands last there, and means the same.
 */
function regionsOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll("[data-v]"), (region) => {
      const copy = region.cloneNode(true) as Element;
      for (const time of copy.querySelectorAll("[data-age], [data-since], [data-until]")) time.replaceChildren();
      for (const sign of copy.querySelectorAll("[data-interval]"))
        sign.classList.remove("live", "ageing", "stale", "lost");
      for (const powered of copy.querySelectorAll("[data-htmx-powered]")) powered.removeAttribute("data-htmx-powered");
      for (const element of [copy, ...copy.querySelectorAll("*")]) {
        const attributes = Array.from(element.attributes).sort((one, other) => (one.name < other.name ? -1 : 1));
        for (const { name } of attributes) element.removeAttribute(name);
        for (const attribute of attributes) element.setAttributeNode(attribute);
      }
      return copy.outerHTML;
    }),
  );
}

/** Raises a called alert by the form's post and answers its id. */
async function call(bed: string, kind = "fall"): Promise<string> {
  const before = new Set((await ward.rows.alerts()).map((alert) => alert.alert_id));
  await ward.post(nurse, "/alerts", { kind, bed, place: "", words: "", priority: "" });
  const raised = (await ward.rows.alerts()).find((alert) => !before.has(alert.alert_id));
  if (!raised) throw new Error("no alert was raised");
  return raised.alert_id;
}

const leave = (bed: string) =>
  ward.post(nurse, `/stays/${ward.rows.stay(bed)}/absence`, { reason: "theatre", minutes: "60" });

const acknowledge = (alertId: string) => ward.post(nurse, `/alerts/${alertId}/acknowledgement`);

const alert = async (alertId: string) => (await ward.rows.alerts()).find(({ alert_id }) => alert_id === alertId);

async function staffIdOf(role: Role): Promise<string> {
  const { staff_id } = await ward.database.db
    .selectFrom("staff")
    .select("staff_id")
    .where("role", "=", role)
    .executeTakeFirstOrThrow();
  return staff_id;
}

/** A heart rate above its limit, whose on-delay has passed; answers the alert's id. */
async function cross(bed: string): Promise<string> {
  await ward.heartRate(130, bed);
  const mine = async () =>
    (await ward.rows.causes()).find(
      ({ stay_id, cause, closed_at }) =>
        stay_id === ward.rows.stay(bed) && cause === "heartRate:high" && closed_at === null,
    );
  await until(true, async () => (await mine()) !== undefined);
  await ward.database.db
    .updateTable("alert_causes")
    .set({ raise_at: new Date(Date.now() - 1000) })
    .where("cause_id", "=", (await mine())?.cause_id ?? "")
    .where("alert_id", "is", null)
    .execute();
  await until(true, async () => ((await mine())?.alert_id ?? null) !== null);
  return (await mine())?.alert_id ?? "";
}

/** The time that the alert waits for has come. */
async function pass(timer: "escalate_at" | "lapse_at", alertId: string): Promise<void> {
  await ward.database.db
    .updateTable("alerts")
    .set({ [timer]: new Date(Date.now() - 1000) })
    .where("alert_id", "=", alertId)
    .execute();
}

/** Expected every second, so that its silence since the server began to listen is long enough already. */
function silence(): Promise<unknown> {
  return sql`
    update devices set last_heard_at = clock_timestamp() - interval '1 hour', lost_at = null, expected_interval_seconds = 1
    where device_id = 'mon-W1-08'`.execute(ward.database.db);
}
