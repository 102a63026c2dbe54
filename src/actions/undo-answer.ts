import { reopenCauses } from "../db/alert-causes.ts";
import { findAlertStay, isOpenAbout, oneOpenASubject, type StoredAlert } from "../db/alerts.ts";
import type { Db } from "../db/connection.ts";
import { isPlaceTaken } from "../db/faults.ts";
import { findStay, lockStays } from "../db/stays.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { type AlertAct, answerIn } from "./answer-alert.ts";

/**
 * Takes back what one has just answered: the alert is as it was, its timer too. Refuses `not_found`, `not_allowed`,
 * `too_late_to_undo` (also to anybody else), `patient_left`, and `raised_anew` where another alert has taken the place of the closed one.
 */
export async function undoAnswer({ db }: { readonly db: Db }, act: AlertAct): Promise<Result<StoredAlert>> {
  try {
    return await takeBack(db, act);
  } catch (error) {
    // Somebody called for the same between our look and our write; their call is the open one.
    if (isPlaceTaken(error, oneOpenASubject)) return refuse({ kind: "raised_anew" });
    throw error;
  }
}

const takeBack = (db: Db, act: AlertAct) =>
  db.transaction().execute(async (trx) => {
    const { hospitalId } = act.person;
    const stayId = await findAlertStay(trx, hospitalId, act.alertId);
    // Before the alert's own lock: its causes open again only under their stay's.
    if (stayId !== null) await lockStays(trx, hospitalId, [stayId]);
    return await answerIn(trx, {
      ...act,
      order: () => ({ do: "undo", by: act.person }),
      grounds: { reason: "taken_back" },
      first: async (_, { alertId, state, subject, resolvedAt }) => {
        if (state !== "resolved" || resolvedAt === null) return ok(null);
        // Of who has left meanwhile nothing is open any more.
        const stay = stayId === null ? null : await findStay(trx, hospitalId, stayId);
        if (stay && stay.endedAt !== null) return refuse({ kind: "patient_left", at: stay.endedAt });
        if (subject !== null && (await isOpenAbout(trx, hospitalId, subject))) return refuse({ kind: "raised_anew" });
        return (await reopenCauses(trx, hospitalId, alertId, resolvedAt)) ? ok(null) : refuse({ kind: "raised_anew" });
      },
    });
  });
