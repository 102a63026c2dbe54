import fc from "fast-check";
import { expect, test } from "vitest";
import { drawTrend } from "../../src/views/regions.tsx";
import { aBed, aContext, aStay, aTrend } from "./a-ward.ts";
import { textOf, valuesOf } from "./skeleton.ts";

const trend = (values: readonly (number | null)[]) =>
  drawTrend(aBed({ stay: aStay({ trend: aTrend("spo2", values) }) }), aContext()).html;

test("a trend that says nothing leaves an empty place", () => {
  expect(drawTrend(aBed(), aContext()).html).toMatch(/^<div data-v="\w+" id="trend-W1-04" class="trend"><\/div>$/);
  expect(drawTrend(aBed({ stay: null }), aContext()).html).toContain(`class="trend"></div>`);
});

test("what was not measured is a gap, not a line", () => {
  const gap = Array.from({ length: 10 }, () => null);
  expect(valuesOf("points", trend([97, 96, 95, ...gap, 94, 93]))).toHaveLength(2);
  expect(valuesOf("points", trend([97, 96, 95, 94]))).toHaveLength(1);
});

test("a single point is seen", () => {
  const [points = ""] = valuesOf("points", trend([97]));
  expect(points.split(" ")).toHaveLength(2);
});

test("a trend tells its sign, its span, its highest and lowest, and the limit it crosses", () => {
  const falling = trend(Array.from({ length: 120 }, (_, i) => 97 - Math.round(i / 10)));
  expect(textOf(falling)).toBe("SpO₂ 2 h limit 88 100 80");
  expect(falling).toContain("Oxygen saturation from 08:18 to 10:18: lowest 85\u00a0%, highest 97\u00a0%");
  expect(textOf(trend([97, 96, 97]))).not.toContain("limit");
});

test("a curve and the limit it crosses keep away from the edges, whatever the values", () => {
  const saturations = fc.array(fc.integer({ min: 30, max: 99 }), { minLength: 2, maxLength: 120 });
  fc.assert(
    fc.property(saturations, (values) => {
      const html = trend(values);
      const limits = html.match(/class="limit \w+" x1="0" x2="240" y1="([\d.]+)"/)?.slice(1) ?? [];
      const heights = valuesOf("points", html).flatMap((run) => run.split(" ").map((point) => point.split(",")[1]));
      // Of 40: the thickness of a line and some air.
      for (const y of [...limits, ...heights].map(Number)) {
        expect(y).toBeGreaterThan(4);
        expect(y).toBeLessThan(36);
      }
    }),
  );
});

test("a scale is of round numbers, so that none is taken for a value that was measured", () => {
  const [, top, bottom] = /(\d+) (\d+)$/.exec(textOf(trend([91, 92, 96, 97]))) ?? [];
  for (const edge of [top, bottom]) expect(Number(edge) % 5).toBe(0);
});

test("a flat line does not divide by nothing", () => {
  expect(trend([97, 97, 97])).not.toMatch(/NaN|Infinity/);
});
