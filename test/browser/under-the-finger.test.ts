import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  call,
  caughtUp,
  closeAll,
  crossHeartRate,
  openBoard,
  shownIds,
  standing,
  stateOf,
  untilAtRest,
} from "./support/alerts.ts";
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
beforeEach(() => closeAll(ward));

/** Where the button is that answers this alert. */
async function buttonOf(page: Page, alertId: string): Promise<readonly [number, number]> {
  const box = await page.locator(`#ack-${alertId}`).boundingBox();
  if (!box) throw new Error("no such button");
  return [box.x + box.width / 2, box.y + box.height / 2];
}

const placesOf = (page: Page, ids: readonly string[]) =>
  page.evaluate((all) => all.map((id) => document.querySelector(`#alert-${id}`)?.getBoundingClientRect().top), ids);

test("a row keeps its place under a pointer while others arrive and vanish, and a click answers it and no other", async () => {
  const ids = await standing(ward, ["medium", "medium", "medium"]);
  const [first = "", second = "", third = ""] = ids;
  const { page, context } = await openBoard(ward, "nurse");
  const [x, y] = await buttonOf(page, second);
  await page.mouse.move(x - 1, y);
  await page.mouse.move(x, y);
  const places = await placesOf(page, ids);

  await ward.post(doctor, `/alerts/${first}/acknowledgement`);
  await ward.post(doctor, `/alerts/${first}/resolution`, { outcome: "attended" });
  const high = await call(ward, doctor, "cardiac_arrest", "Corridor");
  await caughtUp(ward, page);
  expect(await placesOf(page, ids)).toEqual(places);
  expect(await page.locator(`#alert-${first}`).getAttribute("class")).toContain("gone");
  expect(await shownIds(page)).not.toContain(high);
  // It waits, but nobody has to wait to know of it.
  expect(await page.locator("#alerts-news").textContent()).toMatch(/^1 new:.*High.*Cardiac arrest.*Corridor/);
  expect(await shownIds(page, "#yours")).toContain(high);

  await page.mouse.down();
  await page.mouse.up();
  await until("acknowledged", () => stateOf(ward, second));
  expect([await stateOf(ward, third), await stateOf(ward, high)]).toEqual(["raised", "raised"]);

  await page.mouse.move(1, 1);
  await page.locator(`#alert-${high}`).waitFor();
  await until([high, third, second].join(), async () => (await shownIds(page)).join());
  expect(await page.locator("#alerts-news").isVisible()).toBe(false);
  await context.close();
});

test("a row that latches under the pointer keeps its height, and shows what it is now", async () => {
  const limit = await crossHeartRate(ward);
  const [below = ""] = await standing(ward, ["low"]);
  const { page, context } = await openBoard(ward, "nurse");
  const [x, y] = await buttonOf(page, limit);
  await page.mouse.move(x - 1, y);
  await page.mouse.move(x, y);
  const places = await placesOf(page, [limit, below]);
  await ward.heartRate(80);
  await page.locator(`#alert-${limit}.latched`).waitFor();
  expect(await placesOf(page, [limit, below])).toEqual(places);
  await page.mouse.down();
  await page.mouse.up();
  await until(true, async () => (await stateOf(ward, limit)) !== "latched");
  expect(await stateOf(ward, below)).toBe("raised");
  await context.close();
});

/** Clicks as soon as the rows have moved, on what stood there before. */
async function clickAsRowsMove(page: Page, alertId: string, move: () => Promise<unknown>): Promise<void> {
  const place = await placesOf(page, [alertId]);
  const [x, y] = await buttonOf(page, alertId);
  await move();
  await until(false, async () => (await placesOf(page, [alertId]))[0] === place[0]);
  await page.touchscreen.tap(x, y);
}

test("a tap that was aimed before the rows moved answers nobody, and says so", async () => {
  const [first = "", second = ""] = await standing(ward, ["medium", "medium"]);
  const { page, context } = await openBoard(ward, "nurse", { hasTouch: true });
  // A call with as many lines as the others: its button comes to stand where theirs was.
  let high = "";
  await clickAsRowsMove(page, first, async () => {
    high = await call(ward, doctor, "medical_emergency", "Room 9");
  });
  await page.locator("#notice", { hasText: "moved just then" }).waitFor();
  for (const id of [first, second, high]) expect(await stateOf(ward, id)).toBe("raised");

  // Who looks again and taps again is heard.
  const [x, y] = await buttonOf(page, first);
  await untilAtRest(page);
  await page.touchscreen.tap(x, y);
  await until("acknowledged", () => stateOf(ward, first));
  await context.close();
});

test("a tap on the strip means the alert that stood there when it was aimed", async () => {
  const [first = ""] = await standing(ward, ["medium"]);
  const { page, context } = await openBoard(ward, "nurse", { hasTouch: true });
  const box = await page.locator(`#yours-ack-${first}`).boundingBox();
  if (!box) throw new Error("no such button");
  const high = await call(ward, doctor, "medical_emergency", "Room 9");
  await page.locator(`#yours-ack-${high}`).waitFor();
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator("#notice", { hasText: "moved just then" }).waitFor();
  for (const id of [first, high]) expect(await stateOf(ward, id)).toBe("raised");
  await context.close();
});

test("what a person opens takes the room it needs, also while the list is kept still", async () => {
  const [first = ""] = await standing(ward, ["medium", "medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  await page.locator(`#ack-${first}`).click();
  const resolve = page.locator(`#resolve-open-${first}`);
  await resolve.click();
  await page.locator(`#resolve-${first}-attended`).click();
  await until("resolved", () => stateOf(ward, first));
  await context.close();
});

test("a list that rests under a still pointer becomes what it is", async () => {
  const [first = ""] = await standing(ward, ["medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  const [x, y] = await buttonOf(page, first);
  await page.mouse.move(x - 1, y);
  await page.mouse.move(x, y);
  const high = await call(ward, doctor, "medical_emergency", "Room 9");
  await page.locator("#alerts-news", { hasText: "1 new" }).waitFor();
  await page.locator(`#alert-${high}`).waitFor();
  expect(await shownIds(page)).toEqual([high, first]);
  await context.close();
});
