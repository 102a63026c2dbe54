import { insertAlert, saveAlerts } from "../db/alert-changes.ts";
import { lockOpenAlert, lockOpenAlertsAbout } from "../db/alerts.ts";
import type { Trx } from "../db/connection.ts";
import { readLadderNow } from "../db/ladders.ts";
import { readSilencesOfBed } from "../db/silences.ts";
import { newAlert } from "../domain/alert-life.ts";
import { type Command, type Priority, repeatWithinSeconds } from "../domain/alerts.ts";
import { quietOf } from "../domain/silences.ts";
import type { TechnicalCause } from "../domain/technical-causes.ts";
import type { Sign } from "../domain/vitals.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { command, commandByRule, eventsOf } from "./alert-step.ts";

/** Something of the equipment, or of the watch over it, that is not as it should be. It never stands for a clinical alert. */
export interface TechnicalFault {
  readonly hospitalId: string;
  /** What makes two of them one: `device:mon-17:lost`. */
  readonly subject: string;
  /** The word that boards and papers name it by: `device_lost`. */
  readonly cause: TechnicalCause;
  readonly priority: Priority;
  readonly stayId: string | null;
  readonly deviceId: string | null;
  readonly bedId: string | null;
  readonly wardId: string | null;
  /** What it is called where it has no bed: the ward's or the feed's name. */
  readonly place?: string | null;
  /** The sign it is about, where it is one. */
  readonly sign?: Sign | null;
  readonly now: Date;
}

/** Raises a technical alert; one that is open and over becomes active again. Answers the events for the caller to publish. */
export async function raiseTechnicalAlert(trx: Trx, fault: TechnicalFault): Promise<WardlightEvent[]> {
  const { hospitalId, priority, cause, now, place = null, sign = null, ...about } = fault;
  const of = { kind: "technical", priority, kindId: cause, wardId: about.wardId, nurseId: null } as const;
  const ladderNow = await readLadderNow(trx, hospitalId, of);
  const silences = about.bedId === null ? [] : await readSilencesOfBed(trx, hospitalId, about.bedId);
  const quiet = quietOf({ priority, causes: [] }, silences, now);
  const begun = newAlert({ kind: "technical", priority, lapses: false, ...ladderNow, quiet }, now);
  const alert = await insertAlert(trx, hospitalId, {
    ...begun,
    ...about,
    ...{ clinical: false, cause, reason: cause, place, words: null, title: null },
    ...{ sign, value: null, limit: null, judgedAt: null, raisedBy: null, at: now },
  });
  if (alert) return eventsOf({ alert, steps: begun.steps });
  return await changeOpen(trx, fault, { do: "return_cause" }, cause);
}

/** What was wrong is right again: its alert closes if somebody has answered it, else it stays listed until then. */
export async function endTechnicalAlert(
  trx: Trx,
  { reason, ...fault }: Pick<TechnicalFault, "hospitalId" | "subject" | "now"> & { readonly reason: string },
): Promise<WardlightEvent[]> {
  const order = { do: "end_cause", last: true, settleSeconds: repeatWithinSeconds } as const;
  return await changeOpen(trx, fault, order, reason);
}

export interface Closing {
  readonly hospitalId: string;
  readonly subjects: readonly string[];
  readonly outcome: "patient_left" | "merged" | "cause_ended";
  readonly reason: string;
  /** Null: a rule did it. */
  readonly staffId: string | null;
  readonly requestId: string | null;
  readonly now: Date;
}

/** Closes what is open about these subjects, answered or not: it is no matter any more, or another alert says it. */
export async function closeTechnicalAlerts(trx: Trx, closing: Closing): Promise<WardlightEvent[]> {
  const { hospitalId, subjects, outcome, reason, staffId, requestId, now } = closing;
  const changes = (await lockOpenAlertsAbout(trx, hospitalId, subjects)).flatMap((alert) => {
    const done = command(alert, { do: "close", outcome }, { staffId, reason, requestId }, now);
    return done.ok ? done.value : [];
  });
  await saveAlerts(trx, hospitalId, changes);
  return changes.flatMap(eventsOf);
}

async function changeOpen(
  trx: Trx,
  { hospitalId, subject, now }: Pick<TechnicalFault, "hospitalId" | "subject" | "now">,
  order: Command,
  reason: string,
): Promise<WardlightEvent[]> {
  const open = await lockOpenAlert(trx, hospitalId, subject);
  if (!open || (order.do === "return_cause" && open.causeActive)) return [];
  const change = commandByRule(open, order, reason, now);
  await saveAlerts(trx, hospitalId, [change]);
  return eventsOf(change);
}
