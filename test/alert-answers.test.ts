import { describe, expect, test } from "vitest";
import { transition } from "../src/domain/alert-life.ts";
import {
  acknowledge,
  acknowledged,
  after,
  asked,
  at,
  begin,
  calledAndAcknowledged,
  calledAndRaised,
  calledAndResolved,
  handOver,
  isWithIt,
  latched,
  limit,
  nora,
  onTheWay,
  raised,
  resolve,
  resolved,
  settling,
  silence,
  silent,
  singh,
  sound,
  type Table,
  testEveryCommandInEveryState,
  testTable,
  undo,
} from "./support/alert-tables.ts";

const note = { do: "note" } as const;
const repeat = { do: "repeat" } as const;
const callNext = { do: "call_next" } as const;
const settle = { do: "settle" } as const;
const _undoneBySingh = { do: "undo", by: singh } as const;
const hasIt = { ...nora, is: "has_it", until: null } as const;

/** What people do to an alert. */
const table: Table = {
  "a raised alert": [
    [
      "is acknowledged: its ladder stops and the answer holds for a quarter of an hour",
      ...([raised, acknowledge, 100, "acknowledged: raised → acknowledged"] as const),
      {
        ...{ acknowledgedAt: at(100), acknowledgedBy: nora, acknowledgedOn: "board", owner: hasIt },
        ...{ firstAcknowledgedAt: at(100), escalateAt: null, lapseAt: at(1000), settleAt: null, causeActive: true },
      },
    ],
    [
      "that was called for is acknowledged until somebody closes it",
      ...([calledAndRaised, acknowledge, 100, "acknowledged: raised → acknowledged"] as const),
      { lapseAt: null, settleAt: null, escalateAt: null },
    ],
    [
      "is answered by whoever is on the way, until they should be there",
      ...([
        raised,
        onTheWay(400),
        100,
        "acknowledged: raised → acknowledged, taken_on: acknowledged → acknowledged",
      ] as const),
      {
        ...{ acknowledgedBy: nora, acknowledgedOn: "alert", firstAcknowledgedAt: at(100), escalateAt: null },
        ...{ owner: { ...nora, is: "on_the_way", until: at(400) }, lapseAt: at(400) },
      },
    ],
    [
      "waits half an hour for who is on the way, not longer",
      ...([
        raised,
        onTheWay(90_000),
        100,
        "acknowledged: raised → acknowledged, taken_on: acknowledged → acknowledged",
      ] as const),
      { owner: { ...nora, is: "on_the_way", until: at(1900) }, lapseAt: at(1900) },
    ],
    [
      "that was called for waits for whoever is on the way, and then asks again",
      ...([
        calledAndRaised,
        onTheWay(400),
        100,
        "acknowledged: raised → acknowledged, taken_on: acknowledged → acknowledged",
      ] as const),
      { lapseAt: at(400) },
    ],
    [
      "is answered by whoever is with it",
      ...([raised, isWithIt, 100, "acknowledged: raised → acknowledged"] as const),
      { acknowledgedBy: singh, owner: { ...singh, is: "has_it", until: null }, lapseAt: at(1000) },
    ],
    ["is nobody's to hand over", raised, handOver, 100, "refused: not_acknowledged"],
    ["is noted on without being answered", raised, note, 100, "noted: raised → raised", { escalateAt: at(180) }],
    ["is not resolved before somebody took it on", raised, resolve, 100, "refused: not_acknowledged"],
    ["that was called for is taken on before it is closed", calledAndRaised, resolve, 100, "refused: not_acknowledged"],
    ["has no answer to take back", raised, undo, 100, "refused: too_late_to_undo"],
    [
      "calls the next at once when a person says so",
      ...([raised, callNext, 100, "escalated: raised → raised"] as const),
      { level: 1, escalations: 1, escalateAt: at(100 + 360) },
    ],
    [
      "calls in a silence too when a person says so",
      ...([silent, callNext, 100, "escalated: raised → raised"] as const),
      { level: 1, quiet: null, escalateAt: at(100 + 360) },
    ],
    [
      "calls on at once where a person has called those of whom nobody is on duty",
      begin({ ...limit, emptySteps: new Set([1]) }),
      ...([callNext, 100, "escalated: raised → raised", { level: 1, skipped: 0, escalateAt: at(100) }] as const),
    ],
    [
      "counts another call for the same, and climbs on",
      ...([calledAndRaised, repeat, 100, "repeated: raised → raised"] as const),
      { repeats: 1, escalateAt: at(180) },
    ],
    [
      "does not climb in a silence, and climbs from its end",
      ...([raised, silence(600), 100, "quieted: raised → raised"] as const),
      { quiet: { until: at(600), priority: "medium" }, escalateAt: at(780) },
    ],
    ["is not silenced by a silence for lesser ones", raised, silence(600, "low"), 100, "nothing"],
    ["is not put off by a silence that is over", raised, silence(100), 100, "nothing"],
    [
      "climbs from when its silence is taken back",
      ...([silent, sound, 100, "sounded: raised → raised"] as const),
      { quiet: null, escalateAt: at(280) },
    ],
    ["that sounds is not sounded again", raised, sound, 100, "nothing"],
  ],
  "a latched alert": [
    [
      "closes with the answer it waited for",
      latched,
      acknowledge,
      100,
      "acknowledged: latched → acknowledged, resolved: acknowledged → resolved",
      {
        ...{ acknowledgedBy: nora, firstAcknowledgedAt: at(100), lapseAt: null, settleAt: null },
        ...{ resolvedAt: at(100), resolvedBy: null, outcome: "cause_ended" },
      },
    ],
    [
      "closes with whoever is with it",
      ...([latched, isWithIt, 100, "acknowledged: latched → acknowledged, resolved: acknowledged → resolved"] as const),
      { acknowledgedBy: singh, outcome: "cause_ended" },
    ],
    [
      "stays until whoever is on the way should be there",
      ...([
        latched,
        onTheWay(400),
        100,
        "acknowledged: latched → acknowledged, taken_on: acknowledged → acknowledged",
      ] as const),
      { causeActive: false, lapseAt: null, settleAt: at(400), owner: { ...nora, is: "on_the_way", until: at(400) } },
    ],
    ["is nobody's to hand over", latched, handOver, 100, "refused: not_acknowledged"],
    ["is noted on", latched, note, 100, "noted: latched → latched"],
    ["is acknowledged, not resolved", latched, resolve, 100, "refused: not_acknowledged"],
    ["has no answer to take back", latched, undo, 100, "refused: too_late_to_undo"],
    ["calls nobody for what is over", latched, callNext, 100, "refused: cause_ended"],
    [
      "is raised again when somebody calls for it",
      ...([latched, repeat, 100, "repeated: latched → raised"] as const),
      { causeActive: true, repeats: 1, escalateAt: at(280) },
    ],
    [
      "can be silent, for when its cause comes back",
      ...([latched, silence(600), 100, "quieted: latched → latched"] as const),
      { quiet: { until: at(600), priority: "medium" }, escalateAt: null },
    ],
    [
      "can be sounded",
      after(latched, [silence(600), 95]),
      ...([sound, 100, "sounded: latched → latched", { quiet: null, escalateAt: null }] as const),
    ],
  ],
  "an acknowledged alert": [
    [
      "tells the second one that somebody was faster",
      ...([acknowledged, { ...acknowledge, by: singh }, 100, "refused: already_acknowledged"] as const),
    ],
    [
      "is taken over by whoever is with it: the answer is theirs, and holds anew",
      ...([acknowledged, isWithIt, 100, "taken_on: acknowledged → acknowledged"] as const),
      {
        ...{ acknowledgedBy: singh, acknowledgedAt: at(100), acknowledgedOn: "alert", firstAcknowledgedAt: at(60) },
        ...{ owner: { ...singh, is: "has_it", until: null }, lapseAt: at(1000), undo: null },
      },
    ],
    [
      "is taken on by whoever is on the way",
      ...([acknowledged, onTheWay(400, singh), 100, "taken_on: acknowledged → acknowledged"] as const),
      { owner: { ...singh, is: "on_the_way", until: at(400) }, lapseAt: at(400), acknowledgedBy: singh },
    ],
    [
      "is handed over: the other is asked, and has the time of a step",
      ...([acknowledged, handOver, 100, "handed_over: acknowledged → acknowledged"] as const),
      { owner: { ...singh, is: "asked", until: at(280) }, lapseAt: at(280), acknowledgedBy: nora, undo: null },
    ],
    [
      "does not hold longer because another was asked",
      ...([acknowledged, handOver, 900, "handed_over: acknowledged → acknowledged"] as const),
      { owner: { ...singh, is: "asked", until: at(960) }, lapseAt: at(960) },
    ],
    [
      "that was called for holds for a time only once another was asked",
      ...([calledAndAcknowledged, handOver, 100, "handed_over: acknowledged → acknowledged"] as const),
      { lapseAt: at(280) },
    ],
    [
      "that another was asked to take over is taken over by them with an acknowledgement too",
      ...([
        asked,
        { do: "acknowledge", by: singh, on: "board" },
        120,
        "taken_on: acknowledged → acknowledged",
      ] as const),
      { owner: { ...singh, is: "has_it", until: null }, acknowledgedBy: singh, acknowledgedAt: at(120) },
    ],
    [
      "that another was asked to take over holds again when they do",
      ...([asked, isWithIt, 120, "taken_on: acknowledged → acknowledged"] as const),
      { acknowledgedBy: singh, owner: { ...singh, is: "has_it", until: null }, lapseAt: at(1020) },
    ],
    ["has an answer to take back, for a moment", acknowledged, undo, 70, "undone: acknowledged → raised"],
    ["is noted on", acknowledged, note, 100, "noted: acknowledged → acknowledged", { lapseAt: at(960) }],
    ["does not close by saying so while its cause stands", acknowledged, resolve, 100, "refused: cause_persists"],
    [
      "that was called for is closed by a person, who says how it ended",
      ...([calledAndAcknowledged, resolve, 100, "resolved: acknowledged → resolved"] as const),
      { resolvedAt: at(100), resolvedBy: nora, outcome: "attended", causeActive: false },
    ],
    [
      "whose cause has ended is closed by a person before it closes by itself",
      ...([settling, resolve, 100, "resolved: acknowledged → resolved"] as const),
      { resolvedAt: at(100), resolvedBy: nora, outcome: "attended", settleAt: null },
    ],
    [
      "whose cause has ended closes in its time also where another was asked to take it over",
      ...([settling, handOver, 100, "handed_over: acknowledged → acknowledged"] as const),
      { lapseAt: null, settleAt: at(150) },
    ],
    [
      "whose cause has ended closes in its time also where somebody else is on the way",
      ...([settling, onTheWay(400, singh), 100, "taken_on: acknowledged → acknowledged"] as const),
      { lapseAt: null, settleAt: at(150), acknowledgedBy: singh },
    ],
    ["has been answered: nobody else is called", acknowledged, callNext, 100, "refused: already_acknowledged"],
    [
      "counts another call for the same within a minute of the answer",
      ...([calledAndAcknowledged, repeat, 119.999, "repeated: acknowledged → acknowledged"] as const),
      { repeats: 1, acknowledgedBy: nora },
    ],
    [
      "is asked again by who calls later: somebody stands there",
      ...([calledAndAcknowledged, repeat, 120, "repeated: acknowledged → raised"] as const),
      { repeats: 1, acknowledgedBy: null, owner: null, firstAcknowledgedAt: at(60), escalateAt: at(300) },
    ],
    [
      "whose cause has ended stands again when somebody calls for it",
      ...([settling, repeat, 130, "repeated: acknowledged → raised"] as const),
      { causeActive: true, settleAt: null, escalateAt: at(310) },
    ],
    [
      "can be silent, for when its answer lapses",
      ...([acknowledged, silence(2000), 100, "quieted: acknowledged → acknowledged"] as const),
      { quiet: { until: at(2000), priority: "medium" }, escalateAt: null, lapseAt: at(960) },
    ],
  ],
  "a resolved alert": [
    ["is over for who would acknowledge it", resolved, acknowledge, 4000, "refused: already_resolved"],
    ["is over for who would come", resolved, onTheWay(4100), 4000, "refused: already_resolved"],
    ["is over for who would hand it over", resolved, handOver, 4000, "refused: already_resolved"],
    ["is noted on: what is learned later belongs to it", resolved, note, 4000, "noted: resolved → resolved"],
    ["is over for who would resolve it", resolved, resolve, 4000, "refused: already_resolved"],
    ["that was called for is over too", calledAndResolved, resolve, 4000, "refused: already_resolved"],
    ["that closed by itself is nobody's to take back", resolved, undo, 151, "refused: too_late_to_undo"],
    ["calls nobody", resolved, callNext, 4000, "refused: already_resolved"],
    ["is not called for again: a new one is raised", calledAndResolved, repeat, 100, "nothing"],
    ["has nothing to be silent about", resolved, silence(9000), 4000, "nothing"],
    ["has nothing to sound", resolved, sound, 4000, "nothing"],
  ],
};

testTable(table);
testEveryCommandInEveryState(table, "person");

describe("the refusals of an answer", () => {
  test("who comes second hears the name and the time of the first", () => {
    const second = transition(acknowledged, { ...acknowledge, by: singh }, at(100));
    expect(second).toEqual({ ok: false, refusal: { kind: "already_acknowledged", by: "Nurse Murphy", at: at(60) } });
  });

  test("who calls the next hears who has it", () => {
    expect(transition(acknowledged, callNext, at(100))).toMatchObject({ refusal: { by: "Nurse Murphy", at: at(60) } });
  });

  test("what a person has closed names them, what closed by itself names nobody", () => {
    expect(transition(calledAndResolved, acknowledge, at(100))).toMatchObject({
      refusal: { by: "Nurse Murphy", at: at(90) },
    });
    expect(transition(resolved, acknowledge, at(200))).toMatchObject({ refusal: { by: null, at: at(150) } });
  });
});

test("who settles what somebody is on the way to is the clock, when they should be there", () => {
  const way = after(latched, [onTheWay(400), 100]);
  expect(after(way, [settle, 399]).state).toBe("acknowledged");
  expect(after(way, [settle, 400])).toMatchObject({ state: "resolved", outcome: "cause_ended" });
});
