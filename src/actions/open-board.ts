import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import type { Person } from "../domain/staff.ts";

/** A board shows patients, so that it was opened is written down: once a page, not for each frame it then receives. */
export async function noteBoardOpened(db: Db, person: Person, wardId: string | null, requestId: string): Promise<void> {
  await writeAudit(db, {
    hospitalId: person.hospitalId,
    staffId: person.staffId,
    action: "open_board",
    subject: wardId === null ? "hospital" : `ward:${wardId}`,
    reason: null,
    requestId,
  });
}

/** The same for a page about one patient. */
export const noteStayOpened = (db: Db, person: Person, stayId: string, requestId: string) =>
  noteOpened(db, person, "open_stay", stayId, requestId);

/** And for what was measured of one. */
export const noteTrendsOpened = (db: Db, person: Person, stayId: string, requestId: string) =>
  noteOpened(db, person, "open_trends", stayId, requestId);

async function noteOpened(db: Db, person: Person, action: string, stayId: string, requestId: string): Promise<void> {
  const { hospitalId, staffId } = person;
  await writeAudit(db, { ...{ hospitalId, staffId, action, subject: `stay:${stayId}`, reason: null, requestId } });
}

/** Or that all of it was saved as a file. */
export async function noteReadingsSaved(
  db: Db,
  { hospitalId, staffId }: Person,
  { stayId, form, requestId }: { readonly stayId: string; readonly form: string; readonly requestId: string },
): Promise<void> {
  const subject = `stay:${stayId}`;
  await writeAudit(db, { hospitalId, staffId, action: "export_readings", subject, reason: form, requestId });
}
