import type { Child } from "hono/jsx";
import type { AbsenceReason } from "../../domain/absences.ts";
import type { AlertKind, Outcome, Owner, Priority } from "../../domain/alerts.ts";
import type { PatientLabel } from "../../domain/board.ts";
import type { Band, News2Exclusion } from "../../domain/news2.ts";
import type { Density, Theme } from "../../domain/preferences.ts";
import type { Refusal, RefusalKind } from "../../domain/refusals.ts";
import type { Role } from "../../domain/staff.ts";
import type { Sign } from "../../domain/vitals.ts";
import { alertPage } from "./en-alert-page.ts";
import { devices } from "./en-devices.ts";
import { held } from "./en-held.ts";
import { history } from "./en-history.ts";
import { enHospital } from "./en-hospital.ts";
import { patientRefusalSentence, patientRefusals, patients } from "./en-patients.ts";
import { readings } from "./en-readings.ts";
import { rounds } from "./en-rounds.ts";
import { site } from "./en-site.ts";
import { trends } from "./en-trends.ts";

/**
 * The English words, and the shape of every other language. No sentence is glued together outside: where a part varies
 * there is a function. A function that takes `Child` takes marked-up parts (a name in <bdi>, a ticking time) and may
 * place them in any order. Templates with {n} or {time} are filled in by scripts in the page.
 */
