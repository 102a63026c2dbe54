import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { undoSeconds } from "../../src/domain/alerts.ts";
import { openBrowser } from "../support/chromium.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { untilAtRest } from "./support/alerts.ts";
import { fillSignIn, listenForComplaints, untilState, type Watching } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.remove();
});

/** As a new user would, with what the start printed. */
async function signIn(role: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Watching> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, ...options });
  const page = await context.newPage();
  const complaints = listenForComplaints(page);
  await fillSignIn(page, server.url, `${role}@st-brigid.example`, "wardlight-demo");
  return { context, page, complaints };
}

test("an operator raises an alert, the nurse sees it without a reload, acknowledges and resolves it", async () => {
  const operator = await signIn("operator");
  const nurse = await signIn("nurse");
  await untilState(operator.page, "live");
  await untilState(nurse.page, "live");
  for (const { page } of [operator, nurse]) await page.evaluate(() => Object.assign(window, { neverReloaded: true }));

  const { page: desk } = operator;
  await desk.getByText("Raise alert").first().click();
  await desk.getByLabel("What happened").selectOption("fall");
  await desk.getByLabel("Bed", { exact: true }).selectOption({ index: 1 });
  await desk.getByLabel(/^Words/).fill("slipped beside the bed");
  await desk.locator("#raise-form button[type=submit]").click();

  const row = (page: Page) => page.locator("#alerts > li", { hasText: "slipped beside the bed" });
  await row(nurse.page).waitFor();
  await row(desk).waitFor();
  expect(await desk.locator("#notice").textContent()).toContain("Raised");
  expect(await desk.locator("#raise").getAttribute("open")).toBeNull();
  // A fall is a call to a patient: the operator raises it and does not answer it.
  expect(await row(desk).getByRole("button", { name: "Acknowledge" }).isVisible()).toBe(false);

  await untilAtRest(nurse.page);
  await row(nurse.page).getByRole("button", { name: "Acknowledge" }).click();
  const nurseName = await nurse.page.locator(".me bdi").first().textContent();
  await row(desk)
    .getByText(nurseName ?? "nobody")
    .waitFor();

  await row(nurse.page).getByText("Resolve").click();
  await row(nurse.page).getByRole("button", { name: "Attended" }).click();
  await row(desk).waitFor({ state: "detached" });
  await row(nurse.page).waitFor({ state: "detached" });

  for (const { page } of [operator, nurse]) expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
  expect(operator.complaints).toEqual([]);
  expect(nurse.complaints).toEqual([]);
  await operator.context.close();
  await nurse.context.close();
});

test("an answer by mistake is taken back with the button beside what it says, for as long as that can be done", async () => {
  const { page, context } = await signIn("nurse", { viewport: { width: 390, height: 844 } });
  await untilState(page, "live");
  await page.locator("#raise-open").click();
  await page.getByLabel("What happened").selectOption("assistance");
  await page.getByLabel(/^Place/).fill("Corridor of the chapel");
  await page.locator("#raise-form button[type=submit]").click();
  const row = page.locator("#alerts > li", { hasText: "Corridor of the chapel" });
  const acknowledge = row.getByRole("button", { name: "Acknowledge" });
  await acknowledge.waitFor();
  await untilAtRest(page);
  await acknowledge.click();
  await row.getByText("Acknowledged").waitFor();
  await page.locator("#notice").getByRole("button", { name: "Undo" }).click();
  await acknowledge.waitFor();

  await untilAtRest(page);
  await acknowledge.click();
  const undo = page.locator("#notice").getByRole("button", { name: "Undo" });
  await undo.waitFor();
  expect(await page.evaluate(millisUntilGone)).toBeLessThan(undoSeconds * 1000);
  expect(await undo.isVisible()).toBe(false);
  await context.close();
});

/** Ends what takes the button away, and answers how long that would have been. */
function millisUntilGone(): number {
  const form = document.querySelector("#notice .undo");
  const [leaving] = form?.getAnimations() ?? [];
  if (!leaving) return Number.NaN;
  leaving.finish();
  return Number(leaving.effect?.getComputedTiming().endTime);
}

