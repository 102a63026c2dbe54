import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { familyName, until, untilHeartRate, untilState, Ward } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

test("without JavaScript the board is readable, loads itself again, and an alert is acknowledged by a form", async () => {
  const alertId = await ward.rows.rows.alert({ kind: "called", cause: "fall", reason: "fall", ward_id: "W1" });
  await ward.heartRate(91);
  const { page, context } = await ward.signIn("nurse", { javaScriptEnabled: false });
  expect(await page.locator("#bed-W1-01").textContent()).toContain(familyName);
  expect(await page.locator("#bed-W1-01 .heartRate .v").textContent()).toContain("91");
  expect(await page.locator("#bed-W1-01 .heartRate time").textContent()).toMatch(/^\d\d:\d\d$/);
  expect(await page.locator('meta[http-equiv="refresh"]').getAttribute("content")).toBe("15");
  expect(await page.locator("#connection").textContent()).toBe("Reloads every 15 s");

  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/acknowledgement")),
    page.locator(`#ack-${alertId}`).click(),
  ]);
  expect(answer.status()).toBe(303);
  await page.waitForURL("**/hospitals/st-brigid*");
  expect(await page.locator(`#alert-${alertId}`).textContent()).toContain("Maeve Doyle");
  await context.close();
});

test("a browser too old for htmx loads the board again every 15 s and stays where it was on the page", async () => {
  const { page, context } = await ward.signIn("nurse", { viewport: { width: 400, height: 300 } }, async (opened) => {
    // To an engine that does not know its syntax the file is this.
    await opened.route(/\/static\/htmx\./, (route) =>
      route.fulfill({ contentType: "text/javascript", body: "class { #unknown" }),
    );
  });
  await untilState(page, "reload");
  expect(await page.locator("#connection").textContent()).toBe("Reloads every 15 s");
  await page.evaluate(() => window.scrollTo(0, 120));
  await ward.heartRate(92);
  await page.waitForEvent("load");
  await untilHeartRate(page, 92);
  await until(120, () => page.evaluate(() => window.scrollY));
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  expect(kept).not.toContain(familyName);
  await context.close();
});
