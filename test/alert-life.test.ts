import { describe, expect, test } from "vitest";
import { newAlert } from "../src/domain/alert-life.ts";
import { defaultLadders } from "../src/domain/escalation.ts";
import {
  acknowledge,
  after,
  at,
  back,
  begin,
  calledAndRaised,
  end,
  endAtOnce,
  endOne,
  join,
  latched,
  limit,
  raised,
  resolved,
  score,
  silence,
  silent,
  type Table,
  t0,
  testEveryCommandInEveryState,
  testTable,
  worsen,
} from "./support/alert-tables.ts";

const escalate = { do: "escalate" } as const;
const lapse = { do: "lapse" } as const;
const settle = { do: "settle" } as const;
const askAgain = { do: "ask_again" } as const;
const recall = { do: "recall" } as const;
const close = { do: "close" } as const;
const move = { do: "move" } as const;

/** Nobody is on duty for these steps of the ladder. */
const withNobodyAt = (...levels: number[]) => begin({ ...limit, emptySteps: new Set(levels) });
const _nobody = { acknowledgedAt: null, acknowledgedBy: null, acknowledgedOn: null, owner: null } as const;

/** What rules and timers do to an alert that nobody has answered, or that is over. */
const table: Table = {
  "a raised alert": [
    ["does not escalate early", raised, escalate, 179.999, "nothing"],
    [
      "calls the doctor when nobody answered in time",
      ...([raised, escalate, 180, "escalated: raised → raised"] as const),
      { level: 1, escalations: 1, skipped: 0, escalateAt: at(540) },
    ],
    [
      "calls nobody the later because the sweep was late",
      ...([raised, escalate, 182, "escalated: raised → raised"] as const),
      { level: 1, escalateAt: at(540) },
    ],
    ["has no answer that could lapse", raised, lapse, 4000, "nothing"],
    ["has no answer that could settle it", raised, settle, 4000, "nothing"],
    ["is asked about already", raised, askAgain, 4000, "nothing"],
    ["is active already when a lost monitor is back", raised, recall, 4000, "nothing"],
    [
      "latches when its cause ends before anybody answered, and climbs no further",
      ...([raised, end, 100, "latched: raised → latched"] as const),
      { causeActive: false, escalateAt: null, settleAt: null },
    ],
    ["latches also where an answered one would close at once", raised, endAtOnce, 100, "latched: raised → latched"],
    [
      "climbs on when one of its causes ends and another stands",
      ...([raised, endOne, 100, "eased: raised → raised"] as const),
      { causeActive: true, escalateAt: at(180) },
    ],
    [
      "counts a cause that came back beside others, and climbs on",
      ...([raised, back, 100, "returned: raised → raised"] as const),
      { repeats: 1, escalateAt: at(180) },
    ],
    [
      "takes a lesser cause in and stays as it is, but that its answer will lapse",
      ...([begin(score), join("low"), 100, "joined: raised → raised"] as const),
      { priority: "medium", lapses: true, ladder: defaultLadders.medium, escalateAt: at(180) },
    ],
    [
      "takes a worse cause in and climbs its steeper ladder from the level it reached",
      ...([raised, join("high"), 100, "joined: raised → raised"] as const),
      { priority: "high", ladder: defaultLadders.high, level: 0, escalateAt: at(160), raisedAt: t0 },
    ],
    [
      "that gets worse climbs the steeper ladder from the level it reached",
      ...([raised, worsen("high"), 100, "worsened: raised → raised"] as const),
      { priority: "high", ladder: defaultLadders.high, level: 0, escalateAt: at(160), raisedAt: t0 },
    ],
    [
      "that gets worse goes on at once where nobody is on duty for the step of the steeper ladder",
      ...([raised, worsen("high", 0), 100, "worsened: raised → raised"] as const),
      { priority: "high", emptySteps: new Set([0]), escalateAt: at(100) },
    ],
    [
      "that gets worse never calls later than it would have",
      ...([raised, worsen("high"), 170, "worsened: raised → raised"] as const),
      { priority: "high", escalateAt: at(180) },
    ],
    [
      "with a higher score of the same priority keeps its timer",
      ...([raised, worsen("medium"), 100, "worsened: raised → raised"] as const),
      { priority: "medium", escalateAt: at(180) },
    ],
    [
      "one of whose lesser causes gets worse stays as urgent as it is",
      ...([raised, worsen("low"), 100, "worsened: raised → raised"] as const),
      { priority: "medium", ladder: defaultLadders.medium, escalateAt: at(180) },
    ],
    [
      "goes with the patient into another bed, and calls on as before",
      ...([raised, move, 100, "moved: raised → raised"] as const),
      { escalateAt: raised.escalateAt, level: raised.level },
    ],
    [
      "is over when the patient leaves",
      ...([raised, close, 100, "resolved: raised → resolved"] as const),
      { outcome: "patient_left", resolvedAt: at(100), resolvedBy: null, escalateAt: null, causeActive: false },
    ],
  ],
  "a raised alert with nobody on duty": [
    [
      "leaves at once the step that would call nobody",
      ...([withNobodyAt(0), escalate, 0, "escalated: raised → raised"] as const),
      { level: 1, skipped: 1, escalateAt: at(360) },
    ],
    [
      "leaves one after the other",
      ...([withNobodyAt(1), escalate, 180, "escalated: raised → raised"] as const),
      { level: 1, skipped: 0, escalateAt: at(180) },
    ],
    [
      "calls the last step in its time, whoever is there",
      after(withNobodyAt(0, 1, 2, 3), [escalate, 0], [escalate, 0]),
      ...([escalate, 0, "escalated: raised → raised"] as const),
      { level: 3, skipped: 3, escalateAt: at(900) },
    ],
  ],
  "a raised alert in a silence": [
    ["does not climb in it", silent, escalate, 600, "nothing"],
    ["climbs a step's time after it", silent, escalate, 780, "escalated: raised → raised", { level: 1 }],
    [
      "stays silent with a cause that the silence covers",
      ...([silent, join("medium"), 100, "joined: raised → raised"] as const),
      { quiet: { until: at(600), priority: "medium" }, escalateAt: at(780) },
    ],
    [
      "that gets worse breaks it and calls from then on",
      ...([silent, worsen("high"), 100, "worsened: raised → raised"] as const),
      { quiet: null, priority: "high", escalateAt: at(160) },
    ],
    [
      "is sounded by a worse cause that joins",
      ...([silent, join("high"), 100, "joined: raised → raised"] as const),
      { quiet: null, priority: "high", escalateAt: at(160) },
    ],
    [
      "of every priority stays silent however bad it gets",
      after(raised, [silence(600, "high"), 60]),
      ...([worsen("high"), 100, "worsened: raised → raised"] as const),
      { quiet: { until: at(600), priority: "high" }, escalateAt: at(660) },
    ],
    [
      "that nobody is on duty for goes on as soon as it is over",
      ...([
        begin({ ...limit, emptySteps: new Set([0]), quiet: { until: at(600), priority: "medium" } }),
        escalate,
      ] as const),
      ...([600, "escalated: raised → raised", { level: 1, skipped: 1 }] as const),
    ],
  ],
  "a latched alert": [
    ["climbs no further", latched, escalate, 4000, "nothing"],
    ["has no answer that could lapse", latched, lapse, 4000, "nothing"],
    ["does not close by itself: nobody has seen it", latched, settle, 90_000, "nothing"],
    ["is asked about already", latched, askAgain, 4000, "nothing"],
    ["is not active again by the monitor's return alone: its cause has ended", latched, recall, 4000, "nothing"],
    ["ends only once", latched, end, 100, "nothing"],
    ["has no cause left of which one could end", latched, endOne, 100, "nothing"],
    [
      "is active again when its cause returns, at the level it had reached",
      after(raised, [escalate, 180], [end, 200]),
      ...([back, 300, "returned: latched → raised"] as const),
      { causeActive: true, repeats: 1, level: 1, escalateAt: at(300 + 360) },
    ],
    [
      "is active again with another cause, no less urgent than it was",
      ...([latched, join("low"), 100, "joined: latched → raised"] as const),
      { causeActive: true, priority: "medium", escalateAt: at(280) },
    ],
    [
      "is active again and worse with a worse cause",
      ...([latched, join("high"), 100, "joined: latched → raised"] as const),
      { causeActive: true, priority: "high", ladder: defaultLadders.high, escalateAt: at(160) },
    ],
    [
      "that returns worse has returned and is worse",
      ...([latched, worsen("high"), 100, "returned: latched → raised, worsened: raised → raised"] as const),
      { causeActive: true, repeats: 1, priority: "high", escalateAt: at(160) },
    ],
    [
      "that returns as bad as it was is active again",
      ...([latched, worsen("medium"), 100, "returned: latched → raised, worsened: raised → raised"] as const),
      { causeActive: true, repeats: 1, priority: "medium", escalateAt: at(280) },
    ],
    [
      "one of whose lesser causes returns worse is active again, as urgent as it was",
      ...([latched, worsen("low"), 100, "returned: latched → raised"] as const),
      { causeActive: true, repeats: 1, priority: "medium", escalateAt: at(280) },
    ],
    ["goes with the patient into another bed", latched, move, 100, "moved: latched → latched"],
    [
      "is over when the patient leaves, seen or not",
      ...([latched, close, 100, "resolved: latched → resolved"] as const),
      { outcome: "patient_left", resolvedBy: null },
    ],
  ],
  "a resolved alert": [
    ["climbs no ladder", resolved, escalate, 4000, "nothing"],
    ["has no answer that could lapse", resolved, lapse, 4000, "nothing"],
    ["settles only once", resolved, settle, 4000, "nothing"],
    ["is not asked about again", resolved, askAgain, 4000, "nothing"],
    ["is not recalled", resolved, recall, 4000, "nothing"],
    ["ends only once", resolved, end, 4000, "nothing"],
    ["has no cause left of which one could end", resolved, endOne, 4000, "nothing"],
    ["does not come back: a new one is raised", resolved, back, 4000, "nothing"],
    ["takes no cause in: a new one is raised", resolved, join("high"), 4000, "nothing"],
    ["does not get worse: a new one is raised", resolved, worsen("high"), 4000, "nothing"],
    ["none of whose lesser causes gets worse", resolved, worsen("low"), 4000, "nothing"],
    ["is over already when the patient leaves", resolved, close, 4000, "nothing"],
    ["stays where it was when the patient is moved", resolved, move, 4000, "nothing"],
  ],
};

