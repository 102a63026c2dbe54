import type { Db } from "../db/connection.ts";
import { type OpenSession, touchSession } from "../db/sessions.ts";

/** Somebody is there: an action, or a page opened by hand; never a stream, a poll, a beat or a refresh. */
export async function keepSignedIn(db: Db, session: OpenSession, idleAfter: { readonly minutes: number }) {
  await touchSession(db, session, idleAfter);
}
