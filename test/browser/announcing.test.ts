import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { call, closeAll, crossHeartRate, openBoard, standing } from "./support/alerts.ts";
import { cutStream, familyName, until, untilState, Ward, type Watching } from "./support/ward.ts";

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

interface Said {
  /** "now" interrupts, "later" waits until the reader is free. */
  readonly when: "now" | "later";
  readonly text: string;
}

/** What a screen reader would have been given since the page began; nothing of it is lost when it leaves the page. */
const saidOn = (page: Page) => page.evaluate(() => (window as unknown as { said: Said[] }).said);
const nowOn = async (page: Page) => (await saidOn(page)).filter(({ when }) => when === "now").map(({ text }) => text);
const laterOn = async (page: Page) =>
  (await saidOn(page)).filter(({ when }) => when === "later").map(({ text }) => text);

async function listen(): Promise<Watching> {
  const watching = await ward.signIn("nurse", {}, (page) =>
    page.addInitScript(() => {
      const said: Said[] = [];
      Object.assign(window, { said });
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          const around = target instanceof Element ? target : target.parentElement;
          const live = around?.closest("[role='alert'], [role='status'], [aria-live]");
          const when = live?.getAttribute("role") === "alert" ? "now" : "later";
          for (const { textContent } of live ? addedNodes : []) if (textContent) said.push({ when, text: textContent });
        }
      }).observe(document, { childList: true, subtree: true });
    }),
  );
  await untilState(watching.page, "live");
  return watching;
}

test("a high alert interrupts with one sentence: how urgent, what and where", async () => {
  const { page, context, complaints } = await listen();
  await call(ward, doctor, "medical_emergency", "W1-02");
  await until(1, async () => (await nowOn(page)).length);
  expect(await nowOn(page)).toEqual(["High Medical emergency W1-02"]);
  expect(JSON.stringify(await saidOn(page))).not.toContain(familyName);
  expect(complaints).toEqual([]);
  await context.close();
});

test("everything else is gathered into one sentence of counts", async () => {
  const { page, context } = await listen();
  await call(ward, doctor, "assistance", "W1-01");
  await call(ward, doctor, "assistance", "W1-02");
  await call(ward, doctor, "equipment", "Corridor");
  await until(true, async () => (await laterOn(page)).some((text) => text.includes("New medium alerts: 2")));
  expect(await laterOn(page)).toEqual(["New medium alerts: 2, New low alerts: 1"]);
  expect(await nowOn(page)).toEqual([]);
  await context.close();
});

test("what stood there when the page was opened is one sentence, and is not said again when the stream was cut", async () => {
  await standing(ward, ["high", "medium", "medium"]);
  const { page, context } = await listen();
  await until(1, async () => (await laterOn(page)).length);
  const before = await saidOn(page);
  expect(before).toEqual([{ when: "later", text: "Unanswered alerts: 3, high: 1" }]);
  await cutStream(page);
  const alertId = await call(ward, doctor, "assistance", "W1-01");
  await page.locator(`#alert-${alertId}`).waitFor();
  await until(2, async () => (await laterOn(page)).length);
  expect(await saidOn(page)).toEqual([...before, { when: "later", text: "New medium alerts: 1" }]);
  await context.close();
});

test("answers are told, and a high alert that nobody has any more interrupts again", async () => {
  const ids = await standing(ward, ["medium", "high"]);
  const [medium = "", high = ""] = ids;
  const { page, context } = await listen();
  for (const id of ids) await ward.post(doctor, `/alerts/${id}/acknowledgement`);
  await until(true, async () => (await laterOn(page)).includes("Acknowledged: 2"));
  await ward.post(doctor, `/alerts/${medium}/resolution`, { outcome: "attended" });
  await ward.post(doctor, `/alerts/${high}/undo`);
  await until(true, async () => (await laterOn(page)).includes("Closed: 1"));
  expect(await nowOn(page)).toEqual([expect.stringMatching(/^High .* Room 1$/)]);
  await context.close();
});

test("of a storm the first are sentences and the rest is a count", async () => {
  const { page, context } = await listen();
  const kinds = Array.from({ length: 12 }, (_, place) => `Room ${place}`);
  await Promise.all(kinds.map((where) => call(ward, doctor, "medical_emergency", where).catch(() => undefined)));
  await until(true, async () => {
    const said = await nowOn(page);
    const sentences = said.filter((text) => text.startsWith("High "));
    const counted = said.map((text) => Number(/^New high alerts: (\d+)$/.exec(text)?.[1] ?? 0));
    return sentences.length + counted.reduce((sum, n) => sum + n, 0) === 12;
  });
  expect((await nowOn(page)).length).toBeLessThan(12);
  await context.close();
});

test("vital signs are never read out, also where they cross a limit", async () => {
  const { page, context } = await listen();
  for (const value of [81, 82, 83]) await ward.heartRate(value, "W1-03");
  await crossHeartRate(ward, "W1-03", 125);
  await until(1, async () => (await saidOn(page)).length);
  // The alert is told, with the value it was raised for, and nothing else.
  expect(await saidOn(page)).toEqual([{ when: "later", text: "New medium alerts: 1" }]);
  await context.close();
});
