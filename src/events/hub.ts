import type { Db } from "../db/connection.ts";
import { inTime } from "../db/patience.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { Role } from "../domain/staff.ts";
import type { Log } from "../log.ts";
import { Boards } from "./boards.ts";
import { type Channel, everything } from "./channel.ts";
import { type Cursor, formatCursor, parseCursor } from "./cursor.ts";
import { Feed, type News } from "./feed.ts";
import { Heartbeat } from "./heartbeat.ts";
import { hubMillis } from "./hub-millis.ts";
import { createListener, type Listener } from "./listener.ts";
import { Earlier, lackOf } from "./replay.ts";
import { type Connections, Seats } from "./seats.ts";
import { encode } from "./sse.ts";
import { type Outlet, Subscriber, usualReturnMillis } from "./subscriber.ts";
import type { ChannelView } from "./view.ts";

/** Who opens a stream, and from where on. */
export interface Watcher extends ChannelView {
  readonly role: Role;
  /** Hex SHA-256 of the session id. */
  readonly sessionHash: string;
  /** The cursor as it came, whatever it is. */
  readonly after: string | null;
  /** Whether the browser can hold only six connections to us. */
  readonly http1: boolean;
  /** Whether it may be sent the stream compressed. */
  readonly gzip: boolean;
}

export interface PollAnswer {
  readonly cursor: string;
  /** The database's clock, in milliseconds. */
  readonly nowMillis: number;
  /** The partials that the page lacks; null when it lacks nothing. */
  readonly body: string | null;
}

export interface HubState {
  readonly listener: "listening" | "down";
  readonly feed: "following" | "down";
  readonly channels: number;
  readonly streams: number;
}

export interface HubDeps {
  readonly db: Db;
  readonly databaseUrl: string;
  readonly log: Log;
  /** Named in `hello`: a page of another build is asked to reload. */
  readonly build: string;
  /** Something was published in a hospital: its timers may stand elsewhere. */
  readonly onDoorbell?: (hospitalId: string) => void;
  /** For tests. */
  readonly millis?: Partial<typeof hubMillis>;
}

/** Starts following the database. Rejects when it cannot be reached. */
export async function createHub(deps: HubDeps): Promise<Hub> {
  const { db, log } = deps;
  const millis = { ...hubMillis, ...deps.millis };
  let hub: Hub | null = null;
  const onNews = (news: News) => hub?.takeNews(news);
  const feed = await Feed.start({ db, log, pollMillis: millis.poll, onNews });
  hub = new Hub(deps, millis, feed);
  return hub;
}

/** A browser has six connections a host over HTTP/1.1; three must stay free for pages and actions. */
const streamsPerSessionMaxHttp1 = 3;
/** Over HTTP/2 they cost no connection, and nobody has this many tabs. */
const streamsPerSessionMax = 30;
/** About 18 KiB each: some 350 MB, and one frame to all of them in under half a second. */
const streamsMax = 20_000;
const closeMillisMax = 1_000;
/** Below the 5 s after which a page gives up waiting. */
const pollMillisMax = 4_000;
const retryAfterSeconds = 2;

const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
  vary: "accept-encoding",
};
const gzippedHeaders = { ...streamHeaders, "content-encoding": "gzip" };

/** Where routes meet the stream: who watches what, and what they are told beside the frames. */
export class Hub {
  readonly #deps: HubDeps;
  readonly #millis: typeof hubMillis;
  readonly #feed: Feed;
  readonly #listener: Listener;
  readonly #boards: Boards;
  readonly #earlier: Earlier;
  readonly #seats = new Seats();
  readonly #heartbeat: Heartbeat;
  #closed: PromiseWithResolvers<void> | null = null;
  // One function for all sockets, found back by the socket: a closure for each would be most of an idle stream's memory.
  readonly #onClose: (this: Outlet) => void;
  readonly #onDrain: (this: Outlet) => void;

  /** Of what this process serves. */
  get build(): string {
    return this.#deps.build;
  }

