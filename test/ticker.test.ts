import { sql } from "kysely";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { escalateOverdueSweep } from "../src/actions/escalate-overdue.ts";
import { lapseAcknowledgementsSweep } from "../src/actions/lapse-acknowledgements.ts";
import { raiseDueSweep } from "../src/actions/raise-due.ts";
import { settleAnsweredSweep } from "../src/actions/settle-answered.ts";
import { connect, type Db, databaseNow } from "../src/db/connection.ts";
import { lanes } from "../src/lanes.ts";
import { createTicker, type Sweep, type Ticker } from "../src/ticker.ts";
import { found } from "./support/alert-stories.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let database: TestDatabase;
const tickers: Ticker[] = [];
const connections: Db[] = [];
let logged: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(tickers.splice(0).map((ticker) => ticker.close()));
  await Promise.all(connections.splice(0).map((db) => db.destroy()));
  logged = [];
});
afterAll(() => database.close());

function tick(sweeps: readonly Sweep[], db = database.db): Ticker {
  const log = pino({ level: "info" }, { write: (line: string) => logged.push(line) });
  const ticker = createTicker({ db, log, sweeps });
  tickers.push(ticker);
  return ticker;
}

const until = (condition: () => boolean | Promise<boolean>) =>
  expect.poll(condition, { timeout: 20_000, interval: 5 }).toBe(true);

