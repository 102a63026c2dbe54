import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareDemo } from "../src/demo/demo.ts";
import { freshDemoToken } from "../src/demo/tokens.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { type RunningApp, runApp } from "./support/running-app.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const number = "4021870"; // W1-01
let given: TestDatabase;
let app: RunningApp;
let folder: string;
let token: string;

beforeAll(async () => {
  given = await freshDatabase();
  await prepareDemo(given.db);
  app = await runApp(given, { demo: true });
  token = await freshDemoToken(given.db, "st-brigid");
  folder = mkdtempSync(join(tmpdir(), "wardlight-replay-"));
});
afterAll(async () => {
  await app.close();
  await given.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(script: string, ...args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env.PATH, DATA_DIR: join(folder, "nobody-here") };
  const child = spawn(process.execPath, [join(root, "scripts", script), ...args], { cwd: folder, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

function recording(name: string, ...lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.join("\n"));
  return file;
}

const replay = (file: string, ...more: readonly string[]) =>
  run("replay.ts", file, "--patient", number, "--url", app.url, "--token", token, "--device", "replay", ...more);

async function currentOf(sign: string) {
  const { rows } = await given.pool.query(
    `select v.value, v.device_id from current_vitals v join stays s using (hospital_id, stay_id)
     join patients p using (hospital_id, patient_id) where p.number = $1 and v.hospital_id = 'st-brigid' and v.sign = $2`,
    [number, sign],
  );
  return rows[0];
}

describe("a recording", () => {
  it("is sent in its own rhythm, and what is current in the end is what it ends with", async () => {
    const header = "minute,HR[bpm],RESP[pm],SpO2[%]";
    const ran = await replay(
      recording("minutes.csv", header, "0,80,16,97", "1,82,17,0", "2,83,0,96"),
      "--speed",
      "120",
    );
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain("9 of 9: accepted 9, repeated 0, refused 0");
    expect(await currentOf("heartRate")).toEqual({ value: 83, device_id: "replay" });
    expect(await currentOf("spo2")).toEqual({ value: 96, device_id: "replay" });
    expect(await currentOf("respiratoryRate")).toEqual({ value: null, device_id: "replay" });
    const { rows } = await given.pool.query(
      "select (extract(epoch from max(at) - min(at)) * 1000)::int as ms from observations where device_id = 'replay'",
    );
    expect(rows[0].ms).toBe(1_000);
  });

  it("tells each refusal with its reason and count, and goes on", async () => {
    const lines = ["00:00,HR,70", "00:01,SysABP,0", "00:02,SysABP,0", "00:03,Temp,-17.8", "00:04,HR,72"];
    const ran = await replay(recording("refused.txt", "Time,Parameter,Value", ...lines), "--speed", "3600");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("5 of 5: accepted 2, repeated 0, refused 3");
    expect(ran.out).toMatch(/refused 3: implausible\. No living patient/);
    // What could not be ends what was: the cuff's value of before is not to be believed either.
    expect((await currentOf("systolic")).value).toBeNull();
    expect((await currentOf("heartRate")).value).toBe(72);
  });

  it("says beforehand what of it says nothing that we could send", async () => {
    const ran = await replay(recording("gcs.txt", "Time,Parameter,Value", "00:00,GCS,9", "00:00,HR,70"));
    expect(ran.out).toContain("left out 1: a Glasgow score below 15 says no ACVPU letter");
  });
});

describe("ends with exit code 1 and one sentence", () => {
  const heart = () => recording("heart.csv", "minute,HR[bpm]", "0,80");

  it.each<[string, () => Promise<Ran>, RegExp]>([
    ["for a file that is not there", () => replay(join(folder, "none.csv")), /^There is no file .*none\.csv\.$/],
    ["for a format it does not know", () => replay(recording("x.csv", "a;b")), /no recording of a known format/],
    [
      "for a patient nobody knows",
      () => run("replay.ts", heart(), "--patient", "1", "--url", app.url, "--token", token, "--device", "replay"),
      /^The hospital has no patient with this number/,
    ],
    [
      "for a device the token does not speak for",
      () => run("replay.ts", heart(), "--patient", number, "--url", app.url, "--token", token, "--device", "other"),
      /^The token does not speak for this device/,
    ],
    [
      "for a token that is none",
      () => run("replay.ts", heart(), "--patient", number, "--url", app.url, "--token", "st-brigid.x", "--device", "d"),
      /^The server does not know this token/,
    ],
    ["for a speed that is none", () => replay(heart(), "--speed", "fast"), /^--speed is a number/],
    ["for an option it does not know", () => replay(heart(), "--colour", "red"), /^Unknown option '--colour'/],
    [
      "where there is no demo to play in",
      () => run("replay.ts", heart(), "--patient", number),
      /^No demo has been started/,
    ],
    [
      "for a scenario it does not know",
      () => run("simulate.ts", "--scenario", "flood"),
      /^Name a scenario, one of demo/,
    ],
  ])("%s", async (_sentence, ran, sentence) => {
    const { code, err } = await ran();
    expect(code).toBe(1);
    expect(err.trim()).toMatch(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

it("a scenario is played for as long as it was asked for, and says what was taken", async () => {
  const ran = await run(
    "simulate.ts",
    "--scenario",
    "alert-storm",
    "--minutes",
    "0.1",
    "--url",
    app.url,
    "--token",
    token,
  );
  expect(ran).toMatchObject({ code: 0, err: "" });
  expect(ran.out).toMatch(/Playing alert-storm \(seed 1\) at 34 beds of st-brigid/);
  expect(ran.out).toMatch(/accepted \d{2,}, repeated \d+/);
});
