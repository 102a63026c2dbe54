import { defineConfig } from "vitest/config";

export default defineConfig({
  // Views are hono's JSX, as in tsconfig.json.
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: ["test/support/postgres.ts"],
    // Each file has a database, some a server and a browser besides: more at once only wait for each other.
    maxWorkers: 2,
    // Bounds for a machine that is busy with other things. Tests wait for conditions, never for times.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
