import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expiredSessionsSweep } from "../src/actions/end-expired-sessions.ts";
import { signOut } from "../src/actions/sign-out.ts";
import { databaseNow } from "../src/db/connection.ts";
import { createSession, findSession, openSessions, touchSession } from "../src/db/sessions.ts";
import { usualPreferences } from "../src/domain/preferences.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ, openHospital } from "./support/people.ts";

const idleAfter = { minutes: 15 };
let given: TestDatabase;
let nurse: { hospitalId: string; staffId: string };
let display: { hospitalId: string; staffId: string };

beforeAll(async () => {
  given = await freshDatabase();
  await openHospital(given.db, "harbour", "Harbour");
  await openHospital(given.db, "summit", "Summit");
  nurse = {
    hospitalId: "harbour",
    staffId: await employ(given.db, "harbour", { email: "n@h.example", name: "Nora", role: "nurse" }),
  };
  display = {
    hospitalId: "harbour",
    staffId: await employ(given.db, "harbour", { email: "d@h.example", role: "display", wardId: "W1" }),
  };
});
afterAll(() => given.close());

/** The session as if so many minutes had passed since it began and since anybody did anything. */
async function pass(id: string, minutes: { since?: number; idle?: number }) {
  await given.db
    .updateTable("sessions")
    .set({
      expires_at: sql<Date>`expires_at - ${minutes.since ?? 0} * interval '1 minute'`,
      active_at: sql<Date>`active_at - ${minutes.idle ?? 0} * interval '1 minute'`,
    })
    .where("session_hash", "=", hashOf(id))
    .execute();
}
const hashOf = (id: string) => createHash("sha256").update(id).digest();
const rowOf = (id: string) =>
  given.db.selectFrom("sessions").selectAll().where("session_hash", "=", hashOf(id)).executeTakeFirstOrThrow();

test("a copy of the sessions table opens nothing: it holds the hash of the id, never the id", async () => {
  const session = await createSession(given.db, nurse, { hours: 12 });
  const { rows } = await sql<{ text: string }>`select sessions::text as text from sessions`.execute(given.db);
  const secret = session.id.slice(session.id.indexOf(".") + 1);
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect(rows.some(({ text }) => text.includes(secret))).toBe(false);
  expect(session.sessionHash).toBe(hashOf(session.id).toString("hex"));
  expect(await findSession(given.db, session.sessionHash, idleAfter)).toBeNull();
  expect(await findSession(given.db, `harbour.${session.sessionHash}`, idleAfter)).toBeNull();
});

test("a session is found by its id, with who it is for", async () => {
  const { id, sessionHash } = await createSession(given.db, nurse, { hours: 12 });
  expect(await findSession(given.db, id, idleAfter)).toEqual({
    person: { ...nurse, name: "Nora", role: "nurse", wardId: null },
    sessionHash,
    idle: false,
    demo: false,
    timeZone: "Europe/Dublin",
    preferences: usualPreferences,
  });
});

test("a session of one hospital is none of another, whatever the cookie says", async () => {
  const { id } = await createSession(given.db, nurse, { hours: 12 });
  expect(await findSession(given.db, id.replace("harbour", "summit"), idleAfter)).toBeNull();
});

test.each(["", ".", "harbour.", "harbour.short", "HARBOUR.".padEnd(51, "A"), "a'b.".padEnd(47, "A"), "\u0000.x"])(
  "a cookie that is no session id (%j) is nobody",
  async (id) => expect(await findSession(given.db, id, idleAfter)).toBeNull(),
);

test("twelve hours after signing in a person is signed out, however busy", async () => {
  const { id } = await createSession(given.db, nurse, { hours: 12 });
  await pass(id, { since: 12 * 60 - 1 });
  expect(await findSession(given.db, id, idleAfter)).not.toBeNull();
  await pass(id, { since: 1 });
  expect(await findSession(given.db, id, idleAfter)).toBeNull();
});

test("looking a session up, as streams and polls do all the time, prolongs nothing", async () => {
  const { id } = await createSession(given.db, nurse, { hours: 12 });
  // Past half of its life lucia would begin to extend it.
  await pass(id, { since: 11 * 60, idle: 10 });
  const before = await rowOf(id);
  for (let i = 0; i < 5; i++) await findSession(given.db, id, idleAfter);
  await openSessions(given.db, "harbour", [before.session_hash.toString("hex")]);
  expect(await rowOf(id)).toEqual(before);
});

