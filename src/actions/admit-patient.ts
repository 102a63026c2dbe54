import { writeAudit } from "../db/audit.ts";
import { findBed, lockBeds, readBedIds } from "../db/beds.ts";
import { type Db, databaseNow, type Trx } from "../db/connection.ts";
import { insertOccupancy, lastLeftAt } from "../db/occupancies.ts";
import { findPatientByNumber, insertPatient, lockPatients, type NewPatient } from "../db/patients.ts";
import { findOpenStayOf, insertStay, readStayBeds } from "../db/stays.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";

export interface Admission {
  readonly person: Person;
  /** Somebody whom the hospital has no record of, or the record that a number means. */
  readonly patient: { readonly new: NewPatient } | { readonly number: string };
  readonly bedId: string;
  readonly requestId: string;
}

/**
 * A patient comes into a free bed. Nothing is measured yet, and the first set of observations is due within the hour.
 * Refuses `not_allowed`, `unknown_bed`, `bed_taken`, `number_taken` for a new patient whose number somebody has, `not_found`
 * for a number that nobody has, `already_here` for somebody who lies in a bed.
 */
export async function admitPatient(
  { db }: { readonly db: Db },
  { person, patient, bedId, requestId }: Admission,
): Promise<Result<{ readonly stayId: string }>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "admit_and_move")) return refuse({ kind: "not_allowed", action: "admit_and_move" });
  return await db.transaction().execute(async (trx) => {
    // All that can be refused is looked at under the locks of record and bed, before anything is written.
    const known = "number" in patient ? await holdRecord(trx, hospitalId, patient.number) : ok(null);
    if (!known.ok) return known;
    await lockBeds(trx, hospitalId, [bedId]);
    const bed = await findBed(trx, hospitalId, bedId);
    if (!bed) return refuse({ kind: "unknown_bed" });
    if (bed.stayId !== null) return refuse({ kind: "bed_taken", bedId });
    const patientId = "new" in patient ? await insertPatient(trx, hospitalId, patient.new) : known.value;
    if (patientId === null) return refuse({ kind: "number_taken" });
    const now = await databaseNow(trx);
    const left = await lastLeftAt(trx, hospitalId, bedId);
    const from = left && left > now ? left : now;
    const stayId = await insertStay(trx, hospitalId, patientId, from);
    await insertOccupancy(trx, hospitalId, { stayId, bedId, from });
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: "stay.began", subject: `stay:${stayId}`, reason: bedId, requestId },
    });
    const bedIds = await readBedIds(trx, hospitalId, bed.wardId);
    await publish(trx, hospitalId, [{ type: "stay.began", payload: { stayId, bedId, wardId: bed.wardId, bedIds } }]);
    return ok({ stayId });
  });
}

/** The record that a number means, locked: of two who admit one person the second finds them here. */
async function holdRecord(trx: Trx, hospitalId: string, number: string): Promise<Result<string>> {
  const found = await findPatientByNumber(trx, hospitalId, number);
  if (!found) return refuse({ kind: "not_found" });
  const record = (await lockPatients(trx, hospitalId, [found.patientId])).get(found.patientId);
  // It went up in another in that moment.
  if (!record || record.mergedIntoId !== null) return refuse({ kind: "not_found" });
  const here = await lies(trx, hospitalId, record.patientId);
  return here ? refuse(here) : ok(record.patientId);
}

async function lies(trx: Trx, hospitalId: string, patientId: string): Promise<Refusal | null> {
  const stayId = await findOpenStayOf(trx, hospitalId, patientId);
  if (stayId === null) return null;
  const [bed] = await readStayBeds(trx, hospitalId, [stayId]);
  return { kind: "already_here", bedId: bed?.bedId ?? "" };
}
