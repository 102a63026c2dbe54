import { writeAudit } from "../db/audit.ts";
import { findBed, lockBeds, readBedIds } from "../db/beds.ts";
import type { Db, Trx } from "../db/connection.ts";
import { closeOccupancies, insertOccupancy, lastLeftAt } from "../db/occupancies.ts";
import { writeNurseOf } from "../db/stays.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { momentAfter } from "../domain/stay-endings.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { type Going, type Move, moveAlerts } from "./alerts-that-follow.ts";
import { holdStay } from "./hold-stay.ts";

export interface MoveRequest {
  readonly person: Person;
  readonly stayId: string;
  /** Where they lie by the page that it was asked from; null: wherever they lie. */
  readonly fromBedId: string | null;
  readonly toBedId: string;
  readonly requestId: string;
}

/**
 * A patient is laid into a free bed, of any ward of the hospital. What is open about them goes with them. On another ward
 * they are nobody's patient until a nurse there says so. Refuses `not_allowed`, `not_found`, `patient_left`, `patient_moved`
 * for one who lies elsewhere by now, `unknown_bed`, `bed_taken`.
 */
export async function movePatient(
  { db }: { readonly db: Db },
  { person, stayId, fromBedId, toBedId, requestId }: MoveRequest,
): Promise<Result<{ readonly bedId: string }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "admit_and_move")) return refuse({ kind: "not_allowed", action: "admit_and_move" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { stay } = held.value;
    if (fromBedId !== null && fromBedId !== stay.bedId) return refuse({ kind: "patient_moved", bedId: stay.bedId });
    await lockBeds(trx, hospitalId, [stay.bedId, toBedId]);
    const bed = await findBed(trx, hospitalId, toBedId);
    if (!bed) return refuse({ kind: "unknown_bed" });
    if (bed.stayId !== null) return refuse({ kind: "bed_taken", bedId: toBedId });
    const left = await lastLeftAt(trx, hospitalId, toBedId);
    const after = momentAfter(held.value.now, [stay.since]);
    const now = left && left > after ? left : after;
    const events = await moveStays(trx, { hospitalId, staffId, requestId, now }, [
      { stay, to: { bedId: bed.bedId, wardId: bed.wardId } },
    ]);
    await publish(trx, hospitalId, events);
    return ok({ bedId: toBedId });
  });
}

/** Stays that are held go into beds that are locked, all at one moment. Answers the events. */
export async function moveStays(trx: Trx, going: Going, moves: readonly Move[]): Promise<WardlightEvent[]> {
  const { hospitalId, staffId, requestId, now } = going;
  const events = await moveAlerts(trx, going, moves);
  await closeOccupancies(
    trx,
    hospitalId,
    moves.map(({ stay }) => stay.stayId),
    now,
  );
  for (const { stay, to } of moves) {
    const { stayId } = stay;
    await insertOccupancy(trx, hospitalId, { stayId, bedId: to.bedId, from: now });
    const isElsewhere = to.wardId !== stay.wardId;
    if (isElsewhere) await writeNurseOf(trx, hospitalId, stayId, null);
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: "stay.moved", subject: `stay:${stayId}` },
      ...{ reason: `${stay.bedId} → ${to.bedId}`, requestId },
    });
    const wards = isElsewhere ? [stay.wardId, to.wardId] : [to.wardId];
    const bedIds: string[] = [];
    for (const wardId of wards) bedIds.push(...(await readBedIds(trx, hospitalId, wardId)));
    const wardId = isElsewhere ? null : to.wardId;
    events.push({ type: "stay.moved", payload: { stayId, bedId: to.bedId, wardId, bedIds } });
  }
  return events;
}
