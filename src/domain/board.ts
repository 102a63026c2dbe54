import type { Absence } from "./absences.ts";
import type { AlertCause } from "./alert-causes.ts";
import type { AlertKind, OpenState, Owner, Priority } from "./alerts.ts";
import type { Target } from "./escalation.ts";
import type { Freshness } from "./freshness.ts";
import type { LimitsBySign } from "./limits.ts";
import type { Band, News2Exclusion, News2Score } from "./news2.ts";
import type { CardMarksOfPatient } from "./patient-marks.ts";
import type { ReadingSource } from "./reading-sources.ts";
import type { DueRound, RoundStage } from "./rounds.ts";
import type { Silence } from "./silences.ts";
import type { Role } from "./staff.ts";
import type { Sign } from "./vitals.ts";

/** What a board shows, as read from the database at one moment. Views draw it; the stream redraws regions of it. */
export interface Board {
  readonly hospital: Hospital;
  readonly wards: readonly Ward[];
  /** The ward looked at, or null for the whole hospital. */
  readonly wardId: string | null;
  readonly tiles: MetricTiles;
  readonly alerts: readonly AlertRow[];
  /** Unanswered ones of other wards that called somebody beyond their ward; none on the board of the hospital. */
  readonly elsewhere: readonly AlertRow[];
  /** In the physical order of the beds: by ward, then by place. Never sorted by anything else. */
  readonly beds: readonly BedPicture[];
  readonly now: Date;
}

/**
 * What was asked of a board, read at one moment. `alerts` are those of the whole hospital, most urgent first, and `beds`
 * the ones asked for, in their physical order; `tiles` by ward, null being the whole hospital.
 */
export interface BoardParts {
  readonly hospital: Hospital;
  readonly wards: readonly Ward[];
  readonly beds: readonly BedPicture[];
  readonly alerts: readonly AlertRow[];
  readonly tiles: ReadonlyMap<string | null, MetricTiles>;
  readonly now: Date;
}

export interface Hospital {
  readonly hospitalId: string;
  readonly name: string;
  /** IANA zone: clock times are shown in it. */
  readonly timeZone: string;
  readonly demo: boolean;
}

export interface Ward {
  readonly wardId: string;
  readonly name: string;
}

export interface MetricTiles {
  readonly unanswered: { readonly [P in Priority]: number };
  /** Over the last eight hours; null when nothing was acknowledged. */
  readonly acknowledgeMedianSeconds: number | null;
  readonly acknowledgedCount: number;
  readonly escalatedNow: number;
  readonly openAlerts: number;
  readonly bedsFilled: number;
  readonly bedsAll: number;
  /** Patients whose band is known, by band, and those whose set is incomplete or to whom NEWS2 does not apply. */
  readonly news2: { readonly [B in Band]: number } & { readonly incomplete: number; readonly notApplicable: number };
  readonly devicesHeard: number;
  readonly devicesAll: number;
  /** People on duty, those for every ward included. Roles that nobody is there for are left out. */
  readonly onDuty: { readonly [R in Role]?: number };
  /** Boards that somebody looked at when the last minute began, those of the whole hospital included, and how many can be heard. */
  readonly boards: BoardCount;
}

export interface BoardCount {
  readonly all: number;
  readonly heard: number;
}

export interface AlertRow {
  readonly alertId: string;
  readonly stayId: string | null;
  readonly kind: AlertKind;
  /** Whether answering it is a nurse's or doctor's business (not an operator's). */
  readonly clinical: boolean;
  /** `heartRate:high`, `news2`, `device_lost`, or the called kind. Words are the view's. */
  readonly cause: string;
  readonly reason: string;
  /** Of a called alert: the kind's name as it was when it was raised. */
  readonly title: string | null;
  /** And what that kind said to those who come: what to know, what to bring. */
  readonly kindText: string | null;
  readonly priority: Priority;
  readonly state: OpenState;
  readonly causeActive: boolean;
  readonly sign: Sign | null;
  readonly value: number | null;
  readonly limit: number | null;
  /** When that value was measured. */
  readonly judgedAt: Date | null;
  /** Of a clinical alert, the weightiest first; the first of them is what it is named by. Else none. */
  readonly causes: readonly AlertCause[];
  /** What the person who raised it wrote. */
  readonly words: string | null;
  readonly place: string | null;
  readonly bedId: string | null;
  readonly wardId: string | null;
  readonly patient: PatientLabel | null;
  readonly raisedAt: Date;
  readonly raisedBy: string | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  /** Who has it in hand, where that is more than having acknowledged it. */
  readonly owner: Owner | null;
  /** Answered and over: closes then. */
  readonly settleAt: Date | null;
  readonly quietUntil: Date | null;
  readonly level: number;
  readonly escalations: number;
  readonly skipped: number;
  /** Everyone called so far. */
  readonly calls: readonly Party[];
  /** When the next step is due, and whom it calls; null while answered or latched. */
  readonly escalateAt: Date | null;
  readonly nextCalls: readonly Party[];
  readonly repeats: number;
  readonly notes: number;
}

/** Whom a step calls, by name where it is a person. A patient's nurse who is nobody has neither id nor name. */
export type Party =
  | Extract<Target, { who: "role" }>
  | { readonly who: "patients_nurse" | "person"; readonly staffId: string | null; readonly name: string | null };

export interface PatientLabel {
  readonly number: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly ageYears: number;
  /** `1955-03-14`. */
  readonly bornOn: string;
  readonly sex: "female" | "male" | "other" | "unknown";
}

export interface BedPicture {
  readonly bedId: string;
  readonly wardId: string;
  readonly stay: StayPicture | null;
}

export interface StayPicture {
  readonly stayId: string;
  readonly patient: PatientLabel;
  readonly signs: Partial<Record<Sign, SignPicture>>;
  readonly limits: LimitsBySign;
  /** The signs whose limits are the patient's own. */
  readonly ownLimits: readonly Sign[];
  readonly silences: readonly Silence[];
  readonly spo2Scale: 1 | 2;
  /** The beds of the ward in which a patient of a similar name lies. */
  readonly similarTo: readonly string[];
  /** Readings wait for a person that may be another patient's. */
  readonly held: boolean;
  readonly marks: CardMarksOfPatient;
  readonly news2: News2Score | null;
  readonly news2Exclusion: News2Exclusion | null;
  /** The highest open alert of this stay, unanswered before answered. */
  readonly alert: AlertRow | null;
  /** What is open about it: each cause of its clinical alert, each other alert. */
  readonly openCauses: number;
  /** Whose patient it is. */
  readonly nurse: { readonly staffId: string; readonly name: string; readonly onDuty: boolean } | null;
  /** Off the ward for a while. */
  readonly away: Absence | null;
  /** When the next set of observations is due, and whether it is late. */
  readonly round: DueRound & { readonly stage: RoundStage };
  /** Drawn only where it says something; null otherwise. */
  readonly trend: Trend | null;
}

export interface SignPicture {
  /** Null: the device says there is no reading, or sent one that cannot be. */
  readonly value: number | null;
  readonly at: Date;
  readonly freshness: Freshness;
  readonly intervalSeconds: number;
  readonly source: ReadingSource;
}

/** A sign over the last two hours, one point a minute at most; a gap is a gap. */
export interface Trend {
  readonly sign: Sign;
  readonly from: Date;
  readonly to: Date;
  readonly points: readonly { readonly at: Date; readonly value: number }[];
  /** Points further apart than this many seconds are not joined. */
  readonly gapSeconds: number;
}
