import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
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

/** A folder of strings known for breaking programs may be named; these few stand in for it everywhere. */
const strings = [
  "",
  " ",
  "' or '1'='1' --",
  "nora@h.example' --",
  '"><script>alert(1)</script>',
  '" onfocus=alert(1) autofocus x="',
  "<hx-partial hx-target=body>gone</hx-partial>",
  "{{7*7}}<%= 7*7 %>",
  "a@b\u0000.example",
  "a\r\nSet-Cookie: wardlight=x@b.example",
  "\u202eelpmaxe.h@aron",
  "ﷺ@例え.テスト",
  "\ud800@lone.example",
  "__proto__",
  "constructor",
  `${"a".repeat(300)}@b.example`,
  "x".repeat(5_000),
  ...readNaughtyStrings(process.env.WARDLIGHT_NAUGHTY_STRINGS),
];

const fields = ["email", "password", "hospital"] as const;
const sane = { email: "nora@h.example", password: "not the password", hospital: "harbour" };
/** Refused as wrong, as no form of ours, or as too large. */
const refusals = new Set([400, 401, 413]);

/** The throttle has its own test: here everything is to be looked at. */
const postsBeforeThrottle = 90;
let posts = 0;

async function post(body: string, headers: Record<string, string> = {}) {
  posts += 1;
  if (posts % postsBeforeThrottle === 0) {
    expect(ward.log()).not.toContain('"level":50');
    await ward.close();
    ward = await runApp(given);
  }
  const answer = await ward.ask("POST", "/session", { ...formHeaders, ...headers }, body);
  expect(refusals, `${answer.status} for ${body.slice(0, 80)}`).toContain(answer.status);
  expect(answer.headers["set-cookie"]).toBeUndefined();
  return answer;
}

test.each(fields)(
  "nothing typed into %s signs anybody in, breaks the server, or becomes part of the page",
  async (field) => {
    for (const [i, text] of strings.entries()) {
      // Mostly an address of its own, or the tenth would be told to wait.
      const email = i < 3 ? sane.email : `n${i}@h.example`;
      const answer = await post(new URLSearchParams({ ...sane, email, [field]: text }).toString());
      // What was typed comes back inside one attribute, if at all.
      const typed = /<input id="email"[^>]*>/.exec(answer.body)?.[0] ?? "";
      const rest = answer.body.replace(typed, "");
      expect(typed.replace(/"[^"]*"/g, '""')).toMatch(
        /^<input id="" name="" type="" autocomplete=""( value="")? required="">?|^$/,
      );
      if (/[<>"]/.test(text)) expect(rest).not.toContain(text);
    }
    expect(ward.log()).not.toContain('"level":50');
  },
  30_000 + strings.length * 300,
);

test.each([
  ["a field twice", "email=nora%40h.example&email=x%40y.example&password=x"],
  ["a field that nobody asked for", "email=nora%40h.example&password=x&role=admin"],
  ["a prototype", "email=nora%40h.example&password=x&__proto__[role]=admin"],
  ["no field", ""],
  ["broken percent signs", "email=%E0%A4%A&password=%"],
  ["a hundred thousand ampersands", "&".repeat(16_000)],
])("a form with %s is refused", async (_, body) => {
  expect((await post(body)).status).toBe(400);
});

test.each([
  "application/json",
  "multipart/form-data; boundary=x",
  "text/plain",
  "application/x-www-form-urlencoded-not",
])("a body that calls itself %s is no sign-in", async (type) => {
  const body = new URLSearchParams({ email: "nora@h.example", password }).toString();
  expect((await post(body, { "content-type": type })).status).toBe(400);
});

test("no bytes at all in the body make a fault of ours", async () => {
  const bytes = fc.string({ unit: "binary", maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(bytes, bytes, async (name, text) => {
      await post(`${name}=${text}&email=${encodeURIComponent(`${text.slice(0, 9)}@x.example`.toWellFormed())}`);
    }),
    { numRuns: 60 },
  );
  expect(ward.log()).not.toContain('"level":50');
});

test.each([
  "",
  ";",
  "wardlight=",
  "wardlight=%00",
  `wardlight=harbour.${"A".repeat(43)}`,
  `wardlight="harbour.${"A".repeat(43)}"`,
  `wardlight=harbour'--.${"A".repeat(43)}`,
  "wardlight=; wardlight=",
  `wardlight=${"x".repeat(7_000)}`,
  "__proto__=x; constructor=y",
])("a cookie that nobody gave out is nobody's (%#)", async (cookie) => {
  expect((await ward.ask("GET", "/", { cookie })).headers.location).toBe("/sign-in");
});

function readNaughtyStrings(folder: string | undefined): string[] {
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt") || name === "blns.json")
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return name.endsWith(".json") ? (JSON.parse(text) as string[]) : text.split("\n");
    });
}
