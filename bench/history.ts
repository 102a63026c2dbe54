import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pino from "pino";
import { countHistory, pageAlerts, readHistory } from "../src/db/alert-history.ts";
import { connect, type Db, databaseNow } from "../src/db/connection.ts";
import { startEmbeddedPostgres } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import type { SearchCursor } from "../src/domain/alert-search.ts";
import { HospitalFixture } from "../test/support/board-fixture.ts";

/**
 * What a page of the history costs in a hospital of 2,000 alerts and in one of 200,000: the first, one in the middle, the
 * last, and the count above them. Against the same pages by OFFSET, in the same run on the same rows: that walks all that
 * it leaves out.
 */
const sizes = [2_000, 200_000];
const runs = 15;

const log = pino({ level: "warn" }, pino.destination(2));
const dataDir = mkdtempSync(join(tmpdir(), "wardlight-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir, log });
// Filling the hospital takes longer than any statement of a request may.
const { db } = connect(postgres.url, () => undefined, { silenceMillisMax: 0 });
const nothing = {
  ...{ wardId: null, kind: null, priority: null, state: null, staffId: null, from: null, until: null },
  ...{ patient: null, text: null, stays: null },
} as const;
try {
  await migrate(db);
  const rows: Record<string, Record<string, string>> = {};
  for (const alerts of sizes) {
    const hospitalId = `h${alerts}`;
    const stays = await fill(db, hospitalId, alerts);
    const cursorAt = (share: number) => cursorAfter(db, hospitalId, Math.floor((alerts - pageAlerts - 1) * share));
    const page = (after: SearchCursor | null, search: Partial<Parameters<typeof readHistory>[2]> = {}) =>
      readHistory(db, hospitalId, { ...nothing, ...search }, after);
    for (const [name, share] of [
      ["first page", 0],
      ["middle page", 0.5],
      ["last page", 1],
    ] as const) {
      const after = share === 0 ? null : await cursorAt(share);
      const offset = Math.floor((alerts - pageAlerts - 1) * share);
      put(rows, `${name}, by cursor`, alerts, await median(() => page(after)));
      put(rows, `${name}, by OFFSET`, alerts, await median(() => byOffset(db, hospitalId, offset)));
    }
    put(rows, "one ward, first page", alerts, await median(() => page(null, { wardId: "W2" })));
    put(rows, "one patient, first page", alerts, await median(() => page(null, { stays })));
    put(rows, "text that nothing has", alerts, await median(() => page(null, { text: "zzz" })));
    put(rows, "the count", alerts, await median(() => countHistory(db, hospitalId, nothing)));
    put(
      rows,
      "the count of a text",
      alerts,
      await median(() => countHistory(db, hospitalId, { ...nothing, text: "zzz" })),
    );
  }
  console.log(`milliseconds, median of ${runs}, by how many alerts the hospital has`);
  console.table(rows);
} finally {
  await db.destroy();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** A patient in each of 100 beds, one alert a minute, three steps each, every fifth with a note. */
async function fill(db: Db, hospitalId: string, alerts: number): Promise<string[]> {
  const now = await databaseNow(db);
  const ward = await new HospitalFixture(db, hospitalId, now).open({ W1: 50, W2: 50 });
  const stays: string[] = [];
  for (let i = 0; i < 100; i++) {
    const wardId = i < 50 ? "W1" : "W2";
    stays.push(await ward.admit(`${wardId}-${String((i % 50) + 1).padStart(2, "0")}`));
  }
  const nurse = await ward.person("Some Nurse");
  const template = await ward.alert({ state: "resolved", resolved_by: nurse, outcome: "attended" });
  await db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = 0`.execute(trx);
    await sql`
      insert into alerts (hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
        created_at, raised_at, first_acknowledged_at, resolved_at, resolved_by, outcome, stay_id, ward_id, words)
      select a.hospital_id, a.kind, a.clinical, a.cause, a.reason, a.priority, a.state, a.cause_active, a.lapses, a.ladder,
        at, at, at + interval '40 seconds', at + interval '5 minutes', a.resolved_by, a.outcome,
        (${stays}::bigint[])[i % 100 + 1], case when i % 2 = 0 then 'W1' else 'W2' end, 'by the window'
      from alerts a, generate_series(1, ${alerts}::int) i,
        lateral (select ${now}::timestamptz - make_interval(mins => i) as at) t
      where a.hospital_id = ${hospitalId} and a.alert_id = ${template}
    `.execute(trx);
    await sql`
      insert into alert_transitions (hospital_id, alert_id, position, at, event, to_state, staff_id, reason, priority, level, text)
      select hospital_id, alert_id, p, created_at + make_interval(secs => p * 40), case p when 1 then 'raised' when 2 then 'acknowledged' else 'noted' end,
        'acknowledged', ${nurse}, 'answered', priority, 0, case when p = 3 and alert_id % 5 = 0 then 'seen, probe moved' end
      from alerts, generate_series(1, 3) p where hospital_id = ${hospitalId}
    `.execute(trx);
  });
  await sql`analyze`.execute(db);
  return stays.slice(0, 1);
}

async function cursorAfter(db: Db, hospitalId: string, offset: number): Promise<SearchCursor> {
  const { rows } = await sql<SearchCursor>`
    select (extract(epoch from created_at) * 1000000)::bigint::text as micros, alert_id::text as "alertId"
    from alerts where hospital_id = ${hospitalId} order by created_at desc, alert_id desc offset ${offset} limit 1
  `.execute(db);
  const [row] = rows;
  if (!row) throw new Error("there are fewer alerts than were put in");
  return row;
}

/** What a page by its number would be: the same rows by a plain OFFSET. */
function byOffset(db: Db, hospitalId: string, offset: number): Promise<unknown> {
  return sql`
    select a.alert_id, s.name from alerts a
    left join staff s on s.hospital_id = a.hospital_id and s.staff_id = a.resolved_by
    where a.hospital_id = ${hospitalId} order by a.created_at desc, a.alert_id desc offset ${offset} limit ${pageAlerts}
  `.execute(db);
}

async function median(work: () => Promise<unknown>): Promise<number> {
  await work();
  const millis: number[] = [];
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    await work();
    millis.push(performance.now() - began);
  }
  return millis.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

function put(rows: Record<string, Record<string, string>>, name: string, alerts: number, millis: number): void {
  rows[name] = { ...rows[name], [alerts.toLocaleString("en")]: millis.toFixed(1) };
}
