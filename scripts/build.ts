import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildAssets, removeOldAssets } from "./build-assets.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Written last: what lies in `dist` is whole. */
const stamp = join(root, "dist", ".built");
const sources = ["src", "static", "package.json", "tsconfig.json", "package-lock.json", "scripts/build-assets.ts"];

if (import.meta.main) process.exitCode = build() ? 0 : 1;

/** Compiles the server and makes its assets, all into `dist`. False where the compiler refuses; it has said why. */
export function build(): boolean {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) return false;
  buildAssets();
  removeOldAssets();
  writeFileSync(stamp, "");
  return true;
}

/** Nothing is newer than what was built. A folder is newer when a file in it came or went. */
export function isBuilt(): boolean {
  return existsSync(stamp) && sources.every((name) => newest(join(root, name)) <= statSync(stamp).mtimeMs);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
