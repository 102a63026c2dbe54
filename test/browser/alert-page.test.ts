import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { employ, password } from "../support/people.ts";
import { screens, sidewaysOf, violationsOf } from "./support/axe.ts";
import { familyName, fillSignIn, listenForComplaints, until, Ward, type Watching } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
/** uPlot asks the browser for its language, and a Chromium of the tests may have none that is one. */
const locale = "en-GB";
beforeAll(async () => {
  ward = await Ward.open({ beds: 8 });
  await employ(ward.database.db, "st-brigid", { email: "head@st-brigid.example", name: "Head", role: "head_doctor" });
});
afterAll(() => ward.close());

let bedsUsed = 0;
/** A patient whose saturation has fallen: an alert, with half an hour of values before it. */
async function fallen(): Promise<string> {
  bedsUsed += 1;
  const bed = `W1-0${bedsUsed}`;
  const stayId = ward.rows.stay(bed);
  const now = Date.now();
  const readings = Array.from({ length: 40 }, (_, i) => [new Date(now - i * 60_000), i < 5 ? 84 : 96] as const);
  await ward.rows.rows.observed(stayId, "spo2", readings);
  await ward.send({ bed, sign: "spo2", value: 84, secondsAgo: 0 });
  await ward.database.pool.query("update alert_causes set raise_at = clock_timestamp() where raise_at is not null");
  let alertId = "";
  await until(true, async () => {
    const { rows } = await ward.database.pool.query("select alert_id from alerts where stay_id = $1", [stayId]);
    alertId = rows[0]?.alert_id ?? "";
    return alertId !== "";
  });
  return alertId;
}

async function opened(role: Parameters<Ward["signIn"]>[0], alertId: string, options = {}): Promise<Watching> {
  const watching = await ward.signIn(role, { locale, ...options });
  await watching.page.goto(`${ward.server.url}/alerts/${alertId}`);
  return watching;
}

const state = (page: Page) => page.evaluate(() => document.documentElement.dataset.live);

test("shows what somebody else does without a reload, and leaves alone what is being typed", async () => {
  const alertId = await fallen();
  const nurse = await opened("nurse", alertId);
  const { page } = nurse;
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  await until("poll", () => state(page));
  await page.locator("#note-text").fill("probe is");
  const doctor = await opened("doctor", alertId);
  await doctor.page.getByRole("button", { name: "Acknowledge" }).click();
  await doctor.page.locator("#alert-head .state", { hasText: "Ronan Walsh" }).waitFor();

  await page.locator("#alert-head .state", { hasText: "Ronan Walsh" }).waitFor();
  await page.locator(".step.acknowledged").waitFor();
  expect(await page.locator("#said").textContent()).toContain("Ronan Walsh");
  // The part she types in still has its old buttons; the page says so until she leaves it.
  expect(await page.locator("#note-text").inputValue()).toBe("probe is");
  expect(await page.locator("#acknowledgement-form").count()).toBe(1);
  expect(await page.locator("#changed").textContent()).not.toBe("");
  await page.locator("#note-text").fill("");
  await page.locator("h1").click();
  await page.locator("#hand-over-form").waitFor();
  expect(await page.locator("#acknowledgement-form").count()).toBe(0);
  expect(await page.locator("#changed").textContent()).toBe("");
  expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
  expect([...nurse.complaints, ...doctor.complaints]).toEqual([]);
  await nurse.context.close();
  await doctor.context.close();
});

