-- Readings of a minute and of an hour in one row each, for trends: raw readings are kept for weeks, these for years.

-- Several readings of a stay's sign, by those of them that stand for all: on a screen they look the same as all would.
-- Milliseconds count from `at`: a value keeps the moment at which it was really measured.
create table vitals_by_minute (
  hospital_id text not null,
  stay_id bigint not null,
  sign text not null,
  at timestamptz not null,
  -- Of values; "no reading" is none of them.
  count int not null,
  -- The mean is the sum by the count; a mean of means would be another.
  sum double precision,
  first double precision,
  lowest double precision,
  highest double precision,
  last double precision,
  first_ms int,
  lowest_ms int,
  highest_ms int,
  last_ms int,
  -- When it last said that there is no reading.
  absent_ms int,
  -- The last one that a person took.
  manual double precision,
  manual_ms int,
  -- When the last one was measured that came too late to raise an alert.
  found_late_ms int,
  primary key (hospital_id, stay_id, sign, at)
) partition by range (at);

create table vitals_by_hour (like vitals_by_minute including all) partition by range (at);

-- How far a hospital's readings are rolled up. Minutes before `closed_to` are rolled up next, or are already: what comes for
-- them afterwards stands in `rollups_due`. Minutes before `rolled_to` stand in `vitals_by_minute`, the full hours before it
-- in `vitals_by_hour`.
create table rollups (
  hospital_id text not null references hospitals,
  closed_to timestamptz not null,
  rolled_to timestamptz not null check (rolled_to <= closed_to),
  primary key (hospital_id)
);

-- Minutes that got a reading after they were closed.
create table rollups_due (
  hospital_id text not null,
  stay_id bigint not null,
  sign text not null,
  minute timestamptz not null,
  -- How many transactions wanted it: written so that whoever rolls it up waits for the reading.
  asked int not null default 1,
  primary key (hospital_id, stay_id, sign, minute)
);
