import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pino from "pino";
import { rollUp } from "../src/actions/roll-up.ts";
import { readBoard, readParts } from "../src/db/board.ts";
import { connect, type Db, databaseNow, type Trx } from "../src/db/connection.ts";
import { startEmbeddedPostgres } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { keepPartitions } from "../src/db/partitions.ts";
import { readRollupMark } from "../src/db/rollups.ts";
import { readTrend } from "../src/db/trends.ts";
import { insertObservations } from "../src/db/vitals.ts";
import type { Sign } from "../src/domain/vitals.ts";
import { HospitalFixture } from "../test/support/board-fixture.ts";

/**
 * What a row of readings should be, and whether history costs anything.
 *
 * First the same readings, in turns, batch by batch, as `record-vitals` writes them: a reading a row (as it is, and without
 * the note of minutes that are rolled up again), all signs of one moment a row, and a minute of one sign a row, its
 * readings an array that grows. Bytes with their indexes, readings a second, and reading a patient's day.
 *
 * Then a generated month of `monthBeds` beds, seven signs every ten seconds (of a hospital of 200 beds: 12.1 million readings
 * a day, `200 / monthBeds` times as many), measured when a day of it is there, a week, and all.
 *
 * `npm run bench -- storage layouts` or `month` does one of the two.
 */
const signs: readonly Sign[] = [
  ...(["heartRate", "spo2", "respiratoryRate", "systolic", "diastolic", "mean", "temperature"] as const),
];
const everySeconds = 10;
const layoutBeds = 20;
const layoutHours = 6;
const readingsABatch = 500;
const monthBeds = 4;
const monthDays = [1, 8, 30];
const runs = 15;

const momentsTable = `
  create table moments (
    hospital_id text not null, device_id text not null, at timestamptz not null, stay_id bigint not null,
    received_at timestamptz not null, source text not null, late boolean not null, found_late boolean not null default false,
    ${signs.map((sign) => `"${sign}" float8`).join(", ")}, consciousness float8, oxygen float8,
    primary key (hospital_id, device_id, at)
  );
  create index on moments (hospital_id, stay_id, at desc)`;
const minutesTable = `
  create table minutes (
    hospital_id text not null, device_id text not null, sign text not null, minute timestamptz not null,
    stay_id bigint not null, at_ms int[] not null, value float8[] not null,
    primary key (hospital_id, device_id, sign, minute)
  ) with (fillfactor = 70);
  create index on minutes (hospital_id, stay_id, sign, minute desc)`;

