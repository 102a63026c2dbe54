import type { Db } from "../db/connection.ts";
import { endSilences, lockStaysWithOverSilences, nextSilenceEnds, readSilences } from "../db/silences.ts";
import { readStayBeds } from "../db/stays.ts";
import type { Silence } from "../domain/silences.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { hospitalSweep } from "./hospital-sweep.ts";
import { overIn } from "./silence-bed.ts";
import type { Sweep } from "./sweep.ts";

const staysAtOnceMax = 200;

/** Ends silences whose time is over, by the database's clock, whoever has a page open or not. */
export const endSilencesSweep = (db: Db): Sweep =>
  hospitalSweep(db, {
    name: "end-silences",
    due: async (from, now) =>
      (await nextSilenceEnds(from)).flatMap(({ hospitalId, at }) => (at <= now ? hospitalId : [])),
    settle: endOverSilences,
    next: async (from) =>
      (await nextSilenceEnds(from)).reduce<Date | null>((first, { at }) => (first && first <= at ? first : at), null),
  });

export async function endOverSilences(db: Db, hospitalId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const stayIds = await lockStaysWithOverSilences(trx, hospitalId, now, staysAtOnceMax);
    if (stayIds.length === 0) return;
    const beds = new Map((await readStayBeds(trx, hospitalId, stayIds)).map((stay) => [stay.stayId, stay]));
    const events: WardlightEvent[] = [];
    for (const [stayId, running] of await readSilences(trx, hospitalId, stayIds)) {
      const ending = running.filter(({ until }) => until <= now);
      // Of a patient who has no bed any more nothing is drawn, but the pause ends all the same.
      const stay = beds.get(stayId);
      if (stay) events.push(...(await overIn(trx, hospitalId, stay, { running, ending, endedBy: "time" })));
      else await endSilences(trx, hospitalId, idsOf(ending), "time", now);
    }
    await publish(trx, hospitalId, events);
  });
}

const idsOf = (silences: readonly Silence[]) => silences.map(({ silenceId }) => silenceId);
