import { type Db, databaseNow } from "../db/connection.ts";
import { closeDuty, lockDuty } from "../db/duties.ts";
import type { Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { auditDuty, dutyEvents } from "./duty-told.ts";

/** Somebody goes home: the ladders no longer wait for them. Ending it twice is no fault. */
export async function endDuty(
  { db }: { readonly db: Db },
  { person, requestId }: { readonly person: Person; readonly requestId: string },
): Promise<void> {
  const { hospitalId, staffId } = person;
  await db.transaction().execute(async (trx) => {
    const duty = await lockDuty(trx, hospitalId, staffId);
    if (!duty) return;
    const now = await databaseNow(trx);
    const over = duty.until <= now;
    await closeDuty(trx, hospitalId, duty.dutyId, over ? duty.until : now);
    const reason = over ? "shift_ended" : "ended_by_person";
    await auditDuty(trx, hospitalId, duty, { action: "duty.ended", reason, requestId });
    await publish(trx, hospitalId, await dutyEvents(trx, hospitalId, [{ type: "duty.ended", duty }]));
  });
}
