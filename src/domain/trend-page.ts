import type { Priority } from "./alerts.ts";
import type { Hospital, PatientLabel } from "./board.ts";
import type { LimitsBySign, SignLimits } from "./limits.ts";
import type { SignPoints } from "./sign-points.ts";
import type { TrendRange, TrendWindow } from "./trend-ranges.ts";
import type { Resolution } from "./trends.ts";
import type { Sign } from "./vitals.ts";

/** A stay, over or not, as far as a page about its past has to know it. */
export interface StayFile {
  readonly hospital: Hospital;
  readonly stayId: string;
  readonly patient: PatientLabel;
  readonly beganAt: Date;
  readonly endedAt: Date | null;
  /** Null: it holds none now. */
  readonly bedId: string | null;
  /** The ward's with the patient's own in their place, as they are in force; none without a bed. */
  readonly limits: LimitsBySign;
  readonly now: Date;
}

/** A time during which a cause of an alert stood. */
export interface AlertSpan {
  readonly alertId: string;
  readonly cause: string;
  readonly reason: string;
  /** Null: a score. */
  readonly sign: Sign | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly priority: Priority;
  readonly from: Date;
  /** Null: it stands. */
  readonly to: Date | null;
}

/** What a patient's trends show of a time. */
export interface TrendPicture {
  readonly range: TrendRange;
  readonly window: TrendWindow;
  readonly resolution: Resolution;
  /** Those that were measured in it. */
  readonly signs: readonly SignPoints[];
  /** The newest first. */
  readonly spans: readonly AlertSpan[];
}

/** The limits of a sign from the lowest to the highest, as lines. */
export function limitLines(limits: SignLimits | undefined): { readonly limit: number; readonly critical: boolean }[] {
  if (!limits) return [];
  const { criticalLow, low, high, criticalHigh } = limits;
  const lines = [
    { limit: criticalLow, critical: true },
    { limit: low, critical: false },
    { limit: high, critical: false },
    { limit: criticalHigh, critical: true },
  ];
  return lines.flatMap(({ limit, critical }) => (limit === null ? [] : { limit, critical }));
}
