import { sql } from "kysely";
import type { Db, Trx } from "./connection.ts";

/** For so long a ward may be without anybody's board. The figure of the acceptance case. */
export const unwatchedSecondsMax = 60;
/** Somebody who has done something within this is there. As sessions go idle unless a setting says otherwise. */
const presentMinutesMax = 15;

export interface WardWatch {
  readonly hospitalId: string;
  readonly wardId: string;
  readonly name: string;
  /** Nobody's board has been seen for too long, though patients are there. */
  readonly unwatched: boolean;
  /** Somebody's board was seen lately, or nobody has to watch: no patient is there. */
  readonly settled: boolean;
  /** An alert says already that nobody watches. */
  readonly said: boolean;
}

/**
 * The wards that have a patient, or an alert that nobody watches them. A person's board counts, of the ward or of the
 * whole hospital, and a screen on the wall where the ward says so. Time counts from when somebody listened, and from when
 * the first of the patients came. In a demo it counts once somebody has looked: nobody is missed where nobody came yet.
 * Where no page has ever said that it is watched (old browsers, no scripts), whoever is signed in and active counts.
 */
export async function readWardWatch(
  db: Db | Trx,
  now: Date,
  listeningSince: Date,
  only?: { readonly hospitalId: string; readonly wardId: string },
): Promise<WardWatch[]> {
  const { rows } = await sql<WardWatch>`
    select "hospitalId", "wardId", name, said, patients > 0 and begun and not present and since <= ${now}::timestamptz
        - make_interval(secs => ${sql.lit(unwatchedSecondsMax)}) as unwatched,
      patients = 0 or present or coalesce(seen_at, '-infinity') > ${now}::timestamptz
        - make_interval(secs => ${sql.lit(unwatchedSecondsMax)}) as settled
    from (
      select w.hospital_id as "hospitalId", w.ward_id as "wardId", w.name, seen.at as seen_at, filled.patients,
        greatest(seen.at, filled.since, ${listeningSince}::timestamptz) as since,
        not h.demo or exists (
          select from watchers v
          where v.hospital_id = h.hospital_id and v.person and v.seen_at >= ${listeningSince}
        ) as begun,
        not exists (select from watchers v where v.hospital_id = h.hospital_id) and exists (
          select from sessions s join staff p on p.hospital_id = s.hospital_id and p.staff_id = s.staff_id
          where s.hospital_id = h.hospital_id and p.role <> 'display'
            and s.active_at > ${now}::timestamptz - make_interval(mins => ${sql.lit(presentMinutesMax)})
        ) as present,
        exists (
          select from alerts a where a.hospital_id = w.hospital_id and a.subject = 'ward:' || w.ward_id || ':unwatched'
            and a.state in ('raised', 'latched', 'acknowledged')
        ) as said
      from wards w
      join hospitals h on h.hospital_id = w.hospital_id
      cross join lateral (
        select count(*) as patients, min(o.from_at) as since from beds b
        join occupancies o on o.hospital_id = b.hospital_id and o.bed_id = b.bed_id and o.to_at is null
        where b.hospital_id = w.hospital_id and b.ward_id = w.ward_id
      ) filled
      cross join lateral (
        select max(v.seen_at) as at from watchers v
        where v.hospital_id = w.hospital_id and (v.ward_id is null or v.ward_id = w.ward_id)
          and (v.person or v.role = 'display' and w.display_watches)
      ) seen
      ${only ? sql`where w.hospital_id = ${only.hospitalId} and w.ward_id = ${only.wardId}` : sql``}
    ) watch
    where patients > 0 or said
    order by 1, 2
  `.execute(db);
  return rows;
}