/** A sweep that counts its runs, and may be held in the middle of one. */
function countingSweep(dueIn: (now: Date) => Date | null = () => null) {
  const runs: Date[] = [];
  let inside = 0;
  let most = 0;
  let gate = Promise.resolve();
  const sweep: Sweep = {
    name: "counting",
    async run(now) {
      runs.push(now);
      most = Math.max(most, ++inside);
      await gate;
      inside--;
      return dueIn(now);
    },
  };
  return {
    sweep,
    runs,
    most: () => most,
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

describe("timers of two processes", () => {
  test("two hundred that fall due: each climbs once, in one process or the other, and none early", async () => {
    const ward = await AlertWard.open(database.db, "st-brigid");
    const dues = new Map<string, Date>();
    for (let i = 0; i < 200; i++) {
      const escalate_at = ward.at(1 + (i % 40) / 20);
      dues.set(await ward.fixture.alert({ escalate_at, subject: `stay:${i}` }), escalate_at);
    }
    for (let process = 0; process < 2; process++) {
      const { db } = connect(database.url, () => undefined);
      connections.push(db);
      tick([raiseDueSweep(db), escalateOverdueSweep(db), lapseAcknowledgementsSweep(db)], db);
    }
    await until(async () => (await ward.published()).length >= 200);
    const told = await database.db
      .selectFrom("outbox")
      .select(["at", "type", "payload"])
      .where("hospital_id", "=", ward.hospitalId)
      .execute();
    expect(told).toHaveLength(200);
    for (const { at, type, payload } of told) {
      const { alertId } = payload as { alertId: string };
      expect(type).toBe("alert.escalated");
      expect(at.getTime()).toBeGreaterThanOrEqual(dues.get(alertId)?.getTime() ?? Number.POSITIVE_INFINITY);
      dues.delete(alertId);
    }
    expect(dues.size).toBe(0);
    await ward.expectHistoryAndOutboxToAgree();
  });

  test("an alert with which something is wrong keeps no other waiting, in its hospital or elsewhere", async () => {
    const broken = await AlertWard.open(database.db, "broken");
    const sound = await AlertWard.open(database.db, "sound");
    await broken.fixture.alert({ escalate_at: broken.now, ladder: JSON.stringify({ steps: null }) });
    const beside = await broken.fixture.alert({ escalate_at: broken.now });
    const id = await sound.fixture.alert({ escalate_at: sound.now });
    tick([escalateOverdueSweep(database.db)]);
    await until(async () => (await sound.alert(id)).level === 1);
    await until(async () => (await broken.alert(beside)).level === 1);
    await until(() => logged.join("").includes("escalate-overdue"));
    await database.db
      .updateTable("alerts")
      .set({ state: "resolved", resolved_at: broken.now })
      .where("hospital_id", "=", "broken")
      .execute();
  });

  test("of every sort are run by one ticker: an on-delay, a ladder, an answer that lapses, one that settles", async () => {
    const ward = await AlertWard.open(database.db, "every-sort");
    const stay = { stayId: await ward.fixture.admit("W1-01"), bedId: "W1-01", wardId: "W1" };
    await ward.decide(stay, [found("heartRate:high", { onDelaySeconds: 1 })], ward.now);
    const soon = ward.at(1);
    const answered = { state: "acknowledged", acknowledged_at: ward.now } as const;
    const climbing = await ward.fixture.alert({ kind: "called", escalate_at: soon });
    const lapsing = await ward.fixture.alert({ kind: "called", ...answered, lapse_at: soon });
    const settling = await ward.fixture.alert({ kind: "called", ...answered, cause_active: false, settle_at: soon });
    const sweeps = [raiseDueSweep, escalateOverdueSweep, lapseAcknowledgementsSweep, settleAnsweredSweep];
    tick(sweeps.map((sweep) => sweep(database.db)));
    await until(async () => (await ward.published()).length >= 4);
    const told = await database.db
      .selectFrom("outbox")
      .select(["at", "type", "payload"])
      .where("hospital_id", "=", ward.hospitalId)
      .execute();
    const typeOf = (id: string) => told.find(({ payload }) => (payload as { alertId: string }).alertId === id)?.type;
    expect([climbing, lapsing, settling].map(typeOf)).toEqual(["alert.escalated", "alert.lapsed", "alert.resolved"]);
    expect(told.map(({ type }) => type)).toContain("alert.raised");
    for (const { at } of told) expect(at.getTime()).toBeGreaterThanOrEqual(soon.getTime());
    await ward.expectHistoryAndOutboxToAgree();
  });

  test("what somebody has in hand is left to them, and taken when they let go", async () => {
    const ward = await AlertWard.open(database.db, "busy");
    const id = await ward.fixture.alert({ escalate_at: ward.now });
    const sweep = escalateOverdueSweep(database.db);
    const next = await database.db.transaction().execute(async (trx) => {
      await trx.selectFrom("alerts").selectAll().where("alert_id", "=", id).forUpdate().execute();
      return await sweep.run(await databaseNow(database.db));
    });
    expect(next).toEqual(ward.now);
    expect((await ward.alert(id)).level).toBe(0);
    tick([sweep]);
    await until(async () => (await ward.alert(id)).level === 1);
  });
});

describe("the lanes of a process", () => {
  test("an alert is escalated while the signs of another hospital cannot be staled", async () => {
    const stuck = await AlertWard.open(database.db, "stuck");
    const stay = await stuck.fixture.admit("W1-01");
    await stuck.fixture.current(stay, { heartRate: 80 }, 95);
    await database.db.updateTable("current_vitals").set({ changes_at: stuck.now }).execute();
    const sound = await AlertWard.open(database.db, "lanes");
    const id = await sound.fixture.alert({ escalate_at: sound.at(1) });
    await database.db.transaction().execute(async (trx) => {
      await sql`select from hospitals where hospital_id = 'stuck' for update`.execute(trx);
      for (const sweeps of lanes(database.db)) tick(sweeps);
      await until(async () => (await sound.alert(id)).level === 1);
      expect(await stuck.published()).toEqual([]);
    });
    await until(async () => (await stuck.published()).some(({ type }) => type === "signs.staled"));
  });
});

describe("the ticker", () => {
  test("goes by the database's clock", async () => {
    const before = await databaseNow(database.db);
    const { sweep, runs } = countingSweep();
    tick([sweep]);
    await until(() => runs.length > 0);
    const after = await databaseNow(database.db);
    expect(runs[0]?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(runs[0]?.getTime()).toBeLessThanOrEqual(after.getTime());
  });

  test("sleeps until the next is due, and is there then, not before", async () => {
    const dues: Date[] = [];
    const { sweep, runs } = countingSweep((now) => {
      const due = new Date(now.getTime() + 150);
      dues.push(due);
      return due;
    });
    tick([sweep]);
    await until(() => runs.length >= 4);
    runs.slice(1, 4).forEach((run, index) => {
      expect(run.getTime()).toBeGreaterThanOrEqual(dues[index]?.getTime() ?? Number.POSITIVE_INFINITY);
    });
  });

  test("takes what came due while it worked without a rest, which is for what others have in hand", async () => {
    const working = countingSweep((now) => new Date(now.getTime() + 1));
    const sweep: Sweep = {
      name: "working",
      run: async (now) => {
        await new Promise((resolve) => setTimeout(resolve, 3));
        return await working.sweep.run(now);
      },
    };
    const waiting = countingSweep((now) => now);
    tick([sweep]);
    tick([waiting.sweep]);
    await until(() => working.runs.length >= 40);
    expect(waiting.runs.length).toBeLessThan(working.runs.length / 2);
  });

  test("looks at what is due, and at the rest of its sweeps every second", async () => {
    const due = countingSweep((now) => new Date(now.getTime() + 20));
    const idle = countingSweep();
    tick([due.sweep, idle.sweep]);
    await until(() => due.runs.length >= 20);
    expect(idle.runs.length).toBeLessThan(due.runs.length / 2);
    await until(() => idle.runs.length >= 2);
  });

  test("looks sooner when it is woken than when it is left to sleep", async () => {
    const { sweep, runs } = countingSweep();
    const ticker = tick([sweep]);
    await until(() => runs.length >= 2);
    const [first, second] = runs;
    ticker.wake();
    await until(() => runs.length >= 3);
    const gap = (a?: Date, b?: Date) => (b?.getTime() ?? 0) - (a?.getTime() ?? 0);
    expect(gap(second, runs[2])).toBeLessThan(gap(first, second));
  });

  test("never runs twice at once, however often it is woken, and misses no waking", async () => {
    const { sweep, runs, most, hold } = countingSweep();
    const release = hold();
    const ticker = tick([sweep]);
    await until(() => runs.length === 1);
    for (let i = 0; i < 50; i++) ticker.wake();
    release();
    await until(() => runs.length >= 2);
    expect(most()).toBe(1);
  });

  test("goes on with the next sweep when one fails, says which and of what kind, and tries it again", async () => {
    const { sweep, runs } = countingSweep();
    let failures = 0;
    const failing: Sweep = {
      name: "failing",
      run() {
        failures++;
        return Promise.reject(new TypeError("the patient's name is Byrne"));
      },
    };
    const ticker = tick([failing, sweep]);
    await until(() => runs.length >= 1);
    ticker.wake();
    await until(() => failures >= 2);
    expect(logged.join("")).toContain('"sweep":"failing"');
    expect(logged.join("")).toContain("TypeError");
    expect(logged.join("")).not.toContain("Byrne");
  });

  test("waits for a database that is away, and can be stopped meanwhile", async () => {
    const { db } = connect("postgres://nobody@127.0.0.1:1/none", () => undefined);
    connections.push(db);
    const { sweep, runs } = countingSweep();
    const ticker = tick([sweep], db);
    await until(() => logged.length > 0);
    expect(logged[0]).toContain("ECONNREFUSED");
    await ticker.close();
    expect(runs).toEqual([]);
  });

  test("ends after the sweep that is running, and runs no other", async () => {
    const held = countingSweep();
    const next = countingSweep();
    const release = held.hold();
    const ticker = tick([held.sweep, next.sweep]);
    await until(() => held.runs.length === 1);
    let closed = false;
    const closing = ticker.close().then(() => {
      closed = true;
    });
    await databaseNow(database.db);
    expect(closed).toBe(false);
    release();
    await closing;
    ticker.wake();
    expect([held.runs.length, next.runs.length]).toEqual([1, 0]);
  });
});
