import { sql } from "kysely";
import type { LimitsBySign } from "../domain/limits.ts";
import { type News2Exclusion, news2Exclusion } from "../domain/news2.ts";
import type { Places, StaySpan } from "../domain/readings.ts";
import type { StayEnding } from "../domain/stay-endings.ts";
import type { Db, Trx } from "./connection.ts";
import { limitsOver, readStayLimits } from "./stay-limits.ts";
import { readRules } from "./ward-rules.ts";

/** One day more than observations are kept: whoever left before cannot be meant by a reading that is taken. */
const lookBackDays = 9;

/** Who held these beds, and when these patients (by the hospital's number) were here, in the last days. */
export async function findPlaces(
  trx: Trx,
  hospitalId: string,
  asked: { readonly beds: ReadonlySet<string>; readonly patients: ReadonlySet<string> },
): Promise<Places> {
  const since = sql<Date>`clock_timestamp() - make_interval(days => ${lookBackDays})`;
  const places = { bed: new Map<string, StaySpan[]>(), patient: new Map<string, StaySpan[]>() };
  if (asked.beds.size > 0) {
    const rows = await trx
      .selectFrom("beds as b")
      .leftJoin("occupancies as o", (join) =>
        join
          .onRef("o.hospital_id", "=", "b.hospital_id")
          .onRef("o.bed_id", "=", "b.bed_id")
          .on((on) => on.or([on("o.to_at", "is", null), on("o.to_at", ">", since)])),
      )
      .select(["b.bed_id as id", "o.stay_id", "o.from_at as from", "o.to_at as to"])
      .where("b.hospital_id", "=", hospitalId)
      .where("b.bed_id", "in", [...asked.beds])
      .execute();
    gather(places.bed, rows);
  }
  if (asked.patients.size > 0) {
    // The number of a record that went up in another means that one's stays. Who is here before who was: of two records
    // that were one person in two beds the times overlap.
    const rows = await trx
      .selectFrom("patients as p")
      .leftJoin("stays as s", (join) =>
        join
          .onRef("s.hospital_id", "=", "p.hospital_id")
          .on("s.patient_id", "=", (on) => on.fn.coalesce("p.merged_into_id", "p.patient_id"))
          .on((on) => on.or([on("s.ended_at", "is", null), on("s.ended_at", ">", since)])),
      )
      .select(["p.number as id", "s.stay_id", "s.began_at as from", "s.ended_at as to"])
      .where("p.hospital_id", "=", hospitalId)
      .where("p.number", "in", [...asked.patients])
      .orderBy("s.ended_at", (order) => order.desc().nullsFirst())
      .execute();
    gather(places.patient, rows);
  }
  return places;
}

