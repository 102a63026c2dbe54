import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";
import { run } from "./children.ts";

/** `npm run bench -- NAME`: builds, then runs bench/NAME.ts, which prints its table. Without a name it lists them. */
const names = readdirSync(fileURLToPath(new URL("../bench", import.meta.url)))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  console.error(`Which one? npm run bench -- ${names.join(" | ")}`);
  process.exit(1);
}
process.exit(build() ? await run(`bench/${name}.ts`, ...rest) : 1);