  constructor(deps: HubDeps, millis: typeof hubMillis, feed: Feed) {
    const { databaseUrl, db, log, onDoorbell } = deps;
    this.#deps = deps;
    this.#millis = millis;
    this.#feed = feed;
    this.#boards = new Boards({ db, log, feed, paceMillis: { live: millis.livePace, saver: millis.saverPace } });
    this.#earlier = new Earlier(db);
    this.#listener = createListener({
      databaseUrl,
      log,
      testMillis: millis.listenerTest,
      onRing: (hospitalId) => {
        void feed.wake(hospitalId);
        onDoorbell?.(hospitalId);
      },
      onUp: () => void feed.renew(),
    });
    this.#heartbeat = new Heartbeat({
      db,
      log,
      feed,
      boards: this.#boards,
      seats: this.#seats,
      millis,
      now: () => this.nowMillis(),
      endSession: (sessionHash) => this.endSession(sessionHash),
    });
    const hub = this;
    this.#onClose = function () {
      hub.#left(this);
    };
    this.#onDrain = function () {
      const seat = hub.#seats.of(this);
      if (seat) seat.channel?.drained(seat.subscriber);
    };
  }

  /**
   * Opens a stream on `outlet`: `hello` at once, then what the page lacks, then every frame. Refuses `not_found` (no such
   * ward), `too_many_attempts` (streams of the session) and `busy`; then nothing has been written.
   */
  async subscribe(watcher: Watcher, outlet: Outlet): Promise<Result<null>> {
    const held = this.#seats.ofSession(watcher.sessionHash).size;
    if (held >= (watcher.http1 ? streamsPerSessionMaxHttp1 : streamsPerSessionMax))
      return refuse({ kind: "too_many_attempts", retryAfterSeconds });
    if (!this.#canServe() || this.#seats.size >= streamsMax) return refuse({ kind: "busy", retryAfterSeconds });
    // Before anything is awaited: what closes meanwhile must be noticed, and two requests must not pass the same count.
    const seat = this.#seats.take(new Subscriber(watcher, outlet, performance.now() + this.#rotationMillis()));
    outlet.on("close", this.#onClose).on("drain", this.#onDrain).on("error", ignore);
    const channel = await this.#boards.open(watcher).catch(() => undefined);
    const { subscriber } = seat;
    if (!channel || subscriber.state === "closed") {
      this.#seats.leave(seat);
      return refuse(channel === null ? { kind: "not_found" } : { kind: "busy", retryAfterSeconds });
    }
    seat.channel = channel;
    channel.subscribers.add(subscriber);
    this.#greet(watcher, subscriber);
    void this.#letIn(channel, subscriber, watcher.after);
    return ok(null);
  }

  /** The same partials for a page that cannot stream. Refuses `not_found` and `busy`. */
  async poll(view: Omit<ChannelView, "pace">, after: string | null): Promise<Result<PollAnswer>> {
    if (!this.#canServe()) return refuse({ kind: "busy", retryAfterSeconds });
    try {
      const channel = await this.#boards.open({ ...view, pace: "live" });
      if (!channel) return refuse({ kind: "not_found" });
      await inTime(channel.drawn, pollMillisMax, "the board was not drawn in time");
      const partials = channel.partialsFor(await lackOf(after, channel, this.#feed, this.#earlier));
      const cursor = formatCursor(furthest(channel.position, partials.length === 0 ? parseCursor(after) : null));
      return ok({ cursor, nowMillis: this.nowMillis(), body: partials.length === 0 ? null : partials.join("\n") });
    } catch (error) {
      this.#deps.log.warn({ hospitalId: view.hospitalId, error: String(error) }, "a poll could not be answered");
      return refuse({ kind: "busy", retryAfterSeconds });
    }
  }

  /** For a page: read it first, then the board, and carry it in the stream's URL. */
  async cursor(hospitalId: string): Promise<string> {
    return formatCursor(await this.#feed.endOf(hospitalId));
  }

  /** The database's clock, in milliseconds: pages count ages from it. */
  nowMillis(): number {
    return Math.round(Date.now() + this.#feed.clockAheadMillis);
  }

  state(): HubState {
    return {
      listener: this.#listener.listening ? "listening" : "down",
      feed: this.#feed.following ? "following" : "down",
      channels: this.#boards.size,
      streams: this.#seats.size,
    };
  }

  connections(): Connections[] {
    return this.#seats.connections();
  }

  endSession(sessionHash: string): void {
    for (const seat of [...this.#seats.ofSession(sessionHash)]) seat.subscriber.end("signed_out");
  }

  takeNews(news: News): void {
    this.#boards.takeNews(news);
    for (const sessionHash of news.endedSessions) this.endSession(sessionHash);
  }

  /** Says good-bye to everybody and ends within a second. */
  async close(): Promise<void> {
    if (this.#closed) return this.#closed.promise;
    const closed = Promise.withResolvers<void>();
    this.#closed = closed;
    this.#heartbeat.stop();
    this.#listener.close();
    this.#feed.close();
    this.#boards.close();
    for (const { subscriber } of this.#seats) subscriber.end("shutdown");
    const late = setTimeout(() => {
      for (const { subscriber } of this.#seats) subscriber.outlet.destroy();
      closed.resolve();
    }, closeMillisMax);
    this.#resolveIfLeft();
    await closed.promise;
    clearTimeout(late);
  }

  /** Where the outbox cannot be read nothing is called current: no stream, no poll, no beat. */
  #canServe(): boolean {
    return this.#closed === null && this.#feed.following;
  }

  #greet({ hospitalId, pace }: Watcher, subscriber: Subscriber): void {
    const cursor = formatCursor(this.#feed.positionOf(hospitalId));
    const data = JSON.stringify({ now: this.nowMillis(), build: this.#deps.build, cursor, pace });
    subscriber.outlet.writeHead(200, subscriber.gzip ? gzippedHeaders : streamHeaders);
    subscriber.greet(Buffer.from(encode({ event: "hello", data, retryMillis: usualReturnMillis })));
  }

  async #letIn(channel: Channel, subscriber: Subscriber, after: string | null): Promise<void> {
    try {
      await channel.drawn;
      const lack = await lackOf(after, channel, this.#feed, this.#earlier);
      channel.admit(subscriber, lack);
      if (lack !== everything) await channel.doubt(this.#allPublishedNow(channel.view.hospitalId));
    } catch (error) {
      this.#deps.log.error({ hospitalId: channel.view.hospitalId, err: error }, "a stream could not be let in");
      subscriber.outlet.destroy();
    }
  }

  /** Null where it could not be read. */
  async #allPublishedNow(hospitalId: string): Promise<number | null> {
    return (await this.#feed.wake(hospitalId)) ? this.#feed.positionOf(hospitalId).seq : null;
  }

  #left(outlet: Outlet): void {
    const seat = this.#seats.of(outlet);
    if (!seat) return;
    seat.subscriber.state = "closed";
    this.#seats.leave(seat);
    this.#resolveIfLeft();
  }

  #resolveIfLeft(): void {
    if (this.#seats.size === 0) this.#closed?.resolve();
  }

  #rotationMillis(): number {
    return this.#millis.rotation * (0.8 + Math.random() * 0.4);
  }
}

/** Written to after its socket broke: the close that follows is what counts. */
const ignore = () => {};

function furthest(position: Cursor, asked: Cursor | null): Cursor {
  return asked && asked.epoch === position.epoch && asked.seq > position.seq ? asked : position;
}
