import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { acknowledgeAlert } from "../../src/actions/acknowledge-alert.ts";
import type { AlertAct } from "../../src/actions/answer-alert.ts";
import { callNext } from "../../src/actions/call-next.ts";
import { handOverAlert } from "../../src/actions/hand-over-alert.ts";
import { noteAlert } from "../../src/actions/note-alert.ts";
import { type Call, raiseAlert } from "../../src/actions/raise-alert.ts";
import { resolveAlert } from "../../src/actions/resolve-alert.ts";
import { takeOnAlert } from "../../src/actions/take-on-alert.ts";
import { undoAnswer } from "../../src/actions/undo-answer.ts";
import type { Db } from "../../src/db/connection.ts";
import { type ChosenOutcome, onDelaySeconds } from "../../src/domain/alerts.ts";
import type { AskAgain, Cause, End, FoundAgain, Raise } from "../../src/domain/assessment.ts";
import type { Person, Role } from "../../src/domain/staff.ts";
import { AlertWard } from "./alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";

const people = {
  nurse: "Nurse Murphy",
  other: "Nurse Okafor",
  doctor: "Dr Singh",
  operator: "Operator Walsh",
  admin: "Admin Daly",
  display: "Wall of W1",
} as const;
const roleOf = (who: keyof typeof people): Role => (who === "other" ? "nurse" : who);

export const requestId = "req-1";

/** What was sent back, or that it was not done. */
type Done = { readonly ok: boolean; readonly refusal?: unknown };

/**
 * Each test of the file gets a hospital of its own, with the same people and a patient in W1-02. Whatever it did, at its
 * end the history, the outbox and the audit of its alerts have to say the same.
 */
export function alertStories(): AlertStories {
  const stories = new AlertStories();
  beforeAll(() => stories.open());
  beforeEach(() => stories.begin());
  afterEach(() => stories.ward.expectHistoryAndOutboxToAgree());
  afterAll(() => stories.close());
  return stories;
}

export class AlertStories {
  ward: AlertWard;
  /** Who is in it. */
  people: Record<keyof typeof people, Person>;
  stay: { stayId: string; bedId: string; wardId: string };
  /** A nurse of another hospital, and a doctor there. */
  stranger: Person;
  colleagueOfTheStranger: Person;
  database: TestDatabase;
  #count = 0;

  constructor() {
    const notYet = undefined as never;
    this.ward = this.people = this.stay = this.stranger = this.colleagueOfTheStranger = this.database = notYet;
  }

  async open(): Promise<void> {
    this.database = await freshDatabase();
    const lakeside = await AlertWard.open(this.db, "lakeside");
    this.stranger = await lakeside.person("nurse", "Nurse Elsewhere");
    this.colleagueOfTheStranger = await lakeside.person("doctor", "Dr Elsewhere");
  }

  async begin(): Promise<void> {
    this.ward = await AlertWard.open(this.db, `st-brigid-${++this.#count}`);
    const employed: [string, Person][] = [];
    for (const [who, name] of Object.entries(people))
      employed.push([who, await this.ward.person(roleOf(who as keyof typeof people), name)]);
    this.people = Object.fromEntries(employed) as Record<keyof typeof people, Person>;
    this.stay = { stayId: await this.ward.fixture.admit("W1-02"), bedId: "W1-02", wardId: "W1" };
  }

  close(): Promise<void> {
    return this.database.close();
  }

  get db(): Db {
    return this.database.db;
  }
  get hospitalId(): string {
    return this.ward.hospitalId;
  }

  async called(given: Partial<Call> = {}) {
    const usual = { kind: "fall", priority: null, bedId: "W1-02", place: null, words: null, requestId };
    const done = await raiseAlert({ db: this.db }, { person: this.people.operator, ...usual, ...given });
    if (!done.ok) throw new Error(`refused: ${done.refusal.kind}`);
    return { alertId: done.value.alert.alertId, again: done.value.again };
  }
  async call(given: Partial<Call> = {}): Promise<string> {
    return (await this.called(given)).alertId;
  }

