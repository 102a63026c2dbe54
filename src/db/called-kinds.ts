import { type CalledKind, defaultCalledKinds } from "../domain/called-kinds.ts";
import type { Db, Trx } from "./connection.ts";

/** What can be called for in a hospital, in the order of its form. */
export async function readCalledKinds(trx: Db | Trx, hospitalId: string): Promise<readonly CalledKind[]> {
  const rows = await trx
    .selectFrom("called_kinds")
    .select(["kind_id as kindId", "name", "priority", "clinical", "text", "active"])
    .where("hospital_id", "=", hospitalId)
    .orderBy("place")
    .orderBy("kind_id")
    .execute();
  if (rows.length === 0) return defaultCalledKinds;
  return rows.flatMap(({ active, ...kind }) => (active ? kind : []));
}
