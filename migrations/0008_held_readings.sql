-- Devices as a hospital keeps them, their clocks, and readings that wait for a person because nobody can tell whose they are.

alter table devices
  -- Since when it stands where it stands; null: nobody has moved it yet. What it measured before was measured elsewhere.
  add column placed_at timestamptz,
  -- What is done with the times it sends: taken as they are, shifted by what its clock is off, or held for a person.
  add column clock_rule text not null default 'as_sent' check (clock_rule in ('as_sent', 'correct', 'hold')),
  -- How far its clock runs ahead of ours, in seconds; null: not known yet.
  add column clock_skew_seconds double precision,
  -- Another figure that was measured since, and when first: it counts once it has been measured for a while.
  add column clock_sample_seconds double precision,
  add column clock_sampled_at timestamptz;
create index devices_at_bed on devices (hospital_id, bed_id) where bed_id is not null;

-- When a device was lost and came back is read from the alerts about it.
create index alerts_of_device on alerts (hospital_id, device_id, created_at desc) where device_id is not null;

-- Effective time is what is charted. Of a corrected clock, the device's own time is that plus this many seconds.
alter table observations add column offset_seconds double precision;

-- What a device sends and nobody can tell whose it is, of one device for one reason: what a person settles at once.
create table holds (
  hospital_id text not null references hospitals,
  hold_id bigint generated always as identity,
  device_id text not null,
  reason text not null check (reason in ('on_no_bed', 'another_patient', 'another_bed', 'patient_changed', 'clock')),
  -- The bed it is about: where the device stands, else the one it names; null: none.
  bed_id text,
  -- The other bed, where it names another than it stands at.
  named_bed_id text,
  -- The patient's number that it named, whether the hospital knows it or not.
  named_patient text,
  began_at timestamptz not null,
  settled_at timestamptz,
  settled_by bigint,
  -- Whose the readings are; null while open, or of those that were discarded.
  stay_id bigint,
  primary key (hospital_id, hold_id),
  foreign key (hospital_id, bed_id) references beds,
  foreign key (hospital_id, named_bed_id) references beds,
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, settled_by) references staff,
  check ((settled_at is null) = (settled_by is null))
);
create unique index holds_one_open_a_kind on holds (
  hospital_id, device_id, reason, coalesce(bed_id, ''), coalesce(named_bed_id, ''), coalesce(named_patient, '')
) where settled_at is null;

-- Kept for some days, settled or not: what is sent again is known by them.
create table held_readings (
  hospital_id text not null,
  device_id text not null,
  sign text not null,
  -- As the device sent it: any time at all, where its clock is the reason.
  at timestamptz not null,
  hold_id bigint not null,
  -- Null: the device says it has no reading.
  value double precision,
  source text not null check (source in ('device', 'demo')),
  -- How far the clock was ahead by then, where it is the reason.
  ahead_seconds double precision,
  received_at timestamptz not null,
  primary key (hospital_id, device_id, sign, at),
  foreign key (hospital_id, hold_id) references holds
);
create index held_readings_of_hold on held_readings (hospital_id, hold_id, received_at);
create index held_readings_by_age on held_readings (hospital_id, received_at);
