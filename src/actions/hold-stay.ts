import type { Trx } from "../db/connection.ts";
import { findStay, lockStays } from "../db/stays.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";

/** A stay that is locked and goes on, with the bed it holds until the transaction ends. */
export interface HeldStay {
  readonly stayId: string;
  readonly patientId: string;
  readonly bedId: string;
  readonly wardId: string;
  /** Since when it holds this bed. */
  readonly since: Date;
}

/**
 * Locks stays, in their order, and looks at them under the locks: whoever was faster may have sent one home. Answers them
 * as they were given, and the database's time. Refuses `not_found` for one that the hospital does not have, `patient_left`
 * for one that has ended.
 */
export async function holdStays(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<Result<{ readonly stays: readonly HeldStay[]; readonly now: Date }>> {
  for (const stayId of stayIds) if (!(await findStay(trx, hospitalId, stayId))) return refuse({ kind: "not_found" });
  const now = await lockStays(trx, hospitalId, stayIds);
  const stays: HeldStay[] = [];
  for (const stayId of stayIds) {
    const stay = await findStay(trx, hospitalId, stayId);
    if (!stay) return refuse({ kind: "not_found" });
    if (stay.endedAt !== null || stay.bed === null) return refuse({ kind: "patient_left", at: stay.endedAt });
    stays.push({ stayId, patientId: stay.patientId, ...stay.bed });
  }
  return ok({ stays, now });
}

/** One of them. */
export async function holdStay(
  trx: Trx,
  hospitalId: string,
  stayId: string,
): Promise<Result<{ readonly stay: HeldStay; readonly now: Date }>> {
  const held = await holdStays(trx, hospitalId, [stayId]);
  if (!held.ok) return held;
  const [stay] = held.value.stays;
  if (!stay) throw new Error("a stay that was held is not there");
  return ok({ stay, now: held.value.now });
}
