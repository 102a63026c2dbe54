import { type RawBuilder, sql } from "kysely";
import type { AlertSearch, FoundAlert, FoundCount, FoundPage, SearchCursor } from "../domain/alert-search.ts";
import { openStates } from "../domain/alerts.ts";
import type { Db, Trx } from "./connection.ts";

/**
 * A hospital's alerts of before, newest first, page by page. A page walks `alerts_by_time` from where the one before ended
 * and stops when it is full, so that its cost does not grow with how many there are; what is asked besides the time is
 * asked of each row on the way. One that matches hardly anything stops after `lookedMax` rows and says so: the next goes
 * on from there. Of a patient, `alerts_of_stay` gives the few that there are. Measured by bench/history.ts.
 */
export const pageAlerts = 50;
/** About 20 ms of reading; with a text to be found in the notes too, 200. */
export const lookedMax = 20_000;
/** More is "over": nobody reads them one by one. */
export const countedMax = 10_000;
/** Of one patient there are a handful; of a name that begins in a common way there are too many to mean anybody. */
const staysMax = 200;

/** A search whose patient has been found. `stays` null: whoever it is about. */
export interface ReadySearch extends AlertSearch {
  readonly stays: readonly string[] | null;
}

/**
 * Finds the stays that a search's patient means; null where they are too many to mean anybody. One statement, none without
 * a patient.
 */
export async function readySearch(db: Db, hospitalId: string, search: AlertSearch): Promise<ReadySearch | null> {
  if (search.patient === null) return { ...search, stays: null };
  const { rows } = await sql<{ stay_id: string }>`
    select s.stay_id from stays s
    where s.hospital_id = ${hospitalId} and s.patient_id in (
      select coalesce(p.merged_into_id, p.patient_id) from patients p
      where p.hospital_id = ${hospitalId} and p.number = ${search.patient}
      union all
      select p.patient_id from patients p
      where p.hospital_id = ${hospitalId} and lower(p.family_name) like ${`${likeText(search.patient.toLowerCase())}%`}
    )
    limit ${staysMax + 1}
  `.execute(db);
  return rows.length > staysMax ? null : { ...search, stays: rows.map((row) => row.stay_id) };
}

/** What `like` takes for itself is meant as it is written. */
const likeText = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** One page, in one snapshot. Two statements, a third where the page is not full. */
export async function readHistory(
  db: Db,
  hospitalId: string,
  search: ReadySearch,
  after: SearchCursor | null,
  alertsMax: number = pageAlerts,
): Promise<FoundPage> {
  return await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (trx) => {
      const found = await foundIds(trx, hospitalId, search, after, alertsMax + 1);
      const shown = found.slice(0, alertsMax);
      const alerts = await readFound(trx, hospitalId, shown);
      const last = shown.at(-1);
      if (found.length > alertsMax && last) return { alerts, next: last, ended: "full" };
      const lookedTo = await lastLooked(trx, hospitalId, search, after);
      return { alerts, next: lookedTo, ended: lookedTo ? "looked" : "all" };
    });
}

/** How many there are in all, counted among the newest `lookedMax` of the time asked for. One statement. */
export async function countHistory(db: Db, hospitalId: string, search: ReadySearch): Promise<FoundCount> {
  const { rows } = await sql<{ looked: number; found: number }>`
    select count(*)::int as looked, (count(*) filter (where ${matches(search)}))::int as found
    from (${looked(hospitalId, search, null)}) a
  `.execute(db);
  const { looked: walked = 0, found = 0 } = rows[0] ?? {};
  if (found > countedMax) return { count: countedMax, of: "over" };
  return { count: found, of: walked < lookedMax ? "all" : "looked" };
}

/** How many alerts began in the time that is asked for, up to a bound. One statement. */
export async function countBegun(db: Db, hospitalId: string, search: ReadySearch, max: number): Promise<number> {
  const { rows } = await sql<{ begun: number }>`
    select count(*)::int as begun from (
      select from alerts a where a.hospital_id = ${hospitalId} and ${inTime(search)} limit ${max}
    ) a
  `.execute(db);
  return rows[0]?.begun ?? 0;
}

async function foundIds(
  trx: Trx,
  hospitalId: string,
  search: ReadySearch,
  after: SearchCursor | null,
  max: number,
): Promise<SearchCursor[]> {
  const { rows } = await sql<SearchCursor>`
    select (extract(epoch from a.created_at) * 1000000)::bigint::text as micros, a.alert_id::text as "alertId"
    from (${looked(hospitalId, search, after)}) a
    where ${matches(search)}
    order by a.created_at desc, a.alert_id desc limit ${max}
  `.execute(trx);
  return rows;
}

/** Where looking ended before there was nothing more to look at; null: everything has been. */
async function lastLooked(
  trx: Trx,
  hospitalId: string,
  search: ReadySearch,
  after: SearchCursor | null,
): Promise<SearchCursor | null> {
  const { rows } = await sql<SearchCursor>`
    select (extract(epoch from a.created_at) * 1000000)::bigint::text as micros, a.alert_id::text as "alertId"
    from (${looked(hospitalId, search, after)}) a
    order by a.created_at desc, a.alert_id desc offset ${lookedMax - 1} limit 1
  `.execute(trx);
  return rows[0] ?? null;
}

