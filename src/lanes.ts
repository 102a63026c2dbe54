import { endAbsencesSweep } from "./actions/end-absences.ts";
import { endDutiesSweep } from "./actions/end-duties.ts";
import { expiredSessionsSweep } from "./actions/end-expired-sessions.ts";
import { endSilencesSweep } from "./actions/end-silences.ts";
import { escalateOverdueSweep } from "./actions/escalate-overdue.ts";
import { lapseAcknowledgementsSweep } from "./actions/lapse-acknowledgements.ts";
import { loseDevicesSweep } from "./actions/lose-devices.ts";
import { missRoundsSweep } from "./actions/miss-rounds.ts";
import { missSignsSweep } from "./actions/miss-signs.ts";
import { minuteSweep } from "./actions/pass-minute.ts";
import { raiseDueSweep } from "./actions/raise-due.ts";
import { rollUpSweep } from "./actions/roll-up.ts";
import { endPatientLimitsSweep } from "./actions/set-patient-limits.ts";
import { settleAnsweredSweep } from "./actions/settle-answered.ts";
import { staleSignsSweep } from "./actions/stale-signs.ts";
import type { Sweep } from "./actions/sweep.ts";
import { watchWardsSweep } from "./actions/watch-wards.ts";
import type { Db } from "./db/connection.ts";

/**
 * What time alone changes, in lanes that do not wait for each other: after a standstill a hospital's signs stale by the
 * thousand, and nobody who must be called should come after them. Each lane holds one connection at a time.
 */
export const lanes = (db: Db): readonly (readonly Sweep[])[] => [
  [
    raiseDueSweep(db),
    escalateOverdueSweep(db),
    lapseAcknowledgementsSweep(db),
    settleAnsweredSweep(db),
    endSilencesSweep(db),
  ],
  // First what a person waits for.
  [
    endPatientLimitsSweep(db),
    staleSignsSweep(db),
    watchWardsSweep(db),
    endAbsencesSweep(db),
    missRoundsSweep(db),
    loseDevicesSweep(db),
    missSignsSweep(db),
    endDutiesSweep(db),
    minuteSweep(db),
    expiredSessionsSweep(db),
  ],
  // Work without a deadline, and at times for seconds.
  [rollUpSweep(db)],
];
