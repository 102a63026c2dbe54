import { describe, expect, test } from "vitest";
import { freshDatabase } from "./support/database.ts";
import { PostgresProxy } from "./support/postgres-proxy.ts";
import { until } from "./support/processes.ts";
import { startServer } from "./support/server.ts";

describe("whoever asks whether the server is well", () => {
  test("is told the cause when the database has gone, while the server goes on living", async () => {
    const given = await freshDatabase();
    const proxy = await PostgresProxy.before(given.url);
    const server = await startServer({ DATABASE_URL: proxy.url, DEMO: "0" });
    const readiness = async () => await fetch(`${server.url}/readyz`);
    try {
      await until(async () => (await readiness()).status === 200, "the server is ready");
      await proxy.close();
      const unready = await until(async () => {
        const answer = await readiness();
        return answer.status === 503 ? await answer.json() : null;
      }, "the server says that it is not ready");
      expect(unready.ready).toBe(false);
      expect(Object.keys(unready.causes)).toContain("database");
      expect(JSON.stringify(unready)).not.toMatch(/postgres:|password|127\.0\.0\.1/);
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      expect(await server.stop()).toBe(0);
    } finally {
      await server.remove();
      await proxy.close();
      await given.close();
    }
  });
});
