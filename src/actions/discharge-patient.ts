import { closeAbsence, findAbsence } from "../db/absences.ts";
import { dropPendingCauses } from "../db/alert-causes.ts";
import { writeAudit } from "../db/audit.ts";
import { lockBeds, readBedIds } from "../db/beds.ts";
import type { Db, Trx } from "../db/connection.ts";
import { closeOccupancies } from "../db/occupancies.ts";
import { endSilences, readSilences } from "../db/silences.ts";
import { endAllStayLimits } from "../db/stay-limits.ts";
import { closeStay } from "../db/stays.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { type ChosenEnding, momentAfter, outcomeOfEnding, type StayEnding } from "../domain/stay-endings.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { closeAlerts, type Going } from "./alerts-that-follow.ts";
import { type HeldStay, holdStay } from "./hold-stay.ts";

export interface Discharge {
  readonly person: Person;
  readonly stayId: string;
  /** Where they lie by the page that it was asked from; null: wherever they lie. */
  readonly fromBedId: string | null;
  readonly ending: ChosenEnding;
  readonly requestId: string;
}

/**
 * A patient leaves the hospital. Their alerts are closed, what was set or paused for them ends, and the bed is free.
 * Refuses `not_allowed`, `not_found`, `patient_left`, and `patient_moved` for one who lies elsewhere by now.
 */
export async function dischargePatient(
  { db }: { readonly db: Db },
  { person, stayId, fromBedId, ending, requestId }: Discharge,
): Promise<Result<{ readonly bedId: string; readonly wardId: string }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "admit_and_move")) return refuse({ kind: "not_allowed", action: "admit_and_move" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { stay } = held.value;
    if (fromBedId !== null && fromBedId !== stay.bedId) return refuse({ kind: "patient_moved", bedId: stay.bedId });
    const now = momentAfter(held.value.now, [stay.since]);
    await publish(trx, hospitalId, await endStay(trx, { hospitalId, staffId, requestId, now }, stay, ending));
    return ok({ bedId: stay.bedId, wardId: stay.wardId });
  });
}

/** A stay that is held ends, with all that hangs on it. Answers the events. */
export async function endStay(trx: Trx, going: Going, stay: HeldStay, ending: StayEnding): Promise<WardlightEvent[]> {
  const { hospitalId, staffId, requestId, now } = going;
  const { stayId, bedId, wardId } = stay;
  await lockBeds(trx, hospitalId, [bedId]);
  const events = await closeAlerts(trx, going, stay, outcomeOfEnding[ending]);
  await dropPendingCauses(trx, hospitalId, stayId);
  const silences = (await readSilences(trx, hospitalId, [stayId])).get(stayId) ?? [];
  await endSilences(
    trx,
    hospitalId,
    silences.map(({ silenceId }) => silenceId),
    "taken_back",
    now,
  );
  const absence = await findAbsence(trx, hospitalId, stayId);
  if (absence) await closeAbsence(trx, hospitalId, absence.absenceId, now);
  await endAllStayLimits(trx, hospitalId, stayId, now);
  await closeOccupancies(trx, hospitalId, [stayId], now);
  await closeStay(trx, hospitalId, { stayId, ending, at: now });
  await writeAudit(trx, {
    ...{ hospitalId, staffId, action: "stay.ended", subject: `stay:${stayId}`, reason: ending, requestId },
  });
  const bedIds = await readBedIds(trx, hospitalId, wardId);
  return [...events, { type: "stay.ended", payload: { stayId, bedId, wardId, bedIds } }];
}
