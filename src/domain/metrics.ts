import type { AlertRow, BedPicture, BoardCount, MetricTiles } from "./board.ts";
import { isShownOn, isUnanswered, unansweredByPriority } from "./urgency.ts";

/** What the tiles need beside the beds and the open alerts. */
export interface Tally {
  readonly acknowledgeMedianSeconds: number | null;
  readonly acknowledgedCount: number;
  readonly devicesHeard: number;
  readonly devicesAll: number;
  readonly onDuty: MetricTiles["onDuty"];
  /** By the ward that they show; "" for the whole hospital. */
  readonly boards: Readonly<Record<string, BoardCount>>;
}

/** The tiles of a ward, or of the hospital (null), from all its beds and all its shown alerts. */
export function metricTiles(
  wardId: string | null,
  allBeds: readonly BedPicture[],
  allAlerts: readonly AlertRow[],
  tally: Tally,
): MetricTiles {
  const beds = allBeds.filter((bed) => wardId === null || bed.wardId === wardId);
  const alerts = allAlerts.filter((alert) => isShownOn(alert, wardId));
  return {
    unanswered: unansweredByPriority(alerts),
    escalatedNow: alerts.filter((alert) => isUnanswered(alert) && alert.escalations > 0).length,
    openAlerts: alerts.length,
    bedsFilled: beds.filter(({ stay }) => stay !== null).length,
    bedsAll: beds.length,
    news2: patientsByBand(beds),
    acknowledgeMedianSeconds: tally.acknowledgeMedianSeconds,
    acknowledgedCount: tally.acknowledgedCount,
    devicesHeard: tally.devicesHeard,
    devicesAll: tally.devicesAll,
    onDuty: tally.onDuty,
    boards: boardsOf(wardId, tally.boards),
  };
}

/** A board of the whole hospital is one of each ward's, too. */
function boardsOf(wardId: string | null, boards: Tally["boards"]): BoardCount {
  const counted = Object.entries(boards).filter(([shown]) => wardId === null || shown === "" || shown === wardId);
  return counted.reduce((sum, [, { all, heard }]) => ({ all: sum.all + all, heard: sum.heard + heard }), {
    all: 0,
    heard: 0,
  });
}

/** An incomplete set that already reaches a band counts in it: its score can only be higher. */
function patientsByBand(beds: readonly BedPicture[]): MetricTiles["news2"] {
  const counts = { low: 0, "low-medium": 0, medium: 0, high: 0, incomplete: 0, notApplicable: 0 };
  for (const { stay } of beds) {
    if (!stay) continue;
    if (!stay.news2) counts.notApplicable += 1;
    else counts[stay.news2.band ?? "incomplete"] += 1;
  }
  return counts;
}
