-- Sets of observations: when the next is due, what was taken by hand and by whom, and how the score went.

alter table stays
  -- When the next set is due. Somebody who has just come has an hour; so has everybody on the day of this migration.
  add column observe_at timestamptz not null default clock_timestamp() + interval '1 hour',
  -- How long after the last one that was, in minutes: what is late for an hourly set is not for a twelve-hourly one.
  add column observe_minutes int not null default 60 check (observe_minutes > 0),
  -- When being due next becomes something else by time alone; null when it cannot.
  add column observe_next_at timestamptz default clock_timestamp() + interval '1 hour';
create index stays_to_observe on stays (hospital_id, observe_next_at) where observe_next_at is not null;

-- What a person measured and entered at once.
create table rounds (
  hospital_id text not null,
  round_id bigint generated always as identity,
  stay_id bigint not null,
  -- Made with the form: what a bad line sends twice is one.
  send_key text not null check (send_key ~ '^[A-Za-z0-9_-]{16,64}$'),
  staff_id bigint not null,
  -- When it was measured, by our clock, and when it came.
  at timestamptz not null,
  received_at timestamptz not null,
  primary key (hospital_id, round_id),
  unique (hospital_id, send_key),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, staff_id) references staff
);
create index rounds_of_stay on rounds (hospital_id, stay_id, at desc);

-- The score as it went: a row where the band or what is known of the set changed, with each set of observations, and
-- else at most one in some minutes.
create table scores (
  hospital_id text not null,
  stay_id bigint not null,
  at timestamptz not null,
  total int not null,
  known int not null check (known between 0 and 7),
  -- Null: not known, the set is not complete and what is known reaches no band.
  band text check (band in ('low', 'low-medium', 'medium', 'high')),
  -- A set of observations, and not only what a monitor sent.
  whole_set boolean not null,
  primary key (hospital_id, stay_id, at),
  foreign key (hospital_id, stay_id) references stays
);

-- A reading that a person took back or put right. The reading itself has the new value; what it was stands here, for good.
create table corrections (
  hospital_id text not null,
  correction_id bigint generated always as identity,
  stay_id bigint not null,
  device_id text not null,
  sign text not null,
  at timestamptz not null,
  old_value double precision,
  -- Null: taken back, there is no reading.
  new_value double precision,
  staff_id bigint not null,
  reason text not null,
  corrected_at timestamptz not null,
  primary key (hospital_id, correction_id),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, staff_id) references staff
);
create index corrections_of_reading on corrections (hospital_id, device_id, sign, at, correction_id);
create index corrections_of_stay on corrections (hospital_id, stay_id, at);
create trigger corrections_append_only before update or delete on corrections
  for each row execute function audit_is_append_only();

alter table observations drop constraint observations_source_check;
alter table observations add constraint observations_source_check
  check (source in ('device', 'manual', 'demo', 'corrected'));
alter table current_vitals drop constraint current_vitals_source_check;
alter table current_vitals add constraint current_vitals_source_check
  check (source in ('device', 'manual', 'demo', 'corrected'));
