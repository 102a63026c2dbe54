import { basename } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { loadAssets } from "../../src/assets.ts";

const assets = loadAssets();
function sheet(name: string): string {
  const served = assets.file(basename(assets.url(name)))?.plain.toString() ?? "";
  return served.replaceAll(/\/\*[\s\S]*?\*\//g, "");
}
const css = sheet("app.css");
/** What a page that is no board loads besides. */
const pages = sheet("pages.css");

test.each([
  ["the boards’", css],
  ["the pages’", pages],
])("%s stylesheet asks for nothing that a wall screen of 2020 lacks", (_, css) => {
  // Cascade layers, :has, containers, newer colours, and the short logical properties of Chrome 87.
  expect(css).not.toMatch(/@layer|@container|@scope|:has\(|:is\(|:where\(|oklch|color-mix|light-dark\(|dvh|svh/);
  expect(css).not.toMatch(
    /\b(inset|inset-inline|inset-block|padding-inline|padding-block|margin-inline|margin-block)\s*:/,
  );
  expect(css).not.toContain("&");
});

test.each([
  ["the boards’", css],
  ["the pages’", pages],
])("%s left and right appear only in pairs or beside a rule for the other direction of writing", (_, css) => {
  const rules = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  const lopsided = rules.filter(([, selector = "", body = ""]) => {
    const sides = ["left", "right"].map((side) => new RegExp(`(^|[\\s-])${side}\\s*:`, "m").test(body));
    return sides[0] !== sides[1] && !/\.skip|\.top \.panel|\.hospital-menu \.panel/.test(selector);
  });
  expect(lopsided.map(([, selector]) => selector?.trim())).toEqual([]);
});

test("only an unanswered high alert flashes, once a second, and not for who asked for less motion", () => {
  const animations = [...css.matchAll(/animation:\s*([^;]+);/g)].map((found) => found[1]);
  expect(animations.toSorted()).toEqual(["flash 1s step-end infinite", "leave 9s step-end forwards"]);
  expect(css).toMatch(
    /@media \(prefers-reduced-motion: no-preference\) \{\s*\.alert\.raised\.high \{\s*animation: flash/,
  );
});

test("the stylesheet comes in two packets' time on a slow line", () => {
  expect(brotliCompressSync(css).length).toBeLessThan(8 * 1024);
  expect(brotliCompressSync(pages).length).toBeLessThan(4 * 1024);
});
