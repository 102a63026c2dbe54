import type { AlertCause } from "../../src/domain/alert-causes.ts";
import type {
  AlertRow,
  BedPicture,
  Board,
  MetricTiles,
  PatientLabel,
  SignPicture,
  StayPicture,
  Trend,
} from "../../src/domain/board.ts";
import { freshnessOf } from "../../src/domain/freshness.ts";
import { defaultLimits } from "../../src/domain/limits.ts";
import { type News2Exclusion, news2Values, scoreNews2 } from "../../src/domain/news2.ts";
import { type Sign, vitalSigns } from "../../src/domain/vitals.ts";
import type { DrawContext } from "../../src/views/regions.tsx";
import { en } from "../../src/views/words/en.ts";

/** Pictures of a ward for the tests of the views: whole and plausible, changed in the one place a test is about. */
export const now = new Date("2026-11-23T10:18:42Z");
export const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

export const hospital = { hospitalId: "st-brigid", name: "St Brigid", timeZone: "Europe/Dublin", demo: false };
export const wards = [
  { wardId: "W1", name: "Ward 1" },
  { wardId: "W2", name: "Ward 2" },
];

export function aContext(changed: Partial<DrawContext> = {}): DrawContext {
  return { hospital, wards, wardId: null, audience: "staff", words: en, now, ...changed };
}

export function aPatient(changed: Partial<PatientLabel> = {}): PatientLabel {
  return {
    number: "P-1004",
    familyName: "Haddad",
    givenName: "Yusuf",
    ageYears: 71,
    bornOn: "1955-03-14",
    sex: "male",
    ...changed,
  };
}

export function aSign(
  value: number | null,
  changed: { ageSeconds?: number; intervalSeconds?: number } = {},
): SignPicture {
  const { ageSeconds = 3, intervalSeconds = 60 } = changed;
  const at = ago(ageSeconds);
  const freshness = value === null ? "none" : freshnessOf(at, intervalSeconds, now);
  return { value, at, freshness, intervalSeconds, source: "device" };
}

const wellValues: Partial<Record<Sign, number>> = {
  heartRate: 72,
  spo2: 97,
  respiratoryRate: 15,
  systolic: 128,
  diastolic: 66,
  mean: 87,
  temperature: 36.8,
  consciousness: 0,
  oxygen: 0,
};

/** Values with their usual ages: seconds for what a monitor sends, minutes for a cuff, hours for a round. */
export function signsOf(values: Partial<Record<Sign, number | null>>): Partial<Record<Sign, SignPicture>> {
  const usualAge = (sign: Sign) =>
    vitalSigns[sign].continuous ? 3 : vitalSigns[sign].expectedIntervalSeconds === 1800 ? 720 : 7500;
  return Object.fromEntries(
    Object.entries(values).map(([sign, value]) => [
      sign,
      aSign(value, {
        ageSeconds: usualAge(sign as Sign),
        intervalSeconds: vitalSigns[sign as Sign].expectedIntervalSeconds,
      }),
    ]),
  );
}

export interface StayChanges extends Partial<Omit<StayPicture, "signs" | "news2">> {
  readonly values?: Partial<Record<Sign, number | null>>;
  /** Whole pictures, over those of `values`. */
  readonly signs?: Partial<Record<Sign, SignPicture | undefined>>;
}

export function aStay({ values, signs, ...changed }: StayChanges = {}): StayPicture {
  const all = { ...signsOf({ ...wellValues, ...values }), ...signs } as Partial<Record<Sign, SignPicture>>;
  const current = Object.fromEntries(Object.entries(all).filter(([, sign]) => sign !== undefined));
  const spo2Scale = changed.spo2Scale ?? 1;
  const news2Exclusion: News2Exclusion | null = changed.news2Exclusion ?? null;
  return {
    stayId: "1",
    patient: aPatient(),
    signs: current,
    limits: defaultLimits,
    ownLimits: [],
    silences: [],
    spo2Scale,
    similarTo: [],
    held: false,
    marks: { resuscitation: null, isolations: [] },
    news2: news2Exclusion === null ? scoreNews2({ values: news2Values(current), spo2Scale }) : null,
    news2Exclusion,
    alert: null,
    openCauses: changed.alert ? 1 : 0,
    nurse: null,
    away: null,
    round: { dueAt: new Date("2026-11-23T14:00:00Z"), minutes: 360, stage: "waiting" },
    trend: null,
    ...changed,
  };
}

