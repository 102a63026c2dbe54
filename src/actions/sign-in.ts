import { isIPv4 } from "node:net";
import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { createSession } from "../db/sessions.ts";
import { activeAccounts, type StaffAccount } from "../db/staff.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { Role } from "../domain/staff.ts";
import type { Log } from "../log.ts";
import { nobodysHash, verifyPassword } from "./passwords.ts";
import { createSignInThrottle, placeOf } from "./sign-in-throttle.ts";
import { type EndedSession, signOut } from "./sign-out.ts";

export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  /** Where the address is known to more than one hospital; null until that was asked. */
  readonly hospitalId: string | null;
  readonly peer: Peer;
  /** A session the browser already had: it ends, so that no id outlives the person it was for. */
  readonly replaces: EndedSession | null;
  readonly requestId: string;
}

export interface Peer {
  readonly address: string;
  /** The request came through a proxy, so the peer says nothing about where the person sits. */
  readonly forwarded: boolean;
}

export interface SignInRules {
  readonly demoMode: boolean;
  /** The absolute life of a session. */
  readonly hoursMax: number;
}

export interface NewlySignedIn {
  /** For the cookie and nowhere else. */
  readonly sessionId: string;
  readonly hospitalId: string;
  readonly staffId: string;
  readonly role: Role;
  /** How long the browser is to keep the cookie; null: until it is closed. */
  readonly keepSeconds: number | null;
}

export type SignIn = (request: SignInRequest) => Promise<Result<NewlySignedIn>>;

/** A screen on a wall signs in once a month; it can do nothing but show its ward, and is revocable. */
const displayHours = 30 * 24;

/**
 * Every attempt pays for this many password checks: a person two hospitals know needs two, and then nobody can tell by
 * the clock who is known here and who is not.
 */
const checksMin = 2;

/**
 * Signs a person in with a new session id. Refuses `wrong_credentials` alike for an unknown address, a wrong password, a
 * person who left, and a demo account outside the demo; `choose_hospital`, `too_many_attempts`, `busy`.
 */
export function createSignIn(deps: { readonly db: Db; readonly log: Log; readonly rules: SignInRules }): SignIn {
  const throttle = createSignInThrottle();
  return async (request) => {
    const email = request.email.trim().toLowerCase();
    const { address } = request.peer;
    const free = await throttle.attempt(address, email);
    if (!free.ok) return free;

    const known = await accountsInQuestion(deps.db, email, request.hospitalId);
    const checked = await whosePasswordItIs(known, request.password);
    if (!checked.ok) {
      await throttle.forgive(address, email, false);
      return checked;
    }
    const admitted = checked.value.filter((account) => !account.demo || demoMayEnter(deps.rules, request.peer));
    const [account, ...others] = admitted;
    if (!account) {
      noteRefused(deps, known, request);
      return refuse({ kind: "wrong_credentials" });
    }
    await throttle.forgive(address, email, true);
    if (others.length > 0) return refuse({ kind: "choose_hospital", hospitals: admitted.map(hospitalOf) });
    return ok(await begin(deps, account, request));
  };
}

async function accountsInQuestion(db: Db, email: string, hospitalId: string | null): Promise<StaffAccount[]> {
  const accounts = await activeAccounts(db, email);
  return hospitalId === null ? accounts : accounts.filter((account) => account.hospitalId === hospitalId);
}

async function whosePasswordItIs(known: readonly StaffAccount[], password: string): Promise<Result<StaffAccount[]>> {
  const nobodies = Array<null>(Math.max(0, checksMin - known.length)).fill(null);
  const right: StaffAccount[] = [];
  for (const account of [...known, ...nobodies]) {
    const verified = await verifyPassword(account?.passwordHash ?? nobodysHash, password);
    if (!verified.ok) return verified;
    if (verified.value && account) right.push(account);
  }
  return ok(right);
}

/** Demo passwords stand in the README, so they open a door only to who sits at this very machine. */
function demoMayEnter(rules: SignInRules, peer: Peer): boolean {
  const place = placeOf(peer.address);
  const loopback = (isIPv4(place) && place.startsWith("127.")) || peer.address === "::1";
  return rules.demoMode && loopback && !peer.forwarded;
}

async function begin(
  deps: { readonly db: Db; readonly rules: SignInRules },
  account: StaffAccount,
  request: SignInRequest,
): Promise<NewlySignedIn> {
  const { hospitalId, staffId } = account;
  const { requestId, replaces } = request;
  if (replaces) await signOut(deps.db, replaces, { reason: "signed_in_anew", requestId });
  const display = account.role === "display";
  const hours = display ? displayHours : deps.rules.hoursMax;
  const session = await deps.db.transaction().execute(async (trx) => {
    await writeAudit(trx, {
      hospitalId,
      staffId,
      action: "sign_in",
      subject: `staff:${staffId}`,
      reason: null,
      requestId,
    });
    return await createSession(trx, account, { hours });
  });
  return { sessionId: session.id, hospitalId, staffId, role: account.role, keepSeconds: display ? hours * 3600 : null };
}

/** Not waited for: the time of one more row would tell a known address from an unknown one. */
function noteRefused(
  deps: { readonly db: Db; readonly log: Log },
  known: readonly StaffAccount[],
  request: SignInRequest,
) {
  const { requestId } = request;
  deps.log.warn({ requestId, staff: known.map((account) => account.staffId) }, "a sign-in was refused");
  for (const { hospitalId, staffId } of known) {
    writeAudit(deps.db, {
      hospitalId,
      staffId: null,
      action: "sign_in_refused",
      subject: `staff:${staffId}`,
      reason: "wrong_credentials",
      requestId,
    }).catch((error: unknown) => deps.log.error({ requestId, err: error }, "a refused sign-in was not written down"));
  }
}

const hospitalOf = ({ hospitalId, hospitalName }: StaffAccount) => ({ hospitalId, name: hospitalName });
