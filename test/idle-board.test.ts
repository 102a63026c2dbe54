import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, openHospital } from "./support/people.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let given: TestDatabase;
let ward: RunningApp;

beforeAll(async () => {
  given = await freshDatabase();
  await openHospital(given.db, "harbour", "Harbour");
  await employ(given.db, "harbour", { email: "nora@h.example", name: "Nora", role: "nurse" });
  await employ(given.db, "harbour", { email: "wall@h.example", name: "Wall", role: "display", wardId: "W1" });
  ward = await runApp(given);
});
afterAll(async () => {
  await ward.close();
  await given.close();
});

/** As if so many minutes had passed since anybody did anything. */
const pass = (minutes: number) =>
  given.pool.query("update sessions set active_at = active_at - $1 * interval '1 minute'", [minutes]);
const activeAt = async (): Promise<Date> =>
  (await given.pool.query("select max(active_at) as at from sessions")).rows[0].at;
const boardsOpened = async () =>
  Number((await given.pool.query("select count(*) from audit where action = 'open_board'")).rows[0].count);

/** What a browser says of a page that a person opened, of one that opened itself again, and of a script's request. */
const byHand = { "sec-fetch-mode": "navigate", "sec-fetch-user": "?1", "sec-fetch-site": "none" };
const byRefresh = { "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
const byScript = { "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin" };

test("after fifteen minutes the board stays readable and says that it is read-only", async () => {
  const nurse = await ward.signIn("nora@h.example");
  const awake = await ward.ask("GET", "/hospitals/harbour", { ...nurse, ...byHand });
  expect(awake.body).not.toContain("data-idle");
  await pass(15);
  const asleep = await ward.ask("GET", "/hospitals/harbour", { ...nurse, ...byHand });
  expect(asleep.status).toBe(200);
  expect(asleep.body).toMatch(/<body[^>]* data-idle=""/);
  expect(asleep.body).toContain("Sign in again to act");
  expect((await ward.ask("GET", "/hospitals/harbour/poll", nurse)).status).toBe(200);
  const stream = await ward.open("/hospitals/harbour/stream", nurse);
  expect(stream.statusCode).toBe(200);
  stream.destroy();
});

test("an idle person's action is refused, until signing in again in the same browser", async () => {
  const nurse = await ward.signIn("nora@h.example");
  await pass(15);
  const raise = (headers: Record<string, string>) =>
    ward.ask("POST", "/alerts", { ...formHeaders, ...headers }, "kind=fall&place=corridor");
  expect((await raise(nurse)).status).toBe(401);
  const inPage = await raise({ ...nurse, "hx-request": "true" });
  expect(inPage.status).toBe(401);
  expect(inPage.body).toMatch(/^<hx-partial hx-target="#notice"[^>]*>.*<a href="\/sign-in">/);
  expect((await raise(nurse)).status).toBe(401);
  expect((await ward.ask("GET", "/sign-in", nurse)).body).toContain("Sign in again to go on");
  const again = await ward.signIn("nora@h.example");
  expect((await raise(again)).status).toBe(303);
});

test("a stream, a poll, a refresh and a script keep nobody signed in, and open no board in the audit", async () => {
  const nurse = await ward.signIn("nora@h.example");
  await pass(10);
  const [before, opened] = [await activeAt(), await boardsOpened()];
  const stream = await ward.open("/hospitals/harbour/stream", { ...nurse, ...byScript });
  stream.destroy();
  await ward.ask("GET", "/hospitals/harbour/poll", { ...nurse, ...byScript });
  await ward.ask("GET", "/hospitals/harbour", { ...nurse, ...byRefresh });
  await ward.ask("GET", "/", { ...nurse, ...byRefresh });
  expect(await activeAt()).toEqual(before);
  expect(await boardsOpened()).toBe(opened);
});

test("a page opened by hand keeps a person signed in, and is written down once", async () => {
  const nurse = await ward.signIn("nora@h.example");
  await pass(14);
  const [before, opened] = [await activeAt(), await boardsOpened()];
  await ward.ask("GET", "/hospitals/harbour?ward=W2", { ...nurse, ...byHand });
  expect((await activeAt()).getTime()).toBeGreaterThan(before.getTime() + 13 * 60_000);
  expect(await boardsOpened()).toBe(opened + 1);
  await pass(14);
  expect((await ward.ask("GET", "/hospitals/harbour", { ...nurse, ...byRefresh })).body).not.toContain("data-idle");
});

test("an action keeps a person signed in, even one that is refused", async () => {
  const nurse = await ward.signIn("nora@h.example");
  await pass(14);
  const before = await activeAt();
  await ward.ask("POST", "/alerts/987654/acknowledgement", { ...formHeaders, ...nurse, ...byScript }, "");
  expect((await activeAt()).getTime()).toBeGreaterThan(before.getTime());
});

test("what another site sends keeps nobody signed in", async () => {
  const nurse = await ward.signIn("nora@h.example");
  await pass(10);
  const before = await activeAt();
  await ward.ask("POST", "/alerts", { ...formHeaders, ...nurse, "sec-fetch-site": "cross-site" }, "");
  expect(await activeAt()).toEqual(before);
});

test("a display on the wall is never idle", async () => {
  const wall = await ward.signIn("wall@h.example");
  await pass(60 * 24);
  expect((await ward.ask("GET", "/hospitals/harbour", wall)).body).not.toContain("data-idle");
});

test("who signs out is out: the cookie is dead, the stream is closed, the browser forgets what it kept", async () => {
  const nurse = await ward.signIn("nora@h.example");
  const stream = await ward.open("/hospitals/harbour/stream", nurse);
  expect(stream.statusCode).toBe(200);
  const out = await ward.ask("POST", "/session/end", { ...formHeaders, ...nurse }, "");
  expect(out).toMatchObject({ status: 303, headers: { location: "/sign-in", "clear-site-data": '"cache"' } });
  expect(out.headers["set-cookie"]?.[0]).toMatch(/^wardlight=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/);
  await stream.ended;
  expect((await ward.ask("GET", "/hospitals/harbour", nurse)).headers.location).toBe("/sign-in");
  expect((await ward.ask("GET", "/hospitals/harbour/poll", nurse)).status).toBe(401);
  expect((await ward.ask("GET", "/hospitals/harbour/stream", nurse)).status).toBe(401);
});

test("signing out from within the page leads the page to the door, and twice is no fault", async () => {
  const nurse = await ward.signIn("nora@h.example");
  const htmx = { ...formHeaders, ...nurse, "hx-request": "true" };
  const out = await ward.ask("POST", "/session/end", htmx, "");
  expect([out.status, out.headers["hx-redirect"]]).toEqual([200, "/sign-in"]);
  expect((await ward.ask("POST", "/session/end", { ...formHeaders, ...nurse }, "")).status).toBe(303);
});

test("twelve hours after signing in the board is closed, and its stream with it", async () => {
  const nurse = await ward.signIn("nora@h.example");
  await given.pool.query("update sessions set expires_at = now() where expires_at > now()");
  expect((await ward.ask("GET", "/hospitals/harbour", { ...nurse, ...byHand })).headers.location).toBe("/sign-in");
  expect((await ward.ask("GET", "/hospitals/harbour/poll", nurse)).status).toBe(401);
});
