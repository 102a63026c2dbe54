import { expect, test } from "vitest";
import { transition } from "../src/domain/alert-life.ts";
import { type Alert, replacedFields } from "../src/domain/alerts.ts";
import {
  acknowledge,
  acknowledged,
  after,
  asked,
  at,
  back,
  begin,
  call,
  calledAndResolved,
  coming,
  end,
  endAtOnce,
  latched,
  nora,
  onTheWay,
  raised,
  resolve,
  scoreAcknowledged,
  settling,
  silence,
  silent,
  singh,
  sound,
  testTable,
  undo,
  worsen,
} from "./support/alert-tables.ts";

const _note = { do: "note" } as const;
const _repeat = { do: "repeat" } as const;
const _callNext = { do: "call_next" } as const;
const _settle = { do: "settle" } as const;
const undoneBySingh = { do: "undo", by: singh } as const;
const hasIt = { ...nora, is: "has_it", until: null } as const;

testTable({
  "an answer that is taken back": [
    [
      "leaves the alert as it was, its timer too",
      ...([acknowledged, undo, 70, "undone: acknowledged → raised"] as const),
      {
        ...{ acknowledgedAt: null, acknowledgedBy: null, acknowledgedOn: null, firstAcknowledgedAt: null, owner: null },
        ...{ escalateAt: at(180), lapseAt: null, causeActive: true, undo: null },
      },
    ],
    ["is so within ten seconds", acknowledged, undo, 70.001, "refused: too_late_to_undo"],
    ["is so by who gave it", acknowledged, undoneBySingh, 65, "refused: too_late_to_undo"],
    [
      "may be the word of somebody on the way",
      ...([coming, undo, 70, "undone: acknowledged → raised"] as const),
      { owner: null, escalateAt: at(180), lapseAt: null },
    ],
    [
      "calls at once where the call had become due",
      after(raised, [acknowledge, 175]),
      ...([undo, 184, "undone: acknowledged → raised", { escalateAt: at(180) }] as const),
    ],
    ["is not one that had been handed over", asked, { ...undo, by: nora }, 65, "refused: too_late_to_undo"],
    [
      "leaves what has ended since as ended: nobody has seen it",
      after(acknowledged, [end, 65]),
      ...([undo, 70, "undone: acknowledged → latched"] as const),
      { causeActive: false, escalateAt: null, settleAt: null, acknowledgedBy: null },
    ],
    [
      "is too late where it has closed since",
      after(acknowledged, [endAtOnce, 65]),
      undo,
      70,
      "refused: too_late_to_undo",
    ],
    [
      "is too late where it was asked for again since",
      after(acknowledged, [worsen("high"), 65]),
      undo,
      70,
      "refused: too_late_to_undo",
    ],
    [
      "leaves a latched alert latched",
      after(latched, [acknowledge, 100]),
      ...([undo, 110, "undone: resolved → latched"] as const),
      {
        ...{ resolvedAt: null, resolvedBy: null, outcome: null, acknowledgedBy: null, firstAcknowledgedAt: null },
        ...{ causeActive: false, escalateAt: null, settleAt: null },
      },
    ],
    [
      "leaves raised what came back since",
      after(latched, [onTheWay(400), 100], [back, 105]),
      ...([undo, 110, "undone: acknowledged → raised"] as const),
      { causeActive: true, settleAt: null, lapseAt: null, escalateAt: at(290) },
    ],
    [
      "keeps the silence that came since",
      after(acknowledged, [silence(600), 65]),
      ...([undo, 70, "undone: acknowledged → raised", { escalateAt: at(780) }] as const),
    ],
    [
      "does not bring back the times of a silence that has ended since",
      after(silent, [acknowledge, 100], [sound, 105]),
      ...([undo, 110, "undone: acknowledged → raised", { quiet: null, escalateAt: at(290) }] as const),
    ],
    [
      "may be the closing of what a person called for",
      ...([calledAndResolved, undo, 100, "undone: resolved → acknowledged"] as const),
      {
        ...{ resolvedAt: null, resolvedBy: null, outcome: null, causeActive: true },
        ...{ acknowledgedBy: nora, acknowledgedAt: at(60), owner: hasIt },
      },
    ],
    [
      "leaves what would have closed by itself about to",
      after(settling, [resolve, 100]),
      ...([undo, 105, "undone: resolved → acknowledged", { causeActive: false, settleAt: at(150) }] as const),
    ],
    ["is taken back once", after(calledAndResolved, [undo, 95]), undo, 96, "refused: too_late_to_undo"],
  ],
});

test.each<[string, Alert]>([
  ["raised", raised],
  ["latched", latched],
  ["raised in a silence", silent],
  ["called for", begin(call)],
  ["about a score, and lapsed once", after(scoreAcknowledged, [{ do: "ask_again" }, 960])],
])("an answer given and taken back at once leaves no trace on an alert that is %s", (_, alert) => {
  for (const answer of [acknowledge, onTheWay(2000)]) {
    const before = Object.fromEntries(replacedFields.map((field) => [field, alert[field]]));
    expect(after(alert, [answer, 1000], [undo, 1000])).toMatchObject({ ...before, undo: null, outcome: null });
  }
});

test("who takes back too late hears within how many seconds one can", () => {
  expect(transition(acknowledged, undo, at(100))).toMatchObject({ refusal: { seconds: 10 } });
});
