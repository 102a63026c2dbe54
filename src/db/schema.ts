import type { ColumnType, Generated } from "kysely";
import type { AlertKind, AlertState, Outcome, Owner, Priority, Undo } from "../domain/alerts.ts";
import type { BoardCount } from "../domain/board.ts";
import type { Ladder, LadderSubject } from "../domain/escalation.ts";
import type { Band } from "../domain/news2.ts";
import type { ReadingSource } from "../domain/reading-sources.ts";
import type { Role } from "../domain/staff.ts";
import type { Sign } from "../domain/vitals.ts";

/** The tables as Kysely sees them. bigint comes and goes as text; timestamptz as Date; date as YYYY-MM-DD. */
type Json<T> = ColumnType<T, string, string>;
type Identity = ColumnType<string, never, never>;
export type Source = ReadingSource;
/** As JSON has it: moments are text. */
export type StoredUndo = Omit<Undo, "at" | "before"> & {
  readonly at: string;
  readonly before: Record<string, unknown>;
};

interface Rollups {
  hospital_id: string;
  stay_id: string;
  sign: Sign;
  at: Date;
  lowest: number;
  highest: number;
  total: number;
  readings: number;
}

export interface Database {
  hospitals: {
    hospital_id: string;
    name: string;
    time_zone: string;
    demo: Generated<boolean>;
    event_seq: Generated<string>;
    minute_at: Generated<Date>;
    shift_times: Generated<string[]>;
    boards: Generated<Record<string, BoardCount>>;
    rolled_to: Generated<Date | null>;
    created_at: Generated<Date>;
  };
  wards: { hospital_id: string; ward_id: string; name: string; place: number; display_watches: Generated<boolean> };
  beds: { hospital_id: string; bed_id: string; ward_id: string; place: number };
  patients: {
    hospital_id: string;
    patient_id: Identity;
    number: string;
    family_name: string;
    given_name: string;
    born_on: string;
    sex: "female" | "male" | "other" | "unknown";
    pregnant: Generated<boolean>;
    spo2_scale: Generated<1 | 2>;
  };
  stays: {
    hospital_id: string;
    stay_id: Identity;
    patient_id: string;
    began_at: Date;
    ended_at: Date | null;
    nurse_id: Generated<string | null>;
    observe_at: Generated<Date>;
    observe_minutes: Generated<number>;
    observe_next_at: Generated<Date | null>;
  };
  rounds: {
    hospital_id: string;
    round_id: Identity;
    stay_id: string;
    send_key: string;
    staff_id: string;
    at: Date;
    received_at: Date;
  };
  scores: {
    hospital_id: string;
    stay_id: string;
    at: Date;
    total: number;
    known: number;
    band: Band | null;
    whole_set: boolean;
  };
  corrections: {
    hospital_id: string;
    correction_id: Identity;
    stay_id: string;
    device_id: string;
    sign: Sign;
    at: Date;
    old_value: number | null;
    new_value: number | null;
    staff_id: string;
    reason: string;
    corrected_at: Date;
  };
  occupancies: { hospital_id: string; stay_id: string; bed_id: string; from_at: Date; to_at: Date | null };
  staff: {
    hospital_id: string;
    staff_id: Identity;
    email: string;
    name: string;
    role: Role;
    ward_id: string | null;
    password_hash: string;
    active: Generated<boolean>;
    demo: Generated<boolean>;
    preferences: ColumnType<Record<string, unknown>, string | undefined, string>;
  };
  sessions: {
    hospital_id: string;
    session_hash: Buffer;
    staff_id: string;
    created_at: Generated<Date>;
    expires_at: Date;
    active_at: Generated<Date>;
  };
  devices: {
    hospital_id: string;
    device_id: string;
    bed_id: string | null;
    expected_interval_seconds: Generated<number>;
    last_heard_at: Date | null;
    lost_at: Date | null;
  };
  device_tokens: {
    hospital_id: string;
    token_hash: Buffer;
    name: string;
    device_ids: string[];
    created_at: Generated<Date>;
    revoked_at: Date | null;
  };
  observations: {
    hospital_id: string;
    device_id: string;
    sign: Sign;
    at: Date;
    stay_id: string;
    value: number | null;
    received_at: Date;
    source: Source;
    late: boolean;
    found_late: Generated<boolean>;
  };
  rollups_minute: Rollups;
  rollups_hour: Rollups;
  current_vitals: {
    hospital_id: string;
    stay_id: string;
    sign: Sign;
    value: number | null;
    at: Date;
    received_at: Date;
    source: Source;
    device_id: string;
    interval_seconds: number;
    gap_seconds: Generated<number | null>;
    changes_at: Date | null;
  };
  ward_limits: {
    hospital_id: string;
    ward_id: string;
    sign: Sign;
    critical_low: number | null;
    low: number | null;
    high: number | null;
    critical_high: number | null;
    on_delay_high_seconds: Generated<number | null>;
    on_delay_medium_seconds: Generated<number | null>;
    hysteresis: Generated<number | null>;
    repeat_within_seconds: Generated<number | null>;
  };
  alert_causes: {
    hospital_id: string;
    cause_id: Identity;
    stay_id: string;
    cause: string;
    reason: string;
    priority: Priority;
    sign: Sign | null;
    value: number | null;
    limit_value: number | null;
    judged_at: Date;
    lapses: boolean;
    active: Generated<boolean>;
    noticed_at: Date;
    raise_at: Date | null;
    alert_id: string | null;
    joined_at: Date | null;
    ended_at: Generated<Date | null>;
    repeats: Generated<number>;
    closed_at: Generated<Date | null>;
  };
  alerts: {
    hospital_id: string;
    alert_id: Identity;
    kind: AlertKind;
    clinical: boolean;
    cause: string;
    reason: string;
    subject: string | null;
    stay_id: string | null;
    device_id: string | null;
    bed_id: string | null;
    ward_id: string | null;
    place: string | null;
    words: string | null;
    title: Generated<string | null>;
    kind_text: Generated<string | null>;
    judged_at: Generated<Date | null>;
    priority: Priority;
    /** In rows of before migration 0002 also `cancelled`, which nothing shows. */
    state: AlertState;
    cause_active: boolean;
    lapses: boolean;
    sign: Sign | null;
    value: number | null;
    limit_value: number | null;
    ladder: Json<Ladder>;
    level: number;
    escalations: number;
    skipped: Generated<number>;
    repeats: number;
    created_at: Date;
    raised_at: Date | null;
    raised_by: string | null;
    escalate_at: Date | null;
    lapse_at: Date | null;
    settle_at: Generated<Date | null>;
    quiet_until: Generated<Date | null>;
    quiet_priority: Generated<Priority | null>;
    acknowledged_at: Date | null;
    acknowledged_by: string | null;
    acknowledged_on: Generated<string | null>;
    owner_id: Generated<string | null>;
    owner_is: Generated<Owner["is"] | null>;
    owner_until: Generated<Date | null>;
    first_acknowledged_at: Date | null;
    undo: ColumnType<StoredUndo | null, string | null | undefined, string | null>;
    resolved_at: Date | null;
    resolved_by: string | null;
    outcome: Outcome | null;
  };
  alert_transitions: {
    hospital_id: string;
    alert_id: string;
    position: number;
    at: Date;
    event: string;
    from_state: AlertState | null;
    to_state: AlertState;
    staff_id: string | null;
    reason: string;
    priority: Priority;
    level: number;
    value: number | null;
    text: Generated<string | null>;
    screen: Generated<string | null>;
    other_staff_id: Generated<string | null>;
    cause: Generated<string | null>;
    limit_value: Generated<number | null>;
  };
  ladders: {
    hospital_id: string;
    subject: LadderSubject;
    priority: Priority;
    version: number;
    /** JSON null: the default again. */
    ladder: Json<Ladder | null>;
    edited_at: Date;
    edited_by: string;
  };
  called_kinds: {
    hospital_id: string;
    kind_id: string;
    name: string;
    priority: Priority;
    clinical: boolean;
    text: string | null;
    place: number;
    active: Generated<boolean>;
  };
  duties: {
    hospital_id: string;
    duty_id: Identity;
    staff_id: string;
    role: Role;
    ward_id: string | null;
    from_at: Date;
    until_at: Date;
    ended_at: Generated<Date | null>;
  };
  watchers: {
    hospital_id: string;
    session_hash: Buffer;
    page: string;
    staff_id: string;
    role: Role;
    ward_id: string | null;
    person: boolean;
    sound: "off" | "on" | "blocked";
    seen_at: Date;
  };
  silences: {
    hospital_id: string;
    silence_id: Identity;
    stay_id: string;
    cause: string | null;
    priority: Priority;
    reason: string;
    staff_id: string;
    from_at: Date;
    until_at: Date;
    ended_at: Generated<Date | null>;
    ended_by: Generated<"time" | "taken_back" | "broken" | null>;
  };
  absences: {
    hospital_id: string;
    absence_id: Identity;
    stay_id: string;
    reason: "theatre" | "imaging" | "dialysis" | "therapy" | "other";
    staff_id: string;
    from_at: Date;
    until_at: Date;
    ended_at: Generated<Date | null>;
  };
  stay_limits: {
    hospital_id: string;
    stay_id: string;
    sign: Sign;
    version: number;
    critical_low: number | null;
    low: number | null;
    high: number | null;
    critical_high: number | null;
    reason: string;
    set_by: string;
    set_at: Date;
    until_at: Date | null;
    ended_at: Generated<Date | null>;
  };
  outbox: { hospital_id: string; seq: string; at: Date; type: string; payload: Json<unknown> };
  audit: {
    hospital_id: string;
    audit_id: Identity;
    at: Generated<Date>;
    staff_id: string | null;
    action: string;
    subject: string;
    reason: string | null;
    request_id: string | null;
  };
}
