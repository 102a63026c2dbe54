import { sql } from "kysely";
import type { Db } from "../../src/db/connection.ts";
import { createDeviceToken } from "../../src/db/device-tokens.ts";
import { defaultLimits } from "../../src/domain/limits.ts";
import type { RawReading } from "../../src/domain/readings.ts";
import type { WardlightEvent } from "../../src/events/catalogue.ts";
import { HospitalFixture } from "./board-fixture.ts";

/** A hospital that sends vital signs: limits, a monitor `mon-W1-01` at each bed, patients in the beds that are asked for. */
export class VitalsFixture {
  readonly db: Db;
  readonly hospitalId: string;
  readonly stays = new Map<string, string>();
  readonly rows: HospitalFixture;
  readonly devices: string[] = [];

  constructor(db: Db, hospitalId: string) {
    this.db = db;
    this.hospitalId = hospitalId;
    this.rows = new HospitalFixture(db, hospitalId, new Date());
  }

  async open(wards: Readonly<Record<string, number>>, filled: readonly string[]): Promise<this> {
    await this.rows.open(wards);
    const limits = Object.keys(wards).flatMap((ward_id) =>
      Object.entries(defaultLimits).map(([sign, { criticalLow, low, high, criticalHigh }]) => ({
        hospital_id: this.hospitalId,
        ward_id,
        sign: sign as keyof typeof defaultLimits,
        critical_low: criticalLow,
        low,
        high,
        critical_high: criticalHigh,
      })),
    );
    await this.db.insertInto("ward_limits").values(limits).execute();
    for (const bed of filled) {
      this.stays.set(bed, await this.rows.admit(bed));
      await this.rows.device(`mon-${bed}`, bed, null);
      this.devices.push(`mon-${bed}`);
    }
    return this;
  }

  stay(bed: string): string {
    const stay = this.stays.get(bed);
    if (stay === undefined) throw new Error(`nobody was put to bed ${bed}`);
    return stay;
  }

  /** A heart rate of 80 from the bed's own monitor, `secondsAgo` by this machine's clock, unless said otherwise. */
  reading(given: Partial<RawReading> & { readonly secondsAgo?: number } = {}): RawReading {
    const { secondsAgo = 1, ...rest } = given;
    const bed = given.bed ?? "W1-01";
    const at = new Date(Date.now() - secondsAgo * 1000).toISOString();
    return { bed, sign: "heartRate", value: 80, at, device: `mon-${bed}`, ...rest };
  }

  async token(deviceIds: readonly string[] = this.devices): Promise<string> {
    return await createDeviceToken(this.db, { hospitalId: this.hospitalId, name: "gateway", deviceIds });
  }

  async current(bed = "W1-01") {
    const rows = await this.db
      .selectFrom("current_vitals")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .where("stay_id", "=", this.stay(bed))
      .execute();
    return Object.fromEntries(rows.map((row) => [row.sign, row]));
  }

  async observations() {
    return await this.db
      .selectFrom("observations")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .orderBy("device_id")
      .orderBy("sign")
      .orderBy("at")
      .execute();
  }

  async alerts() {
    return await this.db
      .selectFrom("alerts")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .orderBy("alert_id")
      .execute();
  }

  /** What limits and scores found, in the order in which they did. */
  async causes() {
    return await this.db
      .selectFrom("alert_causes")
      .selectAll()
      .where("hospital_id", "=", this.hospitalId)
      .orderBy("cause_id")
      .execute();
  }

  /** The outbox in order, each event with the transaction that published it. */
  async events(): Promise<(WardlightEvent & { readonly xact: string })[]> {
    const { rows } = await sql<WardlightEvent & { readonly xact: string }>`
      select type, payload, xmin::text as xact from outbox where hospital_id = ${this.hospitalId} order by seq
    `.execute(this.db);
    return rows;
  }

  async eventsOf(type: WardlightEvent["type"]) {
    return (await this.events()).filter((event) => event.type === type);
  }
}
