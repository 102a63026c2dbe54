-- One call a patient: a clinical alert is about a stay, and what raised it are its causes. Then who answers and how, who is
-- on duty and who watches, what is paused, and what a hospital edits of its ladders, kinds and limits.

-- A limit or a score that a rule found. Without an alert its on-delay runs and no board shows it; where the cause ends
-- before, the row goes. With one it belongs to it for good, ended or not, and returns to it while the alert is open.
create table alert_causes (
  hospital_id text not null,
  cause_id bigint generated always as identity,
  stay_id bigint not null,
  -- `heartRate:high`, `news2`.
  cause text not null,
  reason text not null,
  priority text not null check (priority in ('high', 'medium', 'low')),
  -- What was judged when it was found, got worse or came back; null sign: a score.
  sign text,
  value double precision,
  limit_value double precision,
  judged_at timestamptz not null,
  -- Of a continuous sign: an answer to it holds for a time only.
  lapses boolean not null,
  active boolean not null default true,
  noticed_at timestamptz not null,
  -- The end of its on-delay; null once it has joined an alert.
  raise_at timestamptz,
  alert_id bigint,
  joined_at timestamptz,
  ended_at timestamptz,
  -- Times it came back while its alert was open.
  repeats int not null default 0,
  -- Its alert was resolved: history.
  closed_at timestamptz,
  primary key (hospital_id, cause_id),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, alert_id) references alerts,
  check ((alert_id is null) = (raise_at is not null)),
  check ((alert_id is null) = (joined_at is null))
) with (fillfactor = 80);
create unique index alert_causes_one_open on alert_causes (hospital_id, stay_id, cause) where closed_at is null;
create index alert_causes_to_raise on alert_causes (hospital_id, raise_at) where raise_at is not null;
create index alert_causes_of_alert on alert_causes (hospital_id, alert_id) where alert_id is not null;

alter table alerts
  -- The name of the called kind as it was then: the hospital may rename it.
  add column title text,
  -- When the value it is named by was measured or judged.
  add column judged_at timestamptz,
  -- The screen on which it was last acknowledged: `board`, `board:W1`, `alert`.
  add column acknowledged_on text,
  -- Who has it in hand: has it, on the way until a time, or asked to take it over until a time.
  add column owner_id bigint,
  add column owner_is text check (owner_is in ('has_it', 'on_the_way', 'asked')),
  add column owner_until timestamptz,
  -- Steps that were left at once because nobody was on duty for them.
  add column skipped int not null default 0,
  -- Answered, and its cause has ended: closes then, if the cause does not come back.
  add column settle_at timestamptz,
  -- Not sounded and not climbing until then.
  add column quiet_until timestamptz,
  -- The highest priority that the silence covers.
  add column quiet_priority text,
  -- What can be taken back: the last answer, when, and what it had replaced.
  add column undo jsonb,
  add constraint alerts_owner foreign key (hospital_id, owner_id) references staff,
  add constraint alerts_owner_whole check ((owner_id is null) = (owner_is is null));
create index alerts_to_settle on alerts (hospital_id, settle_at) where settle_at is not null;
create index alerts_by_time on alerts (hospital_id, created_at desc, alert_id desc);
create index alerts_of_stay on alerts (hospital_id, stay_id) where stay_id is not null;

alter table alerts drop constraint alerts_outcome_check;
alter table alerts add constraint alerts_outcome_check
  check (outcome in ('attended', 'treated', 'transferred', 'false_alarm', 'patient_left', 'cause_ended', 'merged'));

-- A note, an owner's word, the screen: what a step says beside its reason.
alter table alert_transitions
  add column text text,
  add column screen text,
  -- The other person of a hand-over.
  add column other_staff_id bigint;

-- What was one alert a cause becomes one alert a stay: of several open ones the most urgent unanswered one stays and takes
-- their causes. What nobody was told of yet is a cause without an alert.
insert into alert_causes (hospital_id, stay_id, cause, reason, priority, sign, value, limit_value, judged_at,
  lapses, active, noticed_at, raise_at, alert_id, joined_at, ended_at, repeats)
