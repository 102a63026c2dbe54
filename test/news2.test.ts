import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ageInYears,
  type Band,
  type News2Parameter,
  type News2Set,
  news2Exclusion,
  news2Parameters,
  news2Values,
  nextObservationMinutes,
  scoreNews2,
} from "../src/domain/news2.ts";
import { consciousnessLevels } from "../src/domain/vitals.ts";

type Values = News2Set["values"];
type Known = { readonly [P in News2Parameter]: number };

/**
 * The chart as it is printed, read as text: what the code does in comparisons is looked up here, so that the same slip of
 * the pen is not made twice. Seven columns, worth 3 2 1 0 1 2 3.
 */
const chart: Record<string, string> = {
  respiratoryRate: "≤8 | | 9–11 | 12–20 | | 21–24 | ≥25",
  "spo2, scale 1": "≤91 | 92–93 | 94–95 | ≥96 | | | ",
  "spo2, scale 2, air": "≤83 | 84–85 | 86–87 | 88–92, ≥93 | | | ",
  "spo2, scale 2, oxygen": "≤83 | 84–85 | 86–87 | 88–92 | 93–94 | 95–96 | ≥97",
  systolic: "≤90 | 91–100 | 101–110 | 111–219 | | | ≥220",
  heartRate: "≤40 | | 41–50 | 51–90 | 91–110 | 111–130 | ≥131",
  temperature: "≤35.0 | | 35.1–36.0 | 36.1–38.0 | 38.1–39.0 | ≥39.1 | ",
};
const worth = [3, 2, 1, 0, 1, 2, 3];

/** `value` is as written on a chart: whole, or in tenths. */
function lookUp(row: string, value: number): number {
  const columns = (chart[row] ?? "").split("|");
  const column = columns.findIndex((cell) =>
    cell.split(",").some((range) => {
      const [, most] = /^≤(.+)$/.exec(range.trim()) ?? [];
      const [, least] = /^≥(.+)$/.exec(range.trim()) ?? [];
      const [from, to] = range.split("–");
      if (most !== undefined) return value <= Number(most);
      if (least !== undefined) return value >= Number(least);
      return to !== undefined && value >= Number(from) && value <= Number(to);
    }),
  );
  const points = worth[column];
  if (points === undefined) throw new Error(`${row} has no place for ${value}`);
  return points;
}

function lookUpAll(values: Known, scale: 1 | 2): number[] {
  const gas = values.oxygen > 0 ? "oxygen" : "air";
  return [
    lookUp("respiratoryRate", values.respiratoryRate),
    lookUp(scale === 1 ? "spo2, scale 1" : `spo2, scale 2, ${gas}`, values.spo2),
    gas === "oxygen" ? 2 : 0,
    lookUp("systolic", values.systolic),
    lookUp("heartRate", values.heartRate),
    consciousnessLevels[values.consciousness] === "A" ? 0 : 3,
    lookUp("temperature", values.temperature),
  ];
}

const normal: Known = {
  respiratoryRate: 16,
  spo2: 97,
  oxygen: 0,
  systolic: 120,
  heartRate: 70,
  consciousness: 0,
  temperature: 37,
};
/** Normal on both scales, whatever is breathed. */
const normalOn = (scale: 1 | 2, oxygen: number): Known => ({ ...normal, oxygen, spo2: scale === 1 ? 97 : 90 });

const settings = [1, 2].flatMap((scale) => [0, 2].map((oxygen) => ({ scale: scale as 1 | 2, oxygen })));

const edges: Record<Exclude<News2Parameter, "oxygen" | "consciousness">, readonly number[]> = {
  respiratoryRate: [8, 9, 11, 12, 20, 21, 24, 25],
  spo2: [83, 84, 85, 86, 87, 88, 91, 92, 93, 94, 95, 96, 97],
  systolic: [90, 91, 100, 101, 110, 111, 219, 220],
  heartRate: [40, 41, 50, 51, 90, 91, 110, 111, 130, 131],
  temperature: [35.0, 35.1, 36.0, 36.1, 38.0, 38.1, 39.0, 39.1],
};

