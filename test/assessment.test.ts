import { describe, expect, test } from "vitest";
import {
  assess,
  type Cause,
  type CurrentValue,
  type Decision,
  type OpenCause,
  type Picture,
} from "../src/domain/assessment.ts";
import { defaultLimits } from "../src/domain/limits.ts";
import type { Sign } from "../src/domain/vitals.ts";

const raiseAt = new Date("2026-11-23T10:00:04Z");

type Measured = Partial<Record<Sign, number | Partial<CurrentValue>>>;

interface Given {
  readonly measured: Measured;
  /** What came just now; everything that is measured where it is not said. */
  readonly arrived?: readonly Sign[];
  readonly open?: readonly OpenCause[];
  readonly picture?: Partial<Picture>;
}

function decide({ measured, arrived, open = [], picture = {} }: Given): Decision[] {
  const current = Object.fromEntries(
    Object.entries(measured).map(([sign, given]) => [
      sign,
      { freshness: "live", source: "device", ...(typeof given === "number" ? { value: given } : given) },
    ]),
  ) as Picture["current"];
  const whole: Picture = {
    current,
    limits: defaultLimits,
    spo2Scale: 1,
    news2Exclusion: "under_16",
    openCauses: open,
    ...picture,
  };
  return assess(whole, new Set(arrived ?? (Object.keys(measured) as Sign[])));
}

const openCause = (cause: Cause, given: Partial<OpenCause> = {}): OpenCause => ({
  cause,
  state: "raised",
  priority: "medium",
  active: given.state !== "latched",
  value: null,
  raiseAt: given.state === "pending" ? raiseAt : null,
  ...given,
});

/** Decisions in one line each: what is done to which cause, how urgently and why. */
const told = (decisions: readonly Decision[]) =>
  decisions.map((d) =>
    "priority" in d ? `${d.do} ${d.cause}, ${d.priority}: ${d.reason}` : `${d.do} ${d.cause}: ${d.reason}`,
  );

describe("a limit that is crossed", () => {
  test.each<[string, Measured, string[]]>([
    ["a heart rate within its limits raises nothing", { heartRate: 80 }, []],
    ["a heart rate at its upper limit raises nothing", { heartRate: 120 }, []],
    ["a heart rate above its upper limit is medium", { heartRate: 121 }, ["raise heartRate:high, medium: above_high"]],
    ["one at the critical limit is still medium", { heartRate: 140 }, ["raise heartRate:high, medium: above_high"]],
    ["one above the critical limit is high", { heartRate: 141 }, ["raise heartRate:high, high: above_critical_high"]],
    ["a heart rate at its lower limit raises nothing", { heartRate: 50 }, []],
    ["a heart rate below its lower limit is medium", { heartRate: 49 }, ["raise heartRate:low, medium: below_low"]],
    ["one below the critical limit is high", { heartRate: 39 }, ["raise heartRate:low, high: below_critical_low"]],
    ["a saturation of 91 is medium", { spo2: 91 }, ["raise spo2:low, medium: below_low"]],
    ["a saturation of 87 is high", { spo2: 87 }, ["raise spo2:low, high: below_critical_low"]],
    ["no saturation is too high", { spo2: 100 }, []],
    ["a fever above its limit is medium", { temperature: 38.6 }, ["raise temperature:high, medium: above_high"]],
    ["a sign that has no limits raises nothing", { diastolic: 5 }, []],
    [
      "two signs are two causes",
      { heartRate: 150, systolic: 80 },
      ["raise heartRate:high, high: above_critical_high", "raise systolic:low, high: below_critical_low"],
    ],
  ])("%s", (_sentence, measured, expected) => {
    expect(told(decide({ measured }))).toEqual(expected);
  });

  test("says the value that was judged and the limit it crossed", () => {
    expect(decide({ measured: { spo2: 86 } })).toMatchObject([{ sign: "spo2", value: 86, limit: 88 }]);
  });
});

