import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ShiftPlan, shiftAt, shiftsOnOffer } from "../src/domain/shifts.ts";

const usual = ["07:00", "19:00"];
const plan = (timeZone: string, times: readonly string[] = usual): ShiftPlan => ({ timeZone, times });
const shift = (given: ShiftPlan, now: string) => {
  const { from, until } = shiftAt(given, new Date(now));
  return [from.toISOString().slice(0, 16), until.toISOString().slice(0, 16)];
};
const hours = ([from, until]: readonly string[]) => (Date.parse(`${until}Z`) - Date.parse(`${from}Z`)) / 3_600_000;

describe("a shift", () => {
  test.each<[string, ShiftPlan, string, [string, string]]>([
    ["by day", plan("Europe/Dublin"), "2026-11-23T10:00:00Z", ["2026-11-23T07:00", "2026-11-23T19:00"]],
    [
      "by night, before midnight",
      plan("Europe/Dublin"),
      "2026-11-23T22:00:00Z",
      ["2026-11-23T19:00", "2026-11-24T07:00"],
    ],
    [
      "by night, after midnight",
      plan("Europe/Dublin"),
      "2026-11-24T03:00:00Z",
      ["2026-11-23T19:00", "2026-11-24T07:00"],
    ],
    [
      "that changes now is the next one",
      plan("Europe/Dublin"),
      "2026-11-23T19:00:00Z",
      ["2026-11-23T19:00", "2026-11-24T07:00"],
    ],
    ["into a leap day", plan("Europe/Dublin"), "2028-02-28T23:00:00Z", ["2028-02-28T19:00", "2028-02-29T07:00"]],
    ["out of a leap day", plan("Europe/Dublin"), "2028-02-29T23:00:00Z", ["2028-02-29T19:00", "2028-03-01T07:00"]],
    [
      "over the end of a year",
      plan("Europe/Dublin"),
      "2026-12-31T23:59:59.999Z",
      ["2026-12-31T19:00", "2027-01-01T07:00"],
    ],
    [
      "that changes at midnight",
      plan("America/Chicago", ["00:00", "08:00", "16:00"]),
      "2026-11-23T05:59:00Z",
      ["2026-11-22T22:00", "2026-11-23T06:00"],
    ],
    [
      "of a whole day",
      plan("Asia/Kolkata", ["08:30"]),
      "2026-11-23T03:00:00Z",
      ["2026-11-23T03:00", "2026-11-24T03:00"],
    ],
    ["14 h ahead of UTC", plan("Pacific/Kiritimati"), "2026-11-23T10:00:00Z", ["2026-11-23T05:00", "2026-11-23T17:00"]],
    ["12 h behind UTC", plan("Etc/GMT+12"), "2026-11-23T10:00:00Z", ["2026-11-23T07:00", "2026-11-23T19:00"]],
    [
      "a quarter of an hour beside its neighbours",
      plan("Pacific/Chatham"),
      "2026-07-01T00:00:00Z",
      ["2026-06-30T18:15", "2026-07-01T06:15"],
    ],
  ])("%s", (_sentence, given, now, expected) => {
    expect(shift(given, now)).toEqual(expected);
  });
});

describe("a night in which the clocks change", () => {
  test("is an hour shorter in spring and an hour longer in autumn: by the wall it ends at seven", () => {
    const spring = shift(plan("Europe/Dublin"), "2026-03-29T00:30:00Z");
    expect(spring).toEqual(["2026-03-28T19:00", "2026-03-29T06:00"]);
    expect(hours(spring)).toBe(11);
    const autumn = shift(plan("Europe/Dublin"), "2026-10-25T00:30:00Z");
    expect(autumn).toEqual(["2026-10-24T18:00", "2026-10-25T07:00"]);
    expect(hours(autumn)).toBe(13);
    expect(hours(shift(plan("Australia/Lord_Howe"), "2026-10-03T15:00:00Z"))).toBe(11.5);
  });

  test("ends a shift whose time is left out when the clocks are put forward over it", () => {
    // In Dublin there is no 01:30 on 29 March 2026: after 00:59:59 comes 02:00.
    const given = plan("Europe/Dublin", ["01:30", "13:30"]);
    expect(shift(given, "2026-03-29T00:59:59.999Z")).toEqual(["2026-03-28T13:30", "2026-03-29T01:00"]);
    expect(shift(given, "2026-03-29T01:00:00Z")).toEqual(["2026-03-29T01:00", "2026-03-29T12:30"]);
  });

  test("ends it so also where its time is the very first that is left out, be that midnight", () => {
    // In Santiago there is no midnight on 3 September 2028, in Dublin no 01:00 on 29 March 2026.
    const night = plan("America/Santiago", ["00:00", "08:00", "16:00"]);
    expect(shift(night, "2028-09-03T03:59:00Z")).toEqual(["2028-09-02T20:00", "2028-09-03T04:00"]);
    expect(shift(night, "2028-09-03T04:00:00Z")).toEqual(["2028-09-03T04:00", "2028-09-03T11:00"]);
    const given = plan("Europe/Dublin", ["01:00", "13:00"]);
    expect(shift(given, "2026-03-29T00:59:00Z")).toEqual(["2026-03-28T13:00", "2026-03-29T01:00"]);
  });

  test("has one change for two times that are left out together, and no shift of nothing between them", () => {
    const given = plan("Europe/Dublin", ["01:15", "01:45", "02:00"]);
    expect(shift(given, "2026-03-29T00:30:00Z")).toEqual(["2026-03-28T02:00", "2026-03-29T01:00"]);
    expect(shift(given, "2026-03-29T01:00:00Z")).toEqual(["2026-03-29T01:00", "2026-03-30T00:15"]);
  });

  test("ends a shift whose time comes twice at the first of them, and only there", () => {
    // In Chicago 01:30 comes twice on 1 November 2026, at 06:30 and 07:30 UTC.
    const given = plan("America/Chicago", ["01:30", "13:30"]);
    expect(shift(given, "2026-11-01T06:29:00Z")).toEqual(["2026-10-31T18:30", "2026-11-01T06:30"]);
    expect(shift(given, "2026-11-01T07:31:00Z")).toEqual(["2026-11-01T06:30", "2026-11-01T19:30"]);
  });

  test("that leaves out a whole day ends its shift at the midnight that follows", () => {
    // Samoa went from 29 to 31 December 2011.
    expect(shift(plan("Pacific/Apia"), "2011-12-30T06:00:00Z")).toEqual(["2011-12-30T05:00", "2011-12-30T10:00"]);
    expect(shift(plan("Pacific/Apia"), "2011-12-30T10:00:00Z")).toEqual(["2011-12-30T10:00", "2011-12-30T17:00"]);
  });
});

