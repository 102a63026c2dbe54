import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { screens, sidewaysOf, violationsOf } from "./support/axe.ts";
import { familyName, Ward, type Watching } from "./support/ward.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open({ beds: 5 });
});
afterAll(() => ward.close());

const here = "/hospitals/st-brigid";

/** Types into the fields of a form by their labels, and sends it. */
async function fill({ page }: Watching, fields: Record<string, string>, button: string): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label).last();
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await page.getByRole("button", { name: button }).last().click();
}

test("a nurse finds somebody, admits somebody, says what to know and discharges them, all without scripts", async () => {
  const nurse = await ward.signIn("nurse", { javaScriptEnabled: false });
  const { page, context } = nurse;
  const open = (path: string) => page.goto(ward.server.url + path);
  await open(`${here}/patients`);
  await fill(nurse, { "Name, number or bed": "byrn" }, "Find");
  await page.getByRole("link", { name: familyName }).first().waitFor();
  expect(page.url()).not.toMatch(/byrn/i);

  await open(here);
  await page.locator("#bed-W1-05").getByRole("link", { name: "Admit" }).click();
  const someone = { Number: "4711", "Family name": "Ní Bhroin", "Given name": "Aoife", "Day of birth": "1955-03-14" };
  await fill(nurse, { ...someone, Sex: "female" }, "Admit");
  await page.waitForURL("**/stays/*");
  expect(await page.locator("h1").textContent()).toMatch(/Aoife Ní Bhroin.*born 14-Mar-1955.*4711.*W1-05/);

  await page.locator("#change-allergies summary").click();
  await page.locator("#change-allergies select").selectOption("known");
  await page.locator("#change-allergies").getByLabel("Which, and what happens").fill("Latex");
  await page.locator("#change-allergies").getByRole("button", { name: "Save" }).click();
  await page.locator("#marks").getByText("Latex").first().waitFor();

  await page.getByRole("link", { name: "Discharge" }).click();
  await page.getByLabel("How").selectOption("home");
  await page.getByRole("button", { name: "Yes, discharge" }).click();
  await page.waitForURL(`**${here}**`);
  expect(await page.locator("#bed-W1-05").textContent()).toContain("Free");
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing wrong with the pages of coming and going on any size of screen, ${colorScheme}`, async () => {
    const doctor = await ward.signIn("doctor", { colorScheme });
    const { page, context } = doctor;
    const stay = `/stays/${ward.rows.stay("W1-01")}`;
    const [one, other] = ["st-brigid-W1-01", "st-brigid-W1-02"];
    const steps: [string, () => Promise<unknown>][] = [
      [`${here}/patients`, () => fill(doctor, { "Name, number or bed": familyName }, "Find")],
      [`${here}/patients`, () => fill(doctor, { "Name, number or bed": "nobody at all" }, "Find")],
      [`${here}/admission?bed=W1-05`, async () => undefined],
      [
        `${here}/admission?bed=W1-05`,
        async () => {
          await page.locator("#known-number").fill(one);
          await page.getByRole("button", { name: "Find by number" }).click();
        },
      ],
      [stay, () => page.locator("#change-isolation summary").click()],
      [`${here}/held-readings`, () => page.locator("fieldset").first().waitFor()],
      [`${stay}/bed`, async () => undefined],
      [`${stay}/discharge`, async () => undefined],
      [`${stay}/merge`, () => fill(doctor, { "Number of the other record": other }, "Find by number")],
    ];
    // The monitor of one bed says that it measures at another.
    await ward.send({ bed: "W1-03", device: "mon-W1-04" });
    const found: string[] = [];
    for (const viewport of screens) {
      await page.setViewportSize(viewport);
      for (const [path, act] of steps) {
        await page.goto(ward.server.url + path);
        await act();
        await page.waitForLoadState();
        for (const violation of await violationsOf(page)) found.push(`${path} at ${viewport.width}: ${violation}`);
        const sideways = await sidewaysOf(page);
        if (sideways > 0) found.push(`${path} at ${viewport.width}: scrolls sideways by ${sideways}`);
      }
    }
    expect(found).toEqual([]);
    await context.close();
  });
