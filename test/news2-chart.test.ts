import { expect, test } from "vitest";
import { type News2Parameter, scoreNews2 } from "../src/domain/news2.ts";
import { chartFieldOf } from "../src/domain/news2-chart.ts";

const nothing = {
  ...{ respiratoryRate: null, spo2: null, oxygen: null, systolic: null },
  ...{ heartRate: null, consciousness: null, temperature: null },
};

test.for<[News2Parameter, number, number, number]>([
  ["respiratoryRate", 0, 60, 0.5],
  ["spo2", 50, 100, 0.5],
  ["systolic", 40, 260, 0.5],
  ["heartRate", 0, 220, 0.5],
  ["temperature", 30, 43, 0.05],
])("the field of the chart that is named for a %s is the one that was scored", ([sign, from, to, step]) => {
  for (const spo2Scale of [1, 2] as const)
    for (const oxygen of [null, 0, 2])
      for (let place = 0; from + place * step <= to; place++) {
        const value = Number((from + place * step).toFixed(2));
        const { subScores } = scoreNews2({ values: { ...nothing, oxygen, [sign]: value }, spo2Scale });
        const field = chartFieldOf(sign, value, { spo2Scale, oxygen });
        expect([value, spo2Scale, oxygen, field?.points]).toEqual([value, spo2Scale, oxygen, subScores[sign]]);
      }
});

test("a level of consciousness and the air are in no field with bounds", () => {
  expect(chartFieldOf("consciousness", 0, { spo2Scale: 1, oxygen: 0 })).toBeNull();
  expect(chartFieldOf("oxygen", 2, { spo2Scale: 1, oxygen: 2 })).toBeNull();
});
