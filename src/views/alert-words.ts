import type { AlertCause } from "../domain/alert-causes.ts";
import type { AlertRow } from "../domain/board.ts";
import { isSign, type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import type { Words } from "./words/words.ts";

/** What of an alert says what it is about. */
export type About = Pick<AlertRow, "cause" | "reason" | "sign" | "value" | "limit"> & {
  /** Of a called alert. */
  readonly title?: string | null;
  readonly place?: string | null;
};

/** What an alert is about, as one would say it on the phone: `SpO₂ 84 % below 88`. */
export function alertWhat(row: About, words: Words): string {
  const { below, above, zero, news2 } = words.alerts;
  return said(row, words, { below, above, zero, news2, value: withUnit });
}

/** A rule by its name, whatever the value: `HR high`, `NEWS2`. */
export function causeName(cause: string, words: Words): string {
  const [sign, side] = cause.split(":");
  if (cause === "news2") return words.news2.name;
  if (cause === "observations") return words.alerts.observationsOverdue;
  if (sign === undefined || !isSign(sign)) return cause.replaceAll("_", " ");
  const sides: Readonly<Record<string, string>> = words.alerts.sides;
  return `${words.signs[sign].short} ${sides[side ?? ""] ?? ""}`.trim();
}

/** One cause of several, in the same words. */
export const causeWhat = (cause: AlertCause, words: Words) => alertWhat(cause, words);

/** The same for a card, whose cells show the value of now: which limit, without the value that crossed it back then. */
export function alertWhatShort(row: AlertRow, words: Words): string {
  const { belowShort, aboveShort, wasBelowShort, wasAboveShort, zeroShort, news2Short } = words.alerts;
  const [below, above] = row.causeActive ? [belowShort, aboveShort] : [wasBelowShort, wasAboveShort];
  const without = {
    below: (sign: string, _value: string, limit: string) => below(sign, limit),
    above: (sign: string, _value: string, limit: string) => above(sign, limit),
  };
  return said(row, words, { ...without, zero: zeroShort, news2: news2Short, value: withUnit });
}

interface Sayings {
  readonly below: (sign: string, value: string, limit: string) => string;
  readonly above: (sign: string, value: string, limit: string) => string;
  readonly zero: (sign: string, value: string) => string;
  readonly news2: Record<string, (total: number) => string>;
  readonly value: (sign: Sign, value: number) => string;
}

function said(row: About, words: Words, say: Sayings): string {
  if (row.title) return row.title;
  if (row.cause === "news2") return say.news2[row.reason]?.(row.value ?? 0) ?? words.news2.name;
  if (row.cause === "observations") return words.alerts.observationsOverdue;
  const technical = technicalWhat(row, words);
  if (technical !== null) return technical;
  const { sign, value, limit } = row;
  // A cause that this build has no words for, from a newer process beside it: better its own name than nothing.
  if (sign === null) return row.reason.replaceAll("_", " ");
  const name = words.signs[sign].short;
  if (value === null) return words.alerts.withoutValue(name);
  if (row.cause.endsWith(":zero")) return say.zero(name, say.value(sign, value));
  if (limit === null) return words.alerts.withoutValue(name);
  const sayCrossing = row.cause.endsWith(":low") ? say.below : say.above;
  return sayCrossing(name, say.value(sign, value), shownValue(sign, limit));
}

function technicalWhat({ cause, place, sign }: About, { alerts, signs }: Words): string | null {
  switch (cause) {
    case "device_lost":
      return alerts.deviceLost;
    case "feed_down":
      return alerts.feedDown;
    case "signs_stale":
      return sign === null ? alerts.signsStale : alerts.signStale(signs[sign].short);
    case "ward_unwatched":
      return alerts.wardUnwatched(place ?? "");
    default:
      return null;
  }
}

/** Whether the sentence itself says where. */
export const saysPlace = ({ cause }: Pick<About, "cause">) => cause === "ward_unwatched";

/** The number as it is shown, with its unit kept on the same line. */
export function withUnit(sign: Sign, value: number): string {
  const { unit } = vitalSigns[sign];
  return unit === "" ? shownValue(sign, value) : `${shownValue(sign, value)}\u00a0${unit}`;
}
