import { sql } from "kysely";
import type { Trx } from "../db/connection.ts";
import { freshnessChangesAt } from "../domain/freshness.ts";
import type { RawReading } from "../domain/readings.ts";
import { isSign, readValue, type Sign, vitalSigns } from "../domain/vitals.ts";
import { restingCuff, restingRound, type SimulatedBed } from "./bedside.ts";
import { createPatient } from "./physiology.ts";
import { seeded } from "./random.ts";
import { type DemoHospital, type DemoStays, simulatedBeds } from "./roster.ts";
import { createScenario, type Scenario } from "./scenarios.ts";
import { seedRounds } from "./seed-rounds.ts";

/** A reading of the past, as a row. */
interface Row {
  readonly device_id: string;
  readonly sign: Sign;
  readonly at: Date;
  readonly stay_id: string;
  readonly value: number | null;
}

const historyMinutes = 360;
/** As far back as a card's trend looks there is a reading a minute, before that one in five. */
const denseMinutes = 121;
const sparseEveryMinutes = 5;
/** What the monitors' own pace will teach in a moment anyway. */
const continuousIntervalSeconds = 5;
/** A few megabytes of JSON a statement, well within its time. */
const rowsAtOnce = 5_000;

const continuousSigns = ["heartRate", "spo2", "respiratoryRate"] as const;

/** What the monitors and the rounds have recorded in the last hours, and what is current because of it. */
export async function seedHistory(trx: Trx, hospital: DemoHospital, stays: DemoStays, now: Date): Promise<void> {
  const { hospitalId } = hospital;
  const beds = simulatedBeds(hospital);
  const scenario = createScenario("demo", beds, seeded("history", hospitalId));
  const rows = beds.flatMap((bed) => {
    const stayId = stays.get(bed.bedId)?.stayId ?? "";
    return [...monitored(hospitalId, bed, scenario, stayId, now), ...takenByHand(hospitalId, bed, stayId, now)];
  });
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await insertObservations(trx, hospitalId, rows.slice(from, from + rowsAtOnce));
  const newest = newestOfEach(rows);
  await insertCurrent(trx, hospitalId, newest, now);
  await seedRounds(trx, hospitalId, stays, newest, now);
  await trx.updateTable("devices").set({ last_heard_at: now }).where("hospital_id", "=", hospitalId).execute();
}

function monitored(hospitalId: string, bed: SimulatedBed, scenario: Scenario, stayId: string, now: Date): Row[] {
  const patient = createPatient(bed.baseline, seeded("history", hospitalId, bed.bedId));
  const rows: Row[] = [];
  for (let minute = -historyMinutes; minute <= 0; minute += minute < -denseMinutes ? sparseEveryMinutes : 1) {
    const seconds = minute * 60;
    const step = minute < -denseMinutes ? sparseEveryMinutes * 60 : 60;
    const signs = patient.advance(step, scenario(bed.bedId, seconds, false));
    const at = new Date(now.getTime() + seconds * 1000);
    for (const sign of continuousSigns)
      rows.push({ device_id: bed.deviceId, sign, at, stay_id: stayId, value: signs[sign] });
  }
  return rows;
}

/** The cuff's measurements and the rounds that fell into these hours, exactly as the monitors would repeat the last of them. */
function takenByHand(hospitalId: string, bed: SimulatedBed, stayId: string, now: Date): Row[] {
  const rows = new Map<string, Row>();
  for (let minute = 0; minute <= historyMinutes; minute += sparseEveryMinutes) {
    const then = new Date(now.getTime() - minute * 60_000);
    for (const reading of [...restingCuff(hospitalId, bed, then), ...restingRound(hospitalId, bed, then)])
      rows.set(`${reading.sign} ${reading.at}`, rowOf(reading, stayId));
  }
  return [...rows.values()];
}

function rowOf({ sign, value, at, device }: RawReading, stayId: string): Row {
  if (!isSign(sign)) throw new Error(`the demo measures ${sign}, which is no sign`);
  const read = readValue(sign, value);
  if (read.kind === "refused") throw new Error(`the demo measures a ${sign} of ${value}: ${read.reason}`);
  return {
    device_id: device,
    sign,
    at: new Date(at),
    stay_id: stayId,
    value: read.kind === "value" ? read.value : null,
  };
}

async function insertObservations(trx: Trx, hospitalId: string, rows: readonly Row[]): Promise<void> {
  await sql`
    insert into observations (hospital_id, device_id, sign, at, stay_id, value, received_at, source, late)
    select ${hospitalId}, device_id, sign, at, stay_id, value, at, 'demo', false
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as given (device_id text, sign text, at timestamptz, stay_id bigint, value float8)
  `.execute(trx);
}

async function insertCurrent(trx: Trx, hospital_id: string, rows: readonly Row[], now: Date): Promise<void> {
  const current = rows.map((row) => {
    const { continuous, expectedIntervalSeconds } = vitalSigns[row.sign];
    const interval_seconds = continuous ? continuousIntervalSeconds : expectedIntervalSeconds;
    const changes_at = freshnessChangesAt(row.at, interval_seconds, now);
    return { hospital_id, ...row, received_at: row.at, source: "demo" as const, interval_seconds, changes_at };
  });
  await trx.insertInto("current_vitals").values(current).execute();
}

function newestOfEach(rows: readonly Row[]): Row[] {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.stay_id} ${row.sign}`;
    const known = newest.get(key);
    if (!known || row.at > known.at) newest.set(key, row);
  }
  return [...newest.values()];
}
