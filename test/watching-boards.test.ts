import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { passMinute } from "../src/actions/pass-minute.ts";
import { readBoard } from "../src/db/board.ts";
import { databaseNow } from "../src/db/connection.ts";
import { readWardWatch } from "../src/db/ward-watch.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";

let database: TestDatabase;
let app: RunningApp;
let cookie: { cookie: string };
let wall: { cookie: string };

beforeAll(async () => {
  database = await freshDatabase();
  const ward = await AlertWard.open(database.db, "harbour");
  await ward.fixture.admit("W1-01");
  app = await runApp(database);
  await ward.person("nurse", "Nurse Murphy");
  await ward.person("display", "Wall");
  cookie = await app.signIn("nurse.murphy@harbour.example");
  wall = await app.signIn("wall@harbour.example");
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const watch = (as: { cookie: string }, form: Record<string, string>, hospital = "harbour") =>
  app.ask("POST", `/hospitals/${hospital}/watch`, { ...formHeaders, ...as }, new URLSearchParams(form).toString());
const seen = { page: "0123456789abcdef", ward: "W1", sound: "off" };
const watched = async () => {
  const [ward] = await readWardWatch(database.db, await databaseNow(database.db), new Date(0));
  return ward?.settled;
};

test("a board that says that it was seen makes its ward a watched one; a screen on the wall does not", async () => {
  expect((await watch(wall, seen)).status).toBe(204);
  expect(await watched()).toBe(false);
  expect((await watch(cookie, seen)).status).toBe(204);
  expect(await watched()).toBe(true);
  const rows = await database.db.selectFrom("watchers").select(["role", "ward_id", "person", "sound"]).execute();
  expect(rows).toEqual(
    expect.arrayContaining([
      { role: "nurse", ward_id: "W1", person: true, sound: "off" },
      { role: "display", ward_id: "W1", person: false, sound: "off" },
    ]),
  );
});

test("what is no such word, another hospital, and nobody are refused, and keep nothing", async () => {
  const before = await database.db.selectFrom("watchers").selectAll().execute();
  expect((await watch(cookie, { ...seen, sound: "loud" })).status).toBe(400);
  expect((await watch(cookie, seen, "lakeside")).status).toBe(404);
  expect((await watch({ cookie: "" }, seen)).status).toBe(401);
  expect(await database.db.selectFrom("watchers").selectAll().execute()).toEqual(before);
});

test("it keeps no session from going idle", async () => {
  const activity = () => database.db.selectFrom("sessions").select("active_at").orderBy("session_hash").execute();
  await database.db
    .updateTable("sessions")
    .set({ active_at: new Date(Date.now() - 60_000) })
    .execute();
  const before = await activity();
  await watch(cookie, seen);
  expect(await activity()).toEqual(before);
});

test("a session keeps thirty pages at most", async () => {
  for (let i = 0; i < 35; i++) await watch(cookie, { ...seen, page: `page${String(i).padStart(6, "0")}` });
  const rows = await database.db.selectFrom("watchers").select("page").where("role", "=", "nurse").execute();
  expect(rows).toHaveLength(30);
});

describe("the boards that can be heard", () => {
  const board = (page: string, ward: string, sound: string) => ({ page: page.padEnd(16, "0"), ward, sound });
  let minutes = 0;
  /** As the tiles of the ward, and of the hospital, say it once another minute has begun. */
  async function counted() {
    minutes += 1;
    const now = await databaseNow(database.db);
    await passMinute(database.db, "harbour", new Date(now.getTime() + minutes * 60_000));
    return shown();
  }
  async function shown() {
    const now = await databaseNow(database.db);
    const tiles = async (ward: string | null) => (await readBoard(database.db, "harbour", ward, now))?.tiles.boards;
    return { ward: await tiles("W1"), hospital: await tiles(null) };
  }
  beforeEach(() => database.db.deleteFrom("watchers").execute());

  test("are counted once a minute, those of the whole hospital for each ward, too", async () => {
    const none = { all: 0, heard: 0 };
    expect(await counted()).toEqual({ ward: none, hospital: none });
    await watch(cookie, board("1", "W1", "on"));
    await watch(cookie, board("2", "", "blocked"));
    // What a page shows changes by events alone, or it would not be what the stream shows.
    expect(await shown()).toEqual({ ward: none, hospital: none });
    expect(await counted()).toEqual({ ward: { all: 2, heard: 1 }, hospital: { all: 2, heard: 1 } });
  });

  test("are those that somebody saw lately, and a screen on the wall where the ward says so", async () => {
    await watch(cookie, board("1", "W1", "off"));
    await watch(wall, board("2", "W1", "on"));
    await watch(cookie, board("3", "W1", "on"));
    await database.db
      .updateTable("watchers")
      .set({ seen_at: new Date(Date.now() - 120_000) })
      .where("page", "=", board("3", "W1", "on").page)
      .execute();
    expect((await counted()).ward).toEqual({ all: 1, heard: 0 });
    await database.db.updateTable("wards").set({ display_watches: true }).execute();
    expect((await counted()).ward).toEqual({ all: 2, heard: 1 });
    await database.db.updateTable("wards").set({ display_watches: false }).execute();
  });

  test("are not those of whom no ladder calls", async () => {
    await database.db.updateTable("staff").set({ role: "admin" }).where("name", "=", "Nurse Murphy").execute();
    await watch(cookie, board("1", "W1", "off"));
    await database.db.updateTable("staff").set({ role: "nurse" }).where("name", "=", "Nurse Murphy").execute();
    expect((await counted()).hospital).toEqual({ all: 0, heard: 0 });
  });
});
