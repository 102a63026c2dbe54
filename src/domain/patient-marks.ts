import type { Permission } from "./staff.ts";

/** What must be known of a patient before anything is done to them. Each is said by a person and stands until it is said otherwise. */
export const markKinds = ["resuscitation", "isolation", "allergies", "spo2_scale"] as const;
export type MarkKind = (typeof markKinds)[number];

/** Null of a whole mark: nobody has said. `full` is said, and another thing than nothing. */
export const resuscitations = ["full", "limited", "dnacpr"] as const;
export type Resuscitation = (typeof resuscitations)[number];

export const isolations = ["contact", "droplet", "airborne", "protective"] as const;
export type Isolation = (typeof isolations)[number];

/** That there are none is worth as much as which there are, once somebody has asked. */
export const allergyAnswers = ["known", "none_known"] as const;
export type AllergyAnswer = (typeof allergyAnswers)[number];

export const markPermission = {
  resuscitation: "decide_resuscitation",
  isolation: "note_precautions",
  allergies: "note_precautions",
  spo2_scale: "order_spo2_scale",
} as const satisfies Record<MarkKind, Permission>;

/** As it stands in its row. A value of a newer build is none that this one knows. */
export interface PatientMark {
  readonly mark: MarkKind;
  readonly value: string;
  readonly words: string | null;
  /** Null: from before it was written down. */
  readonly by: string | null;
  readonly at: Date;
}

/** What the card shows of them. */
export interface CardMarksOfPatient {
  readonly resuscitation: Resuscitation | null;
  readonly isolations: readonly Isolation[];
}

export function cardMarksOf(values: Readonly<Partial<Record<MarkKind, string>>>): CardMarksOfPatient {
  return {
    resuscitation: resuscitations.find((one) => one === values.resuscitation) ?? null,
    isolations: isolationsOf(values.isolation ?? ""),
  };
}

/** `contact droplet`, in the order of the list. */
export const isolationsOf = (value: string): Isolation[] => {
  const given = new Set(value.split(" "));
  return isolations.filter((one) => given.has(one));
};

type SaidMark = Pick<PatientMark, "mark" | "value" | "words">;

/**
 * What the record that is kept has to take over from the one that goes up in it. Of two that say different things the
 * kept one's stands; but no allergy and no isolation may be lost by a merge, and that there are no allergies is not believed
 * against somebody who named one.
 */
export function marksToTakeOver(kept: readonly SaidMark[], absorbed: readonly SaidMark[]): SaidMark[] {
  return absorbed.flatMap((theirs) => {
    const ours = kept.find(({ mark }) => mark === theirs.mark);
    if (!ours) return theirs;
    const taken = both(ours, theirs);
    return taken.value === ours.value && taken.words === ours.words ? [] : taken;
  });
}

function both(ours: SaidMark, theirs: SaidMark): SaidMark {
  if (ours.mark === "isolation") {
    const value = isolationsOf(`${ours.value} ${theirs.value}`).join(" ");
    return { ...ours, value, words: joined(ours.words, theirs.words) };
  }
  if (ours.mark !== "allergies" || theirs.value !== "known") return ours;
  return ours.value === "known" ? { ...ours, words: joined(ours.words, theirs.words) } : theirs;
}

const joined = (a: string | null, b: string | null) => (a === b ? a : [a, b].filter((one) => one).join("; ") || null);
