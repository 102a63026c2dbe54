import { createVitalsRecorder } from "./actions/vitals-queue.ts";
import { announcement } from "./announce.ts";
import { createApp } from "./app.tsx";
import { loadAssets } from "./assets.ts";
import type { Config } from "./config.ts";
import { connect, type Db, databaseNow } from "./db/connection.ts";
import { migrateAt } from "./db/migrate.ts";
import { keepPartitions } from "./db/partitions.ts";
import { playDemo, prepareDemo } from "./demo/demo.ts";
import { decideDemo } from "./demo-mode.ts";
import { createHub, type Hub } from "./events/hub.ts";
import { lanes } from "./lanes.ts";
import { listen, refuseTakenAddress } from "./listen.ts";
import type { Log } from "./log.ts";
import { openDatabase } from "./open-database.ts";
import { createHealth } from "./routes/health.ts";
import type { Stopping } from "./stopping.ts";
import { createTicker } from "./ticker.ts";

export interface StartDeps {
  readonly config: Config;
  /** The checkout. */
  readonly root: string;
  readonly log: Log;
  readonly stopping: Stopping;
  /** Takes what whoever started us should know. */
  readonly print: (text: string) => void;
}

const partitionsEveryMillis = 3_600_000;
/** The embedded Postgres writes what is left, at most for 2 s, and its guard ends. */
const postgresStopMillisMax = 2_500;

/**
 * Starts everything, each part after those it needs, and notes beside each how it is stopped: read the `add`s upwards for
 * the order of the end. Throws `CannotStart` for what a person has to put right.
 */
export async function start({ config, root, log, stopping, print }: StartDeps): Promise<void> {
  await refuseTakenAddress(config.host, config.port);
  const assets = loadAssets();
  const database = await openDatabase(config, root, log);
  stopping.add("embedded Postgres", database.stop, postgresStopMillisMax);
  const { db } = connect(database.url, (error) => {
    if (!stopping.begun) log.warn({ err: error }, "an idle connection broke");
  });
  stopping.add("database connections", () => db.destroy());
  await migrateAt(database.url);
  await keepPartitionsHourly(db, config, log, stopping);
  const demo = await decideDemo(db, config);
  if (demo) await prepareDemo(db);
  if (stopping.begun) return;

  const tickers = lanes(db).map((sweeps) => createTicker({ db, log, sweeps }));
  const onDoorbell = () => {
    for (const ticker of tickers) ticker.wake();
  };
  const hub = await createHub({ db, databaseUrl: database.url, log, build: assets.build, onDoorbell });
  const recorder = createVitalsRecorder({ db, log });
  const health = createHealth(db, () => streamCauses(hub));
  const app = createApp({ db, config: { ...config, demo }, log, hub, recorder, assets, health });
  const http = await listen(app.fetch, config.host, config.port);
  stopping.add("http", () => http.closed());
  stopping.add("hub", () => hub.close());
  stopping.add("tickers", () => Promise.all(tickers.map((ticker) => ticker.close())));
  stopping.add("recorder", () => recorder.close());
  const dataDir = database.folder ?? config.dataDir;
  if (demo) {
    const playing = await playDemo({ db, url: http.url, dataDir, log });
    stopping.add("monitors", () => playing.stop());
  }
  stopping.add("accepting", () => http.stopAccepting());
  print(announcement({ ...database, url: http.url, demo }).join("\n"));
}

/** At the start it must succeed; later a failure has three days to be noticed and mended. */
async function keepPartitionsHourly(db: Db, { retention }: Config, log: Log, stopping: Stopping): Promise<void> {
  const keep = async () => keepPartitions(db, await databaseNow(db), retention);
  await keep();
  const timer = setInterval(() => {
    keep().catch((error: unknown) => log.error({ err: error }, "partitions could not be made"));
  }, partitionsEveryMillis);
  stopping.add("partitions", () => clearInterval(timer));
}

function streamCauses(hub: Hub) {
  const { listener, feed } = hub.state();
  return {
    listener: listener === "listening" ? null : "the connection that listens is down",
    feed: feed === "following" ? null : "the outbox cannot be followed",
  };
}
