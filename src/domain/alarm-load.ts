import type { AlertKind } from "./alerts.ts";

/** How far back one looks, in days. */
export const loadDays = [1, 7, 30] as const;
export type LoadDays = (typeof loadDays)[number];

/** What was raised in a time, and what became of it. */
export interface Load {
  readonly raised: number;
  /** A person took it on, and did not call it false. */
  readonly actedOn: number;
  /** Closed by a person as a false alarm. */
  readonly falseAlarms: number;
  /** From raised to first acknowledged, of those that were; null where none was. Seconds. */
  readonly medianSeconds: number | null;
}

export interface AlarmLoad {
  readonly all: Load;
  /** Heaviest first. Null: no bed. */
  readonly beds: readonly (Load & { readonly bedId: string | null })[];
  /** Heaviest first. A clinical alert counts for each of its causes: an alert of two is no fault of either. */
  readonly rules: readonly (Load & {
    readonly kind: AlertKind;
    /** `heartRate:high`, `news2`, `device_lost`, or the called kind. */
    readonly cause: string;
    /** A called kind's name, as it was last. */
    readonly title: string | null;
  })[];
}

/** Whole percent of those raised; null of none. */
export const shareOf = (part: number, { raised }: Load): number | null =>
  raised === 0 ? null : Math.round((part / raised) * 100);
