import type { Sign } from "../domain/vitals.ts";
import type { Random } from "./random.ts";

/** How a patient is when nothing is wrong, in the units of `domain/vitals`. */
export interface Baseline {
  readonly heartRate: number;
  readonly spo2: number;
  readonly respiratoryRate: number;
  readonly systolic: number;
  readonly diastolic: number;
  readonly temperature: number;
  /** L/min, 0 being room air. */
  readonly oxygen: number;
}

/** Which way a patient goes down: how far each sign leaves its baseline when severity reaches 1. */
export type Illness = Readonly<Omit<Baseline, "oxygen">> & { readonly drowsyFrom: number };

/** Courses as they are taught, not measured: enough for several signs to move together and in the right direction. */
export const illnesses = {
  sepsis: {
    ...{ heartRate: 46, spo2: -6, respiratoryRate: 13, systolic: -40, diastolic: -24, temperature: 1.9 },
    drowsyFrom: 0.85,
  },
  respiratory: {
    ...{ heartRate: 22, spo2: -11, respiratoryRate: 10, systolic: 8, diastolic: 4, temperature: 0.4 },
    drowsyFrom: 0.95,
  },
  tachycardia: {
    ...{ heartRate: 62, spo2: -1.5, respiratoryRate: 4, systolic: -18, diastolic: -8, temperature: 0.1 },
    drowsyFrom: 2,
  },
} as const satisfies Record<string, Illness>;
export type IllnessName = keyof typeof illnesses;

/** What is wished of a patient now. */
export interface Course {
  /** 0 well, 1 as ill as it gets. The patient moves towards it over minutes. */
  readonly severity: number;
  readonly illness: IllnessName;
}

export type Signs = { readonly [S in Sign]: number };

export interface Patient {
  readonly severity: number;
  /** Lets time pass and says how the patient is then: every sign, as a perfect sensor would measure it. */
  advance(seconds: number, course: Course): Signs;
}

/** Minutes to go down by two thirds of the way, and to come back: nobody collapses or heals in a sample. */
const worsenSeconds = 110;
const recoverSeconds = 150;
/** How long a sigh, a nightmare or a walk to the window lasts. */
const unrestSeconds = 90;

export function createPatient(baseline: Baseline, random: Random): Patient {
  let severity = 0;
  let illness: Illness = illnesses.sepsis;
  // Slow wanderings that several signs share (unrest) or have of their own.
  const unrest = wandering(random, unrestSeconds);
  const breath = wandering(random, unrestSeconds);
  const tone = wandering(random, 4 * unrestSeconds);

  return {
    get severity() {
      return severity;
    },
    advance(seconds, course) {
      const worsens = course.severity > severity;
      // Who recovers, recovers from what it was.
      if (worsens) illness = illnesses[course.illness];
      const tau = worsens ? worsenSeconds : recoverSeconds;
      severity += (course.severity - severity) * (1 - Math.exp(-seconds / tau));
      const u = unrest(seconds);
      const b = breath(seconds);
      const t = tone(seconds);
      const noise = (spread: number) => random.normal() * spread;
      const moved = (sign: keyof Omit<Baseline, "oxygen">) => baseline[sign] + illness[sign] * severity;
      const systolic = clamp(moved("systolic") + 3 * u + 2.5 * t + noise(1.5), 55, 235);
      // A pulse pressure below 15 mmHg is no pulse that a cuff would find.
      const diastolic = clamp(moved("diastolic") + 1.5 * u + 2 * t + noise(1), 28, systolic - 15);
      return {
        heartRate: Math.round(clamp(moved("heartRate") + 3 * u + noise(0.8), 32, 210)),
        spo2: Math.round(clamp(moved("spo2") + 0.35 * b + noise(0.2), 68, 100)),
        respiratoryRate: Math.round(clamp(moved("respiratoryRate") + 0.8 * u + 0.5 * b + noise(0.3), 5, 46)),
        systolic: Math.round(systolic),
        diastolic: Math.round(diastolic),
        mean: Math.round(diastolic + (systolic - diastolic) / 3),
        temperature: Math.round(clamp(moved("temperature") + 0.08 * t + noise(0.03), 34, 41.4) * 10) / 10,
        consciousness: severity >= illness.drowsyFrom ? 2 : 0,
        oxygen: baseline.oxygen,
      };
    },
  };
}

/** A value that leaves 0 at random and is drawn back to it (Ornstein and Uhlenbeck), mostly within ±2, never beyond ±2.5. */
function wandering(random: Random, tauSeconds: number): (seconds: number) => number {
  let value = random.normal() * 0.7;
  return (seconds) => {
    const kept = Math.exp(-seconds / tauSeconds);
    value = clamp(value * kept + random.normal() * Math.sqrt(1 - kept * kept), -2.5, 2.5);
    return value;
  };
}

const clamp = (value: number, min: number, max: number) => Math.max(min, Math.min(max, value));
