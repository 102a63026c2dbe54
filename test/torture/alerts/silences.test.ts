import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silenceBed } from "../../../src/actions/silence-bed.ts";
import { defaultLadders } from "../../../src/domain/escalation.ts";
import { silenceMinutesMax } from "../../../src/domain/silences.ts";
import type { Person } from "../../../src/domain/staff.ts";
import { AlertWard } from "../../support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { between, size, spread, tell, timeout } from "../size.ts";
import { TwoServers } from "../two-servers.ts";
import { deadline } from "./due-steps.ts";

const hospitals = size(2, 25);
const beds = ["W1-01", "W1-02", "W1-03", "W1-04"];
/** Of each bed, one after the other. */
const silencesOfABed = size(1, 10);
const silenceSeconds = size([1, 4], [2, 40]) as [number, number];
const lifeMillis = size([500, 2_000], [500, 9_000]) as [number, number];
const downMillis = size([0, 1_000], [0, 2_000]) as [number, number];
/** A ladder that would call every second. */
const ladder = JSON.stringify({
  steps: defaultLadders.high.steps.map((step, index) => ({ ...step, afterSeconds: index })),
  repeatSeconds: 1,
});

let database: TestDatabase;
let servers: TwoServers;
beforeAll(async () => {
  database = await freshDatabase();
  servers = await TwoServers.start(database.db, database.url);
}, timeout);
afterAll(async () => {
  await servers.remove();
  await database.close();
});

interface SilencedBed {
  readonly ward: AlertWard;
  readonly nurse: Person;
  readonly stayId: string;
  readonly alertId: string;
}

test(
  "a silence ends by the database's clock with every page closed and both servers killed again and again, and nobody is called before",
  async () => {
    const silenced = (await Promise.all(Array.from({ length: hospitals }, (_, i) => fillWard(`hospital-${i}`)))).flat();
    let isOver = false;
    const all = Promise.all(silenced.map(silenceAgainAndAgain)).finally(() => {
      isOver = true;
    });
    let kills = 0;
    while (!isOver) {
      await pause(between(...lifeMillis));
      await servers.killAll();
      kills += 1;
      await pause(between(...downMillis));
      await servers.restart();
    }
    await all;
    await servers.end();
    const late: number[] = [];
    let calls = 0;
    for (const bed of silenced) {
      const { silences, escalated } = await whatHappened(bed);
      expect(silences).toHaveLength(silencesOfABed);
      calls += escalated.length;
      for (const { from, until, ended } of silences) {
        expect(ended).toBeGreaterThanOrEqual(until);
        expect(ended).toBeLessThanOrEqual(deadline(until, servers.lives));
        expect(escalated.filter((at) => at > from && at < until)).toEqual([]);
        late.push(ended - until);
      }
    }
    expect(calls).toBeGreaterThan(silenced.length);
    tell(`A8: ${late.length} silences, all processes killed ${kills} times, ${calls} calls in between`, {
      "milliseconds from its time to its end, over restarts": spread(late),
    });
  },
  timeout,
);

test("a silence longer than its priority allows is refused, and nothing is silenced", async () => {
  const [bed] = await fillWard("too-long");
  if (!bed) throw new Error("the ward has no bed");
  for (const [priority, minutesMax] of Object.entries(silenceMinutesMax) as ["high" | "medium" | "low", number][]) {
    const refused = await silence(bed, minutesMax + 1, priority);
    expect(refused).toEqual({ ok: false, refusal: { kind: "silence_too_long", priority, minutesMax } });
  }
  expect((await whatHappened(bed)).silences).toEqual([]);
});

async function fillWard(hospitalId: string): Promise<SilencedBed[]> {
  const ward = await AlertWard.open(database.db, hospitalId);
  const nurse = await ward.person("nurse", "Nora Nolan");
  return await Promise.all(
    beds.map(async (bed) => {
      const stayId = await ward.fixture.admit(bed);
      const alertId = await ward.fixture.alert({ stay_id: stayId, subject: `stay:${stayId}`, bed_id: bed, ladder });
      await ward.fixture.cause(alertId, stayId, { priority: "high" });
      return { ward, nurse, stayId, alertId };
    }),
  );
}

const silence = ({ nurse, stayId }: SilencedBed, minutes: number, priority: "high" | "medium" | "low" = "high") =>
  silenceBed(
    { db: database.db },
    { person: nurse, stayId, cause: null, priority, minutes, reason: "being turned", requestId: "silence" },
  );

async function silenceAgainAndAgain(bed: SilencedBed): Promise<void> {
  for (let i = 0; i < silencesOfABed; i++) {
    const begun = await silence(bed, between(...silenceSeconds) / 60);
    if (!begun.ok) throw new Error(`refused: ${begun.refusal.kind}`);
    while ((await whatHappened(bed)).silences.some(({ ended }) => Number.isNaN(ended))) await pause(200);
    // Until somebody was called again.
    const called = (await whatHappened(bed)).escalated.length;
    while ((await whatHappened(bed)).escalated.length === called) await pause(200);
  }
}

async function whatHappened({ ward, stayId, alertId }: SilencedBed) {
  const silences = await database.db
    .selectFrom("silences")
    .select(["from_at", "until_at", "ended_at", "ended_by"])
    .where("hospital_id", "=", ward.hospitalId)
    .where("stay_id", "=", stayId)
    .orderBy("silence_id")
    .execute();
  for (const { ended_at, ended_by } of silences) expect(ended_by).toBe(ended_at && "time");
  return {
    silences: silences.map(({ from_at, until_at, ended_at }) => ({
      from: from_at.getTime(),
      until: until_at.getTime(),
      ended: ended_at?.getTime() ?? Number.NaN,
    })),
    escalated: (await ward.history(alertId)).filter(({ event }) => event === "escalated").map(({ at }) => at.getTime()),
  };
}
