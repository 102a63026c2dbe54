import type { Trx } from "../db/connection.ts";
import { writeDueRounds } from "../db/rounds.ts";
import { insertScores } from "../db/scores.ts";
import { type News2Score, news2Parameters, scoreNews2 } from "../domain/news2.ts";
import { roundMinutes } from "../domain/rounds.ts";
import type { Sign } from "../domain/vitals.ts";
import type { DemoPatient, DemoStays } from "./roster.ts";

interface Measured {
  readonly stay_id: string;
  readonly sign: Sign;
  readonly at: Date;
  readonly value: number | null;
}

/** Nobody has been to these for too long: what that looks like is part of the demo. */
const overdueBeds: ReadonlySet<string> = new Set(["W1-05", "W2-08"]);
const overdueMinutes = 7;
/** Whose set would have been due before the demo began has a nurse on the way. */
const soonMinutes = 25;

/** When the next set of observations is due, by the score of what stands in the record. */
export async function seedRounds(
  trx: Trx,
  hospitalId: string,
  stays: DemoStays,
  newest: readonly Measured[],
  now: Date,
): Promise<void> {
  const rowsOf = Map.groupBy(newest, ({ stay_id }) => stay_id);
  const sets = [...stays].flatMap(([bedId, { stayId, patient }]) => {
    const rows = rowsOf.get(stayId) ?? [];
    const takenAt = rows.find(({ sign }) => sign === "consciousness")?.at;
    if (!takenAt) return [];
    const score = scoreOf(patient, rows);
    const minutes = overdueBeds.has(bedId) ? 60 : roundMinutes(score);
    return { stayId, score, takenAt, minutes, dueAt: dueAt(bedId, takenAt, minutes, now) };
  });
  await writeDueRounds(trx, hospitalId, sets, now);
  await insertScores(
    trx,
    hospitalId,
    sets.flatMap(({ stayId, score, takenAt }) =>
      score ? { stayId, at: takenAt, total: score.total, known: score.known, band: score.band, wholeSet: true } : [],
    ),
  );
}

function dueAt(bedId: string, takenAt: Date, minutes: number, now: Date): Date {
  const after = (from: Date, more: number) => new Date(from.getTime() + more * 60_000);
  if (overdueBeds.has(bedId)) return after(now, -overdueMinutes);
  const due = after(takenAt, minutes);
  return due < now ? after(now, soonMinutes) : due;
}

function scoreOf({ ageYears, pregnant, spo2Scale }: DemoPatient, rows: readonly Measured[]): News2Score | null {
  if (ageYears < 16 || pregnant) return null;
  const values = Object.fromEntries(
    news2Parameters.map((sign) => [sign, rows.find((row) => row.sign === sign)?.value ?? null]),
  ) as Parameters<typeof scoreNews2>[0]["values"];
  return scoreNews2({ values, spo2Scale });
}
