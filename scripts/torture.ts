import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";
import { run } from "./children.ts";

/**
 * `npm run torture -- NAME [CASE]`: the tests of test/torture/NAME in their long form, one file after the other, with a
 * Postgres that waits for the disk; they print what they measured. Without a name it lists them. Takes minutes to an hour.
 */
const names = readdirSync(fileURLToPath(new URL("../test/torture", import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const [name, only = ""] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  console.error(`Which one? npm run torture -- ${names.join(" | ")}`);
  process.exit(1);
}
process.env.WARDLIGHT_TORTURE = "1";
// The files come first: what follows a flag is taken for its value, and everything would run.
const vitest = ["node_modules/vitest/vitest.mjs", "run", `test/torture/${name}/${only}`];
process.exit(build() ? await run(...vitest, "--no-file-parallelism", "--disable-console-intercept") : 1);