select hospital_id, stay_id, cause, reason, priority, sign, value, limit_value,
  coalesce(raised_at, created_at), lapses, cause_active, created_at, case when state = 'pending' then raise_at end,
  case when state <> 'pending' then first_value(alert_id) over stay end,
  case when state <> 'pending' then coalesce(raised_at, created_at) end,
  case when not cause_active then now() end, repeats
from alerts
where kind = 'clinical' and subject is not null and state in ('pending', 'raised', 'latched', 'acknowledged')
window stay as (
  partition by hospital_id, subject
  order by state = 'pending', state = 'acknowledged', case priority when 'high' then 0 when 'medium' then 1 else 2 end, alert_id
);

-- An alert of before an on-delay, and its steps, were never shown to anybody.
delete from alert_transitions where to_state in ('pending', 'cancelled');
update alert_transitions set from_state = null where from_state = 'pending';
with numbered as (
  select hospital_id, alert_id, position, row_number() over (partition by hospital_id, alert_id order by position) as place
  from alert_transitions
)
update alert_transitions t set position = -place
from numbered n
where t.hospital_id = n.hospital_id and t.alert_id = n.alert_id and t.position = n.position and n.place <> n.position;
update alert_transitions set position = -position where position < 0;
delete from alerts where state in ('pending', 'cancelled');
alter table alerts drop constraint alerts_state_check;
alter table alerts add constraint alerts_state_check check (state in ('raised', 'latched', 'acknowledged', 'resolved'));

-- The one that stays is as urgent as the worst of them and as far up its ladder as the furthest; what was due sooner for
-- one of them is due for it.
update alerts a set
  priority = worst.priority, ladder = worst.ladder, level = all_of.level, escalations = all_of.escalations,
  lapses = all_of.lapses, cause_active = all_of.cause_active,
  state = case when a.state = 'latched' and all_of.cause_active then 'raised' else a.state end,
  escalate_at = case
    when a.state = 'raised' then all_of.escalate_at
    when a.state = 'latched' and all_of.cause_active then coalesce(all_of.escalate_at, now())
  end,
  lapse_at = case when a.state = 'acknowledged' then all_of.lapse_at end
from (
  select hospital_id, subject, max(level) filter (where state <> 'acknowledged' or no_other) as level,
    max(escalations) filter (where state <> 'acknowledged' or no_other) as escalations,
    bool_or(lapses) as lapses, bool_or(cause_active) as cause_active,
    min(escalate_at) filter (where state = 'raised') as escalate_at,
    min(lapse_at) filter (where state = 'acknowledged') as lapse_at
  from (
    select *, bool_and(state = 'acknowledged') over (partition by hospital_id, subject) as no_other
    from alerts where kind = 'clinical' and state in ('raised', 'latched', 'acknowledged')
  ) opened
  group by hospital_id, subject
) all_of
join lateral (
  select m.priority, m.ladder from alerts m
  where m.hospital_id = all_of.hospital_id and m.subject = all_of.subject and m.kind = 'clinical'
    and m.state in ('raised', 'latched', 'acknowledged')
  order by case m.priority when 'high' then 0 when 'medium' then 1 else 2 end, m.alert_id limit 1
) worst on true
where a.hospital_id = all_of.hospital_id and a.subject = all_of.subject and a.kind = 'clinical'
  and a.state in ('raised', 'latched', 'acknowledged')
  and exists (select from alert_causes c where c.hospital_id = a.hospital_id and c.alert_id = a.alert_id);

-- The others end in it, and say so.
with merged as (
  select a.hospital_id, a.alert_id, a.state, a.priority, a.level, a.value
  from alerts a
  where a.kind = 'clinical' and a.subject is not null and a.state in ('raised', 'latched', 'acknowledged')
    and not exists (select from alert_causes c where c.hospital_id = a.hospital_id and c.alert_id = a.alert_id)
), ended as (
  update alerts a set state = 'resolved', resolved_at = now(), outcome = 'merged', cause_active = false,
    escalate_at = null, lapse_at = null
  from merged m where a.hospital_id = m.hospital_id and a.alert_id = m.alert_id
), told as (
  insert into alert_transitions
    (hospital_id, alert_id, position, at, event, from_state, to_state, staff_id, reason, priority, level, value)
  select m.hospital_id, m.alert_id, 1 + (
      select coalesce(max(t.position), 0) from alert_transitions t
      where t.hospital_id = m.hospital_id and t.alert_id = m.alert_id
    ), now(), 'resolved', m.state, 'resolved', null, 'merged', m.priority, m.level, m.value
  from merged m
)
insert into audit (hospital_id, at, action, subject, reason)
select hospital_id, now(), 'alert.resolved', 'alert:' || alert_id, 'merged' from merged;

