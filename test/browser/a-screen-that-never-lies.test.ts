import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freshnessOf } from "../../src/domain/freshness.ts";
import { digestOf } from "../../src/views/regions.tsx";
import { diaryOf, keepDiary, untilBeats } from "./support/diary.ts";
import { requestsTo, untilHeartRate, untilState, Ward } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

test("a board is live by its first message, under the strict policy and without a complaint of the browser", async () => {
  let streams: readonly number[] = [];
  const { page, complaints, context } = await ward.signIn("nurse", {}, async (opened) => {
    streams = requestsTo(opened, "/stream");
  });
  await untilState(page, "live");
  await ward.heartRate(83);
  await untilHeartRate(page, 83);

  const answer = await context.request.get(page.url());
  expect(answer.headers()["content-security-policy"]).toMatch(/default-src 'none'; script-src 'self';/);
  expect(await page.locator("#connection").textContent()).toBe("Live");
  expect(complaints).toEqual([]);
  expect(streams).toHaveLength(1);
  await context.close();
});

test("a board whose stream falls silent says so within 12 s, withdraws its colours, and comes back by itself", async () => {
  const { page, context } = await ward.signIn("nurse", {}, keepDiary);
  await ward.heartRate(84);
  await untilHeartRate(page, 84);
  const colour = () =>
    page.locator("#bed-W1-01 .heartRate .v").evaluate((value) => {
      const { color, opacity, textDecorationLine, filter } = getComputedStyle(value);
      return JSON.stringify({ color, opacity, textDecorationLine, filter });
    });
  const liveColour = await colour();
  process.kill(ward.server.pid, "SIGSTOP");
  try {
    await untilState(page, "stale");
    const { states, beats } = await diaryOf(page);
    const staleAt = states.find(({ state }) => state === "stale")?.at ?? Number.NaN;
    expect(staleAt - (beats.at(-1) ?? Number.NaN)).toBeLessThan(12_000);
    expect(await page.locator("#connection").textContent()).toMatch(/^Not live since \d\d:\d\d:\d\d$/);
    expect(await page.locator(".banner").isVisible()).toBe(true);
    expect(await colour()).not.toBe(liveColour);
  } finally {
    process.kill(ward.server.pid, "SIGCONT");
  }
  await untilState(page, "live");
  await ward.heartRate(85);
  await untilHeartRate(page, 85);
  await context.close();
});

test("a board in a hidden tab stays live and is not asked for twice", async () => {
  let streams: readonly number[] = [];
  const { page, context } = await ward.signIn("nurse", {}, async (opened) => {
    streams = requestsTo(opened, "/stream");
    await keepDiary(opened);
  });
  await untilState(page, "live");
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { get: () => true });
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const other = await context.newPage();
  await other.bringToFront();
  await untilBeats(page, 3);
  await ward.heartRate(86);
  await untilHeartRate(page, 86);

  const { states } = await diaryOf(page);
  expect(states.at(-1)?.state).toBe("live");
  expect(streams).toHaveLength(1);
  await context.close();
});

test("a laptop that slept shows its old values as stale before anything else, then asks for the whole board", async () => {
  const { page, context } = await ward.signIn("nurse", {}, keepDiary);
  await untilState(page, "live");
  const whole = page.waitForRequest((request) => /\/poll$/.test(request.url()));
  // Sleep stops performance.now() and not the wall clock; to the page this is the same.
  await page.evaluate(() => {
    window.diary.states.length = 0;
    const before = Date.now.bind(Date);
    Date.now = () => before() + 8 * 3_600_000;
  });
  await page.waitForFunction(() => window.diary.states.at(-1)?.state === "live", null, { polling: 100 });
  await whole;
  const { states } = await diaryOf(page);
  expect(states[0]?.state).toBe("stale");
  await context.close();
});

test("ages are right on a ward PC whose clock is a day wrong, to either side", async () => {
  await ward.send({ bed: "W1-02", value: 77, secondsAgo: 185 });
  for (const days of [1, -1]) {
    const { page, context } = await ward.signIn("nurse", {}, (opened) =>
      opened.addInitScript((wrongBy) => {
        const before = Date.now.bind(Date);
        Date.now = () => before() + wrongBy * 86_400_000;
      }, days),
    );
    await untilState(page, "live");
    const sign = page.locator("#bed-W1-02 .heartRate");
    expect(await sign.locator("time").textContent()).toBe("3 min");
    expect(await sign.getAttribute("class")).toContain("stale");
    const around = [-2, -1, 0, 1, 2].map((seconds) => inDublin(Date.now() + seconds * 1000));
    expect(around).toContain(await page.locator("#clock").textContent());
    await context.close();
  }
});

const inDublin = (millis: number) => new Date(millis).toLocaleTimeString("en-GB", { timeZone: "Europe/Dublin" });

