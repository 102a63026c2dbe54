import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { AlertWard } from "./alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./running-app.ts";

export type As = "nurse" | "doctor" | "operator" | "admin" | "display";
export const hx = { "hx-request": "true" };
/** A call from the form, for a bed with a patient. */
export const raise = { kind: "fall", bed: "W1-02", ward: "W1" };

/** The forms about alerts of a hospital, as its people's browsers post them. Each test begins with no open alert. */
export function alertDesk(): AlertDesk {
  const desk = new AlertDesk();
  beforeAll(() => desk.open());
  beforeEach(() => desk.clear());
  afterAll(() => desk.close());
  return desk;
}

export class AlertDesk {
  app: RunningApp;
  ward: AlertWard;
  database: TestDatabase;
  readonly cookies: Partial<Record<As, { cookie: string }>> = {};
  readonly staffIds: Partial<Record<As, string>> = {};
  #lastBefore = "0";

  constructor() {
    const notYet = undefined as never;
    this.app = this.ward = this.database = notYet;
  }

  async open(): Promise<void> {
    this.database = await freshDatabase();
    this.ward = await AlertWard.open(this.database.db, "harbour");
    await this.ward.fixture.admit("W1-02", { family_name: "Byrne" });
    this.app = await runApp(this.database);
    for (const role of ["nurse", "doctor", "operator", "admin", "display"] as const) {
      const { hospitalId, staffId } = await this.ward.person(role, `Some ${role}`);
      this.staffIds[role] = staffId;
      this.cookies[role] = await this.app.signIn(`some.${role}@${hospitalId}.example`);
    }
  }

  async clear(): Promise<void> {
    const { rows } = await sql<{ last: string }>`
      with over as (update alerts set state = 'resolved', resolved_at = now() returning alert_id)
      select coalesce(max(alert_id), 0)::text as last from over
    `.execute(this.database.db);
    this.#lastBefore = rows[0]?.last ?? "0";
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
  }

  post(as: As, path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams(form).toString();
    return this.app.ask("POST", path, { ...formHeaders, ...this.cookies[as], ...headers }, body);
  }

  /** What this test's forms have raised. */
  async alerts() {
    const query = this.database.db.selectFrom("alerts").selectAll().where("alert_id", ">", this.#lastBefore);
    return await query.orderBy("alert_id").execute();
  }

  async raised(form: Record<string, string> = raise): Promise<string> {
    expect((await this.post("operator", "/alerts", form)).status).toBe(303);
    return (await this.alerts()).at(-1)?.alert_id ?? "";
  }

  async acknowledged(as: As = "nurse"): Promise<string> {
    const id = await this.raised();
    expect((await this.post(as, `/alerts/${id}/acknowledgement`, {})).status).toBe(303);
    return id;
  }
}

/** What htmx would put where, by the element it goes to. */
export const partialsOf = ({ body }: Answer) =>
  Object.fromEntries(
    [...body.matchAll(/<hx-partial hx-target="#([^"]+)"[^>]*>([\s\S]*?)<\/hx-partial>/g)].map(([, id, html]) => [
      id,
      html,
    ]),
  );