update alerts set title = case cause
  when 'assistance' then 'Assistance needed' when 'equipment' then 'Equipment fault'
  else upper(left(cause, 1)) || replace(substr(cause, 2), '_', ' ') end
where kind = 'called';
update alerts set judged_at = coalesce(raised_at, created_at) where kind = 'clinical';
update alerts set owner_id = acknowledged_by, owner_is = 'has_it'
where state = 'acknowledged' and acknowledged_by is not null;

-- An alert's subject says all that makes two of them one: `stay:12`, `device:mon-17:lost`, `called:fall:stay:12`. Of calls
-- for the same that are open already the first is added to from now on.
update alerts set subject = subject || ':lost' where kind = 'technical' and subject is not null;
update alerts a set subject = c.subject
from (
  select hospital_id, subject, min(alert_id) as alert_id
  from (
    select hospital_id, alert_id, 'called:' || cause || case
      when stay_id is not null then ':stay:' || stay_id
      when bed_id is not null then ':bed:' || bed_id
      else ':place:' || lower(regexp_replace(btrim(coalesce(place, '')), '\s+', ' ', 'g')) end as subject
    from alerts where kind = 'called' and state in ('raised', 'latched', 'acknowledged')
  ) called
  group by hospital_id, subject
) c
where a.hospital_id = c.hospital_id and a.alert_id = c.alert_id;

create trigger alert_transitions_append_only before update or delete on alert_transitions
  for each row execute function audit_is_append_only();

drop index alerts_one_open_a_cause;
create unique index alerts_one_open_a_subject on alerts (hospital_id, subject)
  where subject is not null and state in ('raised', 'latched', 'acknowledged');
drop index alerts_to_raise;
drop index alerts_open;
create index alerts_open on alerts (hospital_id, state) where state in ('raised', 'latched', 'acknowledged');

-- Ladders of before called roles; a ladder calls targets: `{"who":"role","role":"nurse","reach":"ward"}`, the patient's
-- nurse, or a person.
create function ladder_of_targets(ladder jsonb) returns jsonb language sql immutable as $$
  select jsonb_build_object('repeatSeconds', ladder -> 'repeatSeconds', 'steps', (
    select jsonb_agg(jsonb_build_object('afterSeconds', step -> 'afterSeconds', 'calls', (
      select jsonb_agg(jsonb_build_object('who', 'role', 'role', role, 'reach', step -> 'reach'))
      from jsonb_array_elements(step -> 'roles') as role
    )) order by place)
    from jsonb_array_elements(ladder -> 'steps') with ordinality as steps (step, place)
  ))
$$;
update alerts set ladder = ladder_of_targets(ladder);
drop function ladder_of_targets;

-- A hospital's own ladders. The highest version counts; without one the default does.
create table ladders (
  hospital_id text not null references hospitals,
  -- `clinical`, `technical`, `called`, or one called kind: `called:cardiac_arrest`.
  subject text not null,
  priority text not null check (priority in ('high', 'medium', 'low')),
  version int not null check (version > 0),
  ladder jsonb not null,
  edited_at timestamptz not null,
  edited_by bigint not null,
  primary key (hospital_id, subject, priority, version),
  foreign key (hospital_id, edited_by) references staff
);

-- What can be called for. A hospital without rows has the default list.
create table called_kinds (
  hospital_id text not null references hospitals,
  kind_id text not null check (kind_id ~ '^[a-z][a-z0-9_]{1,39}$'),
  name text not null,
  priority text not null check (priority in ('high', 'medium', 'low')),
  -- A call to a patient: an operator may raise it but not answer it.
  clinical boolean not null,
  -- What those who come should know or bring.
  text text,
  place int not null,
  active boolean not null default true,
  primary key (hospital_id, kind_id)
);

