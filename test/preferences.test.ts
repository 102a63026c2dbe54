import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { preferencesOf, usualPreferences } from "../src/domain/preferences.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, openHospital } from "./support/people.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";
import { valuesOf } from "./views/skeleton.ts";

let given: TestDatabase;
let app: RunningApp;
let nurse: { readonly cookie: string };
beforeAll(async () => {
  given = await freshDatabase();
  await openHospital(given.db, "harbour", "Harbour");
  await employ(given.db, "harbour", { email: "nurse@harbour.example", role: "nurse" });
  await employ(given.db, "harbour", { email: "other@harbour.example", role: "nurse" });
  app = await runApp(given);
  nurse = await app.signIn("nurse@harbour.example");
});
afterAll(async () => {
  await app.close();
  await given.close();
});

const wanted = { volume: "3", soundFrom: "medium", theme: "dark", density: "compact", keys: "on" };
const keep = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  app.ask("POST", "/preferences", { ...formHeaders, ...nurse, ...headers }, new URLSearchParams(form).toString());
const boardOf = async (who: { readonly cookie: string }) =>
  (await app.ask("GET", "/hospitals/harbour", { ...who })).body;
const storedFor = (email: string) =>
  given.db.selectFrom("staff").select("preferences").where("email", "=", email).executeTakeFirstOrThrow();

describe("how a person wants their board", () => {
  test("is kept on the server, by a plain form, and leads back to the board", async () => {
    const answer = await keep({ ...wanted, ward: "W1" });
    expect([answer.status, answer.headers.location]).toEqual([303, "/hospitals/harbour?ward=W1"]);
    const page = await boardOf(nurse);
    expect(page).toMatch(/<html[^>]* data-theme="dark"/);
    expect(page).toMatch(/<body[^>]* data-volume="3" data-sound-from="medium" data-density="compact" data-keys="on"/);
  });

  test("is theirs alone", async () => {
    const other = await app.signIn("other@harbour.example");
    expect(valuesOf("data-volume", await boardOf(other))[0]).toBe(String(usualPreferences.volume));
  });

  test("is written down, because a board that was turned down is a question after an incident", async () => {
    await keep({ ...wanted, volume: "1" });
    const entry = await given.db
      .selectFrom("audit")
      .selectAll()
      .where("action", "=", "change_preferences")
      .orderBy("audit_id", "desc")
      .executeTakeFirstOrThrow();
    expect(entry.reason).toBe("volume 1, sound from medium");
  });

  test("holds also where something else is kept beside it", async () => {
    await given.db
      .updateTable("staff")
      .set({ preferences: JSON.stringify({ later: 1 }) })
      .where("email", "=", "nurse@harbour.example")
      .execute();
    await keep({ ...wanted, volume: "4" });
    expect((await storedFor("nurse@harbour.example")).preferences).toMatchObject({ later: 1, volume: 4 });
  });

  test("can be that letters do nothing", async () => {
    const { keys: _notTicked, ...rest } = wanted;
    await keep(rest);
    expect(valuesOf("data-keys", await boardOf(nurse))).toEqual(["off", "off"]);
  });

  test("can be that the browser notifies", async () => {
    await keep(wanted);
    expect(valuesOf("data-notify", await boardOf(nurse))).toEqual(["off", "off"]);
    await keep({ ...wanted, notify: "on" });
    expect(valuesOf("data-notify", await boardOf(nurse))).toEqual(["on", "on"]);
  });

  test.each([
    { volume: "0" },
    { volume: "11" },
    { volume: "loud" },
    { soundFrom: "never" },
    { theme: "pink" },
    { density: "" },
    { keys: "off" },
    { notify: "yes" },
    { more: "1" },
  ])("is refused as a whole where it is none: %j", async (wrong: Record<string, string>) => {
    const before = await storedFor("nurse@harbour.example");
    expect((await keep({ ...wanted, ...wrong })).status).toBe(400);
    expect(await storedFor("nurse@harbour.example")).toEqual(before);
  });

  test("is told to a page that asked in the background, with the form as it is now", async () => {
    const answer = await keep(wanted, { "hx-request": "true" });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(
      `<hx-partial hx-target="#settings-form" hx-swap="outerMorph"><form id="settings-form"`,
    );
    expect(answer.body).toContain("Kept for you");
  });

  test("is for who is signed in", async () => {
    expect((await app.ask("POST", "/preferences", formHeaders, new URLSearchParams(wanted).toString())).status).toBe(
      401,
    );
  });
});

test.each([
  [{}, usualPreferences],
  [{ volume: 0, theme: "pink", keys: "yes", soundFrom: 3 }, usualPreferences],
  [{ volume: 2.5 }, usualPreferences],
  [
    { volume: 2, keys: false, notify: true },
    { ...usualPreferences, volume: 2, keys: false, notify: true },
  ],
])("what is stored as %j is read as far as it is understood", (stored, read) => {
  expect(preferencesOf(stored)).toEqual(read);
});
