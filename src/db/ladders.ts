import { sql } from "kysely";
import type { LadderNow, Priority } from "../domain/alerts.ts";
import type { Ladder, LadderSubject } from "../domain/escalation.ts";
import { subjectOf } from "../domain/escalation.ts";
import { type LadderAsked, type LadderVersion, ladderInForce } from "../domain/ladders-in-force.ts";
import type { AlertPlace } from "../domain/on-duty.ts";
import type { Db, Trx } from "./connection.ts";
import { readEmptySteps } from "./on-duty.ts";

/** The ladder of a hospital for an alert, by the rule of `ladderInForce`. One statement. */
export async function readLadder(trx: Db | Trx, hospitalId: string, alert: LadderAsked): Promise<Ladder> {
  const { kind, priority, kindId } = alert;
  const { rows } = await sql<Pick<LadderVersion, "subject" | "priority" | "ladder">>`
    select distinct on (subject) subject, priority, ladder from ladders
    where hospital_id = ${hospitalId} and priority = ${priority} and subject in (${subjectOf(kind, kindId)}, ${kind})
    order by subject, version desc
  `.execute(trx);
  return ladderInForce(rows, alert).ladder;
}

/** The same, with the steps that would call nobody just now. Two statements. */
export async function readLadderNow(
  trx: Trx,
  hospitalId: string,
  { wardId, nurseId, ...alert }: LadderAsked & AlertPlace,
): Promise<LadderNow> {
  const ladder = await readLadder(trx, hospitalId, alert);
  const [emptySteps = new Set<number>()] = await readEmptySteps(trx, hospitalId, [{ ladder, wardId, nurseId }]);
  return { ladder, emptySteps };
}

/** The newest version of each of a hospital's own ladders. */
export async function readNewestLadders(db: Db, hospitalId: string): Promise<LadderVersion[]> {
  return await versionRows(db, hospitalId)
    .distinctOn(["l.subject", "l.priority"])
    .orderBy("l.subject")
    .orderBy("l.priority")
    .orderBy("l.version", "desc")
    .execute();
}

/** Years of a hospital that edits its ladders every week. */
const versionsMax = 200;

/** All versions of one ladder, the newest first. */
export async function readLadderVersions(
  db: Db | Trx,
  hospitalId: string,
  subject: LadderSubject,
  priority: Priority,
): Promise<LadderVersion[]> {
  return await versionRows(db, hospitalId)
    .where("l.subject", "=", subject)
    .where("l.priority", "=", priority)
    .orderBy("l.version", "desc")
    .limit(versionsMax)
    .execute();
}

const versionRows = (db: Db | Trx, hospitalId: string) =>
  db
    .selectFrom("ladders as l")
    .innerJoin("staff as s", (on) =>
      on.onRef("s.hospital_id", "=", "l.hospital_id").onRef("s.staff_id", "=", "l.edited_by"),
    )
    .select(["l.subject", "l.priority", "l.version", "l.ladder", "l.edited_at as editedAt", "s.name as editedBy"])
    .where("l.hospital_id", "=", hospitalId);

export interface NextVersion {
  readonly subject: LadderSubject;
  readonly priority: Priority;
  /** The version that was edited; 0: none was there. */
  readonly seenVersion: number;
  readonly ladder: Ladder | null;
  readonly staffId: string;
}

/**
 * Adds the version after the one that was edited. False, and nothing is written, where another has taken its place; waits
 * for whoever is about to.
 */
export async function insertLadder(trx: Trx, hospitalId: string, next: NextVersion): Promise<boolean> {
  const { subject, priority, seenVersion, ladder, staffId } = next;
  const { rows } = await sql`
    insert into ladders (hospital_id, subject, priority, version, ladder, edited_at, edited_by)
    select ${hospitalId}, ${subject}, ${priority}, ${seenVersion + 1}::int, ${JSON.stringify(ladder)}::jsonb,
      clock_timestamp(), ${staffId}::bigint
    where ${seenVersion}::int = (
      select coalesce(max(version), 0) from ladders
      where hospital_id = ${hospitalId} and subject = ${subject} and priority = ${priority}
    )
    on conflict do nothing
    returning version
  `.execute(trx);
  return rows.length > 0;
}
