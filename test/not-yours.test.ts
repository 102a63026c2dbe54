import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HospitalFixture } from "./support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ } from "./support/people.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

/** Stands in whatever the other hospital calls a person, a patient or a place. */
const canary = `canary-${randomUUID()}`;
let given: TestDatabase;
let ward: RunningApp;
let alertOfTheOther: string;
let colleague: string;
let stranger: string;
const everyAnswer: string[] = [];

beforeAll(async () => {
  given = await freshDatabase();
  const { db } = given;
  const now = new Date();
  const harbour = await new HospitalFixture(db, "harbour", now).open({ W1: 2, W2: 1 });
  await harbour.admit("W1-01", { family_name: "Byrne" });
  const summit = await new HospitalFixture(db, "summit", now).open({ W1: 2, W9: 1 });
  const stay = await summit.admit("W1-01", { family_name: canary, given_name: canary, number: canary });
  await summit.current(stay, { heartRate: 71 });
  await db.updateTable("hospitals").set({ name: canary }).where("hospital_id", "=", "summit").execute();
  await employ(db, "harbour", { email: "nora@h.example", name: "Nora", role: "nurse" });
  await employ(db, "harbour", { email: "wall@h.example", name: "Wall", role: "display", wardId: "W1" });
  colleague = await employ(db, "harbour", { email: "doc@h.example", name: "Doc", role: "doctor" });
  stranger = await employ(db, "summit", { email: "other@s.example", name: canary, role: "nurse" });
  alertOfTheOther = await summit.alert({ words: canary, place: canary });
  ward = await runApp(given);
});
afterAll(async () => {
  await ward.close();
  await given.close();
});

async function ask(...request: Parameters<RunningApp["ask"]>): Promise<Answer> {
  const answer = await ward.ask(...request);
  everyAnswer.push(JSON.stringify(answer));
  return answer;
}

/** All that differs between two answers is the number of the request and the time of day. */
function bytes({ status, headers, body }: Answer) {
  const { "x-request-id": _, date: __, ...rest } = headers;
  return { status, headers: rest, body };
}

test("another hospital's board, stream and poll answer as those of one that does not exist", async () => {
  const nurse = await ward.signIn("nora@h.example");
  for (const part of ["", "/stream", "/poll", "?ward=W1", "/stream?ward=W1&after=1.1", "/poll?after=1.1"]) {
    const foreign = await ask("GET", `/hospitals/summit${part}`, nurse);
    const unknown = await ask("GET", `/hospitals/nowhere${part}`, nurse);
    expect(foreign.status, part).toBe(404);
    expect(bytes(foreign), part).toEqual(bytes(unknown));
  }
});

test.each([
  ["acknowledgement", ""],
  ["owner", "minutes=5"],
  ["hand-over", "to=COLLEAGUE"],
  ["notes", "text=seen"],
  ["escalation", "reason=more+hands"],
  ["resolution", "outcome=attended"],
  ["undo", ""],
])(
  "the %s of another hospital's alert answers as that of one that does not exist, and has no effect",
  async (answer, fields) => {
    const form = fields.replace("COLLEAGUE", colleague);
    const before = await rowsOfTheOther();
    const nurse = await ward.signIn("nora@h.example");
    for (const htmx of [{}, { "hx-request": "true" }]) {
      const post = (id: string) => ask("POST", `/alerts/${id}/${answer}`, { ...formHeaders, ...nurse, ...htmx }, form);
      const foreign = await post(alertOfTheOther);
      const unknown = await post("987654321");
      expect(foreign.status).toBe(404);
      expect(bytes(foreign)).toEqual(bytes(unknown));
    }
    expect(await rowsOfTheOther()).toEqual(before);
    expect(before.alerts).toMatchObject([{ alert_id: alertOfTheOther, state: "raised" }]);
  },
);

