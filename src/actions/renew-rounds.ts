import type { Trx } from "../db/connection.ts";
import { writeDueRounds } from "../db/rounds.ts";
import type { ChangedSign } from "../db/vitals.ts";
import type { End, OpenCause } from "../domain/assessment.ts";
import { news2Values } from "../domain/news2.ts";
import { byHandSeconds, type DueRound, roundMinutes } from "../domain/rounds.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { type FiledStay, scoreOf } from "./file-stay.ts";

/** A whole set of observations that has just been taken of a stay, and when the next is due. */
export interface TakenSet extends DueRound {
  readonly stayId: string;
}

/**
 * Whether a whole set was taken, and when the next is due. Consciousness is what no monitor measures: where it comes,
 * somebody stood at the bed; the rest may be what a monitor shows. Of a patient without a score, whose pulse, breathing and
 * saturation are known then.
 */
export function takenSetOf(stay: FiledStay): TakenSet | null {
  const { facts, filed, arrived, current } = stay;
  if (!facts.bed || !arrived.has("consciousness")) return null;
  const score = scoreOf(stay);
  const isWhole = score ? score.complete : news2Values(current).heartRate !== null;
  const takenAt = Math.max(
    ...filed.flatMap(({ arrived: { reading }, late }) =>
      reading.sign === "consciousness" && !late ? reading.at.getTime() : [],
    ),
  );
  if (!isWhole || !Number.isFinite(takenAt)) return null;
  const minutes = roundMinutes(score);
  return { stayId: facts.stayId, dueAt: new Date(takenAt + minutes * 60_000), minutes };
}

/** What was measured by hand is expected to stand until the next set is due. */
export function expectUntilDue(stay: FiledStay, taken: TakenSet | null): readonly ChangedSign[] {
  if (!taken) return stay.changed;
  return stay.changed.map((one) =>
    one.current.source === "manual"
      ? { ...one, current: { ...one.current, intervalSeconds: byHandSeconds(one.sign, taken.minutes) } }
      : one,
  );
}

/** That a set was missing is over with the set, and the set is the answer to it. */
export const observed = (causes: readonly OpenCause[], isTaken: boolean): End[] =>
  isTaken && causes.some(({ cause, active }) => cause === "observations" && active)
    ? [{ do: "end", cause: "observations", reason: "observed", settleSeconds: 0, isAnswer: true }]
    : [];

/** Writes when the next sets are due; answers the events. The caller holds the stays' locks. */
export async function renewRounds(
  trx: Trx,
  hospitalId: string,
  stays: readonly FiledStay[],
  taken: readonly TakenSet[],
  now: Date,
): Promise<WardlightEvent[]> {
  await writeDueRounds(trx, hospitalId, taken, now);
  const bedOf = new Map(stays.map(({ facts }) => [facts.stayId, facts.bed]));
  return taken.flatMap(({ stayId }) => {
    const bed = bedOf.get(stayId);
    return bed ? { type: "observation.taken" as const, payload: { stayId, ...bed } } : [];
  });
}
