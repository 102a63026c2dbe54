import type { StayFacts } from "../db/stays.ts";
import type { ChangedSign, CurrentBySign } from "../db/vitals.ts";
import type { CurrentValue, OpenCause, Picture } from "../domain/assessment.ts";
import { type FiledReading, fileReadings, fileWithoutBed } from "../domain/filing.ts";
import { freshnessOf } from "../domain/freshness.ts";
import { type News2Score, news2Values, scoreNews2 } from "../domain/news2.ts";
import { type Sign, signs } from "../domain/vitals.ts";
import type { Taken } from "./vitals-batch.ts";

/** What a batch means for one stay. */
export interface FiledStay {
  readonly facts: StayFacts;
  readonly filed: readonly FiledReading<Taken>[];
  readonly changed: readonly ChangedSign[];
  /** The signs that got a timely value, and all current values as they are to be judged. */
  readonly arrived: ReadonlySet<Sign>;
  readonly current: Picture["current"];
}

/** Files what arrived of one stay, sign by sign. Pure. */
export function fileStay(facts: StayFacts, before: CurrentBySign, arrivals: readonly Taken[], now: Date): FiledStay {
  if (!facts.bed) return { facts, filed: fileWithoutBed(arrivals), changed: [], arrived: new Set(), current: {} };
  const filed: FiledReading<Taken>[] = [];
  const changed: ChangedSign[] = [];
  const arrived = new Set<Sign>();
  const current: Partial<Record<Sign, CurrentValue>> = {};
  for (const sign of signs) {
    const known = before[sign] ?? null;
    const ofSign = arrivals.filter(({ reading }) => reading.sign === sign);
    const file = fileReadings(sign, known, ofSign, facts.limits[sign], now);
    filed.push(...file.filed);
    if (file.current) changed.push({ stayId: facts.stayId, sign, current: file.current });
    const newest = file.current ?? known;
    if (!newest) continue;
    // What is judged stands in the picture even where "no reading" followed it: see `fileReadings`.
    const { value, at, source } = file.judged ?? newest;
    const freshness = value === null ? "none" : freshnessOf(at, newest.intervalSeconds, now);
    current[sign] = { value, source, freshness };
    if (file.judged) arrived.add(sign);
  }
  return { facts, filed, changed, arrived, current };
}

export const pictureOf = ({ facts, current }: FiledStay, openCauses: readonly OpenCause[]): Picture => ({
  current,
  limits: facts.limits,
  spo2Scale: facts.spo2Scale,
  news2Exclusion: facts.news2Exclusion,
  openCauses,
});

/** The score of what is believed of a stay now; null where it has none, or no bed. */
export const scoreOf = ({ facts, current }: FiledStay): News2Score | null =>
  facts.bed === null || facts.news2Exclusion !== null
    ? null
    : scoreNews2({ values: news2Values(current), spo2Scale: facts.spo2Scale });
