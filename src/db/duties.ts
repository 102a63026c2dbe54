import { sql } from "kysely";
import type { Duty, OnDuty } from "../domain/duties.ts";
import type { ShiftPlan } from "../domain/shifts.ts";
import type { Db, Trx } from "./connection.ts";

/** What somebody is on duty for just now, or null. One whose time has come is over, swept or not. */
export async function findDuty(db: Db | Trx, hospitalId: string, staffId: string): Promise<Duty | null> {
  const duty = await dutyRows(db, hospitalId)
    .where("d.staff_id", "=", staffId)
    .where("d.until_at", ">", sql<Date>`clock_timestamp()`)
    .executeTakeFirst();
  return duty ?? null;
}

/** Who is on duty in a hospital: by ward in their order, those for every ward last; nurses first. */
export async function readOnDuty(db: Db, hospitalId: string): Promise<OnDuty[]> {
  return await dutyRows(db, hospitalId)
    .innerJoin("staff as p", (on) =>
      on.onRef("p.hospital_id", "=", "d.hospital_id").onRef("p.staff_id", "=", "d.staff_id"),
    )
    .leftJoin("wards as w", (on) =>
      on.onRef("w.hospital_id", "=", "d.hospital_id").onRef("w.ward_id", "=", "d.ward_id"),
    )
    .select("p.name")
    .orderBy(sql`w.place nulls last`)
    .orderBy(sql`array_position(array['nurse', 'doctor', 'head_doctor', 'operator'], d.role)`)
    .orderBy("p.name")
    .orderBy("d.staff_id")
    .execute();
}

/**
 * Locks a person's coming and going until the transaction ends, and answers their open duty. The first lock of its
 * transaction: of two taps at once the second finds what the first has done.
 */
export async function lockDuty(trx: Trx, hospitalId: string, staffId: string): Promise<Duty | null> {
  // Not FOR UPDATE: an alert that is answered at this moment may still refer to the person.
  await trx
    .selectFrom("staff")
    .select("staff_id")
    .where("hospital_id", "=", hospitalId)
    .where("staff_id", "=", staffId)
    .forNoKeyUpdate()
    .execute();
  return (await dutyRows(trx, hospitalId).where("d.staff_id", "=", staffId).executeTakeFirst()) ?? null;
}

export async function insertDuty(trx: Trx, hospitalId: string, duty: Omit<Duty, "dutyId">): Promise<Duty> {
  const { duty_id } = await trx
    .insertInto("duties")
    .values({
      ...{ hospital_id: hospitalId, staff_id: duty.staffId, role: duty.role, ward_id: duty.wardId },
      ...{ from_at: duty.from, until_at: duty.until },
    })
    .returning("duty_id")
    .executeTakeFirstOrThrow();
  return { ...duty, dutyId: duty_id };
}

export async function closeDuty(trx: Trx, hospitalId: string, dutyId: string, at: Date): Promise<void> {
  await trx
    .updateTable("duties")
    .set({ ended_at: at })
    .where("hospital_id", "=", hospitalId)
    .where("duty_id", "=", dutyId)
    .execute();
}

/** Closes the duties whose time had come at `now`, but for those that somebody has in hand, and answers them. */
export async function closeDueDuties(trx: Trx, hospitalId: string, now: Date, dutiesMax: number): Promise<Duty[]> {
  const { rows } = await sql<Duty>`
    with due as (
      select duty_id from duties where hospital_id = ${hospitalId} and ended_at is null and until_at <= ${now}
      order by until_at limit ${dutiesMax} for update skip locked
    )
    update duties d set ended_at = d.until_at from due where d.hospital_id = ${hospitalId} and d.duty_id = due.duty_id
    returning d.duty_id as "dutyId", d.staff_id as "staffId", d.role, d.ward_id as "wardId", d.from_at as from,
      d.until_at as until
  `.execute(trx);
  return rows;
}

/** When the next duty of each hospital ends. Takes no lock. */
export async function nextDutyEnds(db: Db): Promise<{ readonly hospitalId: string; readonly at: Date }[]> {
  const { rows } = await sql<{ hospitalId: string; at: Date | null }>`
    select h.hospital_id as "hospitalId", (
      select min(d.until_at) from duties d where d.hospital_id = h.hospital_id and d.ended_at is null
    ) as at
    from hospitals h
  `.execute(db);
  return rows.flatMap((row) => (row.at === null ? [] : { hospitalId: row.hospitalId, at: row.at }));
}

/** The beds of those whose nurse one of these people is, by person. */
export async function readBedsOfNurses(
  trx: Trx,
  hospitalId: string,
  staffIds: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  if (staffIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("stays as s")
    .innerJoin("occupancies as o", (on) =>
      on.onRef("o.hospital_id", "=", "s.hospital_id").onRef("o.stay_id", "=", "s.stay_id").on("o.to_at", "is", null),
    )
    .select(["s.nurse_id", "o.bed_id"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.nurse_id", "in", staffIds)
    .where("s.ended_at", "is", null)
    .orderBy("o.bed_id")
    .execute();
  const byNurse = Map.groupBy(rows, ({ nurse_id }) => nurse_id ?? "");
  return new Map([...byNurse].map(([nurse, of]) => [nurse, of.map(({ bed_id }) => bed_id)]));
}

/** Throws for a hospital that is not there: whoever asks works in it. */
export async function readShiftPlan(db: Db | Trx, hospitalId: string): Promise<ShiftPlan> {
  const { time_zone, shift_times } = await db
    .selectFrom("hospitals")
    .select(["time_zone", "shift_times"])
    .where("hospital_id", "=", hospitalId)
    .executeTakeFirstOrThrow();
  return { timeZone: time_zone, times: shift_times };
}

const dutyRows = (db: Db | Trx, hospitalId: string) =>
  db
    .selectFrom("duties as d")
    .select(["d.duty_id as dutyId", "d.staff_id as staffId", "d.role", "d.ward_id as wardId"])
    .select(["d.from_at as from", "d.until_at as until"])
    .where("d.hospital_id", "=", hospitalId)
    .where("d.ended_at", "is", null);
