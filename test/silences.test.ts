import { describe, expect, test } from "vitest";
import type { Priority } from "../src/domain/alerts.ts";
import { brokenBy, quietOf, type Silence } from "../src/domain/silences.ts";

const now = new Date("2026-11-23T10:00:00Z");
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const silence = (cause: string | null, priority: Priority, minutes: number): Silence => ({
  ...{ silenceId: `${cause}-${priority}-${minutes}`, cause, priority, until: at(minutes) },
});
const bed = (priority: Priority, minutes: number) => silence(null, priority, minutes);
const causes = (...names: string[]) => names.map((cause) => ({ cause, active: true }));
const ended = (cause: string) => ({ cause, active: false });

type Row = readonly [
  sentence: string,
  alert: { priority: Priority; causes: ReturnType<typeof causes> },
  silences: readonly Silence[],
  quiet: { until: Date; priority: Priority } | null,
];

const rows: readonly Row[] = [
  ["nothing is silent by itself", { priority: "low", causes: causes("news2") }, [], null],
  [
    "a silenced bed is silent up to its priority",
    { priority: "medium", causes: causes("spo2:low") },
    [bed("medium", 10)],
    { until: at(10), priority: "medium" },
  ],
  [
    "what is less urgent is silent too",
    { priority: "low", causes: causes("news2") },
    [bed("high", 2)],
    { until: at(2), priority: "high" },
  ],
  ["what is more urgent is not", { priority: "high", causes: causes("spo2:low") }, [bed("medium", 10)], null],
  ["a silence that is over covers nothing", { priority: "low", causes: causes("news2") }, [bed("low", 0)], null],
  [
    "a silenced rule is silent",
    { priority: "medium", causes: causes("spo2:low") },
    [silence("spo2:low", "medium", 5)],
    { until: at(5), priority: "medium" },
  ],
  [
    "another rule is not",
    { priority: "medium", causes: causes("heartRate:high") },
    [silence("spo2:low", "medium", 5)],
    null,
  ],
  [
    "of two causes one covered is not enough",
    { priority: "medium", causes: causes("spo2:low", "heartRate:high") },
    [silence("spo2:low", "medium", 5)],
    null,
  ],
  [
    "of two causes both covered it is silent until the first is not",
    { priority: "medium", causes: causes("spo2:low", "heartRate:high") },
    [silence("spo2:low", "medium", 5), silence("heartRate:high", "high", 2)],
    { until: at(2), priority: "medium" },
  ],
  [
    "a cause that has ended needs no cover",
    { priority: "medium", causes: [...causes("spo2:low"), ended("heartRate:high")] },
    [silence("spo2:low", "medium", 5)],
    { until: at(5), priority: "medium" },
  ],
  [
    "of a bed's and a rule's silence the longer counts",
    { priority: "low", causes: causes("spo2:low") },
    [bed("low", 30), silence("spo2:low", "low", 5)],
    { until: at(30), priority: "low" },
  ],
  [
    "a technical alert, which has no causes, is silent with its bed",
    { priority: "low", causes: [] },
    [bed("low", 30)],
    { until: at(30), priority: "low" },
  ],
  ["and not with a rule of it", { priority: "low", causes: [] }, [silence("spo2:low", "low", 30)], null],
];

describe("whether an alert is silent, and until when", () => {
  for (const [sentence, alert, silences, quiet] of rows)
    test(sentence, () => expect(quietOf(alert, silences, now)).toEqual(quiet));
});

describe("a silence is broken", () => {
  const silences = [bed("medium", 10), silence("spo2:low", "low", 5), silence("heartRate:high", "low", 5)];
  const broken = (priority: Priority, ...names: string[]) =>
    brokenBy({ priority, causes: causes(...names) }, silences).map(({ silenceId }) => silenceId);
  test("by what is worse than it covers", () => expect(broken("high", "news2")).toEqual(["null-medium-10"]));
  test("by that of its own rule only", () => expect(broken("medium", "spo2:low")).toEqual(["spo2:low-low-5"]));
  test("and not by what it covers", () => expect(broken("low", "spo2:low", "heartRate:high")).toEqual([]));
});
