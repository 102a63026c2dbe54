import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { type Db, databaseNow } from "../../src/db/connection.ts";
import { employ } from "./people.ts";

/** A database as the first version of the schema left it, with a hospital and alerts in every state, by their names here. */
export async function firstVersion(db: Db): Promise<FirstVersion> {
  await migrateToTheFirst(db);
  const version = new FirstVersion(db, await databaseNow(db));
  await version.openHospital();
  await version.raiseAll();
  return version;
}

async function migrateToTheFirst(db: Db): Promise<void> {
  const name = "0001_board";
  const text = await readFile(new URL(`../../migrations/${name}.sql`, import.meta.url), "utf8");
  const up = async (trx: Db) => void (await sql.raw(text).execute(trx));
  const provider = { getMigrations: async () => ({ [name]: { up } }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error;
}

export class FirstVersion {
  readonly hospitalId = "st-brigid";
  readonly stays: Record<string, string> = {};
  readonly ids: Record<string, string> = {};
  nurseId = "";
  readonly #db: Db;
  readonly #now: Date;

  constructor(db: Db, now: Date) {
    this.#db = db;
    this.#now = now;
  }

  at(seconds: number): Date {
    return new Date(this.#now.getTime() + seconds * 1000);
  }

  /** Only with what the first schema had. */
  async openHospital(): Promise<void> {
    const { hospitalId, stays } = this;
    const db = this.#db;
    const at = (seconds: number) => this.at(seconds);
    const hospital = { hospital_id: hospitalId };
    await sql`insert into hospitals (hospital_id, name, time_zone) values (${hospitalId}, 'St Brigid', 'Europe/Dublin')`.execute(
      db,
    );
    await sql`insert into wards (hospital_id, ward_id, name, place) values (${hospitalId}, 'W1', 'First', 1)`.execute(
      db,
    );
    this.nurseId = await employ(db, hospitalId, {
      email: "nurse@st-brigid.example",
      name: "Nurse Murphy",
      role: "nurse",
    });
    for (const [place, who] of ["mixed", "latched", "answered", "waiting", "single"].entries()) {
      const bed_id = `W1-0${place + 1}`;
      await db
        .insertInto("beds")
        .values({ ...hospital, bed_id, ward_id: "W1", place })
        .execute();
      const { patient_id } = await db
        .insertInto("patients")
        .values({
          ...hospital,
          number: who,
          family_name: "Byrne",
          given_name: who,
          born_on: "1950-01-01",
          sex: "female",
        })
        .returning("patient_id")
        .executeTakeFirstOrThrow();
      const { rows } = await sql<{ stay_id: string }>`
      insert into stays (hospital_id, patient_id, began_at) values (${hospitalId}, ${patient_id}, ${at(-86_400)})
      returning stay_id`.execute(db);
      stays[who] = rows[0]?.stay_id ?? "";
      await sql`
      insert into occupancies (hospital_id, stay_id, bed_id, from_at)
      values (${hospitalId}, ${stays[who]}, ${bed_id}, ${at(-86_400)})`.execute(db);
    }
    await sql`insert into devices (hospital_id, device_id, bed_id) values (${hospitalId}, 'mon-17', 'W1-01')`.execute(
      db,
    );
  }

  /** As the first version wrote one, with the steps that it had taken. */
  async #write(name: string, given: Old): Promise<void> {
    const { hospitalId, stays, ids, nurseId } = this;
    const db = this.#db;
    const at = (seconds: number) => this.at(seconds);
    const { kind = "clinical", who, cause, state, priority = "medium", level = 0, place = null } = given;
    const stay = who === undefined ? null : stays[who];
    const subject = given.subject === undefined ? (stay ? `stay:${stay}` : null) : given.subject;
    const waited = state === "pending" || state === "cancelled";
    const answered = state === "acknowledged" || state === "resolved";
    const { rows } = await sql<{ alert_id: string }>`
    insert into alerts (hospital_id, kind, clinical, cause, reason, subject, stay_id, device_id, bed_id, ward_id, place,
      priority, state, cause_active, lapses, sign, value, limit_value, ladder, level, escalations, created_at, raised_at,
      raise_at, escalate_at, lapse_at, acknowledged_at, acknowledged_by, first_acknowledged_at, resolved_at, outcome)
    values (${hospitalId}, ${kind}, ${kind !== "technical"}, ${cause}, 'above_high', ${subject}, ${stay},
      ${kind === "technical" ? "mon-17" : null}, ${given.bed ?? null}, 'W1', ${place}, ${priority}, ${state},
      ${given.active ?? (state !== "latched" && state !== "cancelled")}, ${given.lapses ?? true},
      ${cause.startsWith("heartRate") ? "heartRate" : null}, 130, 120, ${JSON.stringify(ladders[priority])}::jsonb,
      ${level}, ${level}, ${at(-300)}, ${waited ? null : at(-290)}, ${given.at?.raise_at ?? null},
      ${given.at?.escalate_at ?? null}, ${given.at?.lapse_at ?? null}, ${answered ? at(-100) : null},
      ${answered ? nurseId : null}, ${answered ? at(-100) : null}, ${state === "resolved" ? at(-50) : null},
      ${state === "resolved" ? "attended" : null})
    returning alert_id`.execute(db);
    const id = rows[0]?.alert_id ?? "";
    ids[name] = id;
    const steps: [event: string, from: string | null, to: string][] = [
      ...(kind === "clinical" ? ([["noticed", null, "pending"]] as const) : []),
      ...(waited ? [] : ([["raised", kind === "clinical" ? "pending" : null, "raised"]] as const)),
      ...(state === "cancelled" ? ([["cancelled", "pending", "cancelled"]] as const) : []),
      ...(state === "latched" ? ([["latched", "raised", "latched"]] as const) : []),
      ...(answered ? ([["acknowledged", "raised", "acknowledged"]] as const) : []),
      ...(state === "resolved" ? ([["resolved", "acknowledged", "resolved"]] as const) : []),
    ].map(([event, from, to]) => [event ?? "", from ?? null, to ?? ""]);
    for (const [index, [event, from, to]] of steps.entries())
      await sql`
      insert into alert_transitions (hospital_id, alert_id, position, at, event, from_state, to_state, reason, priority, level)
      values (${hospitalId}, ${id}, ${index + 1}, ${at(-300 + index)}, ${event}, ${from}, ${to}, 'above_high',
        ${priority}, 0)`.execute(db);
  }

  async raiseAll(): Promise<void> {
    const at = (seconds: number) => this.at(seconds);
    const old = (name: string, given: Old) => this.#write(name, given);
    // One patient with everything at once.
    const raised = { state: "raised", at: { escalate_at: at(120) } } as const;
    await old("answered high", { who: "mixed", cause: "spo2:low", state: "acknowledged", priority: "high", level: 1 });
    await old("raised", { who: "mixed", cause: "heartRate:high", ...raised, lapses: false });
    await old("climbed", { who: "mixed", cause: "systolic:low", ...raised, level: 1, at: { escalate_at: at(60) } });
    await old("was over", { who: "mixed", cause: "news2", state: "latched" });
    await old("soon", { who: "mixed", cause: "temperature:high", state: "pending", at: { raise_at: at(5) } });
    await old("never was", { who: "mixed", cause: "respiratoryRate:low", state: "cancelled" });
    await old("long over", { who: "mixed", cause: "respiratoryRate:high", state: "resolved" });
    // One of whom all is over, one whose every alert is answered, one of whom nobody has heard yet, one with one.
    await old("latched", { who: "latched", cause: "heartRate:high", state: "latched" });
    await old("latched too", { who: "latched", cause: "spo2:low", state: "latched", priority: "high" });
    const acknowledged = { who: "answered", state: "acknowledged" } as const;
    await old("held", { ...acknowledged, cause: "news2", priority: "high", lapses: false });
    await old("lapsing", { ...acknowledged, cause: "heartRate:high", at: { lapse_at: at(200) } });
    await old("waiting", { who: "waiting", cause: "heartRate:high", state: "pending", at: { raise_at: at(7) } });
    await old("single", { who: "single", cause: "heartRate:high", ...raised });
    // People's calls, two of them for the same, and a monitor that is lost.
    const called = { kind: "called", ...raised, subject: null, lapses: false } as const;
    await old("fall", { ...called, who: "single", cause: "fall", bed: "W1-05" });
    await old("fall again", { ...called, who: "single", cause: "fall", bed: "W1-05" });
    await old("arrest", { ...called, cause: "cardiac_arrest", place: " Corridor  by the lift", priority: "high" });
    await old("fire", { ...called, cause: "fire", place: "Kitchen", state: "acknowledged", at: {} });
    await old("lost", { kind: "technical", cause: "device_lost", ...raised, subject: "device:mon-17", lapses: false });
  }
}

/** Ladders as they were, in short. */
const ladders = {
  high: { steps: [step(0, ["nurse"], "ward"), step(60, ["doctor", "head_doctor"], "hospital")], repeatSeconds: 300 },
  medium: { steps: [step(0, ["nurse"], "ward"), step(180, ["doctor"], "hospital")], repeatSeconds: 900 },
};
function step(afterSeconds: number, roles: string[], reach: string) {
  return { afterSeconds, roles, reach };
}

interface Old {
  readonly kind?: "clinical" | "called" | "technical";
  readonly who?: string;
  readonly cause: string;
  readonly state: string;
  readonly priority?: "high" | "medium";
  readonly level?: number;
  readonly active?: boolean;
  readonly lapses?: boolean;
  readonly at?: Partial<Record<"raise_at" | "escalate_at" | "lapse_at", Date>>;
  readonly bed?: string | null;
  readonly place?: string;
  readonly subject?: string | null;
}
