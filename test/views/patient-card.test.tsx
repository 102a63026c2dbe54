import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freshnessOf } from "../../src/domain/freshness.ts";
import { consciousnessLevels, type Sign, signs, vitalSigns } from "../../src/domain/vitals.ts";
import { drawBed } from "../../src/views/regions.tsx";
import {
  aBed,
  aContext,
  ago,
  anAlert,
  anAnsweredAlert,
  aPatient,
  aSign,
  aStay,
  now,
  type StayChanges,
} from "./a-ward.ts";
import { textOf, valuesOf } from "./skeleton.ts";

const card = (changed: StayChanges = {}) => drawBed(aBed({ stay: aStay(changed) }), aContext()).html;
/** The cell of a sign: everything within its element. */
const cell = (kind: string, html: string) =>
  new RegExp(`<div[^>]* class="sign ${kind} [^>]*>.*?</div>`).exec(html)?.[0] ?? "";

describe("a sign on a card", () => {
  test.each([0, 59, 90, 130, 200, 400])(
    "of %i s, expected once a minute, says how far it may be believed",
    (ageSeconds) => {
      const html = card({ signs: { spo2: aSign(97, { ageSeconds }) } });
      expect(cell("spo2", html)).toContain(`class="sign spo2 ${freshnessOf(ago(ageSeconds), 60, now)}"`);
    },
  );

  test("carries all that the page needs to age it by itself", () => {
    const html = cell("heartRate", card());
    expect(html).toContain(`<time datetime="${ago(3).toISOString()}" data-age="">`);
    expect(valuesOf("data-interval", html)).toEqual(["60"]);
    expect(valuesOf("data-stale", html)).toEqual(["stale"]);
    expect(valuesOf("data-lost", html)).toEqual(["lost"]);
  });

  test("is never a number without its unit and its time, whatever the values", () => {
    const anySigns = fc.record(
      Object.fromEntries(
        signs.map((sign) => {
          const { min, max } = vitalSigns[sign].plausible;
          const value = sign === "consciousness" ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
          return [sign, fc.option(value)];
        }),
      ) as Record<Sign, fc.Arbitrary<number | null>>,
    );
    fc.assert(
      fc.property(anySigns, (values) => {
        const cells = [...card({ values }).matchAll(/<div[^>]* class="sign (\w+) (\w+)".*?<\/div>/g)];
        expect(cells).toHaveLength(7);
        for (const [html, kind, freshness] of cells) {
          if (freshness === "none") {
            expect(textOf(html ?? "")).toMatch(/– no reading$/);
            continue;
          }
          expect(html).toMatch(/<time [^>]*data-age=""/);
          const unit = kind === "pressure" ? "mmHg" : vitalSigns[kind as Sign].unit;
          if (!textOf(html ?? "").includes("air")) expect(textOf(html ?? "")).toContain(unit);
        }
      }),
    );
  });

  test("which the monitor does not give is a dash with the reason, not the last value and not zero", () => {
    const html = cell("heartRate", card({ values: { heartRate: null } }));
    expect(textOf(html)).toBe("HR – no reading");
  });
  test("which was never measured says so", () => {
    expect(textOf(cell("temperature", card({ signs: { temperature: undefined } })))).toBe("Temp – not yet");
  });
  test("shows air as air, flow in litres, consciousness as its letter", () => {
    expect(textOf(cell("oxygen", card()))).toMatch(/^O₂ air /);
    expect(textOf(cell("oxygen", card({ values: { oxygen: 2 } })))).toMatch(/^O₂ \+2 2 L\/min /);
    consciousnessLevels.forEach((letter, consciousness) => {
      expect(textOf(cell("consciousness", card({ values: { consciousness } })))).toMatch(
        new RegExp(`^ACVPU ${letter === "A" ? "" : "\\+3 "}${letter} `),
      );
    });
  });
});

describe("a crossed limit", () => {
  test("is marked on the number itself, with its direction and in words", () => {
    const html = cell("spo2", card({ values: { spo2: 84 } }));
    expect(html).toContain(`class="over high"`);
    expect(textOf(html)).toMatch(/↓ ?84 , below limit 88/);
  });
  test("is milder where only the milder limit is crossed", () => {
    expect(cell("heartRate", card({ values: { heartRate: 130 } }))).toContain(`class="over medium long"`);
  });
  test("is not claimed of a value too old to be believed", () => {
    const html = card({ signs: { spo2: aSign(84, { ageSeconds: 200 }) } });
    expect(html).not.toContain("over high");
  });
  test("a heart rate of zero asks for a look at the patient, without any limit", () => {
    const html = cell("heartRate", card({ values: { heartRate: 0 }, limits: {} }));
    expect(textOf(html)).toContain("check the patient");
  });
});

describe("blood pressure", () => {
  test("is one cell of three numbers", () => {
    expect(textOf(cell("pressure", card()))).toMatch(/^BP 128 \/ 66 \( 87 \) mmHg /);
  });
  test("does not put a systolic of now over a diastolic of an hour ago", () => {
    const html = card({
      signs: { diastolic: aSign(60, { ageSeconds: 3600, intervalSeconds: 1800 }), mean: undefined },
    });
    expect(textOf(cell("pressure", html))).toMatch(/^BP 128 \/– mmHg/);
  });
  test("marks the part that crosses its limit", () => {
    const html = cell("pressure", card({ values: { systolic: 228 } }));
    expect(textOf(html)).toMatch(/↑ ?228 , above limit 220/);
  });
});

