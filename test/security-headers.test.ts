import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadAssets } from "../src/assets.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, openHospital } from "./support/people.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let given: TestDatabase;
let ward: RunningApp;
let nurse: { cookie: string };

beforeAll(async () => {
  given = await freshDatabase();
  await openHospital(given.db, "harbour", "Harbour");
  await employ(given.db, "harbour", { email: "nora@h.example", role: "nurse" });
  ward = await runApp(given);
  nurse = await ward.signIn("nora@h.example");
});
afterAll(async () => {
  await ward.close();
  await given.close();
});

const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function expectGuarded(answer: Pick<Answer, "headers" | "status">, route: string) {
  expect(answer.headers, route).toMatchObject({
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": expect.stringContaining("camera=()"),
    "x-request-id": expect.stringMatching(/^[\w-]{12}$/),
  });
  // This is plain HTTP, where the header means nothing and a proxy's own would be doubled.
  expect(answer.headers, route).not.toHaveProperty("strict-transport-security");
  expect(answer.headers["cache-control"], route).toBe(
    route.includes("/static/") && answer.status === 200 ? "public, max-age=31536000, immutable" : "no-store",
  );
}

/** Every route that the app has, with something in the place of each parameter. */
function routes() {
  const asset = loadAssets().url("htmx.js").replace("/static/", "");
  const filled = (path: string) =>
    path
      .replace(":hospital", "harbour")
      .replace(":name", asset)
      .replace(/:\w+(\{[^}]*\})?/g, "1");
  const all = ward.app.routes.filter(({ method }) => method !== "ALL");
  return [...new Map(all.map(({ method, path }) => [`${method} ${path}`, { method, path: filled(path) }])).values()];
}

test("every route answers with the whole set of security headers, to who is signed in and who is not", async () => {
  const known = routes();
  expect(known.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining(["GET /", "GET /sign-in", "POST /session", "GET /hospitals/harbour", "GET /healthz"]),
  );
  for (const { method, path } of known) {
    for (const who of [{}, nurse]) {
      if (path.endsWith("/stream")) {
        const stream = await ward.open(path, { ...who });
        expectGuarded({ headers: stream.headers, status: stream.statusCode ?? 0 }, `${method} ${path}`);
        stream.destroy();
        continue;
      }
      const answer = await ward.ask(method, path, { ...formHeaders, ...who }, method === "GET" ? undefined : "");
      expectGuarded(answer, `${method} ${path}`);
      expect(answer.status, `${method} ${path}`).toBeLessThan(500);
    }
    // Signing out was among the routes.
    nurse = await ward.signIn("nora@h.example");
  }
});

test("what is not there, what is not new and what is not allowed answer with them too", async () => {
  const current = await ward.ask("GET", "/hospitals/harbour/poll", nurse);
  const unchanged = await ward.ask("GET", "/hospitals/harbour/poll", {
    ...nurse,
    "if-none-match": String(current.headers.etag),
  });
  expect(unchanged.status).toBe(304);
  expectGuarded(unchanged, "304");
  const answers = {
    404: await ward.ask("GET", "/nowhere"),
    403: await ward.ask("POST", "/session"),
    413: await ward.ask("POST", "/session", formHeaders, "x".repeat(20_000)),
  };
  for (const [status, answer] of Object.entries(answers)) {
    expect(answer.status).toBe(Number(status));
    expectGuarded(answer, status);
  }
});

test("a fault of ours answers with them, with the request's number, and with nothing of the fault", async () => {
  const broken = await freshDatabase();
  const other = await runApp(broken);
  await broken.pool.query("alter table staff rename column email to gone");
  const answer = await other.ask("POST", "/session", formHeaders, "email=canary%40h.example&password=canary");
  expect(answer.status).toBe(500);
  expectGuarded(answer, "500");
  expect(answer.body).toContain(String(answer.headers["x-request-id"]));
  expect(answer.body).not.toMatch(/column|staff\.|\.ts|at \w+ \(|select/);
  expect(other.log()).toContain(`"requestId":"${answer.headers["x-request-id"]}"`);
  expect(other.log()).not.toContain("canary");
  await other.close();
  await broken.close();
});

test("a request that only claims TLS in its first line is not believed", async () => {
  const claimed = await ward.ask("GET", "https://board.example/sign-in");
  expect(claimed.status).toBe(200);
  expectGuarded(claimed, "absolute");
});

test("over TLS the browser is told to stay there, and the cookie belongs to this host alone", async () => {
  const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
  const incoming = new IncomingMessage(Object.assign(new Socket(), { encrypted: true }));
  const over = (path: string, init?: RequestInit) =>
    ward.app.request(`https://board.example${path}`, init, { incoming, outgoing });
  await over("/sign-in");
  expect(outgoing.getHeader("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
  const form = new URLSearchParams({ email: "nora@h.example", password: "correct horse battery staple" });
  const signedIn = await over("/session", { method: "POST", headers: formHeaders, body: form.toString() });
  const cookie = signedIn.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/^__Host-wardlight=harbour\.[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const [pair = ""] = cookie.split(";");
  expect((await over("/", { headers: { cookie: pair } })).headers.get("location")).toBe("/hospitals/harbour");
  // A cookie that a plain-HTTP page or another subdomain could have set is not looked at.
  const plain = pair.replace("__Host-", "");
  expect((await over("/", { headers: { cookie: plain } })).headers.get("location")).toBe("/sign-in");
});
