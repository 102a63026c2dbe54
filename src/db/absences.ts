import { type RawBuilder, sql } from "kysely";
import type { Absence, AbsenceReason } from "../domain/absences.ts";
import type { Db, Trx } from "./connection.ts";

export interface StoredAbsence extends Absence {
  readonly absenceId: string;
  readonly stayId: string;
}

/** Under the stay's lock. Null: the patient is on the ward, or should be. */
export async function findAbsence(trx: Trx, hospitalId: string, stayId: string): Promise<StoredAbsence | null> {
  const row = await trx
    .selectFrom("absences")
    .select(["absence_id as absenceId", "stay_id as stayId", "reason", "until_at as until"])
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertAbsence(
  trx: Trx,
  hospitalId: string,
  absence: {
    readonly stayId: string;
    readonly reason: AbsenceReason;
    readonly staffId: string;
    readonly from: Date;
    readonly until: Date;
  },
): Promise<void> {
  await trx
    .insertInto("absences")
    .values({
      ...{ hospital_id: hospitalId, stay_id: absence.stayId, reason: absence.reason, staff_id: absence.staffId },
      ...{ from_at: absence.from, until_at: absence.until },
    })
    .execute();
}

export async function closeAbsence(trx: Trx, hospitalId: string, absenceId: string, at: Date): Promise<void> {
  await trx
    .updateTable("absences")
    .set({ ended_at: at })
    .where("hospital_id", "=", hospitalId)
    .where("absence_id", "=", absenceId)
    .execute();
}

/** The stays whose absence was to end by `now`. Takes no lock. */
export async function staysWhoseAbsenceIsOver(
  trx: Trx,
  hospitalId: string,
  now: Date,
  staysMax: number,
): Promise<string[]> {
  const rows = await trx
    .selectFrom("absences")
    .select("stay_id")
    .where("hospital_id", "=", hospitalId)
    .where("ended_at", "is", null)
    .where("until_at", "<=", now)
    .orderBy("until_at")
    .limit(staysMax)
    .execute();
  return rows.map((row) => row.stay_id);
}

/** When the next absence of each hospital ends. Takes no lock. */
export async function nextAbsenceEnds(db: Db): Promise<{ readonly hospitalId: string; readonly at: Date }[]> {
  const { rows } = await sql<{ hospitalId: string; at: Date | null }>`
    select h.hospital_id as "hospitalId", (
      select min(a.until_at) from absences a where a.hospital_id = h.hospital_id and a.ended_at is null
    ) as at
    from hospitals h
  `.execute(db);
  return rows.flatMap((row) => (row.at === null ? [] : { hospitalId: row.hospitalId, at: row.at }));
}

/** Whether the stay of an occupancy (by its alias) is off the ward, for queries about the equipment of beds. */
export const isAway = (occupancy: string): RawBuilder<boolean> => sql<boolean>`exists (
  select from absences away where away.hospital_id = ${sql.ref(`${occupancy}.hospital_id`)}
    and away.stay_id = ${sql.ref(`${occupancy}.stay_id`)} and away.ended_at is null
)`;
