import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, databaseNow } from "../../../src/db/connection.ts";
import { defaultLadders, type Ladder } from "../../../src/domain/escalation.ts";
import type { Role } from "../../../src/domain/staff.ts";
import { HospitalFixture } from "../../support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { employ } from "../../support/people.ts";
import { between, size, spread, tell, timeout } from "../size.ts";
import { TwoServers } from "../two-servers.ts";
import { type Climb, judge } from "./due-steps.ts";

const timers = size(300, 10_000);
const kills = size(2, 100);
/** How long both live before they are killed: short of, and beyond, what a step may be late. */
const lifeMillis = size([500, 2_500], [500, 9_000]) as [number, number];
const downMillis = size([0, 300], [0, 2_000]) as [number, number];
/** The gaps of the ladders, in seconds: several steps of each alert fall into the run. */
const gapSeconds = size([1, 4], [20, 120]) as [number, number];
const raisedWithinSeconds = size(8, 800);
/** After the last kill, so that what was due before it must have come. */
const quietMillis = 6_000;

/** In the last one a nurse is on duty, so that nobody is there for the steps between the first and the last. */
const hospitals = ["st-brigid", "lakeside", "st-luke"];
const emptyLevels = (hospitalId: string) => new Set(hospitalId === hospitals.at(-1) ? [1, 2] : []);

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

test(
  "whoever is called while both servers are killed again and again is called once, not early and hardly late",
  async () => {
    for (const hospital of hospitals) await setLadders(database.db, hospital, Math.ceil(timers / hospitals.length));
    for (let kill = 0; kill < kills; kill++) {
      await pause(between(...lifeMillis));
      if (kill % 3 === 0) {
        await servers.killOne();
        await servers.restart();
        await pause(between(...lifeMillis));
      }
      await servers.killAll();
      await pause(between(...downMillis));
      await servers.restart();
    }
    await pause(quietMillis);
    const endedAt = await servers.end();
    const climbs = (await Promise.all(hospitals.map((hospital) => readClimbs(database.db, hospital)))).flat();
    const { late, lateAfterRestart, ...judged } = judge(climbs, servers.lives, endedAt);
    tell(
      `A1: ${climbs.length} timers, all processes killed ${kills} times, one of them ${Math.ceil(kills / 3)} times`,
      {
        ...judged,
      },
    );
    tell("milliseconds from due to told", {
      "while a process lived": spread(late),
      "from when one was there again": spread(lateAfterRestart),
    });
    expect(judged).toEqual({ steps: judged.steps, missed: 0, early: 0, wrongLevel: 0, tooLate: 0 });
    expect(climbs.length).toBeGreaterThanOrEqual(timers);
    expect(judged.steps).toBeGreaterThan(timers);
  },
  timeout,
);

/** Alerts that nobody answers, each raised at a time of its own within the run, with a ladder of its own. */
async function setLadders(db: Db, hospitalId: string, count: number): Promise<void> {
  const now = await databaseNow(db);
  const ward = await new HospitalFixture(db, hospitalId, now).open({ W1: 1 });
  const alerts = Array.from({ length: count }, () => {
    const ladder = anyLadder();
    const raisedAt = new Date(now.getTime() + Math.floor(between(1, raisedWithinSeconds) * 1000));
    const gap = (ladder.steps[1]?.afterSeconds ?? 0) - (ladder.steps[0]?.afterSeconds ?? 0);
    return { ladder, raised_at: raisedAt, escalate_at: new Date(raisedAt.getTime() + gap * 1000) };
  });
  if (emptyLevels(hospitalId).size > 0) await putOnDuty(ward, "nurse");
  // Removed before it is due.
  const escalate_at = new Date(now.getTime() + 86_400_000);
  const template = await ward.alert({ kind: "called", cause: "fall", reason: "called", lapses: false, escalate_at });
  await sql`
    insert into alerts (hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
      created_at, raised_at, escalate_at)
    select a.hospital_id, a.kind, a.clinical, a.cause, a.reason, a.priority, a.state, a.cause_active, a.lapses, c.ladder,
      ${now}, c.raised_at, c.escalate_at
    from alerts a, jsonb_populate_recordset(null::alerts, ${JSON.stringify(alerts)}::jsonb) c
    where a.hospital_id = ${hospitalId} and a.alert_id = ${template}
  `.execute(db);
  await sql`delete from alerts where hospital_id = ${hospitalId} and alert_id = ${template}`.execute(db);
}

async function putOnDuty({ db, hospitalId, now }: HospitalFixture, role: Role): Promise<void> {
  const staff_id = await employ(db, hospitalId, { email: `${role}@${hospitalId}.example`, role });
  const until_at = new Date(now.getTime() + 86_400_000);
  await db
    .insertInto("duties")
    .values({ hospital_id: hospitalId, staff_id, role, ward_id: null, from_at: now, until_at })
    .execute();
}

function anyLadder(): Ladder {
  const gap = () => Math.round(between(...gapSeconds));
  let afterSeconds = 0;
  const steps = defaultLadders.high.steps.map((step, index) => {
    afterSeconds += index === 0 ? 0 : gap();
    return { ...step, afterSeconds };
  });
  return { steps, repeatSeconds: gap() };
}

async function readClimbs(db: Db, hospitalId: string): Promise<Climb[]> {
  const alerts = await db
    .selectFrom("alerts")
    .select(["alert_id", "ladder", "raised_at", "level", "escalations"])
    .where("hospital_id", "=", hospitalId)
    .execute();
  const decided = await db
    .selectFrom("alert_transitions")
    .select(["alert_id", "at", "level", "event"])
    .where("hospital_id", "=", hospitalId)
    .orderBy("position")
    .execute();
  const { rows: told } = await sql<{ alert_id: string; at: number }>`
    select payload ->> 'alertId' as alert_id, extract(epoch from at)::float8 * 1000 as at from outbox
    where hospital_id = ${hospitalId} and type = 'alert.escalated' order by seq
  `.execute(db);
  const { audited } = await db
    .selectFrom("audit")
    .select((count) => count.fn.countAll<string>().as("audited"))
    .where("hospital_id", "=", hospitalId)
    .where("action", "=", "alert.escalated")
    .executeTakeFirstOrThrow();
  expect(Number(audited)).toBe(decided.length);
  const decidedOf = Map.groupBy(decided, ({ alert_id }) => alert_id);
  const toldOf = Map.groupBy(told, ({ alert_id }) => alert_id);
  return alerts.map(({ alert_id, ladder, raised_at, level, escalations }) => {
    const steps = decidedOf.get(alert_id) ?? [];
    const tellings = toldOf.get(alert_id) ?? [];
    expect(steps.every(({ event }) => event === "escalated")).toBe(true);
    expect([tellings.length, escalations, level]).toEqual([steps.length, steps.length, steps.at(-1)?.level ?? 0]);
    return {
      alertId: alert_id,
      ladder,
      raisedAt: raised_at?.getTime() ?? Number.NaN,
      empty: emptyLevels(hospitalId),
      steps: steps.map((step, index) => ({
        decidedAt: step.at.getTime(),
        toldAt: tellings[index]?.at ?? Number.NaN,
        level: step.level,
      })),
    };
  });
}
