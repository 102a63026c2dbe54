import type { ChosenOutcome, Priority } from "../domain/alerts.ts";
import type { AssessmentReason, Cause } from "../domain/assessment.ts";
import type { Sign } from "../domain/vitals.ts";

/** What raised an alert of the demo's past. */
export type Origin =
  | {
      readonly kind: "clinical";
      readonly bedId: string;
      readonly cause: Cause;
      readonly reason: AssessmentReason;
      readonly priority: Priority;
      readonly sign: Sign | null;
      readonly value: number;
      readonly limit: number;
    }
  | {
      readonly kind: "called";
      /** By its id among the default kinds. */
      readonly called: string;
      readonly by: string;
      readonly bedId: string | null;
      readonly place: string | null;
      readonly words: string;
    };

export type Turn = { readonly minutesAgo: number } & (
  | { readonly what: "acknowledged"; readonly by: string }
  | { readonly what: "resolved"; readonly by: string; readonly outcome: ChosenOutcome }
  | { readonly what: "cause_ended" }
);

/** An alert from its beginning to where it stands now. Escalations happen by themselves where nobody answers. */
export interface Story {
  readonly minutesAgo: number;
  readonly origin: Origin;
  readonly turns: readonly Turn[];
}

/** The open ones are of the patients who are unstable in the default mix (`roster`), so that what follows fits them. */
export const storiesOf = (hospitalId: string): readonly Story[] => stories[hospitalId]?.() ?? [];

const stories: Readonly<Record<string, () => readonly Story[]>> = {
  "st-brigid": () => [
    ...answered(461, spo2Low("W3-05", 90), "nurse2", 1.4, 9),
    ...answered(402, heartRateHigh("W2-07", 127), "nurse", 0.7, 11),
    ...answered(318, called("assistance", "W1-14", "nurse", "Second person for turning"), "nurse2", 2.1, 14),
    ...answered(255, news2("W1-12", 6), "nurse", 1.1, 22),
    ...answered(190, spo2Low("W3-05", 91), "nurse2", 4.6, 10),
    ...answered(141, called("fall", "W3-04", "operator", "Called from the ward's telephone"), "nurse2", 0.8, 25),
    ...answered(96, respirationHigh("W1-12", 26), "nurse", 1.6, 8),
    ...answered(48, news2("W1-12", 7), "doctor", 3.4, 17),
    ...answered(7.2, spo2Low("W3-05", 90), "nurse", 1.2, 5),
    { minutesAgo: 36, origin: equipment("Corridor W2", "Infusion pump 12: battery"), turns: [] },
    { minutesAgo: 11.5, origin: heartRateHigh("W2-07", 124), turns: [{ minutesAgo: 7, what: "cause_ended" }] },
    {
      minutesAgo: 4,
      origin: called("assistance", "W3-03", "operator", "Daughter asks for somebody to come"),
      turns: [{ minutesAgo: 2.5, what: "acknowledged", by: "nurse2" }],
    },
    { minutesAgo: 1.3, origin: news2("W1-12", 5), turns: [] },
  ],
  lakeside: () => [
    ...answered(392, spo2Low("L1-03", 90), "nurse", 0.9, 12),
    ...answered(207, called("fall", "L1-08", "nurse2", "Beside the bed, is awake"), "nurse", 0.5, 31),
    ...answered(83, spo2Low("L1-03", 91), "nurse2", 2.2, 9),
    {
      minutesAgo: 18,
      origin: called("assistance", "L1-10", "operator", "Walk to the bathroom"),
      turns: [{ minutesAgo: 17, what: "acknowledged", by: "nurse2" }],
    },
    { minutesAgo: 1.3, origin: spo2Low("L1-03", 91), turns: [] },
  ],
};

/** Acknowledged after some minutes and closed after some more: a called one by a person, another when its cause ended. */
function answered(minutesAgo: number, origin: Origin, by: string, after: number, closedAfter: number): Story[] {
  const closedAgo = minutesAgo - closedAfter;
  const closed: Turn =
    origin.kind === "called"
      ? { minutesAgo: closedAgo, what: "resolved", by, outcome: "attended" }
      : { minutesAgo: closedAgo, what: "cause_ended" };
  return [{ minutesAgo, origin, turns: [{ minutesAgo: minutesAgo - after, what: "acknowledged", by }, closed] }];
}

type Measured = Pick<Extract<Origin, { kind: "clinical" }>, "cause" | "reason" | "sign" | "limit">;

const clinical = (bedId: string, value: number, measured: Measured): Origin => ({
  ...{ kind: "clinical", priority: "medium", bedId, value },
  ...measured,
});

function spo2Low(bedId: string, value: number): Origin {
  return clinical(bedId, value, { cause: "spo2:low", reason: "below_low", sign: "spo2", limit: 92 });
}
function heartRateHigh(bedId: string, value: number): Origin {
  return clinical(bedId, value, { cause: "heartRate:high", reason: "above_high", sign: "heartRate", limit: 120 });
}
function respirationHigh(bedId: string, value: number): Origin {
  return clinical(bedId, value, {
    cause: "respiratoryRate:high",
    reason: "above_high",
    sign: "respiratoryRate",
    limit: 24,
  });
}
function news2(bedId: string, score: number): Origin {
  const high = score >= 7;
  const measured = {
    cause: "news2",
    reason: high ? "news2_high" : "news2_medium",
    sign: null,
    limit: high ? 7 : 5,
  } as const;
  return { ...clinical(bedId, score, measured), priority: high ? "high" : "medium" } as Origin;
}
function called(kind: string, bedId: string, by: string, words: string): Origin {
  return { kind: "called", called: kind, by, bedId, place: null, words };
}
function equipment(place: string, words: string): Origin {
  return { kind: "called", called: "equipment", by: "nurse", bedId: null, place, words };
}
