import { writeAudit } from "../db/audit.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { closeHold, type HeldReading, lockHold, readHeldOf, readOpenHolds } from "../db/holds.ts";
import { idForm, lockStays } from "../db/stays.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { holdTold } from "./hold-readings.ts";
import { fileSettled } from "./record-vitals.ts";
import { createTally, type Settled } from "./vitals-batch.ts";

interface Settling {
  readonly person: Person;
  readonly holdId: string;
  /** Whose the readings are: one of the hold's candidates. Null: nobody's, they are never charted. */
  readonly stayId: string | null;
  readonly requestId: string;
}

/** What goes through a transaction at once. */
const chunkReadings = 5_000;

/**
 * A person says whose held readings are. They are filed as any others, by their own time: what is old by then is charted as
 * late and raises nothing. All at once, in one transaction that holds the stay: it grows with the readings.
 * Answers how many could not be charted (their day is gone). Refuses `not_allowed`, `not_found`, `edited_meanwhile`.
 */
export async function settleHold(
  { db }: { readonly db: Db },
  { person, holdId, stayId, requestId }: Settling,
): Promise<Result<{ readonly left: number }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "settle_held")) return refuse({ kind: "not_allowed", action: "settle_held" });
  if (!idForm.test(holdId)) return refuse({ kind: "not_found" });
  return await db.transaction().execute(async (trx) => {
    const now = stayId === null ? await databaseNow(trx) : await lockStays(trx, hospitalId, [stayId]);
    // Stays before holds, as where readings come in.
    const hold = await lockHold(trx, hospitalId, holdId);
    if (!hold) return refuse({ kind: "not_found" });
    if (hold.settledAt !== null) return refuse({ kind: "edited_meanwhile", by: hold.settledBy, at: hold.settledAt });
    const [open] = await readOpenHolds(trx, hospitalId, holdId);
    if (!open || (stayId !== null && !open.candidates.some((one) => one.stayId === stayId)))
      return refuse({ kind: "not_found" });
    const events: WardlightEvent[] = [];
    let left = 0;
    if (stayId !== null) {
      const readings = await readHeldOf(trx, hospitalId, holdId);
      for (let from = 0; from < readings.length; from += chunkReadings) {
        const settled = readings.slice(from, from + chunkReadings).map((one, index) => settledOf(one, index, stayId));
        const tally = createTally(1);
        const filed = await fileSettled(trx, hospitalId, settled, { now, tally, isHeard: false });
        events.push(...filed.events);
        left += tally.outcomes()[0]?.refused.length ?? 0;
      }
    }
    await closeHold(trx, hospitalId, { holdId, stayId, staffId, at: now });
    const reason = stayId === null ? "discarded" : `of stay:${stayId}`;
    await writeAudit(trx, { hospitalId, staffId, action: "settle_held", subject: `hold:${holdId}`, reason, requestId });
    await publish(trx, hospitalId, [...events, ...(await holdTold(trx, hospitalId, "hold.settled", hold))]);
    return ok({ left });
  });
}

function settledOf({ aheadSeconds, ...one }: HeldReading, index: number, stayId: string): Settled {
  const at = new Date(one.at.getTime() - (aheadSeconds ?? 0) * 1000);
  const value = one.value === null ? ({ kind: "absent" } as const) : ({ kind: "value", value: one.value } as const);
  const readable = { device: one.deviceId, sign: one.sign, at, place: { field: "patient", id: "" }, value } as const;
  return { request: 0, index, readable, source: one.source, aheadSeconds, stayId };
}
