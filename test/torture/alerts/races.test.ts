import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acknowledgeAlert } from "../../../src/actions/acknowledge-alert.ts";
import { escalateOverdue } from "../../../src/actions/escalate-overdue.ts";
import { connect, type Db, databaseNow } from "../../../src/db/connection.ts";
import type { Person } from "../../../src/domain/staff.ts";
import { AlertWard } from "../../support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { between, size, tell, timeout } from "../size.ts";

/** Races run side by side, each in a hospital of its own: what is due there is due for its racers alone. */
const tracks = 4;
/** By how much one of two racers starts before the other, at most. */
const headStartMillis = 5;

let database: TestDatabase;
/** Of two processes. */
let left: Db;
let right: Db;
beforeAll(async () => {
  database = await freshDatabase();
  left = connect(database.url, () => undefined).db;
  right = connect(database.url, () => undefined).db;
});
afterAll(async () => {
  await Promise.all([left.destroy(), right.destroy()]);
  await database.close();
});

test(
  "a timer that two processes see due at once is taken by one of them, once",
  async () => {
    const races = size(100, 1_000);
    const won = { left: 0, right: 0 };
    await race("two", races, async (ward, alertId) => {
      const now = await databaseNow(database.db);
      const [byLeft, byRight] = await Promise.all(
        [left, right].map(async (db) => {
          await pause(between(0, 1));
          return await escalateOverdue(db, ward.hospitalId, now);
        }),
      );
      won.left += byLeft ?? 0;
      won.right += byRight ?? 0;
      expect(await ward.alert(alertId)).toMatchObject({ state: "raised", level: 1, escalations: 1 });
    });
    tell(`A2: ${races} timers that two processes saw due at once`, { "taken by": won });
    expect(won.left + won.right).toBe(races);
  },
  timeout,
);

test(
  "who answers in the moment of an escalation has answered before or after it, and all is written down in that order",
  async () => {
    const races = size(200, 10_000);
    const histories = new Map<string, number>();
    await race("answer", races, async (ward, alertId, nurse) => {
      const now = await databaseNow(database.db);
      const headStart = between(-headStartMillis, headStartMillis);
      const [, answered] = await Promise.all([
        pause(Math.max(0, headStart)).then(() => escalateOverdue(left, ward.hospitalId, now)),
        pause(Math.max(0, -headStart)).then(() =>
          acknowledgeAlert({ db: right }, { person: nurse, alertId, screen: "board", requestId: `race-${alertId}` }),
        ),
      ]);
      expect(answered.ok).toBe(true);
      const history = await ward.history(alertId);
      const story = history.map(({ event }) => event).join(", then ");
      const escalated = history.filter(({ event }) => event === "escalated").length;
      expect(await ward.alert(alertId)).toMatchObject({ state: "acknowledged", escalate_at: null, level: escalated });
      expect(history.map(({ at }) => at)).toEqual(
        history.map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime()),
      );
      histories.set(story, (histories.get(story) ?? 0) + 1);
    });
    tell(`A3: ${races} answers within ${headStartMillis} ms of an escalation`, Object.fromEntries(histories));
    expect([...histories.keys()].sort()).toEqual(["acknowledged", "escalated, then acknowledged"]);
  },
  timeout,
);

/** Runs a race about each of so many alerts. In the end boards were told of each step in its order, and each is audited. */
async function race(
  name: string,
  races: number,
  run: (ward: AlertWard, alertId: string, nurse: Person) => Promise<void>,
): Promise<void> {
  let remaining = races;
  await Promise.all(
    Array.from({ length: tracks }, async (_, track) => {
      const ward = await AlertWard.open(database.db, `${name}-${track}`);
      const nurse = await ward.person("nurse", "Nora Nolan");
      while (remaining-- > 0) {
        const call = { kind: "called", cause: "fall", reason: "called", lapses: false } as const;
        await run(ward, await ward.fixture.alert({ ...call, escalate_at: ward.now }), nurse);
      }
      await ward.expectHistoryAndOutboxToAgree();
    }),
  );
}
