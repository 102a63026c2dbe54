import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { build } from "./support/build.ts";
import { processesWith, until } from "./support/processes.ts";
import { startServer, type TestServer } from "./support/server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** With the Postgres that Wardlight brings along. */
const alone = { DATABASE_URL: "" };
const aloneAndEmpty = { ...alone, DEMO: "0" };
const started: TestServer[] = [];
const start = async (env: Record<string, string> = alone) => {
  const server = await startServer(env);
  started.push(server);
  return server;
};
afterEach(async () => {
  for (const server of started.splice(0)) await server.remove();
});

describe("on a bare machine, with nothing but the checkout", () => {
  test("the first start says where the board is, how to sign in, where the data lie and how a device gets its token", async () => {
    const server = await start();
    expect(server.output()).toMatch(/^Wardlight serves http:\/\/127\.0\.0\.1:\d+/m);
    expect(server.output()).toContain("nurse@st-brigid.example, password wardlight-demo");
    expect(server.output()).toContain(`Data: ${server.dataDir}`);
    expect(server.output()).toContain("npm run token -- --hospital st-brigid --device");
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ alive: true });
    const ready = await until(async () => {
      const answer = await fetch(`${server.url}/readyz`);
      return answer.ok ? await answer.json() : null;
    }, "the server is ready");
    expect(ready).toEqual({ ready: true });
  });

  test("Ctrl-C, which reaches it twice, ends everything in order and leaves no process", async () => {
    const server = await start(aloneAndEmpty);
    process.kill(server.pid, "SIGINT");
    expect(await server.stop("SIGINT")).toBe(0);
    expect(processesWith(server.dataDir)).toEqual([]);
    expect(server.output()).not.toContain("could not be stopped");
  });

  test("what was there before a start is there after it, the token of a monitor for one", async () => {
    const first = await start();
    const token = runToken(first, "--hospital", "st-brigid", "--device", "mon-new");
    expect(token.stdout).toMatch(/^st-brigid\.[\w-]{43}\n$/);
    expect(await first.stop()).toBe(0);
    const second = await first.again();
    const answer = await postNothing(second, token.stdout.trim());
    expect(answer.status).not.toBe(401);
    expect((await postNothing(second, `st-brigid.${"A".repeat(43)}`)).status).toBe(401);
  });

  test("a server that is killed takes its Postgres along, and the next one starts on the same data at once", async () => {
    const server = await start(aloneAndEmpty);
    await server.kill();
    const next = await server.again();
    expect((await fetch(`${next.url}/healthz`)).status).toBe(200);
    await next.kill();
    await until(() => processesWith(server.dataDir).length === 0, "no process is left");
  });

  test("a launcher that is killed takes the server along", async () => {
    build();
    const dataDir = mkdtempSync(join(tmpdir(), "wardlight-launcher-"));
    const env = { PATH: process.env.PATH ?? "", ...aloneAndEmpty, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dataDir };
    const launcher = spawn(process.execPath, ["scripts/run.cjs", "dist/server.js"], { cwd: root, env, stdio: "pipe" });
    try {
      await once(launcher.stdout, "data");
      expect(processesWith(dataDir)).not.toEqual([]);
      launcher.kill("SIGKILL");
      await until(() => processesWith(dataDir).length === 0, "no process is left");
    } finally {
      launcher.kill("SIGKILL");
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test("Ctrl-C on the launcher, which the whole group gets, is an orderly end with exit code 0", async () => {
    build();
    const dataDir = mkdtempSync(join(tmpdir(), "wardlight-launcher-"));
    const env = { PATH: process.env.PATH ?? "", ...aloneAndEmpty, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dataDir };
    const options = { cwd: root, env, stdio: "pipe", detached: true } as const;
    const launcher = spawn(process.execPath, ["scripts/run.cjs", "dist/server.js"], options);
    try {
      await once(launcher.stdout, "data");
      process.kill(-(launcher.pid ?? 0), "SIGINT");
      const [code] = await once(launcher, "exit");
      expect(code).toBe(0);
      expect(processesWith(dataDir)).toEqual([]);
    } finally {
      launcher.kill("SIGKILL");
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test("nobody else on the machine may read the database or its password", async () => {
    const { dataDir } = await start(aloneAndEmpty);
    expect(statSync(join(dataDir, "database")).mode & 0o077).toBe(0);
    expect(statSync(join(dataDir, "database", "wardlight.password")).mode & 0o077).toBe(0);
    expect(readFileSync(join(dataDir, "database", "pg_hba.conf"), "utf8")).not.toMatch(/^[^#\n]*\btrust\b/m);
  });
});

describe("a token for a device", () => {
  test("of a hospital that is not there is refused with the names of those that are", async () => {
    const server = await start();
    const { status, stderr } = runToken(server, "--hospital", "st-nobody", "--device", "mon-1");
    expect(status).toBe(1);
    expect(stderr).toContain("There is no hospital st-nobody: use one of lakeside, st-brigid.");
  });

  test("is refused in a sentence where no hospital or no device is named", () => {
    const server = { dataDir: "unused" };
    expect(runToken(server).stderr).toMatch(/^Name a hospital and a device: npm run token/);
    expect(runToken(server, "--hospital", "st-brigid", "--device", "a b").stderr).toMatch(/^"a b" is no name/);
    expect(runToken(server, "--ward", "W1").stderr).not.toContain("    at ");
  });
});

function runToken({ dataDir }: Pick<TestServer, "dataDir">, ...options: string[]) {
  const env = { PATH: process.env.PATH ?? "", ...alone, DATA_DIR: dataDir };
  return spawnSync(process.execPath, ["scripts/token.ts", ...options], { cwd: root, env, encoding: "utf8" });
}

const postNothing = ({ url }: TestServer, token: string) =>
  fetch(`${url}/api/v1/vitals`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: '{"readings":[]}',
  });
