import type { Trx } from "../db/connection.ts";
import { readStayFacts } from "../db/stays.ts";
import { readCurrentVitals } from "../db/vitals.ts";
import { assess } from "../domain/assessment.ts";
import type { Sign } from "../domain/vitals.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { applyDecisions, lockOpenOfStays, openCausesOf } from "./apply-assessment.ts";
import { fileStay, pictureOf } from "./file-stay.ts";
import { noteScores, scoredStay } from "./note-scores.ts";

/**
 * Judges the score of a stay once more although nothing was measured: what counts for it has changed. Only the score: a
 * limit is judged by readings. The stay is locked, and no alert of it yet. Answers the events.
 */
export async function judgeScore(trx: Trx, hospitalId: string, stayId: string, now: Date): Promise<WardlightEvent[]> {
  const [facts] = await readStayFacts(trx, hospitalId, [stayId], now);
  if (!facts?.bed) return [];
  const current = (await readCurrentVitals(trx, hospitalId, [stayId])).get(stayId) ?? {};
  const filed = fileStay(facts, current, [], now);
  const open = (await lockOpenOfStays(trx, hospitalId, [stayId])).get(stayId);
  if (!open) throw new Error("the stay was not asked for");
  const signs = new Set(Object.keys(filed.current) as Sign[]);
  // Consciousness would say that a person has just taken a set of observations.
  signs.delete("consciousness");
  const decisions = assess(pictureOf(filed, openCausesOf(open)), signs).filter(({ cause }) => cause === "news2");
  const stay = { stayId, ...facts.bed };
  return [
    ...(await noteScores(trx, hospitalId, scoredStay(filed, false), now)),
    ...(await applyDecisions(trx, { hospitalId, stay, open, decisions, now })),
  ];
}
