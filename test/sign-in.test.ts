import { afterAll, beforeAll, expect, test } from "vitest";
import { createSignInThrottle, placeOf } from "../src/actions/sign-in-throttle.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, openHospital, password } from "./support/people.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let given: TestDatabase;
let ward: RunningApp;

beforeAll(async () => {
  given = await freshDatabase();
  const { db } = given;
  await openHospital(db, "harbour", "Harbour");
  await openHospital(db, "summit", "Summit");
  await employ(db, "harbour", { email: "nora@h.example", name: "Nora", role: "nurse" });
  await employ(db, "harbour", { email: "gone@h.example", role: "nurse", active: false });
  await employ(db, "harbour", { email: "wall@h.example", role: "display", wardId: "W1" });
  for (const hospital of ["harbour", "summit"])
    await employ(db, hospital, { email: "locum@both.example", role: "doctor" });
  await employ(db, "harbour", { email: "two@both.example", role: "doctor", password: "the harbour's" });
  await employ(db, "summit", { email: "two@both.example", role: "nurse", password: "the summit's" });
  ward = await runApp(given);
});
afterAll(async () => {
  await ward.close();
  await given.close();
});

const post = (app: RunningApp, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.ask("POST", "/session", { ...formHeaders, ...headers }, new URLSearchParams(fields).toString());
const cookieOf = (answer: Answer) => answer.headers["set-cookie"]?.[0];
/** What is the same whoever is refused: the request's number is not. */
const told = ({ status, body }: Answer) => ({ status, body: body.replace(/ value="[^"]*@[^"]*"/, "") });

test("a nurse with the right password is asked for what she is on duty, and led to her hospital's board", async () => {
  const answer = await post(ward, { email: "  Nora@H.Example ", password });
  expect(answer).toMatchObject({ status: 303, headers: { location: "/duty" } });
  expect(cookieOf(answer)).toMatch(/^wardlight=harbour\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  const home = await ward.ask("GET", "/", { cookie: (await ward.signIn("nora@h.example")).cookie });
  expect(home).toMatchObject({ status: 303, headers: { location: "/hospitals/harbour" } });
});

test("the address leads to the door of the hospital for who is not signed in", async () => {
  expect(await ward.ask("GET", "/")).toMatchObject({ status: 303, headers: { location: "/sign-in" } });
  const door = await ward.ask("GET", "/sign-in");
  expect(door.status).toBe(200);
  expect(door.body).toContain('<form method="post" action="/session">');
  // Without it a browser names no origin with the form, and over plain HTTP nobody could sign in.
  expect(door.body).toContain('<meta name="referrer" content="same-origin"/>');
});

test("a wrong password, an unknown address and a person who left are told the same", async () => {
  const wrong = await post(ward, { email: "nora@h.example", password: "wrong" });
  const unknown = await post(ward, { email: "nobody@h.example", password });
  const gone = await post(ward, { email: "gone@h.example", password });
  expect(wrong.status).toBe(401);
  expect(told(unknown)).toEqual(told(wrong));
  expect(told(gone)).toEqual(told(wrong));
  expect(Object.keys(unknown.headers)).toEqual(Object.keys(wrong.headers));
  for (const answer of [wrong, unknown, gone]) expect(cookieOf(answer)).toBeUndefined();
});

test("an unknown address is refused no sooner than a wrong password", async () => {
  const millis = { known: 0, unknown: 0 };
  for (let i = 0; i < 4; i++)
    for (const who of ["known", "unknown"] as const) {
      const began = performance.now();
      await post(ward, { email: who === "known" ? "two@both.example" : `no${i}@h.example`, password: "wrong" });
      millis[who] += performance.now() - began;
    }
  // Two hospitals are looked at for the one and none for the other: without the checks of nobody's hash it would be a twentieth.
  expect(millis.unknown).toBeGreaterThan(millis.known / 3);
});

test("a doctor of two hospitals with one password is asked which, and gets in where she chose", async () => {
  const asked = await post(ward, { email: "locum@both.example", password });
  expect(asked.status).toBe(409);
  expect(asked.body).toContain('<option value="harbour">Harbour</option><option value="summit">Summit</option>');
  expect(asked.body).not.toContain(password);
  const chosen = await post(ward, { email: "locum@both.example", password, hospital: "summit" });
  expect(chosen.status).toBe(303);
  expect(cookieOf(chosen)).toMatch(/^wardlight=summit\./);
  const strange = await post(ward, { email: "locum@both.example", password, hospital: "elsewhere" });
  expect(strange.status).toBe(401);
});

test("a doctor whose passwords differ is let in where the password is right, without being asked", async () => {
  const answer = await post(ward, { email: "two@both.example", password: "the summit's" });
  expect(cookieOf(answer)).toMatch(/^wardlight=summit\./);
});

test("a display's cookie outlives its browser, since nobody stands there to sign in", async () => {
  const answer = await post(ward, { email: "wall@h.example", password });
  expect(cookieOf(answer)).toContain("Max-Age=2592000");
});

test("signing in gives a new session id and ends the one that was there before", async () => {
  const planted = `harbour.${"A".repeat(43)}`;
  const first = await post(ward, { email: "nora@h.example", password }, { cookie: `wardlight=${planted}` });
  const firstCookie = cookieOf(first)?.split(";")[0] ?? "";
  expect(firstCookie).not.toContain(planted);
  const second = await post(ward, { email: "nora@h.example", password }, { cookie: firstCookie });
  const secondCookie = cookieOf(second)?.split(";")[0] ?? "";
  expect(secondCookie).not.toBe(firstCookie);
  expect((await ward.ask("GET", "/", { cookie: firstCookie })).headers.location).toBe("/sign-in");
  expect((await ward.ask("GET", "/", { cookie: secondCookie })).headers.location).toBe("/hospitals/harbour");
});

test("guessing at one nurse is stopped after ten, and her colleague at the same desk gets in", async () => {
  const desk = await runApp(given);
  const guesses = [];
  for (let i = 0; i < 350; i++)
    guesses.push(await post(desk, { email: "nora@h.example", password: `${i}` }, { "x-forwarded-for": `10.0.0.${i}` }));
  expect(guesses.map(({ status }) => status)).toEqual([...Array(10).fill(401), ...Array(340).fill(429)]);
  expect(Number(guesses[10]?.headers["retry-after"])).toBeGreaterThan(500);
  expect(guesses[10]?.body).toContain("Too many attempts");
  expect((await post(desk, { email: "two@both.example", password: "the harbour's" })).status).toBe(303);
  expect((await post(desk, { email: "nora@h.example", password })).status).toBe(429);
  await desk.close();
});

test("guessing at everybody from one place is stopped too, and says for how long", async () => {
  const throttle = createSignInThrottle();
  const tries = [];
  for (let i = 0; i < 301; i++) tries.push(await throttle.attempt("10.1.2.3", `nurse${i}@h.example`));
  expect(tries.map(({ ok }) => ok)).toEqual([...Array(300).fill(true), false]);
  expect(tries[300]).toMatchObject({ refusal: { kind: "too_many_attempts", retryAfterSeconds: expect.any(Number) } });
  expect((await throttle.attempt("10.1.2.4", "nurse0@h.example")).ok).toBe(true);
  await throttle.forgive("10.1.2.3", "nurse0@h.example", true);
  expect((await throttle.attempt("10.1.2.3", "nurse301@h.example")).ok).toBe(true);
});

test.each([
  ["10.0.0.7", "10.0.0.7"],
  ["::ffff:10.0.0.7", "10.0.0.7"],
  ["2001:DB8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2"],
  ["2001:db8:1:2::9", "2001:db8:1:2"],
  ["2001:db8::9", "2001:db8:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
])("attempts from %s count as of %s", (address, place) => expect(placeOf(address)).toBe(place));

test("a flood of sign-ins is told to come back, and nobody who waited is refused as wrong", async () => {
  const desk = await runApp(given);
  const flood = await Promise.all(
    Array.from({ length: 50 }, (_, i) => post(desk, { email: `u${i}@h.example`, password: "wrong" })),
  );
  const statuses = new Set(flood.map(({ status }) => status));
  expect([...statuses].sort()).toEqual([401, 503]);
  expect(flood.find(({ status }) => status === 503)?.headers["retry-after"]).toBe("2");
  expect((await post(desk, { email: "nora@h.example", password })).status).toBe(303);
  await desk.close();
});

test("who signs in and who fails to is written down, without a password or an address anywhere", async () => {
  const desk = await runApp(given);
  await post(desk, { email: "nora@h.example", password: "sesame-SECRET" });
  await post(desk, { email: "stranger@h.example", password: "sesame-SECRET" });
  await desk.signIn("nora@h.example");
  const rows = () => given.db.selectFrom("audit").selectAll().where("hospital_id", "=", "harbour").execute();
  await expect.poll(async () => (await rows()).some(({ action }) => action === "sign_in_refused")).toBe(true);
  const written = JSON.stringify(await rows()) + desk.log();
  expect(written).toContain('"action":"sign_in"');
  expect(desk.log()).toContain("a sign-in was refused");
  expect(written).not.toMatch(/sesame|nora@|stranger@|wardlight=|correct horse/);
  await desk.close();
});
