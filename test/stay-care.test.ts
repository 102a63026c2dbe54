import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
  elsewhere = await (await AlertWard.open(database.db, "lakeside")).fixture.admit("W1-01");
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
beforeEach(async () => {
  await database.db.deleteFrom("absences").execute();
  await database.db.updateTable("stays").set({ nurse_id: null }).execute();
});

const get = (as: As, path: string) => app.ask("GET", path, cookies[as]);
const post = (as: As, path: string, form: Record<string, string> = {}) =>
  app.ask("POST", path, { ...formHeaders, ...cookies[as] }, new URLSearchParams(form).toString());
const nurseOf = async (id = stayId) =>
  (await database.db.selectFrom("stays").select("nurse_id").where("stay_id", "=", id).executeTakeFirst())?.nurse_id;
const absences = () =>
  database.db.selectFrom("absences").select(["reason", "ended_at", "from_at", "until_at"]).execute();
const theatre = { reason: "theatre", minutes: "90" };

describe("whose patient it is", () => {
  test("a nurse says on the patient's page, and takes it back there; the card has her initials", async () => {
    expect((await get("nurse", `/stays/${stayId}`)).body).toContain("Nobody&#39;s patient so far.");
    const taken = await post("nurse", `/stays/${stayId}/nurse`, { mine: "yes" });
    expect([taken.status, taken.headers.location]).toEqual([303, `/stays/${stayId}#nurse`]);
    const page = (await get("nurse", `/stays/${stayId}`)).body;
    expect(page).toMatch(/<abbr class="nurse off" title="Nurse: Some nurse, not on duty"><bdi[^>]*>SN<\/bdi>/);
    expect(page).toContain("Not my patient any more");
    await post("nurse", `/stays/${stayId}/nurse`, { mine: "no" });
    expect(await nurseOf()).toBeNull();
  });

  test("nobody else says, and nobody is asked who is no nurse", async () => {
    for (const as of ["doctor", "operator", "admin", "display"] as const) {
      expect((await post(as, `/stays/${stayId}/nurse`, { mine: "yes" })).status, as).toBe(403);
      if (as !== "display") expect((await get(as, `/stays/${stayId}`)).body).not.toContain("My patient");
    }
    expect(await nurseOf()).toBeNull();
  });

  test.each([{}, { mine: "" }, { mine: "7" }, { mine: "yes", nurse: "7" }])(
    "is taken from no form but ours: %j",
    async (form) => {
      expect((await post("nurse", `/stays/${stayId}/nurse`, form as Record<string, string>)).status).toBe(400);
      expect(await nurseOf()).toBeNull();
    },
  );
});

describe("a patient who leaves the ward", () => {
  test("is away until a time on the page, on the board's card, and on the wall; and back with one tap", async () => {
    const left = await post("operator", `/stays/${stayId}/absence`, theatre);
    expect([left.status, left.headers.location]).toEqual([303, `/stays/${stayId}#absence`]);
    const [absence] = await absences();
    expect((absence?.until_at.getTime() ?? 0) - (absence?.from_at.getTime() ?? 0)).toBe(90 * 60_000);
    const until = /Theatre until <time/;
    for (const [as, path] of [
      ["nurse", `/stays/${stayId}`],
      ["doctor", "/hospitals/harbour"],
      ["display", "/hospitals/harbour"],
    ] as const)
      expect((await get(as, path)).body, path).toMatch(until);
    expect((await get("nurse", `/stays/${stayId}`)).body).toContain("Back on the ward");
    await post("nurse", `/stays/${stayId}/absence/end`);
    expect(await absences()).toMatchObject([{ ended_at: expect.any(Date) }]);
    expect((await get("nurse", "/hospitals/harbour")).body).not.toMatch(until);
  });

  test.each([
    [{ minutes: "90" }, "Choose why"],
    [{ reason: "lunch", minutes: "90" }, "Choose why"],
    [{ reason: "theatre", minutes: "481" }, "from 1 to 480"],
    [{ reason: "theatre", minutes: "0" }, "from 1 to 480"],
    [{ reason: "theatre", minutes: "1e2" }, "from 1 to 480"],
    [{ reason: "theatre", minutes: "-5" }, "from 1 to 480"],
    [{ reason: "theatre" }, "from 1 to 480"],
  ])("is told what is missing or wrong, in the form that was sent: %j", async (form, fault) => {
    const answer = await post("nurse", `/stays/${stayId}/absence`, form as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(fault);
    expect(answer.body).toContain("Aoife Byrne");
    expect(await absences()).toEqual([]);
  });

  test("is nobody's to send who only looks on", async () => {
    for (const as of ["admin", "display"] as const) {
      expect((await post(as, `/stays/${stayId}/absence`, theatre)).status).toBe(403);
      expect((await post(as, `/stays/${stayId}/absence/end`)).status).toBe(403);
    }
    expect(await absences()).toEqual([]);
  });
});

test("another hospital's patient answers as one that is not there, to each of these forms", async () => {
  const forms: [string, Record<string, string>][] = [
    ["nurse", { mine: "yes" }],
    ["absence", theatre],
    ["absence/end", {}],
  ];
  for (const [path, form] of forms) {
    const foreign = await post("nurse", `/stays/${elsewhere}/${path}`, form);
    const unknown = await post("nurse", `/stays/987654321/${path}`, form);
    expect([foreign.status, foreign.body.replace(/request [\w-]+/, "")]).toEqual([
      404,
      unknown.body.replace(/request [\w-]+/, ""),
    ]);
  }
  expect(await nurseOf(elsewhere)).toBeNull();
  expect(await absences()).toEqual([]);
});
