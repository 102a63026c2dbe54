import type { Role } from "./staff.ts";

/** Somebody is there to be called, as what and for which ward, until they say otherwise or their shift ends. */
export interface Duty {
  readonly dutyId: string;
  readonly staffId: string;
  readonly role: Role;
  /** Null: every ward. */
  readonly wardId: string | null;
  readonly from: Date;
  readonly until: Date;
}

/** The same for colleagues to read. */
export interface OnDuty extends Duty {
  readonly name: string;
}

/** Why a duty ended. Ending it is not signing out: a nurse leaves the ward's computer to a colleague many times a shift. */
export type DutyEnd = "shift_ended" | "ended_by_person" | "changed";
