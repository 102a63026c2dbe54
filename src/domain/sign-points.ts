import type { Sign } from "./vitals.ts";

/** What a chart and its table show of one sign. */
export interface SignPoints {
  readonly sign: Sign;
  /** In order of time; null is "no reading". Where readings are many: of each slice the first, lowest, highest and last. */
  readonly points: readonly Point[];
  /** Points further apart are not joined. */
  readonly gapSeconds: number;
  /** What a person measured: of each slice the last. */
  readonly taken: readonly Measured[];
  /** When values were measured that would have raised an alert and came too late for it: of each slice the last. */
  readonly foundLate: readonly Date[];
}

export interface Point {
  readonly at: Date;
  readonly value: number | null;
}

export interface Measured {
  readonly at: Date;
  readonly value: number;
}

export interface SignPointsWindow {
  readonly from: Date;
  readonly to: Date;
  readonly signs: readonly SignPoints[];
}

const minuteMillis = 60_000;

/**
 * A slice of the window, with readings of its own to stand for all of them. On a screen of as many columns they look the same
 * as all readings would: no peak is lost, and none is invented.
 */
export interface Slice {
  readonly first: Point | null;
  readonly lowest: Point | null;
  readonly highest: Point | null;
  readonly last: Point | null;
  /** When it last said that there is no reading. */
  readonly absentAt: Date | null;
  readonly taken: Measured | null;
  readonly foundLateAt: Date | null;
}

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
export function runsOf({ points, gapSeconds }: Pick<SignPoints, "points" | "gapSeconds">): Measured[][] {
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
/** One row of the table beside the chart: of each sign the last value of that time, and the lowest and highest. */
export interface ValuesRow {
  readonly from: Date;
  readonly values: readonly ({ readonly last: number; readonly lowest: number; readonly highest: number } | null)[];
}

/** As many rows as one still reads from top to bottom. */
const tableRowsMax = 40;
const tableMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400];

export function tableOf({ from, to, signs: shown }: SignPointsWindow): {
  readonly everyMinutes: number;
  readonly rows: ValuesRow[];
} {
  const minutes = (to.getTime() - from.getTime()) / minuteMillis;
  const everyMinutes = tableMinutes.find((every) => minutes / every <= tableRowsMax) ?? 43_200;
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
