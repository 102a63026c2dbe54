import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { readConfig, settingNames } from "../src/config.ts";

const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");

describe(".env.example", () => {
  test("names every setting, each below a sentence", () => {
    const lines = example.split("\n");
    const settings = [...lines.entries()].filter(([, line]) => /^[A-Z_]+=/.test(line));
    expect(settings.map(([, line]) => line.split("=")[0])).toEqual(settingNames);
    for (const [place] of settings) expect(lines[place - 1]).toMatch(/^# .+\.$/);
  });

  test("shows the defaults: using it as it is changes nothing", () => {
    expect(readConfig(parseEnv(example), "/ward")).toEqual(readConfig({}, "/ward"));
  });
});

describe("settings", () => {
  test("without any, the board is for this machine alone, on port 3000, in the checkout's data folder", () => {
    expect(readConfig({}, "/ward")).toEqual({
      host: "127.0.0.1",
      port: 3000,
      databaseUrl: null,
      dataDir: "/ward/data",
      logLevel: "info",
      demo: "auto",
      sessionIdleMinutes: 15,
      sessionHoursMax: 12,
      compressStreams: true,
      retention: { observationDays: 35, minuteDays: 400, hourDays: 3660 },
    });
  });

  test.for([
    [
      "fewer days than a reading may be late",
      { OBSERVATION_DAYS: "8" },
      "OBSERVATION_DAYS must be a whole number from 9",
    ],
    ["for ever", { OBSERVATION_DAYS: "0" }, "OBSERVATION_DAYS must be a whole number from 9 to 366"],
    ["half a day", { ROLLUP_HOUR_DAYS: "400.5" }, "ROLLUP_HOUR_DAYS must be a whole number from 9 to 10980"],
    ["minutes for less long than readings", { ROLLUP_MINUTE_DAYS: "30" }, "ROLLUP_MINUTE_DAYS must not be below OBS"],
    ["hours for less long than minutes", { ROLLUP_HOUR_DAYS: "399" }, "ROLLUP_HOUR_DAYS must not be below ROLLUP_MIN"],
  ] as const)("readings cannot be kept %s", ([, given, sentence]) => {
    expect(() => readConfig(given, "/ward")).toThrow(sentence);
  });

  test("all faults are told at once, by name", () => {
    expect(() => readConfig({ PORT: "x", DEMO: "2" }, "/ward")).toThrow(/PORT must be .*; DEMO must be/);
  });
});