describe("the on-delay", () => {
  test.each<[string, Measured, number, boolean]>([
    ["5 s for a high alert of a monitor", { heartRate: 150 }, 5, true],
    ["15 s for a medium alert of a monitor", { heartRate: 130 }, 15, true],
    ["none where a person measured", { heartRate: { value: 150, source: "manual" } }, 0, true],
    ["none for a cuff: the next reading is half an hour away", { systolic: 80 }, 0, false],
  ])("%s", (_sentence, measured, onDelaySeconds, lapses) => {
    expect(decide({ measured })).toMatchObject([{ do: "raise", onDelaySeconds, lapses }]);
  });

  test("none for NEWS2", () => {
    const decisions = decide({ measured: { consciousness: 1 }, picture: { news2Exclusion: null } });
    expect(decisions).toMatchObject([{ cause: "news2", onDelaySeconds: 0, lapses: false }]);
  });

  test("is over when a person measures what the monitor had reported", () => {
    const open = [openCause("heartRate:high", { state: "pending", priority: "high" })];
    expect(told(decide({ measured: { heartRate: 150 }, open }))).toEqual([]);
    const manual = { heartRate: { value: 150, source: "manual" as const } };
    expect(told(decide({ measured: manual, open }))).toEqual(["confirm heartRate:high, high: above_critical_high"]);
  });

  test("is over too when a person measures something worse", () => {
    const open = [openCause("heartRate:high", { state: "pending" })];
    const manual = { heartRate: { value: 150, source: "manual" as const } };
    expect(told(decide({ measured: manual, open }))).toEqual([
      "worsen heartRate:high, high: above_critical_high",
      "confirm heartRate:high, high: above_critical_high",
    ]);
  });

  test("does not begin anew for a sign that jumps from below its limits to above them", () => {
    const open = [openCause("heartRate:low", { state: "pending" })];
    const decisions = decide({ measured: { heartRate: 150 }, open });
    expect(told(decisions)).toEqual([
      "end heartRate:low: back_within_limits",
      "raise heartRate:high, high: above_critical_high",
    ]);
    expect(decisions).toMatchObject([{ do: "end" }, { raiseBy: raiseAt }]);
  });

  test("of a sign that was raised before does not shorten that of its other limit", () => {
    const open = [openCause("heartRate:low")];
    expect(decide({ measured: { heartRate: 150 }, open })).toMatchObject([{ do: "end" }, { raiseBy: null }]);
  });
});

describe("a cause that is open already", () => {
  const measured = { heartRate: 130 };

  test.each(["pending", "raised", "acknowledged"] as const)(
    "and %s is not raised again by the next reading",
    (state) => {
      expect(told(decide({ measured, open: [openCause("heartRate:high", { state })] }))).toEqual([]);
    },
  );

  test("gets worse when the critical limit is crossed too", () => {
    const open = [openCause("heartRate:high")];
    expect(told(decide({ measured: { heartRate: 150 }, open }))).toEqual([
      "worsen heartRate:high, high: above_critical_high",
    ]);
  });

  test("does not get milder while the milder limit is crossed", () => {
    const open = [openCause("heartRate:high", { priority: "high" })];
    expect(told(decide({ measured, open }))).toEqual([]);
  });

  test("and latched is active again when its cause returns", () => {
    const open = [openCause("heartRate:high", { state: "latched" })];
    expect(told(decide({ measured, open }))).toEqual(["return heartRate:high, medium: above_high"]);
  });

  test("and latched gets worse when its cause returns worse", () => {
    const open = [openCause("heartRate:high", { state: "latched" })];
    expect(told(decide({ measured: { heartRate: 150 }, open }))).toEqual([
      "worsen heartRate:high, high: above_critical_high",
    ]);
  });
});

