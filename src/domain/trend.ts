import type { AlertRow, Trend } from "./board.ts";
import { type News2Score, news2Parameters } from "./news2.ts";
import { byUrgency } from "./urgency.ts";
import { type Sign, vitalSigns } from "./vitals.ts";

const minuteMillis = 60_000;
const windowMinutes = 120;

/** The last two hours, from full minute to full minute: a trend changes once a minute and not with every reading. */
export function trendWindow(now: Date): Pick<Trend, "from" | "to"> {
  const to = Math.floor(now.getTime() / minuteMillis) * minuteMillis;
  return { from: new Date(to - windowMinutes * minuteMillis), to: new Date(to) };
}

/**
 * The sign whose course explains why one should look at this patient: that of the most urgent open alert about a
 * continuous sign, else, from a medium NEWS2 band on, the continuous sign that adds most to the score. Null for everybody
 * else: forty curves that say "as before" hide the one that does not.
 */
export function trendSign(alerts: readonly AlertRow[], news2: News2Score | null): Sign | null {
  const clinical = alerts.filter(({ kind }) => kind === "clinical").sort(byUrgency);
  for (const { sign } of clinical) if (sign !== null && vitalSigns[sign].continuous) return sign;
  if (news2?.band !== "medium" && news2?.band !== "high") return null;
  const scored = news2Parameters
    .filter((sign) => vitalSigns[sign].continuous)
    .map((sign) => ({ sign, score: news2.subScores[sign] ?? 0 }));
  const worst = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return worst.score > 0 ? worst.sign : null;
}

/** Points stand on full minutes: two that miss a minute between them are joined only where the sign is expected no oftener. */
export const trendGapSeconds = (intervalSeconds: number) => Math.max(60, 2 * intervalSeconds);
