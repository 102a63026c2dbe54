import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { recordVitals } from "../src/actions/record-vitals.ts";
import type { RecordRequest } from "../src/actions/vitals-batch.ts";
import { createVitalsRecorder } from "../src/actions/vitals-queue.ts";
import { connect, type Db } from "../src/db/connection.ts";
import { startEmbeddedPostgres } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { keepPartitions } from "../src/db/partitions.ts";
import { VitalsFixture } from "../test/support/vitals-fixture.ts";

/**
 * Readings a second of one hospital through the recorder, against the same requests with a transaction each, in turns on
 * the same database, with its disk waited for as in production. What counts is the ratio: the machine does other things.
 */
const secondsEach = 2;
const rounds = 2;
const connections = [1, 16, 64];
const readingsEach = [7, 500];
const beds = Array.from({ length: 64 }, (_, i) => `W1-${String(i + 1).padStart(2, "0")}`);

/** Within all limits: what is measured is the way of a reading, not that of an alert. */
const normal = {
  heartRate: 76,
  spo2: 98,
  respiratoryRate: 15,
  systolic: 125,
  diastolic: 75,
  mean: 92,
  temperature: 36.8,
  consciousness: "A",
};

type Send = (request: RecordRequest) => Promise<void>;

const log = pino({ level: "warn" }, pino.destination(2));
const dataDir = mkdtempSync(join(tmpdir(), "wardlight-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir, log });
const { db } = connect(postgres.url, () => undefined);
try {
  await migrate(db);
  await keepPartitions(db, new Date());
  await compare(db);
} finally {
  await db.destroy();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function compare(db: Db): Promise<void> {
  const recorder = createVitalsRecorder({ db, log });
  const contestants: { readonly name: string; readonly send: Send }[] = [
    {
      name: "together",
      send: async (request) => {
        const { ok } = await recorder.record(request);
        if (!ok) throw new Error("busy: the bench asks for more than the queue holds");
      },
    },
    {
      name: "one by one",
      send: async (request) => {
        await recordVitals(db, request.hospitalId, [request]);
      },
    },
  ];
  const rows = [];
  for (const readings of readingsEach)
    for (const clients of connections) {
      const rates = contestants.map(() => [] as number[]);
      const waits = contestants.map(() => [] as number[]);
      for (let round = 0; round < rounds; round += 1)
        for (const [place, { name, send }] of contestants.entries()) {
          const ward = await openWard(db, `${name.replaceAll(" ", "")}-${readings}-${clients}-${round}`);
          const measured = await drive(ward, send, clients, readings);
          rates[place]?.push(measured.rate);
          waits[place]?.push(...measured.millis);
        }
      rows.push({ readings, clients, rates: rates.map(mean), waits: waits.map((w) => w.toSorted((a, b) => a - b)) });
    }
  console.table(
    rows.map(({ readings, clients, rates: [together = 0, alone = 0], waits: [waited = [], waitedAlone = []] }) => ({
      "readings a request": readings,
      "requests at once": clients,
      "together /s": Math.round(together),
      "one by one /s": Math.round(alone),
      ratio: Number((together / alone).toFixed(2)),
      "together p50 / p99 ms": `${quantile(waited, 0.5)} / ${quantile(waited, 0.99)}`,
      "one by one p50 / p99 ms": `${quantile(waitedAlone, 0.5)} / ${quantile(waitedAlone, 0.99)}`,
    })),
  );
  await recorder.close();
}

function openWard(db: Db, name: string): Promise<VitalsFixture> {
  return new VitalsFixture(db, `h-${name}`).open({ W1: beds.length }, beds);
}

/** `clients` that each send their next request when the last was answered: readings a second, and how long each waited. */
async function drive(ward: VitalsFixture, send: Send, clients: number, readings: number) {
  const begins = performance.now();
  const millis: number[] = [];
  const client = async (number: number) => {
    let newest = 0;
    while (performance.now() < begins + secondsEach * 1000) {
      // No two requests of a client at the same moment: the second would only repeat the first.
      newest = Math.max(newest + 1, Date.now());
      const request = requestOf(ward, number, newest, readings);
      const asked = performance.now();
      await send(request);
      millis.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return { rate: (millis.length * readings) / ((performance.now() - begins) / 1000), millis };
}

/** A monitor's round of signs at one bed; 500 are a gateway's bundle: eight beds, eight signs, the last eight seconds. */
function requestOf(ward: VitalsFixture, client: number, newest: number, count: number): RecordRequest {
  const values = Object.entries(normal);
  const readings = Array.from({ length: count }, (_, i) => {
    const [sign, value] = values[i % values.length] ?? ["heartRate", 76];
    const bed = beds[(client + Math.floor(i / values.length) * 8) % beds.length] ?? "";
    const second = Math.floor(i / (values.length * 8));
    return { bed, sign, value, at: new Date(newest - second * 1000).toISOString(), device: `mon-${beds[client]}` };
  });
  return { hospitalId: ward.hospitalId, deviceIds: ward.devices, readings, source: "device" };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
}
