import { sql } from "kysely";
import { recentlyLeftDays } from "../domain/stay-endings.ts";
import type { Db } from "./connection.ts";

/** More are too many to mean anybody: who sees this many looks for something narrower. */
export const foundPatientsMax = 50;

export interface FoundPatient {
  readonly stayId: string;
  readonly number: string;
  /** The number that was asked for, where it is another of the same person. */
  readonly alsoNumber: string | null;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornOn: string;
  readonly sex: "female" | "male" | "other" | "unknown";
  /** Of who has left: the last one. */
  readonly bedId: string;
  readonly wardName: string;
  readonly leftAt: Date | null;
}

/**
 * Who is here, or left in the last days, and has this number, lies in this bed, or is called so: each word is the beginning
 * of one of their names, accents and capitals aside. Who is here stands first. One statement over those stays, of which a
 * hospital has little more than beds; `foundPatientsMax` and one more.
 */
export async function findPatients(db: Db, hospitalId: string, text: string): Promise<FoundPatient[]> {
  const names = sql`p.family_name || ' ' || p.given_name`;
  // `O’Sullivan` is found as sullivan and as osullivan.
  const apart = sql`' ' || fold_name(translate(${names}, '-’''', '   '))`;
  const together = sql`' ' || fold_name(translate(${names}, '-’''', ' '))`;
  const called = wordsOf(text).map((word) => {
    const begins = sql`'% ' || fold_name(${likeText(word)}) || '%'`;
    return sql`(${apart} like ${begins} or ${together} like ${begins})`;
  });
  const isCalled = called.length > 0 ? sql.join(called, sql` and `) : sql`false`;
  const { rows } = await sql<FoundPatient>`
    select s.stay_id as "stayId", p.number, other.number as "alsoNumber", p.family_name as "familyName",
      p.given_name as "givenName", p.born_on as "bornOn", p.sex, b.bed_id as "bedId", w.name as "wardName",
      s.ended_at as "leftAt"
    from stays s
    join patients p on p.hospital_id = s.hospital_id and p.patient_id = s.patient_id
    cross join lateral (
      select bed_id from occupancies o where o.hospital_id = s.hospital_id and o.stay_id = s.stay_id
      order by from_at desc limit 1
    ) o
    join beds b on b.hospital_id = s.hospital_id and b.bed_id = o.bed_id
    join wards w on w.hospital_id = b.hospital_id and w.ward_id = b.ward_id
    left join patients other on other.hospital_id = p.hospital_id and other.merged_into_id = p.patient_id
      and other.number = ${text}
    where s.hospital_id = ${hospitalId}
      and (s.ended_at is null or s.ended_at > clock_timestamp() - make_interval(days => ${recentlyLeftDays}))
      and (
        p.number = ${text} or other.number is not null or lower(b.bed_id) = lower(${text}) or (${isCalled})
      )
    order by s.ended_at desc nulls first, fold_name(p.family_name), fold_name(p.given_name), s.stay_id
    limit ${foundPatientsMax + 1}
  `.execute(db);
  return rows;
}

const wordsOf = (text: string) =>
  text
    .replaceAll(/['’]/g, "")
    .split(/[\s-]+/)
    .filter((word) => word !== "");

/** What `like` takes for itself is meant as it is written. */
const likeText = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
