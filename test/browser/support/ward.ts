import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { RawReading } from "../../../src/domain/readings.ts";
import type { Role } from "../../../src/domain/staff.ts";
import { bedOf } from "../../support/board-fixture.ts";
import { openBrowser } from "../../support/chromium.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { employ, password } from "../../support/people.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { VitalsFixture } from "../../support/vitals-fixture.ts";

declare global {
  interface Window {
    /** What static/board/ puts there, as far as tests ask for it. */
    wardlight: {
      digest(): string;
      clock: { now(): number; draw(): void };
      cursor: { now(): string };
      guard: { atRest(list?: string): boolean };
      sound: Sound;
      bursts: {
        schedule(context: BaseAudioContext, to: AudioNode, kind: Burst, at: number, volume: number): Scheduled;
      };
    };
  }
}
export type Burst = "high" | "medium" | "low" | "technical";
interface Scheduled {
  readonly endsAt: number;
}
interface Heard {
  readonly kind: Burst;
  readonly why: "alert" | "test" | "silence";
  readonly pulses: number;
  readonly at: number;
}
interface Sound {
  state(): "off" | "on" | "blocked";
  /** The bursts that were played, by performance.now(). */
  log(): readonly Heard[];
  context(): AudioContext;
}

/** What a page is in, as its scripts say it on <html>. */
export type LiveState = "connecting" | "live" | "poll" | "stale" | "reload" | "covered";

/** Somebody in front of a screen. */
export interface Watching {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained about: refused scripts and styles, faults in ours. */
  readonly complaints: readonly string[];
}

export const boardPath = "/hospitals/st-brigid";
/** A patient of this ward, by whose name a leak is found. */
export const familyName = "Byrne";

/**
 * A small quiet hospital on the real server and in a real Chromium: one ward, whose monitors send when a test says so.
 * Nothing happens by itself but time.
 */
export class Ward {
  readonly database: TestDatabase;
  readonly rows: VitalsFixture;
  readonly browser: Browser;
  server: TestServer;
  readonly #token: string;
  readonly #first: TestServer;

  private constructor(
    database: TestDatabase,
    rows: VitalsFixture,
    token: string,
    server: TestServer,
    browser: Browser,
  ) {
    this.database = database;
    this.rows = rows;
    this.#token = token;
    this.server = server;
    this.#first = server;
    this.browser = browser;
  }

  /** The last bed is free. */
  static async open({ beds = 4 } = {}): Promise<Ward> {
    const database = await freshDatabase();
    const filled = Array.from({ length: beds - 1 }, (_, place) => bedOf("W1", place + 1));
    const rows = await new VitalsFixture(database.db, "st-brigid").open({ W1: beds }, filled);
    const token = await rows.token();
    for (const role of ["operator", "nurse", "doctor", "head_doctor", "admin", "display"] as const) {
      await employ(database.db, "st-brigid", {
        email: `${role}@st-brigid.example`,
        name: nameOf[role],
        role,
        ...(role === "display" && { wardId: "W1" }),
      });
    }
    const server = await startServer({ DATABASE_URL: database.url, DEMO: "0" });
    return new Ward(database, rows, token, server, await openBrowser());
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#first.remove();
    await this.database.close();
  }

  /** Signs in through the form in a browser of their own and looks at the board. */
  async signIn(role: keyof typeof nameOf, options: BrowserContextOptions = {}, before?: Before): Promise<Watching> {
    const watching = await this.#newPage(options, before);
    await fillSignIn(watching.page, this.server.url, `${role}@st-brigid.example`, password);
    return watching;
  }

  async #newPage(options: BrowserContextOptions, before?: Before): Promise<Watching> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const complaints = listenForComplaints(page);
    await before?.(page);
    return { context, page, complaints };
  }

  /** Sends readings as a monitor does, and answers when they are committed. */
  async send(...readings: (Partial<RawReading> & { secondsAgo?: number })[]): Promise<void> {
    const answer = await fetch(`${this.server.url}/api/v1/vitals`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify({ readings: readings.map((reading) => this.rows.reading(reading)) }),
    });
    const body = await answer.text();
    if (answer.status !== 202 || JSON.parse(body).refused.length > 0) throw new Error(`${answer.status} ${body}`);
  }

  /** Posts a form of ours as the page of this person would. */
  async post({ context }: Watching, path: string, form: Record<string, string> = {}): Promise<void> {
    const headers = { origin: this.server.url };
    const answer = await context.request.post(this.server.url + path, { form, headers, maxRedirects: 0 });
    if (answer.status() !== 303) throw new Error(`${path} was answered ${answer.status()}`);
  }

  /** A heart rate of now. */
  async heartRate(value: number, bed = "W1-01"): Promise<void> {
    await this.send({ bed, value, secondsAgo: 0 });
  }
}

/** Runs before the page opens its first address. */
type Before = (page: Page) => Promise<unknown>;

const nameOf = {
  operator: "Oonagh Daly",
  nurse: "Maeve Doyle",
  doctor: "Ronan Walsh",
  head_doctor: "Ita Reilly",
  admin: "Una Casey",
  display: "Ward screen",
} as const satisfies Partial<Record<Role, string>>;

export async function fillSignIn(page: Page, url: string, email: string, secret: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/(hospitals\/|duty$)/);
  // Whoever is asked for what they are on duty for may say: for nothing.
  if (page.url().endsWith("/duty")) await page.getByRole("link", { name: "Not on duty" }).click();
  await page.waitForURL("**/hospitals/*");
}

export function listenForComplaints(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

/** Fulfils when the page says so of itself. */
export async function untilState(page: Page, state: LiveState): Promise<void> {
  await until(state, () => page.evaluate(() => document.documentElement.dataset.live));
}

/** Fulfils when the bed shows this heart rate. */
export async function untilHeartRate(page: Page, value: number, bed = "W1-01"): Promise<void> {
  const selector = `#bed-${bed} .heartRate .v b`;
  // A crossed limit stands beside the number, for screen readers.
  await until(String(value), () =>
    page.evaluate((where) => /\d+/.exec(document.querySelector(where)?.textContent ?? "")?.[0], selector),
  );
}

const untilMillisMax = 45_000;

/** Asked from outside: a page's own timers are what some tests stop or set wrong. */
export async function until<T>(wanted: T, ask: () => Promise<T | undefined>): Promise<void> {
  const deadline = performance.now() + untilMillisMax;
  for (let answer = await ask(); answer !== wanted; answer = await ask()) {
    if (performance.now() > deadline) throw new Error(`waited for ${wanted}, and it is ${answer}`);
    await pause(25);
  }
}

/** The moments of the page's requests whose path ends so, in milliseconds by the test's monotonic clock. */
export function requestsTo(page: Page, ending: "/stream" | "/poll"): readonly number[] {
  const moments: number[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(ending)) moments.push(performance.now());
  });
  return moments;
}

/** The stream ends, as when a proxy drops it. */
export async function cutStream(page: Page): Promise<void> {
  await page.evaluate(() => {
    const live = document.getElementById("live") as HTMLElement & { _htmx: { sse: { reader: { cancel(): void } } } };
    live._htmx.sse.reader.cancel();
  });
}
