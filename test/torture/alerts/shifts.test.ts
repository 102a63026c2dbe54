import { describe, expect, test } from "vitest";
import { newAlert, transition } from "../../../src/domain/alert-life.ts";
import { defaultLadders } from "../../../src/domain/escalation.ts";
import { shiftAt } from "../../../src/domain/shifts.ts";
import { size, tell, timeout } from "../size.ts";

/** Both ends of the world's clocks, and where they change: on either side of the year, by half an hour, at midnight, twice. */
const someZones = [
  ...["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Dublin", "America/Chicago", "Australia/Lord_Howe"],
  ...["America/Santiago", "Asia/Beirut", "Africa/Casablanca", "Pacific/Chatham", "America/St_Johns", "UTC"],
];
const zones = size(someZones, [...new Set([...someZones, ...Intl.supportedValuesOf("timeZone")])]);
/** With leap days in them. */
const [firstDay, lastDay] = size(
  [Date.UTC(2027, 11, 1), Date.UTC(2028, 10, 30)],
  [Date.UTC(2024, 0, 1), Date.UTC(2029, 0, 1)],
) as [number, number];
const times = [
  ["07:00", "19:00"],
  ["00:00", "08:00", "16:00"],
  ["01:30", "02:30", "23:59"],
];

const minuteMillis = 60_000;
const hourMillis = 3_600_000;
const dayMillis = 86_400_000;

test(
  "shifts follow each other, each once, by the clock on the wall of every zone in every night",
  () => {
    let shifts = 0;
    for (const timeZone of zones) {
      const wall = wallClock(timeZone);
      for (const plan of times) {
        const expected = changesOf(wall, plan);
        const found: number[] = [];
        let now = new Date(expected[0] ?? Number.NaN);
        while (now.getTime() < (expected.at(-1) ?? 0)) {
          const { from, until } = shiftAt({ timeZone, times: plan }, now);
          found.push(from.getTime());
          now = until;
        }
        found.push(now.getTime());
        if (found.join() !== expected.join())
          expect({ timeZone, plan, found }).toEqual({ timeZone, plan, found: expected });
        shifts += found.length - 1;
      }
    }
    tell(`A7: the shifts of ${zones.length} zones`, { shifts });
    expect(shifts).toBeGreaterThan(zones.length * times.length * 365);
  },
  timeout,
);

describe("a ladder that runs while the clocks change", () => {
  // Europe forward and back, Chicago forward and back, a leap day, midnight at either end of the world.
  test.each([
    "2026-03-29T00:59:30Z",
    "2026-10-25T00:59:30Z",
    "2027-03-14T07:59:30Z",
    "2027-11-07T06:59:30Z",
    "2028-02-28T23:59:30Z",
    "2028-02-29T23:59:30Z",
    "2026-12-31T09:59:30Z",
    "2026-12-31T11:59:30Z",
  ])("takes its steps after so many real minutes: raised at %s", (raised) => {
    const t0 = new Date(raised);
    const given = { kind: "called", priority: "high", lapses: false, ladder: defaultLadders.high } as const;
    let { alert } = newAlert({ ...given, emptySteps: new Set(), quiet: null }, t0);
    const minutes: number[] = [];
    for (let step = 0; step < 5; step++) {
      const due = alert.escalateAt ?? t0;
      minutes.push((due.getTime() - t0.getTime()) / minuteMillis);
      const early = transition(alert, { do: "escalate" }, new Date(due.getTime() - 1));
      expect(early.ok && early.steps).toEqual([]);
      const done = transition(alert, { do: "escalate" }, due);
      if (done.ok) alert = done.alert;
    }
    expect(minutes).toEqual([1, 3, 5, 10, 15]);
  });
});

/** What the clock on a wall shows, in milliseconds as if it were UTC. */
type Wall = (at: number) => number;

function wallClock(timeZone: string): Wall {
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  };
}

/** All moments at which a shift should change, reckoned without the calendar that the product uses. */
function changesOf(wall: Wall, plan: readonly string[]): number[] {
  const changes = new Set<number>();
  for (let day = firstDay; day <= lastDay; day += dayMillis)
    for (const time of plan) {
      const [hours = 0, minutes = 0] = time.split(":").map(Number);
      changes.add(firstShown(wall, day + hours * hourMillis + minutes * minuteMillis));
    }
  return [...changes].sort((a, b) => a - b);
}

/** When `shown` is first on the wall; where the clocks are put forward over it, when they are. */
function firstShown(wall: Wall, shown: number): number {
  const before = shown - 16 * hourMillis;
  const after = shown + 16 * hourMillis;
  const at = (offsetAt: number) => shown - (wall(offsetAt) - offsetAt);
  const candidates = [at(before), at(after)].filter((candidate) => wall(candidate) === shown);
  if (candidates.length > 0) return Math.min(...candidates);
  let [low, high] = [before, after];
  const offsetBefore = wall(before) - before;
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (wall(middle) - middle === offsetBefore) low = middle;
    else high = middle;
  }
  return high;
}
