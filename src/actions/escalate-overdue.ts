import type { Db } from "../db/connection.ts";
import { type AlertTimer, alertSweep, settleHospital } from "./alert-timer.ts";

/**
 * Takes the next step of the ladder of each alert that nobody answered in time, one step at a time, so that each is
 * written down and told. Steps that were missed while nothing ran follow at once, without repeating the last one.
 */
const unanswered: AlertTimer = {
  name: "escalate-overdue",
  timer: "escalate",
  order: { do: "escalate" },
  reason: ({ emptySteps, level }) => (emptySteps.has(level) ? "nobody_on_duty" : "nobody_answered"),
};

export const escalateOverdueSweep = (db: Db) => alertSweep(db, unanswered);

export const escalateOverdue = (db: Db, hospitalId: string, now: Date) =>
  settleHospital(db, unanswered, hospitalId, now);
