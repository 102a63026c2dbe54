import { sql } from "kysely";
import type { AbsenceReason } from "../domain/absences.ts";
import type { AlertRow, BedPicture, SignPicture, StayPicture } from "../domain/board.ts";
import { freshnessOf } from "../domain/freshness.ts";
import type { LimitsBySign } from "../domain/limits.ts";
import { type NamedBed, similarBeds } from "../domain/names.ts";
import { ageInYears, news2Exclusion, news2Values, scoreNews2 } from "../domain/news2.ts";
import { cardMarksOf, type MarkKind } from "../domain/patient-marks.ts";
import { type DueRound, stageOf } from "../domain/rounds.ts";
import type { Silence } from "../domain/silences.ts";
import { byUrgency } from "../domain/urgency.ts";
import { isSign, type Sign } from "../domain/vitals.ts";
import type { Trx } from "./connection.ts";
import { readNamesOnWards } from "./names-on-wards.ts";
import type { Source } from "./schema.ts";
import { readSilences } from "./silences.ts";
import { limitsOver, readStayLimits, type StayLimits } from "./stay-limits.ts";
import { readRules } from "./ward-rules.ts";

export interface WantedBeds {
  readonly beds: ReadonlySet<string> | "all" | "none";
  /** All beds of these wards as well, null being every ward. */
  readonly tilesOf: readonly (string | null)[];
}

/**
 * The wanted beds in their physical order, each with who lies there, how the patient is at `now`, and the most urgent of
 * `alerts` (which come most urgent first). Without trends. Five statements at most, none where nothing is wanted.
 */
export async function readBeds(
  trx: Trx,
  hospitalId: string,
  wanted: WantedBeds,
  alerts: readonly AlertRow[],
  now: Date,
): Promise<BedPicture[]> {
  const everything = wanted.beds === "all" || wanted.tilesOf.includes(null);
  const beds = typeof wanted.beds === "string" ? [] : [...wanted.beds];
  const wards = wanted.tilesOf.filter((ward) => ward !== null);
  if (!everything && beds.length + wards.length === 0) return [];

  const rows = await bedRows(trx, hospitalId, everything ? null : { beds, wards });
  const limits = await readRules(trx, hospitalId, "all");
  const stayIds = rows.flatMap(({ stay_id }) => stay_id ?? []);
  const own = await readStayLimits(trx, hospitalId, stayIds, now);
  const silences = await readSilences(trx, hospitalId, stayIds);
  const similar = similarBeds(await readNeighbours(trx, hospitalId, rows, everything ? "all" : wards));
  const alertsOf = Map.groupBy(alerts, ({ stayId, bedId }) => (stayId === null ? `bed:${bedId}` : `stay:${stayId}`));
  return rows.map((row) => {
    const ofStay = alertsOf.get(`stay:${row.stay_id}`) ?? [];
    const ofBed = alertsOf.get(`bed:${row.bed_id}`) ?? [];
    const pauses = {
      limits: own.get(row.stay_id ?? "") ?? [],
      silences: (silences.get(row.stay_id ?? "") ?? []).filter(({ until }) => until > now),
    };
    const stay = stayPicture(row, limits.get(row.ward_id) ?? {}, pauses, [...ofStay, ...ofBed].sort(byUrgency), now);
    const similarTo = similar.get(row.bed_id) ?? [];
    return { bedId: row.bed_id, wardId: row.ward_id, stay: stay && { ...stay, similarTo } };
  });
}

/** By name all who lie on the wards of these beds; asked for only where a ward was not read whole. */
async function readNeighbours(
  trx: Trx,
  hospitalId: string,
  rows: readonly BedRow[],
  whole: readonly string[] | "all",
): Promise<readonly NamedBed[]> {
  const isWhole = (wardId: string) => whole === "all" || whole.includes(wardId);
  const named = rows.flatMap(({ bed_id: bedId, ward_id: wardId, stay_id, family_name: familyName }) =>
    stay_id !== null && isWhole(wardId) ? { bedId, wardId, familyName } : [],
  );
  const partly = new Set(rows.flatMap(({ ward_id }) => (isWhole(ward_id) ? [] : ward_id)));
  return [...named, ...(await readNamesOnWards(trx, hospitalId, [...partly]))];
}

/** A sign as the query packs it: sign, value, effective time in epoch milliseconds, interval in seconds, source. */
type PackedSign = readonly [string, number | null, number, number, Source];

interface BedRow {
  readonly bed_id: string;
  readonly ward_id: string;
  readonly stay_id: string | null;
  readonly number: string;
  readonly family_name: string;
  readonly given_name: string;
  readonly born_on: string;
  readonly sex: StayPicture["patient"]["sex"];
  readonly pregnant: boolean;
  readonly spo2_scale: 1 | 2;
  readonly nurse_id: string | null;
  readonly nurse: string | null;
  readonly nurse_on_duty: boolean;
  readonly away_reason: AbsenceReason | null;
  readonly away_until: Date;
  readonly observe_at: Date;
  readonly observe_minutes: number;
  readonly held: boolean;
  readonly marks: Partial<Record<MarkKind, string>> | null;
  readonly signs: readonly PackedSign[] | null;
}

