import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import type { Person } from "../domain/staff.ts";

/** Patients were looked for. By what is not written down: it may be a name. */
export async function noteSearch(
  db: Db,
  { hospitalId, staffId }: Person,
  by: "search" | "number",
  requestId: string,
): Promise<void> {
  await writeAudit(db, { hospitalId, staffId, action: "find_patients", subject: "hospital", reason: by, requestId });
}
