import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HospitalFixture } from "./support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, password } from "./support/people.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";
import { shiftsFarFromNow } from "./support/shifts.ts";

let given: TestDatabase;
let ward: RunningApp;

beforeAll(async () => {
  given = await freshDatabase();
  const { db } = given;
  for (const hospitalId of ["harbour", "summit"]) {
    await new HospitalFixture(db, hospitalId, new Date()).open({ W1: 2, W2: 1 });
    await shiftsFarFromNow(db, hospitalId);
  }
  await employ(db, "harbour", { email: "nora@h.example", name: "Nora Byrne", role: "nurse" });
  await employ(db, "harbour", { email: "singh@h.example", name: "Dr Singh", role: "doctor" });
  await employ(db, "harbour", { email: "admin@h.example", name: "Admin", role: "admin" });
  await employ(db, "harbour", { email: "wall@h.example", name: "Wall", role: "display", wardId: "W1" });
  await employ(db, "summit", { email: "far@s.example", name: "Far Away", role: "nurse" });
  ward = await runApp(given);
});
afterAll(async () => {
  await ward.close();
  await given.close();
});
beforeEach(async () => {
  await given.db.deleteFrom("duties").execute();
});

type Signed = { readonly cookie: string };
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const post = (path: string, who: Signed, fields: Record<string, string> = {}) =>
  ward.ask("POST", path, { ...formHeaders, ...who }, form(fields));
const signIn = (email: string, headers: Record<string, string> = {}) =>
  ward.ask("POST", "/session", { ...formHeaders, ...headers }, form({ email, password }));
const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>) => answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
const duties = () => given.db.selectFrom("duties").selectAll().orderBy("duty_id").execute();

describe("signing in", () => {
  test("asks a nurse which ward she is on duty for; one tap, and she is on its board", async () => {
    const signed = await signIn("nora@h.example");
    expect(signed.headers.location).toBe("/duty");
    const nora = { cookie: cookieOf(signed) };
    const page = await ward.ask("GET", "/duty", nora);
    expect(page.status).toBe(200);
    expect(page.body).toMatch(/name="ward" value="W1"[\s\S]*name="ward" value="W2"[\s\S]*name="ward" value=""/);
    expect(page.body).toContain('href="/hospitals/harbour"');
    const done = await post("/duty", nora, { ward: "W1", shift: "running" });
    expect([done.status, done.headers.location]).toEqual([303, "/hospitals/harbour?ward=W1"]);
    expect(await duties()).toMatchObject([{ ward_id: "W1", role: "nurse", ended_at: null }]);
    expect((await ward.ask("GET", "/hospitals/harbour?ward=W1", nora)).body).toContain("On duty for W1 until");
  });

  test("may be answered with the board: not on duty", async () => {
    const nora = await ward.signIn("nora@h.example");
    const board = await ward.ask("GET", "/hospitals/harbour", nora);
    expect(board.body).toMatch(/<a id="my-duty"[^>]*>Not on duty<\/a>/);
    expect(await duties()).toEqual([]);
  });

  test("does not ask who is on duty already, at whatever computer", async () => {
    await post("/duty", await ward.signIn("nora@h.example"), { ward: "" });
    expect((await signIn("nora@h.example")).headers.location).toBe("/hospitals/harbour");
  });

  test("does not ask again who was only away from the screen for a while", async () => {
    const first = await signIn("nora@h.example");
    await given.db
      .updateTable("sessions")
      .set({ active_at: new Date(0) })
      .execute();
    const again = await signIn("nora@h.example", { cookie: cookieOf(first) });
    expect(again.headers.location).toBe("/hospitals/harbour");
  });

  test("asks whoever takes over the computer from somebody else", async () => {
    const first = await signIn("nora@h.example");
    expect((await signIn("singh@h.example", { cookie: cookieOf(first) })).headers.location).toBe("/duty");
  });

  test.each(["admin@h.example", "wall@h.example"])("asks nobody who is never called: %s", async (email) => {
    expect((await signIn(email)).headers.location).toBe("/hospitals/harbour");
  });
});

