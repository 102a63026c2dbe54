import { isCalledKind } from "../domain/alerts.ts";
import type { AlertRow } from "../domain/board.ts";
import { type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import type { Words } from "./words/words.ts";

/** What an alert is about, as one would say it on the phone: `SpO₂ 84 % below 88 %`. */
export function alertWhat(row: AlertRow, words: Words): string {
  return said(row, words, words.alerts.below, words.alerts.above, words.alerts.zero);
}

/** The same for a card, where the line may be cut: the number first. */
export function alertWhatShort(row: AlertRow, words: Words): string {
  return said(row, words, words.alerts.belowShort, words.alerts.aboveShort, words.alerts.zeroShort);
}

type OfLimit = (sign: string, value: string, limit: string) => string;

function said(
  row: AlertRow,
  words: Words,
  below: OfLimit,
  above: OfLimit,
  zero: (s: string, v: string) => string,
): string {
  if (row.called !== null) return words.calledKinds[row.called];
  if (isCalledKind(row.cause)) return words.calledKinds[row.cause];
  if (row.cause === "news2") return words.alerts.news2[row.reason]?.(row.value ?? 0) ?? words.news2.name;
  if (row.cause === "device_lost") return words.alerts.deviceLost;
  const { sign, value, limit } = row;
  // A cause that this build has no words for, from a newer process beside it: better its own name than nothing.
  if (sign === null) return row.reason.replaceAll("_", " ");
  const name = words.signs[sign].short;
  if (value === null) return words.alerts.withoutValue(name);
  if (row.cause.endsWith(":zero")) return zero(name, withUnit(sign, value));
  if (limit === null) return words.alerts.withoutValue(name);
  const ofSide = row.cause.endsWith(":low") ? below : above;
  return ofSide(name, withUnit(sign, value), shownValue(sign, limit));
}

export function withUnit(sign: Sign, value: number): string {
  const { unit } = vitalSigns[sign];
  return unit === "" ? shownValue(sign, value) : `${shownValue(sign, value)}\u00a0${unit}`;
}