export const en = {
  /** BCP 47, for `lang` and for dates; `dir` is the direction of writing. */
  language: "en-GB",
  dir: "ltr",
  product: "Wardlight",
  secondaryDisplay: "Wardlight is a secondary display, not an alarm system certified to IEC 60601-1-8.",
  demo: {
    mark: "DEMO",
    text: "invented patients, simulated monitors",
  },
  skipToContent: "Skip to content",
  title: (place: string) => `${place} · Wardlight`,
  /** Before the title: how many unanswered alerts are aimed at whoever looks. */
  titleCount: (n: string) => `(${n}) `,

  header: {
    wards: "Wards",
    allWards: "All wards",
    clock: "Server time",
    connection: "Connection",
    signOut: "Sign out",
    raise: "Raise alert",
    jumpToAlerts: "Alerts",
    jumpToBeds: "Beds",
    jump: "On this page",
    signInToAct: "You have been away. Sign in again to act.",
    signInAgain: "Sign in",
  },

  hospital: enHospital,

  /** By the page's state. The screen says it in words, never by a colour alone. */
  connection: {
    connecting: "Connecting",
    live: "Live",
    poll: "Live, every 5 s",
    stale: "Not live since {time}",
    reload: "Reloads every 15 s",
  },
  offlineBanner: "These values are not live. Look at the monitor at the bedside.",

  cover: {
    signedOut: {
      title: "You are signed out",
      text: "The board is closed. Sign in to open it again.",
      action: "Sign in",
    },
    notFound: {
      title: "This board is not yours",
      text: "It does not exist, or you may not see it.",
      action: "To your board",
    },
    patientChanged: {
      title: "Another patient lies in this bed",
      text: "The patient of this page was moved or has left. Go back to the board.",
      action: "To your board",
    },
    newVersion: {
      title: "Wardlight was renewed",
      text: "This page is of the old version. Load the new one.",
      action: "Load it now",
    },
  },

  /** How long something lasts, or is still away. Filled in by scripts; no number may leave its unit behind. */
  duration: {
    seconds: "{n}\u00a0s",
    minutesSeconds: "{n}\u00a0min {rest}\u00a0s",
    minutes: "{n}\u00a0min",
    hours: "{n}\u00a0h\u00a0{rest}",
    days: "{n}\u00a0d",
    in: "in {duration}",
    at: (time: string) => `at ${time}`,
  },
  age: { now: "now", seconds: "{n} s", minutes: "{n} min", hours: "{n} h", days: "{n} d" },

  roles: {
    operator: { one: "Operator", many: "operators" },
    nurse: { one: "Nurse", many: "nurses" },
    doctor: { one: "Doctor", many: "doctors" },
    head_doctor: { one: "Head doctor", many: "head doctors" },
    admin: { one: "Admin", many: "admins" },
    display: { one: "Display", many: "displays" },
  } satisfies Record<Role, { one: string; many: string }>,

  priorities: { high: "High", medium: "Medium", low: "Low" } satisfies Record<Priority, string>,
  alertKinds: { clinical: "clinical", called: "staff call", technical: "technical" } satisfies Record<
    AlertKind,
    string
  >,
  outcomes: {
    attended: "Attended",
    treated: "Treated",
    transferred: "Transferred",
    false_alarm: "False alarm",
    patient_left: "Patient left",
    cause_ended: "Cause ended",
    merged: "Merged with another alert",
  } satisfies Record<Outcome, string>,

  signs: {
    heartRate: { short: "HR", long: "Heart rate" },
    spo2: { short: "SpO₂", long: "Oxygen saturation" },
    respiratoryRate: { short: "RR", long: "Respiratory rate" },
    systolic: { short: "Sys", long: "Systolic pressure" },
    diastolic: { short: "Dia", long: "Diastolic pressure" },
    mean: { short: "MAP", long: "Mean pressure" },
    temperature: { short: "Temp", long: "Temperature" },
    consciousness: { short: "ACVPU", long: "Consciousness" },
    oxygen: { short: "O₂", long: "Supplemental oxygen" },
  } satisfies Record<Sign, { short: string; long: string }>,
  bloodPressure: { short: "BP", long: "Blood pressure, systolic over diastolic and mean" },
  levels: {
    A: "Alert",
    C: "New confusion",
    V: "Responds to voice",
    P: "Responds to pain",
    U: "Unresponsive",
  } as Record<string, string>,
  air: "air",

  card: {
    free: "Free",
    noReading: "no reading",
    notMeasured: "not yet",
    stale: "stale",
    lost: "lost",
    aboveLimit: (limit: string) => `above limit ${limit}`,
    belowLimit: (limit: string) => `below limit ${limit}`,
    rateOfZero: "check the patient",
    scale2: "sc 2",
    scale2Long: "SpO₂ scale 2, by a doctor's order",
    ageAndSex: (years: number, sex: PatientLabel["sex"]) =>
      `${years} ${{ female: "f", male: "m", other: "x", unknown: "?" }[sex]}`,
    ageAndSexLong: (years: number, sex: PatientLabel["sex"]) =>
      `${years} years, ${{ female: "female", male: "male", other: "other sex", unknown: "sex not known" }[sex]}`,
    nurse: (name: string) => `Nurse: ${name}`,
    nurseOffDuty: (name: string) => `Nurse: ${name}, not on duty`,
    away: {
      theatre: (until: Child): Child[] => ["Theatre until ", until],
      imaging: (until: Child): Child[] => ["Imaging until ", until],
      dialysis: (until: Child): Child[] => ["Dialysis until ", until],
      therapy: (until: Child): Child[] => ["Therapy until ", until],
      other: (until: Child): Child[] => ["Off the ward until ", until],
    } satisfies Record<AbsenceReason, (until: Child) => Child[]>,
    /** Open alerts beyond the one that is named. */
    marks: {
      silent: (rule: string | null, until: Child): Child[] => [
        rule === null ? "Silent" : `${rule} silent`,
        " until ",
        until,
      ],
      left: (countdown: Child): Child[] => [", ", countdown, " left"],
      bedSilentLong: "The alerts of this bed are silenced for a time",
      ruleSilentLong: (rule: string) => `Alerts by the rule ${rule} are silenced for a time`,
      limits: (signs: readonly string[]) => `Limits changed: ${signs.join(", ")}`,
    },
    more: (n: number) => `+${n}`,
    moreLong: (n: number) => (n === 1 ? "and one more cause" : `and ${n} more causes`),
  },

  stay: {
    title: (bedId: string) => `Patient in ${bedId}`,
    back: "Back to the board",
    number: (number: string) => `No. ${number}`,
    signs: "Vital signs",
    alerts: "Open alerts",
    care: {
      nurse: "Nurse",
      nobodys: "Nobody's patient so far.",
      offDuty: "not on duty",
      mine: "My patient",
      notMine: "Not my patient any more",
      offTheWard: "Off the ward",
      onTheWard: "On the ward.",
      meanwhile: "Nobody is called for a monitor that is silent meanwhile.",
      back: "Back on the ward",
      reason: "Why",
      choose: "Choose",
      reasons: {
        theatre: "Theatre",
        imaging: "Imaging",
        dialysis: "Dialysis",
        therapy: "Therapy",
        other: "Something else",
      } satisfies Record<AbsenceReason, string>,
      minutes: (minutesMax: number) => `Minutes, at most ${minutesMax}`,
      leave: "Leaves the ward",
      change: "Change",
    },
    silence: {
      heading: "Silences",
      none: "Nothing is silenced.",
      wholeBed: "All alerts of this bed",
      until: (time: Child): Child[] => ["until ", time],
      end: "End now",
      what: "What",
      priority: "Covers",
      choose: "Choose",
      upTo: (priority: string, minutes: number) => `Up to ${priority.toLowerCase()} priority (at most ${minutes} min)`,
      minutes: "Minutes",
      reason: "Why",
      submit: "Silence",
    },
    limits: {
      heading: "Limits",
      sign: "Sign",
      fields: { criticalLow: "Critical low", low: "Low", high: "High", criticalHigh: "Critical high" },
      whose: "Whose",
      own: (who: Child): Child[] => ["Set by ", who],
      wards: "The ward's",
      end: "Back to the ward's",
      hours: "For so many hours",
      wholeStay: "the whole stay",
      submit: "Set limits",
    },
  },

  pauses: {
    title: "What is paused",
    none: "Nothing is paused or set for a patient.",
    silences: "Silences",
    limits: "Patients' own limits",
  },

  news2: {
    name: "NEWS2",
    bands: { low: "low", "low-medium": "low-medium", medium: "medium", high: "high" } satisfies Record<Band, string>,
    complete: (total: number, band: string) => `NEWS2 ${total}, ${band} risk`,
    incomplete: (known: number, total: number) => `NEWS2 ${known} of 7 known, at least ${total}`,
    points: (n: number) => (n === 1 ? "1 point of NEWS2" : `${n} points of NEWS2`),
    atLeast: (total: number) => `≥${total}`,
    parts: (known: number) => `(${known}/7)`,
    excluded: { under_16: "under 16", pregnant: "pregnant" } satisfies Record<News2Exclusion, string>,
    excludedLong: {
      under_16: "No NEWS2: under 16",
      pregnant: "No NEWS2: pregnant",
    } satisfies Record<News2Exclusion, string>,
  },

  trend: {
    hours: (n: number) => `${n} h`,
    minutes: (n: number) => `${n} min`,
    long: (sign: string, from: string, to: string, lowest: string, highest: string) =>
      `${sign} from ${from} to ${to}: lowest ${lowest}, highest ${highest}`,
    limit: (value: string) => `limit ${value}`,
  },

  beds: {
    heading: "Beds",
    none: "This ward has no beds.",
  },

  alerts: {
    heading: "Alerts",
    empty: "No open alerts",
    emptyText: "New ones appear here by themselves.",
    /** What waits while the list is kept still under the hand; the most urgent is named behind it. */
    news: (n: string) => `${n} new:`,
    more: (n: number) => (n === 1 ? "and one more, of lower rank" : `and ${n} more, of lower rank`),
    /** On the lower edge of a list that goes on. */
    moreBelow: (n: string) => `${n} more below`,
    unansweredBelow: (n: string) => `${n} unanswered`,
    unanswered: "Unanswered",
    latched: "Cause ended, nobody answered",
    acknowledge: "Acknowledge",
    resolve: "Resolve",
    resolveAs: "How did it end?",
    of: (what: string) => `: ${what}`,
    resolvesItself: "Closes when the cause ends",
    sides: { low: "low", high: "high", zero: "zero" },
    alsoLabel: "Also",
    causeOver: "ended",
    patientsNurse: "the patient's nurse",
    nobodyOnDuty: "nobody on duty there: called on at once",
    onMyWay: "On my way",
    takeOver: "Take it over",
    owner: {
      has_it: (who: Child): Child[] => [who, " has it"],
      on_the_way: (who: Child, until: Child): Child[] => [who, " is on the way until ", until],
      asked: (who: Child, until: Child): Child[] => [who, " was asked to take over, until ", until],
    } satisfies Record<Owner["is"], (who: Child, until: Child) => Child[]>,
    settles: (when: Child): Child[] => ["cause ended, closes ", when],
    calledAgain: (n: number) => (n === 1 ? "called for once more" : `called for ${n} times more`),
    notes: (n: number) => (n === 1 ? "1 note" : `${n} notes`),
    called: (roles: string) => `${roles} alerted`,
    /** `when`: "in 2 min 29 s", or "at 10:43" where no script counts. */
    next: (roles: string, when: Child): Child[] => [`next ${roles}, `, when],
    again: (when: Child): Child[] => ["again ", when],
    acknowledgedBy: (who: Child, when: Child): Child[] => [who, ", ", when],
    acknowledgedByLabel: "Acknowledged",
    raisedBy: (who: Child): Child[] => ["raised by ", who],
    repeats: (n: number) => (n === 1 ? "came back once" : `came back ${n} times`),
    /** What stands on the alert, by its cause. `value` and `limit` carry their unit where they have one. */
    below: (sign: string, value: string, limit: string) => `${sign} ${value} below ${limit}`,
    above: (sign: string, value: string, limit: string) => `${sign} ${value} above ${limit}`,
    zero: (sign: string, value: string) => `${sign} ${value}: check the patient`,
    /** When the value was measured that the alert is named by. */
    judgedAt: (time: Child): Child[] => ["at ", time],
    /** On the card, where the value of now stands above it. */
    belowShort: (sign: string, limit: string) => `${sign} below ${limit}`,
    aboveShort: (sign: string, limit: string) => `${sign} above ${limit}`,
    wasBelowShort: (sign: string, limit: string) => `${sign} was below ${limit}`,
    wasAboveShort: (sign: string, limit: string) => `${sign} was above ${limit}`,
    zeroShort: (sign: string) => `${sign}: check patient`,
    withoutValue: (sign: string) => `${sign} outside its limits`,
    news2: {
      news2_high: (total: number) => `NEWS2 ${total}: emergency response`,
      news2_medium: (total: number) => `NEWS2 ${total}: urgent response`,
      news2_single_three: (total: number) => `NEWS2 ${total}: one sign scores 3`,
    } as Record<string, (total: number) => string>,
    observationsOverdue: "Observations overdue",
    news2Short: {
      news2_high: () => "NEWS2 emergency",
      news2_medium: () => "NEWS2 urgent",
      news2_single_three: () => "NEWS2 single 3",
    } as Record<string, (total: number) => string>,
    deviceLost: "Monitor not heard",
    feedDown: "No monitor heard",
    signStale: (sign: string) => `No current ${sign} from the monitor`,
    signsStale: "No current values from the monitor",
    wardUnwatched: (ward: string) => `Nobody is watching ${ward}`,
  },

  /** The strip on top: what is aimed at whoever looks. */
  yours: {
    heading: "For you",
    none: "Nothing waits for you",
    rest: (n: string) => `+${n}`,
    restLong: (n: string) => `and ${n} more for you`,
  },

  /** How a person wants their board. */
  settings: {
    heading: "Settings",
    volume: "Volume",
    test: "Test tone",
    soundFrom: "Sound and notifications for",
    from: {
      low: "every alert",
      medium: "medium and high alerts",
      high: "high alerts only",
    } satisfies Record<Priority, string>,
    theme: "Colours",
    themes: { auto: "as this device has it", light: "light", dark: "dark" } satisfies Record<Theme, string>,
    density: "Cards",
    densities: { auto: "as many as fit", roomy: "larger", compact: "smaller" } satisfies Record<Density, string>,
    keys: "Letters act on the alerts (j, k, a, ?)",
    notify: "Notify me of my alerts while this page is in the background, without names",
    submit: "Keep",
  },

  /** Seen on locked screens: nobody and no bed is named. */
  notification: {
    high: "High alert for you",
    medium: "Medium alert for you",
    low: "Low alert for you",
    waiting: "Waiting for you: {n}",
    default: "This browser has not been asked yet: tick the box again.",
    denied: "This browser refuses: allow notifications for this site in its settings.",
    missing: "This browser shows notifications only over a secure line (https).",
  },

  sound: {
    off: "Sound is off",
    on: "Sound on",
    blocked: "Sound is blocked",
    /** What pressing the button does. */
    turnOn: "Turn sound on",
    turnOff: "Turn sound off",
  },

  several: {
    title: "Acknowledge several at once",
    link: "Several at once",
    none: "No medium or low alert waits for an answer.",
    highs: (n: number) =>
      n === 1
        ? "One high alert waits. It is acknowledged by itself."
        : `${n} high alerts wait. Each is acknowledged by itself.`,
    more: (n: number) => (n === 1 ? "There is one more." : `There are ${n} more.`),
    submit: "Acknowledge those chosen",
    done: (n: number) => (n === 1 ? "One alert acknowledged." : `${n} alerts acknowledged.`),
    left: (n: number) => (n === 1 ? "One was left as it is" : `${n} were left as they are`),
  },

  /** Read out, not seen. */
  announced: {
    open: "Unanswered alerts: {n}, high: {high}",
    high: "New high alerts: {n}",
    medium: "New medium alerts: {n}",
    low: "New low alerts: {n}",
    again: "Unanswered again: {n}",
    yours: "Now for you: {n}",
    acknowledged: "Acknowledged: {n}",
    asked: "Handed over: {n}",
    latched: "Cause ended, nobody answered: {n}",
    closed: "Closed: {n}",
  },

  keys: {
    heading: "Keys",
    again: "Press a again to acknowledge",
    list: [
      { keys: ["j", "k"], does: "next alert, previous alert (on a row also the arrows)" },
      { keys: ["a"], does: "acknowledge it; a high one asks for a second a" },
      { keys: ["Enter"], does: "open it" },
      { keys: ["?"], does: "this page" },
      { keys: ["Esc"], does: "close" },
    ],
    close: "Close",
  },

  site,
  patients,
  history,
  alertPage,
  rounds,
  readings,
  trends,
  devices,
  held,

  tiles: {
    heading: "At a glance",
    unanswered: "Unanswered",
    acknowledge: "Time to acknowledge",
    median8h: "median, 8 h",
    noneAcknowledged: "none in 8 h",
    escalated: "Escalated now",
    ofOpen: (open: number) => `of ${open} open`,
    beds: "Beds filled",
    of: (all: number) => `of ${all}`,
    news2: "Patients by NEWS2",
    devices: "Monitors heard",
    incomplete: (n: number) => `${n} incomplete`,
    notApplicable: (n: number) => `${n} without`,
    seconds: (n: number) => `${n} s`,
    minutesSeconds: (min: number, s: number) => `${min} min ${s} s`,
    minutes: (n: number) => `${n} min`,
    silent: (n: number) => `${n} silent`,
    onDuty: "On duty",
    heard: (heard: number, all: number) => `Sound is on at ${heard} of ${all} boards`,
    people: (role: "nurse" | "doctor", n: number) =>
      role === "nurse" ? (n === 1 ? "nurse" : "nurses") : n === 1 ? "doctor" : "doctors",
  },

  duty: {
    title: "On duty?",
    lead: "Whoever is on duty is called first. Choose your ward.",
    change: "Change your duty",
    until: "Until the end of the shift at",
    untilTime: (time: Child): Child[] => ["until ", time],
    on: (ward: Child, time: Child): Child[] => ["On duty for ", ward, " until ", time],
    onForAll: (time: Child): Child[] => ["On duty for all wards until ", time],
    onShort: (ward: Child, time: Child): Child[] => [ward, " until ", time],
    onForAllShort: (time: Child): Child[] => ["all until ", time],
    off: "Not on duty",
    over: "Duty has ended",
    already: (n: number) => (n === 0 ? "nobody yet" : n === 1 ? "1 colleague" : `${n} colleagues`),
    notOnDuty: "Not on duty: to the board",
    end: "End my duty",
    endAndSignOut: "End my duty and sign out",
    who: "Who is on duty",
    mine: "My duty",
    nobody: "Nobody",
  },

  raise: {
    title: "Raise an alert",
    kind: "What happened",
    chooseKind: "Choose what happened",
    priority: "Priority",
    priorityDefault: "Usual for what happened",
    bed: "Bed",
    noBed: "No bed: say where",
    place: "Place",
    placeHint: "Needed when there is no bed, such as “corridor by the lift”",
    words: "Words",
    wordsHint: "Optional, for those who come",
    submit: "Raise alert",
    back: "Back to the board",
    calledAtOnce: "It appears on every board of the hospital at once.",
  },

  signIn: {
    title: "Sign in",
    lead: "The live board of your hospital.",
    email: "Email",
    password: "Password",
    hospital: "Hospital",
    chooseHospital: "This address is known in more than one hospital. Choose yours and enter the password again.",
    submit: "Sign in",
    again: "Sign in again to go on.",
    demoTitle: "Demo accounts",
    demoPassword: (password: Child): Child[] => ["Password for all: ", password],
  },

  notice: {
    acknowledged: (what: string) => `Acknowledged: ${what}`,
    resolved: (what: string) => `Resolved: ${what}`,
    raised: (what: string) => `Raised: ${what}`,
    raisedAgain: (what: string) => `Had been called for; your call was added: ${what}`,
    takenOn: (what: string) => `You have it: ${what}`,
    handedOver: (what: string) => `Asked to take over: ${what}`,
    noted: (what: string) => `Noted: ${what}`,
    escalated: (what: string) => `Called the next: ${what}`,
    undone: (what: string) => `Taken back: ${what}`,
    undo: "Undo",
    preferencesKept: "Kept for you, on every screen",
    moved: "The list moved just then. Nothing was sent.",
    unreachable: "Not sent: the server did not answer. Try again.",
  },

  refusals: {
    not_signed_in: {
      title: "Sign in to do this",
      text: "You are not signed in, or were away for a while. Nothing was changed.",
    },
    wrong_credentials: {
      title: "Email or password is wrong",
      text: "Check both and try again. Capital letters count in the password.",
    },
    choose_hospital: { title: "Choose your hospital", text: "This address is known in more than one hospital." },
    too_many_attempts: { title: "Too many attempts", text: "Wait a little, then try again." },
    not_allowed: {
      title: "Your role may not do this",
      text: "Nothing was changed. Ask a nurse or a doctor of the ward.",
    },
    foreign_request: {
      title: "Not sent from this page",
      text: "Nothing was changed. Open the board again and do it from there.",
    },
    not_found: { title: "Not here", text: "It does not exist, or it is not yours to see." },
    already_acknowledged: { title: "Already acknowledged", text: "Somebody was faster. Nothing was changed." },
    already_resolved: { title: "Already resolved", text: "It is over. Nothing was changed." },
    not_acknowledged: { title: "Acknowledge it first", text: "An alert is resolved by whoever took it on." },
    cause_ended: {
      title: "The cause has ended",
      text: "Nobody is called for what is over. Acknowledge it to close it.",
    },
    too_late_to_undo: {
      title: "Too late to take back",
      text: "Only who answered can, and only at once. Nothing was changed.",
    },
    raised_anew: {
      title: "Raised anew since",
      text: "Another alert has taken its place. Look at that one.",
    },
    unknown_kind: { title: "Not in the list", text: "Choose what happened from the hospital's list." },
    silence_too_long: { title: "Too long", text: "Choose a shorter time. Nothing was silenced." },
    beyond_ward_limits: {
      title: "Beyond what the ward allows",
      text: "Ask a doctor: a nurse sets limits within the ward's own.",
    },
    name_taken: {
      title: "The name is taken",
      text: "Something in the list is called so already. Nothing was changed.",
    },
    list_full: { title: "The list is full", text: "Nothing was added." },
    last_of_list: { title: "The last of the list", text: "Something must be left to call for. Nothing was changed." },
    edited_meanwhile: {
      title: "Somebody else has changed it",
      text: "Nothing of yours was saved. Look at what stands now, then decide.",
    },
    nothing_changed: { title: "It says so already", text: "Nothing was changed." },
    unknown_bed: { title: "No such bed", text: "Choose a bed of this hospital." },
    not_a_colleague: { title: "Not to be asked", text: "Choose a colleague who may answer this alert." },
    ...patientRefusals,
    cause_persists: {
      title: "The cause still stands",
      text: "It closes by itself when the value is back within its limits.",
    },
    high_alone: { title: "High by now", text: "A high alert is acknowledged by itself." },
    invalid_input: { title: "Something is missing or wrong", text: "Correct it and send again." },
    body_too_large: { title: "Too much at once", text: "Send less in one go." },
    not_json: { title: "Not JSON", text: "Send JSON, with Content-Type: application/json." },
    busy: { title: "Busy just now", text: "Nothing was changed. Try again in a few seconds." },
  } satisfies Record<RefusalKind, { title: string; text: string }>,
  /** One sentence for a notice, a field of JSON, a log of an API client. `time` shows a moment in the hospital's zone. */
  refusalSentence: (refusal: Refusal, time: (at: Date) => string): string => {
    switch (refusal.kind) {
      case "already_acknowledged":
        return `Already acknowledged by ${isolated(refusal.by)} at ${time(refusal.at)}.`;
      case "already_resolved":
        return refusal.by === null
          ? `Already closed at ${time(refusal.at)}: the cause ended.`
          : `Already resolved by ${isolated(refusal.by)} at ${time(refusal.at)}.`;
      case "edited_meanwhile":
        return refusal.by === null || refusal.at === null
          ? "Somebody else has changed it meanwhile. Nothing of yours was saved."
          : `${isolated(refusal.by)} has changed it meanwhile, at ${time(refusal.at)}. Nothing of yours was saved.`;
      case "patient_left":
      case "patient_moved":
      case "bed_taken":
      case "already_here":
        return patientRefusalSentence(refusal, time);
      case "too_many_attempts":
        return `Too many attempts. Try again in ${refusal.retryAfterSeconds} s.`;
      case "busy":
        return `Busy just now, nothing was changed. Try again in ${refusal.retryAfterSeconds} s.`;
      case "body_too_large":
        return `Too much at once: at most ${refusal.bytesMax} bytes.`;
      case "invalid_input":
        return refusal.faults.map((fault) => fault.text).join(" ");
      default: {
        const { title, text } = en.refusals[refusal.kind];
        return `${title}. ${text}`;
      }
    }
  },

  /** What is wrong with a field, or with the whole of what was sent. */
  faults: {
    notAForm: "What was sent is not a form.",
    repeated: "A field was sent twice.",
    box: "Choose alerts of the list.",
    several: (max: number) => `Choose at most ${max} alerts at once.`,
    email: "Enter your email address.",
    password: "Enter your password.",
    kind: "Choose what happened.",
    priority: "Choose a priority of the list.",
    bed: "Choose a bed of this hospital.",
    bedOrPlace: "Say where: choose a bed, or write the place.",
    place: (charactersMax: number) => `Write the place on one line, in at most ${charactersMax} characters.`,
    words: (charactersMax: number) => `Write on one line, at most ${charactersMax} characters.`,
    outcome: "Choose how it ended.",
    shift: "Choose one of the two shifts.",
    absenceReason: "Choose why the patient is off the ward.",
    absenceMinutes: (minutesMax: number) => `Say for how many minutes, from 1 to ${minutesMax}.`,
    mine: "Say whether it is your patient.",
    minutes: "Say in how many minutes, from 1 to 999.",
    to: "Choose a colleague who may answer this alert.",
    silencePriority: "Choose up to which priority it shall be silent.",
    silenceMinutes: "Say for how many minutes, from 1 to 60.",
    silenceTooLong: (minutesMax: number) => `At most ${minutesMax} minutes for this priority.`,
    cause: "Choose a rule of this bed.",
    sign: "Choose a sign.",
    limit: "Enter a number, or nothing for no limit.",
    limitNotPlausible: (field: string) => `${field}: nobody measures that.`,
    limitNotInOrder: (field: string) => `${field} must be above the limit before it.`,
    hours: "Say for how many hours, from 1 to 720, or leave it empty for the whole stay.",
    note: (charactersMax: number) => `Write a note on one line, in at most ${charactersMax} characters.`,
    reason: (charactersMax: number) => `Say why, on one line, in at most ${charactersMax} characters.`,
    volume: "Choose a volume between 1 and 10.",
    theme: "Choose colours of the list.",
    density: "Choose a size of the list.",
  },

  failure: {
    title: "Something broke on our side",
    text: "It was not you. What you sent may not have been done: look at the board before you try again.",
    requestId: (id: Child): Child[] => ["For whoever mends it: request ", id],
    back: "To the board",
    signIn: "To sign-in",
  },
};

/** Keeps a name of another writing direction from turning the sentence around it. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
