import { type RoundSign, roundSigns } from "./rounds.ts";
import { readValue, type Sign, vitalSigns } from "./vitals.ts";

/**
 * A set of observations as it was typed. What cannot be is refused; what can be but hardly is asks back, because a nurse who
 * slips on a key does not see it, and a patient whose saturation is 9 % would be a sight.
 */
export type RoundTexts = Readonly<Partial<Record<RoundSign | "breathes" | `sure.${RoundSign}`, string | undefined>>>;

export type RoundValues = Readonly<Partial<Record<RoundSign, number>>>;

export type DraftReason = "not_a_number" | "not_a_level" | "implausible" | "unusual" | "flow" | "pair" | "nothing";

export interface DraftFault {
  readonly field: RoundSign | "breathes" | "";
  readonly reason: DraftReason;
  /** The number that was typed, where it is one. */
  readonly value: number | null;
  /** What may have been meant. */
  readonly suggestion: number | null;
}

export interface RoundDraft {
  readonly values: RoundValues;
  readonly faults: readonly DraftFault[];
}

/**
 * What is seen on a ward every day or at least every year. Ours: outside it a number is asked about once. A patient may
 * well be outside it, and whoever says so is believed.
 */
const usual: Readonly<Partial<Record<Sign, { readonly min: number; readonly max: number }>>> = {
  heartRate: { min: 30, max: 200 },
  spo2: { min: 70, max: 100 },
  respiratoryRate: { min: 6, max: 45 },
  systolic: { min: 60, max: 240 },
  diastolic: { min: 30, max: 140 },
  temperature: { min: 33, max: 41.5 },
  oxygen: { min: 0.5, max: 15 },
};

export function readRound(texts: RoundTexts): RoundDraft {
  const values: Partial<Record<RoundSign, number>> = {};
  const faults: DraftFault[] = [];
  for (const sign of roundSigns) {
    const read = readSign(sign, texts);
    if (read === null) continue;
    if (typeof read === "number") values[sign] = read;
    else faults.push(read);
  }
  const { systolic, diastolic } = values;
  if (systolic !== undefined && diastolic !== undefined && diastolic >= systolic)
    faults.push({ field: "diastolic", reason: "pair", value: diastolic, suggestion: null });
  if (faults.length === 0 && Object.keys(values).length === 0)
    faults.push({ field: "", reason: "nothing", value: null, suggestion: null });
  return { values, faults };
}

/** Null: not taken. */
function readSign(sign: RoundSign, texts: RoundTexts): number | DraftFault | null {
  const text = (texts[sign] ?? "").trim().replace(",", ".");
  if (sign === "oxygen" && texts.breathes !== "oxygen") {
    // A flow without the word would be a guess, and the word without a flow no amount.
    if (texts.breathes === "air")
      return text === "" ? 0 : { field: sign, reason: "flow", value: null, suggestion: null };
    return text === "" ? null : { field: "breathes", reason: "flow", value: null, suggestion: null };
  }
  if (text === "") return sign === "oxygen" ? { field: sign, reason: "flow", value: null, suggestion: null } : null;
  const read = readValue(sign, text);
  if (sign === "consciousness")
    return read.kind === "value" ? read.value : { field: sign, reason: "not_a_level", value: null, suggestion: null };
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  if (value === null || read.kind === "absent")
    return { field: sign, reason: "not_a_number", value: null, suggestion: null };
  if (read.kind === "refused") return { field: sign, reason: "implausible", value, suggestion: meant(sign, value) };
  if (sign === "oxygen" && read.value === 0) return { field: sign, reason: "flow", value, suggestion: null };
  if (isUsual(sign, value) || texts[`sure.${sign}`] === text) return read.value;
  return { field: sign, reason: "unusual", value, suggestion: meant(sign, value) };
}

function isUsual(sign: Sign, value: number): boolean {
  const { min, max } = usual[sign] ?? vitalSigns[sign].plausible;
  return value >= min && value <= max;
}

/** A digit left out or typed twice, a point forgotten, degrees Fahrenheit: what would have been usual. */
function meant(sign: RoundSign, value: number): number | null {
  const factor = 10 ** vitalSigns[sign].decimals;
  const nearest = (number: number) => Math.round(number * factor) / factor;
  const guesses = [value * 10, value / 10, ...(sign === "temperature" ? [(value - 32) / 1.8] : [])].map(nearest);
  return guesses.find((guess) => isUsual(sign, guess)) ?? null;
}
