import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { priorityRank } from "../../src/domain/alerts.ts";
import { openBoard, shownIds, standing, stateOf, untilAtRest } from "./support/alerts.ts";
import { until, Ward, type Watching } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
let doctor: Watching;
beforeAll(async () => {
  ward = await Ward.open();
  doctor = await openBoard(ward, "doctor");
});
afterAll(() => ward.close());

const perSecond = 50;
const seconds = 4;
const kinds = ["equipment", "assistance", "security", "medical_emergency"];

/** Raised by people through the form, fifty a second: each its own place, so that none is merged with another. */
async function storm(): Promise<void> {
  const begun = performance.now();
  const posts: Promise<void>[] = [];
  for (let nth = 0; nth < perSecond * seconds; nth++) {
    const kind = kinds[nth % kinds.length] ?? "";
    posts.push(ward.post(doctor, "/alerts", { kind, bed: "", place: `Room ${nth}`, words: "", priority: "" }));
    const due = begun + ((nth + 1) * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  await Promise.all(posts);
}

const rowsOf = (page: Page) =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>("#alerts .alert"), ({ id, dataset }) => ({
      id,
      priority: dataset.priority as "high" | "medium" | "low",
      state: dataset.state,
    })),
  );

test("in a storm of fifty alerts a second the list stays in order, a press hits what it was aimed at, and nothing is lost", async () => {
  const [aimed = ""] = await standing(ward, ["high", "medium"]);
  const { page, context, complaints } = await openBoard(ward, "nurse");
  const raging = storm();

  // In the midst of it somebody moves to a button, waits a moment, and presses it.
  await until(true, async () => (await shownIds(page)).length > 2);
  const button = page.locator(`#ack-${aimed}`);
  // A pointer over the list keeps it still; only from then on is anything aimed at.
  const list = await page.locator("#alerts-block").boundingBox();
  if (!list) throw new Error("the list is not on the screen");
  for (const step of [1, 2]) await page.mouse.move(list.x + 20 + step, list.y + 80);
  const before = await button.boundingBox();
  if (!before) throw new Error("the row is not on the screen");
  let moves = 0;
  await until(true, async () => {
    await page.mouse.move(before.x + 8 + (moves++ % 2), before.y + 8);
    return (await page.locator("#alerts-news").textContent()) !== "";
  });
  expect(await button.boundingBox()).toEqual(before);
  // The list is still, the strip on top is not.
  await untilAtRest(page, "#alerts");
  await page.mouse.down();
  await page.mouse.up();
  await until("acknowledged", () => stateOf(ward, aimed));

  await raging;
  await page.mouse.move(2, 2);
  await untilAtRest(page);
  const fresh = await context.newPage();
  await fresh.goto(page.url());
  await until(true, async () => (await shownIds(page)).join() === (await shownIds(fresh)).join());
  const rows = await rowsOf(page);
  const unanswered = rows.filter(({ state }) => state !== "acknowledged");
  const ranks = unanswered.map(({ priority }) => priorityRank[priority]);
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  // What the list has no room for is counted.
  const open = (await ward.rows.alerts()).filter(({ state }) => state !== "resolved").length;
  expect(open).toBe(perSecond * seconds + 2);
  const left = await page.evaluate(() => Number(document.querySelector<HTMLElement>("#alerts-more")?.dataset.left));
  expect(rows.length + left).toBe(open);
  expect(complaints).toEqual([]);
  await fresh.close();
  await context.close();
});
