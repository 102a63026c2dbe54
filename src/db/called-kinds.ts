import { type CalledKind, defaultCalledKinds } from "../domain/called-kinds.ts";
import type { KindSettings, ListedKind } from "../domain/edit-called-kinds.ts";
import type { Db, Trx } from "./connection.ts";

/** What can be called for in a hospital, in the order of its form. */
export async function readCalledKinds(db: Db | Trx, hospitalId: string): Promise<readonly CalledKind[]> {
  const kinds = await readEveryCalledKind(db, hospitalId);
  return kinds.flatMap(({ active, ...kind }) => (active ? kind : []));
}

/** The whole list, retired ones too. A hospital without rows has the default list. */
export async function readEveryCalledKind(db: Db | Trx, hospitalId: string): Promise<readonly ListedKind[]> {
  const kinds = await kindRows(db, hospitalId).execute();
  return kinds.length > 0 ? kinds : defaultCalledKinds.map((kind) => ({ ...kind, active: true }));
}

/**
 * Locks a hospital's list for a change and answers it. With the first change the default list becomes the hospital's own;
 * whoever makes a first change at the same moment waits for that.
 */
export async function lockCalledKinds(trx: Trx, hospitalId: string): Promise<readonly ListedKind[]> {
  if (!(await hasCalledKinds(trx, hospitalId))) {
    const own = defaultCalledKinds.map((kind, place) => ({
      ...rowOf({ ...kind, active: true }),
      ...{ hospital_id: hospitalId, kind_id: kind.kindId, place },
    }));
    await trx
      .insertInto("called_kinds")
      .values(own)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  // By what never changes: two that lock in different orders would wait for each other.
  await trx
    .selectFrom("called_kinds")
    .select("kind_id")
    .where("hospital_id", "=", hospitalId)
    .orderBy("kind_id")
    .forUpdate()
    .execute();
  // Read once more: what others have added while this waited for the lock, the statement that waited does not see.
  return await kindRows(trx, hospitalId).execute();
}

/** At the end of the list. */
export async function insertCalledKind(trx: Trx, hospitalId: string, kind: ListedKind, place: number): Promise<void> {
  await trx
    .insertInto("called_kinds")
    .values({ hospital_id: hospitalId, kind_id: kind.kindId, place, ...rowOf(kind) })
    .execute();
}

export async function updateCalledKind(
  trx: Trx,
  hospitalId: string,
  kindId: string,
  settings: KindSettings,
): Promise<void> {
  await trx
    .updateTable("called_kinds")
    .set(rowOf(settings))
    .where("hospital_id", "=", hospitalId)
    .where("kind_id", "=", kindId)
    .execute();
}

/** Puts the list into this order. */
export async function placeCalledKinds(trx: Trx, hospitalId: string, kindIds: readonly string[]): Promise<void> {
  for (const [place, kindId] of kindIds.entries())
    await trx
      .updateTable("called_kinds")
      .set({ place })
      .where("hospital_id", "=", hospitalId)
      .where("kind_id", "=", kindId)
      .where("place", "<>", place)
      .execute();
}

const rowOf = ({ name, priority, clinical, text, active }: KindSettings) => ({
  ...{ name, priority, clinical, text, active },
});

const kindRows = (db: Db | Trx, hospitalId: string) =>
  db
    .selectFrom("called_kinds")
    .select(["kind_id as kindId", "name", "priority", "clinical", "text", "active"])
    .where("hospital_id", "=", hospitalId)
    .orderBy("place")
    .orderBy("kind_id");

/** Whether a hospital has a list of its own. */
export async function hasCalledKinds(db: Db | Trx, hospitalId: string): Promise<boolean> {
  const row = await db
    .selectFrom("called_kinds")
    .select("kind_id")
    .where("hospital_id", "=", hospitalId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
