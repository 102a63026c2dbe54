-- Coming and going: how a stay ended, two records of one person, what must be known of a patient at a glance, and a search.

alter table stays
  -- How it ended; null while it goes on, and of stays of before this was written down.
  add column ended_as text check (ended_as in ('home', 'transferred', 'died', 'other', 'merged'));
create index stays_by_end on stays (hospital_id, ended_at) where ended_at is not null;

-- Of two records of one person one is kept. The other keeps its number, which goes on meaning the person.
alter table patients
  add column merged_into_id bigint check (merged_into_id <> patient_id),
  add constraint patients_merged_into foreign key (hospital_id, merged_into_id) references patients;
create index patients_merged on patients (hospital_id, merged_into_id) where merged_into_id is not null;

-- What must be known of a patient before anything is done to them, as it was said, by whom, until it was said otherwise.
create table patient_marks (
  hospital_id text not null,
  mark_id bigint generated always as identity,
  patient_id bigint not null,
  mark text not null check (mark in ('resuscitation', 'isolation', 'allergies', 'spo2_scale')),
  -- Of each mark its own: `dnacpr`, `contact droplet`, `known`, `2`. Null: taken back.
  value text,
  -- Which limits of treatment, which germ, which allergies and what they do, why scale 2.
  words text,
  -- Null: from before it was written down.
  set_by bigint,
  set_at timestamptz not null,
  ended_at timestamptz,
  primary key (hospital_id, mark_id),
  foreign key (hospital_id, patient_id) references patients,
  foreign key (hospital_id, set_by) references staff
);
create unique index patient_marks_one_open on patient_marks (hospital_id, patient_id, mark) where ended_at is null;

insert into patient_marks (hospital_id, patient_id, mark, value, set_at)
select hospital_id, patient_id, 'spo2_scale', '2', now() from patients where spo2_scale = 2;

-- A name as it is looked for: without accents and capitals. Letters that are no letter with an accent are spelled out.
create function fold_name(name text) returns text language sql immutable parallel safe as $$
  select regexp_replace(
    normalize(replace(replace(replace(translate(lower(name), 'łøđðıħ', 'lodd' || 'ih'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), NFD),
    '[\u0300-\u036f]', '', 'g')
$$;
