import { sql } from "kysely";
import type { Db } from "./connection.ts";

/** The last whole set of a stay, and who entered it where a person did. */
export interface LastSet {
  readonly stayId: string;
  readonly at: Date;
  /** Null: it came from a device that is carried to the bed. */
  readonly by: string | null;
}

/** Of these stays; who had none yet is left out. A look-up a stay, one statement. */
export async function readLastSets(
  db: Db,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<ReadonlyMap<string, LastSet>> {
  if (stayIds.length === 0) return new Map();
  const { rows } = await sql<LastSet>`
    select asked.stay_id as "stayId", last.at, hand.name as by
    from unnest(${stayIds}::bigint[]) as asked (stay_id)
    cross join lateral (
      select at from scores where hospital_id = ${hospitalId} and stay_id = asked.stay_id and whole_set
      order by at desc limit 1
    ) last
    left join lateral (
      select s.name from rounds r join staff s on s.hospital_id = r.hospital_id and s.staff_id = r.staff_id
      where r.hospital_id = ${hospitalId} and r.stay_id = asked.stay_id and r.received_at = last.at
      limit 1
    ) hand on true
  `.execute(db);
  return new Map(rows.map((row) => [row.stayId, row]));
}
