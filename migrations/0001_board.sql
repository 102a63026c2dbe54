-- Everything belongs to a hospital: each primary, unique and foreign key begins with hospital_id, no query joins across
-- hospitals and a transaction writes for one, so that the schema can be sharded by hospital without a change.
-- Times are timestamptz in UTC; the hospital's zone is for the edges only.

create table hospitals (
  -- The name in the URL, in session ids and in tokens. Never changes.
  hospital_id text primary key check (hospital_id ~ '^[a-z][a-z0-9-]{1,30}$'),
  name text not null,
  time_zone text not null,
  demo boolean not null default false,
  -- The last sequence number given out in the outbox: gap-free, in commit order.
  event_seq bigint not null default 0,
  -- The last full minute that was published as `minute.passed`.
  minute_at timestamptz not null default '-infinity',
  created_at timestamptz not null default now()
);

create table wards (
  hospital_id text not null references hospitals,
  ward_id text not null check (ward_id ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,15}$'),
  name text not null,
  place int not null,
  primary key (hospital_id, ward_id)
);

create table beds (
  hospital_id text not null,
  bed_id text not null check (bed_id ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,15}$'),
  ward_id text not null,
  -- The physical order within the ward.
  place int not null,
  primary key (hospital_id, bed_id),
  foreign key (hospital_id, ward_id) references wards
);

create table patients (
  hospital_id text not null references hospitals,
  patient_id bigint generated always as identity,
  -- The hospital's own number, as it stands on the wristband.
  number text not null,
  family_name text not null,
  given_name text not null,
  born_on date not null,
  sex text not null check (sex in ('female', 'male', 'other', 'unknown')),
  pregnant boolean not null default false,
  spo2_scale smallint not null default 1 check (spo2_scale in (1, 2)),
  primary key (hospital_id, patient_id),
  unique (hospital_id, number)
);

create table stays (
  hospital_id text not null,
  stay_id bigint generated always as identity,
  patient_id bigint not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  primary key (hospital_id, stay_id),
  foreign key (hospital_id, patient_id) references patients
);
create unique index stays_one_open_a_patient on stays (hospital_id, patient_id) where ended_at is null;

-- Which stay held which bed, from when to when. A reading that names a bed belongs to the stay that held it at the
-- reading's time, not at its arrival.
create table occupancies (
  hospital_id text not null,
  stay_id bigint not null,
  bed_id text not null,
  from_at timestamptz not null,
  to_at timestamptz check (to_at > from_at),
  primary key (hospital_id, stay_id, from_at),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, bed_id) references beds
);
create unique index occupancies_one_open_a_bed on occupancies (hospital_id, bed_id) where to_at is null;
create unique index occupancies_one_open_a_stay on occupancies (hospital_id, stay_id) where to_at is null;
create index occupancies_by_bed on occupancies (hospital_id, bed_id, from_at desc);

create table staff (
  hospital_id text not null references hospitals,
  staff_id bigint generated always as identity,
  email text not null check (email = lower(email)),
  name text not null,
  role text not null check (role in ('operator', 'nurse', 'doctor', 'head_doctor', 'admin', 'display')),
  -- A display sees its ward and no other.
  ward_id text,
  -- PHC string, argon2id.
  password_hash text not null,
  active boolean not null default true,
  demo boolean not null default false,
  preferences jsonb not null default '{}',
  primary key (hospital_id, staff_id),
  unique (hospital_id, email),
  foreign key (hospital_id, ward_id) references wards,
  check (role <> 'display' or ward_id is not null)
);
create index staff_by_email on staff (email);

create table sessions (
  hospital_id text not null,
  -- SHA-256 of the session id: a copy of this table opens nothing.
  session_hash bytea not null check (length(session_hash) = 32),
  staff_id bigint not null,
  created_at timestamptz not null default now(),
  -- The absolute end. Idleness is counted from active_at: an action or a page opened by hand, never a stream or a poll.
  expires_at timestamptz not null,
  active_at timestamptz not null default now(),
  primary key (hospital_id, session_hash),
  foreign key (hospital_id, staff_id) references staff
);
create index sessions_by_staff on sessions (hospital_id, staff_id);

