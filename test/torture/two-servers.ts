import { type Db, databaseNow } from "../../src/db/connection.ts";
import { startServer, type TestServer } from "../support/server.ts";

/** From when until when a process was there, in milliseconds of the database's clock. */
export interface Life {
  readonly from: number;
  until: number;
}

/** Two server processes on one database. They are killed as a power cut would. */
export class TwoServers {
  readonly lives: Life[] = [];
  readonly #db: Db;
  readonly #first: TestServer;
  readonly #running: { server: TestServer; life: Life | null }[] = [];

  private constructor(db: Db, first: TestServer) {
    this.#db = db;
    this.#first = first;
  }

  static async start(db: Db, databaseUrl: string): Promise<TwoServers> {
    const first = await startServer({ DATABASE_URL: databaseUrl, DEMO: "0", LOG_LEVEL: "warn" });
    const two = new TwoServers(db, first);
    two.#running.push({ server: first, life: await two.#begin() });
    two.#running.push({ server: await first.again({ PORT: "0" }), life: await two.#begin() });
    return two;
  }

  async killAll(): Promise<void> {
    await this.#kill(this.#running);
  }

  async killOne(): Promise<void> {
    await this.#kill([this.#running[Math.floor(Math.random() * this.#running.length)] ?? this.#one(0)]);
  }

  /** Starts those again that were killed, each at its address. */
  async restart(): Promise<void> {
    await Promise.all(
      this.#running
        .filter(({ life }) => life === null)
        .map(async (slot) => {
          slot.server = await slot.server.again();
          slot.life = await this.#begin();
        }),
    );
  }

  /** Answers when they were last known to live. */
  async end(): Promise<number> {
    const at = (await databaseNow(this.#db)).getTime();
    for (const { life } of this.#running) if (life) life.until = at;
    await Promise.all(this.#running.map(({ server }) => server.stop()));
    return at;
  }

  async remove(): Promise<void> {
    await this.#first.remove();
  }

  output(): string {
    return this.#running.map(({ server }) => server.output()).join("\n");
  }

  #one(place: number) {
    const slot = this.#running[place];
    if (!slot) throw new Error("no server was started");
    return slot;
  }

  async #kill(slots: readonly { server: TestServer; life: Life | null }[]): Promise<void> {
    const at = (await databaseNow(this.#db)).getTime();
    await Promise.all(
      slots.map(async (slot) => {
        if (slot.life) slot.life.until = at;
        slot.life = null;
        await slot.server.kill();
      }),
    );
  }

  async #begin(): Promise<Life> {
    const life = { from: (await databaseNow(this.#db)).getTime(), until: Number.POSITIVE_INFINITY };
    this.lives.push(life);
    return life;
  }
}
