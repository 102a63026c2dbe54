import { createHash, randomBytes } from "node:crypto";
import { type ExpressionBuilder, sql } from "kysely";
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from "lucia";
import { type Preferences, preferencesOf } from "../domain/preferences.ts";
import type { Person } from "../domain/staff.ts";
import type { Db, Trx } from "./connection.ts";
import type { Database } from "./schema.ts";

/**
 * The only file that calls lucia (docs/decisions/0001). A session id is the hospital and a secret, `st-brigid.x7…`, so
 * that it is looked for within one hospital; the table keeps its SHA-256. `expires_at` is the absolute end and nothing
 * moves it; idleness is counted from `active_at`, which only `touchSession` moves. All by the database's clock.
 */
export interface NewSession {
  readonly id: string;
  readonly sessionHash: string;
}

export interface OpenSession {
  readonly person: Person;
  /** Hex SHA-256 of the id. */
  readonly sessionHash: string;
  /** Nobody has done anything for the idle time. Never of a display. */
  readonly idle: boolean;
  readonly demo: boolean;
  /** The hospital's, for clock times in answers. */
  readonly timeZone: string;
  readonly preferences: Preferences;
}

/** 256 random bits: more than can be guessed, in letters that need no escaping in a cookie. */
const secretBytes = 32;
const idPattern = /^([a-z][a-z0-9-]{1,30})\.[A-Za-z0-9_-]{43}$/;
/** A row is not written again for every click. */
const touchSecondsMin = 10;

export async function createSession(
  db: Db | Trx,
  staff: { readonly hospitalId: string; readonly staffId: string },
  life: { readonly hours: number },
): Promise<NewSession> {
  const id = `${staff.hospitalId}.${randomBytes(secretBytes).toString("base64url")}`;
  await luciaOn(db, life.hours).createSession(staff.staffId, {}, { sessionId: id });
  return { id, sessionHash: sha256(id).toString("hex") };
}

/** The open session of an id as it stands in a cookie, or null. Changes nothing: streams and polls ask it all the time. */
export async function findSession(db: Db, id: string, idleAfter: { readonly minutes: number }) {
  if (!idPattern.test(id)) return null;
  const { user } = await luciaOn(db, neverExtend).validateSession(id);
  if (!user) return null;
  const { activeSecondsAgo, person, demo, timeZone, preferences } = user;
  const idle = person.role !== "display" && activeSecondsAgo >= idleAfter.minutes * 60;
  const sessionHash = sha256(id).toString("hex");
  const open: OpenSession = { person, sessionHash, idle, demo, timeZone, preferences };
  return open;
}

/** Ends a session; answers whose it was, or null when it had ended before. The caller publishes `session.ended`. */
export async function endSession(trx: Trx, hospitalId: string, sessionHash: string): Promise<string | null> {
  const ended = await trx
    .deleteFrom("sessions")
    .where("hospital_id", "=", hospitalId)
    .where("session_hash", "=", Buffer.from(sessionHash, "hex"))
    .returning("staff_id")
    .executeTakeFirst();
  return ended?.staff_id ?? null;
}

/** The sessions of a hospital that are past their absolute end at `now`, the oldest first. */
export async function expiredSessions(trx: Trx, hospitalId: string, now: Date, max: number): Promise<string[]> {
  const rows = await trx
    .selectFrom("sessions")
    .select("session_hash")
    .where("hospital_id", "=", hospitalId)
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .limit(max)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => row.session_hash.toString("hex"));
}

/** When the next session of each hospital reaches its absolute end. */
export async function nextExpiries(db: Db) {
  return await db
    .selectFrom("sessions")
    .select(["hospital_id as hospitalId", (eb) => eb.fn.min("expires_at").as("at")])
    .groupBy("hospital_id")
    .execute();
}

/**
 * Somebody is there: an action, or a page opened by hand. An idle session stays idle whatever is done with it, or the
 * next passer-by would wake it; only signing in does.
 */
export async function touchSession(db: Db, session: OpenSession, idleAfter: { readonly minutes: number }) {
  if (session.idle) return;
  await db
    .updateTable("sessions")
    .set({ active_at: sql<Date>`clock_timestamp()` })
    .where("hospital_id", "=", session.person.hospitalId)
    .where("session_hash", "=", Buffer.from(session.sessionHash, "hex"))
    .where("active_at", "<", secondsAgo(touchSecondsMin))
    .where("active_at", ">", secondsAgo(idleAfter.minutes * 60))
    .execute();
}