-- Who is on duty, as what and for which ward (null: all of them), from when until when at the latest.
create table duties (
  hospital_id text not null,
  duty_id bigint generated always as identity,
  staff_id bigint not null,
  role text not null,
  ward_id text,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  ended_at timestamptz,
  primary key (hospital_id, duty_id),
  foreign key (hospital_id, staff_id) references staff,
  foreign key (hospital_id, ward_id) references wards
);
create unique index duties_one_open_a_person on duties (hospital_id, staff_id) where ended_at is null;
create index duties_open on duties (hospital_id, until_at) where ended_at is null;

-- At which local times a shift ends, in the hospital's zone.
alter table hospitals add column shift_times text[] not null default '{07:00,19:00}';
-- Whether a screen on the wall counts as somebody who watches.
alter table wards add column display_watches boolean not null default false;

-- Boards that said lately that they were painted, or polled. A page repeats it; what is old counts for nothing.
create table watchers (
  hospital_id text not null,
  session_hash bytea not null,
  -- One tab of the session.
  page text not null,
  staff_id bigint not null,
  role text not null,
  -- Null: the whole hospital.
  ward_id text,
  -- Somebody at the screen: no display, and not idle.
  person boolean not null,
  sound text not null check (sound in ('off', 'on', 'blocked')),
  seen_at timestamptz not null,
  primary key (hospital_id, session_hash, page)
) with (fillfactor = 50);
create index watchers_by_time on watchers (hospital_id, seen_at);

-- Whose patient it is.
alter table stays
  add column nurse_id bigint,
  add constraint stays_nurse foreign key (hospital_id, nurse_id) references staff;

-- A timed pause of what a bed, or one rule of it, calls for: up to a priority, a higher one breaks it.
create table silences (
  hospital_id text not null,
  silence_id bigint generated always as identity,
  stay_id bigint not null,
  -- Null: every alert of the bed.
  cause text,
  priority text not null check (priority in ('high', 'medium', 'low')),
  reason text not null,
  staff_id bigint not null,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  ended_at timestamptz,
  -- `time`, `taken_back`, `broken`.
  ended_by text,
  primary key (hospital_id, silence_id),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, staff_id) references staff
);
create unique index silences_one_open on silences (hospital_id, stay_id, coalesce(cause, '')) where ended_at is null;
create index silences_to_end on silences (hospital_id, until_at) where ended_at is null;

-- Off the ward, in theatre or at imaging: the bed's technical alerts wait until then.
create table absences (
  hospital_id text not null,
  absence_id bigint generated always as identity,
  stay_id bigint not null,
  reason text not null check (reason in ('theatre', 'imaging', 'dialysis', 'therapy', 'other')),
  staff_id bigint not null,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  ended_at timestamptz,
  primary key (hospital_id, absence_id),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, staff_id) references staff
);
create unique index absences_one_open on absences (hospital_id, stay_id) where ended_at is null;
create index absences_to_end on absences (hospital_id, until_at) where ended_at is null;

-- A patient's own limits, over the ward's. The highest version of a sign counts while it has not ended.
create table stay_limits (
  hospital_id text not null,
  stay_id bigint not null,
  sign text not null,
  version int not null check (version > 0),
  critical_low double precision,
  low double precision,
  high double precision,
  critical_high double precision,
  reason text not null,
  set_by bigint not null,
  set_at timestamptz not null,
  until_at timestamptz,
  ended_at timestamptz,
  primary key (hospital_id, stay_id, sign, version),
  foreign key (hospital_id, stay_id) references stays,
  foreign key (hospital_id, set_by) references staff
);
create unique index stay_limits_one_open on stay_limits (hospital_id, stay_id, sign) where ended_at is null;
create index stay_limits_to_end on stay_limits (hospital_id, until_at) where ended_at is null and until_at is not null;

-- A rule's own delays and hysteresis; null: the default of the sign and the priority.
alter table ward_limits
  add column on_delay_high_seconds int check (on_delay_high_seconds between 0 and 120),
  add column on_delay_medium_seconds int check (on_delay_medium_seconds between 0 and 120),
  add column hysteresis double precision check (hysteresis >= 0),
  -- An answered alert whose cause comes back within so many seconds is the same alert.
  add column repeat_within_seconds int check (repeat_within_seconds between 0 and 3600);
