import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../../log.ts";
import { CannotStart } from "../cannot-start.ts";
import { postgresEnv } from "./cluster.ts";
import type { Place } from "./folder.ts";
import { isAlive, isPostgresOf } from "./process.ts";

export interface Postmaster {
  readonly port: number;
  /** Fulfilled when it has ended, asked or not. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Recovery after a power cut reads its journal again; longer than this is a fault that a person should see. */
const startMillisMax = 60_000;
/** A checkpoint at the end may be slow; after this it is cut short, and recovers at its next start. */
const stopMillisMax = 2_000;
const pollMillis = 20;
/** Kept for the sentence when it does not start. */
const linesKeptMax = 20;

/** Starts Postgres on the loopback address, in a session of its own that no Ctrl-C reaches, and waits until it is ready. */
export async function startPostmaster(
  place: Place,
  binaries: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  log: Log,
): Promise<Postmaster> {
  const program = join(binaries, "bin", "postgres");
  const options = Object.entries({ ...always, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(program, ["-D", place.database, "-p", String(port), ...options], {
    ...place.user,
    env: postgresEnv,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines = keepLines(child, log);
  const ended = Promise.race([once(child, "exit"), once(child, "error")]);
  const pid = child.pid;
  if (pid === undefined) throw new CannotStart(`Postgres could not be started: ${String(await once(child, "error"))}`);
  const guard = startGuard(place, pid);
  // The guard's work done at once, where we end in a way that lets us: whoever ended us may remove the folder next.
  const end = () => child.kill("SIGINT");
  process.once("exit", end);
  child.once("exit", () => {
    process.off("exit", end);
    void stopGuard(guard);
  });
  const stop = async () => {
    await stopPostgres(child);
    await stopGuard(guard);
  };
  try {
    await untilReady(place, child, pid);
  } catch (error) {
    await stop();
    throw error instanceof CannotStart ? error : new PostgresEnded(lines.join("\n"));
  }
  return { port, ended, stop };
}

/** It ended before it was ready; `message` is what it said last. */
export class PostgresEnded extends Error {}

const always = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Statements, details and parameters hold what patients are: none of them reaches a log.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/**
 * Stops Postgres when our process has ended, however it ended: the system then closes the pipe it reads from. It looks
 * first whether the number still is that Postgres.
 */
function startGuard(place: Place, pid: number): ChildProcess | null {
  if (process.platform === "win32") return null;
  const script = `trap "" INT TERM HUP; read -r _; read -r now < "$1" && [ "$now" = "$2" ] && kill -INT "$2"`;
  return spawn("/bin/sh", ["-c", script, "wardlight-guard", pidFile(place), String(pid)], {
    ...place.user,
    env: postgresEnv,
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/** SIGINT is Postgres' fast shutdown: sessions are ended, data is written. SIGQUIT leaves the writing to the next start. */
async function stopPostgres(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exit = once(child, "exit");
  child.kill("SIGINT");
  const insisting = setTimeout(() => child.kill("SIGQUIT"), stopMillisMax);
  await exit;
  clearTimeout(insisting);
}

/** Of no use without its Postgres, and it must not outlive us either. */
async function stopGuard(guard: ChildProcess | null): Promise<void> {
  if (!guard || hasEnded(guard)) return;
  const exit = once(guard, "exit");
  guard.kill("SIGKILL");
  await exit;
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid === undefined || exitCode !== null || signalCode !== null;

async function untilReady(place: Place, child: ChildProcess, pid: number): Promise<void> {
  const deadline = performance.now() + startMillisMax;
  while (performance.now() < deadline) {
    if (hasEnded(child)) throw new Error("ended");
    const running = readPidFile(place);
    if (running?.pid === pid && running.ready) return;
    await pause(pollMillis);
  }
  throw new CannotStart(
    `Postgres in ${place.folder} was not ready within ${startMillisMax / 1000} s: look whether its disk is full or very slow, and start again.`,
  );
}

function keepLines(child: ChildProcess, log: Log): string[] {
  const kept: string[] = [];
  if (child.stderr)
    createInterface({ input: child.stderr }).on("line", (line) => {
      kept.push(line);
      if (kept.length > linesKeptMax) kept.shift();
      if (/ PANIC: /.test(line)) log.error({ line }, "postgres");
      else log.debug({ line }, "postgres");
    });
  return kept;
}

const pidFile = (place: Place) => join(place.database, "postmaster.pid");

/** What a running Postgres writes about itself. Its eighth line becomes "ready". */
export function readPidFile(place: Place): { pid: number; port: number; ready: boolean } | null {
  try {
    const lines = readFileSync(pidFile(place), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.startsWith("ready") ?? false };
  } catch {
    return null;
  }
}

/**
 * Stops a Postgres whose owner is gone, and waits until it has ended; an owner that was killed a moment ago has a guard
 * that is at the same. A lock whose number has gone to another kind of process is removed.
 */
export async function stopOrphan(place: Place): Promise<void> {
  const orphan = readPidFile(place);
  if (!orphan) return;
  if (!isPostgresOf(place.database, orphan.pid)) {
    if (isAlive(orphan.pid)) rmSync(pidFile(place), { force: true });
    return;
  }
  process.kill(orphan.pid, "SIGINT");
  const deadline = performance.now() + startMillisMax;
  while (isPostgresOf(place.database, orphan.pid) && readPidFile(place)?.pid === orphan.pid) {
    if (performance.now() > deadline)
      throw new CannotStart(
        `An old Postgres (process ${orphan.pid}) still runs in ${place.folder} and does not end: end it, and start again.`,
      );
    await pause(pollMillis);
  }
}