export function aBed(changed: Partial<BedPicture> = {}): BedPicture {
  return { bedId: "W1-04", wardId: "W1", stay: aStay(), ...changed };
}

export function anAlert(changed: Partial<AlertRow> = {}): AlertRow {
  return {
    alertId: "12",
    stayId: "1",
    kind: "clinical",
    clinical: true,
    cause: "spo2:low",
    reason: "below_critical_low",
    title: null,
    kindText: null,
    priority: "high",
    state: "raised",
    causeActive: true,
    sign: "spo2",
    value: 84,
    limit: 88,
    judgedAt: ago(139),
    causes: [],
    words: null,
    place: null,
    bedId: "W1-04",
    wardId: "W1",
    patient: aPatient(),
    raisedAt: ago(134),
    raisedBy: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    level: 1,
    escalations: 1,
    skipped: 0,
    calls: [
      { who: "role", role: "nurse", reach: "ward" },
      { who: "role", role: "doctor", reach: "hospital" },
    ],
    escalateAt: ago(-46),
    nextCalls: [{ who: "role", role: "head_doctor", reach: "hospital" }],
    owner: null,
    settleAt: null,
    quietUntil: null,
    repeats: 0,
    notes: 0,
    ...changed,
  };
}

/** One of several causes of a clinical alert. */
export function aCause(cause: string, changed: Partial<AlertCause> = {}): AlertCause {
  const [sign = ""] = cause.split(":");
  return {
    ...{ cause, reason: "below_low", priority: "medium", lapses: true, active: true, repeats: 0, judgedAt: ago(134) },
    ...{ sign: isSign(sign) ? sign : null, value: 84, limit: 88 },
    ...changed,
  };
}

const isSign = (name: string): name is Sign => Object.hasOwn(vitalSigns, name);

/** Acknowledged two minutes after it was raised, by the nurse. */
export function anAnsweredAlert(changed: Partial<AlertRow> = {}): AlertRow {
  return anAlert({
    state: "acknowledged",
    acknowledgedAt: ago(60),
    acknowledgedBy: "Aoife Keane",
    escalateAt: null,
    nextCalls: [],
    ...changed,
  });
}

export function aTrend(sign: Sign, values: readonly (number | null)[]): Trend {
  const from = ago(values.length * 60);
  const points = values.flatMap((value, i) =>
    value === null ? [] : [{ at: new Date(from.getTime() + i * 60_000), value }],
  );
  return { sign, from, to: now, points, gapSeconds: 180 };
}

export const someTiles: MetricTiles = {
  unanswered: { high: 1, medium: 2, low: 1 },
  acknowledgeMedianSeconds: 48,
  acknowledgedCount: 9,
  escalatedNow: 1,
  openAlerts: 6,
  bedsFilled: 34,
  bedsAll: 40,
  news2: { low: 26, "low-medium": 1, medium: 2, high: 1, incomplete: 3, notApplicable: 1 },
  devicesHeard: 33,
  devicesAll: 34,
  onDuty: { nurse: 3, doctor: 1, operator: 1 },
  boards: { all: 5, heard: 3 },
};

export function aBoard(changed: Partial<Board> = {}): Board {
  return {
    hospital,
    wards,
    wardId: null,
    tiles: someTiles,
    alerts: [anAlert()],
    elsewhere: [],
    beds: [aBed(), aBed({ bedId: "W1-05", stay: null })],
    now,
    ...changed,
  };
}
