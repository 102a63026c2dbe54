import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** What still runs and has `text` in its command line. */
export function processesWith(text: string): string[] {
  const lines = existsSync("/proc/self/cmdline")
    ? fromProc()
    : execFileSync("ps", ["-axo", "args="]).toString().split("\n");
  return lines.filter((line) => line.includes(text));
}

function fromProc(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return "";
      }
    });
}

const untilMillisMax = 20_000;

/** Asks again and again until the answer is neither false, null nor a fault. */
export async function until<T>(ask: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  const deadline = performance.now() + untilMillisMax;
  for (;;) {
    const answer = await Promise.resolve()
      .then(ask)
      .catch(() => null);
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`it never came to this: ${what}`);
    await pause(20);
  }
}
