import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactLocal, localOf, momentOf } from "../src/domain/local-time.ts";

describe("a time as people write it", () => {
  test.each<[string, string, "from" | "until", string | null]>([
    ["2026-11-23T10:18", "Europe/Dublin", "from", "2026-11-23T10:18:00Z"],
    ["2026-07-23T10:18", "Europe/Dublin", "from", "2026-07-23T09:18:00Z"],
    ["2026-07-23T10:18:30", "Pacific/Apia", "from", "2026-07-22T21:18:30Z"],
    // The hour that comes twice is searched whole.
    ["2026-10-25T01:30", "Europe/Dublin", "from", "2026-10-25T00:30:00Z"],
    ["2026-10-25T01:30", "Europe/Dublin", "until", "2026-10-25T01:30:00Z"],
    // The one that is left out is a moment of the change.
    ["2026-03-29T01:30", "Europe/Dublin", "from", "2026-03-29T00:30:00Z"],
    ["2026-03-29T01:30", "Europe/Dublin", "until", "2026-03-29T01:30:00Z"],
    ["2026-02-30T10:00", "Europe/Dublin", "from", null],
    ["2026-11-23T24:00", "Europe/Dublin", "from", null],
    ["2026-11-23", "Europe/Dublin", "from", null],
    ["2026-11-23T10:18Z", "Europe/Dublin", "from", null],
    ["", "Europe/Dublin", "from", null],
    ["9999-99-99T99:99", "Europe/Dublin", "from", null],
  ])("%s in %s (%s)", (text, zone, edge, expected) => {
    expect(momentOf(text, zone, edge)?.toISOString() ?? null).toBe(expected && new Date(expected).toISOString());
  });

  test("is read as it was shown, in every zone and season", () => {
    const zones = ["Europe/Dublin", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "America/St_Johns"];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), fc.constantFrom(...zones), (seconds, zone) => {
        const moment = new Date(Math.floor(seconds / 60) * 60_000);
        const shown = localOf(moment, zone);
        const read = [momentOf(shown, zone, "from"), momentOf(shown, zone, "until")].map((m) => m?.getTime());
        // Of an hour that comes twice it is one of the two.
        expect(read).toContain(moment.getTime());
        expect(new Date(exactLocal(moment, zone)).getTime()).toBe(moment.getTime());
      }),
    );
  });
});
