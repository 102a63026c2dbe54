import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { call, caughtUp, closeAll, openBoard, standing, stateOf } from "./support/alerts.ts";
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

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id.replace(/^alert-/, ""));

test("j and k walk the rows, and on a row the arrows do", async () => {
  const ids = await standing(ward, ["medium", "medium", "low"]);
  const { page, context } = await openBoard(ward, "nurse");
  const walked: (string | undefined)[] = [];
  for (const key of ["j", "j", "ArrowDown", "j", "k", "ArrowUp", "k"]) {
    await page.keyboard.press(key);
    walked.push(await focused(page));
  }
  const [first, second, third] = ids;
  expect(walked).toEqual([first, second, third, third, second, first, first]);
  await context.close();
});

test("a acknowledges the row that has the focus, and the walk goes on with the next", async () => {
  const [first = "", second = "", third = ""] = await standing(ward, ["medium", "medium", "medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await until("acknowledged", () => stateOf(ward, first));
  await page.locator(`#alert-${first}.acknowledged`).waitFor();
  // The focus stays with what was done, and moves with it when the list is put in order.
  await until(first, () => page.evaluate(() => document.querySelector("#alerts")?.lastElementChild?.id.slice(6)));
  expect(await focused(page)).toBe(first);
  await page.keyboard.press("j");
  expect(await focused(page)).toBe(second);
  await page.keyboard.press("j");
  expect(await focused(page)).toBe(third);
  await context.close();
});

test("a high alert wants a second a, says so in its row, and forgets the first after a while or another key", async () => {
  const [first = "", second = ""] = await standing(ward, ["high", "medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  const row = page.locator(`#alert-${first}`);
  const asked = () => row.getAttribute("data-ask");
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  expect(await asked()).toBe("Press a again to acknowledge");
  // A frame in between takes nothing away.
  await call(ward, doctor, "equipment", "Corridor");
  await caughtUp(ward, page);
  expect(await asked()).toBe("Press a again to acknowledge");
  await page.keyboard.press("j");
  expect(await asked()).toBeNull();
  await page.keyboard.press("k");
  await page.keyboard.press("a");
  await until(null, asked);
  expect(await stateOf(ward, first)).toBe("raised");
  await page.keyboard.press("a");
  await page.keyboard.press("a");
  await until("acknowledged", () => stateOf(ward, first));

  expect(await stateOf(ward, second)).toBe("raised");
  await context.close();
});

test("Enter confirms, too", async () => {
  const [first = ""] = await standing(ward, ["high"]);
  const { page, context } = await openBoard(ward, "nurse");
  for (const key of ["j", "a", "Enter"]) await page.keyboard.press(key);
  await until("acknowledged", () => stateOf(ward, first));
  await context.close();
});

test("no key is taken from a field, from the browser, or from a list that is switched off", async () => {
  const [first = ""] = await standing(ward, ["medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  await page.locator("#raise-open").click();
  await page.locator("#raise-place").pressSequentially("jak?");
  expect(await page.locator("#raise-place").inputValue()).toBe("jak?");
  await page.locator("#raise-open").click();
  await page.locator(`#alert-${first}`).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Alt+a");
  await page.evaluate(() => {
    document.body.dataset.keys = "off";
  });
  await page.keyboard.press("a");
  await page.keyboard.press("?");
  expect(await page.locator("#keys-help").isVisible()).toBe(false);
  expect(await page.locator(`#ack-${first}`).getAttribute("aria-disabled")).toBeNull();
  expect(await stateOf(ward, first)).toBe("raised");
  await context.close();
});

test("? tells what the keys do, Escape closes, and the focus is where it was", async () => {
  const [first = ""] = await standing(ward, ["medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  await page.keyboard.press("j");
  await page.keyboard.press("?");
  await page.locator("#keys-help", { hasText: "acknowledge" }).waitFor();
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  expect(await page.locator("#keys-help").isVisible()).toBe(false);
  expect(await focused(page)).toBe(first);
  expect(await stateOf(ward, first)).toBe("raised");
  await context.close();
});

test("the focus stays on its row while others come and go, and Tab enters the list there", async () => {
  const [first = "", second = ""] = await standing(ward, ["medium", "medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await ward.post(doctor, `/alerts/${first}/acknowledgement`);
  await ward.post(doctor, `/alerts/${first}/resolution`, { outcome: "attended" });
  const high = await call(ward, doctor, "medical_emergency", "Corridor");
  await page.locator(`#alert-${high}`).waitFor();
  expect(await focused(page)).toBe(second);
  const stops = await page.evaluate(() =>
    Array.from(document.querySelectorAll("#alerts .alert"), (row) => [row.id.slice(6), row.getAttribute("tabindex")]),
  );
  expect(stops).toEqual([
    [high, "-1"],
    [second, "0"],
  ]);
  await context.close();
});
