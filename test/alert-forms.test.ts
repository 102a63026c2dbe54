import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let database: TestDatabase;
let app: RunningApp;
let ward: AlertWard;
const cookies: Record<string, { cookie: string }> = {};

beforeAll(async () => {
  database = await freshDatabase();
  ward = await AlertWard.open(database.db, "harbour");
  await ward.fixture.admit("W1-02", { family_name: "Byrne" });
  app = await runApp(database);
  for (const role of ["nurse", "doctor", "operator", "admin", "display"] as const) {
    const { hospitalId } = await ward.person(role, `Some ${role}`);
    cookies[role] = await app.signIn(`some.${role}@${hospitalId}.example`);
  }
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(() => database.db.updateTable("alerts").set({ state: "cancelled" }).execute());

type As = "nurse" | "doctor" | "operator" | "admin" | "display";

const post = (as: As, path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  app.ask("POST", path, { ...formHeaders, ...cookies[as], ...headers }, new URLSearchParams(form).toString());
const hx = { "hx-request": "true" };
const raise = { kind: "fall", bed: "W1-02", ward: "W1" };

async function openAlerts() {
  return await database.db.selectFrom("alerts").selectAll().where("state", "!=", "cancelled").execute();
}
async function raised(form: Record<string, string> = raise): Promise<string> {
  expect((await post("operator", "/alerts", form)).status).toBe(303);
  return (await openAlerts())[0]?.alert_id ?? "";
}

/** What htmx would put where, by the element it goes to. */
const partialsOf = ({ body }: Answer) =>
  Object.fromEntries(
    [...body.matchAll(/<hx-partial hx-target="#([^"]+)"[^>]*>([\s\S]*?)<\/hx-partial>/g)].map(([, id, html]) => [
      id,
      html,
    ]),
  );

describe("a call from the form", () => {
  test("leads back to the board that was looked at, which shows it", async () => {
    const answer = await post("operator", "/alerts", { ...raise, words: "by the window", place: "", priority: "" });
    expect([answer.status, answer.headers.location]).toEqual([303, "/hospitals/harbour?ward=W1"]);
    const board = await app.ask("GET", answer.headers.location ?? "", cookies.nurse);
    expect(board.body).toContain("by the window");
    expect(await openAlerts()).toMatchObject([{ cause: "fall", priority: "medium", bed_id: "W1-02", ward_id: "W1" }]);
  });

  test("takes the priority that was chosen, and a place that is no bed", async () => {
    const form = { kind: "equipment", priority: "high", bed: "", place: " corridor by the lift " };
    expect((await post("nurse", "/alerts", form)).headers.location).toBe("/hospitals/harbour");
    expect(await openAlerts()).toMatchObject([{ priority: "high", bed_id: null, place: "corridor by the lift" }]);
  });

  test("is answered to htmx with the list and a notice, and how new the list is", async () => {
    const answer = await post("nurse", "/alerts", raise, hx);
    expect(answer.status).toBe(200);
    const { alerts, notice } = partialsOf(answer);
    expect(alerts).toContain("W1-02");
    expect(notice).toContain("Raised: Fall · W1-02");
    expect(answer.headers["wardlight-cursor"]).toMatch(/^[^.]+\.\d+$/);
  });

  test("shows the list of the ward that is looked at, and no other's", async () => {
    await raised({ kind: "fire", bed: "W2-01" });
    const [one, two] = [
      await post("nurse", "/alerts", raise, hx),
      await post("nurse", "/alerts", { ...raise, ward: "W2" }, hx),
    ];
    expect(partialsOf(one).alerts).not.toContain("W2-01");
    expect(partialsOf(two).alerts).toContain("W2-01");
    expect(partialsOf(two).alerts).not.toContain("W1-02");
  });

  test("shows markup as the text that somebody wrote", async () => {
    const words = `<img src=x onerror=alert(1)> "quoted" & 'more'`;
    const answer = await post("nurse", "/alerts", { ...raise, words }, hx);
    expect(answer.body).not.toContain("<img");
    expect(answer.body).toContain("&lt;img src=x");
    expect(await openAlerts()).toMatchObject([{ words }]);
  });
});

describe("a form that cannot be taken", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["without a kind", { bed: "W1-02" }, "kind", "Choose what happened."],
    ["of no kind", { ...raise, kind: "" }, "kind", "Choose what happened."],
    ["of a kind that does not exist", { ...raise, kind: "constructor" }, "kind", "Choose what happened."],
    ["of a rule's kind", { ...raise, kind: "device_lost" }, "kind", "Choose what happened."],
    ["with a priority that does not exist", { ...raise, priority: "urgent" }, "priority", "Choose a priority"],
    ["without a bed and a place", { kind: "fall", bed: "", place: "   " }, "bed", "Say where"],
    ["for a bed that is not there", { ...raise, bed: "W9-99" }, "bed", "Choose a bed"],
    ["with more words than are read on the way", { ...raise, words: "x".repeat(201) }, "words", "at most 200 char"],
    ["with a place that is a story", { ...raise, place: "x".repeat(81) }, "place", "at most 80 characters"],
    ["with a NUL", { ...raise, words: "a\0b" }, "words", "at most 200 characters"],
    ["with a line break in its words", { ...raise, words: "a\nb" }, "words", "at most 200 characters"],
  ])("%s is shown again with what is wrong, where it is wrong", async (_name, form, field, fault) => {
    const page = await post("nurse", "/alerts", { ...form, place: form.place ?? "by the sink" });
    expect(page.status).toBe(400);
    expect(page.body).toContain('id="raise-form"');
    expect(page.body).toMatch(new RegExp(`<strong id="raise-${field}-fault" class="fault">[^<]*${fault}`));
    expect(page.body).toMatch(new RegExp(`<(input|select) id="raise-${field}"[^>]* aria-invalid="true" autofocus=""`));
    if (!form.place) expect(page.body).toContain("by the sink");
    const marked = await post("nurse", "/alerts", { ...form, place: form.place ?? "by the sink" }, hx);
    expect(marked.status).toBe(400);
    const faults = partialsOf(marked);
    expect(faults[`raise-${field}-fault`]).toContain(fault);
    expect(Object.values(faults).filter((text) => text !== "")).toHaveLength(1);
    expect(await openAlerts()).toEqual([]);
  });

  test("with a field that no form of ours has is refused: nobody sets a state, a hospital or a person by it", async () => {
    const id = await raised();
    for (const field of ["hospital_id", "raised_by", "state", "__proto__", "constructor"]) {
      expect((await post("nurse", "/alerts", { ...raise, [field]: "x" })).status, field).toBe(400);
      expect((await post("nurse", `/alerts/${id}/acknowledgement`, { [field]: "x" }, hx)).status, field).toBe(400);
    }
    expect(await openAlerts()).toMatchObject([{ alert_id: id, state: "raised" }]);
  });

  test("that says how an alert ended in a word of its own is refused", async () => {
    const id = await raised();
    await post("nurse", `/alerts/${id}/acknowledgement`, {});
    for (const form of [{}, { outcome: "cause_ended" }, { outcome: "x" }])
      expect((await post("nurse", `/alerts/${id}/resolution`, form, hx)).status).toBe(400);
    expect(await openAlerts()).toMatchObject([{ state: "acknowledged" }]);
  });

  test("for a ward that cannot be one is not answered", async () => {
    expect((await post("nurse", "/alerts", { ...raise, ward: "../x" }, hx)).status).toBe(404);
    expect(await openAlerts()).toEqual([]);
  });
});

