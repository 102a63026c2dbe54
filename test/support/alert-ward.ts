import { expect } from "vitest";
import { applyDecisions, lockOpenOfStays } from "../../src/actions/apply-assessment.ts";
import { type Db, databaseNow } from "../../src/db/connection.ts";
import { lockStays } from "../../src/db/stays.ts";
import type { Decision } from "../../src/domain/assessment.ts";
import type { Person, Role } from "../../src/domain/staff.ts";
import type { WardlightEvent } from "../../src/events/catalogue.ts";
import { publish } from "../../src/events/publish.ts";
import { HospitalFixture } from "./board-fixture.ts";
import { employ } from "./people.ts";

/** A hospital with people in it, and what it takes to look at its alerts. */
export class AlertWard {
  readonly db: Db;
  readonly hospitalId: string;
  readonly now: Date;
  readonly fixture: HospitalFixture;

  private constructor(db: Db, hospitalId: string, now: Date) {
    this.db = db;
    this.hospitalId = hospitalId;
    this.now = now;
    this.fixture = new HospitalFixture(db, hospitalId, now);
  }

  static async open(db: Db, hospitalId: string): Promise<AlertWard> {
    const ward = new AlertWard(db, hospitalId, await databaseNow(db));
    await ward.fixture.open({ W1: 4, W2: 2 });
    return ward;
  }

  at(seconds: number): Date {
    return new Date(this.now.getTime() + seconds * 1000);
  }

  async person(role: Role, name: string): Promise<Person> {
    const { hospitalId } = this;
    const email = `${name.toLowerCase().replaceAll(" ", ".")}@${hospitalId}.example`;
    const wardId = role === "display" ? "W1" : null;
    const staffId = await employ(this.db, hospitalId, { email, name, role, ...(wardId && { wardId }) });
    return { hospitalId, staffId, name, role, wardId };
  }

  /** As readings do it: under the stay's lock, its open alerts locked, published last. */
  async decide(
    stay: { readonly stayId: string; readonly bedId: string; readonly wardId: string },
    decisions: readonly Decision[],
    now: Date,
    db = this.db,
  ): Promise<readonly WardlightEvent[]> {
    const { hospitalId } = this;
    return await db.transaction().execute(async (trx) => {
      await lockStays(trx, hospitalId, [stay.stayId]);
      const open = (await lockOpenOfStays(trx, hospitalId, [stay.stayId])).get(stay.stayId);
      if (!open) throw new Error("the stay was not asked for");
      const events = await applyDecisions(trx, { hospitalId, stay, open, decisions, now });
      await publish(trx, hospitalId, events);
      return events;
    });
  }

  async alert(alertId: string) {
    return await this.db
      .selectFrom("alerts")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .where("alert_id", "=", alertId)
      .executeTakeFirstOrThrow();
  }

  /** The causes of a stay, in the order in which they were found. */
  async causes(stayId: string) {
    return await this.db
      .selectFrom("alert_causes")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .where("stay_id", "=", stayId)
      .orderBy("cause_id")
      .execute();
  }

  async history(alertId?: string) {
    return await this.db
      .selectFrom("alert_transitions")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .$if(alertId !== undefined, (query) => query.where("alert_id", "=", alertId ?? ""))
      .orderBy("alert_id")
      .orderBy("position")
      .execute();
  }

  /** Its steps in one line each. */
  async story(alertId: string): Promise<string[]> {
    return (await this.history(alertId)).map(
      ({ event, from_state, to_state, reason }) => `${event}: ${from_state ?? "nothing"} → ${to_state} (${reason})`,
    );
  }

  async published(): Promise<{ type: string; payload: Record<string, unknown> }[]> {
    const rows = await this.db
      .selectFrom("outbox")
      .select(["type", "payload"])
      .where("hospital_id", "=", this.hospitalId)
      .orderBy("seq")
      .execute();
    return rows as { type: string; payload: Record<string, unknown> }[];
  }

  async audited() {
    return await this.db
      .selectFrom("audit")
      .select(["staff_id", "action", "subject", "reason", "request_id"])
      .where("hospital_id", "=", this.hospitalId)
      .orderBy("audit_id")
      .execute();
  }

  /** All that an action could have written, in a form that two moments can be compared in. */
  async everythingWritten(): Promise<string> {
    const alerts = await this.db
      .selectFrom("alerts")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .orderBy("alert_id")
      .execute();
    const causes = await this.db
      .selectFrom("alert_causes")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .orderBy("cause_id")
      .execute();
    return JSON.stringify([alerts, causes, await this.history(), await this.published(), await this.audited()]);
  }

  /** Whatever happened: boards were told of each step, in order, and each is audited. */
  async expectHistoryAndOutboxToAgree(): Promise<void> {
    const told = await this.history();
    const published = (await this.published()).filter(({ type }) => type.startsWith("alert."));
    const byAlert = (rows: readonly (readonly [string, string])[]) =>
      Object.fromEntries(
        [...Map.groupBy(rows, ([alertId]) => alertId)].map(([id, of]) => [id, of.map(([, event]) => event)]),
      );
    expect(byAlert(published.map(({ type, payload }) => [String(payload.alertId), type]))).toEqual(
      byAlert(told.map(({ alert_id, event }) => [alert_id, `alert.${event}`])),
    );
    const audited = (await this.audited()).filter(({ action }) => action.startsWith("alert."));
    const lines = (rows: readonly (readonly [string, string])[]) => rows.map((row) => row.join(" ")).sort();
    expect(lines(audited.map(({ subject, action }) => [subject, action]))).toEqual(
      lines(told.map(({ alert_id, event }) => [`alert:${alert_id}`, `alert.${event}`])),
    );
    const positions = Map.groupBy(await this.history(), ({ alert_id }) => alert_id).values();
    for (const rows of positions) expect(rows.map(({ position }) => position)).toEqual(rows.map((_, i) => i + 1));
  }
}
