import { writeAudit } from "../db/audit.ts";
import type { Db, Trx } from "../db/connection.ts";
import { findPatientOfStay } from "../db/patients.ts";
import { findRound, insertRound } from "../db/rounds.ts";
import { findStayInBed, lockStays } from "../db/stays.ts";
import { handOf } from "../domain/reading-sources.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { RoundValues } from "../domain/round-draft.ts";
import { type RoundSign, roundSigns } from "../domain/rounds.ts";
import { may, type Person } from "../domain/staff.ts";
import { consciousnessLevels } from "../domain/vitals.ts";
import { publish } from "../events/publish.ts";
import { recordIn } from "./record-vitals.ts";

export interface Round {
  readonly person: Person;
  readonly stayId: string;
  /** Made with the form: what is sent twice is one. */
  readonly sendKey: string;
  /** How long ago it was measured: a line that was down delays what is sent, not what was. At most `secondsAgoMax`. */
  readonly secondsAgo: number;
  /** Not empty, read by `readRound`. */
  readonly values: RoundValues;
  readonly requestId: string;
}

/** A shift. What was taken before belongs to whoever keeps the record. */
export const secondsAgoMax = 12 * 3600;

export interface RecordedRound {
  /** It had come before, and nothing was done again. */
  readonly again: boolean;
  /** A whole set: the next is due by its score. */
  readonly whole: boolean;
}

/**
 * A person enters what they measured at the bedside: readings like any others, by hand, with all that follows from them, in
 * one transaction. By the patient, not the bed: whom the form was opened for is whom it is about, also after a move.
 * Refuses `not_allowed`, and `not_found` for a stay that is none, has no bed any more, or had not begun.
 */
export async function recordRound({ db }: { readonly db: Db }, round: Round): Promise<Result<RecordedRound>> {
  const { person, stayId, sendKey, secondsAgo, requestId } = round;
  const { hospitalId, staffId, role } = person;
  if (!may(role, "record_observations")) return refuse({ kind: "not_allowed", action: "record_observations" });
  return await db.transaction().execute(async (trx) => {
    if (!(await findStayInBed(trx, hospitalId, stayId))) return refuse({ kind: "not_found" });
    const now = await lockStays(trx, hospitalId, [stayId]);
    const patient = await findPatientOfStay(trx, hospitalId, stayId);
    const at = new Date(now.getTime() - secondsAgo * 1000);
    if (!patient || patient.leftAt !== null || at < patient.beganAt) return refuse({ kind: "not_found" });
    const isNew = await insertRound(trx, hospitalId, { stayId, sendKey, staffId, at, receivedAt: now });
    if (!isNew) return await sentBefore(trx, round);
    const device = handOf(staffId);
    const readings = roundSigns.flatMap((sign) =>
      readingOf(sign, round.values, { patient: patient.number, at, device }),
    );
    const request = { hospitalId, deviceIds: [device], readings, source: "manual" } as const;
    const { outcomes, events, sets } = await recordIn(trx, hospitalId, [request], now);
    const refused = outcomes[0]?.refused[0];
    if (refused) throw new Error(`a reading of a set was refused: ${refused.field} ${refused.reason}`);
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: "record_observations", subject: `stay:${stayId}` },
      ...{ reason: Object.keys(round.values).join(" "), requestId },
    });
    await publish(trx, hospitalId, events);
    return ok({ again: false, whole: sets.length > 0 });
  });
}

function readingOf(
  sign: RoundSign,
  values: RoundValues,
  { patient, at, device }: { readonly patient: string; readonly at: Date; readonly device: string },
) {
  const value = values[sign];
  if (value === undefined) return [];
  const sent = sign === "consciousness" ? consciousnessLevels[value] : value;
  return [{ patient, sign, value: sent, at: at.toISOString(), device }];
}

/** The answer that got lost, once more. Somebody else's key, or one of another patient's form, was never given to them. */
async function sentBefore(trx: Trx, { person, stayId, sendKey }: Round): Promise<Result<RecordedRound>> {
  const known = await findRound(trx, person.hospitalId, sendKey);
  const isTheirs = known?.stayId === stayId && known.staffId === person.staffId;
  return isTheirs ? ok({ again: true, whole: false }) : refuse({ kind: "not_found" });
}
