/**
 * The closed list of vital signs. Types, the ingest schema, the card's cells, the limits and the expected intervals all
 * follow from it: a new sign is one entry here and its words in `views/words`.
 */

export interface VitalSign {
  /** UCUM-like unit as shown beside the number; empty where a number has none. */
  readonly unit: string;
  /** Digits after the point on screen. Stored values keep what was sent. */
  readonly decimals: 0 | 1;
  /** What a living patient and a working sensor can give. Outside it a reading is refused as `implausible`. */
  readonly plausible: { readonly min: number; readonly max: number };
  /**
   * How often a new value is expected, in seconds, before a stream has taught us better. Ours, no standard's:
   * continuous signs come every few seconds to a minute, a cuff every half hour, the rest with a round of observations.
   */
  readonly expectedIntervalSeconds: number;
  /** Sent by a monitor without anybody doing anything. Only these have an on-delay and an acknowledgement that lapses. */
  readonly continuous: boolean;
  /** How far a value must come back over its limit before the cause has ended, in the sign's unit. */
  readonly hysteresis: number;
}

export const vitalSigns = {
  heartRate: {
    unit: "/min",
    decimals: 0,
    plausible: { min: 0, max: 350 },
    expectedIntervalSeconds: 60,
    continuous: true,
    hysteresis: 2,
  },
  spo2: {
    unit: "%",
    decimals: 0,
    plausible: { min: 1, max: 100 },
    expectedIntervalSeconds: 60,
    continuous: true,
    hysteresis: 1,
  },
  respiratoryRate: {
    unit: "/min",
    decimals: 0,
    plausible: { min: 0, max: 120 },
    expectedIntervalSeconds: 60,
    continuous: true,
    hysteresis: 1,
  },
  systolic: {
    unit: "mmHg",
    decimals: 0,
    plausible: { min: 20, max: 320 },
    expectedIntervalSeconds: 1800,
    continuous: false,
    hysteresis: 2,
  },
  diastolic: {
    unit: "mmHg",
    decimals: 0,
    plausible: { min: 5, max: 220 },
    expectedIntervalSeconds: 1800,
    continuous: false,
    hysteresis: 2,
  },
  mean: {
    unit: "mmHg",
    decimals: 0,
    plausible: { min: 10, max: 260 },
    expectedIntervalSeconds: 1800,
    continuous: false,
    hysteresis: 2,
  },
  temperature: {
    unit: "°C",
    decimals: 1,
    plausible: { min: 20, max: 45 },
    expectedIntervalSeconds: 14_400,
    continuous: false,
    hysteresis: 0.2,
  },
  /** ACVPU as a place in `consciousnessLevels`. */
  consciousness: {
    unit: "",
    decimals: 0,
    plausible: { min: 0, max: 4 },
    expectedIntervalSeconds: 14_400,
    continuous: false,
    hysteresis: 0,
  },
  /** Flow of supplemental oxygen; 0 is room air. */
  oxygen: {
    unit: "L/min",
    decimals: 0,
    plausible: { min: 0, max: 80 },
    expectedIntervalSeconds: 14_400,
    continuous: false,
    hysteresis: 0,
  },
} as const satisfies Record<string, VitalSign>;

export type Sign = keyof typeof vitalSigns;

export const signs = Object.keys(vitalSigns) as Sign[];

export const isSign = (name: string): name is Sign => Object.hasOwn(vitalSigns, name);

/** Alert, new Confusion, Voice, Pain, Unresponsive. A stored consciousness is the index of its letter. */
export const consciousnessLevels = ["A", "C", "V", "P", "U"] as const;
export type ConsciousnessLevel = (typeof consciousnessLevels)[number];

/** Codes monitors send for "no reading" (Mindray, Comen, Philips: see docs/decisions). They end the current value. */
const noReadingCodes: ReadonlySet<number> = new Set([-1, -100, -999, -99.9, 8_388_607]);

export type RawValue = number | string | null | undefined;

export type ReadValue =
  | { readonly kind: "value"; readonly value: number }
  /** The device says it has no reading: accepted, and it ends the current value. */
  | { readonly kind: "absent" }
  | { readonly kind: "refused"; readonly reason: "not_a_number" | "not_a_level" | "implausible" };

/**
 * Reads a value as it came from a device or a form. A number may come as text, consciousness comes as its letter, and
 * oxygen also as "air". Minus zero is no number a sensor gives and is refused.
 */
export function readValue(sign: Sign, raw: RawValue): ReadValue {
  if (raw === null || raw === undefined || raw === "") return { kind: "absent" };
  if (sign === "consciousness") {
    const level = consciousnessLevels.indexOf(String(raw) as ConsciousnessLevel);
    if (level >= 0) return { kind: "value", value: level };
    return noReadingCodes.has(Number(raw)) ? { kind: "absent" } : { kind: "refused", reason: "not_a_level" };
  }
  if (sign === "oxygen" && raw === "air") return { kind: "value", value: 0 };
  const value = typeof raw === "number" ? raw : /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : Number.NaN;
  if (Number.isNaN(value)) return { kind: "refused", reason: "not_a_number" };
  if (noReadingCodes.has(value)) return { kind: "absent" };
  const { min, max } = vitalSigns[sign].plausible;
  if (Object.is(value, -0) || value < min || value > max) return { kind: "refused", reason: "implausible" };
  return { kind: "value", value };
}

/**
 * Rounds half up to the digits the sign is shown and scored with (RCP gives no rule; the rounding is ours). Half up on
 * the decimal number that was sent: 38.05 is 38.1 although its binary form lies below.
 */
export function rounded(sign: Sign, value: number): number {
  const factor = 10 ** vitalSigns[sign].decimals;
  return Math.floor(Number((value * factor).toPrecision(12)) + 0.5) / factor;
}

/** The number as it stands on the screen: digits, letter, or the flow; the unit is not part of it. */
export function shownValue(sign: Sign, value: number): string {
  if (sign === "consciousness") return consciousnessLevels[value] ?? "–";
  return rounded(sign, value).toFixed(vitalSigns[sign].decimals);
}
