import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pino from "pino";
import type { Sweep } from "../src/actions/sweep.ts";
import { connect, databaseNow } from "../src/db/connection.ts";
import { startEmbeddedPostgres } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { keepPartitions } from "../src/db/partitions.ts";
import { signs } from "../src/domain/vitals.ts";
import { lanes } from "../src/lanes.ts";
import { createTicker } from "../src/ticker.ts";
import { bedOf, HospitalFixture } from "../test/support/board-fixture.ts";

/**
 * How late the steps of ladders come in one process: from when a step is due to when its event is in the outbox, the last
 * statement before the commit. Ten a second are a bad day, 200 a second what one process is just able to do one by one,
 * and all in the same moment what there is after a restart. Meanwhile the signs of 300 patients stale, one after the
 * other. Each once as the server runs it, with the alerts in a lane of their own, and once with all sweeps in one lane.
 * Nothing may be early.
 */
const loads = {
  "10 a second": { timers: 150, spreadSeconds: 15 },
  "200 a second": { timers: 2_000, spreadSeconds: 10 },
  "all at once": { timers: 2_000, spreadSeconds: 0 },
};
const patients = 300;
/** Long enough to have set them all before the first is due. */
const leadSeconds = 5;

const log = pino({ level: "warn" }, pino.destination(2));
const dataDir = mkdtempSync(join(tmpdir(), "wardlight-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir, log });
const { db } = connect(postgres.url, () => undefined);
try {
  await migrate(db);
  await keepPartitions(db, new Date());
  const table: Record<string, Late> = {};
  for (const [index, [name, load]] of Object.entries(loads).entries()) {
    table[`${name}, own lane`] = await measure(`own-${index}`, load, lanes(db));
    table[`${name}, one lane for all`] = await measure(`one-${index}`, load, [lanes(db).flat()]);
  }
  console.log("milliseconds from due to told, one process");
  console.table(table);
} finally {
  await db.destroy();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(
  hospitalId: string,
  { timers, spreadSeconds }: { timers: number; spreadSeconds: number },
  given: readonly (readonly Sweep[])[],
): Promise<Late> {
  const ward = await new HospitalFixture(db, hospitalId, await databaseNow(db)).open({ W1: patients });
  for (let bed = 1; bed <= patients; bed++) await ward.admit(bedOf("W1", bed));
  const startAt = (await databaseNow(db)).getTime() + leadSeconds * 1000;
  await setTimers(
    ward,
    Array.from({ length: timers }, (_, i) => new Date(startAt + (i * spreadSeconds * 1000) / timers)),
  );
  await letSignsStale(hospitalId, new Date(startAt), spreadSeconds);
  const tickers = given.map((sweeps) => createTicker({ db, log, sweeps }));
  try {
    while ((await lateMillis(hospitalId)).length < timers) await new Promise((resolve) => setTimeout(resolve, 500));
  } finally {
    await Promise.all(tickers.map((ticker) => ticker.close()));
  }
  return summary(await lateMillis(hospitalId));
}

/** The step moves `escalate_at` on; `created_at` keeps when it was due. */
async function setTimers(ward: HospitalFixture, dues: readonly Date[]): Promise<void> {
  const { hospitalId, now } = ward;
  const template = await ward.alert({ escalate_at: new Date(now.getTime() + 3_600_000) });
  await sql`
    insert into alerts (hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
      created_at, raised_at, escalate_at)
    select a.hospital_id, a.kind, a.clinical, a.cause, a.reason, a.priority, a.state, a.cause_active, a.lapses, a.ladder,
      due, a.raised_at, due
    from alerts a, unnest(${dues}::timestamptz[]) due
    where a.hospital_id = ${hospitalId} and a.alert_id = ${template}
  `.execute(db);
}

/** Each sign of each patient was expected every second and ages, stales and is lost within five. */
async function letSignsStale(hospitalId: string, from: Date, spreadSeconds: number): Promise<void> {
  await sql`
    insert into current_vitals (hospital_id, stay_id, sign, value, at, received_at, source, device_id, interval_seconds,
      changes_at)
    select s.hospital_id, s.stay_id, sign, 80, at, at, 'device', 'mon', 1, at
    from stays s, unnest(${signs}::text[]) sign,
      lateral (select ${from}::timestamptz + random() * make_interval(secs => ${spreadSeconds}) as at) expected
    where s.hospital_id = ${hospitalId}
  `.execute(db);
}

async function lateMillis(hospitalId: string): Promise<number[]> {
  const { rows } = await sql<{ alert_id: string; millis: number }>`
    select payload ->> 'alertId' as alert_id, extract(epoch from at)::float8 * 1000 as millis from outbox
    where hospital_id = ${hospitalId} and type = 'alert.escalated'
  `.execute(db);
  const dues = await db
    .selectFrom("alerts")
    .select(["alert_id", "created_at"])
    .where("hospital_id", "=", hospitalId)
    .execute();
  const dueMillis = new Map(dues.map(({ alert_id, created_at }) => [alert_id, created_at.getTime()]));
  return rows.map(({ alert_id, millis }) => millis - (dueMillis.get(alert_id) ?? Number.NaN));
}

type Late = Record<"min" | "median" | "p99" | "max", number>;

function summary(millis: readonly number[]): Late {
  const sorted = [...millis].sort((a, b) => a - b);
  const at = (part: number) => Number((sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1));
  return { min: at(0), median: at(0.5), p99: at(0.99), max: at(1) };
}
