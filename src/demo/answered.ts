import { sql } from "kysely";
import type { Db } from "../db/connection.ts";

/** Beds whose clinical alerts somebody has answered, all of them: there the demo lets the treatment work. */
export async function answeredBeds(db: Db, hospitalId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ bed_id: string }>`
    select o.bed_id from alerts a
    join occupancies o on o.hospital_id = a.hospital_id and o.stay_id = a.stay_id and o.to_at is null
    where a.hospital_id = ${hospitalId} and a.kind = 'clinical' and a.state in ('raised', 'latched', 'acknowledged')
    group by o.bed_id having bool_and(a.state = 'acknowledged')
  `.execute(db);
  return new Set(rows.map((row) => row.bed_id));
}
