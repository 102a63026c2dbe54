import { connect } from "node:net";
import { Hono } from "hono";
import { afterEach, expect, it } from "vitest";
import { type Listening, listen } from "../src/listen.ts";
import { readBody } from "../src/routes/request-body.ts";

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
