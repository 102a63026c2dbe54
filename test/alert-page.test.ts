import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { escalateOverdue } from "../src/actions/escalate-overdue.ts";
import type { Finding, Raise } from "../src/domain/assessment.ts";
import type { Role } from "../src/domain/staff.ts";
import { sayingOf } from "../src/views/alert-step.tsx";
import { en } from "../src/views/words/en.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./support/running-app.ts";
import { skeletonOf, textOf } from "./views/skeleton.ts";

let database: TestDatabase;
let app: RunningApp;
let ward: AlertWard;
const people: Record<string, { cookie: string; staffId: string }> = {};

const roles = ["nurse", "doctor", "head_doctor", "operator", "admin", "display"] as const satisfies Role[];
type As = (typeof roles)[number] | "colleague";

beforeAll(async () => {
  database = await freshDatabase();
  ward = await AlertWard.open(database.db, "harbour");
  app = await runApp(database);
  for (const role of roles) await employ(role, role, `Some ${role.replace("_", " ")}`);
  await employ("colleague", "nurse", "Declan Osei");
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function employ(as: string, role: Role, name: string): Promise<void> {
  const { staffId } = await ward.person(role, name);
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@harbour.example`;
  people[as] = { ...(await app.signIn(email)), staffId };
}

const cookie = (as: As | null) => (as === null ? {} : { cookie: people[as]?.cookie ?? "" });
const open = (as: As | null, alertId: string, part = "") => app.ask("GET", `/alerts/${alertId}${part}`, cookie(as));
const post = (as: As, alertId: string, thing: string, form: Record<string, string> = {}) =>
  app.ask(
    "POST",
    `/alerts/${alertId}/${thing}`,
    { ...formHeaders, ...cookie(as) },
    new URLSearchParams({ screen: "alert", ...form }).toString(),
  );

const low: Finding = { priority: "high", reason: "below_critical_low", sign: "spo2", value: 84, limit: 88 };
const raiseLow: Raise = { do: "raise", cause: "spo2:low", onDelaySeconds: 0, raiseBy: null, lapses: true, ...low };
const fast: Finding = { priority: "medium", reason: "above_high", sign: "heartRate", value: 131, limit: 120 };
const raiseFast: Raise = { ...raiseLow, cause: "heartRate:high", ...fast };

let beds = 0;
/** A patient in a bed of their own, with an alert of two causes. */
async function twoCauses(family_name = "Byrne") {
  beds += 1;
  const bedId = `W1-${String(10 + beds)}`;
  const { db, hospitalId } = ward;
  await db.insertInto("beds").values({ hospital_id: hospitalId, bed_id: bedId, ward_id: "W1", place: beds }).execute();
  const number = `P-${1000 + beds}`;
  const stay = { stayId: await ward.fixture.admit(bedId, { family_name, number }), bedId, wardId: "W1" };
  await ward.decide(stay, [raiseLow], ward.at(-600));
  await ward.decide(stay, [raiseFast], ward.at(-590));
  const { alert_id } = await db
    .selectFrom("alerts")
    .select("alert_id")
    .where("stay_id", "=", stay.stayId)
    .executeTakeFirstOrThrow();
  return { alertId: alert_id, stay, number };
}

/** The steps as they are read out. */
const storyOf = ({ body }: Answer) =>
  [...body.matchAll(/<li class="step[^>]*>([\s\S]*?)<\/li>/g)].map(([, html = ""]) => textOf(html));

const sectionOf = ({ body }: Answer, id: string) =>
  new RegExp(`<section data-v="[^"]*" id="${id}"[\\s\\S]*?(?=<section data-v=|<p class="secondary|$)`).exec(
    body,
  )?.[0] ?? "";

describe("the page of an alert", () => {
  test("says what, whom, where, since when and every cause, with one that ended struck out", async () => {
    const { alertId, stay, number } = await twoCauses();
    await ward.decide(
      stay,
      [{ do: "end", cause: "heartRate:high", reason: "back_within_limits", settleSeconds: 60 }],
      ward.at(-300),
    );
    const page = await open("nurse", alertId);
    expect(page.status).toBe(200);
    const head = sectionOf(page, "alert-head");
    expect(textOf(head)).toContain("SpO₂ 84 % below 88");
    for (const said of ["Byrne", number, stay.bedId, "Ward W1", "High", "Unanswered", "nurses alerted"])
      expect(textOf(head)).toContain(said);
    expect(head).toContain("<s>HR 131\u00a0/min above 120</s>");
    expect(head).not.toContain("<s>SpO₂");
    expect(page.headers["cache-control"]).toBe("no-store");
    // A name in a title stands in the browser's history.
    expect(/<title>([^<]*)/.exec(page.body)?.[1]).toBe("Alert, high · Wardlight");
  });

  test("tells every step in order, by the clock of the hospital, in sentences for the phone", async () => {
    const { alertId, stay } = await twoCauses();
    await escalateOverdue(database.db, "harbour", ward.at(-530));
    await post("nurse", alertId, "owner", { minutes: "5" });
    await post("nurse", alertId, "notes", { text: "probe moved to the other hand" });
    await post("nurse", alertId, "hand-over", { to: people.colleague?.staffId ?? "" });
    const ends = [
      { do: "end", cause: "spo2:low", reason: "back_within_limits", settleSeconds: 60 },
      { do: "end", cause: "heartRate:high", reason: "back_within_limits", settleSeconds: 60 },
    ] as const;
    await ward.decide(stay, ends, new Date());
    await post("colleague", alertId, "resolution", { outcome: "treated" });
    const page = await open("doctor", alertId);
    const said = storyOf(page).map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""));
    expect(said).toEqual([
      "Raised: SpO₂ 84 % below 88",
      "Also: HR 131 /min above 120",
      "Nobody had answered: calling doctors",
      "Some nurse acknowledged it on the alert’s page",
      "Some nurse is on the way on the alert’s page",
      "Some nurse noted probe moved to the other hand",
      "Some nurse asked Declan Osei to take it over",
      "SpO₂: back within its limits",
      "HR: back within its limits",
      "Declan Osei resolved it: treated",
    ]);
    const first = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Dublin", timeStyle: "medium" }).format(
      ward.at(-600),
    );
    expect(storyOf(page)[0]).toMatch(new RegExp(`^${first} `));
    expect(textOf(sectionOf(page, "alert-head"))).toMatch(/Closed Treated, Declan Osei ?, \d+ \w+, \d\d:\d\d/);
  });

  test("shows values around it with the limit, as a picture, as numbers and as a table, and gaps as gaps", async () => {
    const { alertId, stay } = await twoCauses();
    const at = (minutes: number, value: number | null) => [ward.at(minutes * 60), value] as const;
    await ward.fixture.observed(stay.stayId, "spo2", [
      at(-60, 70),
      ...[-30, -29, -28, -12, -11].map((minute, i) => at(minute, 95 - i)),
      at(-10.5, null),
      ...[-10, -9].map((minute) => at(minute, 84)),
    ]);
    const page = await open("nurse", alertId);
    const values = sectionOf(page, "alert-values");
    const plots = JSON.parse(/<script id="plots"[^>]*>([^<]*)</.exec(values)?.[1] ?? "");
    expect(plots.plots).toMatchObject([{ id: "plot-spo2", limits: [{ limit: 88 }] }]);
    // An hour before is not around it; "no reading" is a hole.
    expect(plots.plots[0].values).toEqual([95, 94, 93, 92, 91, null, 84, 84]);
    expect(plots.marks.map(({ kind }: { kind: string }) => kind)).toEqual(["raised"]);
    expect(values.match(/<polyline /g)).toHaveLength(3);
    expect(values).toContain('aria-label="Oxygen saturation: lowest 84\u00a0%, highest 95\u00a0%"');
    const cells = [...values.matchAll(/<td>([\s\S]*?)<\/td>/g)].map(([, cell = ""]) => textOf(cell));
    const held = cells.flatMap((cell) => cell.match(/\d+/g) ?? []).map(Number);
    expect(cells.length).toBeGreaterThan(2);
    expect([Math.max(...held), Math.min(...held)]).toEqual([95, 84]);
  });

  test("of a call about no patient says so, and has no values", async () => {
    const { cookie: nurse } = people.nurse ?? { cookie: "" };
    const form = new URLSearchParams({ kind: "fire", bed: "", place: "kitchen" }).toString();
    await app.ask("POST", "/alerts", { ...formHeaders, cookie: nurse }, form);
    const { alert_id } = await database.db
      .selectFrom("alerts")
      .select("alert_id")
      .where("cause", "=", "fire")
      .executeTakeFirstOrThrow();
    const page = await open("operator", alert_id);
    expect(storyOf(page)[0]).toMatch(/Some nurse called for: Fire$/);
    expect(textOf(sectionOf(page, "alert-head"))).toContain("kitchen");
    expect(textOf(sectionOf(page, "alert-values"))).toContain("It is about no patient");
    // No call to a patient: the operator answers it.
    expect(page.body).toContain(`action="/alerts/${alert_id}/acknowledgement"`);
  });
});

describe("what can be done on the page", () => {
  const things = ({ body }: Answer) =>
    [...body.matchAll(/action="\/alerts\/\d+\/([a-z-]+)"/g)].map(([, thing]) => thing).sort();

  test("is what the person may do, in the state it is in", async () => {
    const { alertId, stay } = await twoCauses();
    expect(things(await open("nurse", alertId))).toEqual(["acknowledgement", "escalation", "notes", "owner"]);
    expect(things(await open("operator", alertId))).toEqual(["escalation", "notes"]);
    expect(things(await open("admin", alertId))).toEqual([]);
    await post("nurse", alertId, "acknowledgement");
    // While the cause stands nobody resolves it.
    expect(things(await open("doctor", alertId))).toEqual(["hand-over", "notes", "owner"]);
    const ends = [raiseLow, raiseFast].map(
      ({ cause }) => ({ do: "end", cause, reason: "back_within_limits", settleSeconds: 60 }) as const,
    );
    await ward.decide(stay, ends, new Date());
    expect(things(await open("doctor", alertId))).toEqual(["hand-over", "notes", "owner", "resolution"]);
    await post("nurse", alertId, "resolution", { outcome: "attended" });
    expect(things(await open("doctor", alertId))).toEqual(["notes"]);
  });

  test("offers no longer way than the priority allows", async () => {
    const { alertId } = await twoCauses();
    const minutes = [...(await open("nurse", alertId)).body.matchAll(/name="minutes" value="(\d+)"/g)].map(
      ([, n]) => n,
    );
    expect(minutes).toEqual(["2", "5", "10"]);
  });

  test("asks for help only colleagues who may answer it, and not oneself", async () => {
    const { alertId } = await twoCauses();
    await post("nurse", alertId, "acknowledgement");
    const page = await open("nurse", alertId);
    const select = /<select id="hand-over-to"[\s\S]*?<\/select>/.exec(page.body)?.[0] ?? "";
    const names = [...select.matchAll(/<option value="\d+">([^<]*)/g)].map(([, name]) => name);
    expect(names).toEqual(["Declan Osei", "Some doctor", "Some head doctor"]);
  });

  test("can be taken back by whoever did it, for ten seconds", async () => {
    const { alertId } = await twoCauses();
    await post("nurse", alertId, "acknowledgement");
    expect(things(await open("nurse", alertId))).toContain("undo");
    expect(things(await open("colleague", alertId))).not.toContain("undo");
    expect((await post("nurse", alertId, "undo")).status).toBe(303);
    const page = await open("nurse", alertId);
    expect(things(page)).toEqual(["acknowledgement", "escalation", "notes", "owner"]);
    expect(storyOf(page).at(-1)).toMatch(/Some nurse took that back$/);
    await post("nurse", alertId, "acknowledgement");
    // As if it had been done a while ago: the row keeps when.
    const since = ward.at(-11).toISOString();
    await database.pool.query(
      "update alerts set undo = jsonb_set(undo, '{at}', to_jsonb($1::text)) where alert_id = $2",
      [since, alertId],
    );
    expect(things(await open("nurse", alertId))).not.toContain("undo");
  });

  test("leads back to the page, and was done on it", async () => {
    const { alertId } = await twoCauses();
    const answer = await post("nurse", alertId, "escalation", { reason: "she is getting worse" });
    expect([answer.status, answer.headers.location]).toEqual([303, `/alerts/${alertId}`]);
    expect(storyOf(await open("nurse", alertId)).at(-1)).toMatch(
      /Some nurse called doctors before their time she is getting worse$/,
    );
    expect((await ward.history(alertId)).at(-1)).toMatchObject({ event: "escalated", reason: "called_by_hand" });
  });

  test("that came too late is said on the page, beside what the alert is now", async () => {
    const { alertId } = await twoCauses();
    await post("nurse", alertId, "acknowledgement");
    const late = await post("doctor", alertId, "acknowledgement");
    expect(late.status).toBe(409);
    expect(late.body).toMatch(/role="alert"[^>]*>\s*Already acknowledged by .?Some nurse/);
    expect(late.body).toContain('id="alert-timeline"');
  });

  test("that lacks something is said on the page", async () => {
    const { alertId } = await twoCauses();
    for (const [thing, form, fault] of [
      ["notes", { text: " " }, "Write a note"],
      ["escalation", { reason: "" }, "Say why"],
      ["owner", { minutes: "0" }, "Say in how many minutes"],
      ["hand-over", { to: "nobody" }, "Choose a colleague"],
    ] as const) {
      const answer = await post("nurse", alertId, thing, form);
      expect(answer.status, thing).toBe(400);
      expect(answer.body, thing).toContain(fault);
      expect(answer.body, thing).toContain('id="alert-timeline"');
    }
  });
});

describe("who reads it", () => {
  test("is staff, and no screen on the wall", async () => {
    const { alertId } = await twoCauses();
    for (const role of roles) {
      const expected = role === "display" ? 403 : 200;
      for (const part of ["", "/version", "/regions"])
        expect((await open(role, alertId, part)).status, `${role} ${part}`).toBe(expected);
    }
    for (const part of ["", "/version", "/regions"]) expect((await open(null, alertId, part)).status, part).toBe(401);
  });

  test("is told the same of another hospital's alert as of one that is not there", async () => {
    const other = await AlertWard.open(database.db, "summit");
    const foreign = await other.fixture.alert({ words: "canary" });
    const bytes = ({ status, headers, body }: Answer) => {
      const { "x-request-id": _, date: __, ...rest } = headers;
      return { status, headers: rest, body };
    };
    for (const role of ["nurse", "admin"] as const)
      for (const part of ["", "/version", "/regions"]) {
        const [theirs, unknown] = [await open(role, foreign, part), await open(role, "987654321", part)];
        expect(theirs.status, part).toBe(404);
        expect(bytes(theirs), part).toEqual(bytes(unknown));
      }
    for (const id of ["0", "x", "1%2F2", "9".repeat(40), "-1", "1.0", "%00"])
      expect((await open("nurse", id)).status, id).toBe(404);
    expect((await ward.audited()).some(({ subject }) => subject === `alert:${foreign}`)).toBe(false);
  });

  test("is written down once a page, and not for the questions whether it has changed", async () => {
    const { alertId } = await twoCauses();
    const opened = async () =>
      (await ward.audited()).filter(({ action, subject }) => action === "open_alert" && subject === `alert:${alertId}`);
    await open("nurse", alertId);
    await open("nurse", alertId, "/version");
    await open("nurse", alertId, "/regions");
    expect(await opened()).toMatchObject([{ staff_id: people.nurse?.staffId }]);
    // A page that loads itself again is nobody who looks.
    await app.ask("GET", `/alerts/${alertId}`, { ...cookie("nurse"), "sec-fetch-mode": "navigate" });
    expect(await opened()).toHaveLength(1);
  });

  test("reads the audit of the alert where their role may, and nobody else does", async () => {
    const { alertId } = await twoCauses();
    const other = await twoCauses();
    await open("doctor", alertId);
    await post("nurse", other.alertId, "acknowledgement");
    for (const role of ["head_doctor", "admin"] as const) {
      const audit = textOf(sectionOf(await open(role, alertId), "alert-audit"));
      for (const said of ["open_alert", "Some doctor", "alert.raised", "alert.joined", "below critical low"])
        expect(audit).toContain(said);
      expect(audit).not.toContain("alert.acknowledged");
    }
    for (const role of ["nurse", "doctor", "operator"] as const)
      expect((await open(role, alertId)).body).not.toContain("alert-audit");
  });

  test("has been away for a while: a page that is open is read on, another is not opened, and nothing can be done", async () => {
    const { alertId } = await twoCauses();
    const { hospitalId } = await ward.person("nurse", "Idle Nurse");
    const { cookie: idle } = await app.signIn(`idle.nurse@${hospitalId}.example`);
    await database.pool.query(
      "update sessions set active_at = now() - interval '1 hour' where staff_id = (select staff_id from staff where name = 'Idle Nurse')",
    );
    const ask = (part: string) => app.ask("GET", `/alerts/${alertId}${part}`, { cookie: idle });
    expect((await ask("/version")).status).toBe(200);
    expect((await ask("/regions")).status).toBe(200);
    expect((await ask("")).status).toBe(401);
  });
});

describe("a page that asks whether it has changed", () => {
  const versionOf = async (alertId: string) => JSON.parse((await open("nurse", alertId, "/version")).body).version;

  test("is told so by each step, and by the patient's move", async () => {
    const { alertId, stay } = await twoCauses();
    const page = await open("nurse", alertId);
    const begun = /data-version="([^"]*)"/.exec(page.body)?.[1];
    expect(begun?.split(".").slice(0, 2)).toEqual((await versionOf(alertId)).split(".").slice(0, 2));
    await post("nurse", alertId, "notes", { text: "seen" });
    const noted = await versionOf(alertId);
    expect(noted.split(".")[0]).not.toBe(begun?.split(".")[0]);
    const free = await database.db
      .insertInto("beds")
      .values({ hospital_id: "harbour", bed_id: `W2-${40 + beds}`, ward_id: "W2", place: 40 + beds })
      .returning("bed_id")
      .executeTakeFirstOrThrow();
    await ward.fixture.move(stay.stayId, free.bed_id);
    expect((await versionOf(alertId)).split(".")[1]).toBe(free.bed_id);
    expect(textOf(sectionOf(await open("nurse", alertId), "alert-head"))).toContain(free.bed_id);
  });

  test("gets the parts as a page that is opened now has them", async () => {
    const { alertId } = await twoCauses();
    const regions = await open("head_doctor", alertId, "/regions");
    const page = await open("head_doctor", alertId);
    const versions = ({ body }: Answer) =>
      [...body.matchAll(/<section data-v="([^"]*)" id="([^"]*)"/g)].map(([, v, id]) => [id, v]);
    expect(versions(page).map(([id]) => id)).toEqual([
      ...["alert-head", "alert-doing", "alert-timeline", "alert-values", "alert-audit"],
    ]);
    // What is written down last is that the page was opened.
    expect(versions(regions).slice(0, 4)).toEqual(versions(page).slice(0, 4));
    expect(regions.headers["wardlight-version"]).toBeDefined();
  });
});

const shared = process.env.WARDLIGHT_SHARED_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const outside = join(shared, "naughty/blns.json");
const naughty: { string: string }[] = existsSync(outside) ? JSON.parse(readFileSync(outside, "utf8")) : [];

test("whatever people wrote or are called, it stays text", async () => {
  const plain = await twoCauses("Plain");
  const own = [`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</script><script>alert(1)`, `{{7*7}}`];
  const strings = [
    ...own,
    ...naughty
      .map(({ string }) => string)
      .filter((text) => /[<>"'&]/.test(text))
      .slice(0, 60),
  ];
  await post("nurse", plain.alertId, "notes", { text: "Plain" });
  await ward.fixture.observed(plain.stay.stayId, "spo2", [[ward.at(-600), 84]]);
  const expected = skeletonOf((await open("nurse", plain.alertId)).body);
  for (const text of strings) {
    const { alertId, stay } = await twoCauses(text.replaceAll("\0", ""));
    await ward.fixture.observed(stay.stayId, "spo2", [[ward.at(-600), 84]]);
    const noted = await post("nurse", alertId, "notes", { text });
    if (noted.status !== 303) await post("nurse", alertId, "notes", { text: "Plain" });
    expect([text, skeletonOf((await open("nurse", alertId)).body)]).toEqual([text, expected]);
  }
});

test("every step that was written down here has a sentence", async () => {
  const { rows } = await database.pool.query("select distinct event, reason from alert_transitions");
  expect(rows.length).toBeGreaterThan(10);
  for (const step of rows) expect([step, sayingOf(step, en)]).toEqual([step, expect.any(Function)]);
});
