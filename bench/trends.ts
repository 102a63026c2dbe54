import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pino from "pino";
import { rollUp } from "../src/actions/roll-up.ts";
import { connect, type Db, databaseNow } from "../src/db/connection.ts";
import { startEmbeddedPostgres } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { keepPartitions } from "../src/db/partitions.ts";
import { readRollupMark } from "../src/db/rollups.ts";
import { readTrend } from "../src/db/trends.ts";
import type { Sign } from "../src/domain/vitals.ts";
import { HospitalFixture } from "../test/support/board-fixture.ts";

/**
 * A patient's trends of a day with a reading a second of seven signs: 604,800 readings. By the length of time and the
 * columns of the screen, before the day is rolled up (every reading is read) and after.
 */
const signs: readonly Sign[] = [
  ...(["heartRate", "spo2", "respiratoryRate", "systolic", "diastolic", "mean", "temperature"] as const),
];
const runs = 9;

const log = pino({ level: "warn" }, pino.destination(2));
const dataDir = mkdtempSync(join(tmpdir(), "wardlight-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir, log });
const { db } = connect(postgres.url, () => undefined);
try {
  await migrate(db);
  const now = await databaseNow(db);
  await keepPartitions(db, now);
  const stayId = await fill(db, now);
  const rows: Record<string, Record<string, string>> = {};
  for (const state of ["read", "rolled up"]) {
    if (state === "rolled up") await rollAll(db, now);
    await sql`vacuum analyze`.execute(db);
    for (const hours of [1, 4, 12, 24])
      for (const slices of [600, 1200]) {
        const asked = { signs, from: new Date(now.getTime() - hours * 3_600_000), to: now, slices };
        const { millis, answer } = await median(() => readTrend(db, "harbour", stayId, asked));
        const points = answer.signs.reduce((sum, sign) => sum + sign.points.length, 0);
        const name = `${hours} h in ${slices} columns`;
        rows[name] = {
          ...rows[name],
          [`${state}, ms`]: millis.toFixed(0),
          from: answer.resolution,
          points: String(points),
        };
      }
  }
  console.log(`86,400 readings of each of ${signs.length} signs; milliseconds, median of ${runs}`);
  console.table(rows);
} finally {
  await db.destroy();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function fill(db: Db, now: Date): Promise<string> {
  const ward = await new HospitalFixture(db, "harbour", now).open({ W1: 2 });
  const stayId = await ward.admit("W1-01");
  for (let hour = 24; hour > 0; hour -= 1)
    await sql`
      insert into observations (hospital_id, device_id, sign, at, stay_id, value, received_at, source, late)
      select 'harbour', 'mon-1', sign, at, ${stayId}::bigint,
        round((60 + 20 * sin(extract(epoch from at) / 700) + random() * 6)::numeric, 1), at, 'device', false
      from generate_series(0, 3599) i,
        lateral (select ${now}::timestamptz - make_interval(hours => ${hour}::int, secs => -i)) t (at),
        unnest(${signs}::text[]) sign
    `.execute(db);
  return stayId;
}

async function rollAll(db: Db, now: Date): Promise<void> {
  for (;;) {
    await rollUp(db, "harbour", now);
    const mark = await readRollupMark(db, "harbour");
    if (mark && mark.rolledTo >= mark.closedTo) return;
  }
}

async function median<T>(work: () => Promise<T>): Promise<{ readonly millis: number; readonly answer: T }> {
  let answer = await work();
  const millis: number[] = [];
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    answer = await work();
    millis.push(performance.now() - began);
  }
  return { millis: millis.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN, answer };
}
