import type { Db } from "../db/connection.ts";
import { endSession, expiredSessions, nextExpiries } from "../db/sessions.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import type { Sweep } from "./sweep.ts";

/** One transaction's worth; what is left over is due at once. */
const sessionsAtOnceMax = 200;

/**
 * Ends the sessions that are past their absolute end, and with them their streams: a board that only listens asks for
 * nothing that could be refused.
 */
export const expiredSessionsSweep = (db: Db): Sweep => ({
  name: "expired sessions",
  run: (now) => endExpiredSessions(db, now),
});

/** Answers when the next one is due; null when nobody is signed in. */
async function endExpiredSessions(db: Db, now: Date): Promise<Date | null> {
  for (const { hospitalId, at } of await nextExpiries(db)) if (at <= now) await endThoseOf(db, hospitalId, now);
  const left = await nextExpiries(db);
  return left.reduce<Date | null>((next, { at }) => (next === null || at < next ? at : next), null);
}

async function endThoseOf(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const events: WardlightEvent[] = [];
    for (const sessionHash of await expiredSessions(trx, hospitalId, now, sessionsAtOnceMax)) {
      const staffId = await endSession(trx, hospitalId, sessionHash);
      if (staffId !== null) events.push({ type: "session.ended", payload: { staffId, sessionHash, wardId: null } });
    }
    await publish(trx, hospitalId, events);
  });
}
