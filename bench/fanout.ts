import { fork } from "node:child_process";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { fileURLToPath } from "node:url";

/**
 * One event for a thousand streams: our channel (picture, encoder, subscribers) against a bare Node server that writes one
 * Buffer with `res.write`, in the same process over the loopback, in turns. The pages are another process. What counts is
 * the ratio: two runs minutes apart differ by more than these do.
 */
const streams = 1_000;
const eventsEach = 200;
/** A card of a patient. */
const cardBytes = 2_500;

interface Contestant {
  readonly name: string;
  readonly server: Server;
  send(event: number): void;
}

if (process.argv[2] === "pages") await beThePages();
else await compare();

async function compare(): Promise<void> {
  const contestants = [await ours(), bare()];
  const pages = fork(fileURLToPath(import.meta.url), ["pages"], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const answer = () =>
    new Promise<number[]>((resolve) => pages.once("message", (millis) => resolve(millis as number[])));
  for (const { server } of contestants) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const connected = answer();
    pages.send((server.address() as AddressInfo).port);
    await connected;
  }
  const results = contestants.map(({ name }) => ({ name, cpuMicros: 0, millis: [] as number[] }));
  for (let event = 0; event < eventsEach; event++)
    for (const [place, contestant] of contestants.entries()) {
      const arrived = answer();
      const before = process.cpuUsage();
      contestant.send(event);
      const millis = await arrived;
      const used = process.cpuUsage(before);
      const result = results[place];
      // The first rounds warm up the compiler.
      if (!result || event < eventsEach / 10) continue;
      result.cpuMicros += used.user + used.system;
      result.millis.push(...millis);
    }
  print(results);
  pages.kill();
  for (const { server } of contestants) server.closeAllConnections();
  process.exit(0);
}

function print(results: readonly { name: string; cpuMicros: number; millis: number[] }[]): void {
  const rows = results.map(({ name, cpuMicros, millis }) => {
    const sorted = millis.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    return { name, cpu: cpuMicros / millis.length, p50: at(0.5), p99: at(0.99) };
  });
  console.log(`one event to ${streams} streams, ${eventsEach} events each, ${cardBytes} bytes`);
  for (const { name, cpu, p50, p99 } of rows)
    console.log(
      `${name.padEnd(10)} ${cpu.toFixed(2)} µs CPU a delivery   p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms`,
    );
  const [a, b] = rows;
  if (!a || !b) return;
  const ratio = (mine: number, theirs: number) => (mine / theirs).toFixed(2);
  console.log(`ratio      ${ratio(a.cpu, b.cpu)} CPU   ${ratio(a.p50, b.p50)} p50   ${ratio(a.p99, b.p99)} p99`);
}

/** The built product: Node cannot read the views' JSX. */
async function ours(): Promise<Contestant> {
  const built = (file: string) => import(new URL(`../dist/events/${file}`, import.meta.url).href);
  const { Channel, everything }: typeof import("../src/events/channel.ts") = await built("channel.js");
  const { Subscriber }: typeof import("../src/events/subscriber.ts") = await built("subscriber.js");
  const view = { hospitalId: "bench", wardId: null, language: "en", audience: "staff", pace: "live" } as const;
  const channel = new Channel(view);
  const redraw = (event: number) => {
    const drawn = { id: "bed-W1-01", html: card(), version: String(event), parts: [] };
    channel.redraw([{ region: "bed", bedId: "W1-01", drawn }], { epoch: "0123456789ab", seq: event + 2 });
  };
  redraw(-1);
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const watcher = { hospitalId: "bench", role: "nurse", sessionHash: "", gzip: false } as const;
    const subscriber = new Subscriber(watcher, response, Number.POSITIVE_INFINITY);
    response.on("drain", () => channel.drained(subscriber));
    channel.subscribers.add(subscriber);
    channel.admit(subscriber, everything);
  });
  return { name: "wardlight", server, send: redraw };
}

function bare(): Contestant {
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${card()}\n\n`);
    responses.push(response);
  });
  const send = () => {
    const bytes = Buffer.from(`data: ${card()}\n\n`);
    for (const response of responses) response.write(bytes);
  };
  return { name: "bare Node", server, send };
}

/** Says when it was drawn, so that whoever reads it knows how long it took. */
function card(): string {
  return `<article>@${performance.timeOrigin + performance.now()}@${"x".repeat(cardBytes)}</article>`;
}

/** The other process: opens the streams of a port it is told, then tells of each event how long it took to all of them. */
async function beThePages(): Promise<void> {
  process.on("message", (port: number) => {
    let millis: number[] = [];
    for (let n = 0; n < streams; n++) {
      const socket = connect(port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\nHost: bench\r\n\r\n"));
      socket.setEncoding("latin1").on("data", (chunk: string) => {
        const sent = /@([\d.]+)@/.exec(chunk)?.[1];
        if (sent === undefined) return;
        millis.push(performance.timeOrigin + performance.now() - Number(sent));
        if (millis.length < streams) return;
        process.send?.(millis);
        millis = [];
      });
    }
  });
}
