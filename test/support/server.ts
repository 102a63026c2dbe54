import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";
import { emptyDatabase } from "./database.ts";

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything it has printed and logged. */
  output(): string;
  /** Its exit code; null where a signal ended it. What it kept is removed with `remove`. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** As a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Another process on the same data and, unless said otherwise, the same port. */
  again(env?: Record<string, string>): Promise<TestServer>;
  /** Ends it where it still runs, and removes its data. Call it in `afterAll` or `finally`. */
  remove(): Promise<void>;
}

const startMillisMax = 60_000;

/**
 * Starts the built server in a process of its own, on a free port, with a data folder of its own. Unless told otherwise it
 * has an empty database of the run's Postgres and becomes a demo. `DATABASE_URL: ""` lets it start its own Postgres.
 */
export async function startServer(env: Record<string, string> = {}): Promise<TestServer> {
  build();
  const dataDir = mkdtempSync(join(tmpdir(), "wardlight-server-"));
  const database = env.DATABASE_URL === undefined ? await emptyDatabase() : null;
  const given = { ...quiet, DATA_DIR: dataDir, ...(database ? { DATABASE_URL: database.url } : {}), ...env };
  const cleanUp = async () => {
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return await run(given, cleanUp);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** Nothing of the settings of whoever runs the tests. */
const quiet = { HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "info", DEMO: "1", DATABASE_URL: "", DATA_DIR: "" };

async function run(env: Record<string, string>, cleanUp: () => Promise<void>): Promise<TestServer> {
  const { child, output } = spawnServer(env);
  const exited = once(child, "exit");
  const url = await address(child, output);
  const stop = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  const port = Number(new URL(url).port);
  const later: TestServer[] = [];
  return {
    url,
    port,
    dataDir: env.DATA_DIR ?? "",
    pid: child.pid ?? 0,
    output,
    stop: (signal = "SIGTERM") => stop(signal),
    kill: async () => void (await stop("SIGKILL")),
    async again(other = {}) {
      const next = await whenPortIsFree(() => run({ ...env, PORT: String(port), ...other }, async () => undefined));
      later.push(next);
      return next;
    },
    async remove() {
      for (const server of later) await server.remove();
      await stop("SIGTERM");
      await cleanUp();
    },
  };
}

/** A free port is one that the system lends: meanwhile it may have been lent to some other test's request, and comes back. */
async function whenPortIsFree(start: () => Promise<TestServer>): Promise<TestServer> {
  const deadline = performance.now() + startMillisMax;
  for (;;)
    try {
      return await start();
    } catch (error) {
      const isTaken = error instanceof Error && error.message.includes("is taken by another program");
      if (!isTaken || performance.now() > deadline) throw error;
      await pause(250);
    }
}

const program = fileURLToPath(new URL("../../dist/server.js", import.meta.url));

/** For servers that are expected not to start, too. */
export function spawnServer(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const path = process.env.PATH ?? "";
  const child = spawn(process.execPath, [program], {
    env: { PATH: path, TMPDIR: tmpdir(), ...quiet, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // If the test's own process dies, nobody else would end it.
  const end = () => child.kill("SIGTERM");
  process.once("exit", end);
  child.once("exit", () => process.removeListener("exit", end));
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  return { child, output: () => printed };
}

function address(child: ChildProcess, output: () => string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const look = () => {
    const url = /http:\/\/[^\s]+:\d+/.exec(output())?.[0];
    if (url !== undefined) resolve(url);
  };
  const ended = () => reject(new Error(`the server ended before it served:\n${output()}`));
  const late = () => reject(new Error(`the server does not serve:\n${output()}`));
  const timer = setTimeout(late, startMillisMax);
  child.stdout?.on("data", look);
  child.once("exit", ended);
  return promise.finally(() => {
    clearTimeout(timer);
    child.stdout?.off("data", look);
    child.off("exit", ended);
  });
}
