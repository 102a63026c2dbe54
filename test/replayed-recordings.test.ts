import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Recorded, readRecording } from "../scripts/recordings.ts";
import type { CurrentSign } from "../src/domain/filing.ts";
import { fileReadings } from "../src/domain/filing.ts";
import { freshnessOf, isBelieved } from "../src/domain/freshness.ts";
import { news2Parameters, news2Values, scoreNews2 } from "../src/domain/news2.ts";
import { readValue, type Sign } from "../src/domain/vitals.ts";

const shared = process.env.WARDLIGHT_SHARED_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const vitals = join(shared, "vitals");
const files = existsSync(vitals)
  ? readdirSync(vitals, { recursive: true, encoding: "utf8" }).filter((name) => /\.(psv|txt|csv)$/.test(name))
  : [];

const begin = Date.UTC(2026, 10, 23);
const at = (seconds: number) => new Date(begin + seconds * 1000);
/** What no recording has, and a nurse at the bed would: so that a set can be whole. */
const byHand = { consciousness: 0, oxygen: 0 } as const;

/** The chart as a table of bounds, written down anew: the first field whose upper bound is not passed. */
const chart: Partial<Record<Sign, readonly (readonly [upTo: number, points: number])[]>> = {
  respiratoryRate: [
    [8, 3],
    [11, 1],
    [20, 0],
    [24, 2],
    [999, 3],
  ],
  spo2: [
    [91, 3],
    [93, 2],
    [95, 1],
    [100, 0],
  ],
  systolic: [
    [90, 3],
    [100, 2],
    [110, 1],
    [219, 0],
    [999, 3],
  ],
  heartRate: [
    [40, 3],
    [50, 1],
    [90, 0],
    [110, 1],
    [130, 2],
    [999, 3],
  ],
  temperature: [
    [350, 3],
    [360, 1],
    [380, 0],
    [390, 1],
    [999, 2],
  ],
};
function pointsFor(sign: Sign, value: number): number {
  const shown = sign === "temperature" ? Math.floor(value * 10 + 0.5 + 1e-9) : Math.floor(value + 0.5);
  return chart[sign]?.find(([upTo]) => shown <= upTo)?.[1] ?? Number.NaN;
}

/** Files a recording reading by reading at its own pace, and looks at the board after each and once while nothing comes. */
function replay(readings: readonly Recorded[]) {
  const current: Partial<Record<Sign, CurrentSign>> = {};
  const sent: Partial<Record<Sign, { readonly seconds: number; readonly value: number | null }>> = {};
  const wrong: string[] = [];
  let shownLive = 0;
  let wholeSets = 0;
  const look = (seconds: number) => {
    const now = at(seconds);
    const picture: Parameters<typeof news2Values>[0] = {};
    for (const [name, value] of Object.entries(byHand)) picture[name as Sign] = { value, freshness: "live" };
    for (const [name, sign] of Object.entries(current) as [Sign, CurrentSign][]) {
      const freshness = sign.value === null ? "none" : freshnessOf(sign.at, sign.intervalSeconds, now);
      picture[name] = { value: sign.value, freshness };
      if (!isBelieved(freshness)) continue;
      shownLive += 1;
      const last = sent[name];
      const isTrue = last?.value === sign.value && at(last?.seconds ?? -1).getTime() === sign.at.getTime();
      const isFresh = seconds - (last?.seconds ?? 0) <= 2 * sign.intervalSeconds;
      if (!isTrue || !isFresh) wrong.push(`${name} ${sign.value} at ${seconds} s: recorded ${last?.value}`);
    }
    const values = news2Values(picture);
    const score = scoreNews2({ values, spo2Scale: 1 });
    if (!score.complete) return;
    wholeSets += 1;
    const reckoned = news2Parameters
      .filter((sign) => chart[sign])
      .reduce((sum, sign) => sum + pointsFor(sign, values[sign] ?? Number.NaN), 0);
    if (score.total !== reckoned) wrong.push(`a score of ${score.total} at ${seconds} s: reckoned ${reckoned}`);
  };
  readings.forEach(({ seconds, sign, value: raw }, place) => {
    const read = readValue(sign, raw);
    // Refused ones end the value before them, as a reading that says that there is none.
    const value = read.kind === "value" ? read.value : null;
    const reading = { stayId: "1", deviceId: "mon-1", sign, at: at(seconds), value };
    const { current: newest } = fileReadings(
      sign,
      current[sign] ?? null,
      [{ reading, source: "device" }],
      undefined,
      at(seconds),
    );
    if (newest) {
      current[sign] = newest;
      sent[sign] = { seconds, value };
    }
    const next = readings[place + 1]?.seconds ?? seconds + 600;
    if (next === seconds) return;
    look(seconds);
    look(Math.floor((seconds + next) / 2));
  });
  return { wrong, shownLive, wholeSets };
}

describe.skipIf(files.length === 0)("every recording, filed as it would have come", () => {
  it("shows nothing live that was not recorded then, and scores as the chart does", () => {
    let shownLive = 0;
    let wholeSets = 0;
    const wrong: string[] = [];
    for (const file of files) {
      const read = readRecording(readFileSync(join(vitals, file), "utf8"));
      if (!read.ok) continue;
      const found = replay(read.recording.readings);
      shownLive += found.shownLive;
      wholeSets += found.wholeSets;
      wrong.push(...found.wrong.map((one) => `${file}: ${one}`));
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(shownLive).toBeGreaterThan(10_000);
    expect(wholeSets).toBeGreaterThan(100);
  });
});
