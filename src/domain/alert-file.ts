import type { AlertCause } from "./alert-causes.ts";
import type { AlertEvent, AlertState, Outcome, Priority, Undo } from "./alerts.ts";
import type { AlertRow, Hospital, Party, Ward } from "./board.ts";
import type { Sign } from "./vitals.ts";

/** An alert as its own page shows it, open or over. */
export interface FiledAlert extends Omit<AlertRow, "state" | "causes"> {
  readonly state: AlertState;
  /** The weightiest first. */
  readonly causes: readonly FiledCause[];
  readonly stayId: string | null;
  readonly deviceId: string | null;
  /** Whether the patient is in a bed of the hospital now. */
  readonly inBed: boolean;
  readonly createdAt: Date;
  readonly acknowledgedOn: string | null;
  readonly resolvedAt: Date | null;
  /** Null: it closed by itself, or is open. */
  readonly resolvedBy: string | null;
  readonly outcome: Outcome | null;
  /** What can be taken back, for whom it is and until when the caller looks. */
  readonly undo: Pick<Undo, "event" | "at" | "byStaffId"> | null;
}

export interface FiledCause extends AlertCause {
  /** Null while it stands. */
  readonly endedAt: Date | null;
}

/** One step of an alert's life. */
export interface TimelineStep {
  readonly position: number;
  readonly at: Date;
  readonly event: AlertEvent;
  readonly to: AlertState;
  /** Null: a rule or a timer. */
  readonly by: string | null;
  readonly reason: string;
  readonly priority: Priority;
  /** What it was about, where it was about one cause of it. */
  readonly cause: string | null;
  readonly sign: Sign | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly text: string | null;
  /** `board`, `board:W1`, `alert`. */
  readonly screen: string | null;
  /** Whom it was handed over to. */
  readonly other: string | null;
  /** Whom the step of the ladder called; empty where the step was none of the ladder that the alert has now. */
  readonly calls: readonly Party[];
}

/** Everything that is written down of one alert, read at one moment. */
export interface AlertFile {
  readonly hospital: Hospital;
  readonly wards: readonly Ward[];
  readonly alert: FiledAlert;
  readonly timeline: readonly TimelineStep[];
  readonly now: Date;
}

export const isOver = ({ state }: Pick<FiledAlert, "state">) => state === "resolved";
