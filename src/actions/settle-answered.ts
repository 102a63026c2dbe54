import type { Db } from "../db/connection.ts";
import { type AlertTimer, alertSweep, settleHospital } from "./alert-timer.ts";

/** Closes the answered alerts whose cause ended and did not come back. */
const overForLongEnough: AlertTimer = {
  name: "settle-answered",
  timer: "settle",
  order: { do: "settle" },
  reason: () => "cause_ended",
};

export const settleAnsweredSweep = (db: Db) => alertSweep(db, overForLongEnough);

export const settleAnswered = (db: Db, hospitalId: string, now: Date) =>
  settleHospital(db, overForLongEnough, hospitalId, now);
