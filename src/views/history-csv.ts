import { answeredAfterSeconds, type FoundAlert } from "../domain/alert-search.ts";
import type { Ward } from "../domain/board.ts";
import { exactLocal } from "../domain/local-time.ts";
import { alertWhat } from "./alert-words.ts";
import { csvLine } from "./csv.ts";
import type { Words } from "./words/words.ts";

interface CsvContext {
  readonly wards: readonly Ward[];
  readonly timeZone: string;
  readonly words: Words;
}

type Column = readonly [
  name: keyof Words["history"]["columns"],
  cell: (alert: FoundAlert, ctx: CsvContext) => string | number | null,
];

const columns: readonly Column[] = [
  ["alertId", ({ alertId }) => alertId],
  ["raisedAt", ({ raisedAt }, { timeZone }) => exactLocal(raisedAt, timeZone)],
  ["kind", ({ kind }, { words }) => words.alertKinds[kind]],
  ["priority", ({ priority }, { words }) => words.priorities[priority]],
  ["what", (alert, { words }) => alertWhat(alert, words)],
  ["cause", ({ cause }) => cause],
  ["ward", ({ wardId }, { wards }) => wards.find((ward) => ward.wardId === wardId)?.name ?? wardId],
  ["bed", ({ bedId }) => bedId],
  ["place", ({ place }) => place],
  ["number", ({ patient }) => patient?.number ?? null],
  ["familyName", ({ patient }) => patient?.familyName ?? null],
  ["givenName", ({ patient }) => patient?.givenName ?? null],
  ["raisedBy", ({ raisedBy }) => raisedBy],
  ["words", ({ words }) => words],
  ["state", ({ state }, { words }) => words.history.states[state]],
  ["outcome", ({ outcome }, { words }) => outcome && words.outcomes[outcome]],
  ["answeredAt", ({ firstAnsweredAt }, { timeZone }) => firstAnsweredAt && exactLocal(firstAnsweredAt, timeZone)],
  ["answeredAfter", (alert) => roundedSeconds(answeredAfterSeconds(alert))],
  ["answeredBy", ({ answeredBy }) => answeredBy],
  ["resolvedAt", ({ resolvedAt }, { timeZone }) => resolvedAt && exactLocal(resolvedAt, timeZone)],
  ["resolvedBy", ({ resolvedBy }) => resolvedBy],
  ["escalations", ({ escalations }) => escalations],
  ["repeats", ({ repeats }) => repeats],
  ["notes", ({ notes }) => notes.join(" | ") || null],
];

const roundedSeconds = (seconds: number | null) => seconds && Math.round(seconds);

export const historyCsvHead = (words: Words): string => csvLine(columns.map(([name]) => words.history.columns[name]));

export const historyCsvLine = (alert: FoundAlert, ctx: CsvContext): string =>
  csvLine(columns.map(([, cell]) => cell(alert, ctx)));
