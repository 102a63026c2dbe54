import type { AlertKind, AlertState, Outcome, Priority } from "./alerts.ts";
import type { PatientLabel } from "./board.ts";
import type { Sign } from "./vitals.ts";

/** What of a hospital's alerts is looked for. Null: whatever it is. */
export interface AlertSearch {
  /** Where it was raised. */
  readonly wardId: string | null;
  readonly kind: AlertKind | null;
  readonly priority: Priority | null;
  /** `open`: not resolved. */
  readonly state: AlertState | "open" | null;
  /** Who raised, answered or resolved it. */
  readonly staffId: string | null;
  /** Raised from then, and before then. */
  readonly from: Date | null;
  readonly until: Date | null;
  /** The hospital's number, or how the family name begins. */
  readonly patient: string | null;
  /** Within what somebody wrote: words, place, notes, reasons. */
  readonly text: string | null;
}

/** Where a page ended: by the time an alert began, and its id. Newer alerts move nothing. */
export interface SearchCursor {
  /** Microseconds since 1970, as text: the database counts finer than a Date. */
  readonly micros: string;
  readonly alertId: string;
}

const cursorForm = /^(\d{1,17})_([1-9]\d{0,17})$/;
export const cursorText = ({ micros, alertId }: SearchCursor) => `${micros}_${alertId}`;

/** Null: no cursor of ours. */
export function readCursor(text: string): SearchCursor | null {
  const [, micros, alertId] = cursorForm.exec(text) ?? [];
  return micros === undefined || alertId === undefined ? null : { micros, alertId };
}

/** One alert of the history. */
export interface FoundAlert {
  readonly alertId: string;
  readonly kind: AlertKind;
  readonly clinical: boolean;
  readonly cause: string;
  readonly reason: string;
  readonly title: string | null;
  readonly sign: Sign | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly priority: Priority;
  readonly state: AlertState;
  readonly outcome: Outcome | null;
  /** Where it was raised. */
  readonly bedId: string | null;
  readonly wardId: string | null;
  readonly place: string | null;
  readonly words: string | null;
  readonly patient: Pick<PatientLabel, "number" | "familyName" | "givenName"> | null;
  readonly raisedAt: Date;
  readonly raisedBy: string | null;
  readonly firstAnsweredAt: Date | null;
  /** Who answered first. */
  readonly answeredBy: string | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly escalations: number;
  readonly repeats: number;
  readonly notes: readonly string[];
}

export interface FoundPage {
  readonly alerts: readonly FoundAlert[];
  /** Null: there is nothing more. */
  readonly next: SearchCursor | null;
  /** `looked`: the page is not full, and what is older has not been looked at yet. */
  readonly ended: "full" | "looked" | "all";
}

/** How many there are: in all, over so many, or among those that were looked through. */
export interface FoundCount {
  readonly count: number;
  readonly of: "all" | "over" | "looked";
}

export const answeredAfterSeconds = ({ firstAnsweredAt, raisedAt }: FoundAlert): number | null =>
  firstAnsweredAt && Math.max(0, (firstAnsweredAt.getTime() - raisedAt.getTime()) / 1000);