describe("an answer to an alert", () => {
  test("leads back to the board without scripts: acknowledged, then resolved", async () => {
    const id = await raised();
    const acknowledged = await post("nurse", `/alerts/${id}/acknowledgement`, { ward: "W1" });
    expect([acknowledged.status, acknowledged.headers.location]).toEqual([303, "/hospitals/harbour?ward=W1"]);
    const resolved = await post("doctor", `/alerts/${id}/resolution`, { outcome: "attended" });
    expect([resolved.status, resolved.headers.location]).toEqual([303, "/hospitals/harbour"]);
    expect(await openAlerts()).toMatchObject([{ state: "resolved", outcome: "attended" }]);
  });

  test("is answered to htmx with the list as it is now and a notice", async () => {
    const id = await raised();
    const acknowledged = partialsOf(await post("nurse", `/alerts/${id}/acknowledgement`, { ward: "W1" }, hx));
    expect(acknowledged.alerts).toContain("Some nurse");
    expect(acknowledged.notice).toContain("Acknowledged: Fall · W1-02");
    const resolved = partialsOf(
      await post("nurse", `/alerts/${id}/resolution`, { ward: "W1", outcome: "attended" }, hx),
    );
    expect(resolved.alerts).not.toContain(`id="alert-${id}"`);
    expect(resolved.notice).toContain("Resolved: Fall · W1-02");
  });

  test("that came too late tells who was faster, and shows the list", async () => {
    const id = await raised();
    await post("nurse", `/alerts/${id}/acknowledgement`, {});
    const late = await post("doctor", `/alerts/${id}/acknowledgement`, {}, hx);
    expect(late.status).toBe(409);
    expect(partialsOf(late).notice).toMatch(/Already acknowledged by .*Some nurse/);
    expect(partialsOf(late).alerts).toContain(`id="alert-${id}"`);
    const page = await post("doctor", `/alerts/${id}/acknowledgement`, {});
    expect(page.status).toBe(409);
    expect(page.body).toContain("Some nurse");
  });

  test("of a role that may not is refused, whatever the page showed", async () => {
    const id = await raised();
    for (const role of ["operator", "admin", "display"] as const)
      expect((await post(role, `/alerts/${id}/acknowledgement`, {}, hx)).status, role).toBe(403);
    expect((await post("admin", "/alerts", raise, hx)).status).toBe(403);
    expect(await openAlerts()).toMatchObject([{ alert_id: id, state: "raised" }]);
  });

  test("of nobody is refused", async () => {
    const id = await raised();
    const body = "ward=W1";
    expect((await app.ask("POST", `/alerts/${id}/acknowledgement`, formHeaders, body)).status).toBe(401);
    expect((await app.ask("POST", "/alerts", formHeaders, "kind=fall&bed=W1-02")).status).toBe(401);
    expect(await openAlerts()).toMatchObject([{ alert_id: id, state: "raised" }]);
  });

  test("to an alert that is not there is the same answer for every id", async () => {
    const answers = ["999999", "0", "x", "1%2F2", "9".repeat(40)].map((id) =>
      post("nurse", `/alerts/${id}/acknowledgement`, {}, hx),
    );
    for (const { status } of await Promise.all(answers)) expect(status).toBe(404);
  });
});

describe("the form as a page of its own", () => {
  const open = (as: As | null, query = "") => app.ask("GET", `/alerts/new${query}`, as ? cookies[as] : {});

  test("has nothing chosen of what happened: a button pressed too soon calls for nothing", async () => {
    const { body } = await open("nurse");
    expect(body).toMatch(/<select id="raise-kind"[^>]* required=""><option value="">Choose what happened<\/option>/);
    expect(body).not.toMatch(/<option value="[a-z_]+" selected/);
  });

  test("offers the beds of the hospital, or of the ward, with one chosen by the link", async () => {
    const all = await open("operator");
    expect(all.status).toBe(200);
    expect(all.body).toContain('value="W2-01"');
    const one = await open("operator", "?ward=W1&bed=W1-03");
    expect(one.body).not.toContain('value="W2-01"');
    expect(one.body).toMatch(/<option value="W1-03" selected/);
    expect(one.body).toContain('href="/hospitals/harbour?ward=W1"');
  });

  test("is for those who may raise an alert", async () => {
    expect((await open("admin")).status).toBe(403);
    expect((await open("display")).status).toBe(403);
    expect((await open(null)).status).toBe(401);
  });
});
