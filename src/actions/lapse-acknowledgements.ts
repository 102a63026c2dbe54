import type { Db } from "../db/connection.ts";
import { type AlertTimer, alertSweep, settleHospital } from "./alert-timer.ts";

/** Asks again about each alert whose cause still stands some minutes after somebody answered it. */
const heldLongEnough: AlertTimer = {
  name: "lapse-acknowledgements",
  timer: "lapse",
  order: { do: "lapse" },
  reason: ({ owner }) =>
    owner?.is === "asked" ? "not_taken_over" : owner?.is === "on_the_way" ? "did_not_arrive" : "cause_persists",
};

export const lapseAcknowledgementsSweep = (db: Db) => alertSweep(db, heldLongEnough);

export const lapseAcknowledgements = (db: Db, hospitalId: string, now: Date) =>
  settleHospital(db, heldLongEnough, hospitalId, now);
