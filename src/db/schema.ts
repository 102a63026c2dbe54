import type { ColumnType, Generated } from "kysely";
import type { AlertKind, AlertState, Outcome, Priority } from "../domain/alerts.ts";
import type { Ladder } from "../domain/escalation.ts";
import type { Role } from "../domain/staff.ts";
import type { Sign } from "../domain/vitals.ts";

/** The tables as Kysely sees them. bigint comes and goes as text; timestamptz as Date; date as YYYY-MM-DD. */
type Json<T> = ColumnType<T, string, string>;
type Identity = ColumnType<string, never, never>;
export type Source = "device" | "manual" | "demo";

export interface Database {
  hospitals: {
    hospital_id: string;
    name: string;
    time_zone: string;
    demo: Generated<boolean>;
    event_seq: Generated<string>;
    minute_at: Generated<Date>;
    created_at: Generated<Date>;
  };
  wards: { hospital_id: string; ward_id: string; name: string; place: number };
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
  stays: { hospital_id: string; stay_id: Identity; patient_id: string; began_at: Date; ended_at: Date | null };
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
    priority: Priority;
    state: AlertState;
    cause_active: boolean;
    lapses: boolean;
    sign: Sign | null;
    value: number | null;
    limit_value: number | null;
    ladder: Json<Ladder>;
    level: number;
    escalations: number;
    repeats: number;
    created_at: Date;
    raise_at: Date | null;
    raised_at: Date | null;
    raised_by: string | null;
    escalate_at: Date | null;
    lapse_at: Date | null;
    acknowledged_at: Date | null;
    acknowledged_by: string | null;
    first_acknowledged_at: Date | null;
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