/** Which of these sessions are still open. For streams, that ask again from time to time; an idle one is open. */
export async function openSessions(db: Db, hospitalId: string, sessionHashes: readonly string[]) {
  if (sessionHashes.length === 0) return new Set<string>();
  const rows = await db
    .selectFrom("sessions as s")
    .innerJoin("staff as p", (on) =>
      on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.staff_id", "=", "s.staff_id"),
    )
    .select(sql<string>`encode(s.session_hash, 'hex')`.as("sessionHash"))
    .where("s.hospital_id", "=", hospitalId)
    .where(
      "s.session_hash",
      "in",
      [...sessionHashes].map((hash) => Buffer.from(hash, "hex")),
    )
    .where(stillOpen)
    .execute();
  return new Set(rows.map((row) => row.sessionHash));
}

interface FoundPerson {
  readonly person: Person;
  readonly demo: boolean;
  readonly timeZone: string;
  readonly preferences: Preferences;
  readonly activeSecondsAgo: number;
}

declare module "lucia" {
  interface Register {
    Lucia: ReturnType<typeof luciaOn>;
    DatabaseUserAttributes: FoundPerson;
    DatabaseSessionAttributes: Record<never, never>;
  }
}

/** Lucia extends a session past half of this life at every look-up; of no life there is no half. */
const neverExtend = 0;

function luciaOn(db: Db | Trx, lifeHours: number) {
  return new Lucia<Record<never, never>, FoundPerson>(new HospitalSessions(db, lifeHours), {
    sessionExpiresIn: new TimeSpan(lifeHours, "h"),
    getUserAttributes: (attributes) => attributes,
  });
}

class HospitalSessions implements Adapter {
  readonly #db: Db | Trx;
  readonly #lifeHours: number;

  constructor(db: Db | Trx, lifeHours: number) {
    this.#db = db;
    this.#lifeHours = lifeHours;
  }

  async getSessionAndUser(id: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const row = await this.#db
      .selectFrom("sessions as s")
      .innerJoin("staff as p", (on) =>
        on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.staff_id", "=", "s.staff_id"),
      )
      .innerJoin("hospitals as h", "h.hospital_id", "s.hospital_id")
      .select([
        "s.hospital_id",
        "s.staff_id",
        "p.name",
        "p.role",
        "p.ward_id",
        "p.demo",
        "p.preferences",
        "h.time_zone",
      ])
      .select([
        sql<number>`extract(epoch from clock_timestamp() - s.active_at)::float8`.as("activeSecondsAgo"),
        sql<number>`extract(epoch from s.expires_at - clock_timestamp())::float8 * 1000`.as("millisLeft"),
      ])
      .where("s.hospital_id", "=", hospitalOf(id))
      .where("s.session_hash", "=", sha256(id))
      .where(stillOpen)
      .executeTakeFirst();
    if (!row) return [null, null];
    const person = {
      hospitalId: row.hospital_id,
      staffId: row.staff_id,
      name: row.name,
      role: row.role,
      wardId: row.ward_id,
    };
    // Lucia compares with this process's clock, so the end is told in it; which clock decided is in `stillOpen`.
    const expiresAt = new Date(Date.now() + Math.max(row.millisLeft, 1000));
    return [
      { id, userId: row.staff_id, expiresAt, attributes: {} },
      {
        id: row.staff_id,
        attributes: {
          person,
          demo: row.demo,
          timeZone: row.time_zone,
          preferences: preferencesOf(row.preferences),
          activeSecondsAgo: row.activeSecondsAgo,
        },
      },
    ];
  }

  async setSession(session: DatabaseSession): Promise<void> {
    await this.#db
      .insertInto("sessions")
      .values({
        hospital_id: hospitalOf(session.id),
        session_hash: sha256(session.id),
        staff_id: session.userId,
        expires_at: sql<Date>`clock_timestamp() + ${this.#lifeHours} * interval '1 hour'`,
      })
      .execute();
  }

  async deleteSession(id: string): Promise<void> {
    throw new Error(`sessions end through endSession, which is published; not ${hospitalOf(id)}'s`);
  }
  async updateSessionExpiration(): Promise<void> {
    throw new Error("nothing moves the absolute end of a session");
  }
  async getUserSessions(): Promise<DatabaseSession[]> {
    throw new Error("session ids are not kept");
  }
  async deleteUserSessions(): Promise<void> {
    throw new Error("sessions end one by one, each published");
  }
  async deleteExpiredSessions(): Promise<void> {
    throw new Error("expired sessions are deleted hospital by hospital");
  }
}

/** Not past its absolute end, and its person still works here. */
function stillOpen(eb: ExpressionBuilder<{ s: Database["sessions"]; p: Database["staff"] }, "s" | "p">) {
  return eb.and([eb("s.expires_at", ">", sql<Date>`clock_timestamp()`), eb("p.active", "=", true)]);
}

const secondsAgo = (seconds: number) => sql<Date>`clock_timestamp() - ${seconds} * interval '1 second'`;
const sha256 = (id: string) => createHash("sha256").update(id).digest();
const hospitalOf = (id: string) => id.slice(0, id.indexOf("."));
