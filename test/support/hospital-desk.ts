import { afterAll, beforeAll } from "vitest";
import { type Person, type Role, roles } from "../../src/domain/staff.ts";
import { AlertWard } from "./alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./running-app.ts";

/** The pages of a hospital, as the browsers of one person of each role open and post them. Another hospital stands beside it. */
export function hospitalDesk(): HospitalDesk {
  const desk = new HospitalDesk();
  beforeAll(() => desk.open());
  afterAll(() => desk.close());
  return desk;
}

export const here = "/hospitals/harbour";

export class HospitalDesk {
  app: RunningApp;
  ward: AlertWard;
  /** The other hospital. */
  summit: AlertWard;
  database: TestDatabase;
  people: Record<Role, Person>;
  readonly #cookies = new Map<Role, { cookie: string }>();

  constructor() {
    const notYet = undefined as never;
    this.app = this.ward = this.summit = this.database = this.people = notYet;
  }

  get db() {
    return this.database.db;
  }

  async open(): Promise<void> {
    this.database = await freshDatabase();
    this.ward = await AlertWard.open(this.db, "harbour");
    this.summit = await AlertWard.open(this.db, "summit");
    this.app = await runApp(this.database);
    const people: [Role, Person][] = [];
    for (const role of roles) {
      people.push([role, await this.ward.person(role, `Some ${role}`)]);
      this.#cookies.set(role, await this.app.signIn(`some.${role}@harbour.example`));
    }
    this.people = Object.fromEntries(people) as Record<Role, Person>;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
  }

  get(as: Role | null, path: string): Promise<Answer> {
    return this.app.ask("GET", path, this.#cookieOf(as));
  }

  post(as: Role | null, path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams(form).toString();
    return this.app.ask("POST", path, { ...formHeaders, ...this.#cookieOf(as), ...headers }, body);
  }

  async audited(action: string) {
    return (await this.ward.audited()).filter((entry) => entry.action === action);
  }

  #cookieOf(as: Role | null): Record<string, string> {
    return (as && this.#cookies.get(as)) ?? {};
  }
}

/** What a person reads of a page, without its mark-up. */
export const readOut = ({ body }: Answer) =>
  body
    .replace(/<head>[\s\S]*?<\/head>/, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