interface PlaceRow {
  readonly id: string;
  readonly stay_id: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

function gather(into: Map<string, StaySpan[]>, rows: readonly PlaceRow[]): void {
  for (const { id, stay_id, from, to } of rows) {
    const spans = into.get(id) ?? [];
    into.set(id, spans);
    if (stay_id !== null && from !== null) spans.push({ stayId: stay_id, from, to });
  }
}

/**
 * Locks the stays until the transaction ends: whoever changes current values or decides on clinical alerts of a stay
 * holds this lock, so that of two processes the second sees what the first has done. The first lock of any transaction.
 * Answers the database's time once all are locked: whoever decides second also decides at the later time.
 */
export async function lockStays(trx: Trx, hospitalId: string, stayIds: readonly string[]): Promise<Date> {
  // Not FOR UPDATE: an alert that a person raises at this moment may still refer to the stay. The count comes before the
  // clock, and all locks before the count.
  const { rows } = await sql<{ now: Date }>`
    with locked as materialized (
      select stay_id from stays where hospital_id = ${hospitalId} and stay_id = any(${stayIds}::bigint[])
      order by stay_id for no key update
    )
    select clock_timestamp() as now from (select count(*) from locked) as counted
  `.execute(trx);
  const [row] = rows;
  if (!row) throw new Error("the database did not tell the time");
  return row.now;
}

/** What is needed of a stay to judge its readings. */
export interface StayFacts {
  readonly stayId: string;
  /** The bed it holds now, or null. */
  readonly bed: { readonly bedId: string; readonly wardId: string } | null;
  readonly limits: LimitsBySign;
  readonly spo2Scale: 1 | 2;
  readonly news2Exclusion: News2Exclusion | null;
}

export async function readStayFacts(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
  now: Date,
): Promise<StayFacts[]> {
  const rows = await trx
    .selectFrom("stays as s")
    .innerJoin("patients as p", (join) =>
      join.onRef("p.hospital_id", "=", "s.hospital_id").onRef("p.patient_id", "=", "s.patient_id"),
    )
    .leftJoin("occupancies as o", (join) =>
      join.onRef("o.hospital_id", "=", "s.hospital_id").onRef("o.stay_id", "=", "s.stay_id").on("o.to_at", "is", null),
    )
    .leftJoin("beds as b", (join) =>
      join.onRef("b.hospital_id", "=", "o.hospital_id").onRef("b.bed_id", "=", "o.bed_id"),
    )
    .select(["s.stay_id", "p.born_on", "p.pregnant", "p.spo2_scale", "b.bed_id", "b.ward_id"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.stay_id", "in", stayIds)
    .orderBy("s.stay_id")
    .execute();
  const wardIds = new Set(rows.flatMap((row) => row.ward_id ?? []));
  const limits = await readRules(trx, hospitalId, [...wardIds]);
  const own = await readStayLimits(trx, hospitalId, stayIds, now);
  return rows.map((row) => ({
    stayId: row.stay_id,
    bed: row.bed_id !== null && row.ward_id !== null ? { bedId: row.bed_id, wardId: row.ward_id } : null,
    limits: limitsOver((row.ward_id !== null && limits.get(row.ward_id)) || {}, own.get(row.stay_id) ?? []),
    spo2Scale: row.spo2_scale,
    news2Exclusion: news2Exclusion(row.born_on, row.pregnant, now),
  }));
}

/** The beds that these stays hold now; a stay without one is left out. */
export async function readStayBeds(
  trx: Db | Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<{ readonly stayId: string; readonly bedId: string; readonly wardId: string }[]> {
  if (stayIds.length === 0) return [];
  return await trx
    .selectFrom("occupancies as o")
    .innerJoin("beds as b", (join) =>
      join.onRef("b.hospital_id", "=", "o.hospital_id").onRef("b.bed_id", "=", "o.bed_id"),
    )
    .select(["o.stay_id as stayId", "b.bed_id as bedId", "b.ward_id as wardId"])
    .where("o.hospital_id", "=", hospitalId)
    .where("o.stay_id", "in", stayIds)
    .where("o.to_at", "is", null)
    .execute();
}

/** Fits a bigint. */
export const idForm = /^[1-9]\d{0,17}$/;

/** A stay and the bed it holds now; null where the hospital has no such stay, or it has no bed any more. */
export async function findStayInBed(trx: Db | Trx, hospitalId: string, stayId: string) {
  if (!idForm.test(stayId)) return null;
  return (await readStayBeds(trx, hospitalId, [stayId]))[0] ?? null;
}

export interface StayNow {
  readonly stayId: string;
  readonly patientId: string;
  readonly endedAt: Date | null;
  /** Null: it has ended. */
  readonly bed: { readonly bedId: string; readonly wardId: string; readonly since: Date } | null;
}

/** A stay, ended or not, with the bed it holds; null where the hospital has none of this id. */
export async function findStay(trx: Db | Trx, hospitalId: string, stayId: string): Promise<StayNow | null> {
  if (!idForm.test(stayId)) return null;
  const row = await trx
    .selectFrom("stays as s")
    .leftJoin("occupancies as o", (on) =>
      on.onRef("o.hospital_id", "=", "s.hospital_id").onRef("o.stay_id", "=", "s.stay_id").on("o.to_at", "is", null),
    )
    .leftJoin("beds as b", (on) => on.onRef("b.hospital_id", "=", "o.hospital_id").onRef("b.bed_id", "=", "o.bed_id"))
    .select(["s.stay_id", "s.patient_id", "s.ended_at", "o.from_at", "b.bed_id", "b.ward_id"])
    .where("s.hospital_id", "=", hospitalId)
    .where("s.stay_id", "=", stayId)
    .executeTakeFirst();
  if (!row) return null;
  const { bed_id: bedId, ward_id: wardId, from_at: since } = row;
  const bed = bedId !== null && wardId !== null && since !== null ? { bedId, wardId, since } : null;
  return { stayId, patientId: row.patient_id, endedAt: row.ended_at, bed };
}

/** The stay of a patient that goes on; null: they are not here. */
export async function findOpenStayOf(trx: Trx, hospitalId: string, patientId: string): Promise<string | null> {
  const row = await trx
    .selectFrom("stays")
    .select("stay_id")
    .where("hospital_id", "=", hospitalId)
    .where("patient_id", "=", patientId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return row?.stay_id ?? null;
}

export async function insertStay(trx: Trx, hospitalId: string, patientId: string, beganAt: Date): Promise<string> {
  const row = await trx
    .insertInto("stays")
    .values({ hospital_id: hospitalId, patient_id: patientId, began_at: beganAt, ended_at: null })
    .returning("stay_id")
    .executeTakeFirstOrThrow();
  return row.stay_id;
}

/** Under the stay's lock. Nothing is due of it any more. */
export async function closeStay(
  trx: Trx,
  hospitalId: string,
  { stayId, ending, at }: { readonly stayId: string; readonly ending: StayEnding; readonly at: Date },
): Promise<void> {
  await trx
    .updateTable("stays")
    .set({ ended_at: at, ended_as: ending, observe_next_at: null })
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .execute();
}

/** Under the stay's lock. Null: nobody's. */
export async function writeNurseOf(
  trx: Trx,
  hospitalId: string,
  stayId: string,
  nurseId: string | null,
): Promise<void> {
  await trx
    .updateTable("stays")
    .set({ nurse_id: nurseId })
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "=", stayId)
    .execute();
}

/** Whose patients stays are; who is nobody's is left out. */
export async function readNursesOf(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (stayIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("stays")
    .select(["stay_id", "nurse_id"])
    .where("hospital_id", "=", hospitalId)
    .where("stay_id", "in", stayIds)
    .where("nurse_id", "is not", null)
    .execute();
  return new Map(rows.map(({ stay_id, nurse_id }) => [stay_id, nurse_id ?? ""]));
}

/** Whose patient a stay is; null: nobody's. */
export const readNurseOf = async (trx: Trx, hospitalId: string, stayId: string): Promise<string | null> =>
  (await readNursesOf(trx, hospitalId, [stayId])).get(stayId) ?? null;
