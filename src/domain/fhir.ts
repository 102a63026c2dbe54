import type { SavedReading } from "./measurements.ts";
import type { ScoreEntry } from "./score-history.ts";
import { consciousnessLevels, type Sign, signs, vitalSigns } from "./vitals.ts";

/**
 * Readings as FHIR R4 has them: LOINC for what LOINC has, SNOMED CT for ACVPU and for the early-warning score (as NHS
 * England's NEWS2 profiles do), UCUM for units. Pressures of one measurement are one Observation with components, as the
 * vital-signs profile asks.
 */

export interface FhirPatient {
  readonly number: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornOn: string;
  readonly sex: "female" | "male" | "other" | "unknown";
}

const loinc = "http://loinc.org";
const snomed = "http://snomed.info/sct";
const ucum = "http://unitsofmeasure.org";

type Coding = { readonly system: string; readonly code: string; readonly display: string };
const coding = (system: string, code: string, display: string): Coding => ({ system, code, display });

const codeOf: Readonly<Record<Sign, Coding>> = {
  heartRate: coding(loinc, "8867-4", "Heart rate"),
  spo2: coding(loinc, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
  respiratoryRate: coding(loinc, "9279-1", "Respiratory rate"),
  systolic: coding(loinc, "8480-6", "Systolic blood pressure"),
  diastolic: coding(loinc, "8462-4", "Diastolic blood pressure"),
  mean: coding(loinc, "8478-0", "Mean blood pressure"),
  temperature: coding(loinc, "8310-5", "Body temperature"),
  consciousness: coding(snomed, "1104441000000107", "ACVPU (Alert Confusion Voice Pain Unresponsive) scale score"),
  oxygen: coding(loinc, "3151-8", "Inhaled oxygen flow rate"),
};

const unitOf: Readonly<Partial<Record<Sign, string>>> = {
  ...{ heartRate: "/min", spo2: "%", respiratoryRate: "/min", temperature: "Cel", oxygen: "L/min" },
  ...{ systolic: "mm[Hg]", diastolic: "mm[Hg]", mean: "mm[Hg]" },
};

const levelOf: Readonly<Record<(typeof consciousnessLevels)[number], Coding>> = {
  A: coding(snomed, "248234008", "Mentally alert"),
  C: coding(snomed, "130987000", "Acute confusion"),
  V: coding(snomed, "300202002", "Response to voice"),
  P: coding(snomed, "450847001", "Responds to pain"),
  U: coding(snomed, "422768004", "Unresponsive"),
};

const pressures: ReadonlySet<Sign> = new Set(["systolic", "diastolic", "mean"]);
const panel = coding(loinc, "85354-9", "Blood pressure panel with all children optional");
const scoreCode = coding(
  snomed,
  "1104051000000101",
  "Royal College of Physicians NEWS2 (National Early Warning Score 2) total score",
);
const vitalSignsCategory = {
  coding: [coding("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "Vital Signs")],
};

/** A Bundle of type collection: the patient, an Observation a measurement, oldest first, and one a whole set's score. `newId` makes UUIDs. */
export function fhirBundle(
  patient: FhirPatient,
  { readings, scores }: { readonly readings: readonly SavedReading[]; readonly scores: readonly ScoreEntry[] },
  now: Date,
  { hospitalId, newId }: { readonly hospitalId: string; readonly newId: () => string },
): object {
  const subject = `urn:uuid:${newId()}`;
  const observations = [...Map.groupBy(readings, measurementOf).values()]
    .sort(([a], [b]) => (a?.at.getTime() ?? 0) - (b?.at.getTime() ?? 0))
    .map((group) => ({ fullUrl: `urn:uuid:${newId()}`, resource: observation(group, subject, hospitalId) }));
  return {
    resourceType: "Bundle",
    type: "collection",
    timestamp: now.toISOString(),
    entry: [
      { fullUrl: subject, resource: patientResource(patient, hospitalId) },
      ...observations,
      ...scores.map((score) => ({ fullUrl: `urn:uuid:${newId()}`, resource: scoreObservation(score, subject) })),
    ],
  };
}

const measurementOf = ({ sign, at, deviceId }: SavedReading) =>
  `${pressures.has(sign) ? "pressure" : sign} ${at.getTime()} ${deviceId}`;

const patientResource = ({ number, familyName, givenName, bornOn, sex }: FhirPatient, hospitalId: string) => ({
  resourceType: "Patient",
  identifier: [{ system: `urn:wardlight:${hospitalId}:patient-number`, value: number }],
  name: [{ family: familyName, given: [givenName] }],
  gender: sex,
  birthDate: bornOn,
});

function observation(group: readonly SavedReading[], subject: string, hospitalId: string) {
  const [first] = group;
  if (!first) throw new Error("a measurement without a reading");
  const common = {
    resourceType: "Observation",
    status: statusOf(group),
    category: [vitalSignsCategory],
    subject: { reference: subject },
    effectiveDateTime: first.at.toISOString(),
    issued: first.receivedAt.toISOString(),
    ...(first.by === null
      ? { device: { identifier: { system: `urn:wardlight:${hospitalId}:device`, value: first.deviceId } } }
      : { performer: [{ display: first.by }] }),
  };
  if (!pressures.has(first.sign)) return { ...common, code: { coding: [codeOf[first.sign]] }, ...valuePart(first) };
  const inOrder = [...group].sort((a, b) => signs.indexOf(a.sign) - signs.indexOf(b.sign));
  return {
    ...common,
    code: { coding: [panel] },
    component: inOrder.map((one) => ({ code: { coding: [codeOf[one.sign]] }, ...valuePart(one) })),
  };
}

const scoreObservation = ({ at, total }: ScoreEntry, subject: string) => ({
  resourceType: "Observation",
  status: "final",
  category: [vitalSignsCategory],
  code: { coding: [scoreCode] },
  subject: { reference: subject },
  effectiveDateTime: at.toISOString(),
  valueQuantity: { value: total, unit: "score", system: ucum, code: "{score}" },
});

/** Taken back is entered in error; put right is amended. */
function statusOf(group: readonly SavedReading[]) {
  const corrected = group.filter(({ source }) => source === "corrected");
  if (corrected.length === 0) return "final";
  return group.every(({ source, value }) => source === "corrected" && value === null) ? "entered-in-error" : "amended";
}

function valuePart({ sign, value }: SavedReading): object {
  if (value === null) {
    const absent = coding("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown", "Unknown");
    return { dataAbsentReason: { coding: [absent] } };
  }
  if (sign === "consciousness") {
    const level = consciousnessLevels[value];
    if (level === undefined) throw new Error("a consciousness that is no level");
    return { valueCodeableConcept: { coding: [levelOf[level]], text: level } };
  }
  return { valueQuantity: { value, unit: vitalSigns[sign].unit, system: ucum, code: unitOf[sign] } };
}