test("draws the values with the limit, and tells the one under the pointer", async () => {
  const alertId = await fallen();
  const { page, context, complaints } = await opened("nurse", alertId);
  const canvas = page.locator("#plot-spo2 canvas");
  await canvas.waitFor();
  const inked = () =>
    page.evaluate(() => {
      const drawn = document.querySelector<HTMLCanvasElement>("#plot-spo2 canvas");
      const { data } = drawn?.getContext("2d")?.getImageData(0, 0, drawn.width, drawn.height) ?? { data: [] };
      return data.some((part) => part > 0);
    });
  await until(true, inked);
  expect(await page.locator("#plot-spo2 svg").count()).toBe(0);
  const box = await page.locator("#plot-spo2 .u-over").boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.3, (box?.y ?? 0) + 20);
  await until("96 %", async () => (await page.locator("#plot-spo2 .u-value").nth(1).textContent()) ?? "");
  expect(await page.locator("#plot-spo2 .u-value").first().textContent()).toMatch(/^\d\d:\d\d:\d\d$/);
  // What comes later is drawn too, and the table that was opened stays open.
  await page.locator("#values-table summary").click();
  await ward.post(await ward.signIn("doctor"), `/alerts/${alertId}/notes`, { text: "seen", screen: "alert" });
  await page.locator(".step.noted").waitFor();
  await until(true, inked);
  expect(await page.locator("#values-table").getAttribute("open")).not.toBeNull();
  expect(complaints).toEqual([]);
  await context.close();
});

test("says that it is not live when it cannot ask, and is live again when it can", async () => {
  const { page, context } = await opened("nurse", await fallen());
  await until("poll", () => state(page));
  await page.route("**/version", (route) => route.abort());
  await until("stale", () => state(page));
  expect(await page.locator("#connection").textContent()).toMatch(/^Not live since \d\d:\d\d:\d\d$/);
  await page.unroute("**/version");
  await until("poll", () => state(page));
  await context.close();
});

test("shows nobody's patient any more when its session has ended", async () => {
  const { page, context } = await opened("nurse", await fallen());
  expect(await page.locator("#alert-head").textContent()).toContain(familyName);
  await ward.database.pool.query(
    "delete from sessions where staff_id = (select staff_id from staff where email like 'nurse@%')",
  );
  await until("covered", () => state(page));
  expect(await page.locator("body").textContent()).not.toContain(familyName);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.waitForURL("**/sign-in");
  await context.close();
});

test("without JavaScript everything is there: as of when, the picture, the numbers, and every form", async () => {
  const { page, context } = await opened("nurse", await fallen(), { javaScriptEnabled: false });
  expect(await page.locator("#connection").textContent()).toMatch(/^As of \d\d:\d\d:\d\d$/);
  expect(await page.locator("#plot-spo2 svg polyline").count()).toBe(1);
  expect(await page.locator("#plot-spo2 svg .limit").count()).toBe(1);
  expect(await page.locator("#plot-spo2 svg .mark.raised").count()).toBe(1);
  expect(await page.locator("#values-table tbody tr").count()).toBeGreaterThan(10);
  await page.getByRole("button", { name: "5 min" }).click();
  await page.locator("#alert-head .owner", { hasText: "is on the way until" }).waitFor();
  await page.locator("#note-text").fill("seen");
  await page.getByRole("button", { name: "Add note" }).click();
  await page.locator(".step.noted", { hasText: "seen" }).waitFor();
  await page.getByRole("link", { name: "Look again" }).click();
  await page.locator("#alert-head").waitFor();
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing wrong with it on any size of screen, ${colorScheme}`, async () => {
    const alertId = await fallen();
    const found: string[] = [];
    for (const viewport of screens) {
      const context = await ward.browser.newContext({ locale, colorScheme, viewport });
      const page = await context.newPage();
      const complaints = listenForComplaints(page);
      await fillSignIn(page, ward.server.url, "head@st-brigid.example", password);
      await page.goto(`${ward.server.url}/alerts/${alertId}`);
      await page.locator("#plot-spo2 canvas").waitFor();
      await page.locator("#values-table summary").click();
      found.push(...complaints, ...(await violationsOf(page)));
      const sideways = await sidewaysOf(page);
      if (sideways > 0) found.push(`${viewport.width}: scrolls sideways by ${sideways}`);
      await context.close();
    }
    expect(found).toEqual([]);
  });
