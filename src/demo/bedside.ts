import type { RawReading } from "../domain/readings.ts";
import { consciousnessLevels, type Sign } from "../domain/vitals.ts";
import { type Baseline, createPatient, type Signs } from "./physiology.ts";
import { seeded } from "./random.ts";
import type { Fate, PlayedBed } from "./scenarios.ts";

/** A bed with a patient and a monitor, and what nurses carry to it. */
export interface SimulatedBed extends PlayedBed {
  readonly deviceId: string;
  readonly roundsDevice: string;
  readonly baseline: Baseline;
}

export interface Bedside {
  readonly bedId: string;
  /** Time passes and nothing is measured. */
  live(seconds: number, fate: Fate): void;
  /** What is sent at `now` under this fate; empty while nothing is due or the line is down. */
  tick(now: Date, fate: Fate): RawReading[];
}

/** Below the shortest interval that a sign can be expected in (5 s): at exactly that, each beat would look late. */
const continuousMillis = 4_000;
/** What a cut-off monitor keeps; older readings go. Three signs every 4 s for some 20 min. */
const heldReadingsMax = 1_000;
/** One sample in so many the patient's hand moves, and the monitor says that it has no saturation. */
const motionEverySamples = 900;
/** A round finds the patient well or comes back: what it measured of an illness would stand on the card for four hours. */
const wellSeverity = 0.12;

const continuousSigns = ["heartRate", "spo2", "respiratoryRate"] as const;
const cuffSigns = ["systolic", "diastolic", "mean"] as const;
const roundSigns = ["temperature", "consciousness", "oxygen"] as const;

export function createBedside(hospitalId: string, bed: SimulatedBed, seed: string): Bedside {
  const random = seeded(seed, hospitalId, bed.bedId);
  const patient = createPatient(bed.baseline, random);
  const slots = slotsOf(hospitalId, bed.bedId);
  let last: Date | null = null;
  let nextSampleAt: number | null = null;
  let cuffAt: number | null = null;
  let roundAt: number | null = null;
  let held: RawReading[] = [];

  function tick(now: Date, fate: Fate): RawReading[] {
    const signs = patient.advance(last ? Math.max(0, (now.getTime() - last.getTime()) / 1000) : 0, fate);
    last = now;
    const measured = [...sample(now, signs, fate), ...cuff(now, signs), ...round(now, signs)];
    if (fate.line === "silent") return [];
    if (fate.line === "holding") {
      held = [...held, ...measured].slice(-heldReadingsMax);
      return [];
    }
    const sent = [...held, ...measured];
    held = [];
    return sent;
  }

  function sample(now: Date, signs: Signs, fate: Fate): RawReading[] {
    // Beds take turns within the four seconds, so that no tick carries all of them.
    nextSampleAt ??= now.getTime() + slots.phaseMillis;
    if (now.getTime() < nextSampleAt) return [];
    nextSampleAt = Math.max(nextSampleAt + continuousMillis, now.getTime() + 1);
    const moved = random.next() < 1 / motionEverySamples;
    return readingsOf(
      bed,
      bed.deviceId,
      now,
      { ...signs, spo2: fate.probeOff || moved ? null : signs.spo2 },
      continuousSigns,
    );
  }

  function cuff(now: Date, signs: Signs): RawReading[] {
    const slot = slots.cuff(now);
    if (slot === cuffAt) return [];
    const measured =
      cuffAt === null ? restingCuff(hospitalId, bed, now) : readingsOf(bed, bed.deviceId, now, signs, cuffSigns);
    cuffAt = slot;
    return measured;
  }

  function round(now: Date, signs: Signs): RawReading[] {
    const slot = slots.round(now);
    if (slot === roundAt || (roundAt !== null && patient.severity > wellSeverity)) return [];
    const measured =
      roundAt === null ? restingRound(hospitalId, bed, now) : readingsOf(bed, bed.roundsDevice, now, signs, roundSigns);
    roundAt = slot;
    return measured;
  }

  return {
    bedId: bed.bedId,
    live: (seconds, fate) => void patient.advance(seconds, fate),
    tick,
  };
}

/** The blood pressure and the round that stood in the record before `now`, of a patient who was calm. */
export function restingCuff(hospitalId: string, bed: SimulatedBed, now: Date): RawReading[] {
  return restingSet(hospitalId, bed, bed.deviceId, slotsOf(hospitalId, bed.bedId).cuff(now), cuffSigns);
}
export function restingRound(hospitalId: string, bed: SimulatedBed, now: Date): RawReading[] {
  return restingSet(hospitalId, bed, bed.roundsDevice, slotsOf(hospitalId, bed.bedId).round(now), roundSigns);
}

function restingSet(hospitalId: string, bed: SimulatedBed, device: string, slot: number, signs: readonly Sign[]) {
  const patient = createPatient(bed.baseline, seeded("resting", hospitalId, bed.bedId, slot));
  const resting = patient.advance(0, { severity: 0, illness: "sepsis" });
  return readingsOf(bed, device, new Date(slot), resting, signs);
}

const cuffMillis = 15 * 60_000;
const roundMillis = 4 * 3_600_000;

/**
 * Fixed times of the day, each bed at its own. A monitor that is started again repeats the last one, value for value,
 * instead of measuring out of turn: the repeat has no effect.
 */
function slotsOf(hospitalId: string, bedId: string) {
  const random = seeded("slots", hospitalId, bedId);
  const cuffOffset = random.between(0, cuffMillis);
  const roundOffset = random.between(0, roundMillis);
  return {
    phaseMillis: random.between(0, continuousMillis),
    cuff: (now: Date) => lastSlot(now, cuffMillis, cuffOffset),
    round: (now: Date) => lastSlot(now, roundMillis, roundOffset),
  };
}

const lastSlot = (now: Date, everyMillis: number, offset: number) =>
  Math.floor(Math.floor((now.getTime() - offset) / everyMillis) * everyMillis + offset);

function readingsOf(
  bed: SimulatedBed,
  device: string,
  at: Date,
  signs: { readonly [S in Sign]: number | null },
  which: readonly Sign[],
): RawReading[] {
  return which.map((sign) => {
    const value = signs[sign];
    const sent = sign === "consciousness" && value !== null ? consciousnessLevels[value] : value;
    return { bed: bed.bedId, sign, value: sent, at: at.toISOString(), device };
  });
}