test("vital signs of simulated monitors change on the screen by themselves", async () => {
  const { page, context, complaints } = await signIn("nurse");
  await untilState(page, "live");
  const shown = () => page.locator(".sign .v").allTextContents();
  const before = await shown();
  await expect.poll(async () => (await shown()).join(), { timeout: 20_000 }).not.toBe(before.join());
  await untilState(page, "live");
  expect(complaints).toEqual([]);
  await context.close();
});

/** Pages by who opens them; null is nobody. The answer to a form is reached by its button. */
const pages: readonly (readonly [who: string | null, path: string, button?: string])[] = [
  [null, "/sign-in"],
  [null, "/no-such-page"],
  ["nurse", "/hospitals/st-brigid"],
  ["nurse", "/hospitals/st-brigid?ward=W1"],
  ["nurse", "/hospitals/lakeside"],
  ["operator", "/alerts/new"],
  ["admin", "/hospitals/st-brigid?ward=W1"],
  ["display", "/hospitals/st-brigid"],
  ["nurse", "/hospitals/st-brigid/escalation"],
  ["nurse", "/hospitals/st-brigid/escalation/clinical/high"],
  ["head", "/hospitals/st-brigid/escalation/called:fall/medium"],
  ["head", "/hospitals/st-brigid/called-kinds"],
  ["admin", "/hospitals/st-brigid/called-kinds/fall"],
  ["admin", "/hospitals/st-brigid/rules"],
  ["head", "/hospitals/st-brigid/rules/W1/heartRate"],
  ["head", "/hospitals/st-brigid/rules/W1/heartRate", "What would it have meant?"],
  ["nurse", "/hospitals/st-brigid/rules"],
  ["nurse", "/hospitals/st-brigid/alerts"],
  ["nurse", "/hospitals/st-brigid/duty"],
  ["head", "/hospitals/st-brigid/pauses"],
  ["nurse", "/duty"],
  ["doctor", "/stays/1"],
  ["doctor", "/stays/1/bed"],
  ["doctor", "/stays/1/discharge"],
  ["doctor", "/stays/1/merge"],
  ["nurse", "/hospitals/st-brigid/patients"],
  ["nurse", "/hospitals/st-brigid/admission"],
  ["nurse", "/hospitals/st-brigid/several"],
  ["head", "/hospitals/st-brigid/alarm-load"],
  ["nurse", "/hospitals/st-brigid/held-readings"],
  ["doctor", "/stays/1/trends"],
  ["admin", "/hospitals/st-brigid/devices"],
  ["admin", "/hospitals/st-brigid/devices/mon-01"],
];
const axeSource = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing wrong on any page, ${colorScheme}`, { timeout: 240_000 }, async () => {
    const found: string[] = [];
    for (const [who, theirs] of Map.groupBy(pages, ([who]) => who)) {
      const { page, context } = who === null ? await visit({ colorScheme }) : await signIn(who, { colorScheme });
      for (const [, path, button] of theirs) {
        await page.goto(server.url + path);
        if (button) {
          await page.getByRole("button", { name: button }).click();
          await page.locator("#what-if").waitFor();
        }
        for (const violation of await violationsOf(page)) found.push(`${who ?? "nobody"} ${path}: ${violation}`);
      }
      await context.close();
    }
    expect(found).toEqual([]);
  });

test("axe finds nothing wrong with an open form and with a cover, on a phone", async () => {
  const { page, context } = await signIn("nurse", { viewport: { width: 390, height: 844 } });
  await untilState(page, "live");
  await page.locator("#raise-open").click();
  expect(await violationsOf(page)).toEqual([]);
  await page.locator("#raise-open").click();
  await page.route(/\/(stream|poll)(\?|$)/, (route) => route.fulfill({ status: 401 }));
  await page.reload();
  await untilState(page, "covered");
  expect(await violationsOf(page)).toEqual([]);
  await context.close();
});

async function visit(options: Parameters<Browser["newContext"]>[0]): Promise<Watching> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  return { context, page, complaints: [] };
}

/** The source is evaluated by the debugger's protocol: the page's own policy, rightly, would refuse it. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    interface Axe {
      run(): Promise<{
        passes: unknown[];
        violations: { id: string; help: string; nodes: { target: unknown; failureSummary: string }[] }[];
      }>;
    }
    const { violations, passes } = await (window as unknown as { axe: Axe }).axe.run();
    if (passes.length === 0) throw new Error("axe looked at nothing");
    return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target}: ${nodes[0]?.failureSummary}`);
  });
}
