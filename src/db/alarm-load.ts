import { sql } from "kysely";
import type { AlarmLoad, Load, LoadDays } from "../domain/alarm-load.ts";
import type { AlertKind } from "../domain/alerts.ts";
import type { Db } from "./connection.ts";

type Row = Load & {
  readonly of: "all" | "bed" | "rule";
  readonly bedId: string | null;
  readonly kind: AlertKind | null;
  readonly cause: string | null;
  readonly title: string | null;
};

/** Of the alert `a`: a person took it on, and did not call it false. */
export const actedOn = sql<boolean>`(a.first_acknowledged_at is not null and a.outcome is distinct from 'false_alarm')`;

/**
 * What a hospital's alerts of the last days were about, of one ward or of all (null). One statement: a walk of
 * `alerts_by_time` over the days asked for and the causes of what it finds, so its cost grows with these alerts and not with
 * the history before them.
 */
export async function readAlarmLoad(
  db: Db,
  hospitalId: string,
  wardId: string | null,
  days: LoadDays,
): Promise<AlarmLoad> {
  const { rows } = await sql<Row>`
    with told as materialized (
      select a.alert_id, a.kind, a.cause, a.title, a.bed_id,
        ${actedOn} as acted_on,
        a.outcome is not distinct from 'false_alarm' as was_false,
        extract(epoch from a.first_acknowledged_at - a.raised_at)::float8 as seconds
      from alerts a
      where a.hospital_id = ${hospitalId} and a.raised_at is not null
        and a.created_at > clock_timestamp() - make_interval(days => ${days})
        and (${wardId}::text is null or a.ward_id = ${wardId})
    ), counted as (
      select 'all' as of, null as bed_id, null as kind, null as cause, null as title, acted_on, was_false, seconds
      from told
      union all
      select 'bed', bed_id, null, null, null, acted_on, was_false, seconds from told
      union all
      select 'rule', null, kind, cause, title, acted_on, was_false, seconds from told where kind <> 'clinical'
      union all
      select 'rule', null, t.kind, c.cause, null, t.acted_on, t.was_false, t.seconds
      from told t join alert_causes c on c.hospital_id = ${hospitalId} and c.alert_id = t.alert_id
      where t.kind = 'clinical'
    )
    select of, bed_id as "bedId", kind, cause, max(title) as title,
      count(*)::int as raised, (count(*) filter (where acted_on))::int as "actedOn",
      (count(*) filter (where was_false))::int as "falseAlarms",
      percentile_cont(0.5) within group (order by seconds) as "medianSeconds"
    from counted
    group by of, bed_id, kind, cause
    order by raised desc, bed_id, cause
  `.execute(db);
  const none = { raised: 0, actedOn: 0, falseAlarms: 0, medianSeconds: null };
  return {
    all: rows.find(({ of }) => of === "all") ?? none,
    beds: rows.filter(({ of }) => of === "bed"),
    rules: rows.flatMap((row) =>
      row.of === "rule" && row.kind !== null && row.cause !== null
        ? [{ ...row, kind: row.kind, cause: row.cause }]
        : [],
    ),
  };
}
