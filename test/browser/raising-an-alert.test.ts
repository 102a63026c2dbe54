import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { untilState, Ward } from "./support/ward.ts";

/** Promises of up to 12 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

async function openForm() {
  const watching = await ward.signIn("operator");
  const { page } = watching;
  await untilState(page, "live");
  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") posts.push(new URL(request.url()).pathname);
  });
  await page.locator("#raise-open").click();
  const send = () => page.locator("#raise-form button[type=submit]").click();
  return { ...watching, posts, send };
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);
const faultsOf = (page: Page) =>
  page.locator("#raise-form .fault").evaluateAll((faults) => faults.map((fault) => fault.textContent ?? ""));

test("who chooses a bed and nothing else calls nobody, and is led to what is missing", async () => {
  const { page, context, posts, send } = await openForm();
  await page.locator("#raise-bed").selectOption("W1-02");
  await send();
  expect(await focused(page)).toBe("raise-kind");
  expect(posts).toEqual([]);
  // A browser that lets it through is refused by the server, in the same place.
  await page.locator("#raise-form").evaluate((form: HTMLFormElement) => {
    form.noValidate = true;
  });
  await send();
  await page.locator("#raise-kind-fault", { hasText: "Choose what happened" }).waitFor();
  await expect.poll(() => focused(page)).toBe("raise-kind");
  expect(await page.locator("#raise-bed").inputValue()).toBe("W1-02");
  expect(await ward.rows.alerts()).toEqual([]);
  await context.close();
});

test("a refused form is marked in place, keeps what was typed, and is clean again when it was sent", async () => {
  const { page, context, send } = await openForm();
  await page.locator("#raise-kind").selectOption("fall");
  await page.locator("#raise-words").fill("slipped by the window");
  await send();
  await page.locator("#raise-bed-fault", { hasText: "Say where" }).waitFor();
  await expect.poll(() => focused(page)).toBe("raise-bed");
  expect(await page.locator("#raise-bed").getAttribute("aria-invalid")).toBe("true");
  expect(await page.locator("#raise-bed").getAttribute("aria-describedby")).toBe("raise-bed-fault");
  expect(await page.locator("#raise-kind").getAttribute("aria-invalid")).toBeNull();
  expect(await faultsOf(page)).toEqual(["", "Say where: choose a bed, or write the place.", "", "", ""]);
  expect(await page.locator("#raise-kind").inputValue()).toBe("fall");
  expect(await page.locator("#raise-words").inputValue()).toBe("slipped by the window");
  expect(await page.locator("#notice").textContent()).toBe("");

  await page.locator("#raise-place").fill("corridor by the lift");
  await send();
  await page.locator("#notice", { hasText: "Raised: Fall · corridor by the lift" }).waitFor();
  await page.locator("#raise-open").click();
  expect(await faultsOf(page)).toEqual(["", "", "", "", ""]);
  expect(await page.locator("#raise-form .faulty, #raise-form [aria-invalid]").count()).toBe(0);
  expect(await page.locator("#raise-words").inputValue()).toBe("");
  await context.close();
});
