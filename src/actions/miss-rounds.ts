import type { Db, Trx } from "../db/connection.ts";
import {
  findDueRounds,
  hospitalsWithDueRounds,
  nextRoundStageAt,
  readDueRounds,
  writeNextStages,
} from "../db/rounds.ts";
import { lockStays, readStayBeds } from "../db/stays.ts";
import type { Decision, Finding } from "../domain/assessment.ts";
import { type DueRound, type RoundStage, stageChangesAt, stageOf } from "../domain/rounds.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { applyDecisions, lockOpenOfStays, openCausesOf } from "./apply-assessment.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import type { Sweep } from "./sweep.ts";

export const missRoundsSweep = (db: Db): Sweep =>
  hospitalSweep(db, { name: "miss-rounds", due: hospitalsWithDueRounds, settle: missRounds, next: nextRoundStageAt });

/** A large hospital's beds; after a long standstill the rest follows at once. */
const staysAtOnceMax = 500;

/**
 * Says of whom a set of observations is due, and calls for one that is late: a cause of the patient's one alert, low first,
 * medium when it is long overdue. Nobody is called for a patient who is off the ward; that is looked at again when they are
 * to be back. All of it under the stays' locks, so that a set that is entered at this moment is seen or comes after.
 */
export async function missRounds(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const found = await findDueRounds(trx, hospitalId, now, staysAtOnceMax);
    if (found.length === 0) return;
    await lockStays(trx, hospitalId, found);
    const beds = new Map((await readStayBeds(trx, hospitalId, found)).map((bed) => [bed.stayId, bed]));
    const late: { readonly bed: BedOfStay; readonly finding: Finding }[] = [];
    const events: WardlightEvent[] = [];
    const next: { readonly stayId: string; readonly at: Date | null }[] = [];
    for (const { stayId, nextAt, awayUntil, ...round } of await readDueRounds(trx, hospitalId, found)) {
      const bed = beds.get(stayId);
      // Without a bed nobody is there to be observed; a set that came meanwhile has put it off.
      if (!bed) next.push({ stayId, at: null });
      if (!bed || nextAt === null || nextAt > now) continue;
      const finding = lateness(stageOf(round, now), round, now);
      next.push({ stayId, at: finding && awayUntil && awayUntil > now ? awayUntil : stageChangesAt(round, now) });
      events.push({ type: finding ? "observation.overdue" : "observation.due", payload: { ...bed } });
      if (finding && !(awayUntil && awayUntil > now)) late.push({ bed, finding });
    }
    await writeNextStages(trx, hospitalId, next);
    events.push(...(await callForSets(trx, hospitalId, late, now)));
    await publish(trx, hospitalId, events);
  });
}

interface BedOfStay {
  readonly stayId: string;
  readonly bedId: string;
  readonly wardId: string;
}

function lateness(stage: RoundStage, { dueAt }: DueRound, now: Date): Finding | null {
  if (stage === "waiting" || stage === "due") return null;
  const minutes = Math.floor((now.getTime() - dueAt.getTime()) / 60_000);
  const about = { sign: null, value: minutes, limit: null };
  return stage === "overdue"
    ? { ...about, priority: "low", reason: "observations_overdue" }
    : { ...about, priority: "medium", reason: "observations_long_overdue" };
}

async function callForSets(
  trx: Trx,
  hospitalId: string,
  late: readonly { readonly bed: BedOfStay; readonly finding: Finding }[],
  now: Date,
): Promise<WardlightEvent[]> {
  if (late.length === 0) return [];
  const openOf = await lockOpenOfStays(
    trx,
    hospitalId,
    late.map(({ bed }) => bed.stayId),
  );
  const events: WardlightEvent[] = [];
  for (const { bed, finding } of late) {
    const open = openOf.get(bed.stayId);
    if (!open) continue;
    const known = openCausesOf(open).find(({ cause }) => cause === "observations");
    const about = { cause: "observations", ...finding } as const;
    const decision: Decision = known
      ? { do: known.active ? "worsen" : "return", ...about, waitSeconds: 0 }
      : { do: "raise", ...about, onDelaySeconds: 0, raiseBy: null, lapses: false };
    events.push(...(await applyDecisions(trx, { hospitalId, stay: bed, open, decisions: [decision], now })));
  }
  return events;
}
