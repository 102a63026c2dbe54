import type { Db } from "../db/connection.ts";
import { type AlertTimer, alertSweep, settleHospital } from "./alert-timer.ts";

/**
 * Raises the pending alerts whose on-delay is over. Whether the cause still stands is not asked again: a reading back
 * within the limits would have cancelled them, and that none came is no recovery.
 */
const onDelayOver: AlertTimer = {
  name: "raise-due",
  timer: "raise",
  order: { do: "raise" },
  reason: "on_delay_over",
};

export const raiseDueSweep = (db: Db) => alertSweep(db, onDelayOver);

export const raiseDue = (db: Db, hospitalId: string, now: Date) => settleHospital(db, onDelayOver, hospitalId, now);
