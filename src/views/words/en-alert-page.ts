import type { Child } from "hono/jsx";
import type { Outcome } from "../../domain/alerts.ts";
import { events, steps } from "./en-steps.ts";

/** The words of an alert's own page. */
export const alertPage = {
  /** Without a name: titles stand in the browser's history. */
  windowTitle: (priority: string) => `Alert, ${priority.toLowerCase()}`,
  asOf: (time: Child): Child[] => ["As of ", time],
  reload: "Look again",
  board: "Board",
  patient: "Patient",
  noPatient: "About no patient",
  number: (number: Child): Child[] => ["No. ", number],
  bed: "Bed",
  place: "Place",
  device: "Monitor",
  raised: "Raised",
  by: (who: Child): Child[] => ["by ", who],
  causes: "Causes",
  cause: "Cause",
  crossed: "Value and limit",
  when: "When",
  causeState: "State",
  causeActive: "stands",
  causeEnded: (when: Child): Child[] => ["ended ", when],
  causeRepeats: (n: number) => (n === 1 ? "came back once" : `came back ${n} times`),
  state: "State",
  resolved: "Closed",
  outcome: {
    attended: "attended",
    treated: "treated",
    transferred: "transferred",
    false_alarm: "a false alarm",
    patient_left: "the patient had left",
    cause_ended: "the cause had ended",
    merged: "went on as another alert",
  } satisfies Record<Outcome, string>,
  resolvedBy: (who: Child, when: Child, how: string): Child[] => [`${capital(how)}, `, who, ", ", when],
  resolvedItself: (when: Child, how: string): Child[] => [`${capital(how)}, `, when],
  words: "Words",
  kindText: "For those who come",

  actions: {
    heading: "What to do",
    none: "Nothing is left to do but to note what was learned.",
    notYours: "Your role reads this page.",
    onMyWay: "On my way, there in",
    minutes: (n: number) => `${n} min`,
    withIt: "I’m with it",
    handOver: "Hand over to",
    chooseColleague: "Choose a colleague",
    handOverSubmit: "Ask to take over",
    note: "Note",
    noteHint: "Stays with the alert, for everybody who opens it",
    noteSubmit: "Add note",
    callNext: "Call the next now",
    callNextHint: (who: string) => `Why ${who} should come before their time`,
    callAgainHint: (who: string) => `Why ${who} should be called again now`,
    callNextSubmit: "Call now",
    undo: (what: string) => `Undo: ${what}`,
    undone: { acknowledged: "acknowledged", resolved: "closed" },
    undoText: "For ten seconds your answer can be taken back.",
  },

  timeline: {
    heading: "What happened",
    steps,
    events,
    /** A reason that this build has no sentence for. */
    other: (event: string, reason: string) => `${event}: ${reason}`,
    someone: "Somebody",
    rule: "by itself",
    on: (screen: string) => `on ${screen}`,
    screens: { board: "the board", alert: "the alert’s page" },
    wardBoard: (ward: string) => `the board of ${ward}`,
    older: (n: number) => `The newest ${n} steps; older ones are left out.`,
    priority: (priority: string) => `now ${priority.toLowerCase()}`,
  },

  values: {
    heading: "Values around it",
    none: "It is about no patient, so there are no values.",
    nothing: "Nothing was measured in this time.",
    cut: "The last 24 hours of it.",
    chart: (sign: string, lowest: string, highest: string) => `${sign}: lowest ${lowest}, highest ${highest}`,
    chartEmpty: (sign: string) => `${sign}: not measured`,
    limit: (value: string) => `limit ${value}`,
    foundLate: "found late",
    marks: { raised: "raised", acknowledged: "acknowledged", resolved: "closed" },
    table: (everyMinutes: number) => `As a table: the last value of each ${lengthOf(everyMinutes)}`,
    time: "Time",
    range: (lowest: string, highest: string) => `${lowest} to ${highest}`,
    noValue: "–",
    scroll: "Values, to be scrolled sideways",
  },

  audit: {
    heading: "Audit",
    text: (max: number) => `Who did or saw what, newest first, at most ${max}.`,
    when: "When",
    who: "Who",
    what: "What",
    why: "Why",
    request: "Request",
    nobody: "by itself",
    scroll: "Audit, to be scrolled sideways",
  },

  changed: "This page has changed. It is drawn anew when you leave the field you are in.",
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A minute, 15 minutes, an hour, 3 days. */
function lengthOf(minutes: number): string {
  const [n, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return n === 1 ? unit : `${n} ${unit}s`;
}
