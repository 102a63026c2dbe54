import type { Db, Trx } from "../db/connection.ts";
import { defaultLimits } from "../domain/limits.ts";
import type { Sign } from "../domain/vitals.ts";
import { seeded } from "./random.ts";
import { bedName, type DemoHospital, type DemoStays, demoDevices, demoHospitals, nurseOf } from "./roster.ts";
import { seedAlerts } from "./seed-alerts.ts";
import { seedHistory } from "./seed-history.ts";

export type Seeded =
  | "seeded"
  /** The demo's hospitals are there from an earlier start: nothing was changed. */
  | "already_there"
  /** The database holds a hospital that is no demo's: nothing was changed, and nobody may sign in with a demo's password. */
  | "other_hospital";

/**
 * Makes the demo's two hospitals in an empty database: wards, beds, staff, patients, monitors, limits, and a history of some
 * hours up to `now`. In one transaction, some 30,000 rows in about a second. `passwordHash` is everybody's.
 */
export async function seedDemo(
  db: Db,
  { now, passwordHash }: { readonly now: Date; readonly passwordHash: string },
): Promise<Seeded> {
  return await db.transaction().execute(async (trx) => {
    const found = await trx.selectFrom("hospitals").select(["hospital_id", "demo"]).execute();
    if (found.some(({ demo }) => !demo)) return "other_hospital";
    if (found.length > 0) return "already_there";
    for (const hospital of demoHospitals) {
      // Two processes may start at the same time: the second waits here until the first is done, and finds its rows.
      if (!(await openHospital(trx, hospital))) return "already_there";
      await furnish(trx, hospital);
      const staffIds = await hire(trx, hospital, passwordHash);
      const stays = await admit(trx, hospital, staffIds, now);
      await seedHistory(trx, hospital, stays, now);
      await seedAlerts(trx, hospital, stays, staffIds, now);
    }
    return "seeded";
  });
}

async function openHospital(trx: Trx, { hospitalId, name, timeZone }: DemoHospital): Promise<boolean> {
  const opened = await trx
    .insertInto("hospitals")
    .values({ hospital_id: hospitalId, name, time_zone: timeZone, demo: true })
    .onConflict((on) => on.doNothing())
    .returning("hospital_id")
    .executeTakeFirst();
  return opened !== undefined;
}

async function furnish(trx: Trx, hospital: DemoHospital): Promise<void> {
  const { hospitalId: hospital_id, wards, patients } = hospital;
  await trx
    .insertInto("wards")
    .values(wards.map(({ wardId: ward_id, name }, place) => ({ hospital_id, ward_id, name, place })))
    .execute();
  const beds = wards.flatMap(({ wardId: ward_id, beds: count }) =>
    Array.from({ length: count }, (_, i) => ({ hospital_id, bed_id: bedName(ward_id, i + 1), ward_id, place: i + 1 })),
  );
  await trx.insertInto("beds").values(beds).execute();
  const standsAt = new Map(patients.map(({ deviceId, bedId }) => [deviceId, bedId]));
  const devices = demoDevices(hospital).map((device_id) => ({
    ...{ hospital_id, device_id, bed_id: standsAt.get(device_id) ?? null },
    ...{ last_heard_at: null, lost_at: null },
  }));
  await trx.insertInto("devices").values(devices).execute();
  const limits = wards.flatMap(({ wardId: ward_id }) =>
    Object.entries(defaultLimits).map(([sign, { criticalLow, low, high, criticalHigh }]) => ({
      ...{ hospital_id, ward_id, sign: sign as Sign },
      ...{ critical_low: criticalLow, low, high, critical_high: criticalHigh },
    })),
  );
  await trx.insertInto("ward_limits").values(limits).execute();
}

/** @returns staff ids by mailbox. */
async function hire(trx: Trx, hospital: DemoHospital, passwordHash: string): Promise<ReadonlyMap<string, string>> {
  const { hospitalId } = hospital;
  const hired = await trx
    .insertInto("staff")
    .values(
      hospital.staff.map(({ mailbox, name, role, wardId }) => ({
        ...{ hospital_id: hospitalId, email: `${mailbox}@${hospitalId}.example`, name, role, ward_id: wardId },
        ...{ password_hash: passwordHash, demo: true },
      })),
    )
    .returning(["staff_id", "email"])
    .execute();
  return new Map(hired.map(({ staff_id, email }) => [email.slice(0, email.indexOf("@")), staff_id]));
}

async function admit(
  trx: Trx,
  hospital: DemoHospital,
  staffIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<DemoStays> {
  const { hospitalId: hospital_id, patients } = hospital;
  const random = seeded("admissions", hospital_id);
  const people = await trx
    .insertInto("patients")
    .values(
      patients.map((patient) => ({
        ...{ hospital_id, number: patient.number, family_name: patient.familyName, given_name: patient.givenName },
        ...{ born_on: bornOn(patient.ageYears, random.between(0, 364), now), sex: patient.sex },
        ...{ pregnant: patient.pregnant, spo2_scale: patient.spo2Scale },
      })),
    )
    .returning(["patient_id", "number"])
    .execute();
  const idOf = new Map(people.map(({ number, patient_id }) => [number, patient_id]));
  await say(trx, hospital, idOf, staffIds, now);
  const admitted = patients.map((patient) => ({
    patient,
    patient_id: idOf.get(patient.number) ?? "",
    nurse_id: staffIds.get(nurseOf(hospital, patient).mailbox) ?? null,
    began_at: new Date(now.getTime() - random.between(1, 9) * 86_400_000),
  }));
  const stays = await trx
    .insertInto("stays")
    .values(
      admitted.map(({ patient_id, nurse_id, began_at }) => ({
        ...{ hospital_id, patient_id, nurse_id, began_at, ended_at: null },
      })),
    )
    .returning(["stay_id", "patient_id"])
    .execute();
  const stayOf = new Map(stays.map(({ patient_id, stay_id }) => [patient_id, stay_id]));
  const held = admitted.map(({ patient, patient_id, began_at }) => ({
    patient,
    ...{ stayId: stayOf.get(patient_id) ?? "", from_at: began_at },
  }));
  await trx
    .insertInto("occupancies")
    .values(
      held.map(({ patient, stayId, from_at }) => ({
        ...{ hospital_id, stay_id: stayId, bed_id: patient.bedId, from_at, to_at: null },
      })),
    )
    .execute();
  return new Map(held.map(({ patient, stayId }) => [patient.bedId, { stayId, patient }]));
}

/** A doctor has said what must be known of some of them. */
async function say(
  trx: Trx,
  { hospitalId, patients }: DemoHospital,
  idOf: ReadonlyMap<string, string>,
  staffIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const doctor = staffIds.get("doctor") ?? null;
  const rows = patients.flatMap(({ number, marks }) =>
    marks.map((said) => ({
      ...{ hospital_id: hospitalId, patient_id: idOf.get(number) ?? "", ...said },
      ...{ set_by: doctor, set_at: new Date(now.getTime() - 5 * 3_600_000) },
    })),
  );
  if (rows.length > 0) await trx.insertInto("patient_marks").values(rows).execute();
}

/** A day of birth that makes somebody as old as that for at least a while. */
function bornOn(ageYears: number, daysSinceBirthday: number, now: Date): string {
  const birthday = new Date(now.getTime() - daysSinceBirthday * 86_400_000);
  birthday.setUTCFullYear(birthday.getUTCFullYear() - ageYears);
  return birthday.toISOString().slice(0, 10);
}
