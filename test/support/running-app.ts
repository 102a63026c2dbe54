import { type IncomingHttpHeaders, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import pino from "pino";
import { createVitalsRecorder } from "../../src/actions/vitals-queue.ts";
import { createApp } from "../../src/app.tsx";
import { loadAssets } from "../../src/assets.ts";
import type { SettledConfig } from "../../src/config.ts";
import { usualRetention } from "../../src/domain/retention.ts";
import { createHub, type Hub } from "../../src/events/hub.ts";
import type { AppEnv } from "../../src/routes/context.ts";
import { createHealth } from "../../src/routes/health.ts";
import type { TestDatabase } from "./database.ts";
import { password } from "./people.ts";

export interface RunningApp {
  readonly app: Hono<AppEnv>;
  readonly hub: Hub;
  readonly url: string;
  /** All that was logged so far. */
  log(): string;
  ask(
    method: string,
    path: string,
    headers?: Record<string, string>,
    body?: string | Iterable<string>,
  ): Promise<Answer>;
  /** A stream, once its headers are here; `ended` resolves when the server closes it. */
  open(path: string, headers: Record<string, string>): Promise<IncomingMessage & { readonly ended: Promise<void> }>;
  /** Signs in as a browser does; answers the cookie to send from then on. */
  signIn(email: string, as?: { password?: string }): Promise<{ readonly cookie: string }>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a browser says of a form of ours that is sent. */
export const formHeaders = {
  "content-type": "application/x-www-form-urlencoded",
  "sec-fetch-site": "same-origin",
  "sec-fetch-mode": "navigate",
  "sec-fetch-user": "?1",
};

/** The app on a port of its own, on real parts: what `server.ts` starts, without the demo and the timers. */
export async function runApp(given: TestDatabase, settings: Partial<SettledConfig> = {}): Promise<RunningApp> {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(line) });
  const config: SettledConfig = {
    host: "127.0.0.1",
    port: 0,
    databaseUrl: given.url,
    dataDir: "",
    logLevel: "debug",
    demo: false,
    sessionIdleMinutes: 15,
    sessionHoursMax: 12,
    compressStreams: true,
    retention: usualRetention,
    ...settings,
  };
  const { db } = given;
  const assets = loadAssets();
  const hub = await createHub({ db, databaseUrl: given.url, log, build: assets.build });
  const recorder = createVitalsRecorder({ db, log });
  const health = createHealth(db, () => ({ listener: null, feed: null }));
  const app = createApp({ db, config, log, hub, recorder, assets, health });
  const server = createAdaptorServer({ fetch: app.fetch, hostname: "127.0.0.1" }) as Server;
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const ask: RunningApp["ask"] = async (method, path, headers = {}, body) => {
    const answer = await send(url, path, method, headers, body);
    let text = "";
    for await (const chunk of answer.setEncoding("utf8")) text += chunk;
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: text };
  };
  return {
    app,
    hub,
    url,
    log: () => lines.join(""),
    ask,
    async open(path, headers) {
      const stream = await send(url, path, "GET", headers);
      const ended = new Promise<void>((resolve) => stream.on("close", resolve));
      stream.on("error", () => undefined).resume();
      return Object.assign(stream, { ended });
    },
    async signIn(email, as = {}) {
      const form = new URLSearchParams({ email, password: as.password ?? password });
      const answer = await ask("POST", "/session", formHeaders, form.toString());
      const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0];
      if (answer.status !== 303 || !cookie) throw new Error(`${email} was not signed in: ${answer.status}`);
      return { cookie };
    },
    async close() {
      await hub.close();
      await recorder.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The path goes as it is given: nothing is tidied up on the way. */
function send(
  url: string,
  path: string,
  method: string,
  headers: Record<string, string>,
  body?: string | Iterable<string>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { path, method, headers, agent: false }, resolve).on("error", reject);
    // Given in parts it is sent chunked, without a length.
    if (body !== undefined && typeof body !== "string") for (const part of body) sent.write(part);
    sent.end(typeof body === "string" ? body : undefined);
  });
}
