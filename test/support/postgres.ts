import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildAssets } from "../../scripts/build-assets.ts";
import { connect } from "../../src/db/connection.ts";
import { startEmbeddedPostgres } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";
import { keepPartitions } from "../../src/db/partitions.ts";
import { createLog } from "../../src/log.ts";
import { templateDatabase, urlOfDatabase } from "./database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the run's Postgres, as its superuser. */
    postgresUrl: string;
  }
}

/**
 * One real Postgres for the whole run, with a migrated database that each test file copies. It and whatever else the run
 * puts into the temporary folder lie in one folder, which goes with the run, however that ends.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // What pages refer to by its hash; the compiled server is built by whichever test starts one.
  buildAssets();
  const folder = mkdtempSync(join(tmpdir(), "wardlight-test-"));
  // Root's Postgres is another user.
  chmodSync(folder, 0o711);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  process.env.TMPDIR = folder;
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, "postgres"),
    log: createLog("warn"),
    settings: isTorture ? { max_connections } : forgetful,
  });
  await makeTemplate(postgres.url);
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    remove();
  };
}

const max_connections = "200";
/** Nothing in it outlives the run, so it need not wait for the disk; unless that waiting is what is measured. */
const forgetful = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections };
const isTorture = process.env.WARDLIGHT_TORTURE === "1";

async function makeTemplate(url: string): Promise<void> {
  const admin = connect(url, () => undefined);
  await admin.pool.query(`create database ${templateDatabase}`);
  await admin.db.destroy();
  const template = connect(urlOfDatabase(url, templateDatabase), () => undefined);
  await migrate(template.db);
  await keepPartitions(template.db, new Date());
  await template.db.destroy();
}