  acknowledge(person: Person, alertId: string, { db = this.db, screen = "board" } = {}) {
    return acknowledgeAlert({ db }, { ...act(person, alertId), screen });
  }
  takeOn(person: Person, alertId: string, minutes: number | null) {
    return takeOnAlert({ db: this.db }, { ...act(person, alertId), screen: "board:W1", minutes });
  }
  handOver(person: Person, alertId: string, toStaffId: string) {
    return handOverAlert({ db: this.db }, { ...act(person, alertId), toStaffId });
  }
  note(person: Person, alertId: string, text: string) {
    return noteAlert({ db: this.db }, { ...act(person, alertId), text });
  }
  callNext(person: Person, alertId: string, reason: string) {
    return callNext({ db: this.db }, { ...act(person, alertId), reason });
  }
  resolve(person: Person, alertId: string, outcome: ChosenOutcome = "attended") {
    return resolveAlert({ db: this.db }, { ...act(person, alertId), outcome });
  }
  undo(person: Person, alertId: string, db = this.db) {
    return undoAnswer({ db }, act(person, alertId));
  }

  /** The one alert there is. */
  async theAlert(): Promise<string> {
    const alerts = await this.alerts();
    expect(alerts).toHaveLength(1);
    return alerts[0]?.alert_id ?? "";
  }
  async alerts() {
    const query = this.db.selectFrom("alerts").selectAll().where("hospital_id", "=", this.hospitalId);
    return await query.orderBy("alert_id").execute();
  }

  /** A heart rate of 130 that has stood for its on-delay. */
  async raisedByMonitor(): Promise<string> {
    await this.raiseByMonitor();
    return await this.theAlert();
  }
  async raiseByMonitor(): Promise<void> {
    await this.ward.decide(this.stay, [found("heartRate:high", { onDelaySeconds: 0 })], this.ward.now);
  }

  /** So much time has passed for this alert: all that is written of it is so much older. Answers are given by the database's clock. */
  async pass(alertId: string, seconds: number): Promise<void> {
    const ago = sql`make_interval(secs => ${seconds})`;
    await sql`
      update alerts set raised_at = raised_at - ${ago}, escalate_at = escalate_at - ${ago}, lapse_at = lapse_at - ${ago},
        settle_at = settle_at - ${ago}, acknowledged_at = acknowledged_at - ${ago}, owner_until = owner_until - ${ago},
        undo = case when undo is not null then
          jsonb_set(undo, '{at}', to_jsonb(((undo ->> 'at')::timestamptz - ${ago})::text)) end
      where hospital_id = ${this.hospitalId} and alert_id = ${alertId}
    `.execute(this.db);
  }

  /** The refusal of an attempt, having seen that nothing was written. */
  async refusalOf(attempt: () => Promise<Done>): Promise<unknown> {
    const before = await this.ward.everythingWritten();
    const done = await attempt();
    expect(done.ok).toBe(false);
    expect(await this.ward.everythingWritten()).toBe(before);
    return done.refusal;
  }
}

const act = (person: Person, alertId: string): AlertAct => ({ person, alertId, requestId });

const causes = {
  "heartRate:high": { sign: "heartRate", value: 130, limit: 120, reason: "above_high" },
  "heartRate:low": { sign: "heartRate", value: 44, limit: 50, reason: "below_low" },
  "respiratoryRate:high": { sign: "respiratoryRate", value: 27, limit: 24, reason: "above_high" },
  "spo2:low": { sign: "spo2", value: 90, limit: 92, reason: "below_low" },
  "systolic:low": { sign: "systolic", value: 95, limit: 100, reason: "below_low" },
  "temperature:high": { sign: "temperature", value: 39.2, limit: 38.5, reason: "above_high" },
  news2: { sign: null, value: 5, limit: 5, reason: "news2_medium" },
} as const satisfies Partial<Record<Cause, Pick<Raise, "sign" | "value" | "limit" | "reason">>>;
type Known = keyof typeof causes;

/** Decisions as `assess` makes them: of medium priority, after the on-delay of that, unless said otherwise. */
export const found = (cause: Known, given: Partial<Omit<Raise, "do" | "cause">> = {}): Raise => ({
  ...{ do: "raise", cause, priority: "medium", onDelaySeconds: 15, raiseBy: null, lapses: cause !== "news2" },
  ...causes[cause],
  ...given,
});
export const again = (
  decision: FoundAgain["do"],
  cause: Known,
  given: Partial<Omit<FoundAgain, "do" | "cause">> = {},
): FoundAgain => ({
  ...{ do: decision, cause, priority: "medium", waitSeconds: onDelaySeconds[given.priority ?? "medium"] },
  ...causes[cause],
  ...given,
});
export const over = (cause: Known, settleSeconds = 60): End => ({
  ...{ do: "end", cause, reason: "back_within_limits", settleSeconds },
});
export const nextObservations: AskAgain = { do: "ask_again", cause: "news2", reason: "next_observations" };
