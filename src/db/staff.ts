import { sql } from "kysely";
import type { Preferences } from "../domain/preferences.ts";
import type { Role } from "../domain/staff.ts";
import type { Db, Trx } from "./connection.ts";

export interface StaffAccount {
  readonly hospitalId: string;
  readonly hospitalName: string;
  readonly staffId: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly demo: boolean;
}

/** Nobody works in more hospitals than this under one address; each costs a password check at sign-in. */
const hospitalsOfAPersonMax = 8;

/**
 * The active accounts that have this address, one a hospital. The one read that asks all hospitals: nobody has said yet
 * which one it is. `email` is trimmed and in lower case.
 */
export async function activeAccounts(db: Db, email: string): Promise<StaffAccount[]> {
  return await db
    .selectFrom("staff")
    .innerJoin("hospitals", "hospitals.hospital_id", "staff.hospital_id")
    .select([
      "staff.hospital_id as hospitalId",
      "hospitals.name as hospitalName",
      "staff.staff_id as staffId",
      "staff.role",
      "staff.password_hash as passwordHash",
      "staff.demo",
    ])
    .where("staff.email", "=", email)
    .where("staff.active", "=", true)
    .orderBy("hospitals.name")
    .limit(hospitalsOfAPersonMax)
    .execute();
}

export interface Colleague {
  readonly staffId: string;
  readonly name: string;
  readonly role: Role;
}

/** Fits a bigint. */
const idForm = /^[1-9]\d{0,17}$/;

/** Somebody who works in the hospital; null where nobody of this id does, or not any more. */
export async function findColleague(trx: Trx, hospitalId: string, staffId: string): Promise<Colleague | null> {
  if (!idForm.test(staffId)) return null;
  return (await colleagueRows(trx, hospitalId).where("staff_id", "=", staffId).executeTakeFirst()) ?? null;
}

/** Names by id, of those who still work here and those who do not. */
export async function readNames(
  trx: Trx | Db,
  hospitalId: string,
  staffIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (staffIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("staff")
    .select(["staff_id", "name"])
    .where("hospital_id", "=", hospitalId)
    .where("staff_id", "in", staffIds)
    .execute();
  return new Map(rows.map(({ staff_id, name }) => [staff_id, name]));
}

/** Everybody who works in the hospital, by name; screens on walls are nobody. */
export const readColleagues = (db: Db, hospitalId: string): Promise<Colleague[]> =>
  colleagueRows(db, hospitalId).where("role", "<>", "display").orderBy("name").orderBy("staff_id").execute();

const colleagueRows = (db: Db | Trx, hospitalId: string) =>
  db
    .selectFrom("staff")
    .select(["staff_id as staffId", "name", "role"])
    .where("hospital_id", "=", hospitalId)
    .where("active", "=", true);

/** Over those that were stored: what another build keeps there stays. */
export async function writePreferences(trx: Trx, hospitalId: string, staffId: string, preferences: Preferences) {
  await trx
    .updateTable("staff")
    .set({ preferences: sql<string>`preferences || ${JSON.stringify(preferences)}::jsonb` })
    .where("hospital_id", "=", hospitalId)
    .where("staff_id", "=", staffId)
    .execute();
}
