import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isBuilt } from "../../scripts/build.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const lock = `${root}dist/.building`;
const lockMillisMax = 60_000;

/** Builds the server where something changed since; when several test files ask at once, one of them does it. */
export function build(): void {
  const deadline = Date.now() + lockMillisMax;
  while (!isBuilt()) {
    if (!takeLock()) {
      if (Date.now() > deadline) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      const { status } = spawnSync(process.execPath, ["scripts/build.ts"], { cwd: root, stdio: "inherit" });
      if (status !== 0) throw new Error("the server does not compile");
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(`${root}dist`, { recursive: true });
    mkdirSync(lock);
    return true;
  } catch {
    return statSync(lock, { throwIfNoEntry: false }) === undefined ? takeLock() : false;
  }
}
