import { insertAlert, saveAlerts } from "../db/alert-changes.ts";
import { lockOpenAlert, type StoredAlert } from "../db/alerts.ts";
import { type BedNow, holdBed } from "../db/beds.ts";
import { readCalledKinds } from "../db/called-kinds.ts";
import { type Db, databaseNow, type Trx } from "../db/connection.ts";
import { readLadderNow } from "../db/ladders.ts";
import { findStay, readNurseOf } from "../db/stays.ts";
import { newAlert } from "../domain/alert-life.ts";
import { isWorse, type Priority } from "../domain/alerts.ts";
import { type CalledKind, subjectOfCall } from "../domain/called-kinds.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { command, eventsOf, type Grounds } from "./alert-step.ts";

export interface Call {
  readonly person: Person;
  /** By its id in the hospital's list. */
  readonly kind: string;
  /** Null: as is usual for the kind. */
  readonly priority: Priority | null;
  /** Where: a bed, or a place in words. The caller has seen to it that one of them is there. */
  readonly bedId: string | null;
  /** Whom the page was about that it was called from; left out: whoever lies in the bed. */
  readonly stayId?: string | null;
  readonly place: string | null;
  readonly words: string | null;
  readonly requestId: string;
}

export interface Called {
  readonly alert: StoredAlert;
  /** Somebody had called for the same: it is their alert, and says that it was called for again. */
  readonly again: boolean;
}

/**
 * A person calls for help. It is raised at once, on every board of the hospital; with a bed it is about the patient in it
 * and follows them. Who calls for what is open already (the same kind, the same patient, bed or place) adds to that, and asks
 * again whoever answered it some time ago. Refuses `not_allowed`, `unknown_kind`, `unknown_bed`, and `patient_left` or
 * `patient_moved` where the page it was called from was about somebody else than who lies there.
 */
export async function raiseAlert({ db }: { readonly db: Db }, call: Call): Promise<Result<Called>> {
  const { person } = call;
  const { hospitalId } = person;
  if (!may(person.role, "raise_alert")) return refuse({ kind: "not_allowed", action: "raise_alert" });
  return await db.transaction().execute(async (trx) => {
    const kind = (await readCalledKinds(trx, hospitalId)).find(({ kindId }) => kindId === call.kind);
    if (!kind) return refuse({ kind: "unknown_kind" });
    // Held: whoever goes home, or into another bed, at this moment waits and takes the alert along.
    const bed = call.bedId === null ? nowhere : await holdBed(trx, hospitalId, call.bedId);
    if (!bed) return refuse({ kind: "unknown_bed" });
    const { stayId = null } = call;
    if (stayId !== null && stayId !== bed.stayId) return refuse(await whereIs(trx, hospitalId, stayId));
    for (let tries = 0; tries < triesMax; tries++) {
      const begun = await begin(trx, call, kind, bed);
      const done = begun ?? (await repeat(trx, call, kind, bed));
      if (!done) continue;
      await publish(trx, hospitalId, done.events);
      return ok({ alert: done.alert, again: begun === null });
    }
    throw new Error("what a call would add to was closed again and again");
  });
}

/** Help is not called for one patient to the bed of another: whoever calls says once more whom they mean. */
async function whereIs(trx: Trx, hospitalId: string, stayId: string): Promise<Refusal> {
  const stay = await findStay(trx, hospitalId, stayId);
  if (!stay) return { kind: "not_found" };
  if (stay.bed === null) return { kind: "patient_left", at: stay.endedAt };
  return { kind: "patient_moved", bedId: stay.bed.bedId };
}

/** What stands in a call's way may be closed in the moment before it is looked at; not twice. */
const triesMax = 3;

const nowhere = { bedId: null, wardId: null, stayId: null };
type Bed = BedNow | typeof nowhere;

interface Done {
  readonly alert: StoredAlert;
  readonly events: readonly WardlightEvent[];
}

/** Null: there is one already. */
async function begin(trx: Trx, call: Call, kind: CalledKind, bed: Bed): Promise<Done | null> {
  const { person, place, words, requestId } = call;
  const { hospitalId, staffId } = person;
  const { kindId, clinical, name, text: kindText } = kind;
  const priority = call.priority ?? kind.priority;
  const nurseId = bed.stayId === null ? null : await readNurseOf(trx, hospitalId, bed.stayId);
  const ladderNow = await readLadderNow(trx, hospitalId, {
    ...{ kind: "called", priority, kindId, wardId: bed.wardId, nurseId },
  });
  const now = await databaseNow(trx);
  const begun = newAlert({ kind: "called", priority, lapses: false, ...ladderNow, quiet: null }, now);
  const alert = await insertAlert(trx, hospitalId, {
    ...begun,
    ...bed,
    ...{
      clinical,
      cause: kindId,
      title: name,
      kindText,
      reason: "called",
      subject: subjectOfCall(kindId, { ...bed, place }),
    },
    ...{ deviceId: null, place, words, sign: null, value: null, limit: null, judgedAt: null },
    ...{ raisedBy: staffId, requestId, at: now },
  });
  return alert && { alert, events: eventsOf({ alert, steps: begun.steps }) };
}

/** Null: it was closed meanwhile. */
async function repeat(trx: Trx, call: Call, kind: CalledKind, bed: Bed): Promise<Done | null> {
  const { person, words, requestId } = call;
  const { hospitalId, staffId } = person;
  const open = await lockOpenAlert(trx, hospitalId, subjectOfCall(kind.kindId, { ...bed, place: call.place }));
  if (!open) return null;
  const now = await databaseNow(trx);
  const grounds: Grounds = { staffId, reason: "called_again", text: words, requestId };
  const repeated = command(open, { do: "repeat" }, grounds, now);
  if (!repeated.ok) throw new Error(`a call was refused: ${repeated.refusal.kind}`);
  const changes = [repeated.value];
  const priority = call.priority ?? kind.priority;
  if (isWorse(priority, open.priority)) {
    const nurseId = open.stayId === null ? null : await readNurseOf(trx, hospitalId, open.stayId);
    const place = { wardId: open.wardId, nurseId };
    const of = { kind: "called", priority, kindId: kind.kindId } as const;
    const ladderNow = await readLadderNow(trx, hospitalId, { ...of, ...place });
    const worse = command(repeated.value.alert, { do: "worsen", priority, ...ladderNow }, grounds, now);
    if (worse.ok) changes.push(worse.value);
  }
  for (const change of changes) await saveAlerts(trx, hospitalId, [change]);
  return { alert: changes.at(-1)?.alert ?? open, events: changes.flatMap(eventsOf) };
}
