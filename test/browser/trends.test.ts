import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { employ, password } from "../support/people.ts";
import { screens, sidewaysOf, violationsOf } from "./support/axe.ts";
import { familyName, fillSignIn, listenForComplaints, until, Ward, type Watching } from "./support/ward.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
/** As a Chromium of the tests starts: uPlot asks it for its language, and it has none that is one. */
const bare = {};
beforeAll(async () => {
  ward = await Ward.open({ beds: 8 });
  await employ(ward.database.db, "st-brigid", { email: "head@st-brigid.example", name: "Head", role: "head_doctor" });
});
afterAll(() => ward.close());

let bedsUsed = 0;
/** Two hours of a heart rate each minute with a hole of half an hour, a saturation, and one temperature. */
async function measured(): Promise<{ readonly bed: string; readonly stayId: string }> {
  bedsUsed += 1;
  const bed = `W1-0${bedsUsed}`;
  const stayId = ward.rows.stay(bed);
  const now = Date.now();
  const minutesAgo = (n: number) => new Date(now - n * 60_000);
  const rates = Array.from({ length: 120 }, (_, i) => i + 1).filter((i) => i < 40 || i > 70);
  const { rows } = ward.rows;
  await rows.observed(
    stayId,
    "heartRate",
    rates.map((i) => [minutesAgo(i), i === 20 ? 141 : 70 + (i % 9)] as const),
  );
  await rows.observed(
    stayId,
    "spo2",
    Array.from({ length: 100 }, (_, i) => [minutesAgo(i + 1), 96] as const),
  );
  await rows.observed(stayId, "temperature", [[minutesAgo(90), 37.2]]);
  const alertId = await rows.alert({ stay_id: stayId, state: "resolved" });
  // They came past the door that notes what is to be rolled up again: the hospital begins anew.
  await ward.database.pool.query("delete from rollups");
  await rows.cause(alertId, stayId, {
    ...{ noticed_at: minutesAgo(22), joined_at: minutesAgo(22), ended_at: minutesAgo(18), closed_at: minutesAgo(18) },
    active: false,
  });
  return { bed, stayId };
}

async function opened(stayId: string, query = "?range=4h", options = {}): Promise<Watching> {
  const watching = await ward.signIn("nurse", { ...bare, ...options });
  await watching.page.goto(`${ward.server.url}/stays/${stayId}/trends${query}`);
  return watching;
}

interface Drawn {
  readonly sign: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly cursor: number;
}
/** What uPlot was given. */
const drawnOf = (page: Page): Promise<Drawn[]> =>
  page.evaluate(() => {
    const { trends } = window.wardlight as unknown as {
      trends: { plots(): { one: { sign: string }; plot: { data: [number[], number[]]; cursor: { left: number } } }[] };
    };
    return trends.plots().map(({ one, plot }) => ({
      ...{ sign: one.sign, times: [...plot.data[0]], values: [...plot.data[1]], cursor: plot.cursor.left },
    }));
  });
const heartRateOf = async (page: Page) => (await drawnOf(page)).find(({ sign }) => sign === "heartRate");
const view = (page: Page) =>
  page.evaluate(() =>
    (window.wardlight as unknown as { trends: { view(): { from: number; to: number } } }).trends.view(),
  );
const state = (page: Page) => page.evaluate(() => document.documentElement.dataset.live);

/** Whether anything of a sign's colour stands on the canvas between these shares of its width. */
const inked = (page: Page, sign: string, from: number, to: number) =>
  page.evaluate(
    ([name, begin, end]) => {
      const place = document.getElementById(`plot-${name}`);
      const canvas = place?.querySelector("canvas");
      const over = place?.querySelector(".u-over");
      // A copy: the browser complains of whoever reads often in one that is drawn on.
      const copy = document.createElement("canvas");
      const context = copy.getContext("2d", { willReadFrequently: true });
      if (!place || !canvas || !over || !context) return null;
      Object.assign(copy, { width: canvas.width, height: canvas.height });
      context.drawImage(canvas, 0, 0);
      const ratio = canvas.width / canvas.clientWidth;
      const inner = over.getBoundingClientRect();
      const left = inner.left - canvas.getBoundingClientRect().left;
      const probe = document.createElement("i");
      probe.style.color = getComputedStyle(place).getPropertyValue("--sign");
      document.body.append(probe);
      const colour = (/\d+/g[Symbol.match](getComputedStyle(probe).color) ?? []).slice(0, 3).map(Number);
      probe.remove();
      const x = Math.round((left + inner.width * (begin as number)) * ratio);
      const width = Math.round(inner.width * ((end as number) - (begin as number)) * ratio);
      const { data } = context.getImageData(x, 0, width, canvas.height);
      for (let i = 0; i < data.length; i += 4)
        if ((data[i + 3] ?? 0) > 200 && colour.every((part, k) => Math.abs(part - (data[i + k] ?? 0)) < 24))
          return true;
      return false;
    },
    [sign, from, to] as const,
  );

