import type { Child } from "hono/jsx";
import type { AlertEvent } from "../../domain/alerts.ts";

/** What a step is said with. */
export interface StepParts {
  /** Who took it. */
  readonly who: Child;
  /** Whom they handed over to. */
  readonly other: Child;
  /** `SpO₂ 84 % below 88`, `Fall`. */
  readonly what: Child;
  /** The sign it was about; null: a score, a monitor, or not written down. */
  readonly sign: string | null;
  /** `nurses and doctors`; null where it is not known any more. */
  readonly called: string | null;
}

type Saying = (parts: StepParts) => Child[];

const calledBecause =
  (why: string, how = ""): Saying =>
  ({ called }) => [`${why}: calling `, called ?? "the next", how];

const ended =
  (sentence: string, unanswered = false): Saying =>
  ({ sign }) => [
    sign === null ? "" : `${sign}: `,
    sign === null ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1),
    unanswered ? ", before anybody had answered" : "",
  ];

const endings = (unanswered: boolean) => ({
  back_within_limits: ended("Back within its limits", unanswered),
  rate_came_back: ended("The rate came back", unanswered),
  score_fell: ended("The score fell", unanswered),
  news2_not_applicable: ended("NEWS2 does not apply to this patient any more", unanswered),
  device_returned: ended("The monitor was heard again", unanswered),
});

/**
 * Each step of an alert in a sentence that one could say on the phone: by what happened, then why. `found` is for
 * whatever a rule judged; `other` for a reason of a newer process, which is then named as it is.
 */
export const steps = {
  raised: {
    called: ({ who, what }) => [who, " called for: ", what],
    found: ({ what }) => ["Raised: ", what],
  },
  joined: { found: ({ what }) => ["Also: ", what] },
  worsened: {
    called_again: ({ who }) => [who, " called again, as more urgent"],
    found: ({ what }) => ["Got worse: ", what],
  },
  returned: { found: ({ what }) => ["Is back: ", what] },
  repeated: { called_again: ({ who }) => [who, " called for it again"] },
  acknowledged: {
    answered: ({ who }) => [who, " acknowledged it"],
    answered_together: ({ who }) => [who, " acknowledged it together with others"],
    on_the_way: ({ who }) => [who, " acknowledged it"],
    is_with_it: ({ who }) => [who, " acknowledged it and is with it"],
  },
  taken_on: {
    on_the_way: ({ who }) => [who, " is on the way"],
    is_with_it: ({ who }) => [who, " is with it"],
  },
  handed_over: { handed_over: ({ who, other }) => [who, " asked ", other, " to take it over"] },
  noted: { noted: ({ who }) => [who, " noted"] },
  escalated: {
    nobody_answered: calledBecause("Nobody had answered"),
    nobody_on_duty: calledBecause("Nobody was on duty for the step before", " at once"),
    called_by_hand: ({ who, called }) =>
      called === null ? [who, " called the next before their time"] : [who, " called ", called, " before their time"],
  },
  lapsed: {
    cause_persists: () => ["The cause still stood after the time an answer holds: asked again"],
    did_not_arrive: () => ["The time somebody was on the way was over and the cause still stood: asked again"],
    not_taken_over: () => ["Whoever was asked to take it over had not: asked again"],
    next_observations: () => ["The next observations were as bad: asked again"],
    device_returned: () => ["A monitor that had been lost is back and the cause still stands: asked again"],
  },
  latched: endings(true),
  eased: endings(false),
  resolved: {
    attended: ({ who }) => [who, " resolved it: attended"],
    treated: ({ who }) => [who, " resolved it: treated"],
    transferred: ({ who }) => [who, " resolved it: transferred"],
    false_alarm: ({ who }) => [who, " resolved it: a false alarm"],
    merged: () => ["Closed: it went on as another alert about the same patient"],
    patient_left: () => ["Closed: the patient had left"],
    patient_moved: () => ["Closed: the patient had been moved to another bed"],
    patient_transferred: () => ["Closed: the patient had been transferred"],
    cause_ended: () => ["Closed by itself: the cause had ended"],
  },
  moved: { patient_moved: ({ who }) => [who, " moved the patient to another bed"] },
  undone: { taken_back: ({ who }) => [who, " took that back"] },
  quieted: { silenced: () => ["Silenced for a time: it neither sounds nor climbs"] },
  sounded: {
    silence_over: () => ["The silence is over"],
    silence_broken: () => ["What came is more than the silence covers: it is broken"],
  },
} satisfies Record<AlertEvent, Readonly<Record<string, Saying>>>;

/** What happened, where the reason has no sentence here. */
export const events: Record<AlertEvent, string> = {
  raised: "Raised",
  joined: "Another cause",
  worsened: "Got worse",
  returned: "Is back",
  repeated: "Called for again",
  moved: "Moved with the patient",
  acknowledged: "Acknowledged",
  taken_on: "Taken on",
  handed_over: "Handed over",
  noted: "Noted",
  escalated: "The next were called",
  lapsed: "Asked again",
  latched: "Ended before anybody had answered",
  eased: "Ended",
  resolved: "Closed",
  undone: "Taken back",
  quieted: "Silenced",
  sounded: "The silence is over",
};