describe("a cause that is over while its alert is open", () => {
  const measured = { heartRate: 130 };

  test.each(["raised", "acknowledged", "latched"] as const)("comes back to the %s alert it belongs to", (state) => {
    const open = [openCause("heartRate:high", { state, active: false })];
    expect(told(decide({ measured, open }))).toEqual(["return heartRate:high, medium: above_high"]);
  });

  test("comes back without an on-delay: it has been waited for once", () => {
    const open = [openCause("heartRate:high", { state: "acknowledged", active: false })];
    expect(decide({ measured, open })).toEqual([expect.not.objectContaining({ onDelaySeconds: expect.anything() })]);
  });

  test("comes back as bad as it was, though milder now: its urgency never falls", () => {
    const open = [openCause("heartRate:high", { active: false, priority: "high" })];
    expect(decide({ measured, open })).toMatchObject([{ do: "return", priority: "medium", value: 130, limit: 120 }]);
  });

  test("is worse where it comes back worse", () => {
    const open = [openCause("heartRate:high", { state: "acknowledged", active: false })];
    expect(told(decide({ measured: { heartRate: 150 }, open }))).toEqual([
      "worsen heartRate:high, high: above_critical_high",
    ]);
  });

  test("ends only once", () => {
    const open = [openCause("heartRate:high", { state: "acknowledged", active: false })];
    expect(told(decide({ measured: { heartRate: 80 }, open }))).toEqual([]);
  });

  test("does not keep another from being found, from ending or from coming back", () => {
    const open = [
      openCause("heartRate:high", { active: false }),
      openCause("spo2:low"),
      openCause("respiratoryRate:high", { active: false }),
    ];
    expect(told(decide({ measured: { spo2: 97, respiratoryRate: 28, systolic: 80 }, open }))).toEqual([
      "end spo2:low: back_within_limits",
      "return respiratoryRate:high, medium: above_high",
      "raise systolic:low, high: below_critical_low",
    ]);
  });
});

describe("the end of a cause", () => {
  test.each<[string, Cause, Measured, boolean]>([
    ["a heart rate back at its limit is not back enough", "heartRate:high", { heartRate: 120 }, false],
    ["nor one just below it", "heartRate:high", { heartRate: 119 }, false],
    ["one clearly below it is", "heartRate:high", { heartRate: 118 }, true],
    ["a heart rate just above its lower limit is not back enough", "heartRate:low", { heartRate: 51 }, false],
    ["one clearly above it is", "heartRate:low", { heartRate: 52 }, true],
    ["a saturation at its limit is not back enough", "spo2:low", { spo2: 92 }, false],
    ["one clearly above it is", "spo2:low", { spo2: 93 }, true],
    ["a temperature two tenths below its limit is back", "temperature:high", { temperature: 38.3 }, true],
    ["one tenth is not", "temperature:high", { temperature: 38.4 }, false],
  ])("%s", (_sentence, cause, measured, ends) => {
    const decisions = told(decide({ measured, open: [openCause(cause)] }));
    expect(decisions).toEqual(ends ? [`end ${cause}: back_within_limits`] : []);
  });

  test("waits a minute before it closes an answered alert: what hovers at its limit is one alert", () => {
    const open = [openCause("heartRate:high", { state: "acknowledged" })];
    expect(decide({ measured: { heartRate: 80 }, open })).toMatchObject([{ do: "end", settleSeconds: 60 }]);
  });

  test("is said only once: a latched alert has ended", () => {
    expect(
      told(decide({ measured: { heartRate: 80 }, open: [openCause("heartRate:high", { state: "latched" })] })),
    ).toEqual([]);
  });

  test("of an alert whose limits were taken away comes with the next reading", () => {
    const open = [openCause("heartRate:high")];
    expect(told(decide({ measured: { heartRate: 150 }, open, picture: { limits: {} } }))).toEqual([
      "end heartRate:high: back_within_limits",
    ]);
  });
});

