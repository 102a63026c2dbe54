/** Why a patient is off the ward for a while. */
export const absenceReasons = ["theatre", "imaging", "dialysis", "therapy", "other"] as const;
export type AbsenceReason = (typeof absenceReasons)[number];

/** Off the ward until then: what the bed's equipment lacks meanwhile is nobody's alert. */
export interface Absence {
  readonly reason: AbsenceReason;
  readonly until: Date;
}

/** A patient who is away for longer is somebody else's: the longest operation, and the way back. Ours. */
export const absenceMinutesMax = 480;
