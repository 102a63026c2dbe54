-- What is over is read again: an alert's own page, its audit, the history by patient.

-- Which cause a step is about, and the limit it crossed: where an alert has several, a value alone does not say.
alter table alert_transitions
  add column cause text,
  add column limit_value double precision;

-- Of one alert. A partial one: other subjects are read by time.
create index audit_of_alert on audit (hospital_id, subject, audit_id) where subject like 'alert:%';

create index stays_of_patient on stays (hospital_id, patient_id);
create index patients_by_family_name on patients (hospital_id, lower(family_name) text_pattern_ops);
