import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, openHospital, password } from "./support/people.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let given: TestDatabase;
let ward: RunningApp;

beforeAll(async () => {
  given = await freshDatabase();
  await openHospital(given.db, "harbour", "Harbour");
  await employ(given.db, "harbour", { email: "nora@h.example", role: "nurse" });
  ward = await runApp(given);
});
afterAll(async () => {
  await ward.close();
  await given.close();
});

const form = "application/x-www-form-urlencoded";
const signIn = new URLSearchParams({ email: "nora@h.example", password }).toString();
const sessions = async () => Number((await given.pool.query("select count(*) from sessions")).rows[0].count);

test.each<[string, Record<string, string>]>([
  ["a form of another site", { "content-type": form, "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  ["another site that claims our origin", { "content-type": form, "sec-fetch-site": "cross-site", origin: "ours" }],
  ["a form of a sibling subdomain", { "content-type": form, "sec-fetch-site": "same-site" }],
  ["an older browser on another site", { "content-type": form, origin: "https://evil.example" }],
  ["an older browser in a sandbox", { "content-type": form, origin: "null" }],
  ["another port of this machine", { "content-type": form, origin: "http://127.0.0.1:1" }],
  ["text/plain, which needs no preflight", { "content-type": "text/plain", "sec-fetch-site": "cross-site" }],
  ["text/plain that says nothing", { "content-type": "text/plain" }],
  ["no content type", {}],
  ["JSON sent without asking", { "content-type": "application/json", "sec-fetch-site": "cross-site" }],
  ["a form sent from the address bar", { "content-type": form, "sec-fetch-site": "none" }],
])("%s cannot sign anybody in or out", async (_, headers) => {
  const { cookie } = await ward.signIn("nora@h.example");
  const before = await sessions();
  const sent = { ...headers, ...(headers.origin === "ours" ? { origin: ward.url } : {}) };
  for (const path of ["/session", "/session/end", "/alerts", "/alerts/1/acknowledgement"]) {
    const answer = await ward.ask("POST", path, { ...sent, cookie }, signIn);
    expect([answer.status, answer.headers["set-cookie"]], path).toEqual([403, undefined]);
  }
  expect(await sessions()).toBe(before);
});

test.each(["PUT", "DELETE", "PATCH", "QUERY"])(
  "%s from elsewhere is refused before it is looked for",
  async (method) => {
    expect((await ward.ask(method, "/session", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  },
);

test("a link cannot change anything: no route that changes something answers to GET", async () => {
  const { cookie } = await ward.signIn("nora@h.example");
  const before = await sessions();
  // A form may be posted to its own page's address, or lead back to that page: neither changes anything.
  const pages = new Set(ward.app.routes.flatMap(({ method, path }) => (method === "GET" ? path : [])));
  const written = async () =>
    JSON.stringify([
      await given.db.selectFrom("duties").selectAll().execute(),
      await given.db.selectFrom("outbox").selectAll().execute(),
    ]);
  const writtenBefore = await written();
  for (const { path } of ward.app.routes.filter(({ method }) => method === "POST")) {
    const { status } = await ward.ask("GET", path.replace(/:\w+/g, "1"), { cookie });
    if (pages.has(path)) expect([200, 303, 404], path).toContain(status);
    else expect(status, path).toBe(404);
  }
  expect(await written()).toBe(writtenBefore);
  expect(await sessions()).toBe(before);
});

test("a method that is only claimed is not believed", async () => {
  const { cookie } = await ward.signIn("nora@h.example");
  const before = await sessions();
  const claims = { ...formHeaders, "sec-fetch-site": "cross-site", "x-http-method-override": "GET" };
  expect((await ward.ask("POST", "/session/end?_method=GET", { ...claims, cookie }, "_method=GET")).status).toBe(403);
  const link = await ward.ask("GET", "/session/end", { cookie, "x-http-method-override": "POST" });
  expect(link.status).toBe(404);
  expect(await sessions()).toBe(before);
});

test.each([
  ["says that the form is ours", { "sec-fetch-site": "same-origin" }],
  ["only names its origin", { origin: "ours" }],
  ["is none, but a program that posts our form", {}],
])("a browser that %s may sign in, over plain HTTP on this machine too", async (_, headers: Record<string, string>) => {
  const sent = { "content-type": form, ...headers, ...(headers.origin ? { origin: ward.url } : {}) };
  expect((await ward.ask("POST", "/session", sent, signIn)).status).toBe(303);
});

test("a device with a token needs no browser's headers, and a cookie is no token", async () => {
  const { cookie } = await ward.signIn("nora@h.example");
  const answer = await ward.ask("POST", "/api/v1/vitals", { cookie, "content-type": "application/json" }, "{}");
  expect(answer.status).toBe(401);
  expect(answer.headers["www-authenticate"]).toBe("Bearer");
  expect(JSON.parse(answer.body)).toMatchObject({ error: "not_signed_in" });
});

test.each([
  ["with its length", "x".repeat(17_000)],
  ["in chunks without a length", ["x".repeat(9_000), "x".repeat(9_000)]],
])("a form that is too large, sent %s, is refused unread", async (_, body) => {
  const answer = await ward.ask("POST", "/session", formHeaders, body);
  expect(answer.status).toBe(413);
});

test("a form in chunks that is not too large is read", async () => {
  const answer = await ward.ask("POST", "/session", formHeaders, [signIn.slice(0, 10), signIn.slice(10)]);
  expect(answer.status).toBe(303);
});
