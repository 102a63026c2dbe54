-- A ladder of JSON null in `ladders` is the default again.

-- What those who come should know or bring, as the called kind said it when the alert was raised: the hospital may change it.
alter table alerts add column kind_text text;
