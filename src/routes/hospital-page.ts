import { readHospital } from "../db/board.ts";
import type { Db } from "../db/connection.ts";
import { type Result, refuse } from "../domain/refusals.ts";
import { may, type Permission, type Person } from "../domain/staff.ts";
import { en } from "../views/words/en.ts";
import { type AppContext, requirePerson } from "./context.ts";

/**
 * Who opens or posts to a page of the hospital in the path, at the screen and with the right to. Another hospital's pages
 * are not there, whatever one may do in one's own. Refuses `not_signed_in`, `not_found`, `not_allowed`.
 */
export function requireMember(c: AppContext, permission: Permission): Result<Person> {
  const person = requirePerson(c);
  if (!person.ok) return person;
  if (person.value.hospitalId !== c.req.param("hospital")) return refuse({ kind: "not_found" });
  return may(person.value.role, permission) ? person : refuse({ kind: "not_allowed", action: permission });
}

/** What pages of the hospital are drawn with. */
export async function hospitalShell(db: Db, c: AppContext, person: Person) {
  const hospital = await readHospital(db, person.hospitalId);
  if (!hospital) throw new Error("the hospital of somebody who is signed in does not exist");
  return { ...c.get("shell"), hospital, person, words: en };
}