test("every sign is drawn below the other, a hole is a hole, and nothing complains, whatever the browser's language", async () => {
  const { stayId } = await measured();
  const { page, context, complaints } = await opened(stayId);
  await page.locator("#plot-heartRate canvas").waitFor();
  expect((await drawnOf(page)).map(({ sign }) => sign)).toEqual(["heartRate", "spo2", "temperature"]);
  expect(await page.locator("#trend-stack svg").count()).toBe(0);
  const { times, values } = (await heartRateOf(page)) ?? { times: [], values: [] };
  // Between the two readings on either side of the hole stands an empty value, and nowhere else.
  const holes = values.flatMap((value, i) => (value === null ? [(times[i + 1] ?? 0) - (times[i - 1] ?? 0)] : []));
  expect(holes.map(Math.round)).toEqual([31 * 60 + 60]);
  // Of four hours: the last half hour, the hole from 71 to 39 minutes ago, and what lies before.
  const share = (minutesAgo: number) => 1 - minutesAgo / 240;
  await until(true, async () => (await inked(page, "heartRate", share(30), share(5))) ?? undefined);
  expect(await inked(page, "heartRate", share(110), share(75))).toBe(true);
  expect(await inked(page, "heartRate", share(66), share(44))).toBe(false);
  // One reading alone is a dot, and to be seen.
  expect(await inked(page, "temperature", share(94), share(86))).toBe(true);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a reading that comes while the page is open is drawn, and so is a sign that nobody had measured", async () => {
  const { bed, stayId } = await measured();
  const { page, context, complaints } = await opened(stayId);
  await until("poll", () => state(page));
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  await ward.send({ bed, sign: "heartRate", value: 88, secondsAgo: 0 });
  await until(88, async () => (await heartRateOf(page))?.values.at(-1) ?? undefined);
  await ward.send({ bed, sign: "respiratoryRate", value: 17, secondsAgo: 0 });
  await page.locator("#plot-respiratoryRate canvas").waitFor();
  expect(await page.locator(".plot-of.of-respiratoryRate figcaption").textContent()).toContain("Respiratory rate");
  expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
  expect(complaints).toEqual([]);
  await context.close();
});

test("the cursor of one chart is that of all, and tells the value of each at that time", async () => {
  const { stayId } = await measured();
  const { page, context } = await opened(stayId);
  const over = page.locator("#plot-spo2 .u-over");
  await over.waitFor();
  const box = await over.boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * (1 - 10 / 240), (box?.y ?? 0) + 20);
  await until(true, async () => {
    const lefts = (await drawnOf(page)).map(({ cursor }) => Math.round(cursor));
    return lefts.every((left) => left > 0 && left === lefts[0]);
  });
  const here = (sign: string) => page.locator(`.plot-of.of-${sign} .here`).textContent();
  expect(await here("spo2")).toMatch(/^96 % · \d\d:\d\d:\d\d$/);
  expect(await here("heartRate")).toMatch(/^\d\d \/min · /);
  // In the hole there is none.
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * (1 - 55 / 240), (box?.y ?? 0) + 20);
  await until("–", async () => (await here("heartRate")) ?? "");
  await context.close();
});

