import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { until, untilState, Ward, type Watching } from "./support/ward.ts";

/** On machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
let nurse: Watching;
let doctor: Watching;
beforeAll(async () => {
  ward = await Ward.open({ beds: 8 });
  nurse = await ward.signIn("nurse");
  doctor = await ward.signIn("doctor");
});
afterAll(() => ward.close());

const freeBed = "W1-08";
const coverMillisMax = 1000;

/** The nurse looks at a page about whoever lies in a bed, and it is live. */
async function lookAt(bed: string, page = ""): Promise<string> {
  const stay = `/stays/${ward.rows.stay(bed)}`;
  await nurse.page.goto(`${ward.server.url}${stay}${page}`);
  await untilState(nurse.page, "live");
  return stay;
}

/** What the doctor posts covers the nurse's page, in so many milliseconds after it was answered. */
async function coversAfter(act: () => Promise<unknown>): Promise<number> {
  // By the page's own clock, which both ends of the measure are read from.
  await nurse.page.evaluate(() => {
    document.addEventListener("wardlight:covered", () => {
      document.documentElement.dataset.coveredAt = String(Date.now());
    });
  });
  await act();
  const answeredAt = Date.now();
  await untilState(nurse.page, "covered");
  return Number(await nurse.page.evaluate(() => document.documentElement.dataset.coveredAt)) - answeredAt;
}

const cover = () => nurse.page.locator("#cover");

async function expectPatientChanged(millis: number): Promise<void> {
  expect(millis).toBeLessThan(coverMillisMax);
  await until(
    "Another patient lies in this bed",
    async () => (await cover().locator("h2:visible").textContent()) ?? "",
  );
  // Nothing of the patient is left to be read, and no form to be sent.
  expect(await nurse.page.locator("body > :not(#cover)").count()).toBe(0);
}

const goTo = async (stay: string, from: string, to: string) => ward.post(doctor, `${stay}/bed`, { bed: from, to });

describe("a page about a patient is over within a second", () => {
  test("when they are moved to another bed", async () => {
    const stay = await lookAt("W1-01");
    await expectPatientChanged(await coversAfter(() => goTo(stay, "W1-01", freeBed)));
    await goTo(stay, freeBed, "W1-01");
  });

  test("when two patients change beds, whichever of them it is about", async () => {
    const stay = await lookAt("W1-02");
    const other = `${ward.rows.stay("W1-03")}@W1-03`;
    await expectPatientChanged(
      await coversAfter(() => ward.post(doctor, `${stay}/swap`, { bed: "W1-02", with: other })),
    );
    await ward.post(doctor, `${stay}/swap`, { bed: "W1-03", with: other.replace("W1-03", "W1-02") });
  });

  test("when they leave, and the bed is free", async () => {
    const stay = await lookAt("W1-04");
    await expectPatientChanged(
      await coversAfter(() => ward.post(doctor, `${stay}/discharge`, { bed: "W1-04", ending: "home" })),
    );
    await nurse.page.goto(ward.server.url + stay);
    expect(await nurse.page.locator("h2").first().textContent()).toBe("This patient has left");
  });

  test.for(["/bed", "/discharge", "/merge", "/observations/new"])(
    "also where somebody is filling in a form: %s",
    async (page) => {
      const stay = await lookAt("W1-05", page);
      await expectPatientChanged(await coversAfter(() => goTo(stay, "W1-05", freeBed)));
      await goTo(stay, freeBed, "W1-05");
    },
  );

  test("also when the page was asleep: it finds out when its stream is back", async () => {
    const stay = await lookAt("W1-06");
    await nurse.context.setOffline(true);
    await goTo(stay, "W1-06", freeBed);
    await nurse.context.setOffline(false);
    await untilState(nurse.page, "covered");
    await goTo(stay, freeBed, "W1-06");
  });

  test("and not for what happens to somebody else", async () => {
    await lookAt("W1-07");
    await goTo(`/stays/${ward.rows.stay("W1-01")}`, "W1-01", freeBed);
    await until(true, () =>
      doctor.page.evaluate(() => document.querySelector("#bed-W1-01")?.classList.contains("free")),
    );
    expect(await nurse.page.evaluate(() => document.documentElement.dataset.live)).toBe("live");
    await goTo(`/stays/${ward.rows.stay("W1-01")}`, freeBed, "W1-01");
  });
});

test("what was pressed on a page that had not heard of it yet is refused with a sentence", async () => {
  const stay = await lookAt("W1-02");
  // The stream says nothing more, as on a line that is down for a moment.
  await nurse.page.route(/\/(stream|poll)(\?|$)/, (route) => route.abort());
  await nurse.page.goto(`${ward.server.url}${stay}`);
  await goTo(stay, "W1-02", freeBed);
  await nurse.page.locator('select[name="reason"]').selectOption("theatre");
  await nurse.page.locator('form[action*="absence"] input[name="minutes"]').fill("30");
  await nurse.page.getByRole("button", { name: "Leaves the ward" }).click();
  await nurse.page.waitForURL(/absence/);
  expect(await nurse.page.locator("main").textContent()).toContain(`lies in ${freeBed} by now. Nothing was changed.`);
  await nurse.page.unroute(/\/(stream|poll)(\?|$)/);
  await goTo(stay, freeBed, "W1-02");
});

test("a call for help that was begun for somebody who has been moved asks once, and then goes to the bed", async () => {
  const stay = await lookAt("W1-03");
  await nurse.page.locator("#place").getByRole("link", { name: "Raise alert" }).click();
  await nurse.page.locator("#raise-kind").selectOption("fall");
  await goTo(stay, "W1-03", freeBed);
  await nurse.page.getByRole("button", { name: "Raise alert" }).click();
  await until(true, async () =>
    ((await nurse.page.locator("#raise-bed-fault").textContent()) ?? "").includes("Send again to call"),
  );
  await nurse.page.getByRole("button", { name: "Raise alert" }).click();
  await nurse.page.waitForURL(/hospitals/);
  expect((await ward.rows.alerts()).at(-1)).toMatchObject({ bed_id: "W1-03", stay_id: null, cause: "fall" });
});

test("a board shows the move where it happened, and the alert in the new bed", async () => {
  const stay = `/stays/${ward.rows.stay("W1-06")}`;
  await nurse.page.goto(`${ward.server.url}/hospitals/st-brigid`);
  await untilState(nurse.page, "live");
  await ward.post(nurse, "/alerts", { kind: "assistance", bed: "W1-06", place: "", words: "", priority: "" });
  const { alert_id } = (await ward.rows.alerts()).at(-1) ?? { alert_id: "" };
  const where = () =>
    nurse.page.evaluate((id) => document.querySelector(`#alert-${id} .bed-id`)?.textContent, alert_id);
  await until("W1-06", where as () => Promise<string>);
  await goTo(stay, "W1-06", "W1-04");
  await until("W1-04", where as () => Promise<string>);
  expect(await nurse.page.evaluate(() => document.querySelector("#bed-W1-06")?.classList.contains("free"))).toBe(true);
  expect(nurse.complaints.filter((text) => !/ERR_INTERNET|Failed to (fetch|load)|net::|409/.test(text))).toEqual([]);
});
