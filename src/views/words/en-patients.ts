import type { Child } from "hono/jsx";
import type { AllergyAnswer, Isolation, Resuscitation } from "../../domain/patient-marks.ts";
import type { Refusal, RefusalKind } from "../../domain/refusals.ts";
import type { ChosenEnding, StayEnding } from "../../domain/stay-endings.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Who is here: coming and going, finding somebody, and what must be known of a patient at a glance. */
export const patients = {
  /** A day of birth as it stands on wristbands: no order of day and month can be mistaken. `1955-03-14`. */
  day: (date: string): string => {
    const [year = "", month = "", day = ""] = date.split("-");
    return `${day}-${months[Number(month) - 1] ?? month}-${year}`;
  },
  born: (day: string) => `born ${day}`,
  bornLong: "Day of birth",
  numbers: (number: string, others: readonly string[]) =>
    others.length === 0 ? `No.\u00a0${number}` : `No.\u00a0${number} (also ${others.join(", ")})`,

  /** On a card. */
  mark: {
    /** A second bed would not fit beside the rest; how many more there are does. */
    similar: (beds: readonly string[]) => `≈ ${beds[0] ?? ""}${beds.length > 1 ? ` +${beds.length - 1}` : ""}`,
    similarLong: (beds: readonly string[]) => `Similar name on this ward, in ${beds.join(", ")}. Check who it is.`,
    resuscitation: { full: null, limited: "Limited", dnacpr: "DNACPR" } satisfies Record<Resuscitation, string | null>,
    isolation: {
      contact: "Contact",
      droplet: "Droplet",
      airborne: "Airborne",
      protective: "Protective",
    } satisfies Record<Isolation, string>,
    isolationLong: (kinds: string) => `Isolation: ${kinds}`,
  },

  search: {
    title: "Find a patient",
    text: "Name, number or bed",
    hint: (days: number) => `Those who are here, and those who left in the last ${days} days.`,
    submit: "Find",
    none: "Nobody is called so, has this number, or lies in this bed.",
    more: (max: number) => `The first ${max}. Type more of the name to see the rest.`,
    patient: "Patient",
    bed: "Bed",
    left: (when: Child): Child[] => ["left ", when],
    admit: "Admit a patient",
    faults: { text: (max: number) => `Type a name, a number or a bed, in at most ${max} characters.` },
  },

  admission: {
    title: "Admit a patient",
    link: "Admit",
    bed: "Bed",
    chooseBed: "Choose a free bed",
    noBed: "Every bed is taken.",
    known: "Known here",
    knownHint: "By the number on the wristband or in the record.",
    number: "Number",
    find: "Find by number",
    new: "New patient",
    familyName: "Family name",
    givenName: "Given name",
    bornOn: "Day of birth",
    sex: "Sex",
    chooseSex: "Choose",
    sexes: { female: "Female", male: "Male", other: "Other", unknown: "Not known" },
    pregnant: "Pregnant (no NEWS2)",
    submit: "Admit",
    isIt: "Is it this person?",
    itIs: (bed: string) => `Yes, admit into ${bed}`,
    itIsNot: "No, type another number",
    faults: {
      bed: "Choose a free bed of this hospital.",
      bedTaken: (bed: string) => `Somebody lies in ${bed} by now. Choose another bed.`,
      number: (max: number) => `Type the hospital's number, in at most ${max} characters.`,
      numberTaken: "Somebody here has this number. Is it the same person? Then admit by number.",
      numberUnknown: "Nobody here has this number.",
      alreadyHere: (bed: string) => `This patient lies in ${bed} already.`,
      name: (max: number) => `Type the name on one line, in at most ${max} characters.`,
      bornOn: "Type the day of birth, not in the future and not before 1900.",
      sex: "Choose one of the list.",
    },
  },

  move: {
    title: (bed: string) => `Another bed, ${bed}`,
    link: "Another bed",
    toFree: "Into a free bed",
    submit: "Move",
    swap: "Change beds with",
    chooseOther: "Choose a patient",
    submitSwap: "Change beds",
    alertsFollow: "What is open about a patient goes with them. A nurse of the new ward takes the patient over there.",
    faults: { other: "Choose a patient who lies in a bed." },
  },

  discharge: {
    title: (bed: string) => `Discharge, ${bed}`,
    link: "Discharge",
    ask: "Does this patient leave the hospital?",
    how: "How",
    choose: "Choose",
    endings: {
      home: "Home",
      transferred: "To another hospital",
      died: "Died",
      other: "Otherwise",
    } satisfies Record<ChosenEnding, string>,
    closes: (n: number) => (n === 1 ? "One open alert is closed." : `${n} open alerts are closed.`),
    ends: "Silences, limits of their own and an absence end. The bed is free at once.",
    submit: "Yes, discharge",
    back: "No, back to the patient",
    faults: { ending: "Choose how the stay ends." },
  },

  merge: {
    title: (bed: string) => `Merge records, ${bed}`,
    link: "Merge two records",
    lead: "Two records of one person become one. This cannot be undone.",
    number: "Number of the other record",
    find: "Find by number",
    same: "Are both this person?",
    keep: "Which record is kept",
    keeps: (number: string) => `No.\u00a0${number}`,
    otherNumber: "The other number goes on meaning this person.",
    goesOn: "Both lie in a bed. Which stay goes on?",
    goesOnIn: (bed: string) => `The stay in ${bed}`,
    otherEnds: "The other stay ends, its alerts are closed, and its bed is free.",
    here: (bed: string) => `lies in ${bed}`,
    notHere: "not here",
    submit: "Yes, merge",
    faults: {
      number: "Type the number of the other record.",
      same: "This is the number of this very record.",
      keep: "Choose which record is kept.",
      goesOn: "Choose which stay goes on.",
    },
  },

  /** What must be known, on the patient's page. */
  marks: {
    heading: "To know first",
    by: (who: Child, when: Child): Child[] => ["said by ", who, ", ", when],
    earlier: "from before it was written down",
    change: "Change",
    words: "Details",
    reason: "Why",
    submit: "Save",
    nothing: "Not said",
    resuscitation: {
      heading: "Resuscitation",
      values: {
        full: "For full resuscitation",
        limited: "Treatment is limited",
        dnacpr: "DNACPR: do not attempt resuscitation",
      } satisfies Record<Resuscitation, string>,
      words: "Which limits of treatment",
    },
    isolation: {
      heading: "Isolation",
      values: {
        contact: "Contact",
        droplet: "Droplet",
        airborne: "Airborne",
        protective: "Protective",
      } satisfies Record<Isolation, string>,
      words: "What for",
      none: "None",
    },
    allergies: {
      heading: "Allergies",
      values: { known: "Known allergies", none_known: "No known allergies" } satisfies Record<AllergyAnswer, string>,
      words: "Which, and what happens",
    },
    spo2_scale: {
      heading: "SpO₂ scale of NEWS2",
      one: "Scale 1, as usual",
      two: "Scale 2, by order",
      order: "Order scale 2",
      revoke: "Back to scale 1",
    },
    faults: {
      resuscitation: "Choose one of the list.",
      limited: "Say which limits of treatment.",
      allergies: "Choose whether allergies are known.",
      known: "Say which allergies.",
      isolation: "Tick what of the list applies.",
      scale: "Choose scale 1 or 2.",
    },
  },

  /** On the form that calls for help, after it says that somebody else lies there. */
  callAgain: (bed: string) => `Send again to call to whoever lies in ${bed} now.`,

  placeHeading: "Coming and going",

  /** The page of a stay that has ended. */
  over: {
    title: "This patient has left",
    left: {
      home: "went home",
      transferred: "went to another hospital",
      died: "died",
      other: "left",
      merged: "The record was merged; the other stay goes on",
    } satisfies Record<StayEnding, string>,
    last: (bed: string) => `Last bed: ${bed}`,
    from: (when: Child): Child[] => ["Came ", when],
    until: (when: Child): Child[] => ["Left ", when],
    hereNow: "This patient is here again",
    search: "Find a patient",
  },
};