// A row a bed, its signs packed in one array: a row a sign would repeat the patient nine times.
async function bedRows(
  trx: Trx,
  hospitalId: string,
  only: { readonly beds: readonly string[]; readonly wards: readonly string[] } | null,
): Promise<readonly BedRow[]> {
  const { rows } = await sql<BedRow>`
    select b.bed_id, b.ward_id, o.stay_id,
      p.number, p.family_name, p.given_name, p.born_on, p.sex, p.pregnant, p.spo2_scale,
      s.nurse_id, nurse.name as nurse, exists (
        select from duties d where d.hospital_id = s.hospital_id and d.staff_id = s.nurse_id and d.ended_at is null
      ) as nurse_on_duty,
      exists (
        select from holds h where h.hospital_id = b.hospital_id and h.settled_at is null
          and (h.bed_id = b.bed_id or h.named_bed_id = b.bed_id)
          and exists (select from held_readings r where r.hospital_id = h.hospital_id and r.hold_id = h.hold_id)
      ) as held,
      away.reason as away_reason, away.until_at as away_until, s.observe_at, s.observe_minutes, (
        select json_object_agg(m.mark, m.value) from patient_marks m
        where m.hospital_id = s.hospital_id and m.patient_id = s.patient_id and m.ended_at is null
          and m.value is not null
      ) as marks,
      (
        select json_agg(json_build_array(
          v.sign, v.value, floor(extract(epoch from v.at) * 1000)::bigint, v.interval_seconds, v.source
        ))
        from current_vitals v where v.hospital_id = o.hospital_id and v.stay_id = o.stay_id
      ) as signs
    from beds b
    join wards w on w.hospital_id = b.hospital_id and w.ward_id = b.ward_id
    left join occupancies o on o.hospital_id = b.hospital_id and o.bed_id = b.bed_id and o.to_at is null
    left join stays s on s.hospital_id = o.hospital_id and s.stay_id = o.stay_id
    left join patients p on p.hospital_id = s.hospital_id and p.patient_id = s.patient_id
    left join absences away on away.hospital_id = s.hospital_id and away.stay_id = s.stay_id and away.ended_at is null
    left join staff nurse on nurse.hospital_id = s.hospital_id and nurse.staff_id = s.nurse_id
    where b.hospital_id = ${hospitalId}
      ${only ? sql`and (b.bed_id = any(${only.beds}) or b.ward_id = any(${only.wards}))` : sql``}
    order by w.place, w.ward_id, b.place, b.bed_id
  `.execute(trx);
  return rows;
}

interface Pauses {
  readonly limits: readonly StayLimits[];
  readonly silences: readonly Silence[];
}

function stayPicture(
  row: BedRow,
  limits: LimitsBySign,
  pauses: Pauses,
  alerts: readonly AlertRow[],
  now: Date,
): StayPicture | null {
  if (row.stay_id === null) return null;
  const signs = signPictures(row.signs ?? [], now);
  const exclusion = news2Exclusion(row.born_on, row.pregnant, now);
  return {
    stayId: row.stay_id,
    patient: {
      number: row.number,
      familyName: row.family_name,
      givenName: row.given_name,
      ageYears: ageInYears(row.born_on, now),
      bornOn: row.born_on,
      sex: row.sex,
    },
    signs,
    limits: limitsOver(limits, pauses.limits),
    ownLimits: pauses.limits.map(({ sign }) => sign),
    silences: pauses.silences,
    spo2Scale: row.spo2_scale,
    marks: cardMarksOf(row.marks ?? {}),
    similarTo: [],
    held: row.held,
    news2: exclusion ? null : scoreNews2({ values: news2Values(signs), spo2Scale: row.spo2_scale }),
    news2Exclusion: exclusion,
    alert: alerts[0] ?? null,
    openCauses: alerts.reduce((sum, { causes }) => sum + Math.max(1, causes.length), 0),
    nurse:
      row.nurse_id === null || row.nurse === null
        ? null
        : { staffId: row.nurse_id, name: row.nurse, onDuty: row.nurse_on_duty },
    away: row.away_reason === null ? null : { reason: row.away_reason, until: row.away_until },
    round: roundPicture({ dueAt: row.observe_at, minutes: row.observe_minutes }, now),
    trend: null,
  };
}

const roundPicture = (round: DueRound, now: Date) => ({ ...round, stage: stageOf(round, now) });

function signPictures(packed: readonly PackedSign[], now: Date): Partial<Record<Sign, SignPicture>> {
  const pictures: Partial<Record<Sign, SignPicture>> = {};
  for (const [sign, value, atMillis, intervalSeconds, source] of packed) {
    if (!isSign(sign)) continue; // A newer build's sign, written by a process beside this one.
    const at = new Date(atMillis);
    const freshness = value === null ? "none" : freshnessOf(at, intervalSeconds, now);
    pictures[sign] = { value, at, freshness, intervalSeconds, source };
  }
  return pictures;
}
