import { type Db, databaseNow } from "../db/connection.ts";
import { closeDuty, insertDuty, lockDuty, readShiftPlan } from "../db/duties.ts";
import { wardExists } from "../db/wards.ts";
import type { Duty } from "../domain/duties.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { shiftsOnOffer } from "../domain/shifts.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { auditDuty, dutyEvents } from "./duty-told.ts";

export interface Coming {
  readonly person: Person;
  /** Null: every ward. */
  readonly wardId: string | null;
  /** Until the end of which shift; null: of the one that somebody who comes now most likely comes for. */
  readonly shift: "running" | "following" | null;
  readonly requestId: string;
}

/**
 * Somebody is on duty from now until the end of a shift, and the ladders call them. Who is on duty already changes to
 * what they say now; saying the same twice is no fault. Refuses `not_allowed`, `not_found` for the ward.
 */
export async function beginDuty({ db }: { readonly db: Db }, coming: Coming): Promise<Result<Duty>> {
  const { person, wardId, requestId } = coming;
  const { hospitalId, staffId, role } = person;
  if (!may(role, "go_on_duty")) return refuse({ kind: "not_allowed", action: "go_on_duty" });
  return await db.transaction().execute(async (trx) => {
    if (wardId !== null && !(await wardExists(trx, hospitalId, wardId))) return refuse({ kind: "not_found" });
    const open = await lockDuty(trx, hospitalId, staffId);
    const now = await databaseNow(trx);
    const offer = shiftsOnOffer(await readShiftPlan(trx, hospitalId), now);
    const { until } = offer[coming.shift ?? offer.likely];
    if (open && open.wardId === wardId && open.until.getTime() === until.getTime()) return ok(open);
    const changes = [];
    if (open) {
      const over = open.until <= now;
      await closeDuty(trx, hospitalId, open.dutyId, over ? open.until : now);
      await auditDuty(trx, hospitalId, open, {
        ...{ action: "duty.ended", reason: over ? "shift_ended" : "changed", requestId },
      });
      changes.push({ type: "duty.ended", duty: open } as const);
    }
    const duty = await insertDuty(trx, hospitalId, { staffId, role, wardId, from: now, until });
    await auditDuty(trx, hospitalId, duty, { action: "duty.began", reason: null, requestId });
    changes.push({ type: "duty.began", duty } as const);
    await publish(trx, hospitalId, await dutyEvents(trx, hospitalId, changes));
    return ok(duty);
  });
}
