import type { Route } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { diaryOf, keepDiary } from "./support/diary.ts";
import { cutStream, requestsTo, untilHeartRate, untilState, Ward } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

const stream = /\/stream(\?|$)/;

test("a board whose server was killed catches up what it missed when another is there", async () => {
  const { page, context } = await ward.signIn("nurse", {}, keepDiary);
  await ward.heartRate(71);
  await untilHeartRate(page, 71);
  await ward.server.kill();
  await untilState(page, "stale");
  ward.server = await ward.server.again();
  // Committed before the page has come back.
  await ward.heartRate(72);
  await untilHeartRate(page, 72);
  await untilState(page, "live");
  await context.close();
});

test("a board behind a proxy that holds streams back polls, says so, and is live again when the proxy lets go", async () => {
  const { page, context } = await ward.signIn("nurse", {}, async (opened) => {
    await opened.route(stream, () => undefined);
  });
  await untilState(page, "poll");
  expect(await page.locator("#connection").textContent()).toBe("Live, every 5 s");
  await ward.heartRate(73);
  await untilHeartRate(page, 73);
  const answer = await page.waitForResponse((response) => /\/poll/.test(response.url()) && response.status() === 304);
  expect(answer.headers()["wardlight-cursor"]).toBeTruthy();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await untilState(page, "live");
  await ward.heartRate(74);
  await untilHeartRate(page, 74);
  await context.close();
});

test("a board whose first connection fails keeps its patients on the screen and tries again", async () => {
  await ward.heartRate(75);
  const { page, context } = await ward.signIn("nurse", {}, async (opened) => {
    await opened.route(stream, (route) => route.fulfill({ status: 503, body: "<h1>Bad gateway</h1>" }), { times: 1 });
  });
  await page.waitForResponse((response) => stream.test(response.url()) && response.status() === 503);
  expect(await page.locator("#bed-W1-01 .heartRate .v").textContent()).toContain("75");
  expect(await page.content()).not.toContain("Bad gateway");
  await untilState(page, "live");
  await context.close();
});

/** What a stream may turn into on its way, and for which hx-sse alone would ask twice a second for ever. */
const notAStream: Record<string, (route: Route) => Promise<void>> = {
  "a stream that ends at once": (route) => route.fulfill({ status: 200, contentType: "text/event-stream", body: "" }),
  "an answer without content": (route) => route.fulfill({ status: 204 }),
  "a captive portal's page": (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<p>Accept" }),
  "a redirect to a sign-in page": (route) => route.fulfill({ status: 302, headers: { location: "/sign-in" } }),
};

test.for(Object.keys(notAStream))("%s is not asked for in circles", { concurrent: true }, async (kind) => {
  const { page, context } = await ward.signIn("nurse");
  await untilState(page, "live");
  const answerSo = notAStream[kind];
  if (answerSo) await page.route(stream, answerSo);
  const asked = requestsTo(page, "/stream");
  await cutStream(page);
  await expect.poll(() => asked.length, { timeout: 50_000, interval: 100 }).toBeGreaterThanOrEqual(5);
  const pauses = asked.slice(3, 5).map((at, place) => at - (asked[place + 2] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThan(3_000);
  expect(await page.locator("#bed-W1-01").isVisible()).toBe(true);
  await context.close();
});

test("the fourth tab of one person polls, and the three before it stay live", async () => {
  const { page, context } = await ward.signIn("doctor");
  await untilState(page, "live");
  const tabs = [page];
  for (const _ of [2, 3, 4]) {
    const tab = await context.newPage();
    await tab.goto(page.url());
    tabs.push(tab);
    await untilState(tab, tabs.length < 4 ? "live" : "poll");
  }
  await ward.heartRate(76);
  for (const tab of tabs) await untilHeartRate(tab, 76);
  await context.close();
});

test("a page that the network loses for a moment has one stream, not two, when it is back", async () => {
  const { page, context } = await ward.signIn("nurse", {}, keepDiary);
  await untilState(page, "live");
  const asked = requestsTo(page, "/stream");
  await cutStream(page);
  await ward.heartRate(78);
  await untilHeartRate(page, 78);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await ward.heartRate(79);
  await untilHeartRate(page, 79);
  expect(asked).toHaveLength(1);
  expect((await diaryOf(page)).states.at(-1)?.state).toBe("live");
  await context.close();
});
