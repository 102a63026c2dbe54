import { connect } from "node:net";
import { Hono } from "hono";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Listening, listen } from "../src/listen.ts";
import { readBody } from "../src/routes/request-body.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { runApp } from "./support/running-app.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

let listening: Listening | null = null;
afterEach(async () => {
  listening?.stopAccepting();
  await listening?.closed();
});

/** A server that reads bodies, and looks as often for slow senders as it bears with them. */
async function patientFor(millis: number): Promise<Listening> {
  const app = new Hono().post("/", async (c) => c.json(await readBody(c.req.raw, 1_000)));
  const patience = { headersTimeout: millis, requestTimeout: 2 * millis, connectionsCheckingInterval: millis };
  listening = await listen(app.fetch, "127.0.0.1", 0, patience);
  return listening;
}

/** Sends the beginning of a request, then a bit again and again, and tells when the server has had enough. */
function cutOff(port: number, beginning: string, bit: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  const sending = setInterval(() => socket.write(bit), 20);
  socket.on("error", () => undefined).resume();
  socket.write(beginning);
  return new Promise((resolve) =>
    socket.once("close", () => {
      clearInterval(sending);
      resolve();
    }),
  );
}

const slowSenders = {
  "never ends its headers": ["POST / HTTP/1.1\r\nHost: ward\r\n", "X-More: and more\r\n"],
  "never ends a body of known length": ["POST / HTTP/1.1\r\nHost: ward\r\nContent-Length: 900\r\n\r\n", "a"],
  "never ends a body in chunks": ["POST / HTTP/1.1\r\nHost: ward\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"],
  "says nothing at all": ["", ""],
} as const;

it.each(Object.entries(slowSenders))("who %s is cut off, though never silent for long", async (_, [beginning, bit]) => {
  const { port } = await patientFor(100);
  await expect(cutOff(port, beginning, bit)).resolves.toBeUndefined();
});

const halfForms = {
  "of known length": "Content-Length: 900\r\n\r\nemail=",
  "in chunks": "Transfer-Encoding: chunked\r\n\r\n6\r\nemail=\r\n",
} as const;

it.each(Object.entries(halfForms))("a form %s that breaks off is noted, and is no fault of ours", async (_, half) => {
  const app = await runApp(database);
  const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
  const form = "Content-Type: application/x-www-form-urlencoded";
  socket.write(`POST /session HTTP/1.1\r\nHost: ward\r\n${form}\r\n${half}`, () =>
    setTimeout(() => socket.destroy(), 50),
  );
  await expect.poll(() => app.log()).toContain("a request broke off");
  expect(app.log()).not.toContain("a request failed");
  await app.close();
});
