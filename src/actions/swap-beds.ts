import { lockBeds } from "../db/beds.ts";
import type { Db } from "../db/connection.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { momentAfter } from "../domain/stay-endings.ts";
import { publish } from "../events/publish.ts";
import { holdStays } from "./hold-stay.ts";
import { moveStays } from "./move-patient.ts";

export interface Swap {
  readonly person: Person;
  readonly stayId: string;
  readonly otherStayId: string;
  /** Where the two lie by the page that it was asked from. */
  readonly seenBeds: readonly [string, string];
  readonly requestId: string;
}

/**
 * Two patients change their beds, at one moment: what is open about each goes with each. Refuses `not_allowed`, `not_found`
 * (also for one person given twice), `patient_left`, and `patient_moved` where one of them lies elsewhere by now.
 */
export async function swapBeds(
  { db }: { readonly db: Db },
  { person, stayId, otherStayId, seenBeds, requestId }: Swap,
): Promise<Result<{ readonly bedId: string }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "admit_and_move")) return refuse({ kind: "not_allowed", action: "admit_and_move" });
  if (stayId === otherStayId) return refuse({ kind: "not_found" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStays(trx, hospitalId, [stayId, otherStayId]);
    if (!held.ok) return held;
    const [one, other] = held.value.stays;
    if (!one || !other) throw new Error("stays that were held are not there");
    if (one.bedId !== seenBeds[0]) return refuse({ kind: "patient_moved", bedId: one.bedId });
    if (other.bedId !== seenBeds[1]) return refuse({ kind: "patient_moved", bedId: other.bedId });
    await lockBeds(trx, hospitalId, [one.bedId, other.bedId]);
    const now = momentAfter(held.value.now, [one.since, other.since]);
    const events = await moveStays(trx, { hospitalId, staffId, requestId, now }, [
      { stay: one, to: { bedId: other.bedId, wardId: other.wardId } },
      { stay: other, to: { bedId: one.bedId, wardId: one.wardId } },
    ]);
    await publish(trx, hospitalId, events);
    return ok({ bedId: other.bedId });
  });
}
