import type { MarkKind } from "../domain/patient-marks.ts";
import type { Role } from "../domain/staff.ts";
import type { SimulatedBed } from "./bedside.ts";
import type { Baseline, IllnessName } from "./physiology.ts";
import { seeded } from "./random.ts";

/** A hospital of the demo, as it is before anybody falls ill. Every name is invented. */
export interface DemoHospital {
  readonly hospitalId: string;
  readonly name: string;
  readonly timeZone: string;
  readonly wards: readonly { readonly wardId: string; readonly name: string; readonly beds: number }[];
  readonly staff: readonly DemoPerson[];
  readonly patients: readonly DemoPatient[];
}

export interface DemoPerson {
  /** The part of the address before the @. */
  readonly mailbox: string;
  readonly name: string;
  readonly role: Role;
  readonly wardId: string | null;
  /** What they are on duty for, shift after shift; null: never. A ward of null is every ward. */
  readonly duty: { readonly wardId: string | null } | null;
}

export interface DemoPatient {
  readonly bedId: string;
  readonly wardId: string;
  /** The monitor at the bed. */
  readonly deviceId: string;
  readonly number: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly sex: "female" | "male";
  readonly ageYears: number;
  readonly pregnant: boolean;
  readonly spo2Scale: 1 | 2;
  readonly baseline: Baseline;
  /** What must be known of them. */
  readonly marks: readonly { readonly mark: MarkKind; readonly value: string; readonly words: string | null }[];
  /** What keeps coming back to this patient in the demo's default mix. */
  readonly illness: IllnessName | null;
}

/** Who lies where once the patients are admitted, by bed. */
export type DemoStays = ReadonlyMap<string, { readonly stayId: string; readonly patient: DemoPatient }>;

/** What nurses carry from bed to bed on their rounds. Bound to no bed. */
export const roundsDevice = (wardId: string) => `rounds-${wardId}`;

/** What a recording is replayed as: a stream of its own, beside the bed's monitor. */
export const replayDevice = "replay";

export function demoDevices(hospital: DemoHospital): string[] {
  const carried = hospital.wards.map(({ wardId }) => roundsDevice(wardId));
  return [...hospital.patients.map(({ deviceId }) => deviceId), ...carried, replayDevice];
}

export const bedName = (wardId: string, number: number) => `${wardId}-${String(number).padStart(2, "0")}`;

/** Family name, given name, sex, age. */
type Named = readonly [string, string, "female" | "male", number];

/** What is particular about the patient in a bed. */
type Particulars = Partial<Pick<DemoPatient, "pregnant" | "spo2Scale" | "illness" | "marks">> & {
  readonly baseline?: Partial<Baseline>;
};

function patientsOf(
  hospitalId: string,
  wards: DemoHospital["wards"],
  emptyBeds: ReadonlySet<string>,
  names: readonly Named[],
  particulars: Readonly<Record<string, Particulars>>,
): DemoPatient[] {
  const beds = wards.flatMap(({ wardId, beds: count }) =>
    Array.from({ length: count }, (_, i) => ({ wardId, bedId: bedName(wardId, i + 1) })),
  );
  const filled = beds.filter(({ bedId }) => !emptyBeds.has(bedId));
  return names.map(([familyName, givenName, sex, ageYears], place) => {
    const bed = filled[place];
    if (!bed) throw new Error(`${hospitalId} has more patients than beds`);
    const { baseline, ...particular } = particulars[bed.bedId] ?? {};
    return {
      ...bed,
      deviceId: `mon-${String(place + 1).padStart(2, "0")}`,
      number: String(4_021_870 + place * 137),
      ...{ familyName, givenName, sex, ageYears },
      ...{ pregnant: false, spo2Scale: 1 as const, illness: null, marks: [] },
      ...particular,
      baseline: { ...baselineOf(hospitalId, bed.bedId), ...baseline },
    };
  });
}

/**
 * Calm: far enough from the default limits and from a medium NEWS2 that nothing but illness raises an alert. A board that
 * cries without a cause teaches people not to look.
 */
