import { describe, expect, test } from "vitest";
import { overdueAfterMinutes, roundMinutes, stageChangesAt, stageOf } from "../src/domain/rounds.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 10, 0) + minutes * 60_000);

describe("how often a set of observations is wanted", () => {
  test.for<[string, Parameters<typeof roundMinutes>[0], number]>([
    ["of whom all is well, every twelve hours", { total: 0, anySingleThree: false }, 720],
    ["of whom a little is not, every six", { total: 4, anySingleThree: false }, 360],
    ["of whom one sign is far off, every hour", { total: 3, anySingleThree: true }, 60],
    ["with a score of 5 or 6, every hour", { total: 5, anySingleThree: false }, 60],
    ["from 7 on what no monitor measures, every half hour", { total: 9, anySingleThree: true }, 30],
    ["of a child, who has no score, every four", null, 240],
  ])("%s", ([, score, minutes]) => {
    expect(roundMinutes(score)).toBe(minutes);
  });
});

describe("how late a set is", () => {
  const hourly = { dueAt: at(0), minutes: 60 };

  test.for<[string, number, ReturnType<typeof stageOf>, number | null]>([
    ["before its time it waits", -1, "waiting", 0],
    ["at its time it is due", 0, "due", 9],
    ["nine minutes on an hourly one is overdue", 9, "overdue", 30],
    ["half an hour on it is long overdue, and stays so", 30, "long_overdue", null],
  ])("%s", ([, minutes, stage, next]) => {
    expect(stageOf(hourly, at(minutes))).toBe(stage);
    expect(stageChangesAt(hourly, at(minutes))).toEqual(next === null ? null : at(next));
  });

  test("a rare one is given longer, and none longer than two hours", () => {
    expect([30, 60, 360, 720].map(overdueAfterMinutes)).toEqual([
      { overdue: 5, longOverdue: 15 },
      { overdue: 9, longOverdue: 30 },
      { overdue: 54, longOverdue: 120 },
      { overdue: 60, longOverdue: 120 },
    ]);
  });
});
