import { dropPendingCauses, readOpenCauses, type StoredCause, saveCauses } from "../db/alert-causes.ts";
import { type AlertChange, insertAlert, type ReasonedStep, saveAlerts } from "../db/alert-changes.ts";
import { lockOpenAlertsAbout, type StoredAlert, subjectOfStay } from "../db/alerts.ts";
import type { Trx } from "../db/connection.ts";
import { readLadderNow } from "../db/ladders.ts";
import { endSilences, readSilences } from "../db/silences.ts";
import { readNurseOf } from "../db/stays.ts";
import { headlineOf } from "../domain/alert-causes.ts";
import { newAlert } from "../domain/alert-life.ts";
import { type Command, isWorse, type Priority } from "../domain/alerts.ts";
import type { Decision, End, Finding, FoundAgain, OpenCause, Raise } from "../domain/assessment.ts";
import { brokenBy, quietOf, type Silence } from "../domain/silences.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { commandByRule, eventsOf } from "./alert-step.ts";
import { sameQuiet } from "./quieten-stay.ts";

/** What is open of a stay: its one clinical alert, if any, and the causes of that and those whose on-delay runs. */
export interface OpenOfStay {
  readonly alert: StoredAlert | null;
  readonly causes: readonly StoredCause[];
  readonly silences: readonly Silence[];
}

/** Locks the clinical alerts of stays whose own locks are held. Every stay asked for is a key. A handful of statements. */
export async function lockOpenOfStays(
  trx: Trx,
  hospitalId: string,
  stayIds: readonly string[],
): Promise<ReadonlyMap<string, OpenOfStay>> {
  const alerts = await lockOpenAlertsAbout(trx, hospitalId, stayIds.map(subjectOfStay));
  // Read under the alerts' locks: whoever closed one in the meantime has closed its causes with it.
  const causes = await readOpenCauses(trx, hospitalId, stayIds);
  const silences = await readSilences(trx, hospitalId, stayIds);
  const alertOf = new Map(alerts.map((alert) => [alert.stayId, alert]));
  return new Map(
    stayIds.map((stayId) => [
      stayId,
      {
        alert: alertOf.get(stayId) ?? null,
        causes: causes.get(stayId) ?? [],
        silences: silences.get(stayId) ?? [],
      },
    ]),
  );
}

export const openCausesOf = ({ alert, causes }: OpenOfStay): OpenCause[] =>
  causes.map(({ alertId, cause, priority, active, value, raiseAt }) => {
    const state = alertId === null || !alert || alert.state === "resolved" ? "pending" : alert.state;
    return { cause, priority, active, value, raiseAt, state };
  });

export interface Assessed {
  readonly hospitalId: string;
  readonly stay: { readonly stayId: string; readonly bedId: string; readonly wardId: string };
  readonly open: OpenOfStay;
  readonly decisions: readonly Decision[];
  /** The monitor at the bed had been taken for lost, and this is its first word since. */
  readonly deviceReturned?: boolean;
  readonly now: Date;
}

/**
 * Carries out what `assess` decided about a stay and answers the events, in order; the caller publishes them. The caller
 * holds the stay's lock and got `open` from `lockOpenOfStays`.
 *
 * A cause's value, limit and reason are those of the reading that was found, made it worse or brought it back. They do not
 * follow each reading in between: the list would never be still, and the card beside it shows what is measured now.
 */
export async function applyDecisions(
  trx: Trx,
  { decisions, deviceReturned = false, ...given }: Assessed,
): Promise<WardlightEvent[]> {
  const call = new CallOfStay(trx, given);
  for (const decision of decisions) await call.carryOut(decision);
  if (deviceReturned) await call.recall();
  return await call.save();
}

/** Raises those of a stay's pending causes whose on-delay is over at `now`. As `applyDecisions` otherwise. */
export async function raiseDueCauses(trx: Trx, given: Omit<Assessed, "decisions">): Promise<WardlightEvent[]> {
  const call = new CallOfStay(trx, given);
  for (const cause of given.open.causes) if (cause.raiseAt && cause.raiseAt <= given.now) await call.raise(cause);
  return await call.save();
}

/** A stay's one call as it changes: what happens to its causes, and what follows for the alert that holds them. */
class CallOfStay {
  readonly #trx: Trx;
  readonly #given: Omit<Assessed, "decisions">;
  readonly #causes: Map<string, StoredCause>;
  readonly #touched = new Set<string>();
  readonly #steps: ReasonedStep[] = [];
  readonly #events: WardlightEvent[] = [];
  #alert: StoredAlert | null;

