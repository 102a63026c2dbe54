import { writeAudit } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { writePreferences } from "../db/staff.ts";
import type { Preferences } from "../domain/preferences.ts";
import type { Person } from "../domain/staff.ts";

export interface PreferencesChange {
  readonly person: Person;
  readonly preferences: Preferences;
  readonly requestId: string;
}

/** How this person wants their board, from the next page on: pages that are open follow by themselves. */
export async function changePreferences(
  { db }: { readonly db: Db },
  { person, preferences, requestId }: PreferencesChange,
) {
  const { hospitalId, staffId } = person;
  await db.transaction().execute(async (trx) => {
    await writePreferences(trx, hospitalId, staffId, preferences);
    // A board whose sound was turned down is a question after an incident.
    const reason = `volume ${preferences.volume}, sound from ${preferences.soundFrom}`;
    const subject = `staff:${staffId}`;
    await writeAudit(trx, { hospitalId, staffId, action: "change_preferences", subject, reason, requestId });
  });
}