const log = pino({ level: "warn" }, pino.destination(2));
const dataDir = mkdtempSync(join(tmpdir(), "wardlight-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir, log });
// Filling the hospital takes longer than any statement of a request may.
const { db } = connect(postgres.url, () => undefined, { silenceMillisMax: 0 });
try {
  await migrate(db);
  const [, , only] = process.argv;
  if (only !== "month") await compareLayouts(db);
  if (only !== "layouts") await growAMonth(db);
} finally {
  await db.destroy();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

interface Layout {
  readonly name: string;
  readonly tables: readonly string[];
  readonly write: (trx: Trx, moments: readonly Moment[]) => Promise<unknown>;
  /** A patient's day, all signs: the lowest and highest of each three minutes. */
  readonly day: (stayId: string) => Promise<unknown>;
  /** One sign of it, for what another rule would have meant. */
  readonly oneSign: (stayId: string) => Promise<unknown>;
}
/** All signs of one device at one time. */
interface Moment {
  readonly device: string;
  readonly stayId: string;
  readonly at: Date;
  readonly values: readonly number[];
}

async function compareLayouts(db: Db): Promise<void> {
  const now = await databaseNow(db);
  await keepPartitions(db, now);
  const stays = await openHospital(db, "layouts", layoutBeds, now);
  const begin = new Date(now.getTime() - layoutHours * 3_600_000);
  await sql`create table readings_bare (like observations including all) partition by range (at)`.execute(db);
  for (const [i, name] of partitionsOf("readings_bare", begin).entries()) {
    const [from, to] = [i, i + 1].map((day) => new Date(begin.getTime() + day * 86_400_000).toISOString().slice(0, 10));
    await sql
      .raw(`create table ${name} partition of readings_bare for values from ('${from}Z') to ('${to}Z')`)
      .execute(db);
  }
  await sql.raw(momentsTable).execute(db);
  await sql.raw(minutesTable).execute(db);
  const layouts = layoutsOf(db, begin);
  const millis = layouts.map(() => 0);
  let readings = 0;
  const batch: Moment[] = [];
  for (let second = 0; second < layoutHours * 3600; second += everySeconds)
    for (const [bed, stayId] of stays.entries()) {
      const at = new Date(begin.getTime() + second * 1000 + bed);
      batch.push({ device: `mon-${bed}`, stayId, at, values: signs.map((_, i) => measuredAt(i, second + bed * 7)) });
      if (batch.length * signs.length < readingsABatch) continue;
      readings += batch.length * signs.length;
      for (const [place, layout] of layouts.entries()) {
        const began = performance.now();
        await db.transaction().execute((trx) => layout.write(trx, batch));
        millis[place] = (millis[place] ?? 0) + performance.now() - began;
      }
      batch.length = 0;
    }
  await sql`vacuum analyze`.execute(db);
  const stay = stays[3] ?? "";
  const rows = [];
  for (const [place, { name, tables, day, oneSign }] of layouts.entries())
    rows.push({
      "a row is": name,
      "bytes a reading": Number(((await bytesOf(db, tables)) / readings).toFixed(1)),
      "readings /s": Math.round(readings / ((millis[place] ?? 1) / 1000)),
      [`${layoutHours} h, all signs, ms`]: (await median(() => day(stay))).toFixed(1),
      [`${layoutHours} h, one sign, ms`]: (await median(() => oneSign(stay))).toFixed(1),
    });
  console.log(`${readings.toLocaleString("en")} readings of ${layoutBeds} beds, ${readingsABatch} a transaction`);
  console.table(rows);
  // The month is measured by itself.
  await sql`truncate observations`.execute(db);
}

function layoutsOf(db: Db, begin: Date): Layout[] {
  const readingRows = (table: string) => ({
    day: (stayId: string) =>
      sql`
        select sign, floor(extract(epoch from at - ${begin}::timestamptz) / 180) as slice, min(value), max(value)
        from ${sql.table(table)} where hospital_id = 'layouts' and stay_id = ${stayId} and sign = any(${signs}::text[])
          and at >= ${begin} and at < ${begin}::timestamptz + interval '1 day'
        group by 1, 2
      `.execute(db),
    oneSign: (stayId: string) =>
      sql`
        select at, value from ${sql.table(table)} where hospital_id = 'layouts' and stay_id = ${stayId}
          and sign = 'heartRate' and at >= ${begin} and at < ${begin}::timestamptz + interval '1 day' order by at
      `.execute(db),
  });
  const columns = signs.map((sign) => `"${sign}"`).join(", ");
  return [
    {
      name: "a reading",
      tables: partitionsOf("observations", begin),
      write: (trx, moments) => insertObservations(trx, "layouts", moments.flatMap(arrivalsOf), new Date()),
      ...readingRows("observations"),
    },
    {
      name: "a reading, without the note",
      tables: partitionsOf("readings_bare", begin),
      write: (trx, moments) => writeBare(trx, moments),
      ...readingRows("readings_bare"),
    },
    {
      name: "a moment",
      tables: ["moments"],
      write: (trx, moments) =>
        sql`
          insert into moments (hospital_id, device_id, at, stay_id, received_at, source, late, ${sql.raw(columns)})
          select 'layouts', device, at, "stayId", ${new Date()}, 'device', false,
            ${sql.raw(signs.map((_, i) => `(values->>${i})::float8`).join(", "))}
          from json_to_recordset(${JSON.stringify(moments)})
            as given (device text, "stayId" bigint, at timestamptz, values json)
          on conflict do nothing returning device_id, at
        `.execute(trx),
      day: (stayId) =>
        sql`
          select floor(extract(epoch from at - ${begin}::timestamptz) / 180) as slice,
            ${sql.raw(signs.map((sign) => `min("${sign}"), max("${sign}")`).join(", "))}
          from moments where hospital_id = 'layouts' and stay_id = ${stayId}
            and at >= ${begin} and at < ${begin}::timestamptz + interval '1 day' group by 1
        `.execute(db),
      oneSign: (stayId) =>
        sql`
          select at, "heartRate" from moments where hospital_id = 'layouts' and stay_id = ${stayId}
            and at >= ${begin} and at < ${begin}::timestamptz + interval '1 day' order by at
        `.execute(db),
    },
    {
      name: "a minute of a sign",
      tables: ["minutes"],
      write: (trx, moments) =>
        sql`
          insert into minutes as m (hospital_id, device_id, sign, minute, stay_id, at_ms, value)
          select 'layouts', device_id, sign, date_bin('1 minute', at, 'epoch') as minute, stay_id,
            array_agg((extract(epoch from at - date_bin('1 minute', at, 'epoch')) * 1000)::int), array_agg(value)
          from json_to_recordset(${JSON.stringify(moments.flatMap(rowsOf))})
            as given (device_id text, sign text, at timestamptz, stay_id bigint, value float8)
          group by device_id, sign, minute, stay_id
          on conflict (hospital_id, device_id, sign, minute) do update set
            at_ms = m.at_ms || excluded.at_ms, value = m.value || excluded.value
        `.execute(trx),
      day: (stayId) =>
        sql`
          select sign, floor(extract(epoch from minute - ${begin}::timestamptz) / 180) as slice, min(v), max(v)
          from minutes cross join lateral unnest(value) as v
          where hospital_id = 'layouts' and stay_id = ${stayId} and sign = any(${signs}::text[])
            and minute >= ${begin}::timestamptz - interval '1 minute' and minute < ${begin}::timestamptz + interval '1 day'
          group by 1, 2
        `.execute(db),
      oneSign: (stayId) =>
        sql`
          select minute + at_ms * interval '1 ms' as at, v as value from (
            select minute, unnest(at_ms) as at_ms, unnest(value) as v from minutes
            where hospital_id = 'layouts' and stay_id = ${stayId} and sign = 'heartRate'
              and minute >= ${begin}::timestamptz - interval '1 minute' and minute < ${begin}::timestamptz + interval '1 day'
          ) m order by 1
        `.execute(db),
    },
  ];
}

function arrivalsOf({ device, stayId, at, values }: Moment) {
  return signs.map((sign, i) => ({
    reading: { deviceId: device, stayId, at, sign, value: values[i] ?? null },
    source: "device" as const,
  }));
}

function rowsOf({ device, stayId, at, values }: Moment) {
  return signs.map((sign, i) => ({ device_id: device, sign, at, stay_id: stayId, value: values[i] }));
}

/** As it was before minutes were rolled up. */
async function writeBare(trx: Trx, moments: readonly Moment[]): Promise<void> {
  const rows = moments
    .flatMap(rowsOf)
    .sort((a, b) => (`${a.device_id} ${a.sign}` < `${b.device_id} ${b.sign}` ? -1 : 1));
  await sql`
    insert into readings_bare (hospital_id, device_id, sign, at, stay_id, value, received_at, source, late)
    select 'layouts', device_id, sign, at, stay_id, value, ${new Date()}, 'device', false
    from json_to_recordset(${JSON.stringify(rows)})
      as given (device_id text, sign text, at timestamptz, stay_id bigint, value double precision)
    on conflict do nothing returning device_id, sign, at
  `.execute(trx);
}

async function growAMonth(db: Db): Promise<void> {
  const now = await databaseNow(db);
  // Each makes those of the eight days before it, and of three after.
  for (let day = Math.max(...monthDays); day > 0; day -= 8)
    await keepPartitions(db, new Date(now.getTime() - day * 86_400_000));
  await keepPartitions(db, now);
  const stays = await openHospital(db, "month", monthBeds, now);
  await sql`update stays set began_at = ${now}::timestamptz - interval '31 days' where hospital_id = 'month'`.execute(
    db,
  );
  const stay = stays[1] ?? "";
  const rows: Record<string, Record<string, string>> = {};
  let filled = 0;
  for (const days of monthDays) {
    // The newest day first: what a board reads is there from the beginning, and only the past grows.
    for (; filled < days; filled += 1) await fillDay(db, "month", stays, new Date(now.getTime() - filled * 86_400_000));
    await sql`delete from rollups where hospital_id = 'month'`.execute(db);
    const began = performance.now();
    await rollAll(db, now);
    const rolling = performance.now() - began;
    await sql`vacuum analyze`.execute(db);
    const bed = new Set(["W1-02"]);
    const page = { beds: bed, tilesOf: [], alerts: true, trends: true };
    const trend = (hours: number) => () =>
      readTrend(db, "month", stay, {
        ...{ signs, from: new Date(now.getTime() - hours * 3_600_000), to: now, slices: 600 },
      });
    const readings = days * 8640 * signs.length * monthBeds;
    const put = (name: string, text: string) => {
      rows[name] = { ...rows[name], [`${days} days`]: text };
    };
    put("readings", readings.toLocaleString("en"));
    put("board, ms", (await median(() => readBoard(db, "month", null, now))).toFixed(1));
    put("patient's page, ms", (await median(() => readParts(db, "month", page, now))).toFixed(1));
    put("trend of 4 h, ms", (await median(trend(4))).toFixed(1));
    put("trend of a day, ms", (await median(trend(24))).toFixed(1));
    put("trend of a month, ms", (await median(trend(30 * 24))).toFixed(1));
    for (const [name, table] of [
      ["readings", "observations"],
      ["minutes", "vitals_by_minute"],
      ["hours", "vitals_by_hour"],
    ] as const)
      put(`${name}, bytes a reading`, ((await bytesOfAll(db, table)) / readings).toFixed(2));
    put("rolled up, readings /s", Math.round(readings / (rolling / 1000)).toLocaleString("en"));
  }
  console.log(
    `a month of ${monthBeds} beds, median of ${runs}; a hospital of 200 has ${200 / monthBeds} times the readings`,
  );
  console.table(rows);
}

async function rollAll(db: Db, now: Date): Promise<void> {
  for (;;) {
    await rollUp(db, "month", now);
    const mark = await readRollupMark(db, "month");
    if (mark && mark.rolledTo >= mark.closedTo) return;
  }
}

async function openHospital(db: Db, hospitalId: string, beds: number, now: Date): Promise<string[]> {
  const ward = await new HospitalFixture(db, hospitalId, now).open({ W1: beds });
  const stays: string[] = [];
  for (let bed = 1; bed <= beds; bed += 1) {
    const stayId = await ward.admit(`W1-${String(bed).padStart(2, "0")}`);
    await ward.current(stayId, Object.fromEntries(signs.map((sign, i) => [sign, measuredAt(i, bed)])));
    stays.push(stayId);
  }
  return stays;
}

/** The day before `until`, each hour by itself, bed by bed as devices send. */
async function fillDay(db: Db, hospitalId: string, stays: readonly string[], until: Date): Promise<void> {
  for (let hour = 24; hour > 0; hour -= 1)
    await db.transaction().execute(async (trx) => {
      await sql`set local statement_timeout = 0`.execute(trx);
      await sql`
        insert into observations (hospital_id, device_id, sign, at, stay_id, value, received_at, source, late)
        select ${hospitalId}, 'mon-' || stay, sign, at, stay::bigint,
          60 + 20 * sin(extract(epoch from at) / 700) + random() * 6, at, 'device', false
        from generate_series(0, ${3600 / everySeconds - 1}::int) i,
          lateral (select ${until}::timestamptz - make_interval(hours => ${hour}::int, secs => -i * ${everySeconds}::int)) t (at),
          unnest(${stays}::text[]) stay, unnest(${signs}::text[]) sign
      `.execute(trx);
    });
}

function measuredAt(sign: number, second: number): number {
  return Math.round(60 + sign * 5 + 15 * Math.sin(second / 700) + (second % 7));
}

function partitionsOf(table: string, begin: Date): string[] {
  return [0, 1].map(
    (day) => `${table}_${new Date(begin.getTime() + day * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "")}`,
  );
}

async function bytesOf(db: Db, tables: readonly string[]): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select sum(pg_total_relation_size(name::regclass)) as bytes from unnest(${tables}::text[]) name
  `.execute(db);
  return Number(rows[0]?.bytes);
}

async function bytesOfAll(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass
  `.execute(db);
  return await bytesOf(
    db,
    rows.map(({ name }) => name),
  );
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