describe("every edge of every band, and its neighbours", () => {
  for (const { scale, oxygen } of settings)
    for (const [parameter, values] of Object.entries(edges))
      test(`${parameter}, scale ${scale}, ${oxygen > 0 ? "on oxygen" : "on air"}`, () => {
        const unit = parameter === "temperature" ? 0.1 : 1;
        for (const edge of values)
          for (const value of [edge - unit, edge, edge + unit].map((v) => Number(v.toFixed(1)))) {
            const set = { ...normalOn(scale, oxygen), [parameter]: value };
            const score = scoreNews2({ values: set, spo2Scale: scale });
            const expected = lookUpAll(set, scale);
            expect([value, ...Object.values(score.subScores)]).toEqual([value, ...expected]);
          }
      });

  test("the whole plausible range of each", () => {
    for (const { scale, oxygen } of settings)
      for (let tenths = 0; tenths <= 3500; tenths++) {
        const tenth = tenths / 10;
        const set = { ...normalOn(scale, oxygen), temperature: tenth };
        if (Number.isInteger(tenth)) {
          Object.assign(set, { respiratoryRate: tenth, spo2: Math.min(tenth, 100), systolic: tenth, heartRate: tenth });
        }
        const { subScores } = scoreNews2({ values: set, spo2Scale: scale });
        if (Object.values(subScores).join() !== lookUpAll(set, scale).join())
          expect([tenth, subScores]).toEqual([tenth, lookUpAll(set, scale)]);
      }
  });
});

describe("every combination of bands", () => {
  /** One value of each band. */
  const representatives = (scale: 1 | 2): readonly (readonly number[])[] => [
    [6, 10, 16, 22, 30],
    scale === 1 ? [88, 92, 95, 98] : [80, 85, 86, 90, 94, 95, 99],
    [0, 4],
    [80, 95, 105, 140, 230],
    [35, 45, 70, 100, 120, 150],
    [0, 1, 2, 3, 4],
    [34.5, 35.5, 37, 38.5, 39.5],
  ];

  function* combinations(lists: readonly (readonly number[])[]): Generator<number[]> {
    const [first, ...rest] = lists;
    if (!first) return yield [];
    for (const tail of combinations(rest)) for (const head of first) yield [head, ...tail];
  }

  const bandOf = (points: readonly number[]): Band => {
    const total = points.reduce((sum, p) => sum + p, 0);
    if (total >= 7) return "high";
    if (total >= 5) return "medium";
    return points.some((p) => p === 3) ? "low-medium" : "low";
  };

  test.each([1, 2] as const)("scale %i: total, single 3 and band are the chart's", (scale) => {
    let seen = 0;
    for (const [respiratoryRate, spo2, oxygen, systolic, heartRate, consciousness, temperature] of combinations(
      representatives(scale),
    ) as Iterable<[number, number, number, number, number, number, number]>) {
      const values = { respiratoryRate, spo2, oxygen, systolic, heartRate, consciousness, temperature };
      const points = lookUpAll(values, scale);
      const { total, anySingleThree, band, complete } = scoreNews2({ values, spo2Scale: scale });
      const got = `${total} ${anySingleThree} ${band} ${complete}`;
      const due = `${points.reduce((sum, p) => sum + p, 0)} ${points.includes(3)} ${bandOf(points)} true`;
      if (got !== due) expect({ values, got }).toEqual({ values, got: due });
      seen++;
    }
    expect(seen).toBe(scale === 1 ? 30_000 : 52_500);
  });
});

