import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import type { Person } from "../domain/staff.ts";

/**
 * The history was opened, or saved as a table: it shows patients. Which fields were asked for is written down, and not what
 * was in them: that may be a name.
 */
export async function noteHistory(
  db: Db,
  person: Person,
  given: {
    readonly did: "open_history" | "export_history";
    readonly fields: readonly string[];
    readonly requestId: string;
  },
): Promise<void> {
  const { did, fields, requestId } = given;
  await writeAudit(db, {
    hospitalId: person.hospitalId,
    staffId: person.staffId,
    action: did,
    subject: "hospital",
    reason: fields.length === 0 ? null : fields.join(" "),
    requestId,
  });
}
