-- How many boards somebody looks at and how many of them can be heard, by the ward that they show ('' for the whole hospital):
-- {"W1": {"all": 2, "heard": 1}}. Counted once a minute from `watchers`, so that a tile changes by an event like any other.
alter table hospitals add column boards jsonb not null default '{}';
