import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { call, closeAll, openBoard } from "./support/alerts.ts";
import { familyName, until, untilState, Ward, type Watching } from "./support/ward.ts";

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

interface Shown {
  readonly title: string;
  readonly options: NotificationOptions;
  closed: boolean;
}
declare global {
  interface Window {
    shown: Shown[];
    /** What the browser says of the page. */
    inFront: boolean;
  }
}
const shownOn = (page: Page) => page.evaluate(() => window.shown);

/** A nurse whose browser notes what it is asked to show. */
async function open(permission: "granted" | "denied"): Promise<Watching> {
  const nurse = await ward.signIn("nurse", { permissions: permission === "granted" ? ["notifications"] : [] }, (page) =>
    page.addInitScript((granted) => {
      Object.assign(window, { shown: [], inFront: true });
      document.hasFocus = () => window.inFront;
      class Noted extends Notification {
        readonly #shown: Shown;
        constructor(title: string, options: NotificationOptions = {}) {
          super(title, options);
          this.#shown = { title, options, closed: false };
          window.shown.push(this.#shown);
        }
        override close() {
          this.#shown.closed = true;
          super.close();
        }
        static override get permission() {
          return granted;
        }
      }
      window.Notification = Noted;
    }, permission),
  );
  await untilState(nurse.page, "live");
  return nurse;
}

async function choose(page: Page): Promise<void> {
  await page.locator("#settings-open").click();
  await page.locator("#settings-notify").check();
  await page.locator("#settings-form button[type=submit]").click();
  await page.locator("#notice", { hasText: "Kept for you" }).waitFor();
}

test("who asked for it is notified of what waits for them behind another window, without a name or a bed", async () => {
  const { page, context, complaints } = await open("granted");
  const before = await call(ward, doctor, "fall", "W1-01");
  await page.locator(`#yours-alert-${before}`).waitFor();
  expect(await shownOn(page)).toEqual([]);

  await choose(page);
  await page.evaluate(() => {
    window.inFront = false;
  });
  const alertId = await call(ward, doctor, "medical_emergency", "W1-02");
  await until(1, async () => (await shownOn(page)).length);
  const [{ title, options } = { title: "", options: {} }] = await shownOn(page);
  expect(title).toBe("High alert for you");
  expect(options).toMatchObject({ body: "Waiting for you: 2", tag: "wardlight", requireInteraction: true });
  for (const told of [familyName, "W1-0", "Medical"]) expect(JSON.stringify([title, options])).not.toContain(told);

  // Answered elsewhere there is nothing left to notify of.
  for (const id of [before, alertId]) await ward.post(doctor, `/alerts/${id}/acknowledgement`);
  await until(true, async () => (await shownOn(page))[0]?.closed);
  expect(complaints).toEqual([]);
  await context.close();
});

test("it holds on the next page, which tells of what waits, and not of what is less than was chosen", async () => {
  const { page, context } = await open("granted");
  await choose(page);
  await page.locator("#settings-open").click();
  await page.locator("#settings-soundFrom").selectOption("high");
  await page.locator("#settings-form button[type=submit]").click();
  await until("high", () => page.evaluate(() => document.getElementById("settings-form")?.dataset.soundFrom));
  await page.evaluate(() => {
    window.inFront = false;
  });
  const medium = await call(ward, doctor, "assistance", "W1-01");
  await page.locator(`#yours-alert-${medium}`).waitFor();
  expect(await shownOn(page)).toEqual([]);
  await call(ward, doctor, "medical_emergency", "W1-02");
  await until(1, async () => (await shownOn(page)).length);
  expect((await shownOn(page))[0]?.options.body).toBe("Waiting for you: 1");
  await context.close();
});

test("a browser that refuses is told of beside the choice, and nothing is shown", async () => {
  const { page, context } = await open("denied");
  await page.locator("#settings-open").click();
  await page.locator("#settings-notify").check();
  await page.getByText("This browser refuses").waitFor();
  await page.evaluate(() => {
    window.inFront = false;
  });
  const alertId = await call(ward, doctor, "medical_emergency", "W1-02");
  await page.locator(`#yours-alert-${alertId}`).waitFor();
  expect(await shownOn(page)).toEqual([]);
  await context.close();
});