test("a value grows old on the screen by itself: its age ticks and it is no longer shown as live", async () => {
  const { page, context } = await ward.signIn("nurse");
  await ward.heartRate(88, "W1-03");
  await untilHeartRate(page, 88, "W1-03");
  const sign = page.locator("#bed-W1-03 .heartRate");
  expect(await sign.locator("time").textContent()).toBe("now");
  expect(await sign.getAttribute("class")).toContain("live");
  // A stream of every 5 s, as the page would have learned it: so the test does not have to wait for minutes.
  await sign.evaluate((element) => element.setAttribute("data-interval", "5"));
  for (const freshness of ["ageing", "stale"])
    await page.waitForFunction(
      (wanted) => document.querySelector("#bed-W1-03 .heartRate")?.classList.contains(wanted),
      freshness,
    );
  expect(await sign.locator("time").textContent()).toBe("10 s");
  await context.close();
});

test("a sign ages in the page by the same figures as on the server", async () => {
  const { page, context } = await ward.signIn("nurse");
  await untilState(page, "live");
  const intervalSeconds = 60;
  const agesSeconds = [1, 59, 61, 89, 91, 119, 121, 299, 301];
  const { now, shown } = await page.evaluate(
    ([ages, interval]) => {
      const at = window.wardlight.clock.now();
      const signs = ages.map((age) => {
        const sign = document.createElement("div");
        const time = document.createElement("time");
        sign.className = "live";
        Object.assign(sign.dataset, { interval });
        time.dateTime = new Date(at - age * 1000).toISOString();
        time.dataset.age = "";
        sign.append(time);
        return sign;
      });
      document.body.append(...signs);
      window.wardlight.clock.draw();
      return { now: at, shown: signs.map((sign) => sign.className) };
    },
    [agesSeconds, intervalSeconds] as const,
  );
  expect(shown).toEqual(
    agesSeconds.map((age) => freshnessOf(new Date(now - age * 1000), intervalSeconds, new Date(now))),
  );
  await context.close();
});

test("how long something lasts is never told like a time of day", async () => {
  const { page, context } = await ward.signIn("nurse");
  await untilState(page, "live");
  const shownOf = (tick: "since" | "until", seconds: readonly number[], within = false) =>
    page.evaluate(
      ([name, all, sentence]) => {
        const sign = name === "since" ? -1 : 1;
        const times = all.map((each) => {
          const time = document.createElement("time");
          // Half a second, so that what is counted down has not lost a whole one when it is looked at.
          time.dateTime = new Date(window.wardlight.clock.now() + sign * each * 1000 + 500).toISOString();
          time.dataset[name] = "";
          if (sentence) time.dataset.in = "";
          return time;
        });
        document.body.append(...times);
        window.wardlight.clock.draw();
        return times.map((time) => (time.textContent ?? "").replaceAll("\u00a0", " "));
      },
      [tick, seconds, within] as const,
    );
  const hour = 3600;
  expect(await shownOf("since", [1, 46, 61, 1191, 3599, hour + 1, 65 * 60 + 1, 30 * hour + 1, 72 * hour + 1])).toEqual([
    "0 s",
    "45 s",
    "1 min",
    "19 min",
    "59 min",
    "1 h 00",
    "1 h 05",
    "30 h 00",
    "3 d",
  ]);
  expect(await shownOf("until", [-5, 29, 149, 599, 1440, 65 * 60])).toEqual([
    "0 s",
    "29 s",
    "2 min 29 s",
    "9 min 59 s",
    "24 min",
    "1 h 05",
  ]);
  expect(await shownOf("until", [149], true)).toEqual(["in 2 min 29 s"]);
  await context.close();
});

test("a region that went wrong in the page is put right by the heartbeat's digest", async () => {
  const { page, context } = await ward.signIn("nurse");
  await ward.heartRate(90);
  await untilHeartRate(page, 90);
  await page.evaluate(() => {
    const card = document.getElementById("bed-W1-01");
    card?.setAttribute("data-v", "wrong");
    card?.querySelector(".heartRate .v")?.replaceChildren("11");
  });
  await untilHeartRate(page, 90);
  await context.close();
});

test("the page and the server find the same word for the same board", async () => {
  const { page, context } = await ward.signIn("nurse");
  await untilState(page, "live");
  const { said, regions } = await page.evaluate(() => ({
    said: window.wardlight.digest(),
    regions: Array.from(document.querySelectorAll<HTMLElement>("[data-v]"), ({ id, dataset }) => ({
      id,
      version: dataset.v ?? "",
    })),
  }));
  expect(regions.length).toBeGreaterThan(4);
  expect(said).toBe(digestOf(regions));
  await context.close();
});

test("the ward, quiet for a while, asks for nothing but its one stream", async () => {
  const { page, context } = await ward.signIn("nurse", {}, keepDiary);
  const polls = requestsTo(page, "/poll");
  await untilBeats(page, 4);
  expect(polls).toHaveLength(0);
  await context.close();
});
