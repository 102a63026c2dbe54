import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { screens, sidewaysOf, violationsOf } from "./support/axe.ts";
import { until, untilState, Ward, type Watching } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const formOf = (bed: string) => `${ward.server.url}/stays/${ward.rows.stay(bed)}/observations/new`;
const posts = /\/observations$/;
const sets = async (bed: string) =>
  (await ward.database.db.selectFrom("rounds").select("round_id").where("stay_id", "=", ward.rows.stay(bed)).execute())
    .length;

async function opened(bed: string, options = {}): Promise<Watching> {
  const watching = await ward.signIn("nurse", options);
  await watching.page.goto(formOf(bed));
  await untilState(watching.page, "live");
  return watching;
}

async function fill(page: Page, values: Record<string, string> = {}) {
  const texts = { respiratoryRate: "15", spo2: "97", systolic: "121", heartRate: "72", temperature: "36.8", ...values };
  for (const [sign, text] of Object.entries(texts)) await page.locator(`#round-${sign}`).fill(text);
  await page.locator('input[name="breathes"][value="air"]').check({ force: true });
  await page.locator('input[name="consciousness"][value="A"]').check({ force: true });
}
const record = (page: Page) => page.getByRole("button", { name: "Record" }).click();

test("a set is entered with a thumb: the keypad types, and next leads on through the chart to the button", async () => {
  const { page, context, complaints } = await opened("W1-01", phone);
  await page.locator("#round-respiratoryRate").tap();
  const key = (name: string) => page.locator(`.keypad [data-key="${name}"]`).tap();
  for (const name of ["1", "7", "back", "6", "next", "9", "7", "next"]) await key(name);
  expect(await page.locator("#round-respiratoryRate").inputValue()).toBe("16");
  expect(await page.locator("#round-spo2").inputValue()).toBe("97");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("breathes");
  // The system's own keyboard would cover half of the form.
  expect(await page.locator("#round-spo2").evaluate((field: HTMLInputElement) => field.inputMode)).toBe("none");
  await page.locator('.choice:has(input[value="air"])').tap();
  await page.locator("#round-systolic").tap();
  for (const name of ["1", "2", "1", "next", "7", "8", "next", "7", "2", "next"]) await key(name);
  await page.locator('.choice:has(input[value="A"])').tap();
  await page.locator("#round-temperature").tap();
  for (const name of ["3", "6", ".", "8", "next"]) await key(name);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Record");
  await record(page);
  await page.waitForURL(/\/stays\/\d+#observations$/);
  expect(await page.locator("#observations").textContent()).toContain("by hand, Maeve Doyle");
  expect(await sets("W1-01")).toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test("what hardly can be is asked about in place, and nothing that was typed is lost", async () => {
  const { page, context } = await opened("W1-02");
  await fill(page, { spo2: "9" });
  await record(page);
  await page.getByText("did you mean 90?").waitFor();
  expect(await page.locator("#round-temperature").inputValue()).toBe("36.8");
  expect(await page.locator('input[name="consciousness"][value="A"]').isChecked()).toBe(true);
  expect(await sets("W1-02")).toBe(0);
  await page.locator("#round-spo2").fill("90");
  await record(page);
  await page.waitForURL(/#observations$/);
  expect(await sets("W1-02")).toBe(1);
  await context.close();
});

test("a set waits in the page while the line is down, says so, warns who leaves, and is recorded once", async () => {
  const { page, context } = await opened("W1-03");
  await fill(page);
  // The first is recorded and its answer lost; then there is no line; then there is.
  let tries = 0;
  await page.route(posts, async (route) => {
    tries += 1;
    if (tries === 1) await route.fetch({ maxRedirects: 0 });
    if (tries < 3) await route.abort();
    else await route.continue();
  });
  await record(page);
  await page.getByText("Not sent yet").waitFor();
  const warned = new Promise<string>((resolve) =>
    page.once("dialog", async (dialog) => {
      resolve(dialog.type());
      await dialog.dismiss();
    }),
  );
  await page.evaluate(() => setTimeout(() => location.assign("/")));
  expect(await warned).toBe("beforeunload");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.waitForURL(/#observations$/);
  expect(tries).toBe(3);
  expect(await sets("W1-03")).toBe(1);
  await context.close();
});

test("who was signed out meanwhile is told so, and what was typed stays until they are back", async () => {
  const { page, context } = await opened("W1-01");
  await fill(page, { heartRate: "88" });
  await page.route(posts, (route) => route.fulfill({ status: 401, contentType: "text/html", body: "" }), { times: 1 });
  await record(page);
  await page.getByText("You are signed out.").waitFor();
  expect(await page.locator("#round-heartRate").inputValue()).toBe("88");
  const before = await sets("W1-01");
  await record(page);
  await page.waitForURL(/#observations$/);
  expect(await sets("W1-01")).toBe(before + 1);
  await context.close();
});

test("without scripts the browser sends the form by itself, and is asked back by the server", async () => {
  const { page, context } = await ward.signIn("nurse", { javaScriptEnabled: false });
  await page.goto(formOf("W1-02"));
  await fill(page, { spo2: "9" });
  await record(page);
  await page.getByText("did you mean 90?").waitFor();
  await page.locator('input[name="sure.spo2"]').check();
  await record(page);
  await page.waitForURL(/#observations$/);
  expect(await page.locator("#bed-W1-02 .spo2 .v").textContent()).toContain("9");
  await context.close();
});

test("the list of what is due follows when a set is taken, and counts down by itself", async () => {
  const { page, context } = await ward.signIn("doctor");
  await page.goto(`${ward.server.url}/hospitals/st-brigid/rounds`);
  await untilState(page, "poll");
  const row = page.locator("tr", { hasText: "W1-03" });
  const before = await row.textContent();
  const nurse = await opened("W1-03");
  await fill(nurse.page, { heartRate: "95", respiratoryRate: "22", spo2: "93" });
  await record(nurse.page);
  await until(true, async () => (await row.textContent()) !== before);
  expect(await row.textContent()).toMatch(/in (59\s+min|1\s+h)/);
  await Promise.all([context.close(), nurse.context.close()]);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing wrong with the pages of observations on any size of screen, ${colorScheme}`, async () => {
    const stay = `/stays/${ward.rows.stay("W1-02")}`;
    const found: string[] = [];
    for (const viewport of screens) {
      const { page, context, complaints } = await ward.signIn("nurse", { colorScheme, viewport });
      for (const path of [stay, `${stay}/observations`, `${stay}/observations/new`, "/hospitals/st-brigid/rounds"]) {
        await page.goto(ward.server.url + path);
        found.push(...complaints, ...(await violationsOf(page)).map((violation) => `${path}: ${violation}`));
        const sideways = await sidewaysOf(page);
        if (sideways > 0) found.push(`${path} at ${viewport.width}: scrolls sideways by ${sideways}`);
      }
      await context.close();
    }
    expect(found).toEqual([]);
  });
