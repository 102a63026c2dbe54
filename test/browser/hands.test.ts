import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { untilHeartRate, untilState, Ward, type Watching } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

/** Opens an alert of each number, first come first in the list, and answers their ids. */
async function withAlerts(count: number): Promise<Watching & { ids: string[] }> {
  await ward.database.db.updateTable("alerts").set({ state: "resolved", resolved_at: new Date() }).execute();
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const called = {
      kind: "called",
      clinical: true,
      cause: "assistance",
      reason: "assistance",
      lapses: false,
    } as const;
    ids.push(await ward.rows.rows.alert({ ...called, ward_id: "W1", place: `Room ${i}`, priority: "medium" }));
  }
  const watching = await ward.signIn("nurse");
  await untilState(watching.page, "live");
  return { ...watching, ids };
}

test("what a person types, has open and has under their finger survives the stream's updates", async () => {
  const { page, context, ids } = await withAlerts(2);
  const [first, second] = ids;
  await page.locator(`#ack-${first}`).click();
  const resolve = page.locator(`#resolve-${first}`);
  await resolve.locator("summary").click();
  await page.locator(`#ack-${second}`).focus();
  await page.locator("#raise summary").evaluate((summary: HTMLElement) => summary.click());
  await page.locator("#raise-words").fill("in the corridor");
  await page.locator(`#ack-${second}`).focus();
  await ward.heartRate(141);
  await untilHeartRate(page, 141);
  // An alert that comes in redraws the list itself.
  await page.waitForFunction((known) => document.querySelectorAll("#alerts > li").length > known, ids.length);

  expect(await page.evaluate(() => document.activeElement?.id)).toBe(`ack-${second}`);
  expect(await resolve.getAttribute("open")).not.toBeNull();
  expect(await page.locator("#raise-words").inputValue()).toBe("in the corridor");
  await context.close();
});

test("a button says at once that it was heard, and two taps send one acknowledgement", async () => {
  const { page, context, ids } = await withAlerts(1);
  const sent: string[] = [];
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/acknowledgement", async (route) => {
    sent.push(route.request().url());
    await held;
    await route.continue();
  });
  const button = page.locator(`#ack-${ids[0]}`);
  await button.dblclick();
  expect(await button.getAttribute("aria-disabled")).toBe("true");
  // Nothing says that it is done before the server has.
  expect(await page.locator(`#alert-${ids[0]}`).getAttribute("class")).toContain("raised");
  letGo();
  await page.waitForFunction(
    (id) => document.querySelector(`#alert-${id}`)?.classList.contains("acknowledged"),
    ids[0],
  );
  await page.locator("#notice", { hasText: "Acknowledged" }).waitFor();
  expect(sent).toHaveLength(1);
  await context.close();
});

test("an acknowledgement that does not reach the server says so and can be tried again", async () => {
  const { page, context, ids } = await withAlerts(1);
  await page.route("**/acknowledgement", (route) => route.abort(), { times: 1 });
  const button = page.locator(`#ack-${ids[0]}`);
  await button.click();
  await page.locator("#notice", { hasText: "Not sent" }).waitFor();
  expect(await button.getAttribute("aria-disabled")).toBeNull();
  await button.click();
  await page.waitForFunction(
    (id) => document.querySelector(`#alert-${id}`)?.classList.contains("acknowledged"),
    ids[0],
  );
  await context.close();
});

test("an alert that could not be sent keeps what was typed, on a board that stays live", async () => {
  const { page, context } = await withAlerts(0);
  await page.route("**/alerts", (route) => route.abort(), { times: 1 });
  await page.locator("#raise-open").click();
  await page.locator("#raise-kind").selectOption("equipment");
  await page.locator("#raise-place").fill("corridor by the lift");
  const send = page.locator("#raise-form button[type=submit]");
  await send.click();
  await page.locator("#notice", { hasText: "Not sent" }).waitFor();
  expect(await page.locator("#raise-place").inputValue()).toBe("corridor by the lift");
  await untilState(page, "live");
  await send.click();
  await page.locator("#alerts > li", { hasText: "corridor by the lift" }).waitFor();
  // The stream may bring the row before the answer that closes the form has come.
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("raise-open");
  await context.close();
});

test("by keyboard alone: after an answer the focus is in the same row, after a row is gone in the next", async () => {
  const { page, context, ids } = await withAlerts(3);
  const focused = () => page.evaluate(() => document.activeElement?.closest("li[id]")?.id);
  await page.locator(`#ack-${ids[0]}`).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((id) => document.querySelector(`#resolve-${id}`), ids[0]);
  expect(await focused()).toBe(`alert-${ids[0]}`);

  await page.locator(`#resolve-open-${ids[0]}`).focus();
  await page.keyboard.press("Enter");
  await page.locator(`#resolve-${ids[0]}-attended`).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((id) => !document.querySelector(`#alert-${id}`), ids[0]);
  expect(await focused()).toMatch(/^alert-\d+$/);
  await context.close();
});

test("a nurse who comes second is told who was first", async () => {
  const { page, context, ids } = await withAlerts(1);
  const doctor = await ward.signIn("doctor");
  await untilState(doctor.page, "live");
  await page.route(/\/stream|\/poll/, (route) => route.abort());
  await page.reload();
  await doctor.page.locator(`#ack-${ids[0]}`).click();
  await doctor.page.waitForFunction((id) => document.querySelector(`#resolve-${id}`), ids[0]);
  await page.locator(`#ack-${ids[0]}`).click();
  await page.locator("#notice", { hasText: "Ronan Walsh" }).waitFor();
  await context.close();
  await doctor.context.close();
});
