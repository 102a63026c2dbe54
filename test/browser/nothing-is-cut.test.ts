import { basename } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loadAssets } from "../../src/assets.ts";
import { openBrowser } from "../support/chromium.ts";
import { aPerson, boardPage } from "../views/a-page.tsx";
import { fullBoard } from "./support/full-board.ts";
import { illegible } from "./support/legible.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const assets = loadAssets();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const screens = {
  "a wall screen": { width: 1920, height: 1080 },
  "a laptop": { width: 1280, height: 720 },
  "a phone": { width: 390, height: 844 },
} as const;
const people = {
  nurse: aPerson({ name: "Adaeze Okonkwo" }),
  display: aPerson({ role: "display", name: "Ward screen", wardId: "W1" }),
};

/** The page as it is served, with its own scripts and style; the stream stays silent, so nothing moves meanwhile. */
async function look(
  beds: number,
  who: keyof typeof people,
  viewport: { width: number; height: number },
): Promise<Page> {
  const page = await browser.newPage({ viewport, reducedMotion: "reduce" });
  const board = fullBoard(beds);
  const html = boardPage({ ...board, wardId: who === "display" ? "W1" : null }, people[who]);
  await page.route("http://ward.test/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
    const file = pathname.startsWith("/static/") ? assets.file(basename(assets.url(basename(pathname)))) : null;
    if (file) return route.fulfill({ contentType: file.type, body: file.plain });
  });
  await page.goto("http://ward.test/");
  await page.waitForFunction(() => /s$|min$/.test(document.querySelector("[data-since]")?.textContent ?? ""));
  return page;
}

/** A name may be longer than any card; it is given whole to who asks for it. */
const mayBeCut = [".who .name[title]"];

for (const [screen, size] of Object.entries(screens))
  for (const who of ["nurse", "display"] as const)
    for (const beds of [8, 14, 20, 30, 40])
      test(`nothing is cut, covered or touching on ${screen} with ${beds} beds, for a ${who}`, async () => {
        const page = await look(beds, who, size);
        expect(await illegible(page, mayBeCut)).toEqual([]);
        await page.close();
      });