  constructor(trx: Trx, given: Omit<Assessed, "decisions">) {
    this.#trx = trx;
    this.#given = given;
    this.#alert = given.open.alert;
    this.#causes = new Map(given.open.causes.map((cause) => [cause.cause, cause]));
  }

  async carryOut(decision: Decision): Promise<void> {
    if (decision.do === "raise") return this.#find(decision);
    const cause = this.#causes.get(decision.cause);
    if (!cause) return;
    if (cause.alertId !== null && this.#alert?.state === "resolved") return this.#findAnew(cause, decision);
    switch (decision.do) {
      case "worsen":
        return this.#worsen(cause, decision);
      case "return":
        return this.#return(cause, decision);
      case "confirm":
        return this.raise({ ...cause, ...judged(decision, this.#given.now) });
      case "ask_again":
        return this.#command({ do: "ask_again" }, decision.reason, cause);
      case "end":
        return this.#end(cause, decision);
    }
  }

  /** What was answered before the monitor was lost is asked again, as far as its cause still stands. */
  async recall(): Promise<void> {
    await this.#command({ do: "recall" }, "device_returned", null);
  }

  /** A cause joins the stay's open alert, or begins one. */
  async raise(cause: StoredCause): Promise<void> {
    const { now } = this.#given;
    if (cause.alertId !== null) return;
    const alert = this.#alert;
    if (!alert || alert.state === "resolved") return this.#begin(cause);
    this.#put({ ...cause, alertId: alert.alertId, joinedAt: now, raiseAt: null });
    const { priority, lapses } = cause;
    await this.#command({ do: "join", priority, lapses, ...(await this.#ladderFor(priority)) }, cause.reason, cause);
  }

  /** Writes what happened and answers all events so far. */
  async save(): Promise<WardlightEvent[]> {
    const { hospitalId, now } = this.#given;
    await this.#quieten();
    const touched = [...this.#touched].flatMap((name) => this.#causes.get(name) ?? []);
    await saveCauses(this.#trx, hospitalId, touched);
    if (this.#alert && this.#steps.length > 0) {
      const change: AlertChange = {
        alert: named(this.#alert, [...this.#causes.values()]),
        steps: this.#steps,
        at: now,
      };
      await saveAlerts(this.#trx, hospitalId, [change]);
      this.#events.push(...eventsOf(change));
    }
    this.#touched.clear();
    this.#steps.length = 0;
    return this.#events;
  }

  async #find(decision: Raise): Promise<void> {
    const { stay, now } = this.#given;
    const { cause, onDelaySeconds: delay, raiseBy, lapses } = decision;
    const raiseAt = earliest(raiseBy, after(now, delay));
    const found: StoredCause = {
      ...{ stayId: stay.stayId, cause, lapses, active: true, repeats: 0, alertId: null, raiseAt },
      ...{ noticedAt: now, joinedAt: null, endedAt: null },
      ...judged(decision, now),
    };
    if (raiseAt > now) this.#put(found);
    else await this.raise(found);
  }

  /** What it belonged to has closed with the same readings: it is not theirs any more, and found for the first time. */
  async #findAnew({ cause, lapses }: StoredCause, decision: Decision): Promise<void> {
    if (decision.do !== "return" && decision.do !== "worsen") return;
    await this.save();
    this.#causes.delete(cause);
    const { waitSeconds: onDelaySeconds, ...finding } = decision;
    await this.#find({ ...finding, do: "raise", onDelaySeconds, raiseBy: null, lapses });
  }

  async #begin(cause: StoredCause): Promise<void> {
    const { hospitalId, stay, now } = this.#given;
    // One that ended a moment ago is written as it ended, before another takes its place.
    await this.save();
    const ladderNow = await this.#ladderFor(cause.priority);
    const { priority, lapses, sign, value, limit, judgedAt } = cause;
    const quiet = quietOf({ priority, causes: [cause] }, this.#given.open.silences, now);
    const begun = newAlert({ kind: "clinical", priority, lapses, ...ladderNow, quiet }, now);
    const alert = await insertAlert(this.#trx, hospitalId, {
      ...begun,
      ...stay,
      ...{ clinical: true, cause: cause.cause, reason: cause.reason, subject: subjectOfStay(stay.stayId) },
      ...{ deviceId: null, place: null, words: null, title: null, raisedBy: null, at: now },
      ...{ sign, value, limit, judgedAt },
    });
    if (!alert) throw new Error("an open alert of a locked stay was not found");
    this.#alert = alert;
    this.#put({ ...cause, alertId: alert.alertId, joinedAt: now, raiseAt: null });
    this.#events.push(...eventsOf({ alert, steps: begun.steps }));
  }

  /** What has come may be more than the stay's silences cover, or all of what they were meant for. */
  async #quieten(): Promise<void> {
    const { hospitalId, open, stay, now } = this.#given;
    if (!this.#alert || this.#alert.state === "resolved" || open.silences.length === 0) return;
    const causes = [...this.#causes.values()].filter(({ alertId }) => alertId !== null);
    const judged = { priority: this.#alert.priority, causes };
    const broken = brokenBy(judged, open.silences);
    const ids = broken.map(({ silenceId }) => silenceId);
    if ((await endSilences(this.#trx, hospitalId, ids, "broken", now)) > 0)
      this.#events.push({ type: "silence.ended", payload: { ...stay } });
    const quiet = quietOf(judged, open.silences, now);
    if (sameQuiet(quiet, this.#alert.quiet)) return;
    await this.#command({ do: "quiet", quiet }, quiet ? "silenced" : "silence_broken", null);
  }

  async #worsen(cause: StoredCause, decision: FoundAgain): Promise<void> {
    const { now } = this.#given;
    const { priority, reason } = decision;
    const worse = { ...cause, ...judged(decision, now), active: true, endedAt: null };
    if (cause.alertId === null) {
      const sooner = earliest(cause.raiseAt, after(now, decision.waitSeconds));
      this.#put({ ...worse, raiseAt: isWorse(priority, cause.priority) ? sooner : cause.raiseAt });
      return;
    }
    this.#put({ ...worse, repeats: cause.active ? cause.repeats : cause.repeats + 1 });
    if (this.#alert?.causeActive === false && isWorse(this.#alert.priority, priority))
      return this.#command({ do: "return_cause" }, reason, worse);
    await this.#command({ do: "worsen", priority, ...(await this.#ladderFor(priority)) }, reason, worse);
  }

  async #return(cause: StoredCause, decision: FoundAgain): Promise<void> {
    const back = { ...cause, ...judged(decision, this.#given.now), active: true, endedAt: null };
    this.#put({ ...back, priority: cause.priority, repeats: cause.repeats + 1 });
    await this.#command({ do: "return_cause" }, decision.reason, back);
  }

  async #end(cause: StoredCause, { reason, settleSeconds, isAnswer = false }: End): Promise<void> {
    const { hospitalId, stay, now } = this.#given;
    if (cause.alertId === null) {
      this.#causes.delete(cause.cause);
      this.#touched.delete(cause.cause);
      await dropPendingCauses(this.#trx, hospitalId, stay.stayId, cause.cause);
      return;
    }
    this.#put({ ...cause, active: false, endedAt: now });
    const others = [...this.#causes.values()].filter((one) => one.alertId !== null && one.cause !== cause.cause);
    if (isAnswer && others.length === 0) return this.#command({ do: "close", outcome: "attended" }, reason, cause);
    const last = !others.some(({ active }) => active);
    await this.#command({ do: "end_cause", last, settleSeconds }, reason, { ...cause, value: null, limit: null });
  }

  /** `about`: the cause as it was judged; null: it is about the whole alert. */
  async #command(order: Command, reason: string, about: StoredCause | null): Promise<void> {
    if (!this.#alert) return;
    const { cause = null, value = null, limit = null } = about ?? {};
    const change = commandByRule(this.#alert, order, reason, this.#given.now);
    this.#alert = change.alert;
    this.#steps.push(...change.steps.map((step) => ({ ...step, cause, value, limit })));
  }

  #put(cause: StoredCause): void {
    this.#causes.set(cause.cause, cause);
    this.#touched.add(cause.cause);
  }

  async #ladderFor(priority: Priority) {
    const { hospitalId, stay } = this.#given;
    const nurseId = await readNurseOf(this.#trx, hospitalId, stay.stayId);
    const of = { kind: "clinical", priority, kindId: null, wardId: stay.wardId, nurseId } as const;
    return await readLadderNow(this.#trx, hospitalId, of);
  }
}

const judged = ({ reason, priority, sign, value, limit }: Finding, now: Date) => ({
  ...{ reason, priority, sign, value, limit, judgedAt: now },
});

/** An alert is named by the weightiest of its causes. */
function named(alert: StoredAlert, causes: readonly StoredCause[]): StoredAlert {
  const { cause, reason, sign, value, limit, judgedAt } = headlineOf(causes.filter(({ alertId }) => alertId !== null));
  return { ...alert, cause, reason, sign, value, limit, judgedAt };
}

const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);
const earliest = (a: Date | null, b: Date) => (a !== null && a < b ? a : b);
