import { fileURLToPath } from "node:url";
import { type Config, readSettings } from "./config.ts";
import { CannotStart } from "./db/cannot-start.ts";
import { createLog } from "./log.ts";
import { start } from "./start.ts";
import { createStopping } from "./stopping.ts";

/** All of a stop: whoever pressed Ctrl-C should not have to ask what it is doing. */
const stopMillisMax = 4_800;

const root = fileURLToPath(new URL("..", import.meta.url));
const config = settings();
const log = createLog(config.logLevel);
const stopping = createStopping(log);
let leaving = false;

// Ctrl-C reaches the whole group, and whoever started us hands it on: the second signal is the same wish as the first.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void leave(0));
// The launcher is gone, however it ended: nobody else would stop us.
process.on("disconnect", () => void leave(0));
process.on("uncaughtException", (error) => void fail(error));
// The terminal may be gone before us, and writing to it is then no reason to fall.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

start({ config, root, log, stopping, print: (text) => console.log(text) }).catch(fail);

async function fail(error: unknown): Promise<void> {
  // What was still starting finds its parts stopped: that is no fault.
  if (leaving) return;
  if (error instanceof CannotStart) console.error(error.message);
  else log.fatal({ err: error }, "Wardlight ends because of a fault");
  await leave(1);
}

async function leave(code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  setTimeout(() => process.exit(1), stopMillisMax).unref();
  await stopping.run();
  process.exit(code);
}

function settings(): Config {
  try {
    return readSettings(root);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
