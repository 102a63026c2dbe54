import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acknowledgeAlert } from "../src/actions/acknowledge-alert.ts";
import { escalateOverdue } from "../src/actions/escalate-overdue.ts";
import { lapseAcknowledgements } from "../src/actions/lapse-acknowledgements.ts";
import { raiseAlert } from "../src/actions/raise-alert.ts";
import { raiseDue } from "../src/actions/raise-due.ts";
import { resolveAlert } from "../src/actions/resolve-alert.ts";
import { settleAnswered } from "../src/actions/settle-answered.ts";
import { readBoard } from "../src/db/board.ts";
import { connect, type Db } from "../src/db/connection.ts";
import { migrate } from "../src/db/migrate.ts";
import { keepPartitions } from "../src/db/partitions.ts";
import { alertStates } from "../src/domain/alerts.ts";
import { calledTargets } from "../src/domain/escalation.ts";
import { freshBoard, signedInAs } from "./support/board-server.ts";
import { emptyDatabase } from "./support/database.ts";
import { type FirstVersion, firstVersion } from "./support/first-version.ts";

/**
 * A hospital that ran before there was one call a patient: its database as that version left it, with alerts in every
 * state, is what the new version starts on.
 */
let db: Db;
let drop: () => Promise<void>;
let before: FirstVersion;
let ids: FirstVersion["ids"];
let stays: FirstVersion["stays"];
const at = (seconds: number) => before.at(seconds);

beforeAll(async () => {
  const database = await emptyDatabase();
  ({ drop } = database);
  ({ db } = connect(database.url, () => undefined));
  before = await firstVersion(db);
  ({ ids, stays } = before);
  await migrate(db);
  await keepPartitions(db, at(0));
});
afterAll(async () => {
  await db.destroy();
  await drop();
});

const alert = async (name: string) =>
  await db
    .selectFrom("alerts")
    .selectAll()
    .where("alert_id", "=", ids[name] ?? "")
    .executeTakeFirstOrThrow();
const causesOf = async (who: string) =>
  await db
    .selectFrom("alert_causes")
    .selectAll()
    .where("stay_id", "=", stays[who] ?? "")
    .orderBy("cause")
    .execute();
const openOf = async (who: string) =>
  (
    await db
      .selectFrom("alerts")
      .selectAll()
      .where("stay_id", "=", stays[who] ?? "")
      .execute()
  ).filter(({ kind, state }) => kind === "clinical" && state !== "resolved");

describe("what was open of a patient is one alert", () => {
  test("that nobody has answered if anything of it was unanswered, as urgent as the worst, due when the first was due", async () => {
    expect(await openOf("mixed")).toMatchObject([
      {
        alert_id: ids.raised,
        state: "raised",
        cause_active: true,
        priority: "high",
        level: 1,
        lapses: true,
        escalate_at: at(60),
        lapse_at: null,
      },
    ]);
    expect((await alert("raised")).ladder.steps).toHaveLength(2);
  });

  test("with each of them as a cause, standing or over; what waits for its on-delay waits on", async () => {
    expect(
      (await causesOf("mixed")).map(({ cause, priority, active, alert_id, raise_at }) => [
        ...[cause, priority, active, alert_id, raise_at],
      ]),
    ).toEqual([
      ["heartRate:high", "medium", true, ids.raised, null],
      ["news2", "medium", false, ids.raised, null],
      ["spo2:low", "high", true, ids.raised, null],
      ["systolic:low", "medium", true, ids.raised, null],
      ["temperature:high", "medium", true, null, at(5)],
    ]);
    expect((await causesOf("mixed"))[0]).toMatchObject({ sign: "heartRate", value: 130, limit_value: 120 });
  });

  test("and the others went up in it, which is written down, and doubles nothing", async () => {
    for (const name of ["answered high", "climbed", "was over"]) {
      expect(await alert(name)).toMatchObject({
        state: "resolved",
        outcome: "merged",
        escalate_at: null,
        lapse_at: null,
      });
      const steps = await db
        .selectFrom("alert_transitions")
        .selectAll()
        .where("alert_id", "=", ids[name] ?? "")
        .execute();
      expect(steps.filter(({ reason }) => reason === "merged")).toMatchObject([
        { event: "resolved", to_state: "resolved" },
      ]);
    }
    expect(await alert("long over")).toMatchObject({ state: "resolved", outcome: "attended" });
  });

  test("latched, where all of it was over", async () => {
    expect(await openOf("latched")).toMatchObject([
      { alert_id: ids["latched too"], state: "latched", cause_active: false, priority: "high", escalate_at: null },
    ]);
    expect(await causesOf("latched")).toMatchObject([{ active: false }, { active: false }]);
  });

  test("answered, where all of it was, by who had answered, and for no longer than the shortest answer held", async () => {
    expect(await openOf("answered")).toMatchObject([
      {
        alert_id: ids.held,
        state: "acknowledged",
        priority: "high",
        lapses: true,
        lapse_at: at(200),
        acknowledged_by: before.nurseId,
        owner_id: before.nurseId,
        owner_is: "has_it",
      },
    ]);
  });

  test("none yet, where nothing had been raised", async () => {
    expect(await openOf("waiting")).toEqual([]);
    expect(await causesOf("waiting")).toMatchObject([{ cause: "heartRate:high", alert_id: null, raise_at: at(7) }]);
  });
});

