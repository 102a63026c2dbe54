import { sql } from "kysely";
import type { PatientLabel } from "../domain/board.ts";
import { ageInYears } from "../domain/news2.ts";
import type { AlertSpan, StayFile } from "../domain/trend-page.ts";
import { readHospital } from "./board.ts";
import { type Db, databaseNow } from "./connection.ts";
import { limitsOver, readStayLimits } from "./stay-limits.ts";
import { idForm } from "./stays.ts";
import { readRules } from "./ward-rules.ts";

/** Null where the hospital has no stay of this id. Five statements, each by a key. */
export async function readStayFile(db: Db, hospitalId: string, stayId: string): Promise<StayFile | null> {
  if (!idForm.test(stayId)) return null;
  const { rows } = await sql<StayRow>`
    select s.began_at, s.ended_at, p.number, p.family_name, p.given_name, p.born_on, p.sex, b.bed_id, b.ward_id
    from stays s
    join patients p on p.hospital_id = s.hospital_id and p.patient_id = s.patient_id
    left join occupancies o on o.hospital_id = s.hospital_id and o.stay_id = s.stay_id and o.to_at is null
    left join beds b on b.hospital_id = o.hospital_id and b.bed_id = o.bed_id
    where s.hospital_id = ${hospitalId} and s.stay_id = ${stayId}
  `.execute(db);
  const [row] = rows;
  const hospital = row && (await readHospital(db, hospitalId));
  if (!row || !hospital) return null;
  const now = await databaseNow(db);
  const rules = row.ward_id === null ? null : await readRules(db, hospitalId, [row.ward_id]);
  const own = (await readStayLimits(db, hospitalId, [stayId], now)).get(stayId) ?? [];
  return {
    ...{ hospital, stayId, beganAt: row.began_at, endedAt: row.ended_at, bedId: row.bed_id, now },
    patient: {
      ...{ number: row.number, familyName: row.family_name, givenName: row.given_name, sex: row.sex },
      ...{ bornOn: row.born_on, ageYears: ageInYears(row.born_on, now) },
    },
    limits: rules && row.ward_id !== null ? limitsOver(rules.get(row.ward_id) ?? {}, own) : {},
  };
}

interface StayRow {
  readonly began_at: Date;
  readonly ended_at: Date | null;
  readonly number: string;
  readonly family_name: string;
  readonly given_name: string;
  readonly born_on: string;
  readonly sex: PatientLabel["sex"];
  readonly bed_id: string | null;
  readonly ward_id: string | null;
}

/** More shades would be one. The newest are kept. */
export const spansMax = 200;

/** When alerts of a stay stood within a time, the newest first. One statement, by the stay's alerts. */
export async function readAlertSpans(
  db: Db,
  hospitalId: string,
  stayId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<AlertSpan[]> {
  const { rows } = await sql<AlertSpan>`
    select c.alert_id as "alertId", c.cause, c.reason, c.sign, c.value, c.limit_value as "limit", c.priority,
      c.joined_at as "from", coalesce(c.ended_at, c.closed_at) as "to"
    from alerts a join alert_causes c on c.hospital_id = a.hospital_id and c.alert_id = a.alert_id
    where a.hospital_id = ${hospitalId} and a.stay_id = ${stayId} and c.joined_at <= ${to}
      and coalesce(c.ended_at, c.closed_at, 'infinity') >= ${from}
    order by c.joined_at desc, c.cause_id desc limit ${spansMax}
  `.execute(db);
  return rows;
}

/**
 * What changes when an open page has something new to draw: the last reading, the bed, and the minute, with which everything
 * else is asked for. Null where there is no such stay. One statement by keys.
 */
export async function readStayVersion(
  db: Db,
  hospitalId: string,
  stayId: string,
): Promise<{ readonly version: string; readonly now: Date } | null> {
  if (!idForm.test(stayId)) return null;
  const { rows } = await sql<{ version: string; now: Date }>`
    select concat_ws('.',
      floor(extract(epoch from now.at) / 60),
      (select floor(extract(epoch from max(received_at)) * 1000) from current_vitals c
       where c.hospital_id = s.hospital_id and c.stay_id = s.stay_id),
      (select bed_id from occupancies o where o.hospital_id = s.hospital_id and o.stay_id = s.stay_id and o.to_at is null)
    ) as version, now.at as now
    from stays s cross join (select clock_timestamp() as at) now
    where s.hospital_id = ${hospitalId} and s.stay_id = ${stayId}
  `.execute(db);
  return rows[0] ?? null;
}