type PatientRefusal = Extract<
  RefusalKind,
  "patient_left" | "patient_moved" | "bed_taken" | "number_taken" | "already_here" | "choose_stay"
>;

export const patientRefusals = {
  patient_left: {
    title: "The patient has left",
    text: "This page was about somebody who is not here any more. Nothing was changed.",
  },
  patient_moved: {
    title: "The patient lies in another bed",
    text: "They were moved since this page was opened. Nothing was changed: open their page again.",
  },
  bed_taken: {
    title: "The bed is taken",
    text: "Somebody lies there by now. Nothing was changed: choose another bed.",
  },
  number_taken: { title: "The number is taken", text: "Somebody here has it already. Nothing was changed." },
  already_here: { title: "Already here", text: "This patient lies in a bed already. Nothing was changed." },
  choose_stay: { title: "Both lie in a bed", text: "Choose which stay goes on. Nothing was changed." },
} satisfies Record<PatientRefusal, { title: string; text: string }>;

/** The same as one sentence, with what it was refused for. */
export function patientRefusalSentence(
  refusal: Extract<Refusal, { kind: "patient_left" | "patient_moved" | "bed_taken" | "already_here" }>,
  time: (at: Date) => string,
): string {
  switch (refusal.kind) {
    case "patient_left":
      return refusal.at === null
        ? "The patient of this page has left. Nothing was changed."
        : `The patient of this page has left, at ${time(refusal.at)}. Nothing was changed.`;
    case "patient_moved":
      return `The patient of this page lies in ${refusal.bedId} by now. Nothing was changed.`;
    case "bed_taken":
      return `Somebody lies in ${refusal.bedId} by now. Nothing was changed.`;
    case "already_here":
      return `This patient lies in ${refusal.bedId} already. Nothing was changed.`;
  }
}
