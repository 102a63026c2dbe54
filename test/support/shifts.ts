import { sql } from "kysely";
import type { Db } from "../../src/db/connection.ts";
import type { ShiftPlan } from "../../src/domain/shifts.ts";

/** Lets the hospital's shifts change three hours from now, so that no test runs over the end of one. */
export async function shiftsFarFromNow(db: Db, hospitalId: string): Promise<ShiftPlan> {
  const { rows } = await sql<{ timeZone: string }>`
    select time_zone as "timeZone" from hospitals where hospital_id = ${hospitalId}
  `.execute(db);
  const timeZone = rows[0]?.timeZone ?? "UTC";
  const { hour } = Temporal.Now.zonedDateTimeISO(timeZone);
  const times = [hour + 3, hour + 15].map((at) => `${String(at % 24).padStart(2, "0")}:00`);
  await sql`update hospitals set shift_times = ${times} where hospital_id = ${hospitalId}`.execute(db);
  return { timeZone, times };
}
