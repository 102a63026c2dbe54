import type { FiledAlert } from "./alert-file.ts";
import { news2Parameters } from "./news2.ts";
import { type Sign, signs, vitalSigns } from "./vitals.ts";

/** What was measured around an alert: from half an hour before it was raised to now, or half an hour after its end. */
export interface AlertValues {
  readonly from: Date;
  readonly to: Date;
  /** It has lasted for longer than is shown. */
  readonly cut: boolean;
  readonly signs: readonly SignValues[];
}

export interface SignValues {
  readonly sign: Sign;
  /** In order of time; null is "no reading". Where readings are many: of each slice the first, lowest, highest and last. */
  readonly points: readonly Point[];
  /** Points further apart are not joined. */
  readonly gapSeconds: number;
  /** What was crossed. */
  readonly limits: readonly { readonly side: "low" | "high"; readonly limit: number }[];
  /** When values were measured that would have raised an alert and came too late for it. */
  readonly foundLate: readonly Date[];
}

export interface Point {
  readonly at: Date;
  readonly value: number | null;
}

const minuteMillis = 60_000;
export const minutesAround = 30;
/** More would be no picture of what happened, and a day of readings a second is what a statement reads in a second. */
const hoursMax = 24;

export function valuesWindow(
  { raisedAt, resolvedAt }: Pick<FiledAlert, "raisedAt" | "resolvedAt">,
  now: Date,
): Pick<AlertValues, "from" | "to" | "cut"> {
  const around = minutesAround * minuteMillis;
  const to = Math.min(now.getTime(), (resolvedAt ?? now).getTime() + around);
  const begins = raisedAt.getTime() - around;
  const from = Math.max(begins, to - hoursMax * 60 * minuteMillis);
  return { from: new Date(from), to: new Date(to), cut: from > begins };
}

/**
 * The signs that its causes are about; of a score those that make it up and can be drawn; of an alert about a patient
 * without a cause (a call, a silent monitor) what a monitor sends by itself.
 */
export function signsAround({ causes, stayId }: Pick<FiledAlert, "causes" | "stayId">): Sign[] {
  if (stayId === null) return [];
  const wanted = new Set(causes.flatMap(({ sign }) => sign ?? []));
  if (causes.some(({ cause }) => cause === "news2")) for (const sign of scoredNumbers) wanted.add(sign);
  if (wanted.size > 0) return signs.filter((sign) => wanted.has(sign));
  return signs.filter((sign) => vitalSigns[sign].continuous);
}

const scoredNumbers = news2Parameters.filter((sign) => sign !== "consciousness" && sign !== "oxygen");

/** The limits of a sign that an alert's causes crossed, each once. */
export function crossedLimits({ causes }: Pick<FiledAlert, "causes">, sign: Sign): SignValues["limits"] {
  const found = causes.flatMap(({ cause, sign: of, limit }) => {
    const side = cause.endsWith(":low") ? "low" : cause.endsWith(":high") ? "high" : null;
    return of === sign && limit !== null && side !== null ? [{ side, limit } as const] : [];
  });
  return [...new Map(found.map((one) => [`${one.side} ${one.limit}`, one])).values()];
}

/** A slice of the window, with readings of its own to stand for all of them. */
export interface Slice {
  readonly first: Point | null;
  readonly lowest: Point | null;
  readonly highest: Point | null;
  readonly last: Point | null;
  /** When it last said that there is no reading. */
  readonly absentAt: Date | null;
}

/** On a screen of so many columns they look the same as all readings would: no peak is lost, and none is invented. */
export const slicesMax = 300;

/** Of one sign, slice after slice. */
export function pointsOf(slices: readonly Slice[]): Point[] {
  return slices.flatMap(({ first, lowest, highest, last, absentAt }) => {
    const absent = absentAt && { at: absentAt, value: null };
    const points = [first, lowest, highest, last, absent].filter((point) => point !== null);
    const byTime = points.sort((a, b) => a.at.getTime() - b.at.getTime());
    return byTime.filter((point, place) => byTime[place - 1]?.at.getTime() !== point.at.getTime());
  });
}

/** The points that are joined by one line, run by run: what was not measured is not drawn. */
export function runsOf({ points, gapSeconds }: Pick<SignValues, "points" | "gapSeconds">): Measured[][] {
  const runs: Measured[][] = [];
  let open: Measured[] | null = null;
  for (const { at, value } of points) {
    const before = open?.at(-1);
    if (before && at.getTime() - before.at.getTime() > gapSeconds * 1000) open = null;
    if (value === null) {
      open = null;
      continue;
    }
    if (!open) {
      open = [];
      runs.push(open);
    }
    open.push({ at, value });
  }
  return runs;
}
export interface Measured {
  readonly at: Date;
  readonly value: number;
}

/** One row of the table beside the chart: of each sign the last value of that time, and the lowest and highest. */
export interface ValuesRow {
  readonly from: Date;
  readonly values: readonly ({ readonly last: number; readonly lowest: number; readonly highest: number } | null)[];
}

/** As many rows as one still reads from top to bottom. */
const tableRowsMax = 40;
const tableMinutes = [1, 2, 5, 10, 15, 30, 60];

export function tableOf({ from, to, signs: shown }: AlertValues): {
  readonly everyMinutes: number;
  readonly rows: ValuesRow[];
} {
  const minutes = (to.getTime() - from.getTime()) / minuteMillis;
  const everyMinutes = tableMinutes.find((every) => minutes / every <= tableRowsMax) ?? 60;
  const step = everyMinutes * minuteMillis;
  const rows: ValuesRow[] = [];
  for (let at = Math.floor(from.getTime() / step) * step; at <= to.getTime(); at += step) {
    const values = shown.map(({ points }) => {
      const within = points.flatMap((point) => {
        const time = point.at.getTime();
        return point.value !== null && time >= at && time < at + step ? point.value : [];
      });
      const last = within.at(-1);
      return last === undefined ? null : { last, lowest: Math.min(...within), highest: Math.max(...within) };
    });
    if (values.some((value) => value !== null)) rows.push({ from: new Date(at), values });
  }
  return { everyMinutes, rows };
}