describe("a value is rounded first, half up on the decimal that was sent, and only then compared", () => {
  test("every hundredth of a degree", () => {
    for (let hundredths = 3000; hundredths <= 4300; hundredths++) {
      const onTheChart = Math.floor((hundredths + 5) / 10) / 10;
      const { subScores } = scoreNews2({ values: { ...normal, temperature: hundredths / 100 }, spo2Scale: 1 });
      expect([hundredths, subScores.temperature]).toEqual([hundredths, lookUp("temperature", onTheChart)]);
    }
  });

  test.each([
    [35.04, 3],
    [35.05, 1],
    [36.05, 0],
    [38.049, 0],
    [38.05, 1],
    [39.05, 2],
  ])("%f °C scores %i", (temperature, points) => {
    expect(scoreNews2({ values: { ...normal, temperature }, spo2Scale: 1 }).subScores.temperature).toBe(points);
  });

  test("every tenth of the other signs", () => {
    const rows = { respiratoryRate: "respiratoryRate", systolic: "systolic", heartRate: "heartRate" } as const;
    for (const [parameter, row] of Object.entries(rows))
      for (let tenths = 0; tenths <= 2500; tenths++) {
        const values = { ...normal, [parameter]: tenths / 10 };
        const points = scoreNews2({ values, spo2Scale: 1 }).subScores[row];
        expect([row, tenths, points]).toEqual([row, tenths, lookUp(row, Math.floor((tenths + 5) / 10))]);
      }
  });

  test("however many decimals a device sends, a reading never scores beyond its rounded neighbours", () => {
    fc.assert(
      fc.property(fc.double({ min: 30, max: 43, noNaN: true }), (temperature) => {
        const points = scoreNews2({ values: { ...normal, temperature }, spo2Scale: 1 }).subScores.temperature;
        const below = Math.floor(temperature * 10) / 10;
        expect([below, Math.round(below * 10 + 1) / 10].map((t) => lookUp("temperature", t))).toContain(points);
      }),
    );
  });
});

