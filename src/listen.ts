import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { CannotStart } from "./db/cannot-start.ts";

export interface Listening {
  /** As a person at this machine would type it. */
  readonly url: string;
  readonly port: number;
  /** Takes no new connection. Running requests and streams go on. */
  stopAccepting(): void;
  /** Fulfilled when the last connection has ended; those that are idle, or too slow, are ended. */
  closed(): Promise<void>;
}

type Fetch = Parameters<typeof createAdaptorServer>[0]["fetch"];

/** An answer that takes longer after we were asked to stop is given up. */
const closeMillisMax = 1_000;
/**
 * Slow senders of headers and bodies hold a connection; nothing a ward sends takes longer: 500 readings at 64 kbit/s need
 * 8 s. How often it is looked at counts too: by Node's own half minute, 30 s became 74.
 */
const usualPatience = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 5_000 };

/** Throws `CannotStart` where the address cannot be had. `patience` with senders: in milliseconds, as Node names it. */
export async function listen(fetch: Fetch, host: string, port: number, patience = usualPatience): Promise<Listening> {
  const server = createAdaptorServer({ fetch, serverOptions: patience }) as Server;
  await opened(server, host, port);
  const address = server.address();
  const taken = address !== null && typeof address === "object" ? address.port : port;
  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  return {
    url: `http://${typed(host)}:${taken}`,
    port: taken,
    stopAccepting() {
      server.close();
      server.closeIdleConnections();
    },
    async closed() {
      const giveUp = setTimeout(() => server.closeAllConnections(), closeMillisMax);
      await closed;
      clearTimeout(giveUp);
    },
  };
}

/** "Every network" is no address to go to: this machine's own is one of them. */
function typed(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** Asks before anything else is started or made, so that a taken port costs nothing. */
export async function refuseTakenAddress(host: string, port: number): Promise<void> {
  const probe = createServer();
  await opened(probe, host, port);
  await new Promise((resolve) => probe.close(resolve));
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new CannotStart(sentence(error, host, port))));
    server.listen(port, host, resolve);
  });
}

function sentence(error: Error, host: string, port: number): string {
  switch ("code" in error ? error.code : "") {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is taken by another program: end that one, or set PORT to a free port.`;
    case "EACCES":
      return `Port ${port} may not be used by this user: set PORT to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `This machine has no address ${host}: set HOST to one that it has (127.0.0.1, or 0.0.0.0 for all).`;
    default:
      return `Wardlight cannot listen on ${host}:${port} (${error.message}): set HOST and PORT to something else.`;
  }
}
