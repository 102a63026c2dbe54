import type { Db } from "../db/connection.ts";
import { findColleague } from "../db/staff.ts";
import { ok, refuse } from "../domain/refusals.ts";
import { answerPermission, may } from "../domain/staff.ts";
import { type AlertAct, answerIn } from "./answer-alert.ts";

export interface HandOver extends AlertAct {
  readonly toStaffId: string;
}

/**
 * Asks a colleague to take an answered alert over. Until they take it on it is still answered by whoever was, and calls
 * again soon if they do not. Refuses `not_found`, `not_allowed`, `not_acknowledged`, `already_resolved`, and
 * `not_a_colleague` for somebody who does not work here or may not answer it.
 */
export const handOverAlert = ({ db }: { readonly db: Db }, { toStaffId, ...act }: HandOver) =>
  db.transaction().execute(async (trx) => {
    const { hospitalId, staffId } = act.person;
    const to = toStaffId === staffId ? null : await findColleague(trx, hospitalId, toStaffId);
    if (!to) return refuse({ kind: "not_a_colleague" });
    return await answerIn(trx, {
      ...act,
      order: () => ({ do: "hand_over", to }),
      grounds: { reason: "handed_over", otherStaffId: to.staffId },
      first: async (_, alert) =>
        may(to.role, answerPermission(alert)) ? ok(null) : refuse({ kind: "not_a_colleague" }),
    });
  });