create table devices (
  hospital_id text not null references hospitals,
  device_id text not null check (device_id ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$'),
  -- The bed it stands at; null for one that is carried about.
  bed_id text,
  -- Something is expected from it this often; lost after five times that.
  expected_interval_seconds int not null default 60 check (expected_interval_seconds > 0),
  last_heard_at timestamptz,
  lost_at timestamptz,
  primary key (hospital_id, device_id),
  foreign key (hospital_id, bed_id) references beds
);

create table device_tokens (
  hospital_id text not null references hospitals,
  token_hash bytea not null check (length(token_hash) = 32),
  name text not null,
  -- The devices it may speak for.
  device_ids text[] not null check (cardinality(device_ids) > 0),
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (hospital_id, token_hash)
);

-- One row a reading. Partitioned by day of the effective time; partitions are made ahead and dropped whole.
create table observations (
  hospital_id text not null,
  device_id text not null,
  sign text not null,
  -- Effective time: the device's.
  at timestamptz not null,
  stay_id bigint not null,
  -- Null: the device says it has no reading.
  value double precision,
  received_at timestamptz not null,
  source text not null check (source in ('device', 'manual', 'demo')),
  -- Arrived when it was no longer the newest, or already stale: charted, never current, raised nothing.
  late boolean not null,
  -- Late, and would have raised an alert.
  found_late boolean not null default false,
  primary key (hospital_id, device_id, sign, at)
) partition by range (at);
create index observations_by_stay on observations (hospital_id, stay_id, sign, at desc);

-- One row a stay and sign: what the board reads.
create table current_vitals (
  hospital_id text not null,
  stay_id bigint not null,
  sign text not null,
  value double precision,
  at timestamptz not null,
  received_at timestamptz not null,
  source text not null check (source in ('device', 'manual', 'demo')),
  device_id text not null,
  -- Learned: a faster stream shortens it, only a setting lengthens it.
  interval_seconds int not null check (interval_seconds > 0),
  -- How long after the one before it in the same stream it came: two gaps teach an interval.
  gap_seconds real,
  -- When its freshness next gets worse by time alone; null when it cannot.
  changes_at timestamptz,
  primary key (hospital_id, stay_id, sign),
  foreign key (hospital_id, stay_id) references stays
) with (fillfactor = 70);
create index current_vitals_due on current_vitals (hospital_id, changes_at) where changes_at is not null;

create table ward_limits (
  hospital_id text not null,
  ward_id text not null,
  sign text not null,
  critical_low double precision,
  low double precision,
  high double precision,
  critical_high double precision,
  primary key (hospital_id, ward_id, sign),
  foreign key (hospital_id, ward_id) references wards
);

create table alerts (
  hospital_id text not null references hospitals,
  alert_id bigint generated always as identity,
  kind text not null check (kind in ('clinical', 'called', 'technical')),
  clinical boolean not null,
  -- `heartRate:high`, `news2`, `device_lost`, or the called kind.
  cause text not null,
  reason text not null,
  -- What it is about, for "one open alert per stay and cause": `stay:12`, `device:mon-17`; null for a called one.
  subject text,
  stay_id bigint,
  device_id text,
  -- Where it was when it was raised; an alert about a stay follows the stay.
  bed_id text,
  ward_id text,
  place text,
  words text,
  priority text not null check (priority in ('high', 'medium', 'low')),
  state text not null check (state in ('pending', 'raised', 'latched', 'acknowledged', 'resolved', 'cancelled')),
  cause_active boolean not null,
  lapses boolean not null,
  sign text,
  value double precision,
  limit_value double precision,
  -- The escalation ladder as it stood when the alert was raised.
  ladder jsonb not null,
  level int not null default 0,
  escalations int not null default 0,
  repeats int not null default 0,
  created_at timestamptz not null,
  raise_at timestamptz,
  raised_at timestamptz,
  raised_by bigint,
  escalate_at timestamptz,
  lapse_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by bigint,
  first_acknowledged_at timestamptz,
  resolved_at timestamptz,
  resolved_by bigint,
  outcome text check (outcome in ('attended', 'transferred', 'false_alarm', 'cause_ended')),
  primary key (hospital_id, alert_id),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, bed_id) references beds,
  foreign key (hospital_id, ward_id) references wards,
  foreign key (hospital_id, device_id) references devices,
  foreign key (hospital_id, raised_by) references staff,
  foreign key (hospital_id, acknowledged_by) references staff,
  foreign key (hospital_id, resolved_by) references staff,
  check (state <> 'pending' or raise_at is not null),
  check (state <> 'raised' or escalate_at is not null),
  check (state <> 'acknowledged' or acknowledged_at is not null),
  check (state <> 'resolved' or resolved_at is not null)
) with (fillfactor = 80);
create unique index alerts_one_open_a_cause on alerts (hospital_id, subject, cause)
  where subject is not null and state in ('pending', 'raised', 'latched', 'acknowledged');
create index alerts_open on alerts (hospital_id, state) where state in ('pending', 'raised', 'latched', 'acknowledged');
create index alerts_to_raise on alerts (hospital_id, raise_at) where state = 'pending';
create index alerts_to_escalate on alerts (hospital_id, escalate_at) where state = 'raised';
create index alerts_to_lapse on alerts (hospital_id, lapse_at) where state = 'acknowledged' and lapse_at is not null;
create index alerts_acknowledged on alerts (hospital_id, first_acknowledged_at) where first_acknowledged_at is not null;

-- What happened to an alert, in order. Written with the change itself.
create table alert_transitions (
  hospital_id text not null,
  alert_id bigint not null,
  position int not null,
  at timestamptz not null,
  event text not null,
  from_state text,
  to_state text not null,
  -- Null: a rule or a timer did it.
  staff_id bigint,
  reason text not null,
  priority text not null,
  level int not null,
  value double precision,
  primary key (hospital_id, alert_id, position),
  foreign key (hospital_id, alert_id) references alerts,
  foreign key (hospital_id, staff_id) references staff
);

-- What boards are told. Gap-free by hospital, in commit order: see hospitals.event_seq. Kept 24 h, dropped by partition.
create table outbox (
  hospital_id text not null,
  seq bigint not null,
  at timestamptz not null,
  type text not null,
  -- Ids and measured values, never names.
  payload jsonb not null,
  primary key (hospital_id, seq, at)
) partition by range (at);

create table audit (
  hospital_id text not null references hospitals,
  audit_id bigint generated always as identity,
  at timestamptz not null default now(),
  staff_id bigint,
  action text not null,
  subject text not null,
  reason text,
  request_id text,
  primary key (hospital_id, audit_id),
  foreign key (hospital_id, staff_id) references staff
);
create index audit_by_time on audit (hospital_id, at);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit rows are append-only';
end $$;
create trigger audit_append_only before update or delete on audit
  for each row execute function audit_is_append_only();
create trigger audit_no_truncate before truncate on audit
  for each statement execute function audit_is_append_only();
