import type { Child } from "hono/jsx";
import type { ClockRule } from "../../domain/device-clock.ts";

/** The words of the pages about devices. */
export const devices = {
  title: "Devices",
  lead: "What sends vital signs, where it stands, and whether it is heard. A device that stands at no bed says by itself whose its readings are, or they are held.",
  none: "The hospital has no device yet.",
  columns: {
    device: "Device",
    bed: "Bed",
    tokens: "Speaks by",
    heard: "Last heard",
    interval: "Expected every",
    clock: "Clock",
    held: "Held",
  },
  noBed: "no bed",
  noToken: "no token",
  never: "never",
  lost: "not heard",
  isHeard: "heard",
  heldReadings: (n: number) => (n === 1 ? "1 reading" : `${n} readings`),
  noneHeld: "none",
  clock: {
    unknown: "not known",
    right: "right",
    ahead: (span: string) => `${span} ahead`,
    behind: (span: string) => `${span} behind`,
  },
  days: (n: number) => `${n} d`,
  rules: {
    as_sent: "Take its times as sent",
    correct: "Correct its times",
    hold: "Hold its readings",
  } satisfies Record<ClockRule, string>,
  rulesShort: {
    as_sent: "taken as sent",
    correct: "corrected",
    hold: "held while it is off",
  } satisfies Record<ClockRule, string>,
  open: "Open",
  back: "All devices",

  add: {
    title: "Add a device",
    submit: "Add",
  },
  change: {
    title: "Where it stands and what is expected",
  },
  fields: {
    name: "Name",
    nameHint: "As it names itself when it sends",
    bed: "Bed",
    bedHint: "None: it is carried about, or in store",
    none: "None",
    interval: "Expected every … seconds",
    intervalHint: (min: number, max: number) => `From ${min} to ${max}. Lost after five times that`,
    clock: "When its clock is wrong",
    clockHint: (seconds: number) =>
      `As sent: what lies over ${seconds} s ahead is refused, what lies behind is late. Corrected: shifted by what was measured. Held: a person decides.`,
  },
  faults: {
    name: "Use letters, digits and . _ : - (at most 64), beginning with a letter or a digit.",
    taken: "The hospital has a device of this name already.",
    full: (max: number) => `The hospital has ${max} devices: no more can be added.`,
    bed: "Choose a bed of this hospital.",
    interval: (min: number, max: number) => `Give whole seconds from ${min} to ${max}.`,
    clock: "Choose one of the three.",
  },
  theirs: "It stands now",

  history: {
    title: "When it was missed",
    none: "It has not been missed at a patient's bed.",
    events: {
      raised: "not heard any more",
      returned: "not heard again",
      latched: "heard again",
      eased: "heard again",
      resolved: "closed",
    },
    reasons: {
      device_moved: "moved to another place",
      patient_left: "the patient has left",
      off_the_ward: "the patient was off the ward",
      feed_down: "the whole feed was silent",
    } as Record<string, string>,
    alert: (what: Child): Child[] => ["alert ", what],
  },
};
