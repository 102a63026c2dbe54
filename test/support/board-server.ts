import { createHash } from "node:crypto";
import http, { type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { constants, createGunzip } from "node:zlib";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { readBoard } from "../../src/db/board.ts";
import { type Db, databaseNow } from "../../src/db/connection.ts";
import { usualPreferences } from "../../src/domain/preferences.ts";
import type { Person } from "../../src/domain/staff.ts";
import type { WardlightEvent } from "../../src/events/catalogue.ts";
import { createHub, type Hub } from "../../src/events/hub.ts";
import type { hubMillis } from "../../src/events/hub-millis.ts";
import { publish } from "../../src/events/publish.ts";
import { createLog } from "../../src/log.ts";
import type { AppEnv, SignedIn } from "../../src/routes/context.ts";
import { streamRoutes } from "../../src/routes/stream.ts";
import { audienceOf } from "../../src/views/board-page.tsx";
import { drawBoard } from "../../src/views/regions.tsx";
import { en } from "../../src/views/words/en.ts";

/** Who watches. The session is named after its person, so that two pages of one person share it. */
export function signedInAs(given: Partial<Person> & { hospitalId: string }, session = "desk"): SignedIn {
  const person: Person = { staffId: "1", name: "Maeve Doyle", role: "nurse", wardId: null, ...given };
  const sessionHash = createHash("sha256").update(`${person.hospitalId}.${session}`).digest("hex");
  return { person, sessionHash, idle: false, demo: false, timeZone: "Europe/Dublin", preferences: usualPreferences };
}

/** The stream's routes on a real hub and a real server, with whoever signed in as the request says. */
export class BoardServer {
  readonly hub: Hub;
  readonly url: string;
  readonly #server: Server;
  readonly #pages: WatchingPage[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(hub: Hub, server: Server) {
    this.hub = hub;
    this.#server = server;
    server.on("connection", (socket) => this.#sockets.add(socket));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(
    db: Db,
    databaseUrl: string,
    given: Partial<typeof hubMillis> = {},
    onDoorbell = (_hospitalId: string) => {},
  ): Promise<BoardServer> {
    const log = createLog("silent");
    // Sessions in these tests are no rows, but where a test says so.
    const millis = { sessionCheck: 3_600_000, ...given };
    const hub = await createHub({ db, databaseUrl, log, build: "b1", millis, onDoorbell });
    const app = new Hono<AppEnv>();
    app.use(async (c, next) => {
      const given = c.req.header("x-signed-in");
      c.set("signedIn", given === undefined ? null : JSON.parse(given));
      await next();
    });
    app.route("/", streamRoutes({ hub, config: { compressStreams: true } }));
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new BoardServer(hub, server);
  }

  /** Opens a stream and waits for its answer. */
  async watch(path: string, signedIn: SignedIn | null, headers: Record<string, string> = {}): Promise<WatchingPage> {
    const page = await WatchingPage.open(this.url + path, { ...signedInHeader(signedIn), ...headers });
    this.#pages.push(page);
    return page;
  }

  async get(path: string, signedIn: SignedIn | null, headers: Record<string, string> = {}, method = "GET") {
    return fetch(this.url + path, { method, headers: { ...signedInHeader(signedIn), ...headers }, redirect: "manual" });
  }

  /** What waits in this process for the slowest of its clients. */
  heldBytesMost(): number {
    return Math.max(0, ...[...this.#sockets].map((socket) => socket.writableLength));
  }

  async close(): Promise<void> {
    for (const page of this.#pages) page.leave();
    await this.hub.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const signedInHeader = (signedIn: SignedIn | null): Record<string, string> =>
  signedIn ? { "x-signed-in": JSON.stringify(signedIn) } : {};

export interface StreamEvent {
  readonly event: string;
  readonly id: string | null;
  readonly retry: number | null;
  readonly data: string;
}

/** A page as far as the stream is concerned: what it was told, and its regions after all partials. */
export class WatchingPage {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: StreamEvent[] = [];
  readonly regions = new Map<string, string>();
  /** Every byte so far. */
  text = "";
  closed = false;
  /** As they came, compressed or not. */
  wireBytes = 0;
  /** Why its bytes could not be read. */
  broken: Error | null = null;
  readonly #response: IncomingMessage;
  #rest = "";

  private constructor(response: IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    const gzipped = response.headers["content-encoding"] === "gzip";
    // As browsers do: what has come is shown, whether the stream has ended or not.
    const plain = gzipped ? response.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })) : response;
    response.on("data", (chunk: Buffer | string) => {
      this.wireBytes += chunk.length;
    });
    plain.on("error", (error) => {
      this.broken = error;
    });
    plain.setEncoding("utf8");
    plain.on("data", (chunk: string) => this.#take(chunk));
    response.on("close", () => {
      this.closed = true;
    });
    response.on("error", () => undefined);
  }

  static open(url: string, headers: Record<string, string>): Promise<WatchingPage> {
    return new Promise((resolve, reject) => {
      // Each page has a connection of its own, as tabs do.
      const request = http.get(url, { headers, agent: false }, (response) => resolve(new WatchingPage(response)));
      request.on("error", reject);
    });
  }

  get socket(): Socket {
    return this.#response.socket;
  }

  named(name: "hello" | "beat" | "bye"): StreamEvent[] {
    return this.events.filter(({ event }) => event === name);
  }

  /** The messages with partials. */
  get frames(): StreamEvent[] {
    return this.events.filter(({ event }) => event === "");
  }

  get lastId(): string | null {
    return this.events.findLast(({ id }) => id !== null)?.id ?? null;
  }

  /** Takes over what a reload would have drawn. */
  show(regions: ReadonlyMap<string, string>): void {
    for (const [id, html] of regions) {
      const around = this.regions.has(id) ? null : this.#around(id);
      if (around)
        this.regions.set(
          around.id,
          around.html.replace(around.part, () => html),
        );
      else this.regions.set(id, html);
    }
  }

  /** The region that this one is a part of: a cell of a card, which holds no element of its own kind. */
  #around(id: string): { readonly id: string; readonly html: string; readonly part: string } | null {
    for (const [whole, html] of this.regions) {
      const part = new RegExp(`<div data-v="\\w+" id="${id}".*?</div>`, "s").exec(html)?.[0];
      if (part !== undefined) return { id: whole, html, part };
    }
    return null;
  }

  /** Stops reading: a browser that hangs. */
  hang(): void {
    this.#response.pause();
  }
  readOn(): void {
    this.#response.resume();
  }

  leave(): void {
    this.#response.destroy();
  }

  #take(chunk: string): void {
    this.text += chunk;
    const blocks = (this.#rest + chunk).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) this.#read(block.split("\n"));
  }

  #read(lines: readonly string[]): void {
    const valuesOf = (field: string) =>
      lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2));
    const retry = valuesOf("retry")[0];
    const event = {
      event: valuesOf("event")[0] ?? "",
      id: valuesOf("id")[0] ?? null,
      retry: retry === undefined ? null : Number(retry),
      data: valuesOf("data").join("\n"),
    };
    if (event.event === "") this.show(regionsIn(event.data));
    this.events.push(event);
  }
}

