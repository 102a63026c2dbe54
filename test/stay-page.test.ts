import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endOverLimits } from "../src/actions/set-patient-limits.ts";
import { databaseNow } from "../src/db/connection.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let database: TestDatabase;
let app: RunningApp;
let ward: AlertWard;
let stayId: string;
let elsewhere: string;
const cookies: Record<string, { cookie: string }> = {};
type As = "nurse" | "doctor" | "operator" | "admin" | "display";

beforeAll(async () => {
  database = await freshDatabase();
  ward = await AlertWard.open(database.db, "harbour");
  stayId = await ward.fixture.admit("W1-02", { family_name: "Byrne", given_name: "Aoife" });
  await ward.fixture.current(stayId, { heartRate: 128, spo2: 97 }, 2);
  const other = await AlertWard.open(database.db, "lakeside");
  elsewhere = await other.fixture.admit("W1-01", { family_name: "Canarywort" });
  await database.db
    .insertInto("ward_limits")
    .values({
      ...{ hospital_id: "harbour", ward_id: "W1", sign: "heartRate" as const },
      ...{ critical_low: 40, low: 50, high: 120, critical_high: 140 },
    })
    .execute();
  app = await runApp(database);
  for (const role of ["nurse", "doctor", "operator", "admin", "display"] as const) {
    await ward.person(role, `Some ${role}`);
    cookies[role] = await app.signIn(`some.${role}@harbour.example`);
  }
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const get = (as: As, path: string) => app.ask("GET", path, cookies[as]);
const post = (as: As, path: string, form: Record<string, string>) =>
  app.ask("POST", path, { ...formHeaders, ...cookies[as] }, new URLSearchParams(form).toString());
const silence = { cause: "", priority: "medium", minutes: "10", reason: "physiotherapy" };
const limits = {
  sign: "heartRate",
  criticalLow: "40",
  low: "50",
  high: "135",
  criticalHigh: "150",
  hours: "",
  reason: "known fast",
};

describe("a patient's page", () => {
  test("shows who it is and what is measured, and that it was opened is written down", async () => {
    const page = await get("nurse", `/stays/${stayId}`);
    expect(page.status).toBe(200);
    for (const text of ["Aoife Byrne", "harbour-W1-02", "128"]) expect(page.body).toContain(text);
    const opened = (await ward.audited()).filter(({ action }) => action === "open_stay");
    expect(opened).toMatchObject([{ subject: `stay:${stayId}` }]);
  });

  test.for<[string, () => string]>([
    ["another hospital's patient", () => elsewhere],
    ["one that is not there", () => "999999999"],
    ["what is no id", () => "1%20or%201=1"],
  ])("of %s is not there", async ([, id]) => {
    const page = await get("doctor", `/stays/${id()}`);
    expect(page.status).toBe(404);
    expect(page.body).not.toContain("Canarywort");
  });

  test("is not for a screen on the wall", async () => {
    expect((await get("display", `/stays/${stayId}`)).status).toBe(404);
  });
});

describe("silencing a bed from its page", () => {
  test("stands on the page, on the board's card and in the list, and can be ended", async () => {
    const done = await post("nurse", `/stays/${stayId}/silences`, silence);
    expect([done.status, done.headers.location]).toEqual([303, `/stays/${stayId}#silences`]);
    for (const path of [`/stays/${stayId}`, "/hospitals/harbour?ward=W1", "/hospitals/harbour/pauses"])
      expect((await get("operator", path)).body).toMatch(/until <time/);
    const page = (await get("nurse", `/stays/${stayId}`)).body;
    const end = /\/stays\/\d+\/silences\/\d+\/end/.exec(page)?.[0] ?? "";
    expect((await post("operator", end, {})).status).toBe(403);
    expect((await post("nurse", end, {})).status).toBe(303);
    expect((await post("nurse", end, {})).status).toBe(404);
    expect((await get("nurse", "/hospitals/harbour/pauses")).body).toContain("Nothing is paused");
  });

  test.for([
    ["too long", { minutes: "16" }, "At most 15 minutes"],
    ["without a reason", { reason: "  " }, "Say why"],
    ["up to nothing", { priority: "" }, "Choose up to which priority"],
    ["of what is no rule", { cause: "<script>" }, "Choose a rule"],
  ] as const)("is refused %s, and what was typed stays", async ([, given, text]) => {
    const answer = await post("nurse", `/stays/${stayId}/silences`, { ...silence, ...given });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(text);
    if (!("reason" in given)) expect(answer.body).toContain('value="physiotherapy"');
    expect(answer.body).not.toContain("<script>");
  });

  test("is not for an operator, and not for another hospital's patient", async () => {
    expect((await post("operator", `/stays/${stayId}/silences`, silence)).status).toBe(403);
    expect((await post("nurse", `/stays/${elsewhere}/silences`, silence)).status).toBe(404);
    expect((await post("display", `/stays/${stayId}/silences`, silence)).status).toBe(403);
  });
});

describe("a patient's own limits", () => {
  test("are a doctor's to widen; they stand on the card and count for it, until they are taken back", async () => {
    expect((await post("nurse", `/stays/${stayId}/limits`, limits)).status).toBe(403);
    expect((await post("doctor", `/stays/${stayId}/limits`, limits)).status).toBe(303);
    const card = (await get("nurse", "/hospitals/harbour?ward=W1")).body;
    expect(card).toContain("Limits changed: HR");
    expect(card).not.toContain("above limit 120");
    expect((await post("doctor", `/stays/${stayId}/limits/heartRate/end`, {})).status).toBe(303);
    const back = (await get("nurse", "/hospitals/harbour?ward=W1")).body;
    expect(back).not.toContain("Limits changed");
    expect(back).toContain("above limit 120");
  });

  test("are a nurse's to tighten, for a time that the database's clock ends", async () => {
    expect(
      (await post("nurse", `/stays/${stayId}/limits`, { ...limits, high: "110", criticalHigh: "130", hours: "2" }))
        .status,
    ).toBe(303);
    const versions = () =>
      database.db
        .selectFrom("stay_limits")
        .select(["version", "high", "until_at", "ended_at"])
        .where("hospital_id", "=", "harbour")
        .orderBy("version")
        .execute();
    const [, second] = await versions();
    expect(second).toMatchObject({ version: 2, high: 110, ended_at: null });
    const over = new Date((second?.until_at ?? new Date(0)).getTime() + 1);
    expect(over.getTime()).toBeGreaterThan((await databaseNow(database.db)).getTime() + 7_100_000);
    await endOverLimits(database.db, "harbour", over);
    expect((await versions())[1]?.ended_at).toEqual(over);
    expect((await ward.published()).filter(({ type }) => type === "stay_limits.changed")).toHaveLength(4);
  });

  test.for([
    ["out of order", { high: "160" }, "Critical high must be above"],
    ["that nobody measures", { criticalHigh: "999" }, "nobody measures that"],
    ["of no number", { low: "fifty" }, "Enter a number"],
    ["of no sign", { sign: "__proto__" }, "Choose a sign"],
  ] as const)("are refused %s", async ([, given, text]) => {
    const answer = await post("doctor", `/stays/${stayId}/limits`, { ...limits, ...given });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(text);
  });
});
