import { sql } from "kysely";
import type { Ladder } from "../domain/escalation.ts";
import { type AlertPlace, emptySteps, type Present } from "../domain/on-duty.ts";
import type { Db, Trx } from "./connection.ts";

/** A board that has not said within this that it is watched counts for nothing. Two of its beats and a little. */
export const watchedWithinSeconds = 65;

/** Who is on duty in a hospital just now; a person at a screen counts as there, whether they said so or not. One statement. */
export async function readPresent(trx: Db | Trx, hospitalId: string): Promise<Present[]> {
  const { rows } = await sql<Present>`
    select d.staff_id as "staffId", d.role, d.ward_id as "wardId"
    from duties d
    where d.hospital_id = ${hospitalId} and d.ended_at is null and d.until_at > clock_timestamp()
    union
    select w.staff_id, w.role, w.ward_id
    from watchers w
    where w.hospital_id = ${hospitalId} and w.person
      and w.seen_at > clock_timestamp() - make_interval(secs => ${watchedWithinSeconds})
  `.execute(trx);
  return rows;
}

/** For each alert the steps of its ladder that would call nobody. */
export async function readEmptySteps(
  trx: Trx,
  hospitalId: string,
  alerts: readonly (AlertPlace & { readonly ladder: Ladder })[],
): Promise<ReadonlySet<number>[]> {
  if (alerts.length === 0) return [];
  const present = await readPresent(trx, hospitalId);
  return alerts.map(({ ladder, ...place }) => emptySteps(ladder, place, present));
}
