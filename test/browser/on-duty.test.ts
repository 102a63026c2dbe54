import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { password } from "../support/people.ts";
import { shiftsFarFromNow } from "../support/shifts.ts";
import { boardPath, until, untilState, Ward } from "./support/ward.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
  await shiftsFarFromNow(ward.database.db, "st-brigid");
});
afterAll(() => ward.close());
beforeEach(async () => {
  await sql`delete from duties`.execute(ward.database.db);
});

/** As far as the question. */
async function arrive(options = {}) {
  const context = await ward.browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${ward.server.url}/sign-in`);
  await page.getByLabel("Email").fill("nurse@st-brigid.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/duty");
  return { context, page };
}
type Page = Awaited<ReturnType<typeof arrive>>["page"];
const header = (page: Page) => page.locator("#my-duty").innerText();
const onDuty = async () => (await sql`select from duties where ended_at is null`.execute(ward.database.db)).rows.length;

describe.each([
  ["with scripts", {}],
  ["without scripts", { javaScriptEnabled: false }],
])("a nurse who comes, %s", (_how, options) => {
  test("is on duty with one tap, sees so on the board, and goes home with another", async () => {
    const { context, page } = await arrive(options);
    await page.getByRole("button", { name: /Ward W1/ }).click();
    await page.waitForURL(`**${boardPath}?ward=W1`);
    expect(await header(page)).toMatch(/^On duty for W1 until \d\d:\d\d$/);
    await page.locator("#my-duty").click();
    await page.getByRole("button", { name: "End my duty", exact: true }).click();
    await page.waitForURL(`**${boardPath}`);
    expect(await header(page)).toBe("Not on duty");
    expect(await onDuty()).toBe(0);
    await context.close();
  });

  test("may go to the board without being on duty", async () => {
    const { context, page } = await arrive(options);
    await page.getByRole("link", { name: /Not on duty/ }).click();
    await page.waitForURL(`**${boardPath}`);
    expect(await header(page)).toBe("Not on duty");
    expect(await onDuty()).toBe(0);
    await context.close();
  });

  test("leaves the computer and stays on duty, or ends both at once", async () => {
    const { context, page } = await arrive(options);
    await page.getByRole("button", { name: /All wards/ }).click();
    await page.waitForURL(`**${boardPath}`);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    expect(await onDuty()).toBe(1);
    await page.getByLabel("Email").fill("nurse@st-brigid.example");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`**${boardPath}`);
    await page.locator("#my-duty").click();
    await page.getByRole("button", { name: "End my duty and sign out" }).click();
    await page.waitForURL("**/sign-in");
    expect(await onDuty()).toBe(0);
    await context.close();
  });
});

test("a board says by itself that the shift it was opened in has ended, and the tile follows", async () => {
  const { context, page } = await arrive();
  await page.getByRole("button", { name: /Ward W1/ }).click();
  await page.waitForURL(`**${boardPath}?ward=W1`);
  await sql`update duties set until_at = clock_timestamp() + interval '4 seconds'`.execute(ward.database.db);
  await page.goto(`${ward.server.url}${boardPath}?ward=W1`);
  await untilState(page, "live");
  const tile = async () =>
    (await page.locator("#tile-duty p").innerText()).replace(/\s+/g, " ").replace(/ Sound is on .*/, "");
  expect(await tile()).toBe("1 nurse 0 doctors");
  await until("Duty has ended", () => header(page));
  await until("0 nurses 0 doctors", tile);
  await context.close();
});

test("a phone says it in few words", async () => {
  const { context, page } = await arrive({ viewport: { width: 390, height: 844 } });
  await page.getByRole("button", { name: /Ward W1/ }).click();
  await page.waitForURL(`**${boardPath}?ward=W1`);
  expect(await header(page)).toMatch(/^W1 until \d\d:\d\d$/);
  await context.close();
});
