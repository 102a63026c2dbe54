import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { call, caughtUp, closeAll, openBoard, shownIds, standing, stateOf } from "./support/alerts.ts";
import { boardPath, until, untilState, Ward, type Watching } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
let nurse: Watching;
let doctor: Watching;
beforeAll(async () => {
  ward = await Ward.open();
  await ward.database.db
    .insertInto("wards")
    .values({ hospital_id: "st-brigid", ward_id: "W2", name: "Surgery", place: 2 })
    .execute();
  nurse = await openBoard(ward, "nurse");
  doctor = await openBoard(ward, "doctor");
});
afterAll(() => ward.close());
beforeEach(async () => {
  await closeAll(ward);
  await nurse.page.reload();
  await untilState(nurse.page, "live");
});

/** The next step of the ladder is due. */
const escalate = (alertId: string) =>
  ward.database.db
    .updateTable("alerts")
    .set({ escalate_at: new Date(Date.now() - 1000) })
    .where("alert_id", "=", alertId)
    .execute();

test("a call for nurses is on the nurse's strip and in her title, and a doctor's once nobody has answered", async () => {
  const alertId = await call(ward, doctor, "medical_emergency", "Corridor");
  await nurse.page.locator(`#yours-alert-${alertId}`).waitFor();
  expect(await nurse.page.title()).toMatch(/^\(1\) /);
  await doctor.page.locator(`#alert-${alertId}`).waitFor();
  expect(await shownIds(doctor.page, "#yours")).toEqual([]);
  expect(await doctor.page.title()).not.toMatch(/^\(/);
  // What may be named in a tab is a place, never a patient.
  expect(await nurse.page.title()).toBe("(1) st-brigid Hospital · Wardlight");

  await escalate(alertId);
  await doctor.page.locator(`#yours-alert-${alertId}`).waitFor();
  expect(await doctor.page.title()).toMatch(/^\(1\) /);
});

test("answered on the strip it leaves the strip and the title, on every screen", async () => {
  const alertId = await call(ward, doctor, "fall", "Bathroom");
  let pages = 1;
  nurse.page.on("framenavigated", () => pages++);
  await nurse.page.locator(`#yours-ack-${alertId}`).click();
  await nurse.page.locator("#notice", { hasText: "Acknowledged: Fall" }).waitFor();
  await until("acknowledged", () => stateOf(ward, alertId));
  await nurse.page.waitForFunction(() => !document.title.startsWith("("));
  expect(await nurse.page.locator("#yours-none").isVisible()).toBe(true);
  // Sent in the background: the page is the same.
  expect(pages).toBe(1);
  expect(nurse.complaints).toEqual([]);
});

test("the strip holds the most urgent three and counts the others", async () => {
  const [low = "", ...mediums] = await standing(ward, ["low", "medium", "medium", "medium"]);
  const { page, context } = await openBoard(ward, "nurse");
  expect(await shownIds(page, "#yours")).toEqual(mediums);
  expect(await page.locator("#yours-rest").textContent()).toBe("+1");
  const high = await call(ward, doctor, "medical_emergency", "Corridor");
  await page.locator(`#yours-alert-${high}`).waitFor();
  expect(await shownIds(page, "#yours")).toEqual([high, ...mediums.slice(0, 2)]);
  expect(await page.locator("#yours-rest").textContent()).toBe("+2");
  expect(await page.title()).toMatch(/^\(5\) /);
  expect(await shownIds(page)).toContain(low);
  await context.close();
});

test("what the script makes of the list is what the server draws", async () => {
  await standing(ward, ["medium", "high"]);
  const { page, context } = await openBoard(ward, "nurse");
  await call(ward, doctor, "medical_emergency", "Corridor");
  await caughtUp(ward, page);
  const strip = () =>
    page.evaluate(() => {
      const copy = document.querySelector("#yours-list")?.cloneNode(true) as Element;
      for (const time of copy.querySelectorAll("[data-since], [data-until]")) time.replaceChildren();
      for (const powered of copy.querySelectorAll("[data-htmx-powered]")) powered.removeAttribute("data-htmx-powered");
      return copy.innerHTML;
    });
  const streamed = await strip();
  const title = await page.title();
  await page.route(/\/(stream|poll)(\?|$)/, (route) => route.abort());
  await page.reload();
  expect(await strip()).toBe(streamed);
  expect(await page.title()).toBe(title);
  await context.close();
});

test("who looks at one ward is told of a call that came from another, and answers it there", async () => {
  const { page, context } = doctor;
  await page.goto(`${ward.server.url}${boardPath}?ward=W2`);
  await page.waitForFunction(() => document.documentElement.dataset.live === "live");
  const alertId = await call(ward, nurse, "medical_emergency", "W1-01");
  await nurse.page.locator(`#alert-${alertId}`).waitFor();
  expect(await shownIds(page, "#yours")).toEqual([]);
  await escalate(alertId);
  await page.locator(`#yours-alert-${alertId}`).waitFor();
  expect(await shownIds(page)).toEqual([]);
  expect(await page.title()).toBe("(1) Surgery · st-brigid Hospital · Wardlight");
  await page.locator(`#yours-ack-${alertId}`).click();
  await until("acknowledged", () => stateOf(ward, alertId));
  await until(0, async () => (await shownIds(page, "#yours")).length);
  expect(context.pages()).toHaveLength(1);
});

test("without scripts the server draws strip and title, and its button works", async () => {
  const alertId = await call(ward, doctor, "fall", "Bathroom");
  const { page, context } = await ward.signIn("nurse", { javaScriptEnabled: false });
  expect(await page.title()).toMatch(/^\(1\) /);
  await page.locator(`#yours-ack-${alertId}`).click();
  await until("acknowledged", () => stateOf(ward, alertId));
  expect(await page.title()).not.toMatch(/^\(/);
  await context.close();
});

test("what fills the strip moves nothing below it", async () => {
  const { page } = nurse;
  const top = () => page.evaluate(() => document.querySelector("#content")?.getBoundingClientRect().top);
  const before = await top();
  const alertId = await call(ward, doctor, "fall", "Bathroom");
  await page.locator(`#yours-alert-${alertId}`).waitFor();
  expect(await top()).toBe(before);
});
