import { hashPassword } from "../../src/actions/passwords.ts";
import type { Db } from "../../src/db/connection.ts";
import type { Role } from "../../src/domain/staff.ts";

export const password = "correct horse battery staple";
/** Hashed once: it is the dear part. */
const passwordHash = hashPassword(password);

/** A hospital with two wards, W1 and W2, and nobody in it. */
export async function openHospital(db: Db, hospitalId: string, name: string): Promise<void> {
  await db.insertInto("hospitals").values({ hospital_id: hospitalId, name, time_zone: "Europe/Dublin" }).execute();
  await db
    .insertInto("wards")
    .values([
      { hospital_id: hospitalId, ward_id: "W1", name: `${name} first`, place: 1 },
      { hospital_id: hospitalId, ward_id: "W2", name: `${name} second`, place: 2 },
    ])
    .execute();
}

export interface Employed {
  readonly email: string;
  readonly name?: string;
  readonly role: Role;
  readonly wardId?: string;
  readonly password?: string;
  readonly active?: boolean;
  readonly demo?: boolean;
}

/** A person of the hospital; answers the staff id. */
export async function employ(db: Db, hospitalId: string, person: Employed): Promise<string> {
  const { staff_id } = await db
    .insertInto("staff")
    .values({
      hospital_id: hospitalId,
      email: person.email,
      name: person.name ?? person.role,
      role: person.role,
      ward_id: person.wardId ?? null,
      password_hash: await (person.password === undefined ? passwordHash : hashPassword(person.password)),
      active: person.active ?? true,
      demo: person.demo ?? false,
    })
    .returning("staff_id")
    .executeTakeFirstOrThrow();
  return staff_id;
}
