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
