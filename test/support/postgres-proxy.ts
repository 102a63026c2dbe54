import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and Postgres, to do to a connection what networks and poolers do. */
export class PostgresProxy {
  readonly #target: URL;
  readonly #server: Server;
  readonly #lines = new Set<Line>();

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#lines.add(new Line(client, this.#connect())));
  }

  static async before(databaseUrl: string): Promise<PostgresProxy> {
    const proxy = new PostgresProxy(new URL(databaseUrl));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    const url = new URL(this.#target);
    // A name in the query (a socket's folder) would win over the address.
    url.search = "";
    url.hostname = "127.0.0.1";
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** Says this to Postgres as if the client had, and keeps the answer from it. */
  say(statement: string): void {
    for (const line of this.#lines) line.say(statement);
  }

  /** From now on nothing passes on the connections there are, and neither side is told. */
  silence(): void {
    for (const line of this.#lines) line.silent = true;
  }

  async close(): Promise<void> {
    for (const line of this.#lines) line.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(): Socket {
    return connect({ host: this.#target.hostname, port: Number(this.#target.port) });
  }
}

class Line {
  silent = false;
  readonly #client: Socket;
  readonly #postgres: Socket;
  #hiding = false;

  constructor(client: Socket, postgres: Socket) {
    this.#client = client;
    this.#postgres = postgres;
    client.on("data", (bytes: Buffer) => this.silent || postgres.write(bytes));
    postgres.on("data", (bytes: Buffer) => this.#answer(bytes));
    for (const socket of [client, postgres]) {
      socket.on("error", () => undefined);
      socket.on("close", () => this.cut());
    }
  }

  say(statement: string): void {
    const text = Buffer.from(`${statement}\0`);
    const message = Buffer.alloc(5);
    message.write("Q");
    message.writeInt32BE(4 + text.length, 1);
    this.#hiding = true;
    this.#postgres.write(Buffer.concat([message, text]));
  }

  cut(): void {
    this.#client.destroy();
    this.#postgres.destroy();
  }

  /** "Z" (ready for the next query) ends the answer that is kept back; a short answer comes in one piece. */
  #answer(bytes: Buffer): void {
    if (this.silent) return;
    if (!this.#hiding) this.#client.write(bytes);
    else if (bytes.includes("Z")) this.#hiding = false;
  }
}
