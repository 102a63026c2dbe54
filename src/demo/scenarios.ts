import type { Course, IllnessName } from "./physiology.ts";
import type { Random } from "./random.ts";

/** What befalls a bed at a moment. */
export interface Fate extends Course {
  /** The finger probe is off: the monitor says that it has no saturation. */
  readonly probeOff: boolean;
  /** The monitor is cut off: `silent` loses what it measures, `holding` keeps it and sends it when it is back. */
  readonly line: "up" | "silent" | "holding";
}

/** Tells the fate of a bed so many seconds after the start. Beds that somebody looks after recover sooner. */
export type Scenario = (bedId: string, seconds: number, lookedAfter: boolean) => Fate;

export const scenarioNames = [
  "demo",
  "steady",
  "deteriorating",
  "probe-off",
  "device-lost",
  "late-batch",
  "alert-storm",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];
export const isScenario = (name: string): name is ScenarioName => (scenarioNames as readonly string[]).includes(name);

const calm: Fate = { severity: 0.04, illness: "sepsis", probeOff: false, line: "up" };

/** A bed as far as a scenario needs to know it. */
export interface PlayedBed {
  readonly bedId: string;
  /** In the default mix: the illness that keeps coming back to this patient. */
  readonly illness: IllnessName | null;
}

export function createScenario(name: ScenarioName, beds: readonly PlayedBed[], random: Random): Scenario {
  if (name === "demo") return demoMix(beds, random);
  return scenarios[name](
    random.shuffled(beds).map(({ bedId }) => bedId),
    random,
  );
}

const scenarios: Record<Exclude<ScenarioName, "demo">, (beds: readonly string[], random: Random) => Scenario> = {
  steady: () => () => calm,
  deteriorating: ([bed]) =>
    only(bed, (seconds) => ({ ...calm, severity: within(seconds, 15, 900) ? 1 : calm.severity })),
  "probe-off": (beds) => {
    const loose = new Map(beds.slice(0, 3).map((bed, place) => [bed, place * 40]));
    return (bed, seconds) => {
      const from = loose.get(bed);
      return from === undefined ? calm : { ...calm, probeOff: within((seconds - from) % 240, 15, 135) };
    };
  },
  // Long enough for a device to be called lost: five times its interval of a minute.
  "device-lost": ([bed]) => only(bed, (seconds) => ({ ...calm, line: within(seconds, 10, 420) ? "silent" : "up" })),
  "late-batch": ([bed]) => only(bed, (seconds) => ({ ...calm, line: within(seconds, 20, 200) ? "holding" : "up" })),
  "alert-storm": (beds, random) => {
    const struck = new Map(
      beds.slice(0, Math.ceil(beds.length / 3)).map((bed) => {
        const illness: IllnessName = random.pick(["sepsis", "respiratory"]);
        return [bed, { from: random.between(5, 60), illness }] as const;
      }),
    );
    return (bed, seconds) => {
      const blow = struck.get(bed);
      return blow && within(seconds, blow.from, 600) ? { ...calm, severity: 1, illness: blow.illness } : calm;
    };
  },
};

const peakSeverity: Record<IllnessName, number> = { respiratory: 0.72, tachycardia: 0.95, sepsis: 0.85 };
/** A patient falls ill, for six minutes, every sixteen; with three of them somebody does every five. */
const cycleSeconds = 960;
const illSeconds = 360;
/** At the start the first of them is on the way down already: something happens within the first minute. */
const firstIllSeconds = -200;
/** Somebody looks after the patient: what they do takes a minute to work. */
const treatedAfterSeconds = 60;

/**
 * Mostly calm; every few minutes one of a few unstable patients falls ill over minutes, and recovers, sooner where the
 * alert is answered. Always the same few: else, with nobody at the screen, every card would bear an alert in the end.
 * Now and then a probe comes off for half a minute, which is no alert, only a value that is not there.
 */
function demoMix(beds: readonly PlayedBed[], random: Random): Scenario {
  const unstable = beds.filter(({ illness }) => illness !== null);
  const gapSeconds = cycleSeconds / Math.max(1, unstable.length);
  const ill = new Map(
    unstable.map(({ bedId, illness }, place) => [bedId, { illness, from: firstIllSeconds + place * gapSeconds }]),
  );
  const looseFrom = new Map(beds.map(({ bedId }) => [bedId, random.between(60, 3_500)]));
  const lookedAfterFrom = new Map<string, number>();
  return (bed, seconds, lookedAfter) => {
    const { illness = null, from = 0 } = ill.get(bed) ?? {};
    const loose = looseFrom.get(bed) ?? 0;
    if (illness === null) return { ...calm, probeOff: within(seconds % 3_600, loose, loose + 30) };
    // Before the start there was one time each: what the demo's history shows of it.
    const into = seconds < from ? seconds - from + cycleSeconds : (seconds - from) % cycleSeconds;
    if (!within(into, 0, illSeconds)) {
      lookedAfterFrom.delete(bed);
      return calm;
    }
    if (lookedAfter && !lookedAfterFrom.has(bed)) lookedAfterFrom.set(bed, seconds);
    const treated = seconds - (lookedAfterFrom.get(bed) ?? seconds) > treatedAfterSeconds;
    return treated ? calm : { ...calm, severity: peakSeverity[illness], illness };
  };
}

const only =
  (chosen: string | undefined, fate: (seconds: number) => Fate): Scenario =>
  (bed, seconds) =>
    bed === chosen ? fate(seconds) : calm;

const within = (seconds: number, from: number, to: number) => seconds >= from && seconds < to;
