import type { Db, Trx } from "./connection.ts";

export interface AuditEntry {
  readonly hospitalId: string;
  /** Null: nobody who is known did it. */
  readonly staffId: string | null;
  readonly action: string;
  /** What it was done to, by its id: `alert:12`, `staff:3`, `ward:W1`. No name. */
  readonly subject: string;
  readonly reason: string | null;
  readonly requestId: string | null;
}

/** Written with the change itself, in its transaction. The table takes inserts only. */
export async function writeAudit(db: Db | Trx, entry: AuditEntry): Promise<void> {
  await db
    .insertInto("audit")
    .values({
      hospital_id: entry.hospitalId,
      staff_id: entry.staffId,
      action: entry.action,
      subject: entry.subject,
      reason: entry.reason,
      request_id: entry.requestId,
    })
    .execute();
}

/** What was written down about one alert, as its page shows it to whoever may read the audit. */
export interface AuditLine {
  readonly at: Date;
  /** Null: nobody who is known. */
  readonly by: string | null;
  readonly action: string;
  readonly reason: string | null;
  readonly requestId: string | null;
}

/** The newest so many; one that is looked at often has many that say so. */
export const auditLinesMax = 200;

/** The newest audit rows of an alert, newest first. One statement, by `audit_of_alert`. */
export async function readAuditOfAlert(db: Db | Trx, hospitalId: string, alertId: string): Promise<AuditLine[]> {
  return await db
    .selectFrom("audit as a")
    .leftJoin("staff as s", (on) =>
      on.onRef("s.hospital_id", "=", "a.hospital_id").onRef("s.staff_id", "=", "a.staff_id"),
    )
    .select(["a.at", "a.action", "a.reason", "a.request_id as requestId", "s.name as by"])
    .where("a.hospital_id", "=", hospitalId)
    .where("a.subject", "=", `alert:${alertId}`)
    // As the index has it: without, the planner cannot know that it applies.
    .where("a.subject", "like", "alert:%")
    .orderBy("a.audit_id", "desc")
    .limit(auditLinesMax)
    .execute();
}
