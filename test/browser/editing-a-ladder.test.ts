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
beforeEach(async () => {
  await ward.database.db.deleteFrom("ladders").execute();
});

const fall = "/hospitals/st-brigid/escalation/called:fall/medium";
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);
const steps = (page: Page) => page.locator("#ladder-form fieldset").count();

test("a head doctor has a fall call the doctors after a second; the next fall does", async () => {
  const { page, context, complaints } = await ward.signIn("head_doctor");
  await page.locator("#hospital-menu-open").click();
  await page.getByRole("link", { name: "Who is called" }).click();
  await page
    .locator("section", { has: page.locator("#ladders-fall") })
    .getByRole("link", { name: /medium/ })
    .click();
  await page.waitForURL(`**${fall}`);

  // The ladder of all calls is what one begins with: nurses, doctors, head doctors, operators.
  await page.locator("#remove-step-3").click();
  await page.waitForFunction(() => document.querySelectorAll("#ladder-form fieldset").length === 3);
  await page.locator("#remove-step-2").click();
  await page.waitForFunction(() => document.querySelectorAll("#ladder-form fieldset").length === 2);
  await page.locator("#after-1").fill("1");
  await page.locator("#add-1").selectOption("patients_nurse");
  await page.locator("#add-now-1").click();
  await page.locator("#remove-call-1-1").waitFor();
  expect(await page.locator("#after-1").inputValue()).toBe("1");
  await page.locator("#show-preview").click();
  const preview = page.locator("#ladder-form .preview");
  await preview.waitFor();
  expect(await preview.locator("tbody tr").count()).toBe(2);
  expect(await ward.database.db.selectFrom("ladders").selectAll().execute()).toEqual([]);
  await page.locator("#save-ladder").click();
  await page.locator("#ladder-now", { hasText: "version 1" }).waitFor();
  expect(await page.locator("#ladder-now").textContent()).toContain("Ita Reilly");
  expect(complaints).toEqual([]);
  await context.close();

  const nurse = await ward.signIn("nurse");
  await untilState(nurse.page, "live");
  await ward.post(nurse, "/alerts", { kind: "fall", bed: "W1-01", place: "", words: "", priority: "" });
  const row = nurse.page.locator("#alerts > li", { hasText: "Fall" });
  await row.waitFor();
  await row.locator(".called", { hasText: "doctors" }).waitFor();
  await nurse.context.close();
});

test("by keyboard: Enter in a field previews, and the focus goes to the step that was added", async () => {
  const { page, context } = await ward.signIn("head_doctor");
  await page.goto(ward.server.url + fall);
  const before = await steps(page);
  await page.locator("#after-1").fill("90");
  await page.keyboard.press("Enter");
  await page.locator("#ladder-form .preview").waitFor();
  expect(await focused(page)).toBe("after-1");
  expect(await steps(page)).toBe(before);
  await page.locator("#add-step").focus();
  await page.keyboard.press("Enter");
  await page.locator(`#step-${before}`).waitFor();
  expect(await focused(page)).toBe(`after-${before}`);
  expect(await page.locator("#after-1").inputValue()).toBe("90");
  await context.close();
});

test("what cannot be saved is said at its field, which has the focus, and what was typed stays", async () => {
  const { page, context } = await ward.signIn("head_doctor");
  await page.goto(ward.server.url + fall);
  await page.locator("#after-2").fill("later");
  await page.locator("#save-ladder").click();
  await page.locator("#after-2-fault").waitFor();
  expect(await focused(page)).toBe("after-2");
  expect(await page.locator("#after-2").inputValue()).toBe("later");
  await page.locator("#notice", { hasText: "Write whole seconds" }).waitFor();
  await context.close();
});

test("whoever comes second is shown what was saved, beside what they typed", async () => {
  const { page, context } = await ward.signIn("head_doctor");
  await page.goto(ward.server.url + fall);
  const other = await ward.signIn("head_doctor");
  await other.page.goto(ward.server.url + fall);
  await other.page.locator("#after-1").fill("45");
  await other.page.locator("#save-ladder").click();
  await other.page.locator("#ladder-now", { hasText: "version 1" }).waitFor();
  await page.locator("#after-1").fill("75");
  await page.locator("#save-ladder").click();
  await page.locator("#notice", { hasText: "Ita Reilly" }).waitFor();
  expect(await page.locator("#ladder-now").textContent()).toContain("after 45 s");
  expect(await page.locator("#after-1").inputValue()).toBe("75");
  await page.locator("#save-ladder").click();
  await page.locator("#ladder-now", { hasText: "version 2" }).waitFor();
  expect(await page.locator("#ladder-now").textContent()).toContain("after 1 min 15 s");
  await context.close();
  await other.context.close();
});

test("a ladder that does not reach the server says so, and is sent again with what was typed", async () => {
  const { page, context } = await ward.signIn("head_doctor");
  await page.goto(ward.server.url + fall);
  await page.route("**/called:fall/medium", (route) => route.abort(), { times: 1 });
  await page.locator("#after-1").fill("77");
  await page.locator("#save-ladder").click();
  await page.locator("#notice", { hasText: "Not sent" }).waitFor();
  expect(await page.locator("#after-1").inputValue()).toBe("77");
  await page.locator("#save-ladder").click();
  await page.locator("#ladder-now", { hasText: "version 1" }).waitFor();
  await context.close();
});

test("without scripts a ladder is edited all the same", async () => {
  const { page, context } = await ward.signIn("head_doctor", { javaScriptEnabled: false });
  await page.goto(ward.server.url + fall);
  await page.locator("#after-1").fill("66");
  await page.locator("#add-step").click();
  await page.locator("#step-4").waitFor();
  expect(page.url()).toContain("/draft#ladder-form");
  expect(await page.locator("#after-1").inputValue()).toBe("66");
  await page.locator("#save-ladder").click();
  await page.locator(".faulty").first().waitFor();
  await page.locator("#add-4").selectOption("role:operator:hospital");
  await page.locator("#save-ladder").click();
  await page.locator("#ladder-now", { hasText: "version 1" }).waitFor();
  expect(page.url()).toContain(`${fall}?ward=W1`);
  expect(await page.locator("#ladder-now").textContent()).toContain("after 1 min 6 s");
  await context.close();
});
