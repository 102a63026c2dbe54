import type { Insertable } from "kysely";
import type { Db } from "../../src/db/connection.ts";
import type { Database } from "../../src/db/schema.ts";
import type { Priority } from "../../src/domain/alerts.ts";
import { defaultLadders } from "../../src/domain/escalation.ts";
import type { Sign } from "../../src/domain/vitals.ts";

/** A hospital as rows, without going through any action: for what only reads them. */
export class HospitalFixture {
  readonly db: Db;
  readonly hospitalId: string;
  readonly now: Date;

  constructor(db: Db, hospitalId: string, now: Date) {
    this.db = db;
    this.hospitalId = hospitalId;
    this.now = now;
  }

  /** Wards by their number of beds; the beds are W1-01, W1-02 … */
  async open(wards: Readonly<Record<string, number>>): Promise<this> {
    const hospital_id = this.hospitalId;
    const time_zone = "Europe/Dublin";
    await this.db
      .insertInto("hospitals")
      .values({ hospital_id, name: `${hospital_id} Hospital`, time_zone })
      .execute();
    const names = Object.keys(wards);
    await this.db
      .insertInto("wards")
      .values(names.map((ward_id, place) => ({ hospital_id, ward_id, name: `Ward ${ward_id}`, place })))
      .execute();
    const beds = Object.entries(wards).flatMap(([ward_id, count]) =>
      Array.from({ length: count }, (_, i) => ({ hospital_id, bed_id: bedOf(ward_id, i + 1), ward_id, place: i })),
    );
    await this.db.insertInto("beds").values(beds).execute();
    return this;
  }

  async admit(bedId: string, patient: Partial<Insertable<Database["patients"]>> = {}): Promise<string> {
    const hospital_id = this.hospitalId;
    const { patient_id } = await this.db
      .insertInto("patients")
      .values({
        hospital_id,
        number: `${hospital_id}-${bedId}`,
        family_name: "Byrne",
        given_name: "Aoife",
        born_on: "1950-01-01",
        sex: "female",
        ...patient,
      })
      .returning("patient_id")
      .executeTakeFirstOrThrow();
    const from_at = this.#ago(86_400);
    const { stay_id } = await this.db
      .insertInto("stays")
      .values({ hospital_id, patient_id, began_at: from_at, ended_at: null })
      .returning("stay_id")
      .executeTakeFirstOrThrow();
    await this.db
      .insertInto("occupancies")
      .values({ hospital_id, stay_id, bed_id: bedId, from_at, to_at: null })
      .execute();
    return stay_id;
  }

  async move(stay_id: string, bed_id: string): Promise<void> {
    const { hospitalId: hospital_id, now } = this;
    await this.db
      .updateTable("occupancies")
      .set({ to_at: now })
      .where("hospital_id", "=", hospital_id)
      .where("stay_id", "=", stay_id)
      .execute();
    await this.db
      .insertInto("occupancies")
      .values({ hospital_id, stay_id, bed_id, from_at: now, to_at: null })
      .execute();
  }

  async current(stay_id: string, signs: Partial<Record<Sign, number | null>>, secondsAgo = 1): Promise<void> {
    const at = this.#ago(secondsAgo);
    const rows = Object.entries(signs).map(([sign, value]) => ({
      hospital_id: this.hospitalId,
      stay_id,
      sign: sign as Sign,
      value: value ?? null,
      at,
      received_at: at,
      source: "device" as const,
      device_id: "mon-01",
      interval_seconds: 60,
      changes_at: null,
    }));
    await this.db.insertInto("current_vitals").values(rows).execute();
  }

  async observed(stay_id: string, sign: Sign, points: readonly (readonly [Date, number | null])[]): Promise<void> {
    const rows = points.map(([at, value]) => ({
      hospital_id: this.hospitalId,
      device_id: `mon-${stay_id}`,
      sign,
      at,
      stay_id,
      value,
      received_at: at,
      source: "device" as const,
      late: false,
    }));
    await this.db.insertInto("observations").values(rows).execute();
  }

  async alert(given: Partial<Insertable<Database["alerts"]>> & { priority?: Priority } = {}): Promise<string> {
    const priority = given.priority ?? "high";
    const state = given.state ?? "raised";
    const at = this.#ago(60);
    const { alert_id } = await this.db
      .insertInto("alerts")
      .values({
        hospital_id: this.hospitalId,
        kind: "clinical",
        clinical: true,
        cause: "heartRate:high",
        reason: "above_high",
        priority,
        state,
        cause_active: state !== "latched",
        lapses: true,
        ladder: JSON.stringify(defaultLadders[priority]),
        created_at: at,
        raised_at: at,
        escalate_at: state === "raised" ? this.now : null,
        acknowledged_at: state === "acknowledged" ? at : null,
        resolved_at: state === "resolved" ? at : null,
        ...given,
      } as Insertable<Database["alerts"]>)
      .returning("alert_id")
      .executeTakeFirstOrThrow();
    return alert_id;
  }

  /** A cause of a stay's alert, or one whose on-delay runs. */
  async cause(
    alert_id: string | null,
    stay_id: string,
    given: Partial<Insertable<Database["alert_causes"]>> = {},
  ): Promise<void> {
    const at = this.#ago(60);
    await this.db
      .insertInto("alert_causes")
      .values({
        ...{ hospital_id: this.hospitalId, alert_id, stay_id, cause: "heartRate:high", reason: "above_high" },
        ...{ priority: "medium", sign: "heartRate", value: 130, limit_value: 120, judged_at: at, lapses: true },
        ...{ noticed_at: at, raise_at: null, joined_at: alert_id === null ? null : at },
        ...given,
      })
      .execute();
  }

  async person(name: string): Promise<string> {
    const { staff_id } = await this.db
      .insertInto("staff")
      .values({
        hospital_id: this.hospitalId,
        email: `${name.toLowerCase().replaceAll(" ", ".")}@${this.hospitalId}.example`,
        name,
        role: "nurse",
        ward_id: null,
        password_hash: "none",
      })
      .returning("staff_id")
      .executeTakeFirstOrThrow();
    return staff_id;
  }

  async device(device_id: string, bed_id: string | null, heardSecondsAgo: number | null, lost = false): Promise<void> {
    await this.db
      .insertInto("devices")
      .values({
        hospital_id: this.hospitalId,
        device_id,
        bed_id,
        expected_interval_seconds: 60,
        last_heard_at: heardSecondsAgo === null ? null : this.#ago(heardSecondsAgo),
        lost_at: lost ? this.now : null,
      })
      .execute();
  }

  #ago(seconds: number): Date {
    return new Date(this.now.getTime() - seconds * 1000);
  }
}

export const bedOf = (wardId: string, number: number) => `${wardId}-${String(number).padStart(2, "0")}`;
