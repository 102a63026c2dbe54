import { sql } from "kysely";
import type { Role } from "../domain/staff.ts";
import type { Db } from "./connection.ts";

export type SoundState = "off" | "on" | "blocked";

export interface Watcher {
  readonly sessionHash: string;
  readonly page: string;
  readonly staffId: string;
  readonly role: Role;
  readonly wardId: string | null;
  readonly person: boolean;
  readonly sound: SoundState;
}

/** No session has more tabs; what was said last by the others is forgotten. */
const pagesOfASessionMax = 30;
/** Long past counting for anything: twice over what any reader looks back. */
const forgottenAfterMinutes = 10;

/** Notes that a page is watched now, and forgets those of the hospital that have long been silent. Two statements. */
export async function keepWatcher(db: Db, hospitalId: string, watcher: Watcher): Promise<void> {
  const { sessionHash, page, staffId, role, wardId, person, sound } = watcher;
  const hash = Buffer.from(sessionHash, "hex");
  await sql`
    insert into watchers (hospital_id, session_hash, page, staff_id, role, ward_id, person, sound, seen_at)
    values (${hospitalId}, ${hash}, ${page}, ${staffId}, ${role}, ${wardId}, ${person}, ${sound}, clock_timestamp())
    on conflict (hospital_id, session_hash, page) do update set
      ward_id = excluded.ward_id, role = excluded.role, person = excluded.person, sound = excluded.sound,
      seen_at = excluded.seen_at
  `.execute(db);
  await sql`
    delete from watchers w where w.hospital_id = ${hospitalId} and (
      w.seen_at < clock_timestamp() - make_interval(mins => ${forgottenAfterMinutes})
      or w.session_hash = ${hash} and w.page in (
        select page from watchers where hospital_id = ${hospitalId} and session_hash = ${hash}
        order by seen_at desc offset ${pagesOfASessionMax}
      )
    )
  `.execute(db);
}
