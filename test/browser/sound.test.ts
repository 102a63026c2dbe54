import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { call, closeAll, openBoard, standing, stateOf } from "./support/alerts.ts";
import { type Burst, boardPath, until, untilState, Ward, type Watching } from "./support/ward.ts";

/** Promises of up to 20 s are waited for, on machines that are busy with other things. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let ward: Ward;
let doctor: Watching;
beforeAll(async () => {
  ward = await Ward.open();
  const W2 = { hospital_id: "st-brigid", ward_id: "W2" };
  await ward.database.db
    .insertInto("wards")
    .values({ ...W2, name: "Surgery", place: 2 })
    .execute();
  const beds = ["W2-01", "W2-02"].map((bed_id, place) => ({ ...W2, bed_id, place }));
  await ward.database.db.insertInto("beds").values(beds).execute();
  doctor = await openBoard(ward, "doctor");
});
afterAll(() => ward.close());
beforeEach(() => closeAll(ward));

const logOf = (page: Page) => page.evaluate(() => window.wardlight.sound.log());
const kindsOf = async (page: Page) => (await logOf(page)).map(({ kind }) => kind);
const stateSaid = (page: Page) => page.locator("#sound").textContent();

async function listening(role: "nurse" | "doctor" | "display" = "nurse", where = ""): Promise<Watching> {
  const watching = await openBoard(ward, role);
  if (where !== "") await watching.page.goto(`${ward.server.url}${boardPath}${where}`);
  await watching.page.locator("#sound").click();
  await until("on", () => watching.page.evaluate(() => window.wardlight.sound.state()));
  return watching;
}

/** Rings of a kind as they would be heard: the times at which they rise, and the strength of each harmonic in the first. */
const rendered = (page: Page, kind: "high" | "medium" | "low" | "technical", hertz: number) =>
  page.evaluate(
    async ([name, fundamental]) => {
      const rate = 16_000;
      const context = new OfflineAudioContext(1, rate * 5, rate);
      const burst = window.wardlight.bursts.schedule(context, context.destination, name, 0.1, 10);
      const wave = (await context.startRendering()).getChannelData(0);
      const windowLength = rate / 100;
      const pulses: { from: number; to: number }[] = [];
      for (let i = 0; i < wave.length; i += windowLength) {
        const loudest = Math.max(...wave.subarray(i, i + windowLength).map(Math.abs));
        const at = i / rate;
        const open = pulses.at(-1);
        if (loudest > 0.05 && (!open || at - open.to > 0.015)) pulses.push({ from: at, to: at + 0.01 });
        else if (loudest > 0.05 && open) open.to = at + 0.01;
      }
      const [first] = pulses;
      const part = wave.subarray(((first?.from ?? 0) + 0.05) * rate, ((first?.from ?? 0) + 0.1) * rate);
      const strengthAt = (frequency: number) => {
        let re = 0;
        let im = 0;
        for (let i = 0; i < part.length; i++) {
          re += (part[i] ?? 0) * Math.cos((2 * Math.PI * frequency * i) / rate);
          im += (part[i] ?? 0) * Math.sin((2 * Math.PI * frequency * i) / rate);
        }
        return 20 * Math.log10(Math.hypot(re, im) / part.length);
      };
      const harmonics = [1, 2, 3, 4, 5, 6].map((n) => ({
        hertz: n * fundamental,
        decibel: strengthAt(n * fundamental),
      }));
      return { pulses, harmonics, endsAt: burst.endsAt };
    },
    [kind, hertz] as const,
  );

