import { type Priority, priorities } from "../../../src/domain/alerts.ts";
import type { AlertRow, BedPicture, Board, Party, PatientLabel } from "../../../src/domain/board.ts";
import type { Silence } from "../../../src/domain/silences.ts";
import type { Role } from "../../../src/domain/staff.ts";
import type { Sign } from "../../../src/domain/vitals.ts";
import {
  aBed,
  aBoard,
  aCause,
  ago,
  anAlert,
  anAnsweredAlert,
  aPatient,
  aSign,
  aStay,
  aTrend,
  type StayChanges,
  someTiles,
} from "../../views/a-ward.ts";

/** Everything at its widest that can really stand on a board: numbers of three digits, long names, the most urgent alerts. */
const hour = 3600;
const names: Partial<PatientLabel>[] = [
  { familyName: "Featherstonehaugh", givenName: "Bartholomew", ageYears: 88, sex: "female" },
  { familyName: "O’Sullivan", givenName: "Aoife", ageYears: 104, sex: "other" },
  { familyName: "Wolfeschlegelsteinhausenbergerdorff", givenName: "Hubert", ageYears: 9, sex: "male" },
  { familyName: "Ní Mhuircheartaigh", givenName: "Caoilfhionn", ageYears: 71, sex: "unknown" },
  { familyName: "Nguyễn", givenName: "Thị Minh Khai", ageYears: 39, sex: "female" },
  { familyName: "Li", givenName: "Wei", ageYears: 0, sex: "male" },
];

const news2 = (value: number, reason = "news2_high"): Partial<AlertRow> => ({
  ...{ cause: "news2", reason, sign: null, value, limit: null },
});
const crossed = (sign: Sign, side: "low" | "high", value: number, limit: number): Partial<AlertRow> => ({
  ...{ cause: `${sign}:${side}`, reason: "crossed", sign, value, limit },
});
const called = (cause: string, title: string): Partial<AlertRow> => ({
  ...{ kind: "called", cause, title, reason: "called", sign: null, value: null, limit: null },
  ...{ judgedAt: null, raisedBy: "Bartholomew Featherstonehaugh-Cholmondeley" },
});

const worst: Partial<Record<Sign, number>> = {
  ...{ heartRate: 188, spo2: 84, respiratoryRate: 35, systolic: 228, diastolic: 118, mean: 155 },
  ...{ temperature: 40.1, consciousness: 2, oxygen: 15 },
};
const low: Partial<Record<Sign, number>> = {
  ...{ heartRate: 38, spo2: 100, respiratoryRate: 8, systolic: 78, diastolic: 41, mean: 53 },
  ...{ temperature: 34.9, consciousness: 4, oxygen: 60 },
};
const fast: Partial<Record<Sign, number>> = {
  ...{ heartRate: 299, spo2: 100, respiratoryRate: 104, systolic: 128, diastolic: 100, mean: 110 },
};
const aged = (seconds: number, intervalSeconds: number, values = worst): NonNullable<StayChanges["signs"]> =>
  Object.fromEntries(
    Object.entries(values).map(([sign, value]) => [sign, aSign(value, { ageSeconds: seconds, intervalSeconds })]),
  );

/** What befalls a bed, in turn. */
const silent = (cause: string | null): Silence => ({
  ...{ silenceId: "1", cause, priority: "high", until: ago(-14 * 60) },
});
const fates: readonly (StayChanges | null)[] = [
  { values: worst, alert: anAlert({ ...news2(19), raisedAt: ago(65 * 60) }), openCauses: 13 },
  { ownLimits: ["heartRate", "spo2", "respiratoryRate", "systolic"], silences: [silent(null)] },
  {
    values: low,
    alert: anAlert({ ...crossed("systolic", "low", 78, 90), raisedAt: ago(50) }),
    openCauses: 2,
    silences: [silent("systolic:low")],
  },
  { values: fast, alert: anAlert(crossed("respiratoryRate", "high", 104, 30)) },
  null,
  { signs: aged(50 * 60, 60), alert: anAnsweredAlert(crossed("spo2", "low", 84, 88)), openCauses: 3 },
  { signs: aged(47 * hour, 8 * hour) },
  { signs: aged(3.9 * hour, 2 * hour) },
  {
    values: { heartRate: 0, respiratoryRate: 0 },
    alert: anAlert({ ...crossed("heartRate", "low", 0, 40), cause: "heartRate:zero" }),
  },
  { values: { heartRate: null, spo2: null, respiratoryRate: null, systolic: null, temperature: null, oxygen: null } },
  {
    signs: {
      heartRate: undefined,
      spo2: undefined,
      systolic: undefined,
      diastolic: undefined,
      mean: undefined,
      temperature: undefined,
    },
  },
  {
    spo2Scale: 2,
    values: { ...worst, spo2: 97 },
    alert: anAlert({ ...news2(5, "news2_single_three"), priority: "low" }),
    openCauses: 2,
  },
  {
    news2Exclusion: "under_16",
    alert: anAlert({ ...called("medical_emergency", "Medical emergency"), raisedAt: ago(50 * hour) }),
  },
  {
    news2Exclusion: "pregnant",
    alert: anAlert({ ...called("assistance", "Assistance needed"), priority: "medium" }),
    openCauses: 2,
  },
  {
    signs: { spo2: aSign(84, { ageSeconds: 44 * 60 }) },
    values: { ...worst },
    alert: anAlert({ ...crossed("heartRate", "high", 188, 140), state: "latched", causeActive: false }),
  },
  {
    alert: anAlert({
      kind: "technical",
      cause: "device_lost",
      reason: "device_lost",
      sign: null,
      value: null,
      priority: "low",
    }),
  },
  { signs: aged(44 * 60, 3 * hour), alert: anAlert({ ...news2(7, "news2_medium"), priority: "medium" }) },
];

