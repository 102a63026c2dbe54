import { type Freshness, isBelieved } from "./freshness.ts";
import { rounded, type Sign } from "./vitals.ts";

/**
 * NEWS2, Royal College of Physicians, 2017. The seven parameters, scored exactly as the chart does.
 * Reproduced with acknowledgement; the thresholds are the chart's and must not be edited by a hospital.
 */
export const news2Parameters = [
  "respiratoryRate",
  "spo2",
  "oxygen",
  "systolic",
  "heartRate",
  "consciousness",
  "temperature",
] as const satisfies readonly Sign[];
export type News2Parameter = (typeof news2Parameters)[number];

export type SubScore = 0 | 1 | 2 | 3;
export type Band = "low" | "low-medium" | "medium" | "high";

export interface News2Set {
  /** A value that is stale, lost or absent is null: it is not counted. */
  readonly values: { readonly [P in News2Parameter]: number | null };
  readonly spo2Scale: 1 | 2;
}

export interface News2Score {
  readonly subScores: { readonly [P in News2Parameter]: SubScore | null };
  readonly known: number;
  readonly complete: boolean;
  /** The score, or its lower bound where the set is not complete. */
  readonly total: number;
  readonly anySingleThree: boolean;
  /** Never `low` for an incomplete set: null then, unless what is known already reaches a higher band. */
  readonly band: Band | null;
}

/** Who has no NEWS2, and why: it is not made for under 16 or for pregnancy. */
export type News2Exclusion = "under_16" | "pregnant";

export function scoreNews2({ values, spo2Scale }: News2Set): News2Score {
  const onOxygen = values.oxygen !== null && values.oxygen > 0;
  const subScores = {
    respiratoryRate: scored(values.respiratoryRate, (v) => respirationScore(rounded("respiratoryRate", v))),
    // Above 92 % scale 2 asks whether the patient breathes oxygen; while that is not known, air is the lower bound.
    spo2: scored(values.spo2, (v) =>
      spo2Scale === 1 ? spo2Scale1Score(rounded("spo2", v)) : spo2Scale2Score(rounded("spo2", v), onOxygen),
    ),
    oxygen: scored(values.oxygen, (v) => (v > 0 ? 2 : 0)),
    systolic: scored(values.systolic, (v) => systolicScore(rounded("systolic", v))),
    heartRate: scored(values.heartRate, (v) => pulseScore(rounded("heartRate", v))),
    consciousness: scored(values.consciousness, (v) => (v === 0 ? 0 : 3)),
    temperature: scored(values.temperature, (v) => temperatureScore(rounded("temperature", v))),
  } as const;
  const given = news2Parameters.map((p) => subScores[p]).filter((s) => s !== null);
  const total = given.reduce<number>((sum, s) => sum + s, 0);
  const complete = given.length === news2Parameters.length;
  const anySingleThree = given.includes(3);
  return {
    subScores,
    known: given.length,
    complete,
    total,
    anySingleThree,
    band: bandOf(total, anySingleThree, complete),
  };
}

/** The seven values of a stay as far as they may be believed now. */
export function news2Values(
  current: Partial<Record<Sign, { readonly value: number | null; readonly freshness: Freshness }>>,
): News2Set["values"] {
  const believed = (sign: News2Parameter) => {
    const sample = current[sign];
    return sample && isBelieved(sample.freshness) ? sample.value : null;
  };
  return Object.fromEntries(news2Parameters.map((p) => [p, believed(p)])) as unknown as News2Set["values"];
}

/** @returns why a patient has no NEWS2, or null when NEWS2 applies. */
export function news2Exclusion(bornOn: string, pregnant: boolean, now: Date): News2Exclusion | null {
  if (ageInYears(bornOn, now) < 16) return "under_16";
  return pregnant ? "pregnant" : null;
}

/** Whole years since a birthday given as YYYY-MM-DD, counted in UTC. */
export function ageInYears(bornOn: string, now: Date): number {
  const [year = 0, month = 1, day = 1] = bornOn.split("-").map(Number);
  const hadBirthday = now.getUTCMonth() + 1 > month || (now.getUTCMonth() + 1 === month && now.getUTCDate() >= day);
  return now.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}

/**
 * Minutes until the next observation is due at the latest, 0 for continuous monitoring (RCP chart 4). It follows the
 * score, not the band: "low" holds both twelve-hourly (0) and four- to six-hourly (1 to 4).
 */
export function nextObservationMinutes(score: Pick<News2Score, "total" | "anySingleThree">): number {
  if (score.total >= 7) return 0;
  if (score.total >= 5 || score.anySingleThree) return 60;
  return score.total >= 1 ? 360 : 720;
}

function scored(value: number | null, score: (value: number) => SubScore): SubScore | null {
  return value === null ? null : score(value);
}

function bandOf(total: number, anySingleThree: boolean, complete: boolean): Band | null {
  if (total >= 7) return "high";
  if (total >= 5) return "medium";
  if (anySingleThree) return "low-medium";
  return complete ? "low" : null;
}

function respirationScore(v: number): SubScore {
  if (v >= 25) return 3;
  if (v >= 21) return 2;
  if (v >= 12) return 0;
  return v >= 9 ? 1 : 3;
}

function spo2Scale1Score(v: number): SubScore {
  if (v >= 96) return 0;
  if (v >= 94) return 1;
  return v >= 92 ? 2 : 3;
}

/** For hypercapnic respiratory failure, on a doctor's order: too much oxygen is scored as well as too little. */
function spo2Scale2Score(v: number, onOxygen: boolean): SubScore {
  if (v >= 93 && onOxygen) return v >= 97 ? 3 : v >= 95 ? 2 : 1;
  if (v >= 88) return 0;
  if (v >= 86) return 1;
  return v >= 84 ? 2 : 3;
}

function systolicScore(v: number): SubScore {
  if (v >= 220) return 3;
  if (v >= 111) return 0;
  if (v >= 101) return 1;
  return v >= 91 ? 2 : 3;
}

function pulseScore(v: number): SubScore {
  if (v >= 131) return 3;
  if (v >= 111) return 2;
  if (v >= 91) return 1;
  if (v >= 51) return 0;
  return v >= 41 ? 1 : 3;
}

function temperatureScore(v: number): SubScore {
  if (v >= 39.1) return 2;
  if (v >= 38.1) return 1;
  if (v >= 36.1) return 0;
  return v >= 35.1 ? 1 : 3;
}
