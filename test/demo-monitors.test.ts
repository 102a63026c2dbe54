import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { answeredBeds } from "../src/demo/answered.ts";
import { playDemo, prepareDemo } from "../src/demo/demo.ts";
import { claimBeds } from "../src/demo/handover.ts";
import { startMonitors } from "../src/demo/monitors.ts";
import type { Posted } from "../src/demo/post-vitals.ts";
import { demoHospital, simulatedBeds } from "../src/demo/roster.ts";
import { freshDemoToken } from "../src/demo/tokens.ts";
import { createLog } from "../src/log.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { type RunningApp, runApp } from "./support/running-app.ts";

let given: TestDatabase;
let app: RunningApp;
let dataDir: string;
const log = createLog("silent");
const patience = { timeout: 20_000, interval: 100 };

beforeAll(async () => {
  given = await freshDatabase();
  await prepareDemo(given.db);
  app = await runApp(given, { demo: true });
  dataDir = mkdtempSync(join(tmpdir(), "wardlight-demo-"));
});
afterAll(async () => {
  await app.close();
  await given.close();
  rmSync(dataDir, { recursive: true });
});

/** Observations that came over HTTP after the seed's, by bed. */
async function heardSince(since: Date): Promise<Map<string, number>> {
  const { rows } = await given.pool.query(
    `select d.bed_id, count(*)::int as readings from observations o join devices d using (hospital_id, device_id)
     where d.bed_id is not null and o.source = 'demo' and o.received_at > $1 group by d.bed_id`,
    [since],
  );
  return new Map(rows.map((row) => [row.bed_id, row.readings]));
}

it("the demo's monitors are heard of every bed within seconds, but for those that somebody else plays", async () => {
  const since = new Date();
  claimBeds(dataDir, { hospitalId: "st-brigid", bedIds: ["W1-01"] }, new Date(Date.now() + 14_000));
  const demo = await playDemo({ db: given.db, url: app.url, dataDir, log });
  try {
    await vi.waitFor(async () => expect((await heardSince(since)).size).toBe(43), patience);
    expect((await heardSince(since)).has("W1-01")).toBe(false);
  } finally {
    await demo.stop();
  }
});

it("monitors whose token was revoked stop instead of knocking for ever", async () => {
  const hospital = demoHospital("lakeside");
  if (!hospital) throw new Error("the demo has no lakeside");
  const token = await freshDemoToken(given.db, "lakeside");
  await freshDemoToken(given.db, "lakeside");
  const answers: Posted[] = [];
  const monitors = startMonitors({
    ...{
      url: app.url,
      token,
      hospitalId: "lakeside",
      beds: simulatedBeds(hospital),
      seed: "1",
      scenario: "steady",
      log,
    },
    onPosted: (posted) => answers.push(posted),
  });
  await vi.waitFor(() => expect(answers).toHaveLength(1), patience);
  await monitors.stop();
  expect(answers[0]).toMatchObject({ kind: "no", status: 401 });
});

it("monitors keep what they measured while the server is away, and send it when it is back", async () => {
  const hospital = demoHospital("lakeside");
  if (!hospital) throw new Error("the demo has no lakeside");
  const token = await freshDemoToken(given.db, "lakeside");
  const target = { url: "http://127.0.0.1:9", token };
  const answers: Posted[] = [];
  const monitors = startMonitors({
    ...{ hospitalId: "lakeside", beds: simulatedBeds(hospital), seed: "2", scenario: "steady", log },
    get url() {
      return target.url;
    },
    token,
    onPosted: (posted) => answers.push(posted),
  });
  await vi.waitFor(() => expect(answers[0]?.kind).toBe("later"), patience);
  target.url = app.url;
  await vi.waitFor(() => expect(answers.at(-1)?.kind).toBe("taken"), patience);
  await monitors.stop();
  const taken = answers.at(-1);
  // The sets by hand came with the very first tick, when nobody listened: they repeat what the seed has written.
  expect(taken?.kind === "taken" && taken.repeated).toBeGreaterThan(0);
});

it("a bed counts as looked after when all that is open about its patient is answered", async () => {
  expect(await answeredBeds(given.db, "st-brigid")).toEqual(new Set());
  await given.pool.query(
    `update alerts set state = 'acknowledged', acknowledged_at = now(), escalate_at = null
     where hospital_id = 'st-brigid' and kind = 'clinical' and state in ('raised', 'latched')`,
  );
  expect(await answeredBeds(given.db, "st-brigid")).toContain("W1-12");
  expect(await answeredBeds(given.db, "lakeside")).toEqual(new Set());
});

it("where the tokens cannot be written the demo plays all the same", async () => {
  const file = join(dataDir, "a-file");
  writeFileSync(file, "");
  const since = new Date();
  const demo = await playDemo({ db: given.db, url: app.url, dataDir: join(file, "below"), log });
  try {
    await vi.waitFor(async () => expect((await heardSince(since)).size).toBeGreaterThan(0), patience);
  } finally {
    await demo.stop();
  }
});