const trends = {
  ...{ spo2: [97, 96, 97, 95, 93, 90, 84], heartRate: [88, 110, 188, 140] },
  ...{ respiratoryRate: [12, 16, 35, 104], systolic: [128, 78] },
} as Partial<Record<Sign, readonly number[]>>;

function bed(wardId: string, place: number): BedPicture {
  const bedId = `${wardId}-${String(place + 1).padStart(2, "0")}`;
  const fate = fates[place % fates.length];
  if (!fate) return aBed({ bedId, wardId, stay: null });
  const patient = aPatient(names[place % names.length]);
  const sign = fate.alert?.sign ?? (fate.alert?.cause === "news2" ? "respiratoryRate" : null);
  const points = sign && trends[sign];
  return aBed({
    bedId,
    wardId,
    stay: aStay({ ...fate, patient, trend: sign && points ? aTrend(sign, [...points, ...points, ...points]) : null }),
  });
}

const roleParty = (role: Role): Party => ({ who: "role", role, reach: "hospital" });
const causes = [
  aCause("news2", { reason: "news2_high", sign: null, value: 19, limit: null, priority: "high" }),
  aCause("respiratoryRate:high", { value: 104, limit: 30, priority: "high" }),
  aCause("heartRate:high", { value: 188, limit: 140 }),
  aCause("systolic:high", { value: 228, limit: 220, active: false }),
];
const alerts: AlertRow[] = fates.flatMap((fate, place) =>
  fate?.alert
    ? {
        ...fate.alert,
        causes: fate.alert.cause === "news2" ? causes : [],
        alertId: String(100 + place),
        bedId: `W1-${place + 1}`,
        patient: aPatient(names[place % names.length]),
      }
    : [],
);
const more: AlertRow[] = priorities.flatMap((priority: Priority, place) => [
  anAlert({
    ...called("fire", "Fire"),
    ...{
      alertId: String(200 + place),
      priority,
      bedId: null,
      patient: null,
      place: "Corridor of ward 12 by the second lift, next to the kitchen",
    },
    words:
      "Smoke comes from the ceiling above the linen store; the door is hot and does not open any more, bring the long key of the porter",
    ...{
      calls: [roleParty("nurse"), roleParty("doctor"), roleParty("head_doctor")],
      nextCalls: [roleParty("operator")],
      escalateAt: ago(-149),
      repeats: 12,
    },
  }),
  anAnsweredAlert({
    ...called("cardiac_arrest", "Cardiac arrest"),
    alertId: String(300 + place),
    priority,
    acknowledgedBy: "Bartholomew Featherstonehaugh-Cholmondeley",
    ...{ repeats: 3, notes: 2, quietUntil: ago(-590) },
    owner: {
      staffId: "9",
      name: "Bartholomew Featherstonehaugh-Cholmondeley",
      is: "on_the_way",
      until: ago(-290),
    },
  }),
]);

/** A board of so many beds in one ward. */
export function fullBoard(beds: number): Board {
  return aBoard({
    hospital: { hospitalId: "st-brigid", name: "St Brigid's Hospital", timeZone: "Europe/Dublin", demo: true },
    wards: ["Acute Medicine", "Surgery", "Respiratory and Cardiac"].map((name, i) => ({ wardId: `W${i + 1}`, name })),
    beds: Array.from({ length: beds }, (_, place) => bed("W1", place)),
    alerts: [...alerts, ...more],
    tiles: {
      ...someTiles,
      ...{
        unanswered: { high: 12, medium: 14, low: 11 },
        acknowledgeMedianSeconds: 599,
        escalatedNow: 23,
        openAlerts: 37,
      },
      news2: { high: 12, medium: 13, "low-medium": 11, low: 128, incomplete: 12, notApplicable: 10 },
      ...{ devicesHeard: 122, devicesAll: 134, bedsFilled: 134, bedsAll: 140 },
    },
  });
}

/** The same ward on a quiet day. */
export function calmBoard(beds: number): Board {
  const full = fullBoard(beds);
  return {
    ...full,
    alerts: [],
    beds: full.beds.map(({ bedId, wardId }, place) =>
      aBed({
        bedId,
        wardId,
        stay: aStay({
          patient: aPatient(names[place % names.length]),
          signs: taken(rounds[place % rounds.length] ?? 0),
        }),
      }),
    ),
  };
}

/** How long ago a nurse took what no monitor measures, in minutes. */
const rounds = [3, 39, 59, 168];
const taken = (minutes: number): NonNullable<StayChanges["signs"]> =>
  aged(minutes * 60, 4 * hour, { temperature: 36.8, oxygen: minutes === 168 ? 15 : 0, consciousness: 0 });
