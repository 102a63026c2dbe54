import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { diaryOf, keepDiary, untilBeats } from "./support/diary.ts";
import { boardPath, cutStream, familyName, requestsTo, untilState, Ward } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

/** All that somebody could read in this page, with tools too. */
async function expectNoPatientIn(page: Page): Promise<void> {
  const html = await page.content();
  expect(html).not.toContain(familyName);
  expect(html).not.toContain("W1-01");
}

test("a nurse who signs out in one tab covers the board in the other, and nothing of the patients stays behind it", async () => {
  const doctor = await ward.signIn("doctor", {}, keepDiary);
  const { page, context } = await ward.signIn("nurse");
  await untilState(page, "live");
  const streams = requestsTo(page, "/stream");
  const polls = requestsTo(page, "/poll");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Sign out" }).click();
  await untilState(page, "covered");

  await expectNoPatientIn(page);
  expect(await page.locator("#cover").isVisible()).toBe(true);
  expect(await page.locator("#cover :is(a, button):focus").getAttribute("href")).toBe("/sign-in");
  const asked = streams.length + polls.length;
  // By the doctor's third beat hx-sse alone would have asked a few times more, and its trigger once.
  await untilBeats(doctor.page, (await diaryOf(doctor.page)).beats.length + 3);
  expect(streams.length + polls.length).toBe(asked);
  expect(asked).toBeLessThanOrEqual(2);
  await doctor.context.close();
  await context.close();
});

test("going back after signing out shows no patient", async () => {
  const { page, context } = await ward.signIn("nurse");
  await untilState(page, "live");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await page.goBack();
  await page.waitForURL("**/sign-in");
  await expectNoPatientIn(page);
  await context.close();
});

test.for(["/stream", "/poll"] as const)(
  "a 401 to %s covers the board, and nothing is asked for again",
  async (ending) => {
    const { page, context } = await ward.signIn("nurse", {}, keepDiary);
    await untilState(page, "live");
    await page.route(/\/(stream|poll)(\?|$)/, (route) =>
      new URL(route.request().url()).pathname.endsWith(ending) ? route.fulfill({ status: 401 }) : route.abort(),
    );
    const asked = requestsTo(page, ending);
    await cutStream(page);
    await untilState(page, "covered");
    await expectNoPatientIn(page);
    expect(asked).toHaveLength(1);
    await context.close();
  },
);

test("a board that is not this person's any more is covered and leads home", async () => {
  const { page, context } = await ward.signIn("nurse");
  await untilState(page, "live");
  await page.route(/\/stream(\?|$)/, (route) => route.fulfill({ status: 404 }));
  await cutStream(page);
  await untilState(page, "covered");
  await expectNoPatientIn(page);
  expect(await page.locator("#cover :is(a, button):focus").getAttribute("href")).toBe("/");
  await context.close();
});

test("a server that was renewed asks an old page to reload, and does not reload it by itself", async () => {
  const { page, context } = await ward.signIn("nurse", {}, keepDiary);
  await untilBeats(page, 1);
  await page.evaluate(() => {
    const live = document.getElementById("live");
    if (live) live.dataset.build = "of yesterday";
  });
  await cutStream(page);
  await untilState(page, "covered");
  // A reload would have begun a new diary.
  expect((await diaryOf(page)).states.map(({ state }) => state)).toContain("live");
  await page.locator("#cover :is(a, button):focus").click();
  await page.waitForURL(`**${boardPath}`);
  await untilState(page, "live");
  await context.close();
});