describe("the page of one's duty", () => {
  test("says what one is on duty for, and lets one change it or go home", async () => {
    const nora = await ward.signIn("nora@h.example");
    await post("/duty", nora, { ward: "W1" });
    const page = (await ward.ask("GET", "/duty", nora)).body;
    expect(page).toContain("On duty for W1 until");
    expect(page).toMatch(/value="W1" aria-pressed="true"[\s\S]*value="W2" aria-pressed="false"/);
    expect((await post("/duty", nora, { ward: "", shift: "following" })).headers.location).toBe("/hospitals/harbour");
    expect((await ward.ask("GET", "/duty", nora)).body).toContain("On duty for all wards until");
    const ended = await post("/duty/end", nora);
    expect([ended.status, ended.headers.location]).toEqual([303, "/hospitals/harbour"]);
    expect((await duties()).filter(({ ended_at }) => ended_at === null)).toEqual([]);
  });

  test("tells beside each ward how many colleagues are there", async () => {
    await post("/duty", await ward.signIn("singh@h.example"), { ward: "W2" });
    const page = (await ward.ask("GET", "/duty", await ward.signIn("nora@h.example"))).body;
    expect(page).toMatch(/value="W1"[\s\S]*?nobody yet[\s\S]*value="W2"[\s\S]*?1 colleague</);
  });

  test("is nothing for an admin or a wall, and neither is coming on duty", async () => {
    for (const email of ["admin@h.example", "wall@h.example"]) {
      const who = await ward.signIn(email);
      expect((await ward.ask("GET", "/duty", who)).status).toBe(403);
      expect((await post("/duty", who, { ward: "W1" })).status).toBe(403);
    }
    expect(await duties()).toEqual([]);
  });

  test.each([
    [{ ward: "W9" }, 404],
    [{ ward: "W1'--" }, 404],
    [{ ward: "x".repeat(17) }, 400],
    [{ ward: "W1", shift: "the next but one" }, 400],
    [{ ward: "W1", until: "2099-01-01" }, 400],
  ])("takes no ward that is none and nothing it does not ask for: %j", async (fields, status) => {
    const nora = await ward.signIn("nora@h.example");
    expect((await post("/duty", nora, fields as Record<string, string>)).status).toBe(status);
    expect(await duties()).toEqual([]);
  });

  test("leads who is not signed in to the door, and lets the idle do nothing", async () => {
    expect(await ward.ask("GET", "/duty")).toMatchObject({ status: 303, headers: { location: "/sign-in" } });
    expect((await ward.ask("POST", "/duty", formHeaders, "ward=W1")).status).toBe(401);
    const nora = await ward.signIn("nora@h.example");
    await given.db
      .updateTable("sessions")
      .set({ active_at: new Date(0) })
      .execute();
    for (const path of ["/duty", "/duty/end"]) expect((await post(path, nora)).status).toBe(401);
    expect(await duties()).toEqual([]);
  });
});

describe("signing out", () => {
  test("leaves the computer to a colleague; the nurse stays on duty on her ward", async () => {
    const nora = await ward.signIn("nora@h.example");
    await post("/duty", nora, { ward: "W1" });
    expect((await post("/session/end", nora)).headers.location).toBe("/sign-in");
    expect(await duties()).toMatchObject([{ ended_at: null }]);
  });

  test("and going home is one tap where she says so", async () => {
    const nora = await ward.signIn("nora@h.example");
    await post("/duty", nora, { ward: "W1" });
    expect((await post("/session/end", nora, { duty: "end" })).headers.location).toBe("/sign-in");
    expect((await duties()).map(({ ended_at }) => ended_at !== null)).toEqual([true]);
    expect((await ward.ask("GET", "/hospitals/harbour", nora)).headers.location).toBe("/sign-in");
  });
});

describe("who is on duty", () => {
  test("stands on a page that everybody of the hospital may read, wards without anybody too", async () => {
    await post("/duty", await ward.signIn("nora@h.example"), { ward: "W1" });
    await post("/duty", await ward.signIn("singh@h.example"), { ward: "" });
    await post("/duty", await ward.signIn("far@s.example"), { ward: "W1" });
    for (const email of ["nora@h.example", "singh@h.example", "admin@h.example", "wall@h.example"]) {
      const page = await ward.ask("GET", "/hospitals/harbour/duty", await ward.signIn(email));
      expect(page.status).toBe(200);
      expect(page.body).toMatch(
        /Ward W1[\s\S]*Nora Byrne[\s\S]*Nurse[\s\S]*until[\s\S]*Ward W2[\s\S]*Nobody[\s\S]*All wards[\s\S]*Dr Singh/,
      );
      expect(page.body).not.toContain("Far Away");
    }
  });

  test("is nobody else's business", async () => {
    const far = await ward.signIn("far@s.example");
    expect((await ward.ask("GET", "/hospitals/harbour/duty", far)).status).toBe(404);
    expect((await ward.ask("GET", "/hospitals/nowhere/duty", far)).status).toBe(404);
    expect(await ward.ask("GET", "/hospitals/harbour/duty")).toMatchObject({ status: 303 });
  });

  test("is counted on the boards: of the ward, those for every ward included", async () => {
    const nora = await ward.signIn("nora@h.example");
    await post("/duty", nora, { ward: "W1" });
    await post("/duty", await ward.signIn("singh@h.example"), { ward: "" });
    const tile = async (query: string) => {
      const { body } = await ward.ask("GET", `/hospitals/harbour${query}`, nora);
      return /id="tile-duty"[\s\S]*?<p>([\s\S]*?)<\/p>/
        .exec(body)?.[1]
        ?.replace(/<[^>]+>/g, " ")
        .replace(/\s+/g, " ")
        .trim()
        .replace(/ Sound is on .*/, "");
    };
    expect(await tile("")).toBe("1 nurse 1 doctor");
    expect(await tile("?ward=W1")).toBe("1 nurse 1 doctor");
    expect(await tile("?ward=W2")).toBe("0 nurses 1 doctor");
  });
});
