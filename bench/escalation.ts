import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pino from "pino";
import { escalateOverdueSweep } from "../src/actions/escalate-overdue.ts";
import { lapseAcknowledgementsSweep } from "../src/actions/lapse-acknowledgements.ts";
import { raiseDueSweep } from "../src/actions/raise-due.ts";
import { settleAnsweredSweep } from "../src/actions/settle-answered.ts";
import { connect, type Db, databaseNow } from "../src/db/connection.ts";
import { startEmbeddedPostgres } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { keepPartitions } from "../src/db/partitions.ts";
import { createTicker } from "../src/ticker.ts";
import { HospitalFixture } from "../test/support/board-fixture.ts";

/**
 * How late the steps of 2,000 ladders come in one process: from when a step is due to when its event is in the outbox, the
 * last statement before the commit. Once spread over ten seconds, as on a bad day, and once all in the same moment, as
 * after a restart. Nothing may be early.
 */
const timers = 2_000;
const spreadSeconds = 10;
/** Long enough to have set them all before the first is due. */
const leadSeconds = 5;

const log = pino({ level: "warn" }, pino.destination(2));
const dataDir = mkdtempSync(join(tmpdir(), "wardlight-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir, log });
const { db } = connect(postgres.url, () => undefined);
try {
  await migrate(db);
  await keepPartitions(db, new Date());
  const spread = await measure(db, "spread", (i) => (i * spreadSeconds) / timers);
  const atOnce = await measure(db, "at-once", () => 0);
  console.log(`milliseconds from due to told, ${timers} timers, one process`);
  console.table({ [`over ${spreadSeconds} s`]: spread, "all at once": atOnce });
} finally {
  await db.destroy();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(db: Db, hospitalId: string, secondsAt: (timer: number) => number) {
  const now = await databaseNow(db);
  const ward = await new HospitalFixture(db, hospitalId, now).open({ W1: 1 });
  const template = await ward.alert({ escalate_at: new Date(now.getTime() + 3_600_000) });
  const dues = Array.from({ length: timers }, (_, i) => new Date(now.getTime() + (leadSeconds + secondsAt(i)) * 1000));
  // The step moves `escalate_at` on; `created_at` keeps when it was due.
  await sql`
    insert into alerts (hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
      created_at, raised_at, escalate_at)
    select a.hospital_id, a.kind, a.clinical, a.cause, a.reason, a.priority, a.state, a.cause_active, a.lapses, a.ladder,
      due, a.raised_at, due
    from alerts a, unnest(${dues}::timestamptz[]) due
    where a.hospital_id = ${hospitalId} and a.alert_id = ${template}
  `.execute(db);
  const sweeps = [raiseDueSweep, escalateOverdueSweep, lapseAcknowledgementsSweep, settleAnsweredSweep].map((of) =>
    of(db),
  );
  const ticker = createTicker({ db, log, sweeps });
  try {
    while ((await lateMillis(db, hospitalId)).length < timers) await new Promise((resolve) => setTimeout(resolve, 500));
  } finally {
    await ticker.close();
  }
  return summary(await lateMillis(db, hospitalId));
}

async function lateMillis(db: Db, hospitalId: string): Promise<number[]> {
  const { rows } = await sql<{ late: number }>`
    select (extract(epoch from o.at - a.created_at) * 1000)::float8 as late
    from outbox o join alerts a on a.hospital_id = o.hospital_id and a.alert_id = (o.payload ->> 'alertId')::bigint
    where o.hospital_id = ${hospitalId}
  `.execute(db);
  return rows.map((row) => row.late);
}

function summary(millis: readonly number[]) {
  const sorted = [...millis].sort((a, b) => a - b);
  const at = (part: number) => Number((sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1));
  return { min: at(0), median: at(0.5), p99: at(0.99), max: at(1) };
}