describe("NEWS2 on a card", () => {
  const chip = (html: string) => /<span class="news2 ([^"]*)" title="([^"]*)"/.exec(html);

  test("names its band", () => {
    expect(chip(card())?.slice(1)).toEqual(["band-low", "NEWS2 0, low risk"]);
    expect(chip(card({ values: { respiratoryRate: 26, spo2: 90, heartRate: 135 } }))?.[1]).toBe("band-high");
  });
  test("of an incomplete set tells how much is known and its lower bound, and never wears a low band", () => {
    const someSigns = fc.subarray([...signs], { maxLength: signs.length - 1 });
    fc.assert(
      fc.property(someSigns, fc.integer({ min: 85, max: 99 }), (left, spo2) => {
        const missing = Object.fromEntries(signs.filter((s) => !left.includes(s)).map((s) => [s, undefined]));
        const [, classes, title] = chip(card({ values: { spo2 }, signs: missing })) ?? [];
        if (title?.includes("of 7 known")) expect(classes).not.toMatch(/band-low( |$)/);
      }),
    );
    expect(chip(card({ signs: { temperature: undefined } }))?.slice(1)).toEqual([
      "unknown part",
      "NEWS2 6 of 7 known, at least 0",
    ]);
  });
  test("does not count what is stale", () => {
    const html = card({ signs: { spo2: aSign(97, { ageSeconds: 200 }) } });
    expect(chip(html)?.[2]).toContain("6 of 7 known");
  });
  test("is not made for children or in pregnancy, and says why", () => {
    expect(textOf(card({ news2Exclusion: "under_16" }))).toContain("No NEWS2: under 16");
    expect(textOf(card({ news2Exclusion: "pregnant" }))).toContain("No NEWS2: pregnant");
  });
  test("on scale 2 says so beside the saturation", () => {
    expect(cell("spo2", card({ spo2Scale: 2 }))).toContain("SpO₂ scale 2, by a doctor");
    expect(cell("spo2", card())).not.toContain("scale 2");
  });
});

describe("the alert on a card", () => {
  test("names the limit and not the value that crossed it: the value of now stands above", () => {
    const html = card({ values: { spo2: 86 }, alert: anAlert({ value: 84 }) });
    expect(textOf(html)).toMatch(/High SpO₂ below 88/);
    expect(textOf(html)).not.toContain("84");
    const score = { cause: "news2", reason: "news2_high", sign: null, value: 9, limit: null } as const;
    expect(textOf(card({ alert: anAlert(score) }))).toMatch(/High NEWS2 emergency/);
  });
  test("of a cause that has ended says that it was", () => {
    const latched = anAlert({ state: "latched", causeActive: false });
    expect(textOf(card({ alert: latched }))).toMatch(/High SpO₂ was below 88/);
  });
  test("counts what else is open", () => {
    expect(textOf(card({ alert: anAlert(), openCauses: 3 }))).toContain("+2 and 2 more causes");
  });
  test("leaves its place free when there is none, so that nothing moves when one comes", () => {
    expect(card()).toContain(`<p class="why"></p>`);
  });
  test("colours the card by its priority, and withdraws it to the edge when somebody answered", () => {
    expect(card({ alert: anAlert() })).toContain(`class="bed high"`);
    expect(card({ alert: anAnsweredAlert() })).toContain(`class="bed answered high"`);
  });
});

describe("what must be known first", () => {
  const marks = { resuscitation: "dnacpr", isolations: ["contact", "airborne"] } as const;
  const wall = (changed: StayChanges) =>
    drawBed(aBed({ stay: aStay(changed) }), aContext({ audience: "display" })).html;

  test("stands on the card: a second mark of who it is, what was decided, isolation, and similar names", () => {
    const html = card({ marks, similarTo: ["W1-02", "W1-09"] });
    for (const text of ["14-Mar-1955", "DNACPR", "Contact, Airborne", "≈ W1-02 +1"])
      expect(textOf(html)).toContain(text);
    expect(textOf(html)).toContain("Similar name on this ward, in W1-02, W1-09.");
  });
  test("is not on the card of who is for full resuscitation: that is as usual", () => {
    expect(textOf(card({ marks: { resuscitation: "full", isolations: [] } }))).not.toContain("resuscitation");
  });
  test("on a wall is isolation and a similar name, and neither a day of birth nor what was decided", () => {
    const html = wall({ marks, similarTo: ["W1-02"] });
    expect(textOf(html)).toContain("Contact, Airborne");
    expect(textOf(html)).toContain("≈ W1-02");
    expect(html).not.toMatch(/DNACPR|resuscitation|1955|Mar/);
  });
});

test("an empty bed is quiet, and is still there", () => {
  const { html } = drawBed(aBed({ stay: null }), aContext());
  expect(textOf(html)).toBe("W1-04 Free Admit W1-04");
  const wall = drawBed(aBed({ stay: null }), aContext({ audience: "display" }));
  expect(textOf(wall.html)).toBe("W1-04 Free");
});

test("a long name is given whole to who asks, age and sex stay beside it", () => {
  const html = card({ patient: aPatient({ familyName: "Wolfeschlegelsteinhausenbergerdorff" }) });
  expect(html).toContain(`title="Yusuf Wolfeschlegelsteinhausenbergerdorff · P-1004"`);
  expect(textOf(html)).toContain("71 m");
});
