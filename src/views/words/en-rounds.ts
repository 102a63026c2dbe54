import type { Child } from "hono/jsx";
import type { DraftReason } from "../../domain/round-draft.ts";

/** The words of sets of observations: when one is due, and the form in which it is entered. */
export const rounds = {
  /** On a card. `when`: "in 2 h 10", or "at 10:43" where no script counts; `since`: for how long, or since when. */
  mark: {
    waiting: (when: Child): Child[] => ["Obs ", when],
    due: (since: Child): Child[] => ["Obs due ", since],
    overdue: (since: Child): Child[] => ["Obs overdue ", since],
    long_overdue: (since: Child): Child[] => ["Obs overdue ", since],
    long: "Next set of observations",
  },
  /** The same in a table, before how long that has been. */
  stages: {
    waiting: "",
    due: "due",
    overdue: "overdue",
    long_overdue: "long overdue",
  },
  every: (interval: string) => `every ${interval}`,
  everyMinutes: (n: number) => `${n} min`,
  everyHours: (n: number) => `${n} h`,

  form: {
    title: (bedId: string) => `Observations, ${bedId}`,
    link: "Enter observations",
    before: "before:",
    breathing: "Breathing",
    air: "Air",
    onOxygen: "Oxygen",
    flow: "Flow",
    submit: "Record",
    /** A box to tick. */
    sure: (value: string) => `Yes, it is ${value}`,
    hint: "Leave empty what was not measured. What a monitor sends counts with it.",
    keypad: "Keypad",
    keys: { next: "Next", back: "Delete" },
    /** Of a form that waits for the line. */
    sending: "Sending",
    unsent: "Not sent yet: no connection. It will be sent as soon as there is one. Do not close this page.",
    signedOut: "You are signed out. Sign in on another page, then record again; nothing that you typed is lost.",
    refused: "This was not recorded.",
  },

  faults: {
    not_a_number: (name: string) => `${name}: type a number.`,
    not_a_level: () => "Choose one of A, C, V, P, U.",
    implausible: (name: string, value: string, meant: string | null) =>
      `${name} ${value} cannot be.${meant === null ? "" : ` Did you mean ${meant}?`}`,
    unusual: (name: string, value: string, meant: string | null) =>
      meant === null ? `${name} ${value}: is that right?` : `${name} ${value}: did you mean ${meant}?`,
    flow: () => "Say whether the patient breathes air or oxygen, and for oxygen how much (L/min).",
    pair: () => "The diastolic pressure must be below the systolic one.",
    nothing: () => "Enter at least one value.",
  } satisfies Record<DraftReason, (name: string, value: string, meant: string | null) => string>,
  badForm: "This form is damaged. Open it again from the patient's page.",

  due: {
    title: "Observations due",
    none: "Nobody lies on this ward.",
    bed: "Bed",
    patient: "Patient",
    score: "NEWS2",
    when: "Next set",
    interval: "How often",
    taken: "Last set",
    never: "none yet",
    by: (who: Child): Child[] => ["by ", who],
    away: "off the ward",
    enter: "Enter",
    counts: (due: number, overdue: number) => `${overdue} overdue, ${due} due`,
  },
};
