import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const running = new Set<ChildProcess>();

// Ctrl-C, a signal, or the end of whoever started us: what we started ends with us.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, endAll);
process.on("disconnect", endAll);

/** Runs a program of ours under this Node, in the checkout, and fulfils with its exit code; 1 where a signal ended it. */
export async function run(...programAndArguments: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, programAndArguments, { cwd: root, stdio: "inherit" });
  running.add(child);
  const [code] = await once(child, "exit");
  running.delete(child);
  return typeof code === "number" ? code : 1;
}

export function endAll(): void {
  for (const child of running) child.kill("SIGTERM");
}
