import type { StayEnding } from "../domain/stay-endings.ts";
import { idForm } from "./alerts.ts";
import type { Db } from "./connection.ts";

/** A stay that has ended, and whether its patient is here again; null where it goes on, or the hospital has none of this id. */
export async function readEndedStay(db: Db, hospitalId: string, stayId: string) {
  if (!idForm.test(stayId)) return null;
  const row = await db
    .selectFrom("stays as s")
    .innerJoin("patients as p", (on) =>
      on.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.patient_id", "=", "s.patient_id"),
    )
    .select(["p.number", "p.family_name as familyName", "p.given_name as givenName", "p.born_on as bornOn"])
    .select(["s.began_at as beganAt", "s.ended_at as endedAt", "s.ended_as as ending"])
    .select(({ selectFrom }) => [
      selectFrom("occupancies as o")
        .select("o.bed_id")
        .whereRef("o.hospital_id", "=", "s.hospital_id")
        .whereRef("o.stay_id", "=", "s.stay_id")
        .orderBy("o.from_at", "desc")
        .limit(1)
        .as("bedId"),
      selectFrom("stays as again")
        .select("again.stay_id")
        .whereRef("again.hospital_id", "=", "s.hospital_id")
        .whereRef("again.patient_id", "=", "s.patient_id")
        .where("again.ended_at", "is", null)
        .as("goesOn"),
    ])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.stay_id", "=", stayId)
    .executeTakeFirst();
  if (!row || row.endedAt === null) return null;
  const { endedAt, ending, ...rest } = row;
  return { ...rest, endedAt, ending: ending satisfies StayEnding | null };
}
