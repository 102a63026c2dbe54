import { beginDuty } from "../actions/begin-duty.ts";
import { leaveWard } from "../actions/leave-ward.ts";
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

/** Somebody is away at the start, so that it can be seen what a card says of it. */
const imaging = { hospitalId: "st-brigid", bedId: "W2-09", sentBy: "nurse2", minutes: 40 } as const;

export async function sendForImaging(db: Db): Promise<void> {
  const { hospitalId, bedId, sentBy, minutes } = imaging;
  const nurse = demoHospitals.flatMap(({ staff }) => staff).find(({ mailbox }) => mailbox === sentBy);
  const staffId = (await peopleOf(db, hospitalId)).get(sentBy)?.staffId;
  const held = await db
    .selectFrom("occupancies")
    .select("stay_id")
    .where("hospital_id", "=", hospitalId)
    .where("bed_id", "=", bedId)
    .where("to_at", "is", null)
    .executeTakeFirst();
  if (!nurse || staffId === undefined || !held) throw new Error(`nobody of the demo can be sent from ${bedId}`);
  const person: Person = { hospitalId, staffId, name: nurse.name, role: nurse.role, wardId: nurse.wardId };
  await leaveWard({ db }, { person, stayId: held.stay_id, reason: "imaging", minutes, requestId });
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
