import { beginDuty } from "../actions/begin-duty.ts";
import type { Db } from "../db/connection.ts";
import type { Person } from "../domain/staff.ts";
import { demoHospitals } from "./roster.ts";

/** Names what the demo does in the audit, where a request's number stands else. */
const requestId = "demo";

/**
 * Everybody of the demo is on duty for their ward, shift after shift, so that it never looks abandoned. Who ended theirs,
 * or changed it, is left alone until the end of that shift.
 */
export async function keepOnDuty(db: Db): Promise<void> {
  for (const { hospitalId, staff } of demoHospitals) {
    const people = await peopleOf(db, hospitalId);
    for (const { mailbox, name, role, wardId, duty } of staff) {
      const one = people.get(mailbox);
      if (!duty || !one || one.present) continue;
      const person: Person = { hospitalId, staffId: one.staffId, name, role, wardId };
      await beginDuty({ db }, { person, wardId: duty.wardId, shift: null, requestId });
    }
  }
}

/** By mailbox; `present`: the shift they last came for is not over yet. */
async function peopleOf(db: Db, hospitalId: string) {
  const rows = await db
    .selectFrom("staff as p")
    .select(["p.staff_id", "p.email"])
    .select(({ exists, selectFrom, fn }) =>
      exists(
        selectFrom("duties as d")
          .select("d.duty_id")
          .whereRef("d.hospital_id", "=", "p.hospital_id")
          .whereRef("d.staff_id", "=", "p.staff_id")
          .where("d.until_at", ">", fn<Date>("clock_timestamp")),
      ).as("present"),
    )
    .where("p.hospital_id", "=", hospitalId)
    .execute();
  return new Map(
    rows.map(({ staff_id, email, present }) => [
      email.slice(0, email.indexOf("@")),
      { staffId: staff_id, present: Boolean(present) },
    ]),
  );
}
