import { writeAudit } from "../db/audit.ts";
import { readBedIds } from "../db/beds.ts";
import type { Db, Trx } from "../db/connection.ts";
import { insertPatientMark, readPatientMarks } from "../db/patient-marks.ts";
import { absorbPatient, lockPatients, writeSpo2Scale } from "../db/patients.ts";
import { findOpenStayOf } from "../db/stays.ts";
import { marksToTakeOver } from "../domain/patient-marks.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { momentAfter } from "../domain/stay-endings.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import type { Going } from "./alerts-that-follow.ts";
import { endStay } from "./discharge-patient.ts";
import { type HeldStay, holdStays } from "./hold-stay.ts";
import { judgeScore } from "./judge-score.ts";

export interface Merge {
  readonly person: Person;
  /** Whose name, number and day of birth stand from then on. */
  readonly keptId: string;
  readonly absorbedId: string;
  /** Where both lie in a bed: the stay that goes on; the other ends. */
  readonly goesOn: string | null;
  readonly requestId: string;
}

/**
 * Two records of one person become one: all stays are the kept record's, with what was measured and called for, and the other
 * number goes on meaning the person, for monitors and for whoever looks for it. It is not undone. Refuses `not_allowed`;
 * `not_found` for a record that is none or has gone up in another; `choose_stay` where both lie in a bed and none of their
 * stays was chosen; `patient_left` where the chosen one has ended meanwhile.
 */
export async function mergePatients(
  { db }: { readonly db: Db },
  merge: Merge,
): Promise<Result<{ readonly stayId: string | null }>> {
  const { person, keptId, absorbedId } = merge;
  if (!may(person.role, "merge_patients")) return refuse({ kind: "not_allowed", action: "merge_patients" });
  if (keptId === absorbedId) return refuse({ kind: "not_found" });
  for (let tries = 0; tries < triesMax; tries++) {
    const done = await db.transaction().execute((trx) => mergeIn(trx, merge));
    if (done) return done;
  }
  throw new Error("whoever was to be merged came and went again and again");
}

/** Somebody may be admitted or sent home between the look at their stays and the locks; not twice. */
const triesMax = 3;

/** Null, and nothing is written: who lies in a bed changed before the locks were had. */
async function mergeIn(trx: Trx, merge: Merge): Promise<Result<{ readonly stayId: string | null }> | null> {
  const { person, keptId, absorbedId, goesOn, requestId } = merge;
  const { hospitalId, staffId } = person;
  const ids = [keptId, absorbedId];
  const before = await openStaysOf(trx, hospitalId, ids);
  const held = await holdStays(trx, hospitalId, before);
  if (!held.ok) return null;
  const records = await lockPatients(trx, hospitalId, ids);
  if (ids.some((id) => records.get(id)?.mergedIntoId !== null)) return refuse({ kind: "not_found" });
  if (String(await openStaysOf(trx, hospitalId, ids)) !== String(before)) return null;
  const { stays } = held.value;
  const going = stays.length > 1 ? stays.find(({ stayId }) => stayId === goesOn) : stays[0];
  if (!going && stays.length > 1) return refuse({ kind: "choose_stay" });
  const ended = stays.filter((stay) => stay !== going);
  const now = momentAfter(
    held.value.now,
    stays.map(({ since }) => since),
  );
  const act: Going = { hospitalId, staffId, requestId, now };
  const events: WardlightEvent[] = [];
  for (const stay of ended) events.push(...(await endStay(trx, act, stay, "merged")));
  await takeOverMarks(trx, act, merge);
  await absorbPatient(trx, hospitalId, { absorbedId, keptId });
  for (const [subject, reason] of [
    [keptId, `patient:${absorbedId} went up in it`],
    [absorbedId, `went up in patient:${keptId}`],
  ])
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: "patients.merged", subject: `patient:${subject}`, reason: reason ?? null },
      requestId,
    });
  if (going) events.push(...(await renamed(trx, hospitalId, going, now)));
  await publish(trx, hospitalId, events);
  return ok({ stayId: going?.stayId ?? null });
}

async function openStaysOf(trx: Trx, hospitalId: string, patientIds: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const patientId of patientIds) {
    const stayId = await findOpenStayOf(trx, hospitalId, patientId);
    if (stayId !== null) found.push(stayId);
  }
  return found;
}

async function takeOverMarks(
  trx: Trx,
  { hospitalId, staffId, now }: Going,
  { keptId, absorbedId }: Merge,
): Promise<void> {
  const kept = await readPatientMarks(trx, hospitalId, keptId);
  const absorbed = await readPatientMarks(trx, hospitalId, absorbedId);
  for (const { mark, value, words } of marksToTakeOver(kept, absorbed)) {
    await insertPatientMark(trx, hospitalId, { patientId: keptId, mark, value, words, staffId, at: now });
    if (mark === "spo2_scale") await writeSpo2Scale(trx, hospitalId, keptId, 2);
  }
}

/** The card may bear another name, and be counted by another age or scale. */
async function renamed(trx: Trx, hospitalId: string, stay: HeldStay, now: Date): Promise<WardlightEvent[]> {
  const { stayId, bedId, wardId } = stay;
  const bedIds = await readBedIds(trx, hospitalId, wardId);
  return [
    { type: "patients.merged", payload: { stayId, bedId, wardId, bedIds } },
    ...(await judgeScore(trx, hospitalId, stayId, now)),
  ];
}