test("an action puts idleness off and leaves the absolute end where it was", async () => {
  const { id } = await createSession(given.db, nurse, { hours: 12 });
  await pass(id, { idle: 14 });
  const before = await rowOf(id);
  const session = await findSession(given.db, id, idleAfter);
  if (!session) throw new Error("the session is gone");
  await touchSession(given.db, session, idleAfter);
  const after = await rowOf(id);
  expect(after.active_at.getTime()).toBeGreaterThan(before.active_at.getTime() + 13 * 60_000);
  expect(after.expires_at).toEqual(before.expires_at);
});

test("after fifteen minutes a person is idle, and nothing but signing in ends that", async () => {
  const { id } = await createSession(given.db, nurse, { hours: 12 });
  const awake = await findSession(given.db, id, idleAfter);
  await pass(id, { idle: 15 });
  const session = await findSession(given.db, id, idleAfter);
  expect(session?.idle).toBe(true);
  // A click that was on its way when the time ran out counts no more than one that comes later.
  for (const seen of [session, awake]) if (seen) await touchSession(given.db, seen, idleAfter);
  expect((await findSession(given.db, id, idleAfter))?.idle).toBe(true);
});

test("a display is never idle", async () => {
  const { id } = await createSession(given.db, display, { hours: 720 });
  await pass(id, { idle: 60 * 24 * 20 });
  expect(await findSession(given.db, id, idleAfter)).toMatchObject({ idle: false, person: { wardId: "W1" } });
});

test("who leaves the hospital is signed out at once, streams included", async () => {
  const staffId = await employ(given.db, "harbour", { email: "leaves@h.example", role: "doctor" });
  const { id, sessionHash } = await createSession(given.db, { hospitalId: "harbour", staffId }, { hours: 12 });
  expect(await openSessions(given.db, "harbour", [sessionHash])).toEqual(new Set([sessionHash]));
  await given.db.updateTable("staff").set({ active: false }).where("staff_id", "=", staffId).execute();
  expect(await findSession(given.db, id, idleAfter)).toBeNull();
  expect(await openSessions(given.db, "harbour", [sessionHash])).toEqual(new Set());
});

test("signing out ends the session, is written down, and is told to every board once", async () => {
  const { id, sessionHash } = await createSession(given.db, nurse, { hours: 12 });
  for (let i = 0; i < 2; i++)
    await signOut(given.db, { hospitalId: "harbour", sessionHash }, { reason: "signed_out", requestId: "r1" });
  expect(await findSession(given.db, id, idleAfter)).toBeNull();
  const told = await given.db.selectFrom("outbox").selectAll().where("type", "=", "session.ended").execute();
  expect(told.map(({ payload }) => payload)).toEqual([{ staffId: nurse.staffId, sessionHash, wardId: null }]);
  const audit = await given.db.selectFrom("audit").selectAll().where("action", "=", "sign_out").execute();
  expect(audit).toMatchObject([{ staff_id: nurse.staffId, reason: "signed_out", request_id: "r1" }]);
});

test("a session that has reached its end is taken away, and every board is told to close its stream", async () => {
  const ended = await createSession(given.db, nurse, { hours: 12 });
  const other = await createSession(given.db, nurse, { hours: 12 });
  await pass(ended.id, { since: 12 * 60 + 1 });
  const next = await expiredSessionsSweep(given.db).run(await databaseNow(given.db));
  expect(next?.getTime()).toBeGreaterThan(Date.now());
  expect(await openSessions(given.db, "harbour", [ended.sessionHash, other.sessionHash])).toEqual(
    new Set([other.sessionHash]),
  );
  const told = await given.db.selectFrom("outbox").select("payload").where("type", "=", "session.ended").execute();
  expect(told).toContainEqual({ payload: { staffId: nurse.staffId, sessionHash: ended.sessionHash, wardId: null } });
  await expect(rowOf(ended.id)).rejects.toThrow();
});

test("only one file of the product knows lucia", () => {
  const src = new URL("../src/", import.meta.url);
  const knowing = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && /from "lucia"/.test(readFileSync(new URL(name, src), "utf8")),
  );
  expect(knowing).toEqual([join("db", "sessions.ts")]);
});
