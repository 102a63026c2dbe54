import { sql } from "kysely";
import { isCallable, roles } from "../domain/staff.ts";
import type { Db, Trx } from "./connection.ts";

export async function hospitalsBehindTheMinute(db: Db, minute: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("hospitals")
    .select("hospital_id")
    .where("minute_at", "<", minute)
    .orderBy("hospital_id")
    .execute();
  return rows.map((row) => row.hospital_id);
}

/** A board says every 25 s that it is seen: one that has been silent for three times that is not. */
const seenWithinSeconds = 75;
/** Whose boards have a sound: everybody whom a ladder calls, and the screens on walls that count as watching. */
const heardRoles = roles.filter(isCallable);

/**
 * Takes the minute for this process, and counts the boards; false where another one has it. The count is read from here,
 * and so is the same for the page and the stream until the next minute.
 */
export async function takeMinute(trx: Trx, hospitalId: string, minute: Date): Promise<boolean> {
  const { rows } = await sql`
    update hospitals set minute_at = ${minute}, boards = (
      select coalesce(jsonb_object_agg(coalesce(ward_id, ''), jsonb_build_object('all', boards, 'heard', heard)), '{}')
      from (
        select v.ward_id, count(*) as boards, count(*) filter (where v.sound = 'on') as heard
        from watchers v left join wards w on w.hospital_id = v.hospital_id and w.ward_id = v.ward_id
        where v.hospital_id = ${hospitalId}
          and v.seen_at > clock_timestamp() - make_interval(secs => ${sql.lit(seenWithinSeconds)})
          and (v.role = any(${heardRoles}::text[]) or v.role = 'display' and w.display_watches)
        group by v.ward_id
      ) shown
    )
    where hospital_id = ${hospitalId} and minute_at < ${minute}
    returning hospital_id
  `.execute(trx);
  return rows.length > 0;
}