testTable(table);
testEveryCommandInEveryState(table, "rule", ["raised", "latched", "resolved"]);

describe("an alert begins", () => {
  test("raised at once, its first step taken and the next due in its time", () => {
    const { alert, steps } = newAlert(score, t0);
    expect(alert).toMatchObject({ state: "raised", causeActive: true, raisedAt: t0, level: 0, escalateAt: at(180) });
    expect(steps).toEqual([{ event: "raised", from: null, to: "raised" }]);
  });

  test("calls on at once where nobody is on duty for the first step, if there is another", () => {
    expect(withNobodyAt(0).escalateAt).toEqual(t0);
    const oneStep = { steps: defaultLadders.medium.steps.slice(0, 1), repeatSeconds: 60 };
    expect(begin({ ...limit, ladder: oneStep, emptySteps: new Set([0]) }).escalateAt).toEqual(at(60));
  });

  test("in a silence that covers it, without climbing until that is over", () => {
    const quiet = { until: at(300), priority: "high" } as const;
    expect(begin({ ...limit, quiet })).toMatchObject({ state: "raised", quiet, escalateAt: at(480) });
    expect(begin({ ...limit, quiet: { ...quiet, until: at(-1) } }).escalateAt).toEqual(at(180));
  });

  test("by a person's call, for as long as nobody closes it", () => {
    expect(calledAndRaised).toMatchObject({ state: "raised", causeActive: true, lapses: false });
    expect(after(calledAndRaised, [acknowledge, 60])).toMatchObject({ lapseAt: null, settleAt: null });
  });
});
