import { closeAbsence, findAbsence, nextAbsenceEnds, staysWhoseAbsenceIsOver } from "../db/absences.ts";
import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { lockStays, readStayBeds } from "../db/stays.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";

/** Few are away at once; what is left over is due at once. */
const staysAtOnceMax = 100;

/** Ends absences whose time has come: who is not back, and not heard, is missed from then on. */
export const endAbsencesSweep = (db: Db): Sweep =>
  hospitalSweep(db, {
    name: "end-absences",
    due: async (from, now) =>
      (await nextAbsenceEnds(from)).flatMap(({ hospitalId, at }) => (at <= now ? hospitalId : [])),
    settle: endAbsences,
    next: async (from) =>
      (await nextAbsenceEnds(from)).reduce<Date | null>((first, { at }) => (first && first <= at ? first : at), null),
  });

export async function endAbsences(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const stayIds = await staysWhoseAbsenceIsOver(trx, hospitalId, now, staysAtOnceMax);
    if (stayIds.length === 0) return;
    await lockStays(trx, hospitalId, stayIds);
    const events: WardlightEvent[] = [];
    const beds = new Map((await readStayBeds(trx, hospitalId, stayIds)).map((bed) => [bed.stayId, bed]));
    for (const stayId of stayIds) {
      // Under the lock: it may have been ended, or made longer, since.
      const absence = await findAbsence(trx, hospitalId, stayId);
      if (!absence || absence.until > now) continue;
      await closeAbsence(trx, hospitalId, absence.absenceId, absence.until);
      const subject = `stay:${stayId}`;
      await writeAudit(trx, {
        ...{ hospitalId, staffId: null, action: "absence.ended", subject, reason: "time_is_up", requestId: null },
      });
      const bed = beds.get(stayId);
      if (bed) events.push({ type: "absence.ended", payload: bed });
    }
    await publish(trx, hospitalId, events);
  });
}