const zones = [
  ...["Europe/Dublin", "America/Chicago", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"],
  ...["Pacific/Kiritimati", "Etc/GMT+12", "Africa/Casablanca", "America/Asuncion", "Pacific/Chatham", "UTC"],
];
const minuteOfDay = fc.integer({ min: 0, max: 1439 });
const timeOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const anyPlan: fc.Arbitrary<ShiftPlan> = fc.record({
  timeZone: fc.constantFrom(...zones),
  times: fc.array(minuteOfDay, { minLength: 1, maxLength: 4 }).map((minutes) => minutes.map(timeOf)),
});
const days = { min: new Date("2010-01-01T00:00:00Z"), max: new Date("2035-01-01T00:00:00Z"), noInvalidDate: true };
/** Half of them within a day of a change of some zone's clocks. */
const anyMoment = fc.oneof(
  fc.date(days),
  fc
    .record({ near: fc.date(days), zone: fc.constantFrom(...zones), millis: fc.integer({ min: -9e7, max: 9e7 }) })
    .map(({ near, zone, millis }) => {
      const there = Temporal.Instant.fromEpochMilliseconds(near.getTime()).toZonedDateTimeISO(zone);
      return new Date((there.getTimeZoneTransition("previous") ?? there).epochMilliseconds + millis);
    }),
);

describe("the shifts of any hospital at any time", () => {
  test("part time: each moment is in one shift, and where one ends the next begins", () => {
    fc.assert(
      fc.property(anyPlan, anyMoment, fc.double({ min: 0, max: 1, noNaN: true }), (given, now, share) => {
        const { from, until } = shiftAt(given, now);
        expect(from <= now && now < until).toBe(true);
        const within = new Date(from.getTime() + Math.floor(share * (until.getTime() - 1 - from.getTime())));
        expect(shiftAt(given, within)).toEqual({ from, until });
        expect(shiftAt(given, new Date(until.getTime() - 1))).toEqual({ from, until });
        expect(shiftAt(given, until).from).toEqual(until);
        expect(shiftAt(given, new Date(from.getTime() - 1)).until).toEqual(from);
      }),
      { numRuns: 2_000 },
    );
  });

  test("change when the clocks on the walls first show the time, or one after it", () => {
    fc.assert(
      fc.property(anyPlan, anyMoment, (given, now) => {
        const { until } = shiftAt(given, now);
        const before = wall(new Date(until.getTime() - 1), given.timeZone);
        const after = wall(until, given.timeZone);
        const days = [before, dayAfter(before), after].map((shown) => shown.slice(0, 10));
        const due = given.times.some((time) =>
          days.some((day) => before < `${day} ${time}` && `${day} ${time}` <= after),
        );
        expect(due).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("follow each other on the day: as many a day as there are times", () => {
    const given = plan("America/Chicago", ["07:00", "15:00", "23:00"]);
    let now = new Date("2026-01-01T13:00:00Z");
    let changes = 0;
    while (now < new Date("2027-01-01T13:00:00Z")) {
      now = shiftAt(given, now).until;
      changes += 1;
      expect(given.times).toContain(wall(now, given.timeZone).slice(11));
    }
    expect(changes).toBe(3 * 365);
  });
});

/** `2026-11-23 19:00` as the clocks show it, by another way than the one under test. */
function wall(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA-u-nu-latn", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}

/** Of the calendar, also where the zone left it out. */
const dayAfter = (day: string) => Temporal.PlainDate.from(day.slice(0, 10)).add({ days: 1 }).toString();

describe("somebody who comes", () => {
  const offer = (now: string) => shiftsOnOffer(plan("Europe/Dublin"), new Date(now));

  test("in the middle of a shift most likely comes for it", () => {
    expect(offer("2026-11-23T10:00:00Z")).toEqual({
      running: { from: new Date("2026-11-23T07:00:00Z"), until: new Date("2026-11-23T19:00:00Z") },
      following: { from: new Date("2026-11-23T19:00:00Z"), until: new Date("2026-11-24T07:00:00Z") },
      likely: "running",
    });
  });

  test("shortly before the handover most likely comes for the next one", () => {
    expect(offer("2026-11-23T18:14:00Z").likely).toBe("running");
    expect(offer("2026-11-23T18:15:00Z").likely).toBe("following");
    expect(offer("2026-11-23T19:00:00Z").likely).toBe("running");
  });
});

test("a hospital without a time at which shifts change is a mistake of ours", () => {
  expect(() => shiftAt(plan("UTC", []), new Date())).toThrow(RangeError);
});
