import type { FiledAlert } from "./alert-file.ts";
import { news2Parameters } from "./news2.ts";
import type { SignPoints } from "./sign-points.ts";
import { type Sign, signs, vitalSigns } from "./vitals.ts";

/** What was measured around an alert: from half an hour before it was raised to now, or half an hour after its end. */
export interface AlertValues {
  readonly from: Date;
  readonly to: Date;
  /** It has lasted for longer than is shown. */
  readonly cut: boolean;
  readonly signs: readonly SignValues[];
}

export interface SignValues extends SignPoints {
  /** What was crossed. */
  readonly limits: readonly { readonly side: "low" | "high"; readonly limit: number }[];
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
