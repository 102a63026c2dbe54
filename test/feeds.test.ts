import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Feed, judgeSilence, type WatchedDevice } from "../src/domain/feeds.ts";

const now = new Date("2026-11-23T10:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

/** Expected once a minute: lost after five. */
const monitor = (deviceId: string, heardSecondsAgo: number, lostSecondsAgo?: number): WatchedDevice => ({
  ...{ deviceId, bedId: `W1-${deviceId}`, wardId: "W1", lastHeardAt: ago(heardSecondsAgo) },
  ...{
    lostAt: lostSecondsAgo === undefined ? null : ago(lostSecondsAgo),
    dueAt: ago((lostSecondsAgo ?? heardSecondsAgo) - 300),
  },
});
const feed = (name: string, ...ids: string[]): Feed => ({ name, deviceIds: new Set(ids) });
const gateway = feed("gateway", "a", "b", "c");

interface Verdict {
  readonly lost: string;
  readonly down: string;
  readonly alone: string;
}
function verdict(devices: readonly WatchedDevice[], feeds: readonly Feed[] = []): Verdict {
  const { newlyLost, down, alone } = judgeSilence(devices, feeds, now);
  const ids = (some: readonly WatchedDevice[]) => some.map(({ deviceId }) => deviceId).join(" ");
  return { lost: ids(newlyLost), down: down.map(({ name }) => name).join(" "), alone: ids(alone) };
}

describe("monitors that fall silent", () => {
  test.each<[string, readonly WatchedDevice[], readonly Feed[], Verdict]>([
    ["none, while all are heard", [monitor("a", 4), monitor("b", 59)], [gateway], { lost: "", down: "", alone: "" }],
    ["one that no feed speaks for is lost by itself", [monitor("a", 301)], [], { lost: "a", down: "", alone: "a" }],
    [
      "one alone behind its gateway is no feed that is down",
      [monitor("a", 301)],
      [gateway],
      { lost: "a", down: "", alone: "a" },
    ],
    [
      "one of several behind a gateway from which others are heard",
      [monitor("a", 301), monitor("b", 4), monitor("c", 4)],
      ...([[gateway], { lost: "a", down: "", alone: "a" }] as const),
    ],
    [
      "all behind a gateway are one trouble",
      [monitor("a", 301), monitor("b", 302), monitor("c", 304)],
      ...([[gateway], { lost: "a b c", down: "gateway", alone: "" }] as const),
    ],
    [
      "all behind a gateway, one of which had been lost before",
      [monitor("a", 4000, 3700), monitor("b", 301)],
      ...([[gateway], { lost: "b", down: "gateway", alone: "" }] as const),
    ],
    [
      "the first of a gateway from which nothing comes any more is waited for the others",
      [monitor("a", 303), monitor("b", 299), monitor("c", 298)],
      ...([[gateway], { lost: "", down: "", alone: "" }] as const),
    ],
    [
      "the first of them is lost by itself when the others take too long",
      [monitor("a", 316), monitor("b", 280), monitor("c", 280)],
      ...([[gateway], { lost: "a", down: "", alone: "a" }] as const),
    ],
    [
      "those of another gateway are heard, and are no part of it",
      [monitor("a", 301), monitor("b", 301), monitor("x", 4), monitor("y", 301)],
      ...([[gateway, feed("other", "x", "y")], { lost: "a b y", down: "gateway", alone: "y" }] as const),
    ],
    [
      "two credentials of one gateway are one trouble",
      [monitor("a", 301), monitor("b", 301)],
      ...([[feed("old", "a", "b"), feed("new", "a", "b")], { lost: "a b", down: "old", alone: "" }] as const),
    ],
    [
      "a ward's feed within the hospital's goes up in it",
      [monitor("a", 301), monitor("b", 301), monitor("c", 301)],
      ...([
        [feed("ward", "a", "b"), feed("hospital", "a", "b", "c")],
        { lost: "a b c", down: "hospital", alone: "" },
      ] as const),
    ],
    [
      "a ward's feed is down while the rest of the hospital's is heard",
      [monitor("a", 301), monitor("b", 301), monitor("c", 4)],
      ...([
        [feed("ward", "a", "b"), feed("hospital", "a", "b", "c")],
        { lost: "a b", down: "ward", alone: "" },
      ] as const),
    ],
    [
      "one that was called lost just now, and of which nothing stands, has its time once more",
      [monitor("a", 4000, 60), monitor("b", 4)],
      ...([[gateway], { lost: "", down: "", alone: "" }] as const),
    ],
    [
      "one that had its time and is silent still",
      [monitor("a", 4000, 301), monitor("b", 4)],
      ...([[gateway], { lost: "", down: "", alone: "a" }] as const),
    ],
  ])("%s", (_sentence, devices, feeds, expected) => {
    expect(verdict(devices, feeds)).toEqual(expected);
  });
});

test("whatever feeds there are: who is lost is said once, by itself or by its feed, and nobody who is heard is lost", () => {
  const anyDevice = fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.integer({ min: 0, max: 700 }), fc.boolean());
  const devices = fc
    .uniqueArray(anyDevice, { selector: ([id]) => id, maxLength: 5 })
    .map((all) => all.map(([id, heard, lost]) => monitor(id, heard, lost && heard > 300 ? heard - 300 : undefined)));
  const feeds = fc
    .array(fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1 }), { maxLength: 4 })
    .map((all) => all.map((ids, i) => feed(`feed ${i}`, ...ids)));
  fc.assert(
    fc.property(devices, feeds, (some, known) => {
      const { newlyLost, down, alone } = judgeSilence(some, known, now);
      const stood = down.flatMap((one) => one.devices);
      for (const device of newlyLost) {
        expect(device.lostAt).toBeNull();
        expect(device.dueAt < now).toBe(true);
        expect(stood.includes(device)).not.toBe(alone.includes(device));
      }
      for (const device of alone) expect(device.dueAt < now).toBe(true);
      // Nobody is held for longer than a quarter of a minute.
      for (const device of some)
        if (device.dueAt < new Date(now.getTime() - 15_000))
          expect(stood.includes(device) || alone.includes(device)).toBe(true);
      for (const { devices: of } of down) expect(of.length).toBeGreaterThan(1);
    }),
    { numRuns: 3_000 },
  );
});
