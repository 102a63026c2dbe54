import type { News2Parameter, SubScore } from "./news2.ts";
import { rounded } from "./vitals.ts";

/**
 * The chart as it hangs on the wall, to say which of its fields a value fell into. What counts is `scoreNews2`; a test holds
 * the two against each other, value by value.
 */
export interface ChartField {
  /** Null: no bound on that side. In the sign's unit, both inclusive. */
  readonly from: number | null;
  readonly to: number | null;
  readonly points: SubScore;
  /** Of saturation by scale 2: only for who breathes this. */
  readonly breathing?: "air" | "oxygen";
}

const field = (from: number | null, to: number | null, points: SubScore, breathing?: "air" | "oxygen"): ChartField => ({
  ...{ from, to, points },
  ...(breathing && { breathing }),
});

const scale1 = [field(null, 91, 3), field(92, 93, 2), field(94, 95, 1), field(96, null, 0)];
const scale2 = [
  ...[field(null, 83, 3), field(84, 85, 2), field(86, 87, 1), field(88, 92, 0)],
  ...[field(93, null, 0, "air"), field(93, 94, 1, "oxygen"), field(95, 96, 2, "oxygen"), field(97, null, 3, "oxygen")],
];

const chart: Readonly<Partial<Record<News2Parameter, readonly ChartField[]>>> = {
  respiratoryRate: [field(null, 8, 3), field(9, 11, 1), field(12, 20, 0), field(21, 24, 2), field(25, null, 3)],
  systolic: [field(null, 90, 3), field(91, 100, 2), field(101, 110, 1), field(111, 219, 0), field(220, null, 3)],
  heartRate: [
    ...[field(null, 40, 3), field(41, 50, 1), field(51, 90, 0)],
    ...[field(91, 110, 1), field(111, 130, 2), field(131, null, 3)],
  ],
  temperature: [
    ...[field(null, 35, 3), field(35.1, 36, 1), field(36.1, 38, 0)],
    ...[field(38.1, 39, 1), field(39.1, null, 2)],
  ],
};

/** The field that a value fell into; null for what is no number (consciousness, air or oxygen). */
export function chartFieldOf(
  sign: News2Parameter,
  value: number,
  { spo2Scale, oxygen }: { readonly spo2Scale: 1 | 2; readonly oxygen: number | null },
): ChartField | null {
  const fields = sign === "spo2" ? (spo2Scale === 1 ? scale1 : scale2) : chart[sign];
  const shown = rounded(sign, value);
  const breathing = oxygen !== null && oxygen > 0 ? "oxygen" : "air";
  const isIn = (one: ChartField) =>
    (one.from === null || shown >= one.from) &&
    (one.to === null || shown <= one.to) &&
    (one.breathing === undefined || one.breathing === breathing);
  return fields?.find(isIn) ?? null;
}
