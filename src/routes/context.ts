import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { Assets } from "../assets.ts";
import type { Preferences, Theme } from "../domain/preferences.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Permission, type Person } from "../domain/staff.ts";

/** What a request knows beside itself: set by `middleware.ts` before any route runs. */
export interface AppEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    signedIn: SignedIn | null;
    /** What any page is drawn with, a refusal's too. */
    shell: Shell;
  };
}
export type AppContext = Context<AppEnv>;

export interface Shell {
  readonly assets: Assets;
  /** Says DEMO on the page. */
  readonly demo: boolean;
  /** As whoever is signed in wants it. */
  readonly theme?: Theme;
}

export interface SignedIn {
  readonly person: Person;
  /** Hex SHA-256 of the session id: names the session in streams and events, opens nothing. */
  readonly sessionHash: string;
  /** Nobody has touched anything for a while: the board stays readable, actions are refused until the next sign-in. */
  readonly idle: boolean;
  /** A demo account. */
  readonly demo: boolean;
  /** The hospital's IANA zone: clock times in answers are told in it. */
  readonly timeZone: string;
  readonly preferences: Preferences;
}

/** For whatever changes something: who is signed in and at the screen. Refuses `not_signed_in`, also to the idle. */
export function requirePerson(c: AppContext): Result<Person> {
  const signedIn = c.get("signedIn");
  if (!signedIn || signedIn.idle) return refuse({ kind: "not_signed_in" });
  return ok(signedIn.person);
}

/** The same, and their role lets them. Refuses `not_signed_in`, `not_allowed`. */
export function requirePermitted(c: AppContext, permission: Permission): Result<Person> {
  const person = requirePerson(c);
  if (!person.ok || may(person.value.role, permission)) return person;
  return refuse({ kind: "not_allowed", action: permission });
}

/**
 * For pages, streams and polls of a hospital: whoever is signed in there, idle or not. The hospital is the credential's;
 * the one in the URL only has to agree, and another hospital answers as one that does not exist.
 * Refuses `not_signed_in`, `not_found`.
 */
export function requireViewer(c: AppContext, hospitalId: string): Result<SignedIn> {
  const signedIn = c.get("signedIn");
  if (!signedIn) return refuse({ kind: "not_signed_in" });
  return signedIn.person.hospitalId === hospitalId ? ok(signedIn) : refuse({ kind: "not_found" });
}

/** As in the schema. What does not look like a ward is none, and is not worth a question to the database. */
const wardPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/;

/**
 * The ward a person looks at: what was asked for, null being the whole hospital. A display sees its own ward, asked or
 * not, and no other. That the ward exists is for the read to find out. Refuses `not_found`.
 */
export function requireWard(person: Person, asked: string | undefined): Result<string | null> {
  const ward = asked === undefined || asked === "" ? null : asked;
  if (ward !== null && !wardPattern.test(ward)) return refuse({ kind: "not_found" });
  if (person.role !== "display") return ok(ward);
  return ward === null || ward === person.wardId ? ok(person.wardId) : refuse({ kind: "not_found" });
}