function baselineOf(hospitalId: string, bedId: string): Baseline {
  const random = seeded("baseline", hospitalId, bedId);
  const systolic = random.between(120, 142);
  return {
    heartRate: random.between(63, 79),
    spo2: random.between(96.4, 98.4),
    respiratoryRate: random.between(13.5, 16.5),
    systolic,
    diastolic: systolic * random.between(0.57, 0.63),
    temperature: random.between(36.4, 37.2),
    oxygen: 0,
  };
}

/** On oxygen a patient has two points already: the rest of the set is kept quiet. */
const onOxygen = (flow: number) => ({
  oxygen: flow,
  heartRate: 71,
  respiratoryRate: 15,
  spo2: 96.8,
  temperature: 36.8,
});

const stBrigidWards = [
  { wardId: "W1", name: "Acute Medicine", beds: 16 },
  { wardId: "W2", name: "Surgery", beds: 12 },
  { wardId: "W3", name: "Respiratory and Cardiac", beds: 12 },
];

const lakesideWards = [{ wardId: "L1", name: "Medical-Surgical", beds: 12 }];

const stBrigid: DemoHospital = {
  hospitalId: "st-brigid",
  name: "St Brigid's Hospital",
  timeZone: "Europe/Dublin",
  wards: stBrigidWards,
  staff: [
    { mailbox: "operator", name: "Fionnuala Brophy", role: "operator", wardId: null, duty: { wardId: null } },
    { mailbox: "nurse", name: "Adaeze Okonkwo", role: "nurse", wardId: null, duty: { wardId: "W1" } },
    { mailbox: "nurse2", name: "Piotr Wiśniewski", role: "nurse", wardId: null, duty: { wardId: null } },
    { mailbox: "doctor", name: "Dr Siobhán Ní Dhomhnaill", role: "doctor", wardId: null, duty: { wardId: null } },
    {
      mailbox: "head",
      name: "Prof. Venkatanarasimharajuvaripeta Subramaniam",
      role: "head_doctor",
      wardId: null,
      duty: { wardId: null },
    },
    { mailbox: "admin", name: "Tomás Keogh", role: "admin", wardId: null, duty: null },
    { mailbox: "display", name: "Display Acute Medicine", role: "display", wardId: "W1", duty: null },
  ],
  patients: patientsOf(
    "st-brigid",
    stBrigidWards,
    new Set(["W1-09", "W1-16", "W2-04", "W2-12", "W3-06", "W3-11"]),
    [
      ["Gallagher", "Maeve", "female", 71],
      ["O’Sullivan", "Declan", "male", 64],
      ["Nowak", "Zofia", "female", 58],
      ["Brennan", "Aoife", "female", 33],
      ["Adeyemi", "Olumide", "male", 47],
      ["Fitzgerald", "Noel", "male", 82],
      ["Nguyễn", "Thị Minh Anh", "female", 39],
      ["Kavanagh", "Róisín", "female", 76],
      ["Featherstonehaugh-Cholmondeley", "Marguerite Alexandrina", "female", 88],
      ["Doyle", "Cian", "male", 14],
      ["Kaczmarek", "Jan", "male", 69],
      ["Murphy", "Brendan", "male", 79],
      ["Murphy", "Bernadette", "female", 52],
      ["Byrne", "Kathleen", "female", 91],
      ["Khan", "Ayesha", "female", 31],
      ["Whelan", "Gerard", "male", 61],
      ["Petrov", "Dmitri", "male", 55],
      ["Lynch", "Orla", "female", 44],
      ["Haddad", "Yousef", "male", 38],
      ["Power", "Michael", "male", 73],
      ["Ó Briain", "Pádraig", "male", 67],
      ["Chen", "Li Na", "female", 29],
      ["Quinn", "Bernadette", "female", 80],
      ["Mbeki", "Thandiwe", "female", 50],
      ["Daly", "Francis", "male", 77],
      ["Rossi", "Giulia", "female", 63],
      ["Hughes", "Eamon", "male", 84],
      ["Tan", "Wei Ming", "male", 59],
      ["Nolan", "Teresa", "female", 72],
      ["García", "Álvaro", "male", 46],
      ["Walsh", "Patrick", "male", 75],
      ["Ibrahim", "Halima", "female", 57],
      ["McCarthy", "John", "male", 86],
      ["Ek", "Bo", "male", 66],
    ],
    {
      "W1-06": { baseline: onOxygen(2) },
      "W1-03": {
        marks: [{ mark: "allergies", value: "known", words: "Penicillin (rash)" }],
      },
      "W1-10": {
        marks: [
          { mark: "resuscitation", value: "dnacpr", words: "Decided with her family" },
          { mark: "allergies", value: "none_known", words: null },
        ],
      },
      "W1-12": { illness: "sepsis" },
      "W1-13": { baseline: onOxygen(1) },
      "W1-15": { marks: [{ mark: "isolation", value: "contact", words: "MRSA" }] },
      "W2-01": { pregnant: true, baseline: { heartRate: 88 } },
      "W2-07": { illness: "tachycardia" },
      "W2-10": { baseline: onOxygen(2) },
      // A doctor has ordered scale 2: chronic obstructive lung disease, a little oxygen, a saturation that is meant to be low.
      "W3-02": {
        ...{ spo2Scale: 2, baseline: { ...onOxygen(1), spo2: 93.8 } },
        marks: [{ mark: "spo2_scale", value: "2", words: "COPD, target 88 to 92 %" }],
      },
      "W3-05": { illness: "respiratory" },
      "W3-08": { baseline: onOxygen(4) },
    },
  ),
};