/** All that an answer could have written of the other hospital. */
async function rowsOfTheOther() {
  const of = async (table: string) =>
    (await given.pool.query(`select * from ${table} where hospital_id = 'summit'`)).rows;
  const [alerts, steps, audit, told] = await Promise.all(["alerts", "alert_transitions", "audit", "outbox"].map(of));
  return { alerts, steps, audit, told };
}

test("a colleague of another hospital is asked to take nothing over", async () => {
  const nurse = await ward.signIn("nora@h.example");
  const id = await alertOfOurs();
  const handOver = (to: string) => ask("POST", `/alerts/${id}/hand-over`, { ...formHeaders, ...nurse }, `to=${to}`);
  const foreign = await handOver(stranger);
  const unknown = await handOver("987654321");
  expect(foreign.status).toBe(400);
  expect(bytes(foreign)).toEqual(bytes(unknown));
});

/** One that the nurse has answered. */
async function alertOfOurs(): Promise<string> {
  const harbour = new HospitalFixture(given.db, "harbour", new Date());
  return await harbour.alert({ kind: "called", cause: "fall", title: "Fall", state: "acknowledged" });
}

test("a ward that the hospital does not have is not there, whoever else has one of that name", async () => {
  const nurse = await ward.signIn("nora@h.example");
  for (const name of ["W9", "W3", "w1", "%00", "W1%27--", "W1%26", "x".repeat(5000)]) {
    const answer = await ask("GET", `/hospitals/harbour?ward=${name}`, nurse);
    expect(answer.status, name).toBe(404);
  }
});

test("a display sees its ward, whether it asks for it or not, and no other", async () => {
  const wall = await ward.signIn("wall@h.example");
  const own = await ask("GET", "/hospitals/harbour", wall);
  expect(own.status).toBe(200);
  expect(own.body).toContain('id="bed-W1-01"');
  expect(own.body).not.toContain("bed-W2-01");
  expect((await ask("GET", "/hospitals/harbour?ward=W1", wall)).status).toBe(200);
  for (const part of ["?ward=W2", "/stream?ward=W2", "/poll?ward=W2"])
    expect((await ask("GET", `/hospitals/harbour${part}`, wall)).status, part).toBe(404);
});

test("who is not signed in is led to the door for any hospital, and told nothing of which there are", async () => {
  for (const hospital of ["harbour", "summit", "nowhere"]) {
    const board = await ask("GET", `/hospitals/${hospital}`);
    expect([board.status, board.headers.location, board.body]).toEqual([303, "/sign-in", ""]);
    for (const part of ["stream", "poll"]) {
      const answer = await ask("GET", `/hospitals/${hospital}/${part}`);
      expect([answer.status, answer.body]).toEqual([401, ""]);
    }
  }
});

test.each([
  "//hospitals/summit",
  "/%68ospitals/summit",
  "/hospitals/harbour/../summit",
  "/hospitals/summit/",
  "/HOSPITALS/summit",
  "/hospitals/harbour%2F..%2Fsummit",
  "/hospitals/summit;/",
  "/hospitals/summit%00",
  "/hospitals/%E0%A4%A",
])("no spelling of a path leads to another hospital: %s", async (path) => {
  const nurse = await ward.signIn("nora@h.example");
  for (const method of ["GET", "HEAD", "OPTIONS"]) expect((await ask(method, path, nurse)).status).toBe(404);
});

test("a nurse's own board holds her patients, and no byte of any answer holds the other hospital's", async () => {
  const nurse = await ward.signIn("nora@h.example");
  const board = await ask("GET", "/hospitals/harbour", nurse);
  expect(board.status).toBe(200);
  expect(board.body).toContain("Byrne");
  await ask("GET", "/hospitals/harbour/poll", nurse);
  expect(everyAnswer.join("")).not.toContain(canary);
  expect(ward.log()).not.toContain(canary);
  // The control: the canary is there to be found.
  const other = await ward.signIn("other@s.example");
  expect((await ward.ask("GET", "/hospitals/summit", other)).body).toContain(canary);
});
