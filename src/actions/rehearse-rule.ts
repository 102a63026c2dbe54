import { setImmediate as others } from "node:timers/promises";
import { type Db, databaseNow } from "../db/connection.ts";
import { readPastReadings, readRealCalls, readWardTimes } from "../db/past-readings.ts";
import type { SignRule } from "../domain/limits.ts";
import type { Sign } from "../domain/vitals.ts";
import { laterBy, quietBand, Rehearsal, type Rehearsed, type WouldCall } from "../domain/what-if.ts";

/** What is looked back on. */
const rehearsedDays = 7;
/** Some ten milliseconds of judging: then whoever else waits has a turn. */
const readingsATurn = 4000;

/**
 * What another rule for a sign would have meant on a ward's own past week. Changes nothing. A patient after the other, each
 * read by one statement; grows with the readings outside both rules' limits.
 */
export async function rehearseRule(
  db: Db,
  asked: {
    readonly hospitalId: string;
    readonly wardId: string;
    readonly sign: Sign;
    readonly stands: SignRule;
    readonly proposed: SignRule;
  },
): Promise<Rehearsed> {
  const { hospitalId, wardId, sign, stands, proposed } = asked;
  const since = new Date((await databaseNow(db)).getTime() - rehearsedDays * 86_400_000);
  const { times, ownLimits } = await readWardTimes(db, hospitalId, wardId, sign, since);
  const real = await readRealCalls(db, hospitalId, sign, times, since);
  const band = quietBand(sign, [stands, proposed]);
  const would = new Map<string, WouldCall[]>();
  let [standing, wanted] = [0, 0];
  for (const time of times) {
    const rehearsals = [new Rehearsal(sign, stands), new Rehearsal(sign, proposed)] as const;
    const readings = await readPastReadings(db, hospitalId, sign, time, band);
    for (const [nth, reading] of readings.entries()) {
      if (nth % readingsATurn === 0) await others();
      for (const rehearsal of rehearsals) rehearsal.take(reading);
    }
    for (const rehearsal of rehearsals) rehearsal.pass(time.to);
    standing += rehearsals[0].calls.length;
    wanted += rehearsals[1].calls.length;
    would.set(time.stayId, [...(would.get(time.stayId) ?? []), ...rehearsals[1].calls]);
  }
  const missed = real.actedOn
    .map((call) => ({ ...call, laterSeconds: laterBy(call, would.get(call.stayId) ?? []) }))
    .filter(({ laterSeconds }) => laterSeconds !== 0);
  const patients = new Set(times.map(({ stayId }) => stayId)).size;
  return { patients, ownLimits, made: real.made, standing, proposed: wanted, actedOn: real.actedOn.length, missed };
}