const lakeside: DemoHospital = {
  hospitalId: "lakeside",
  name: "Lakeside Community Hospital",
  timeZone: "America/Chicago",
  wards: lakesideWards,
  staff: [
    { mailbox: "operator", name: "Denise Kowalczyk", role: "operator", wardId: null, duty: { wardId: null } },
    { mailbox: "nurse", name: "Marisol Reyes", role: "nurse", wardId: null, duty: { wardId: "L1" } },
    { mailbox: "nurse2", name: "Tyrone Jefferson", role: "nurse", wardId: null, duty: { wardId: null } },
    { mailbox: "doctor", name: "Dr Hannah Lindqvist", role: "doctor", wardId: null, duty: { wardId: null } },
    { mailbox: "head", name: "Dr Samuel Oyelaran", role: "head_doctor", wardId: null, duty: { wardId: null } },
    { mailbox: "admin", name: "Priya Raghunathan", role: "admin", wardId: null, duty: null },
    { mailbox: "display", name: "Display L1", role: "display", wardId: "L1", duty: null },
  ],
  patients: patientsOf(
    "lakeside",
    lakesideWards,
    new Set(["L1-05", "L1-12"]),
    [
      ["Johnson", "Walter", "male", 74],
      ["Hernández", "Lucía", "female", 41],
      ["Schmidt", "Dorothy", "female", 83],
      ["Yang", "Pa Houa", "female", 36],
      ["Washington", "Andre", "male", 62],
      ["Larsen", "Ingrid", "female", 78],
      ["Patel", "Harshad", "male", 56],
      ["Novak", "Emil", "male", 69],
      ["Begay", "Shandiin", "female", 27],
      ["Murray", "Colleen", "female", 90],
    ],
    { "L1-03": { illness: "respiratory" }, "L1-07": { baseline: onOxygen(2) } },
  ),
};

export const demoHospitals: readonly DemoHospital[] = [stBrigid, lakeside];

export const demoHospital = (hospitalId: string) =>
  demoHospitals.find((hospital) => hospital.hospitalId === hospitalId);

/** Whose patient somebody is: those of a ward are shared among the nurses on duty for it. */
export function nurseOf({ staff, patients }: DemoHospital, patient: DemoPatient): DemoPerson {
  const nurses = staff.filter(
    ({ role, duty }) => role === "nurse" && duty && (duty.wardId ?? patient.wardId) === patient.wardId,
  );
  const nurse = nurses[patients.indexOf(patient) % nurses.length];
  if (!nurse) throw new Error(`${patient.wardId} has patients and no nurse`);
  return nurse;
}

/** Everybody's; the start prints it. Demo accounts sign in from this machine only. */
export const demoPassword = "wardlight-demo";

export function simulatedBeds({ patients }: DemoHospital): SimulatedBed[] {
  return patients.map(({ bedId, wardId, deviceId, baseline, illness }) => ({
    ...{ bedId, deviceId, baseline, illness },
    roundsDevice: roundsDevice(wardId),
  }));
}