describe("not knowing is no recovery", () => {
  const open = [openCause("heartRate:high"), openCause("heartRate:zero", { priority: "high" })];

  test.each<[string, Partial<CurrentValue>]>([
    ["no reading", { value: null, freshness: "none" }],
    ["a stale value", { value: 80, freshness: "stale" }],
    ["a lost value", { value: 80, freshness: "lost" }],
  ])("%s ends nothing and raises nothing", (_name, heartRate) => {
    expect(told(decide({ measured: { heartRate }, open }))).toEqual([]);
    expect(
      told(decide({ measured: { heartRate: { ...heartRate, ...(heartRate.value === 80 ? { value: 170 } : {}) } } })),
    ).toEqual([]);
  });

  test("what did not arrive is not judged again", () => {
    expect(told(decide({ measured: { heartRate: 80, spo2: 97 }, arrived: ["spo2"], open }))).toEqual([]);
    expect(told(decide({ measured: { heartRate: 170, spo2: 97 }, arrived: ["spo2"] }))).toEqual([]);
  });

  test("what arrives of one sign ends no alert about another", () => {
    expect(told(decide({ measured: { spo2: 97 }, open }))).toEqual([]);
  });
});

describe("a rate of zero", () => {
  test.each(["heartRate", "respiratoryRate"] as const)("of %s is high: check the patient", (sign) => {
    const decisions = decide({ measured: { [sign]: 0 } });
    expect(told(decisions)).toEqual([`raise ${sign}:zero, high: rate_is_zero`]);
    expect(decisions).toMatchObject([{ value: 0, limit: null, onDelaySeconds: 5, lapses: true }]);
  });

  test("is asked about even where the ward has no limits", () => {
    expect(told(decide({ measured: { heartRate: 0 }, picture: { limits: {} } }))).toEqual([
      "raise heartRate:zero, high: rate_is_zero",
    ]);
  });

  test("ends no alert about a limit: it may be a lead that fell off", () => {
    const open = [openCause("heartRate:high"), openCause("heartRate:low", { state: "pending" })];
    expect(told(decide({ measured: { heartRate: 0 }, open }))).toEqual(["raise heartRate:zero, high: rate_is_zero"]);
  });

  test("is over with the next rate, normal or not", () => {
    const open = [openCause("heartRate:zero", { priority: "high" })];
    expect(told(decide({ measured: { heartRate: 80 }, open }))).toEqual(["end heartRate:zero: rate_came_back"]);
    expect(told(decide({ measured: { heartRate: 35 }, open }))).toEqual([
      "end heartRate:zero: rate_came_back",
      "raise heartRate:low, high: below_critical_low",
    ]);
  });

  test("is no question of other signs: an oxygen flow of 0 is air", () => {
    expect(told(decide({ measured: { oxygen: 0, consciousness: 0 } }))).toEqual([]);
  });
});

