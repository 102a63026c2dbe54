import { afterAll, beforeAll, expect, test } from "vitest";
import { createSignIn } from "../src/actions/sign-in.ts";
import { createLog } from "../src/log.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, openHospital, password } from "./support/people.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let given: TestDatabase;
let demo: RunningApp;
let real: RunningApp;

beforeAll(async () => {
  given = await freshDatabase();
  await openHospital(given.db, "st-brigid", "St Brigid");
  await employ(given.db, "st-brigid", { email: "nurse@st-brigid.example", role: "nurse", demo: true });
  demo = await runApp(given, { demo: true });
  real = await runApp(given, { demo: false });
});
afterAll(async () => {
  await demo.close();
  await real.close();
  await given.close();
});

const body = new URLSearchParams({ email: "nurse@st-brigid.example", password }).toString();
const post = (app: RunningApp, headers: Record<string, string> = {}) =>
  app.ask("POST", "/session", { ...formHeaders, ...headers }, body);

test("a demo account signs in where the demo runs, from this machine", async () => {
  expect((await post(demo)).status).toBe(303);
  expect((await demo.ask("GET", "/sign-in")).body).toContain("DEMO");
});

test("outside demo mode it is as unknown as any address", async () => {
  expect((await post(real)).status).toBe(401);
  expect((await real.ask("GET", "/sign-in")).body).not.toContain("DEMO");
});

test.each(["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Via"])(
  "behind a proxy, which %s gives away, it does not sign in",
  async (header) => expect((await post(demo, { [header]: "127.0.0.1" })).status).toBe(401),
);

test.each([
  ["127.0.0.1", true],
  ["127.8.9.1", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["192.168.1.7", false],
  ["127.evil.example", false],
  ["::ffff:10.0.0.1", false],
  ["::1:0:0:1", false],
  ["fe80::1%eth0", false],
  ["", false],
])("a demo account and the peer %s", async (address, enters) => {
  const rules = { demoMode: true, hoursMax: 12 };
  const signIn = createSignIn({ db: given.db, log: createLog("silent"), rules });
  const done = await signIn({
    email: "nurse@st-brigid.example",
    password,
    hospitalId: null,
    peer: { address, forwarded: false },
    replaces: null,
    requestId: "r1",
  });
  expect(done.ok).toBe(enters);
});
