import { run } from "./children.ts";

/** All that must be right at every commit, the quickest first; ends at the first that is not. */
const checks: readonly (readonly string[])[] = [
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.check.json"],
  ["node_modules/@biomejs/biome/bin/biome", "check"],
  ["node_modules/vitest/vitest.mjs", "run", "test/architecture.test.ts"],
  ["scripts/test.ts"],
];

for (const check of checks) {
  const code = await run(...check);
  if (code !== 0) process.exit(code);
}
process.exit(0);
