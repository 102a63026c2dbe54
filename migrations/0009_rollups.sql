-- What is left of readings when there are too many of them, or they are gone: of each minute and each hour of a stay's sign
-- the lowest, the highest, their sum and number. Readings are kept for weeks, minutes for months, hours for good.

create table rollups_minute (
  hospital_id text not null,
  stay_id bigint not null,
  sign text not null,
  -- Its beginning.
  at timestamptz not null,
  lowest double precision not null,
  highest double precision not null,
  total double precision not null,
  readings int not null check (readings > 0),
  primary key (hospital_id, stay_id, sign, at)
) partition by range (at);

create table rollups_hour (
  hospital_id text not null,
  stay_id bigint not null,
  sign text not null,
  at timestamptz not null,
  lowest double precision not null,
  highest double precision not null,
  total double precision not null,
  readings int not null check (readings > 0),
  primary key (hospital_id, stay_id, sign, at)
);

-- Up to which moment of arrival a hospital's readings have been rolled up; null before the first time.
alter table hospitals add column rolled_to timestamptz;

-- Readings arrive in the order of the table's pages, whatever time they are of: this finds the last minute's, late ones too,
-- and costs next to nothing to keep.
create index observations_received on observations using brin (received_at) with (pages_per_range = 16);