test("ten, three and two pulses, of tones with four harmonics and more", async () => {
  const { page, context } = await openBoard(ward, "nurse");
  for (const [kind, hertz, count] of [
    ["high", 523, 10],
    ["medium", 440, 3],
    ["low", 349, 2],
  ] as const) {
    const { pulses, harmonics, endsAt } = await rendered(page, kind, hertz);
    expect([kind, pulses.length]).toEqual([kind, count]);
    for (const { from, to } of pulses) {
      expect(to - from).toBeGreaterThan(kind === "high" ? 0.075 : 0.125);
      expect(to - from).toBeLessThan(kind === "high" ? 0.2 : 0.25);
    }
    expect(pulses.at(-1)?.to).toBeLessThan(endsAt + 0.02);
    const heard = harmonics.filter(({ hertz: at }) => at >= 300 && at <= 4000);
    const loudest = Math.max(...heard.map(({ decibel }) => decibel));
    expect(heard.filter(({ decibel }) => decibel > loudest - 15).length).toBeGreaterThanOrEqual(4);
  }
  const { pulses: ten } = await rendered(page, "high", 523);
  const gaps = ten.slice(1).map(({ from }, i) => from - (ten[i]?.to ?? 0));
  // 3 + 2, a longer pause, 3 + 2.
  const long = gaps.map((gap) => (gap > 0.55 ? "pause" : gap > 0.25 ? "step" : "-"));
  expect(long).toEqual(["-", "-", "step", "-", "pause", "-", "-", "step", "-"]);
  await context.close();
});

test("louder is louder, and the softest is still heard", async () => {
  const { page, context } = await openBoard(ward, "nurse");
  const peaks = await page.evaluate(async () => {
    const found: number[] = [];
    for (let volume = 1; volume <= 10; volume++) {
      const audio = new OfflineAudioContext(1, 16_000, 16_000);
      window.wardlight.bursts.schedule(audio, audio.destination, "low", 0, volume);
      found.push(Math.max(...(await audio.startRendering()).getChannelData(0).map(Math.abs)));
    }
    return found;
  });
  expect(peaks).toEqual([...peaks].sort((a, b) => a - b));
  expect(peaks[0]).toBeGreaterThan(0.02);
  expect(peaks[9]).toBeLessThanOrEqual(1.01);
  await context.close();
});

test("the header says that sound is off until one press, which is heard", async () => {
  const { page, context } = await openBoard(ward, "nurse");
  await call(ward, doctor, "medical_emergency", "Corridor");
  await page.locator("#yours-list .alert.high").waitFor();
  expect(await stateSaid(page)).toBe("Sound is off");
  expect(await logOf(page)).toEqual([]);
  await page.locator("#sound").click();
  await until("Sound on", async () => (await stateSaid(page)) ?? "");
  await until("high", async () => (await kindsOf(page))[0]);
  // Turned off it says so again.
  await page.locator("#sound").click();
  expect(await stateSaid(page)).toBe("Sound is off");
  await context.close();
});

test("until it is answered a high alert is heard every 10 s, a medium one every 20 s, a low one once", async () => {
  const nurse = await listening();
  const surgery = await listening("nurse", "?ward=W2");
  const other = await listening("doctor");
  const wall = await listening("display");
  await ward.database.db
    .updateTable("alerts")
    .set({ ward_id: "W2" })
    .where("alert_id", "in", await standing(ward, ["low"]))
    .execute();
  const high = await call(ward, doctor, "medical_emergency", "W1-01");
  const medium = await call(ward, doctor, "fall", "W2-01");
  const heard = async ({ page }: Watching, kind: Burst) =>
    (await logOf(page)).filter((burst) => burst.kind === kind && burst.why === "alert");
  const apart = ([first, second]: readonly { at: number }[]) => (second?.at ?? 0) - (first?.at ?? 0);

  await until(true, async () => (await heard(nurse, "high")).length >= 2);
  expect(apart(await heard(nurse, "high"))).toBeGreaterThan(9_900);
  expect(apart(await heard(nurse, "high"))).toBeLessThan(12_000);
  expect((await heard(nurse, "high"))[0]?.pulses).toBe(10);
  // On the wall whoever is near is meant; a doctor is not yet.
  expect(await kindsOf(wall.page)).toContain("high");
  expect(await kindsOf(other.page)).not.toContain("high");
  await ward.post(doctor, `/alerts/${high}/acknowledgement`);
  await nurse.page.locator(`#alert-${high}.acknowledged`).waitFor();
  const answeredAt = await nurse.page.evaluate(() => performance.now());

  await until(true, async () => (await heard(surgery, "medium")).length >= 2);
  expect(apart(await heard(surgery, "medium"))).toBeGreaterThan(19_900);
  expect(apart(await heard(surgery, "medium"))).toBeLessThan(22_000);
  expect((await heard(surgery, "medium"))[0]?.pulses).toBe(3);
  // What is less urgent waits until nothing more urgent does.
  expect(await heard(surgery, "low")).toEqual([]);
  await ward.post(doctor, `/alerts/${medium}/acknowledgement`);
  await surgery.page.locator(`#alert-${medium}.acknowledged`).waitFor();

  await nurse.page.waitForFunction((at) => performance.now() > at + 11_000, answeredAt, { polling: 500 });
  expect((await heard(nurse, "high")).every(({ at }) => at < answeredAt)).toBe(true);
  await until(1, async () => (await heard(surgery, "low")).length);

  const worseAt = await surgery.page.evaluate(() => performance.now());
  await call(ward, doctor, "medical_emergency", "W2-02");
  await until("high", async () => (await kindsOf(surgery.page)).at(-1));
  expect(((await logOf(surgery.page)).at(-1)?.at ?? 0) - worseAt).toBeLessThan(5_000);
  for (const { context } of [nurse, surgery, other, wall]) await context.close();
});

