import { afterAll, beforeAll, beforeEach } from "vitest";
import { admitPatient } from "../../src/actions/admit-patient.ts";
import { dischargePatient } from "../../src/actions/discharge-patient.ts";
import { movePatient } from "../../src/actions/move-patient.ts";
import { swapBeds } from "../../src/actions/swap-beds.ts";
import type { Role } from "../../src/domain/staff.ts";
import { AlertWard } from "./alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";

const someone = {
  familyName: "Byrne",
  givenName: "Aoife",
  bornOn: "1955-03-14",
  sex: "female",
  pregnant: false,
} as const;

/** Who comes to and leaves a hospital, a new one for each test, with another beside it. */
export function wardDoor(): WardDoor {
  const door = new WardDoor();
  beforeAll(async () => {
    door.database = await freshDatabase();
  });
  beforeEach(() => door.open());
  afterAll(() => door.database.close());
  return door;
}

export class WardDoor {
  database: TestDatabase;
  ward: AlertWard;
  people: Record<
    "operator" | "nurse" | "doctor" | "head_doctor" | "admin" | "display",
    Awaited<ReturnType<AlertWard["person"]>>
  >;
  #opened = 0;

  constructor() {
    const notYet = undefined as never;
    this.database = this.ward = this.people = notYet;
  }

  get db() {
    return this.database.db;
  }

  get hospitalId() {
    return this.ward.hospitalId;
  }

  async open(): Promise<void> {
    this.#opened += 1;
    this.ward = await AlertWard.open(this.db, `hospital-${this.#opened}`);
    const people: [Role, unknown][] = [];
    for (const role of ["operator", "nurse", "doctor", "head_doctor", "admin", "display"] as const)
      people.push([role, await this.ward.person(role, `Some ${role}`)]);
    this.people = Object.fromEntries(people) as typeof this.people;
  }

  admit(bedId: string, patient: { number?: string; familyName?: string } = {}, person = this.people.nurse) {
    const known = { ...someone, number: `no-${bedId}`, ...patient };
    return admitPatient({ db: this.db }, { person, patient: { new: known }, bedId, requestId: "request-1" });
  }

  /** Answers the stay. */
  async admitted(bedId: string, patient: { number?: string; familyName?: string } = {}): Promise<string> {
    const done = await this.admit(bedId, patient);
    if (!done.ok) throw new Error(`not admitted: ${done.refusal.kind}`);
    return done.value.stayId;
  }

  admitKnown(bedId: string, number: string, person = this.people.nurse) {
    return admitPatient({ db: this.db }, { person, patient: { number }, bedId, requestId: "request-1" });
  }

  move(stayId: string, toBedId: string, { person = this.people.nurse, fromBedId = null as string | null } = {}) {
    return movePatient({ db: this.db }, { person, stayId, fromBedId, toBedId, requestId: "request-2" });
  }

  swap(stayId: string, otherStayId: string, seenBeds: [string, string], person = this.people.nurse) {
    return swapBeds({ db: this.db }, { person, stayId, otherStayId, seenBeds, requestId: "request-3" });
  }

  discharge(
    stayId: string,
    { person = this.people.nurse, ending = "home" as "home" | "transferred" | "died" | "other" } = {},
  ) {
    return dischargePatient({ db: this.db }, { person, stayId, fromBedId: null, ending, requestId: "request-4" });
  }

  /** Who lies where. */
  async beds(): Promise<Record<string, string>> {
    const rows = await this.db
      .selectFrom("occupancies")
      .select(["bed_id", "stay_id"])
      .where("hospital_id", "=", this.hospitalId)
      .where("to_at", "is", null)
      .execute();
    return Object.fromEntries(rows.map((row) => [row.bed_id, row.stay_id]));
  }

  async told(type: string) {
    return (await this.ward.published()).filter((event) => event.type === type).map(({ payload }) => payload);
  }

  /** A raised clinical alert about a stay, with its cause. */
  async alertAbout(stayId: string, bedId: string): Promise<string> {
    const wardId = bedId.slice(0, 2);
    const alertId = await this.ward.fixture.alert({
      ...{ stay_id: stayId, bed_id: bedId, ward_id: wardId, subject: `stay:${stayId}`, priority: "medium" },
    });
    await this.ward.fixture.cause(alertId, stayId);
    return alertId;
  }
}
