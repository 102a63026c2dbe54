import { lockSilenceableAlerts } from "../db/alerts.ts";
import { writeAudit } from "../db/audit.ts";
import { type Db, databaseNow, type Trx } from "../db/connection.ts";
import { endSilences, insertSilence, readSilences, type SilenceEnd, type SilenceOfStay } from "../db/silences.ts";
import type { Priority } from "../domain/alerts.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { silenceMinutesMax } from "../domain/silences.ts";
import { may, type Person } from "../domain/staff.ts";
import { publish } from "../events/publish.ts";
import { holdStay } from "./hold-stay.ts";
import { quietenStay, type StayInBed } from "./quieten-stay.ts";

export interface SilenceRequest {
  readonly person: Person;
  readonly stayId: string;
  /** One rule of the bed, `heartRate:high`; null: everything that a rule raises there. */
  readonly cause: string | null;
  /** The highest priority that it shall cover. */
  readonly priority: Priority;
  readonly minutes: number;
  /** One line, not empty. */
  readonly reason: string;
  readonly requestId: string;
}

/**
 * Pauses what a bed, or one of its rules, calls for, until a time at most `silenceMinutesMax` away: nothing of it sounds or
 * climbs meanwhile, all of it is still shown, and what is worse than it covers breaks it. One of the same scope takes the
 * place of the one before. Refuses `not_allowed`, `not_found`, `patient_left`, `silence_too_long`.
 */
export async function silenceBed({ db }: { readonly db: Db }, request: SilenceRequest): Promise<Result<Date>> {
  const { person, stayId, cause, priority, minutes, reason, requestId } = request;
  const { hospitalId, staffId } = person;
  if (!may(person.role, "silence")) return refuse({ kind: "not_allowed", action: "silence" });
  if (minutes > silenceMinutesMax[priority])
    return refuse({ kind: "silence_too_long", priority, minutesMax: silenceMinutesMax[priority] });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { bedId, wardId } = held.value.stay;
    const stay = { stayId, bedId, wardId };
    // Under the alerts' locks: whatever called somebody before has done so at an earlier time.
    await lockSilenceableAlerts(trx, hospitalId, stay);
    const from = await databaseNow(trx);
    const until = new Date(from.getTime() + minutes * 60_000);
    const silenceId = await insertSilence(trx, hospitalId, { stayId, cause, priority, reason, staffId, from, until });
    await writeAudit(trx, {
      ...{ hospitalId, staffId, action: "silence", subject: `silence:${silenceId}`, reason, requestId },
    });
    const silences = (await readSilences(trx, hospitalId, [stayId])).get(stayId) ?? [];
    const events = await quietenStay(trx, hospitalId, stay, silences, from);
    await publish(trx, hospitalId, [{ type: "silence.began", payload: stay }, ...events]);
    return ok(until);
  });
}

/** Ends a silence before its time. Refuses `not_allowed`, and `not_found` for one that has ended. */
export async function endSilence(
  { db }: { readonly db: Db },
  given: { readonly person: Person; readonly silenceId: string; readonly stayId: string; readonly requestId: string },
): Promise<Result<null>> {
  const { person, silenceId, stayId, requestId } = given;
  const { hospitalId, staffId } = person;
  if (!may(person.role, "silence")) return refuse({ kind: "not_allowed", action: "silence" });
  return await db.transaction().execute(async (trx) => {
    const held = await holdStay(trx, hospitalId, stayId);
    if (!held.ok) return held;
    const { bedId, wardId } = held.value.stay;
    const stay = { stayId, bedId, wardId };
    const running = (await readSilences(trx, hospitalId, [stayId])).get(stayId) ?? [];
    const ending = running.filter((silence) => silence.silenceId === silenceId);
    if (ending.length === 0) return refuse({ kind: "not_found" });
    const audit = {
      hospitalId,
      staffId,
      action: "end_silence",
      subject: `silence:${silenceId}`,
      reason: null,
      requestId,
    };
    await writeAudit(trx, audit);
    const events = await overIn(trx, hospitalId, stay, { running, ending, endedBy: "taken_back" });
    await publish(trx, hospitalId, events);
    return ok(null);
  });
}

interface Ending {
  readonly running: readonly SilenceOfStay[];
  readonly ending: readonly SilenceOfStay[];
  readonly endedBy: SilenceEnd;
}

/** Silences of a locked stay end: what they had covered sounds and climbs again. Answers the events to publish. */
export async function overIn(trx: Trx, hospitalId: string, stay: StayInBed, { running, ending, endedBy }: Ending) {
  const now = await databaseNow(trx);
  const ids = ending.map(({ silenceId }) => silenceId);
  await endSilences(trx, hospitalId, ids, endedBy, now);
  const left = running.filter(({ silenceId }) => !ids.includes(silenceId));
  const events = await quietenStay(trx, hospitalId, stay, left, now);
  return [{ type: "silence.ended", payload: stay } as const, ...events];
}
