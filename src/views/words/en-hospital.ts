import type { Child } from "hono/jsx";
import type { AlertKind } from "../../domain/alerts.ts";
import { callsOfStepMax, type LadderFaultReason, ladderStepsMax } from "../../domain/ladder-draft.ts";
import type { Presence } from "../../domain/ladder-preview.ts";
import type { RuleFaultReason } from "../../domain/rule-draft.ts";
import type { TechnicalCause } from "../../domain/technical-causes.ts";

/** The words of the pages on which a hospital says how it works: who is called, for what, and by which limits. */
export const enHospital = {
  menu: "Hospital",
  pages: {
    history: "History",
    onDuty: "On duty",
    escalation: "Who is called",
    calledKinds: "What can be called for",
    rules: "Limits and delays",
    pauses: "Pauses",
    alarmLoad: "Alarm load",
  },
  save: "Save",
  cancel: "Cancel",
  change: "Change",
  look: "Look",
  changeOf: (what: string) => `: ${what}`,
  /** What somebody else has saved, and what stands in the form. */
  theirs: "What was saved meanwhile",
  yours: "Yours is still below. Saving now replaces what was saved meanwhile.",
  saved: "Saved.",

  span: {
    seconds: (n: number) => `${n} s`,
    minutes: (n: number) => `${n} min`,
    hours: (n: number) => `${n} h`,
  },

  load: {
    title: "Alarm load",
    lead: "Acted on: somebody acknowledged it and did not close it as a false alarm. A clinical alert counts for each of its causes.",
    ward: "Ward",
    period: "Time",
    days: (n: number) => (n === 1 ? "The last 24 hours" : `The last ${n} days`),
    none: "No alert in this time.",
    raised: (n: number) => (n === 1 ? "One alert" : `${n} alerts`),
    perBedAndDay: (n: string) => `${n} per bed and day, of the beds that had any`,
    became: (acted: number, percent: number, wrong: number) =>
      `Acted on: ${acted} (${percent} %). False alarms: ${wrong}.`,
    byRule: "By rule",
    byBed: "By bed",
    rule: "Rule",
    bed: "Bed",
    noBed: "no bed",
    columns: { raised: "Raised", actedOn: "Acted on", falseAlarms: "False alarms", median: "Median answer" },
    percent: (n: number) => `${n} %`,
    faults: { days: "Choose 1, 7 or 30 days.", ward: "Choose a ward of this hospital." },
  },

  escalation: {
    title: "Who is called when nobody answers",
    lead: "Each alert takes the ladder that stands here when it is raised. What is changed here does not change alerts that are open.",
    kinds: {
      clinical: "Clinical alerts",
      technical: "Technical alerts",
      called: "All calls",
    } satisfies Record<AlertKind, string>,
    kindTexts: {
      clinical: "A limit was crossed, or a score was reached.",
      technical:
        "Something of the equipment, or of the watch over it, is not as it should be. A cause may have a ladder of its own.",
      called: "Somebody called for help. A kind of call may have a ladder of its own.",
    } satisfies Record<AlertKind, string>,
    ofKind: "Calls by kind",
    ofCause: "Technical alerts by cause",
    causes: {
      device_lost: "A monitor is not heard",
      signs_stale: "Signs are not sent any more",
      feed_down: "A feed is silent",
      ward_unwatched: "Nobody watches a ward",
    } satisfies Record<TechnicalCause, string>,
    isDefault: "default",
    asAll: {
      clinical: "as all clinical alerts",
      called: "as all calls",
      technical: "as all technical alerts",
    } satisfies Record<AlertKind, string>,
    version: (n: number) => `version ${n}`,
    edited: (who: Child, when: Child): Child[] => ["by ", who, ", ", when],
    atOnce: "at once",
    after: (span: string) => `after ${span}`,
    again: (span: string) => `then the last again every ${span}`,
    target: {
      ofWard: (roles: string) => `${roles} of the ward`,
      ofThisWard: (roles: string, ward: Child): Child[] => [`${roles} of `, ward],
      ofHospital: (roles: string) => `${roles} of the whole hospital`,
      patientsNurse: "this patient’s nurse",
      gone: (who: Child): Child[] => [who, " (works here no more)"],
    },
    ladderTitle: (what: string, priority: string) => `${what}, ${priority.toLowerCase()} priority`,
    stands: "What stands",
    back: "All ladders",
    history: "Versions",
    historyEmpty: "Nobody has changed it: it is the default.",
    defaultAgain: "the default again",
    asAllAgain: "as all of its sort again",

    preview: {
      title: {
        standing: (ward: Child): Child[] => ["If nobody answers on ", ward],
        draft: (ward: Child): Child[] => ["With this, if nobody answers on ", ward],
      },
      ward: "Ward",
      show: "Show",
      raisedNow: (time: string) => `An alert that is raised now, at ${time}:`,
      time: "Time",
      who: "Called",
      presence: "On duty now",
      presences: {
        somebody: "yes",
        nobody: "nobody",
        depends: "if the patient has a nurse",
        unsaid: "nobody says",
      } satisfies Record<Presence, string>,
      leftAtOnce: "goes on at once",
      notLeft: "called all the same: it is the last",
      again: (time: string, span: string) => `${time} the last step again, and so every ${span}`,
      unsaid: "Nobody in the hospital has said that they are on duty, so no step is left early.",
    },

    edit: {
      title: "Change it",
      step: (n: number) => `Step ${n}`,
      after: "Seconds after the alert",
      afterHint: "Later than the step before, up to 86400 (a day)",
      firstAtOnce: "At once",
      add: "Call also",
      addNobody: "Choose",
      addNow: "Add",
      addTo: (n: number) => ` to step ${n}`,
      remove: "Remove",
      removeFrom: (n: number) => ` from step ${n}`,
      removeStep: "Remove step",
      addStep: "Add a step",
      repeat: "Then call the last step again every … seconds",
      repeatHint: "From 30 to 86400 (a day)",
      preview: "Preview",
      save: "Save as the next version",
      toDefault: "Back to the default",
      toAll: "As all of its sort again",
      toDefaultText: "The versions stay; the default is the next of them.",
      onWard: "On the ward",
      inHospital: "In the whole hospital",
      people: "People",
      unsaved: "Nothing is saved yet.",
    },
    faults: {
      no_steps: "A ladder needs at least one step.",
      too_many_steps: `At most ${ladderStepsMax} steps.`,
      first_not_at_once: "The first step is called at once: 0 seconds.",
      not_seconds: "Write whole seconds, from 0 to 86400.",
      not_later: "Must be later than the step before.",
      nobody_called: "This step calls nobody. Choose whom it calls, or remove it.",
      too_many_called: `A step calls at most ${callsOfStepMax}.`,
      cannot_be_called: "This cannot be called: a role that answers no alerts, or somebody who does not work here.",
      not_a_repeat: "Write whole seconds, from 30 to 86400.",
    } satisfies Record<LadderFaultReason, string>,
  },

  calledKinds: {
    title: "What can be called for",
    lead: "This is the list from which somebody in a hurry chooses. Alerts that were raised keep the name and the text they were raised with.",
    isDefault: "This is the default list. It becomes your own with the first change.",
    add: "Add something to call for",
    addTitle: "Something to call for",
    clinical: "to a patient",
    notClinical: "not to a patient",
    retired: "retired",
    up: "Up",
    down: "Down",
    moveOf: (name: string) => `: ${name}`,
    id: (kindId: Child): Child[] => ["Id ", kindId, ", which never changes"],
    name: "Name",
    nameHint: (max: number) => `As one would shout it, at most ${max} characters`,
    priority: "Usual priority",
    isClinical: "It is a call to a patient",
    isClinicalHint: "Nurses and doctors answer it; without this an operator may too",
    text: "For those who come",
    textHint: "What to know or to bring. It stands on the alert",
    active: "It can be called for",
    activeHint: "Without this it is retired: it leaves the form, its alerts stay",
    ladder: "Who is called",
    faults: {
      name: (max: number) => `Write a name on one line, in at most ${max} characters.`,
      nameTaken: "Something in the list is called so already, perhaps retired.",
      text: (max: number) => `Write on one line, at most ${max} characters.`,
      full: (max: number) => `The list is full: at most ${max}, retired ones counted.`,
      last: "Something must be left to call for.",
    },
  },

  rules: {
    title: "Limits and delays",
    lead: "By these an alert is raised for whoever lies on the ward. A change counts from the next reading on; alerts that are open stay.",
    ward: "Ward",
    show: "Show",
    sign: "Sign",
    noLimits: "no limits: raises no alert",
    none: "none",
    usual: (value: string) => `${value} (usual)`,
    usualHint: (value: string) => `Empty: ${value}, as usual`,
    empty: "Empty: no such limit",
    fields: {
      criticalLow: "Critical below",
      low: "Low below",
      high: "High above",
      criticalHigh: "Critical above",
      onDelayHighSeconds: "Wait when critical, seconds",
      onDelayMediumSeconds: "Wait when low or high, seconds",
      hysteresis: "Comes back over the limit by",
      repeatWithinSeconds: "The same alert if it comes back within, seconds",
    },
    onDelay: "Wait, critical / other",
    hysteresis: "Comes back by",
    repeatWithin: "Same alert within",
    noDelay: "none: measured at intervals",
    editTitle: (sign: string, ward: string) => `${sign} on ${ward}`,
    plausible: (min: string, max: string) => `From ${min} to ${max} can be measured.`,
    whatIf: {
      ask: "What would it have meant?",
      heading: "This rule on the past 7 days",
      of: (n: number) =>
        n === 1
          ? "Judged on the readings of one patient of this ward. Nothing is saved."
          : `Judged on the readings of ${n} patients of this ward. Nothing is saved.`,
      made: (n: number) => `Really called for: ${n}`,
      standing: (n: number) => `By the rule that stands now, on the same readings: ${n}`,
      proposed: (n: number) => `By the rule in the form: ${n}`,
      why: "The first two differ where the rule was another one then, where a call nobody answered stood so long that it held those after it, and where a monitor had stopped.",
      ownLimits: (n: number) =>
        n === 1
          ? "One patient had limits of their own and is left out."
          : `${n} patients had limits of their own and are left out.`,
      missed: (n: number, of: number) =>
        of === 0
          ? "Nobody acted on any of them."
          : n === 0
            ? `Of the ${of} that somebody acted on none would have come later.`
            : `Of the ${of} that somebody acted on, ${n} would have come later or not at all:`,
      never: "not at all",
      later: (duration: string) => `${duration} later`,
    },
    faults: {
      not_a_number: "Write a number as it is measured, or leave it empty.",
      not_plausible: "This cannot be measured.",
      not_in_order: "Must be higher than the limit before it.",
      wider_than_band: "Must be at least 0 and smaller than the band between the limits.",
      not_seconds: "Write whole seconds within the bounds, or leave it empty.",
      critical_waits_longer: "A critical value must not wait longer than a milder one.",
    } satisfies Record<RuleFaultReason, string>,
  },
};
