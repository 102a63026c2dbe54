import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { employ, password } from "../support/people.ts";
import { screens, sidewaysOf, violationsOf } from "./support/axe.ts";
import { familyName, fillSignIn, listenForComplaints, Ward } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
  const { rows, database } = ward;
  await employ(database.db, "st-brigid", { email: "head@st-brigid.example", name: "Head", role: "head_doctor" });
  const at = (minutes: number) => {
    const moment = new Date(Date.now() - minutes * 60_000);
    return { created_at: moment, raised_at: moment };
  };
  for (let i = 0; i < 55; i++)
    await rows.rows.alert({
      ...{ ...at(10 + i), stay_id: rows.stay("W1-01"), bed_id: "W1-01", ward_id: "W1", words: "by the window" },
      ...{ state: "resolved", outcome: "attended", first_acknowledged_at: new Date() },
    });
  const called = { kind: "called", clinical: false, cause: "fire", title: "Fire", reason: "called" } as const;
  await rows.rows.alert({ ...at(5), ...called, place: "kitchen", words: "smoke" });
});
afterAll(() => ward.close());

async function opened(options: BrowserContextOptions = {}) {
  const context = await ward.browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  const complaints = listenForComplaints(page);
  await fillSignIn(page, ward.server.url, "head@st-brigid.example", password);
  return { context, page, complaints };
}
const rowsOf = (page: Page) => page.locator("#found li").count();

for (const javaScriptEnabled of [true, false])
  test(`alerts are looked for, page by page, and opened (${javaScriptEnabled ? "with" : "without"} JavaScript)`, async () => {
    const { page, context, complaints } = await opened({ javaScriptEnabled });
    await page.getByRole("link", { name: "Alert history" }).click();
    await page.waitForURL("**/alerts");
    expect(await page.locator(".count").textContent()).toBe("56 alerts");
    expect(await rowsOf(page)).toBe(50);
    await page.getByRole("link", { name: "Older alerts" }).click();
    await page.waitForURL("**/alerts?after=*");
    expect(await rowsOf(page)).toBe(6);

    await page.getByRole("link", { name: "Show all" }).click();
    await page.getByLabel(/^Patient/).fill(familyName.slice(0, 3));
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.locator(".count", { hasText: "55 alerts" }).waitFor();
    expect(page.url()).not.toContain(familyName.slice(0, 3));
    await page.getByRole("button", { name: "Older alerts" }).click();
    await expect.poll(() => rowsOf(page)).toBe(5);
    expect(page.url()).not.toContain(familyName.slice(0, 3));

    await page.getByRole("link", { name: "Show all" }).click();
    await page.getByLabel(/^Kind/).selectOption("called");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL("**/alerts?kind=called");
    expect(await rowsOf(page)).toBe(1);
    await page.getByRole("link", { name: "Fire" }).click();
    await page.waitForURL(/\/alerts\/\d+$/);
    expect(complaints).toEqual([]);
    await context.close();
  });

test("what was found is saved as a file that is named by its day", async () => {
  const { page, context } = await opened();
  await page.goto(`${ward.server.url}/hospitals/st-brigid/alerts`);
  await page.getByLabel(/^Text/).fill("smoke");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as a table (CSV)" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^alerts-\d{4}-\d\d-\d\d\.csv$/);
  const lines = readFileSync(await download.path(), "utf8").split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain('"smoke"');
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing wrong with it on any size of screen, ${colorScheme}`, async () => {
    const found: string[] = [];
    for (const viewport of screens) {
      const { page, context, complaints } = await opened({ colorScheme, viewport });
      await page.goto(`${ward.server.url}/hospitals/st-brigid/alerts`);
      found.push(...complaints, ...(await violationsOf(page)));
      const sideways = await sidewaysOf(page);
      if (sideways > 0) found.push(`${viewport.width}: scrolls sideways by ${sideways}`);
      await context.close();
    }
    expect(found).toEqual([]);
  });
