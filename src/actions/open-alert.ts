import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import type { Person } from "../domain/staff.ts";

/** A page about a patient was opened: written down once a page, not each time it asks whether it has changed. */
export async function noteAlertOpened(db: Db, person: Person, alertId: string, requestId: string): Promise<void> {
  await writeAudit(db, {
    hospitalId: person.hospitalId,
    staffId: person.staffId,
    action: "open_alert",
    subject: `alert:${alertId}`,
    reason: null,
    requestId,
  });
}
