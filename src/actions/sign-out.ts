import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { endSession } from "../db/sessions.ts";
import { publish } from "../events/publish.ts";

export interface EndedSession {
  readonly hospitalId: string;
  /** Hex SHA-256 of the session id. */
  readonly sessionHash: string;
}

/** Ends a session and, once that is committed, its streams in every process. Ending it twice is no fault. */
export async function signOut(
  db: Db,
  session: EndedSession,
  given: { readonly reason: "signed_out" | "signed_in_anew"; readonly requestId: string },
): Promise<void> {
  const { hospitalId, sessionHash } = session;
  await db.transaction().execute(async (trx) => {
    const staffId = await endSession(trx, hospitalId, sessionHash);
    if (staffId === null) return;
    await writeAudit(trx, {
      hospitalId,
      staffId,
      action: "sign_out",
      subject: `staff:${staffId}`,
      reason: given.reason,
      requestId: given.requestId,
    });
    await publish(trx, hospitalId, [{ type: "session.ended", payload: { staffId, sessionHash, wardId: null } }]);
  });
}