/** What a digest is made of: the versions of these regions and of their parts. */
export const versionsIn = (regions: Iterable<string>) =>
  [...regions].flatMap((html) =>
    [...html.matchAll(/ data-v="(\w+)" id="([^"]+)"/g)].map(([, version = "", id = ""]) => ({ id, version })),
  );

/** The regions that partials redraw, by their id. */
export function regionsIn(partials: string): Map<string, string> {
  const found = partials.matchAll(/<hx-partial hx-target="#([^"]+)" hx-swap="outerMorph">([\s\S]*?)<\/hx-partial>/g);
  return new Map([...found].map(([, id = "", html = ""]) => [id, html]));
}

/** What a page that is loaded now would show. */
export async function freshBoard(db: Db, { person }: SignedIn, wardId: string | null = null) {
  const board = await readBoard(db, person.hospitalId, wardId, await databaseNow(db));
  if (!board) throw new Error("there is no such board");
  const { hospital, wards, now } = board;
  const drawn = drawBoard(board, { hospital, wards, wardId, audience: audienceOf(person), words: en, now });
  return new Map(drawn.map(({ id, html }) => [id, html]));
}

export const publishNow = (db: Db, hospitalId: string, ...events: WardlightEvent[]) =>
  db.transaction().execute((trx) => publish(trx, hospitalId, events));