describe("an incomplete set", () => {
  const anyValues: fc.Arbitrary<Known> = fc.record({
    respiratoryRate: fc.integer({ min: 0, max: 60 }),
    spo2: fc.integer({ min: 60, max: 100 }),
    oxygen: fc.integer({ min: 0, max: 15 }),
    systolic: fc.integer({ min: 50, max: 260 }),
    heartRate: fc.integer({ min: 0, max: 200 }),
    consciousness: fc.integer({ min: 0, max: 4 }),
    temperature: fc.integer({ min: 300, max: 430 }).map((tenths) => tenths / 10),
  });
  const anyGaps = fc.subarray([...news2Parameters]);
  const without = (values: Known, gaps: readonly News2Parameter[]): Values => ({
    ...values,
    ...Object.fromEntries(gaps.map((p) => [p, null])),
  });
  const scale = fc.constantFrom(1 as const, 2 as const);

  test("says how many of seven are known, and scores nothing for those that are not", () => {
    fc.assert(
      fc.property(anyValues, anyGaps, scale, (values, gaps, spo2Scale) => {
        const score = scoreNews2({ values: without(values, gaps), spo2Scale });
        expect(score.known).toBe(7 - gaps.length);
        expect(score.complete).toBe(gaps.length === 0);
        for (const gap of gaps) expect(score.subScores[gap]).toBeNull();
      }),
    );
  });

  test("gives a lower bound: what is missing can only add", () => {
    fc.assert(
      fc.property(anyValues, anyGaps, scale, (values, gaps, spo2Scale) => {
        const part = scoreNews2({ values: without(values, gaps), spo2Scale });
        const whole = scoreNews2({ values, spo2Scale });
        expect(part.total).toBeLessThanOrEqual(whole.total);
        if (part.anySingleThree) expect(whole.anySingleThree).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("is never called low", () => {
    for (const gap of news2Parameters)
      expect(scoreNews2({ values: without(normal, [gap]), spo2Scale: 1 }).band).toBeNull();
    expect(scoreNews2({ values: normal, spo2Scale: 1 }).band).toBe("low");
    fc.assert(
      fc.property(anyValues, anyGaps, scale, (values, gaps, spo2Scale) => {
        const { band, complete } = scoreNews2({ values: without(values, gaps), spo2Scale });
        if (!complete) expect(band).not.toBe("low");
      }),
    );
  });

  test("is called high, medium or low-medium as soon as what is known reaches it", () => {
    const only = (known: Partial<Values>): Values => ({ ...without(normal, news2Parameters), ...known });
    const bandOf = (known: Partial<Values>) => scoreNews2({ values: only(known), spo2Scale: 1 }).band;
    expect(bandOf({ heartRate: 140, systolic: 85, spo2: 95 })).toBe("high");
    expect(bandOf({ heartRate: 120, systolic: 85 })).toBe("medium");
    expect(bandOf({ consciousness: 1 })).toBe("low-medium");
    expect(bandOf({ oxygen: 2 })).toBeNull();
  });

  test("counts a stale, lost or absent sign as not known", () => {
    const values = news2Values({
      heartRate: { value: 88, freshness: "live" },
      respiratoryRate: { value: 18, freshness: "ageing" },
      spo2: { value: 97, freshness: "stale" },
      systolic: { value: 120, freshness: "lost" },
      temperature: { value: null, freshness: "none" },
    });
    expect(values).toEqual({ ...without(normal, news2Parameters), heartRate: 88, respiratoryRate: 18 });
  });
});

describe("a single 3", () => {
  test("is one sign's, and oxygen's 2 is none", () => {
    expect(scoreNews2({ values: { ...normal, oxygen: 2 }, spo2Scale: 1 })).toMatchObject({
      total: 2,
      anySingleThree: false,
      band: "low",
    });
    expect(scoreNews2({ values: { ...normal, consciousness: 4 }, spo2Scale: 1 })).toMatchObject({
      total: 3,
      anySingleThree: true,
      band: "low-medium",
    });
  });
});

describe("the next observation", () => {
  test.each([
    [0, false, 720],
    [1, false, 360],
    [4, false, 360],
    [3, true, 60],
    [4, true, 60],
    [5, false, 60],
    [6, true, 60],
    [7, false, 0],
    [20, true, 0],
  ])("at a score of %i (single 3: %s) is due within %i min", (total, anySingleThree, minutes) => {
    expect(nextObservationMinutes({ total, anySingleThree })).toBe(minutes);
  });
});

describe("NEWS2 is not made", () => {
  const now = new Date("2026-11-23T10:00:00Z");

  test("for who is under 16, up to the day before the birthday", () => {
    expect(news2Exclusion("2010-11-24", false, now)).toBe("under_16");
    expect(news2Exclusion("2010-11-23", false, now)).toBeNull();
  });

  test("in pregnancy", () => {
    expect(news2Exclusion("1990-01-01", true, now)).toBe("pregnant");
    expect(news2Exclusion("2012-01-01", true, now)).toBe("under_16");
  });

  test.each([
    ["2026-11-23", 0],
    ["2025-11-24", 0],
    ["2025-11-23", 1],
    ["1926-02-28", 100],
    ["2008-02-29", 18],
  ])("who was born on %s is %i", (bornOn, years) => {
    expect(ageInYears(bornOn, now)).toBe(years);
  });
});

/** Cases of others, where they are at hand. None of them is part of the project. */
const sharedData = process.env.WARDLIGHT_SHARED_DATA ?? join(import.meta.dirname, "../../shared/data");
const casesFile = join(sharedData, "news2/news2_cases.csv");

if (existsSync(casesFile))
  describe("cases that others have published", () => {
    const rows = readCsv(readFileSync(casesFile, "utf8")).filter((row) => row.agrees_with_rcp_2017 === "yes");

    test.each(rows.map((row) => [row.case, row] as const))("%s", (_name, row) => {
      const values = {
        respiratoryRate: Number(row.respiration),
        spo2: Number(row.spo2),
        oxygen: row.air_or_oxygen === "air" ? 0 : 2,
        systolic: Number(row.systolic),
        heartRate: Number(row.pulse),
        consciousness: (consciousnessLevels as readonly string[]).indexOf(row.consciousness ?? ""),
        temperature: Number(row.temperature),
      };
      const { total, anySingleThree } = scoreNews2({ values, spo2Scale: row.scale === "2" ? 2 : 1 });
      expect([total, String(anySingleThree)]).toEqual([Number(row.expected_total), row.expected_any_single_3]);
    });
  });

function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
        quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'),
      ),
    );
  return lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index] ?? ""])));
}
