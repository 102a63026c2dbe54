import { exactLocal } from "../domain/local-time.ts";
import type { SavedReading } from "../domain/measurements.ts";
import { type Sign, vitalSigns } from "../domain/vitals.ts";
import { csvLine } from "./csv.ts";
import { said } from "./readings-table.tsx";
import type { Words } from "./words/words.ts";

interface CsvContext {
  readonly number: string;
  readonly timeZone: string;
  readonly words: Words;
}

type Column = readonly [
  name: keyof Words["readings"]["export"]["columns"],
  cell: (reading: SavedReading, ctx: CsvContext) => string | number | null,
];

const columns: readonly Column[] = [
  ["number", (_, { number }) => number],
  ["time", ({ at }, { timeZone }) => exactLocal(at, timeZone)],
  ["sign", ({ sign }, { words }) => words.signs[sign].long],
  ["value", ({ sign, value }, { words }) => asCell(sign, value, words)],
  ["unit", ({ sign }) => vitalSigns[sign].unit],
  ["source", ({ source }, { words }) => words.readings.sources[source]],
  ["by", ({ by }) => by],
  ["device", ({ by, deviceId }) => (by === null ? deviceId : null)],
  ["received", ({ receivedAt }, { timeZone }) => exactLocal(receivedAt, timeZone)],
  ["late", ({ late }, { words }) => (late ? words.readings.late : null)],
  ["was", ({ sign, was }, { words }) => was.map(({ value }) => said(sign, value, words)).join(" | ") || null],
  ["reason", ({ was }) => was.map(({ reason }) => reason).join(" | ") || null],
];

/** A number as a number; what is a word on screen is one here. */
const asCell = (sign: Sign, value: number | null, words: Words): string | number | null => {
  if (value === null) return null;
  return sign === "consciousness" ? said(sign, value, words) : value;
};

export const readingsCsvHead = (words: Words): string =>
  csvLine(columns.map(([name]) => words.readings.export.columns[name]));

export const readingsCsvLine = (reading: SavedReading, ctx: CsvContext): string =>
  csvLine(columns.map(([, cell]) => cell(reading, ctx)));
