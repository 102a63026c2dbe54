import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openBoard } from "./support/alerts.ts";
import { until, Ward } from "./support/ward.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

const applied = (page: Page) =>
  page.evaluate(() => {
    const { volume, soundFrom, density, keys } = document.body.dataset;
    return { theme: document.documentElement.dataset.theme, volume, soundFrom, density, keys };
  });
const usual = { theme: "auto", volume: "7", soundFrom: "low", density: "auto", keys: "on" };

test("a choice is seen as it is made, taken back where it is not kept, and holds on the next page where it is", async () => {
  const { page, context, complaints } = await openBoard(ward, "nurse");
  expect(await applied(page)).toEqual(usual);
  await page.locator("#settings-open").click();
  await page.locator("#settings-theme").selectOption("dark");
  await page.locator("#settings-keys").uncheck();
  expect(await applied(page)).toEqual({ ...usual, theme: "dark", keys: "off" });
  await page.locator("#settings-open").click();
  await until("auto", async () => (await applied(page)).theme);
  expect(await applied(page)).toEqual(usual);

  await page.locator("#settings-open").click();
  await page.locator("#settings-theme").selectOption("light");
  await page.locator("#settings-volume").fill("4");
  await page.locator("#settings-soundFrom").selectOption("high");
  await page.locator("#settings-form button[type=submit]").click();
  await page.locator("#notice", { hasText: "Kept for you" }).waitFor();
  const kept = { ...usual, theme: "light", volume: "4", soundFrom: "high" };
  await until(null, () => page.locator("#settings").getAttribute("open"));
  expect(await applied(page)).toEqual(kept);
  await page.reload();
  expect(await applied(page)).toEqual(kept);
  expect(await page.locator("#settings-volume").inputValue()).toBe("4");
  expect(complaints).toEqual([]);
  // Nothing of it stays in the browser of a ward's PC.
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  await context.close();
});

test("a screen on the wall has settings of its own", async () => {
  const { page, context } = await openBoard(ward, "display");
  await page.locator("#settings-open").click();
  await page.locator("#settings-density").selectOption("compact");
  await page.locator("#settings-form button[type=submit]").click();
  await page.locator("#notice", { hasText: "Kept for you" }).waitFor();
  await page.reload();
  expect((await applied(page)).density).toBe("compact");
  await context.close();
});
