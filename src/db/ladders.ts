import { sql } from "kysely";
import type { AlertKind, Priority } from "../domain/alerts.ts";
import { defaultLadder, hasDefaultOfItsOwn, type Ladder, type LadderSubject } from "../domain/escalation.ts";
import type { Db, Trx } from "./connection.ts";

/**
 * The ladder of a hospital for an alert: that of the called kind, else that of all alerts of its sort, each in its newest
 * version, else the default. `kindId`: of a called alert.
 */
export async function readLadder(
  trx: Db | Trx,
  hospitalId: string,
  alert: { readonly kind: AlertKind; readonly priority: Priority; readonly kindId: string | null },
): Promise<Ladder> {
  const { kind, priority, kindId } = alert;
  const own: LadderSubject | null = kindId === null ? null : `called:${kindId}`;
  const { rows } = await sql<{ subject: LadderSubject; ladder: Ladder }>`
    select distinct on (subject) subject, ladder from ladders
    where hospital_id = ${hospitalId} and priority = ${priority} and subject in (${own}, ${kind})
    order by subject, version desc
  `.execute(trx);
  const of = (subject: LadderSubject | null) => rows.find((row) => row.subject === subject)?.ladder;
  // A kind that calls differently by itself is not covered by what the hospital says of all calls.
  const ofAll = hasDefaultOfItsOwn(kindId) ? undefined : of(kind);
  return of(own) ?? ofAll ?? defaultLadder(kind, priority, kindId);
}
