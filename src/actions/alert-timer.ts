import { type AlertChange, saveAlerts } from "../db/alert-changes.ts";
import { lockDueAlerts, type NextDue, nextDue, type Timer } from "../db/alert-timers.ts";
import type { StoredAlert } from "../db/alerts.ts";
import type { Db } from "../db/connection.ts";
import { transition } from "../domain/alert-life.ts";
import type { Command } from "../domain/alerts.ts";
import { publish } from "../events/publish.ts";
import { commandByRule, eventsOf } from "./alert-step.ts";
import type { Sweep } from "./sweep.ts";

export interface AlertTimer {
  readonly name: string;
  readonly timer: Timer;
  /** Does nothing to an alert that is not due. */
  readonly order: Command;
  readonly reason: (alert: StoredAlert) => string;
}

/** A transaction of so many takes some 50 ms: who would answer one of its alerts waits no longer than that. */
const alertsAtOnceMax = 200;

/**
 * Does to each alert that is due what its timer says, in every hospital, however many processes run it. What it knows to
 * be due it does before it asks what else is: that question is not what somebody's help should wait for.
 */
export function alertSweep(db: Db, timer: AlertTimer): Sweep {
  let known: readonly NextDue[] = [];
  return {
    name: timer.name,
    async run(now) {
      const isDue = ({ at }: NextDue) => at <= now;
      const dues = known.some(isDue) ? known : await nextDue(db, timer.timer);
      known = [];
      const faults: unknown[] = [];
      for (const { hospitalId } of dues.filter(isDue)) {
        // What is wrong in one hospital must not keep the others' alerts from being escalated.
        await settleHospital(db, timer, hospitalId, now).catch((fault: unknown) => faults.push(fault));
      }
      if (faults.length > 0) throw new AggregateError(faults, `${timer.name} failed in ${faults.length} hospitals`);
      known = dues.some(isDue) ? await nextDue(db, timer.timer) : dues;
      return earliest(known);
    },
  };
}

/** @returns how many alerts took a step. Throws, after all others took theirs, what is wrong with any of them. */
export async function settleHospital(db: Db, timer: AlertTimer, hospitalId: string, now: Date): Promise<number> {
  let taken = 0;
  for (;;) {
    const settled = await settleSome(db, timer, hospitalId, now);
    taken += settled.taken;
    // Where none took a step, all that is due is in another process's hands. Each step moves its own time on, so this ends.
    if (settled.taken > 0 && settled.isMoreDue) continue;
    if (settled.faults.length > 0) throw settled.faults[0];
    return taken;
  }
}

/** State, history and event in one transaction: whoever finds the alert locked leaves it to us. */
async function settleSome(db: Db, timer: AlertTimer, hospitalId: string, now: Date) {
  return await db.transaction().execute(async (trx) => {
    const due = await lockDueAlerts(trx, hospitalId, timer.timer, now, alertsAtOnceMax);
    const faults: unknown[] = [];
    const changes = due.flatMap((alert) => {
      try {
        return commandByRule(alert, timer.order, timer.reason(alert), now);
      } catch (fault) {
        faults.push(fault);
        return [];
      }
    });
    await saveAlerts(trx, hospitalId, changes);
    await publish(trx, hospitalId, changes.flatMap(eventsOf));
    const isDueAgain = ({ alert }: AlertChange) => {
      const next = transition(alert, timer.order, now);
      return next.ok && next.steps.length > 0;
    };
    return {
      taken: changes.filter(({ steps }) => steps.length > 0).length,
      isMoreDue: due.length === alertsAtOnceMax || changes.some(isDueAgain),
      faults,
    };
  });
}

const earliest = (dues: readonly NextDue[]): Date | null =>
  dues.reduce<Date | null>((first, { at }) => (first && first <= at ? first : at), null);
