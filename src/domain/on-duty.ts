import type { Ladder, Target } from "./escalation.ts";
import type { Role } from "./staff.ts";

/** Somebody who can be called: on duty, or signed in and watching. */
export interface Present {
  readonly staffId: string;
  readonly role: Role;
  /** Null: for every ward. */
  readonly wardId: string | null;
}

/** Where an alert is, as far as a ladder asks. An alert without a ward concerns everybody. */
export interface AlertPlace {
  readonly wardId: string | null;
  readonly nurseId: string | null;
}

/**
 * The steps of a ladder for which nobody is there. None where nobody at all is: then the hospital does not say who is on
 * duty, and a ladder that ran to its end at once would be no ladder.
 */
export function emptySteps(ladder: Ladder, place: AlertPlace, present: readonly Present[]): ReadonlySet<number> {
  if (present.length === 0) return new Set();
  const empty = ladder.steps.flatMap(({ calls }, level) =>
    calls.some((target) => present.some((one) => isCalled(target, place, one))) ? [] : level,
  );
  return new Set(empty);
}

export function isCalled(target: Target, { wardId, nurseId }: AlertPlace, who: Present): boolean {
  switch (target.who) {
    case "role":
      return target.role === who.role && (target.reach === "hospital" || isForWard(who, wardId));
    case "patients_nurse":
      return who.staffId === nurseId;
    case "person":
      return who.staffId === target.staffId;
  }
}

const isForWard = (who: Present, wardId: string | null) =>
  wardId === null || who.wardId === null || who.wardId === wardId;
