import { defaultLadders } from "../src/domain/escalation.ts";
import {
  acknowledged,
  after,
  at,
  back,
  begin,
  calledAndAcknowledged,
  coming,
  end,
  endAtOnce,
  endOne,
  handOver,
  join,
  nora,
  onTheWay,
  score,
  scoreAcknowledged,
  settling,
  silence,
  type Table,
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

const nobody = { acknowledgedAt: null, acknowledgedBy: null, acknowledgedOn: null, owner: null } as const;

/** What rules and timers do to an alert that somebody has answered. */
const table: Table = {
  "an acknowledged alert": [
    ["climbs no ladder", acknowledged, escalate, 4000, "nothing"],
    ["keeps its answer for as long as it holds", acknowledged, lapse, 959.999, "nothing"],
    [
      "asks again when its answer has run out: unanswered, at the level reached",
      ...([acknowledged, lapse, 960, "lapsed: acknowledged → raised"] as const),
      { ...nobody, firstAcknowledgedAt: at(60), lapseAt: null, escalateAt: at(960 + 180), undo: null },
    ],
    ["holds for as long as somebody is on the way", coming, lapse, 399.999, "nothing"],
    [
      "asks again when whoever was on the way has not come",
      ...([coming, lapse, 400, "lapsed: acknowledged → raised"] as const),
      { ...nobody, firstAcknowledgedAt: at(60), escalateAt: at(580) },
    ],
    [
      "asks again when the one who was asked has not taken it over",
      after(scoreAcknowledged, [handOver, 100]),
      ...([lapse, 280, "lapsed: acknowledged → raised"] as const),
      { ...nobody, escalateAt: at(460) },
    ],
    ["about a score never lapses by time", scoreAcknowledged, lapse, 90_000, "nothing"],
    ["that a person called never lapses", calledAndAcknowledged, lapse, 90_000, "nothing"],
    ["is not settled while its cause stands", acknowledged, settle, 90_000, "nothing"],
    ["about a score is not asked again a moment after", scoreAcknowledged, askAgain, 959.999, "nothing"],
    [
      "about a score is asked again with the next observations",
      ...([scoreAcknowledged, askAgain, 960, "lapsed: acknowledged → raised"] as const),
      { ...nobody, escalateAt: at(960 + 180) },
    ],
    [
      "is not asked again while somebody is on the way, however long that is",
      after(begin(score), [onTheWay(1800), 60]),
      ...([askAgain, 1799, "nothing"] as const),
    ],
    [
      "is asked again when a monitor that was lost is back and the cause still stands",
      ...([acknowledged, recall, 500, "lapsed: acknowledged → raised"] as const),
      { ...nobody, firstAcknowledgedAt: at(60), lapseAt: null, escalateAt: at(500 + 180), undo: null },
    ],
    ["is not recalled while somebody is on the way, perhaps to the monitor", coming, recall, 399.999, "nothing"],
    ["is recalled when whoever was on the way should be there", coming, recall, 400, "lapsed: acknowledged → raised"],
    [
      "whose last cause ends waits a while for it to come back",
      ...([acknowledged, end, 100, "eased: acknowledged → acknowledged"] as const),
      { causeActive: false, lapseAt: null, settleAt: at(160), acknowledgedBy: nora },
    ],
    [
      "closes at once where nothing is waited for",
      ...([acknowledged, endAtOnce, 100, "resolved: acknowledged → resolved"] as const),
      { resolvedAt: at(100), resolvedBy: null, outcome: "cause_ended", lapseAt: null, settleAt: null, undo: null },
    ],
    [
      "holds while another of its causes stands",
      ...([acknowledged, endOne, 100, "eased: acknowledged → acknowledged"] as const),
      { causeActive: true, lapseAt: at(960), settleAt: null },
    ],
    [
      "covers a cause that comes back beside others",
      ...([acknowledged, back, 100, "returned: acknowledged → acknowledged"] as const),
      { repeats: 1, lapseAt: at(960), acknowledgedBy: nora },
    ],
    [
      "covers a lesser cause that joins, for no longer than it would have held",
      ...([acknowledged, join("low"), 100, "joined: acknowledged → acknowledged"] as const),
      { priority: "medium", lapseAt: at(960), acknowledgedBy: nora },
    ],
    [
      "that another was asked to take over does not hold longer for a lesser cause that joins",
      ...([after(acknowledged, [handOver, 900]), join("low"), 920] as const),
      ...(["joined: acknowledged → acknowledged", { lapseAt: at(960) }] as const),
    ],
    [
      "about a score holds for a time once a lesser limit has joined",
      ...([scoreAcknowledged, join("low"), 100, "joined: acknowledged → acknowledged"] as const),
      { lapses: true, lapseAt: at(960) },
    ],
    [
      "does not cover a cause as urgent as it: that asks again",
      ...([acknowledged, join("medium"), 100, "joined: acknowledged → raised"] as const),
      { ...nobody, priority: "medium", lapseAt: null, escalateAt: at(280) },
    ],
    [
      "does not cover a worse cause: that asks again, on the steeper ladder",
      ...([acknowledged, join("high"), 100, "joined: acknowledged → raised"] as const),
      { ...nobody, priority: "high", ladder: defaultLadders.high, escalateAt: at(160) },
    ],
    [
      "that gets worse is asked again, on the steeper ladder",
      ...([acknowledged, worsen("high"), 100, "worsened: acknowledged → raised"] as const),
      { ...nobody, priority: "high", lapseAt: null, escalateAt: at(160), firstAcknowledgedAt: at(60) },
    ],
    [
      "that gets worse breaks a silence too",
      after(acknowledged, [silence(600), 70]),
      ...([worsen("high"), 100, "worsened: acknowledged → raised"] as const),
      { quiet: null, escalateAt: at(160) },
    ],
    [
      "with a higher score of the same priority is asked again",
      ...([scoreAcknowledged, worsen("medium"), 100, "worsened: acknowledged → raised"] as const),
      { ...nobody, escalateAt: at(280) },
    ],
    [
      "is not asked again because one of its lesser causes got worse",
      ...([acknowledged, worsen("low"), 100, "worsened: acknowledged → acknowledged"] as const),
      { priority: "medium", acknowledgedBy: nora, lapseAt: at(960) },
    ],
    ["goes with the patient into another bed", acknowledged, move, 100, "moved: acknowledged → acknowledged"],
    [
      "is over when the patient leaves",
      ...([acknowledged, close, 100, "resolved: acknowledged → resolved"] as const),
      { outcome: "patient_left", resolvedBy: null, lapseAt: null, undo: null },
    ],
  ],
  "an answered alert whose cause has ended": [
    ["does not close early", settling, settle, 149.999, "nothing"],
    [
      "closes by itself when the cause stayed away",
      ...([settling, settle, 150, "resolved: acknowledged → resolved"] as const),
      { resolvedAt: at(150), resolvedBy: null, outcome: "cause_ended", settleAt: null },
    ],
    ["has no answer that could lapse", settling, lapse, 4000, "nothing"],
    ["is not asked about again", settling, askAgain, 4000, "nothing"],
    ["ends only once", settling, end, 120, "nothing"],
    [
      "is covered by its answer when the cause comes back, for as long as that would have held",
      ...([settling, back, 120, "returned: acknowledged → acknowledged"] as const),
      { causeActive: true, repeats: 1, settleAt: null, lapseAt: at(960) },
    ],
    [
      "is covered for as long as somebody is on the way",
      after(coming, [end, 100]),
      ...([back, 120, "returned: acknowledged → acknowledged"] as const),
      { settleAt: null, lapseAt: at(400) },
    ],
    [
      "about a score that comes back holds without a time",
      after(scoreAcknowledged, [end, 90]),
      ...([back, 120, "returned: acknowledged → acknowledged"] as const),
      { causeActive: true, settleAt: null, lapseAt: null },
    ],
    [
      "asks again when what comes back is worse",
      ...([settling, worsen("high"), 120, "worsened: acknowledged → raised"] as const),
      { ...nobody, causeActive: true, settleAt: null, priority: "high", escalateAt: at(180) },
    ],
    [
      "covers a lesser cause that comes back worse than that was",
      ...([settling, worsen("low"), 120, "returned: acknowledged → acknowledged"] as const),
      { causeActive: true, settleAt: null, lapseAt: at(960), priority: "medium" },
    ],
    [
      "goes on with a lesser cause that joins",
      ...([settling, join("low"), 120, "joined: acknowledged → acknowledged"] as const),
      { causeActive: true, settleAt: null, lapseAt: at(960) },
    ],
    [
      "asks again with another cause as urgent",
      ...([settling, join("medium"), 120, "joined: acknowledged → raised"] as const),
      { ...nobody, causeActive: true, settleAt: null, escalateAt: at(300) },
    ],
  ],
};

testTable(table);
testEveryCommandInEveryState(table, "rule", ["acknowledged"]);
