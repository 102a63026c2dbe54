import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { untilState, Ward } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());
beforeEach(() => ward.database.db.updateTable("alerts").set({ state: "resolved", resolved_at: new Date() }).execute());

async function open(count: number, answered: number, size: { width: number; height: number }) {
  const called = { kind: "called", clinical: true, cause: "assistance", reason: "called", lapses: false } as const;
  for (let i = 0; i < count; i++)
    await ward.rows.rows.alert({
      ...{ ...called, ward_id: "W1", place: `Room ${i}`, priority: i < 2 ? "high" : i < 6 ? "medium" : "low" },
      state: i < count - answered ? "raised" : "acknowledged",
    });
  const watching = await ward.signIn("nurse", { viewport: size, reducedMotion: "reduce" });
  await untilState(watching.page, "live");
  return watching;
}

/** What a person sees of the list, measured without the page's own module; and what the page says of the rest. */
const look = (page: Page) =>
  page.evaluate(() => {
    const block = document.getElementById("alerts-block") as HTMLElement;
    const button = document.getElementById("alerts-below") as HTMLElement;
    const bar = document.querySelector(".actions");
    const fixed = bar !== null && getComputedStyle(bar).position === "fixed";
    const edge = fixed ? bar.getBoundingClientRect().top : Math.min(innerHeight, block.getBoundingClientRect().bottom);
    const covered = button.hidden ? edge : Math.min(edge, button.getBoundingClientRect().top);
    const rows = Array.from(block.querySelectorAll<HTMLElement>("#alerts > .alert"));
    const whole = rows.filter((row) => row.getBoundingClientRect().bottom <= covered + 1).length;
    const begun = rows.filter((row) => row.getBoundingClientRect().top < covered).length;
    const text = (button.textContent ?? "").replaceAll(/\s+/g, " ").trim();
    return {
      text: button.hidden ? "" : text,
      counted: button.hidden ? 0 : Number(/\d+/.exec(text)?.[0]),
      // A row at the edge may be counted or not.
      between: [rows.length - begun, rows.length - whole] as const,
      reach: button.hidden ? 0 : edge - button.getBoundingClientRect().bottom,
    };
  });

async function expectTrueCount(page: Page): Promise<string> {
  let seen = await look(page);
  await expect
    .poll(async () => {
      seen = await look(page);
      return seen.counted >= seen.between[0] && seen.counted <= seen.between[1] && Math.abs(seen.reach) < 6;
    })
    .toBe(true);
  return seen.text;
}

for (const [name, size] of [
  ["a laptop", { width: 1280, height: 720 }],
  ["a wall screen", { width: 1920, height: 1080 }],
  ["a phone", { width: 390, height: 844 }],
] as const)
  test(`on ${name} an alert below the edge of the list is counted there, and the count leads to it`, async () => {
    const { page, context } = await open(14, 2, size);
    expect(await expectTrueCount(page)).toMatch(/^\d+ more below [▲●] \d+ unanswered$/);

    const below = page.locator("#alerts-below");
    for (let presses = 0; await below.isVisible(); presses++) {
      expect(presses).toBeLessThan(14);
      const before = (await look(page)).counted;
      await below.click();
      await expect.poll(async () => (await look(page)).counted).toBeLessThan(before);
      await expectTrueCount(page);
    }
    expect(await page.locator("#alerts > .alert").last().isVisible()).toBe(true);
    await context.close();
  });

test("an alert that comes in below the edge is counted at once, and nothing in the list moves", async () => {
  const { page, context } = await open(7, 0, { width: 1280, height: 720 });
  const before = (await look(page)).counted;
  const places = () =>
    page
      .locator("#alerts > .alert")
      .evaluateAll((rows) => rows.slice(0, 7).map((row) => Math.round(row.getBoundingClientRect().top)));
  const placesBefore = await places();
  await ward.post({ page, context, complaints: [] }, "/alerts", {
    ...{ kind: "equipment", bed: "W1-03", place: "", words: "", priority: "" },
  });
  await expect.poll(async () => (await look(page)).counted).toBe(before + 1);
  expect(await places()).toEqual(placesBefore);
  await context.close();
});

test("a wall says it too, with nothing to press", async () => {
  const { context: nurse } = await open(14, 0, { width: 1280, height: 720 });
  const { page, context } = await ward.signIn("display", { viewport: { width: 1920, height: 1080 } });
  await expect.poll(async () => (await look(page)).text).toMatch(/^\d+ more below [▲●] \d+ unanswered$/);
  expect(await page.locator("#alerts-block button").count()).toBe(0);
  await nurse.close();
  await context.close();
});

test("a list that is seen to its end says nothing of more", async () => {
  const { page, context } = await open(2, 1, { width: 1280, height: 720 });
  expect(await look(page)).toMatchObject({ text: "", counted: 0, between: [0, 0] });
  await context.close();
});

test("where only answered alerts are below, none is called unanswered", async () => {
  const { page, context } = await open(8, 8, { width: 1280, height: 720 });
  expect(await expectTrueCount(page)).toMatch(/^\d+ more below$/);
  await context.close();
});

test("what the list was too long for is counted too", async () => {
  const { page, context } = await open(60, 0, { width: 1280, height: 720 });
  await expect.poll(async () => (await look(page)).counted).toBeGreaterThan(50);
  const [total, unanswered] = [...(await look(page)).text.matchAll(/\d+/g)].map(Number);
  expect(unanswered).toBe(total);
  await context.close();
});
