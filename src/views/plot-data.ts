import type { SignPoints } from "../domain/sign-points.ts";
import { consciousnessLevels, shownValue, vitalSigns } from "../domain/vitals.ts";
import type { Words } from "./words/words.ts";

/** One sign as static/chart draws it. */
export function plotOf(
  { sign, points, gapSeconds, taken, foundLate }: SignPoints,
  limits: readonly { readonly limit: number; readonly critical?: boolean }[],
  words: Words,
) {
  const { values: said } = words.alertPage;
  return {
    sign,
    id: `plot-${sign}`,
    name: words.signs[sign].short,
    long: words.signs[sign].long,
    unit: vitalSigns[sign].unit,
    decimals: vitalSigns[sign].decimals,
    levels: sign === "consciousness" ? consciousnessLevels : null,
    gapSeconds,
    limits: limits.map(({ limit, critical }) => ({
      limit,
      label: said.limit(shownValue(sign, limit)),
      critical: critical ?? true,
    })),
    late: foundLate.map(seconds),
    lateLabel: said.foundLate,
    taken: taken.map(({ at, value }) => [seconds(at), value] as const),
    at: points.map(({ at }) => seconds(at)),
    values: points.map(({ value }) => value),
  };
}

export const seconds = (at: Date) => at.getTime() / 1000;

/** In a script element nothing ends it and nothing is escaped but what JSON itself can write in another way. */
export const safeJson = (value: unknown) =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