/**
 * The rows that are looked at, in order. The bound stands inside: what is asked of them besides must not make the walk any
 * longer. Of a patient the few rows are fetched first and put in order, or the walk would pass all others' too.
 */
function looked(hospitalId: string, search: ReadySearch, after: SearchCursor | null): RawBuilder<unknown> {
  const source =
    search.stays === null
      ? sql`alerts`
      : sql`(select * from alerts where hospital_id = ${hospitalId} and stay_id = any(${search.stays}::bigint[]) offset 0)`;
  const afterwards =
    after === null
      ? sql`true`
      : sql`(a.created_at, a.alert_id) < (timestamptz 'epoch' + ${after.micros}::bigint * interval '1 microsecond', ${after.alertId}::bigint)`;
  return sql`
    select * from ${source} a
    where a.hospital_id = ${hospitalId} and ${inTime(search)} and ${afterwards}
    order by a.created_at desc, a.alert_id desc limit ${lookedMax}
  `;
}

const inTime = ({ from, until }: ReadySearch) =>
  all([from && sql`a.created_at >= ${from}`, until && sql`a.created_at < ${until}`]);

/** What is asked of a row on the way. */
function matches({ wardId, kind, priority, state, staffId, text }: ReadySearch): RawBuilder<boolean> {
  return all([
    wardId !== null && sql`a.ward_id = ${wardId}`,
    kind !== null && sql`a.kind = ${kind}`,
    priority !== null && sql`a.priority = ${priority}`,
    state === "open" && sql`a.state = any(${openStates}::text[])`,
    state !== null && state !== "open" && sql`a.state = ${state}`,
    staffId !== null &&
      sql`exists (
        select from alert_transitions t
        where t.hospital_id = a.hospital_id and t.alert_id = a.alert_id and t.staff_id = ${staffId}
          and t.event in ('raised', 'acknowledged', 'taken_on', 'resolved')
      )`,
    text !== null &&
      sql`(strpos(lower(concat_ws(' ', a.words, a.place)), lower(${text})) > 0 or exists (
        select from alert_transitions t
        where t.hospital_id = a.hospital_id and t.alert_id = a.alert_id and strpos(lower(t.text), lower(${text})) > 0
      ))`,
  ]);
}

const all = (conditions: readonly (RawBuilder<unknown> | null | false)[]): RawBuilder<boolean> => {
  const given = conditions.filter((condition) => condition !== null && condition !== false);
  return given.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(given, sql` and `)})`;
};

interface FoundRow extends Omit<FoundAlert, "patient"> {
  readonly number: string | null;
  readonly familyName: string | null;
  readonly givenName: string | null;
}

/** The alerts of a page, each by its key, in the order that is given. */
async function readFound(trx: Trx, hospitalId: string, ids: readonly SearchCursor[]): Promise<FoundAlert[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<FoundRow>`
    select a.alert_id as "alertId", a.kind, a.clinical, a.cause, a.reason, a.title, a.sign, a.value,
      a.limit_value as "limit", a.priority, a.state, a.outcome, a.bed_id as "bedId", a.ward_id as "wardId", a.place,
      a.words, p.number, p.family_name as "familyName", p.given_name as "givenName",
      coalesce(a.raised_at, a.created_at) as "raisedAt", raiser.name as "raisedBy",
      a.first_acknowledged_at as "firstAnsweredAt", first.name as "answeredBy",
      a.resolved_at as "resolvedAt", resolver.name as "resolvedBy", a.escalations, a.repeats, noted.notes
    from unnest(${ids.map(({ alertId }) => alertId)}::bigint[]) with ordinality as found (alert_id, place)
    join alerts a on a.hospital_id = ${hospitalId} and a.alert_id = found.alert_id
    left join stays s on s.hospital_id = a.hospital_id and s.stay_id = a.stay_id
    left join patients p on p.hospital_id = s.hospital_id and p.patient_id = s.patient_id
    left join staff raiser on raiser.hospital_id = a.hospital_id and raiser.staff_id = a.raised_by
    left join staff resolver on resolver.hospital_id = a.hospital_id and resolver.staff_id = a.resolved_by
    left join lateral (
      select who.name from alert_transitions t
      join staff who on who.hospital_id = t.hospital_id and who.staff_id = t.staff_id
      where t.hospital_id = a.hospital_id and t.alert_id = a.alert_id and t.event = 'acknowledged'
        and t.at = a.first_acknowledged_at
      order by t.position limit 1
    ) first on true
    cross join lateral (
      select coalesce(array_agg(t.text order by t.position), '{}') as notes from alert_transitions t
      where t.hospital_id = a.hospital_id and t.alert_id = a.alert_id and t.event = 'noted' and t.text is not null
    ) noted
    order by found.place
  `.execute(trx);
  return rows.map(({ number, familyName, givenName, ...alert }) => ({
    ...alert,
    patient: number === null || familyName === null || givenName === null ? null : { number, familyName, givenName },
  }));
}
