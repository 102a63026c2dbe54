import type { Priority } from "./alerts.ts";

/** What a person can call for. A hospital edits its own list; this is the one it starts with. */
export interface CalledKind {
  /** Its name in forms and rows; never changes. */
  readonly kindId: string;
  readonly name: string;
  readonly priority: Priority;
  /** A call to a patient: an operator may raise it but not answer it. */
  readonly clinical: boolean;
  /** What those who come should know or bring. */
  readonly text: string | null;
}

/** As in the schema. */
export const kindIdForm = /^[a-z][a-z0-9_]{1,39}$/;

const kind = (kindId: string, name: string, priority: Priority, clinical: boolean): CalledKind => ({
  ...{ kindId, name, priority, clinical, text: null },
});

/** In the order of the form. Ours: priorities as wards use the words. */
export const defaultCalledKinds: readonly CalledKind[] = [
  kind("cardiac_arrest", "Cardiac arrest", "high", true),
  kind("medical_emergency", "Medical emergency", "high", true),
  kind("fall", "Fall", "medium", true),
  kind("assistance", "Assistance needed", "medium", true),
  kind("fire", "Fire", "high", false),
  kind("security", "Security", "high", false),
  kind("equipment", "Equipment fault", "low", false),
];

/** Where somebody is called to. */
interface CalledTo {
  readonly stayId: string | null;
  readonly bedId: string | null;
  readonly place: string | null;
}

/**
 * Two calls of one kind for one patient, one empty bed or one place are one call. A call to a patient follows the patient:
 * by the bed alone, the fall of whoever lies in it next would be taken for theirs.
 */
export function subjectOfCall(kindId: string, { stayId, bedId, place }: CalledTo): string {
  if (stayId !== null) return `called:${kindId}:stay:${stayId}`;
  if (bedId !== null) return `called:${kindId}:bed:${bedId}`;
  return `called:${kindId}:place:${(place ?? "").trim().toLowerCase().replace(/\s+/g, " ")}`;
}
