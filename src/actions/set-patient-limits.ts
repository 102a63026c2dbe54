import { writeAudit } from "../db/audit.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { endOverStayLimits, endStayLimits, insertStayLimits, nextStayLimitsEnds } from "../db/stay-limits.ts";
import { readStayBeds } from "../db/stays.ts";
import { readRules } from "../db/ward-rules.ts";
import type { SignLimits } from "../domain/limits.ts";
import { mayLimit } from "../domain/patient-limits.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import type { Sign } from "../domain/vitals.ts";
import { publish } from "../events/publish.ts";
import { holdStay } from "./hold-stay.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";

export interface PatientLimits {
  readonly person: Person;
  readonly stayId: string;
  readonly sign: Sign;
  /** Checked by `faultsOf`. Null: back to the ward's. */
  readonly limits: SignLimits | null;
  /** Null: for the whole stay. */
  readonly hours: number | null;
  /** One line, not empty. */
  readonly reason: string;
  readonly requestId: string;
}

/**
 * Sets a patient's own limits of a sign over the ward's, for a time or for the stay; they count from the next reading on,
 * and stand on the card for as long as they do. Refuses `not_allowed`, `not_found`, `patient_left`, `beyond_ward_limits`.
 */
export async function setPatientLimits({ db }: { readonly db: Db }, given: PatientLimits): Promise<Result<null>> {
  const { person, stayId, sign, limits, hours, reason, requestId } = given;
  const { hospitalId, staffId, role } = person;
  if (!may(role, "set_limits")) return refuse({ kind: "not_allowed", action: "set_limits" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { bedId, wardId } = held.value.stay;
    const stay = { stayId, bedId, wardId };
    const ward = (await readRules(trx, hospitalId, [stay.wardId])).get(stay.wardId);
    if (limits && !mayLimit(role, limits, ward?.[sign])) return refuse({ kind: "beyond_ward_limits" });
    const from = await databaseNow(trx);
    const until = hours === null ? null : new Date(from.getTime() + hours * 3_600_000);
    if (limits) await insertStayLimits(trx, hospitalId, { ...limits, stayId, sign, reason, staffId, from, until });
    else if (!(await endStayLimits(trx, hospitalId, stayId, sign, from))) return refuse({ kind: "not_found" });
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: limits ? "set_limits" : "end_limits", subject: `stay:${stayId}:${sign}` },
      ...{ reason, requestId },
    });
    await publish(trx, hospitalId, [{ type: "stay_limits.changed", payload: stay }]);
    return ok(null);
  });
}

/** Ends the limits that were set for a time, by the database's clock. */
export const endPatientLimitsSweep = (db: Db): Sweep =>
  hospitalSweep(db, {
    name: "end-patient-limits",
    due: async (from, now) =>
      (await nextStayLimitsEnds(from)).flatMap(({ hospitalId, at }) => (at <= now ? hospitalId : [])),
    settle: endOverLimits,
    next: async (from) =>
      (await nextStayLimitsEnds(from)).reduce<Date | null>(
        (first, { at }) => (first && first <= at ? first : at),
        null,
      ),
  });

export async function endOverLimits(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const stays = await readStayBeds(trx, hospitalId, await endOverStayLimits(trx, hospitalId, now));
    await publish(
      trx,
      hospitalId,
      stays.map((stay) => ({ type: "stay_limits.changed" as const, payload: stay })),
    );
  });
}
