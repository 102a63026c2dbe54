import type { FiledAlert } from "../domain/alert-file.ts";
import { type AlertValues, crossedLimits, signsAround, valuesWindow } from "../domain/alert-values.ts";
import type { Db } from "./connection.ts";
import { readTrend } from "./trends.ts";

/** As many columns as a chart beside the alert has on a usual screen. */
export const slicesMax = 300;

/** What was measured around an alert. */
export async function readAlertValues(db: Db, hospitalId: string, alert: FiledAlert, now: Date): Promise<AlertValues> {
  const window = valuesWindow(alert, now);
  const { stayId } = alert;
  const wanted = signsAround(alert);
  if (stayId === null || wanted.length === 0) return { ...window, signs: [] };
  const trend = await readTrend(db, hospitalId, stayId, { signs: wanted, ...window, slices: slicesMax });
  return { ...window, signs: trend.signs.map((one) => ({ ...one, limits: crossedLimits(alert, one.sign) })) };
}
