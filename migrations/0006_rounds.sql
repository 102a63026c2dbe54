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
