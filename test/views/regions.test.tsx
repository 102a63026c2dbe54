import { describe, expect, test } from "vitest";
import { changesOf, digestOf, drawBed, drawBoard, fnv1a, partial } from "../../src/views/regions.tsx";
import { boardPage } from "./a-page.tsx";
import {
  aBed,
  aBoard,
  aCause,
  aContext,
  ago,
  anAlert,
  anAnsweredAlert,
  aStay,
  aTrend,
  now,
  type StayChanges,
} from "./a-ward.ts";
import { skeletonOf, valuesOf } from "./skeleton.ts";

const board = aBoard({
  alerts: [
    anAlert(),
    anAlert({ alertId: "13", state: "latched", causeActive: false }),
    anAnsweredAlert({ alertId: "14", kind: "called", cause: "fall", title: "Fall" }),
    anAlert({ alertId: "15", causes: [aCause("spo2:low"), aCause("heartRate:high", { active: false })], skipped: 1 }),
    anAnsweredAlert({ alertId: "16", causeActive: false, settleAt: ago(-40), quietUntil: ago(-600), notes: 2 }),
    anAnsweredAlert({ alertId: "17", owner: { staffId: "7", name: "Dr Singh", is: "on_the_way", until: ago(-300) } }),
  ],
  beds: [
    aBed({ stay: aStay({ alert: anAlert(), trend: aTrend("spo2", [97, 95, 92, 88, 84]) }) }),
    aBed({ bedId: "W1-05", stay: null }),
    aBed({ bedId: "W1-06" }),
  ],
});
const regions = drawBoard(board, aContext());

describe("a region", () => {
  test("begins with its own element, which carries its id and the hash of everything else but its parts", () => {
    for (const { id, html, version, parts } of regions) {
      expect(html).toMatch(/^<(div|ol|article) data-v="[0-9a-z]+" id="/);
      expect(valuesOf("id", html)[0]).toBe(id);
      expect(valuesOf("data-v", html)).toEqual([version, ...parts.map((part) => part.version)]);
      const bare = parts.reduce((whole, part) => whole.replace(part.html, `<!--${part.id}-->`), html);
      expect(fnv1a(bare.replace(` data-v="${version}"`, ""))).toBe(version);
    }
  });

  test("of a bed that is taken has what its monitor sends as parts, each a region of its own", () => {
    const parts = regions.filter(({ id }) => id.startsWith("bed-")).map((bed) => bed.parts);
    expect(parts.map((each) => each.map(({ id }) => id))).toEqual([
      ["heartRate-W1-04", "spo2-W1-04", "respiratoryRate-W1-04"],
      [],
      ["heartRate-W1-06", "spo2-W1-06", "respiratoryRate-W1-06"],
    ]);
    for (const { id, html, version } of parts.flat()) {
      expect(html.startsWith(`<div data-v="${version}" id="${id}" class="sign `)).toBe(true);
      expect(fnv1a(html.replace(` data-v="${version}"`, ""))).toBe(version);
    }
  });

  test("looks the same a day later when nothing has changed, so that page and server agree on its version", () => {
    const tomorrow = new Date(now.getTime() + 86_400_000);
    expect(drawBoard({ ...board, now: tomorrow }, aContext({ now: tomorrow }))).toEqual(regions);
  });

  test("stands in the page exactly as it is streamed", () => {
    const page = boardPage(board);
    for (const region of regions) {
      expect(page).toContain(region.html);
      expect(partial(region)).toBe(
        `<hx-partial hx-target="#${region.id}" hx-swap="outerMorph">${region.html}</hx-partial>`,
      );
    }
  });

  test("holds no behaviour of its own: no hx-*, no handler, no script, no style", () => {
    for (const { html } of regions) {
      expect(skeletonOf(html).filter((tag) => / (hx-|on|style)|^(script|style|link)/.test(tag))).toEqual([]);
    }
  });
});

describe("what brings a page up to date", () => {
  const bed = (changed: StayChanges) => drawBed(aBed({ stay: aStay(changed) }), aContext());
  const usual = bed({});
  const ids = (changed: StayChanges) => changesOf(usual, bed(changed)).map(({ id }) => id);

  test.each<readonly [what: string, changed: StayChanges, ids: readonly string[]]>([
    ["nothing, where all looks the same", {}, []],
    ["a cell, where a reading changed", { values: { heartRate: 73 } }, ["heartRate-W1-04"]],
    ["cells, where some did", { values: { heartRate: 73, spo2: 98 } }, ["heartRate-W1-04", "spo2-W1-04"]],
    ["the card, where something else did", { values: { temperature: 37.1 } }, ["bed-W1-04"]],
    ["the card alone, where both did", { values: { temperature: 37.1, heartRate: 73 } }, ["bed-W1-04"]],
  ])("%s", (_, changed, expected) => expect(ids(changed)).toEqual(expected));

  test("the card, where it is not known what it shows, and where somebody comes or goes", () => {
    const free = drawBed(aBed({ stay: null }), aContext());
    expect(changesOf(undefined, usual)).toEqual([usual]);
    expect(changesOf(free, usual)).toEqual([usual]);
    expect(changesOf(usual, free)).toEqual([free]);
  });
});

describe("the page", () => {
  test("has each id once", () => {
    const ids = valuesOf("id", boardPage(board));
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  });

  test("has no inline script, style or handler, which its policy would refuse", () => {
    const tags = skeletonOf(boardPage(board));
    expect(tags.filter((tag) => / (on[a-z]+|style)( |$)|^style/.test(tag))).toEqual([]);
    expect(tags.filter((tag) => tag.startsWith("script")).every((tag) => tag.includes("src"))).toBe(true);
    expect(tags.some((tag) => tag.startsWith("broken"))).toBe(false);
  });

  test("streams the ward that is looked at, from the moment it was read", () => {
    const page = boardPage({ ...board, wardId: "W1" });
    expect(page).toContain(`hx-sse:connect="/hospitals/st-brigid/stream?ward=W1&amp;pace=live&amp;after=e1.12"`);
    expect(page).toContain(`data-poll="/hospitals/st-brigid/poll?ward=W1"`);
    expect(page).toContain(`<input type="hidden" name="ward" value="W1"/>`);
  });

  test("says DEMO where the patients are invented", () => {
    expect(boardPage(board)).not.toContain("DEMO");
    expect(boardPage({ ...board, hospital: { ...board.hospital, demo: true } })).toContain("DEMO");
  });

  test("hides the way to act from who has been away, and says so", () => {
    const page = boardPage(board, undefined, true);
    expect(page).toContain("data-idle");
    expect(page).toContain("Sign in again to act");
  });
});

describe("the digest of a board", () => {
  test("is the same in whatever order the regions are given", () => {
    expect(digestOf([...regions].reverse())).toBe(digestOf(regions));
  });
  test("changes when one region does", () => {
    for (const [place, region] of regions.entries()) {
      const others = regions.toSpliced(place, 1);
      expect(digestOf([{ ...region, version: "other" }, ...others])).not.toBe(digestOf(regions));
      for (const [nth, part] of region.parts.entries()) {
        const parts = region.parts.with(nth, { ...part, version: "other" });
        expect(digestOf([{ ...region, parts }, ...others])).not.toBe(digestOf(regions));
      }
    }
  });
  test("is FNV-1a as everybody computes it", () => {
    expect(fnv1a("")).toBe((0x811c9dc5).toString(36));
    expect(fnv1a("a")).toBe((0xe40c292c).toString(36));
    expect(fnv1a("foobar")).toBe((0xbf9cf968).toString(36));
  });
});