test("dragging over a time looks into it with all its readings, and Escape leads back", async () => {
  const { stayId } = await measured();
  const { page, context, complaints } = await opened(stayId, "?range=3d");
  const over = page.locator("#plot-heartRate .u-over");
  await over.waitFor();
  const whole = await view(page);
  const box = (await over.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const asked = page.waitForResponse((answer) => answer.url().includes("/points"));
  await page.mouse.move(box.x + box.width * 0.95, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 30, { steps: 5 });
  await page.mouse.up();
  expect((await (await asked).json()).resolution).toBe("readings");
  const near = await view(page);
  expect(near.to - near.from).toBeLessThan(0.06 * (whole.to - whole.from));
  await until(true, async () => ((await heartRateOf(page))?.values.length ?? 0) > 80);
  expect(await page.locator("[data-tool=whole]").isVisible()).toBe(true);
  await page.locator("#trend-stack").focus();
  await page.keyboard.press("Escape");
  await until(true, async () => Math.abs((await view(page)).from - whole.from) < 60);
  expect(complaints).toEqual([]);
  await context.close();
});

test("by keyboard alone one walks along the time, hears what stands there, looks nearer and back", async () => {
  const { stayId } = await measured();
  const { page, context } = await opened(stayId);
  await page.locator("#plot-heartRate canvas").waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate(() => document.activeElement?.id === "trend-stack")) break;
    await page.keyboard.press("Tab");
  }
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("ArrowLeft");
  await until(true, async () => /HR \d+ \/min, SpO₂ 96 %/.test((await page.locator("#said").textContent()) ?? ""));
  const before = await view(page);
  await page.keyboard.press("+");
  await until(true, async () => {
    const { from, to } = await view(page);
    return Math.abs(to - from - (before.to - before.from) / 2) < 2;
  });
  await page.keyboard.press("Escape");
  await until(true, async () => Math.abs((await view(page)).from - before.from) < 60);
  await context.close();
});

test("a shade leads to its alert", async () => {
  const { stayId } = await measured();
  const { page, context } = await opened(stayId);
  const over = page.locator("#plot-heartRate .u-over");
  await over.waitFor();
  const box = (await over.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.click(box.x + box.width * (1 - 20 / 240), box.y + 30);
  await page.waitForURL("**/alerts/*");
  await context.close();
});

test("shows nobody's patient any more when its session has ended", async () => {
  const { stayId } = await measured();
  const { page, context } = await opened(stayId);
  await until("poll", () => state(page));
  expect(await page.locator("h1").textContent()).toContain(familyName);
  await ward.database.pool.query(
    "delete from sessions where staff_id = (select staff_id from staff where email like 'nurse@%')",
  );
  await until("covered", () => state(page));
  expect(await page.locator("body").textContent()).not.toContain(familyName);
  await context.close();
});

test("without JavaScript there are the picture, the numbers, every range and what was earlier", async () => {
  const stayId = ward.rows.stay("W1-01");
  const { page, context } = await opened(stayId, "", { javaScriptEnabled: false });
  expect(await page.locator("#plot-heartRate svg polyline").count()).toBeGreaterThan(1);
  expect(await page.locator("#plot-heartRate svg .span").count()).toBe(1);
  expect(await page.locator("#values-table tbody tr").count()).toBeGreaterThan(5);
  expect(await page.locator("#trend-tools").isVisible()).toBe(false);
  await page.getByRole("link", { name: "1 h", exact: true }).click();
  await page.getByRole("link", { name: "Earlier" }).click();
  await page.getByRole("link", { name: "Later" }).waitFor();
  await page.getByRole("link", { name: "Up to now" }).click();
  await page.getByRole("link", { name: "Whole stay" }).click();
  await page.locator("#plot-heartRate svg").waitFor();
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing wrong with it on any size of screen, ${colorScheme}`, async () => {
    const stayId = ward.rows.stay("W1-01");
    const found: string[] = [];
    for (const viewport of screens) {
      const context = await ward.browser.newContext({ ...bare, colorScheme, viewport });
      const page = await context.newPage();
      const complaints = listenForComplaints(page);
      await fillSignIn(page, ward.server.url, "head@st-brigid.example", password);
      await page.goto(`${ward.server.url}/stays/${stayId}/trends`);
      await page.locator("#plot-heartRate canvas").waitFor();
      found.push(...complaints, ...(await violationsOf(page)));
      const sideways = await sidewaysOf(page);
      if (sideways > 0) found.push(`${viewport.width}: scrolls sideways by ${sideways}`);
      await context.close();
    }
    expect(found).toEqual([]);
  });
