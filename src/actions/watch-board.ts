import type { Db } from "../db/connection.ts";
import { keepWatcher, type SoundState } from "../db/watchers.ts";
import type { Person } from "../domain/staff.ts";

export interface Watching {
  readonly person: Person;
  /** Hex SHA-256 of the session id. */
  readonly sessionHash: string;
  /** One tab of the session. */
  readonly page: string;
  /** The ward looked at; null: the whole hospital. */
  readonly wardId: string | null;
  /** Nobody has touched anything for a while: the board is the ward's screen, and nobody is at it. */
  readonly idle: boolean;
  readonly sound: SoundState;
}

/**
 * A board says that it was painted, or polls: somebody can see it. Written down for a minute or two, no audit and no event:
 * it is no deed, and what follows from its absence is found by a sweep.
 */
export const watchBoard = (db: Db, watching: Watching): Promise<void> => {
  const { person, idle, ...seen } = watching;
  return keepWatcher(db, person.hospitalId, {
    ...seen,
    ...{ staffId: person.staffId, role: person.role, person: person.role !== "display" && !idle },
  });
};
