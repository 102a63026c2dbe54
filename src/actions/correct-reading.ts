import { writeAudit } from "../db/audit.ts";
import type { Db, Trx } from "../db/connection.ts";
import {
  findReading,
  type ReadingKey,
  readNewestValue,
  type StoredReading,
  writeCorrection,
} from "../db/corrections.ts";
import { findStayInBed, lockStays, readStayFacts } from "../db/stays.ts";
import { type CurrentBySign, readCurrentVitals, writeCurrentVitals } from "../db/vitals.ts";
import { assess, type Cause, callsByScore, type Decision, type Picture } from "../domain/assessment.ts";
import type { CurrentSign } from "../domain/filing.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { byHandMinutesUsual, byHandSeconds } from "../domain/rounds.ts";
import { may, type Person } from "../domain/staff.ts";
import { type Sign, vitalSigns } from "../domain/vitals.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { applyDecisions, lockOpenOfStays, openCausesOf } from "./apply-assessment.ts";
import { fileStay, pictureOf } from "./file-stay.ts";
import { noteScores, scoredStay } from "./note-scores.ts";

export interface ReadingCorrection {
  readonly person: Person;
  readonly reading: ReadingKey;
  /** Read by `readCorrection`. Null: taken back. */
  readonly value: number | null;
  /** One line, not empty. */
  readonly reason: string;
  readonly requestId: string;
}

/**
 * A person puts a reading right, or takes it back; what it was is kept with the reason. Where it is the newest of its sign,
 * the card shows what is true now (taken back: the one before, with its age), the score is another and alerts follow, all
 * in one transaction. An older one changes the chart and nothing that was decided by it. Refuses `not_allowed`,
 * `not_found` for a stay without a bed or a reading that is none, and `nothing_changed`.
 */
export async function correctReading(
  { db }: { readonly db: Db },
  { person, reading: key, value, reason, requestId }: ReadingCorrection,
): Promise<Result<null>> {
  const { hospitalId, staffId, role } = person;
  const { stayId, sign } = key;
  if (!may(role, "record_observations")) return refuse({ kind: "not_allowed", action: "record_observations" });
  return await db.transaction().execute(async (trx) => {
    if (!(await findStayInBed(trx, hospitalId, stayId))) return refuse({ kind: "not_found" });
    const now = await lockStays(trx, hospitalId, [stayId]);
    const reading = await findReading(trx, hospitalId, key);
    if (!reading) return refuse({ kind: "not_found" });
    if (reading.value === value) return refuse({ kind: "nothing_changed" });
    await writeCorrection(trx, hospitalId, { reading, newValue: value, staffId, reason, at: now });
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: value === null ? "take_back_reading" : "correct_reading" },
      ...{ subject: `stay:${stayId}:${sign}`, reason, requestId },
    });
    await publish(trx, hospitalId, await follow(trx, hospitalId, reading, now));
    return ok(null);
  });
}

/** What follows for the card, the score and the alerts, where the reading is the newest of its sign. */
async function follow(trx: Trx, hospitalId: string, reading: StoredReading, now: Date): Promise<WardlightEvent[]> {
  const { stayId, sign } = reading;
  const [facts] = await readStayFacts(trx, hospitalId, [stayId], now);
  const before = (await readCurrentVitals(trx, hospitalId, [stayId])).get(stayId) ?? {};
  const current = before[sign];
  if (!facts?.bed || current?.deviceId !== reading.deviceId || current.at.getTime() !== reading.at.getTime()) return [];
  const stay = { stayId, ...facts.bed };
  const standing = await standingOf(trx, hospitalId, reading, current);
  await writeCurrentVitals(trx, hospitalId, [{ stayId, sign, current: standing }], now);
  const filed = fileStay(facts, { ...before, [sign]: standing } satisfies CurrentBySign, [], now);
  const open = (await lockOpenOfStays(trx, hospitalId, [stayId])).get(stayId);
  if (!open) throw new Error("the stay was not asked for");
  const causes = openCausesOf(open);
  const decisions: Decision[] = [
    ...assess(pictureOf(filed, causes), new Set([sign])),
    ...(standing.value === null
      ? withdrawn(sign, pictureOf(fileStay(facts, before, [], now), causes), pictureOf(filed, causes))
      : []),
  ];
  return [
    { type: "vitals.recorded", payload: { ...stay, signs: [sign] } },
    ...(await noteScores(trx, hospitalId, scoredStay(filed, false), now)),
    ...(await applyDecisions(trx, { hospitalId, stay, open, decisions, now })),
  ];
}

/** With its right value; of one that was taken back the one before it stands, or that there is no reading. */
async function standingOf(
  trx: Trx,
  hospitalId: string,
  reading: StoredReading,
  current: CurrentSign,
): Promise<CurrentSign> {
  const newest = await readNewestValue(trx, hospitalId, reading);
  if (!newest) return { ...current, value: null, source: "corrected" };
  const { value, at, source, deviceId } = newest;
  if (at.getTime() === current.at.getTime()) return { ...current, value, source };
  const minutes = byHandMinutesUsual;
  const isDevice = source === "device" || source === "demo";
  const intervalSeconds = isDevice
    ? vitalSigns[reading.sign].expectedIntervalSeconds
    : byHandSeconds(reading.sign, minutes);
  return { value, at, source, deviceId, intervalSeconds, gapSeconds: null };
}

/** What was raised for a value that nobody measured, where nothing else is known of the sign: it has ended, and a score that was one by it. */
function withdrawn(sign: Sign, before: Picture, now: Picture): Decision[] {
  const ofSign: Cause[] = [`${sign}:low`, `${sign}:high`, `${sign}:zero`];
  const ended = callsByScore(before) && !callsByScore(now) ? [...ofSign, "news2" as const] : ofSign;
  const isOpen = (cause: Cause) => now.openCauses.some((one) => one.cause === cause && one.active);
  return ended.filter(isOpen).map((cause) => ({ do: "end", cause, reason: "reading_taken_back", settleSeconds: 0 }));
}
