import { basename } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loadAssets } from "../../src/assets.ts";
import type { Board } from "../../src/domain/board.ts";
import { openBrowser } from "../support/chromium.ts";
import { aPerson, boardPage } from "../views/a-page.tsx";
import { calmBoard, fullBoard } from "./support/full-board.ts";
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

type Size = { readonly width: number; readonly height: number };

/** The page as it is served, with its own scripts and style; the stream stays silent, so nothing moves meanwhile. */
async function look(board: Board, who: keyof typeof people, viewport: Size): Promise<Page> {
  const page = await browser.newPage({ viewport, reducedMotion: "reduce" });
  const html = boardPage({ ...board, wardId: people[who].wardId }, people[who]);
  await page.route("http://ward.test/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
    const file = pathname.startsWith("/static/") ? assets.file(basename(assets.url(basename(pathname)))) : null;
    if (file) return route.fulfill({ contentType: file.type, body: file.plain });
  });
  await page.goto("http://ward.test/");
  // Every text that a clock writes is there.
  await page.waitForFunction(() => document.querySelector("#bed-W1-01 .heartRate time")?.textContent === "now");
  await page.evaluate(() => document.documentElement.setAttribute("data-live", "live"));
  return page;
}

/** A name may be longer than any card; it is given whole to who asks for it. */
const mayBeCut = [".who .name[title]"];

for (const [screen, size] of Object.entries(screens))
  for (const who of ["nurse", "display"] as const)
    test(`nothing is cut, covered or touching on ${screen}, for a ${who}, however many beds share it`, async () => {
      for (const beds of [8, 14, 20, 30, 40]) {
        const page = await look(fullBoard(beds), who, size);
        expect(await illegible(page, mayBeCut, "main"), `${beds} beds`).toEqual([]);
        await page.close();
      }
    });

test("the fewer beds share a wall screen, the larger their numbers, and all of them are seen at once", async () => {
  const pixels: number[] = [];
  for (const beds of [40, 35, 18, 15, 8]) {
    const page = await look(calmBoard(beds), "display", screens["a wall screen"]);
    const { height, size } = await page.evaluate(() => ({
      height: document.documentElement.scrollHeight,
      size: Number.parseFloat(getComputedStyle(document.querySelector(".heartRate .v") as Element).fontSize),
    }));
    expect(height, `${beds} beds`).toBeLessThanOrEqual(1080);
    pixels.push(size);
    await page.close();
  }
  expect(pixels).toEqual([...pixels].sort((a, b) => a - b));
  // From three metres a number is read at 31 pixels of a 55 inch screen at the least.
  expect(pixels[0]).toBeGreaterThanOrEqual(36);
  expect(pixels[2]).toBeGreaterThanOrEqual(50);
});

test("whoever has a strip on top sees all of them at once, too", async () => {
  for (const beds of [40, 18, 15, 8]) {
    const page = await look(calmBoard(beds), "nurse", screens["a wall screen"]);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(height, `${beds} beds`).toBeLessThanOrEqual(1080);
    await page.close();
  }
});
