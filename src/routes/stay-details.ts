import { readParts } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { readPatientMarks } from "../db/patient-marks.ts";
import { readOtherNumbers } from "../db/patients.ts";
import { readSilences } from "../db/silences.ts";
import { readStayLimits } from "../db/stay-limits.ts";
import { findStay } from "../db/stays.ts";
import type { StayDetails } from "../views/stay-page.tsx";

/** What a patient's pages show; null for a stay that is none, or has no bed any more. Eleven statements. */
export async function readStayDetails(db: Db, hospitalId: string, stayId: string): Promise<StayDetails | null> {
  const place = await findStay(db, hospitalId, stayId);
  if (!place?.bed) return null;
  const { bedId } = place.bed;
  const now = await databaseNow(db);
  const wanted = { beds: new Set([bedId]), tilesOf: [], alerts: true, trends: false };
  const parts = await readParts(db, hospitalId, wanted, now);
  const bed = parts?.beds.find((one) => one.bedId === bedId);
  // Moved between the two reads: the page is asked for again.
  if (!parts || bed?.stay?.stayId !== stayId) return null;
  const silences = (await readSilences(db, hospitalId, [stayId])).get(stayId) ?? [];
  const ownLimits = (await readStayLimits(db, hospitalId, [stayId], now)).get(stayId) ?? [];
  const { patientId } = place;
  const marks = await readPatientMarks(db, hospitalId, patientId);
  const otherNumbers = await readOtherNumbers(db, hospitalId, patientId);
  const alerts = parts.alerts.filter((alert) => alert.stayId === stayId || alert.bedId === bedId);
  const { hospital, wards } = parts;
  return { hospital, wards, bed: { ...bed, stay: bed.stay }, alerts, silences, ownLimits, marks, otherNumbers, now };
}