describe("all the others", () => {
  test("are what they were: calls by the names they had, of which a new call finds the first, and monitors", async () => {
    expect(await alert("fall")).toMatchObject({
      state: "raised",
      title: "Fall",
      subject: `called:fall:stay:${stays.single}`,
    });
    expect(await alert("fall again")).toMatchObject({ state: "raised", title: "Fall", subject: null });
    expect(await alert("arrest")).toMatchObject({
      title: "Cardiac arrest",
      subject: "called:cardiac_arrest:place:corridor by the lift",
    });
    expect(await alert("fire")).toMatchObject({ state: "acknowledged", subject: "called:fire:place:kitchen" });
    expect(await alert("lost")).toMatchObject({ state: "raised", subject: "device:mon-17:lost" });
  });

  test("call whom they called before", async () => {
    expect(calledTargets((await alert("arrest")).ladder, 1)).toEqual([
      { who: "role", role: "nurse", reach: "ward" },
      { who: "role", role: "doctor", reach: "hospital" },
      { who: "role", role: "head_doctor", reach: "hospital" },
    ]);
    for (const { ladder } of await db.selectFrom("alerts").select("ladder").execute())
      expect(ladder).toMatchObject({ repeatSeconds: expect.any(Number), steps: [{ afterSeconds: 0 }, {}] });
  });

  test("are in a state that there is, and their steps are numbered from one", async () => {
    const steps = await db.selectFrom("alert_transitions").selectAll().orderBy("position").execute();
    const states = [
      ...(await db.selectFrom("alerts").selectAll().execute()),
      ...steps.map(({ to_state }) => ({ state: to_state })),
    ];
    for (const { state } of states) expect(alertStates).toContain(state);
    for (const [id, of] of Map.groupBy(steps, ({ alert_id }) => alert_id)) {
      expect(
        of.map(({ position }) => position),
        id,
      ).toEqual(of.map((_, index) => index + 1));
      expect(of[0], id).toMatchObject({ event: "raised", from_state: null });
    }
  });
});

test("the board shows each once, and the day goes on: sweeps, answers and calls", async () => {
  const { hospitalId, nurseId } = before;
  const board = await readBoard(db, hospitalId, null, at(0));
  const shown = ["raised", "latched too", "held", "single", "fall", "fall again", "arrest", "fire", "lost"];
  expect(board?.alerts.map(({ alertId }) => alertId).sort()).toEqual(shown.map((name) => ids[name]).sort());
  const list = (await freshBoard(db, signedInAs({ hospitalId }))).get("alerts") ?? "";
  for (const name of shown) expect(list).toContain(`id="alert-${ids[name]}"`);

  await raiseDue(db, hospitalId, at(10));
  expect(await openOf("waiting")).toMatchObject([{ state: "raised", priority: "medium" }]);
  expect(await openOf("mixed")).toMatchObject([{ alert_id: ids.raised, cause: "spo2:low" }]);
  expect((await causesOf("mixed")).at(-1)).toMatchObject({ cause: "temperature:high", alert_id: ids.raised });
  expect(await escalateOverdue(db, hospitalId, at(60))).toBe(1);
  expect(await alert("raised")).toMatchObject({ escalations: 2 });
  expect(await escalateOverdue(db, hospitalId, at(120))).toBe(5);
  expect(await lapseAcknowledgements(db, hospitalId, at(200))).toBe(1);
  expect(await alert("held")).toMatchObject({ state: "raised" });
  expect(await settleAnswered(db, hospitalId, at(10_000))).toBe(0);

  const person = { hospitalId, staffId: nurseId, name: "Nurse Murphy", role: "nurse", wardId: null } as const;
  const act = (name: string) => ({ person, alertId: ids[name] ?? "", requestId: "req-1" });
  for (const name of ["raised", "fall", "lost", "arrest"])
    expect(await acknowledgeAlert({ db }, { ...act(name), screen: "board" })).toMatchObject({ ok: true });
  const over = await acknowledgeAlert({ db }, { ...act("latched too"), screen: "board" });
  expect(over).toMatchObject({ value: { state: "resolved" } });
  expect((await causesOf("latched")).filter(({ closed_at }) => closed_at === null)).toEqual([]);
  expect(await resolveAlert({ db }, { ...act("fire"), outcome: "attended" })).toMatchObject({ ok: true });
  const call = { person, kind: "fall", priority: null, bedId: "W1-05", place: null, words: null, requestId: "req-2" };
  expect(await raiseAlert({ db }, call)).toMatchObject({ value: { again: true, alert: { alertId: ids.fall } } });
});
