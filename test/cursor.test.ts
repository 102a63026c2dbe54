import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCursor, parseCursor } from "../src/events/cursor.ts";

const epoch = "0123456789ab";

describe("a cursor", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seq) => {
        expect(parseCursor(formatCursor({ epoch, seq }))).toEqual({ epoch, seq });
      }),
    );
  });

  it.each([
    ["nothing", ""],
    ["a negative number", `${epoch}.-1`],
    ["a number with a sign", `${epoch}.+1`],
    ["a leading zero", `${epoch}.01`],
    ["a fraction", `${epoch}.1.5`],
    ["an exponent", `${epoch}.1e3`],
    ["more than JavaScript counts exactly", `${epoch}.9007199254740993`],
    ["no epoch", ".7"],
    ["an epoch in capitals", "0123456789AB.7"],
    ["an epoch that is too short", "0123456789a.7"],
    ["a zero byte", `${epoch}.7\0`],
    ["a line end", `${epoch}.7\n`],
    ["a quote", `${epoch}.7'`],
    ["a statement", "'; drop table outbox; --"],
    ["ten megabytes", `${epoch}.${"7".repeat(10_000_000)}`],
    ["other digits", `${epoch}.٧`],
    ["null", null],
    ["undefined", undefined],
  ])("is none when it holds %s", (_, text) => expect(parseCursor(text)).toBeNull());

  it("is either none or exactly what it says, for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{10,13}\.[0-9]{0,18}$/)), (text) => {
        const cursor = parseCursor(text);
        if (cursor) expect(formatCursor(cursor)).toBe(text);
      }),
    );
  });
});
