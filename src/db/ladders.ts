import { sql } from "kysely";
import type { AlertKind, LadderNow, Priority } from "../domain/alerts.ts";
import { defaultLadder, hasDefaultOfItsOwn, type Ladder, type LadderSubject } from "../domain/escalation.ts";
import type { AlertPlace } from "../domain/on-duty.ts";
import type { Db, Trx } from "./connection.ts";
import { readEmptySteps } from "./on-duty.ts";

/**
 * The ladder of a hospital for an alert: that of the called kind, else that of all alerts of its sort, each in its newest
 * version, else the default. `kindId`: of a called alert, or the technical cause.
 */
export async function readLadder(trx: Db | Trx, hospitalId: string, alert: LadderOf): Promise<Ladder> {
  const { kind, priority, kindId } = alert;
  const sort = kind === "technical" ? "technical" : "called";
  const own: LadderSubject | null = kindId === null ? null : `${sort}:${kindId}`;
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

export interface LadderOf {
  readonly kind: AlertKind;
  readonly priority: Priority;
  readonly kindId: string | null;
}

/** The same, with the steps that would call nobody just now. Two statements. */
export async function readLadderNow(
  trx: Trx,
  hospitalId: string,
  { wardId, nurseId, ...alert }: LadderOf & AlertPlace,
): Promise<LadderNow> {
  const ladder = await readLadder(trx, hospitalId, alert);
  const [emptySteps = new Set<number>()] = await readEmptySteps(trx, hospitalId, [{ ladder, wardId, nurseId }]);
  return { ladder, emptySteps };
}