test("what a person does not want to hear and what is silenced for a while is not heard", async () => {
  const { page, context } = await listening();
  const before = (await logOf(page)).length;
  await page.evaluate(() => {
    document.body.dataset.soundFrom = "high";
  });
  await call(ward, doctor, "fall", "Bathroom");
  await page.locator("#yours-list .alert.medium").waitFor();
  await page.evaluate(() => {
    // A row that the server draws as silenced.
    document.addEventListener("htmx:before:swap", (event) => {
      for (const { fragment } of (event as CustomEvent<{ tasks: { fragment: DocumentFragment }[] }>).detail.tasks)
        for (const row of fragment.querySelectorAll<HTMLElement>(".alert.high"))
          row.dataset.quietUntil = String(window.wardlight.clock.now() + 3000);
    });
  });
  const id = await call(ward, doctor, "medical_emergency", "Corridor");
  await page.locator(`#yours-alert-${id}`).waitFor();
  const shownAt = await page.evaluate(() => performance.now());
  await until("high", async () => (await kindsOf(page))[before]);
  const [high] = (await logOf(page)).slice(before);
  expect((high?.at ?? 0) - shownAt).toBeGreaterThan(1500);
  await context.close();
});

test("a page that is no longer told anything is heard to say so, once", async () => {
  const { page, context } = await listening();
  await page.route(/\/(stream|poll)(\?|$)/, (route) => route.abort());
  await page.evaluate(() => {
    const live = document.getElementById("live") as HTMLElement & { _htmx: { sse: { reader: { cancel(): void } } } };
    live._htmx.sse.reader.cancel();
  });
  await untilState(page, "stale");
  await until("technical", async () => (await kindsOf(page)).at(-1));
  const told = async () => (await kindsOf(page)).filter((kind) => kind === "technical").length;
  expect(await told()).toBe(1);
  await page.unroute(/\/(stream|poll)(\?|$)/);
  await untilState(page, "live");
  expect(await told()).toBe(1);
  await context.close();
});

test("a browser that holds the sound back is said to, and lets it go with the next press anywhere", async () => {
  const { page, context } = await listening();
  await page.evaluate(() => window.wardlight.sound.context().suspend());
  await until("Sound is blocked", async () => (await stateSaid(page)) ?? "");
  await page.locator("#beds-block").click({ position: { x: 1, y: 1 } });
  await until("Sound on", async () => (await stateSaid(page)) ?? "");
  await context.close();
});

test("a page that is over makes no sound", async () => {
  const { page, context } = await listening();
  const alertId = await call(ward, doctor, "medical_emergency", "Corridor");
  await until("high", async () => (await kindsOf(page)).at(-1));
  await context.clearCookies();
  await page.route(/\/stream(\?|$)/, (route) => route.abort());
  await page.evaluate(() => {
    const live = document.getElementById("live") as HTMLElement & { _htmx: { sse: { reader: { cancel(): void } } } };
    live._htmx.sse.reader.cancel();
  });
  await untilState(page, "covered");
  await until("closed", () => page.evaluate(() => window.wardlight.sound.context().state));
  expect(await stateOf(ward, alertId)).toBe("raised");
  await context.close();
});