describe("NEWS2", () => {
  const normal: Measured = {
    respiratoryRate: 16,
    spo2: 97,
    oxygen: 0,
    systolic: 120,
    heartRate: 70,
    consciousness: 0,
    temperature: 37,
  };
  const scored = (measured: Measured, open: readonly OpenCause[] = [], arrived?: readonly Sign[]) =>
    decide({
      measured,
      open,
      ...(arrived && { arrived }),
      picture: { news2Exclusion: null, limits: {} },
    });

  test.each<[string, Measured, string[]]>([
    ["0 raises nothing", normal, []],
    ["4 without a single 3 raises nothing", { ...normal, spo2: 92, heartRate: 115 }, []],
    ["a single 3 is low", { ...normal, consciousness: 1 }, ["raise news2, low: news2_single_three"]],
    ["5 is medium", { ...normal, spo2: 92, heartRate: 115, temperature: 38.5 }, ["raise news2, medium: news2_medium"]],
    ["5 with a single 3 is medium", { ...normal, spo2: 90, heartRate: 115 }, ["raise news2, medium: news2_medium"]],
    ["7 is high", { ...normal, spo2: 90, heartRate: 115, systolic: 95 }, ["raise news2, high: news2_high"]],
  ])("%s", (_sentence, measured, expected) => {
    expect(told(scored(measured))).toEqual(expected);
  });

  test("an incomplete set raises by its lower bound", () => {
    const decisions = scored({ spo2: 90, heartRate: 115, systolic: 95 });
    expect(decisions).toMatchObject([
      { do: "raise", cause: "news2", priority: "high", value: 7, limit: 7, sign: null },
    ]);
  });

  test("an incomplete set ends nothing, a complete one with a low score does", () => {
    const open = [openCause("news2", { priority: "high", value: 7 })];
    const { temperature: _, ...incomplete } = normal;
    expect(told(scored(incomplete, open))).toEqual([]);
    expect(told(scored({ ...normal, temperature: { value: 37, freshness: "stale" } }, open))).toEqual([]);
    expect(told(scored(normal, open))).toEqual(["end news2: score_fell"]);
  });

  test("a score of a higher band makes it worse", () => {
    const open = [openCause("news2", { priority: "low", value: 3 })];
    expect(told(scored({ ...normal, spo2: 90, heartRate: 115 }, open))).toEqual(["worsen news2, medium: news2_medium"]);
  });

  test("a higher score within the band asks again, a lower one does not", () => {
    const seven = { ...normal, spo2: 90, heartRate: 115, systolic: 95 };
    const open = (value: number) => [openCause("news2", { state: "acknowledged", priority: "high", value })];
    const eight = { ...seven, temperature: 38.5 };
    const arrived: Sign[] = ["temperature"];
    expect(told(scored(eight, open(7), arrived))).toEqual(["worsen news2, high: news2_high"]);
    expect(told(scored(seven, open(8), arrived))).toEqual([]);
  });

  test("a score that fell into a milder band keeps its alert as it is", () => {
    const open = [openCause("news2", { priority: "high", value: 7 })];
    expect(told(scored({ ...normal, spo2: 90, heartRate: 115 }, open))).toEqual([]);
  });

  test("an answer holds until the next observations: the round that a person makes", () => {
    const seven = { ...normal, spo2: 90, heartRate: 115, systolic: 95 };
    const open = [openCause("news2", { state: "acknowledged", priority: "high", value: 7 })];
    expect(told(scored(seven, open, ["heartRate", "spo2", "systolic"]))).toEqual([]);
    expect(told(scored(seven, open, ["temperature", "consciousness"]))).toEqual(["ask_again news2: next_observations"]);
  });

  test("is not asked again where the score is only one of what an alert is unanswered for", () => {
    const seven = { ...normal, spo2: 90, heartRate: 115, systolic: 95 };
    const open = [openCause("news2", { state: "raised", priority: "high", value: 7 })];
    expect(told(scored(seven, open, ["consciousness"]))).toEqual([]);
  });

  test("comes back to an answered alert when the score does, and does not ask for the observations besides", () => {
    const open = [openCause("news2", { state: "acknowledged", active: false, priority: "low", value: 3 })];
    expect(told(scored({ ...normal, consciousness: 3 }, open))).toEqual(["return news2, low: news2_single_three"]);
  });

  test("comes back when a latched one's score does", () => {
    const open = [openCause("news2", { state: "latched", priority: "low", value: 3 })];
    expect(told(scored({ ...normal, consciousness: 3 }, open))).toEqual(["return news2, low: news2_single_three"]);
  });

  test("goes by the doctor's scale", () => {
    const onOxygen = { ...normal, spo2: 97, oxygen: 2 };
    const picture = { news2Exclusion: null, limits: {}, spo2Scale: 2 as const };
    expect(told(decide({ measured: onOxygen, picture }))).toEqual(["raise news2, medium: news2_medium"]);
  });

  test("is not made for those it is not meant for, and what was raised before is over", () => {
    const measured = { ...normal, consciousness: 4 };
    expect(told(decide({ measured }))).toEqual([]);
    expect(told(decide({ measured, open: [openCause("news2")] }))).toEqual(["end news2: news2_not_applicable"]);
  });

  test("is not asked where nothing arrived", () => {
    expect(told(scored({ ...normal, consciousness: 4 }, [], []))).toEqual([]);
  });
});
