import { describe, expect, test } from "vitest";
import {
  defaultLadders,
  everyoneAtOnce,
  type Ladder,
  type LadderSubject,
  subjectOf,
  technicalLadder,
  unwatchedLadder,
} from "../src/domain/escalation.ts";
import { ladderInForce, readSubject } from "../src/domain/ladders-in-force.ts";

const own = (repeatSeconds: number): Ladder => ({
  steps: [{ afterSeconds: 0, calls: [{ who: "role", role: "nurse", reach: "ward" }] }],
  repeatSeconds,
});
const saved = (subject: LadderSubject, ladder: Ladder | null, priority: "high" | "low" = "high") => ({
  ...{ subject, priority, ladder },
});
const fall = { kind: "called", priority: "high", kindId: "fall" } as const;
const arrest = { ...fall, kindId: "cardiac_arrest" } as const;
const lost = { kind: "technical", priority: "high", kindId: "device_lost" } as const;
const unwatched = { ...lost, kindId: "ward_unwatched" } as const;
const limit = { kind: "clinical", priority: "high", kindId: null } as const;

describe("which ladder an alert gets", () => {
  test.each([
    ["the default where the hospital has none", [], limit, defaultLadders.high, "default"],
    ["the technical default for a lost monitor", [], { ...limit, kind: "technical" }, technicalLadder, "default"],
    ["the hospital's own", [saved("clinical", own(60))], limit, own(60), "own"],
    [
      "the default where the own one is of another priority",
      [saved("clinical", own(60), "low")],
      limit,
      defaultLadders.high,
      "default",
    ],
    ["the default again where that was saved", [saved("clinical", null)], limit, defaultLadders.high, "default"],
    ["that of all calls, for a fall", [saved("called", own(60))], fall, own(60), "sort"],
    [
      "its own before that of all calls",
      [saved("called", own(60)), saved("called:fall", own(90))],
      fall,
      own(90),
      "own",
    ],
    [
      "that of all calls again where its own was given up",
      [saved("called", own(60)), saved("called:fall", null)],
      fall,
      own(60),
      "sort",
    ],
    ["everyone at once for a cardiac arrest", [], arrest, everyoneAtOnce, "default"],
    [
      "everyone at once for a cardiac arrest, whatever is said of all calls",
      [saved("called", own(60))],
      arrest,
      everyoneAtOnce,
      "default",
    ],
    [
      "what the hospital says of a cardiac arrest itself",
      [saved("called:cardiac_arrest", own(90))],
      arrest,
      own(90),
      "own",
    ],
    [
      "that of its own by default for a ward that nobody watches, whatever is said of all technical alerts",
      [saved("technical", own(60))],
      unwatched,
      unwatchedLadder,
      "default",
    ],
    ["that of all technical alerts for a lost monitor", [saved("technical", own(60))], lost, own(60), "sort"],
    [
      "its own where the hospital has one for that cause",
      [saved("technical:device_lost", own(90))],
      lost,
      own(90),
      "own",
    ],
    [
      "what is said of all calls for a call that is named like a technical cause",
      [saved("called", own(60))],
      { ...fall, kindId: "ward_unwatched" },
      own(60),
      "sort",
    ],
  ] as const)("%s", (_name, versions, asked, ladder, from) => {
    expect(ladderInForce(versions, asked)).toEqual({ ladder, from });
  });
});

describe("what a ladder is for", () => {
  test.each(["clinical", "technical", "called", "called:fall", "called:kind_2", "technical:feed_down"])(
    "%s is read back",
    (text) => {
      const read = readSubject(text);
      expect(read && subjectOf(read.kind, read.kindId)).toBe(text);
    },
  );
  test.each([
    "",
    "Clinical",
    "clinical:fall",
    "called:",
    "called:Fall",
    "called:fall\n",
    "called:fall:x",
    "called:__proto__",
    "technical:fall",
    "technical:constructor",
    "x",
  ])("%j is nothing", (text) => {
    expect(readSubject(text)).toBeNull();
  });
});
