import type { ServerResponse } from "node:http";
import type { Role } from "../domain/staff.ts";
import { alone, gzipHeader } from "./shared-gzip.ts";
import { encode } from "./sse.ts";

/** Where a stream's bytes go. Over HTTP/2 it is that protocol's response, which has what is used of this one. */
export type Outlet = ServerResponse;

/**
 * `waiting`: registered, its board is being drawn or its cursor looked up.
 * `catching_up`: what it lacks is being written, as fast as it reads. Frames of the channel pass it by: when it has got
 * everything, the channel's picture says what has changed meanwhile.
 * `live`: gets every frame of its channel.
 */
export type SubscriberState = "waiting" | "catching_up" | "live" | "closed";

/** Why a stream ends, and how long its browser is told to wait: spread, so that not all come back at once. */
const returnMillis = {
  signed_out: () => usualReturnMillis,
  /** The streams that were opened together end some minutes apart; a second takes the edge off. */
  rotation: () => 200 + Math.random() * 1_300,
  /** With the browser's own jitter of a half they come over ten seconds, no more than a fifth of them in any one. */
  shutdown: () => 500 + Math.random() * 7_500,
};
export type Farewell = keyof typeof returnMillis;
/** hx-sse's own first delay; `hello` sets it back after a longer one. */
export const usualReturnMillis = 500;

export interface Watching {
  readonly hospitalId: string;
  readonly role: Role;
  readonly sessionHash: string;
  readonly gzip: boolean;
}

/**
 * One open stream. What it may hold back is bounded by this: it is written to only while its socket takes what it is
 * given. Whoever is found with a full socket when the next frame comes leaves the live ones at the end of its last frame and
 * comes back in as a joiner, so that it gets the newest state of what it missed and not the history.
 */
export class Subscriber {
  readonly outlet: Outlet;
  readonly hospitalId: string;
  readonly role: Role;
  readonly sessionHash: string;
  /** When the stream is rotated, by the monotonic clock. */
  readonly endsAtMillis: number;
  /** Whether it is sent the channel's gzip stream; else plain bytes. */
  readonly gzip: boolean;
  state: SubscriberState = "waiting";
  /** The sequence its page reaches once `queue` is written; −1: it lacks everything. Kept only while it is not live. */
  seq = -1;
  /** Since when its socket has taken nothing more, by the monotonic clock; null while it does. */
  fullSinceMillis: number | null = null;
  #queue: Buffer[] = [];
  #written = 0;

  constructor(watcher: Watching, outlet: Outlet, endsAtMillis: number) {
    this.outlet = outlet;
    this.gzip = watcher.gzip;
    this.hospitalId = watcher.hospitalId;
    this.role = watcher.role;
    this.sessionHash = watcher.sessionHash;
    this.endsAtMillis = endsAtMillis;
  }

  get full(): boolean {
    return this.fullSinceMillis !== null;
  }

  /** Its first word, which nobody else gets. */
  greet(plain: Buffer): void {
    if (this.gzip) this.write(gzipHeader);
    this.write(this.gzip ? alone(plain) : plain);
  }

  /**
   * Everything that is written to a page passes here, encoded as it takes it. The Buffer is shared by all who get it and
   * never copied by us.
   */
  write(bytes: Buffer): void {
    if (!this.outlet.write(bytes)) this.fullSinceMillis ??= performance.now();
  }

  /** Begins (again) to catch up with these events, which bring it to `seq`. */
  catchUp(events: readonly Buffer[], seq: number): void {
    this.state = "catching_up";
    this.seq = seq;
    this.#queue = this.gzip ? events.map(alone) : [...events];
    this.#written = 0;
    this.#pump();
  }

  /** A frame passes it by: it is to catch up from `seq` once its socket takes bytes again. */
  fallBehind(seq: number): void {
    this.state = "catching_up";
    this.seq = seq;
  }

  /** @returns whether it has caught up and waits to be let in. */
  drained(): boolean {
    this.fullSinceMillis = null;
    if (this.state === "catching_up") this.#pump();
    return this.caughtUp;
  }

  get caughtUp(): boolean {
    return this.state === "catching_up" && !this.full && this.#queue.length === 0;
  }

  /** Says good-bye and ends. A socket that takes nothing more is cut; one that has not begun is left to the route. */
  end(reason: Farewell): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#queue = [];
    if (!this.outlet.headersSent) return;
    const data = JSON.stringify({ reason });
    if (this.full) return void this.outlet.destroy();
    const bye = Buffer.from(encode({ event: "bye", data, retryMillis: returnMillis[reason]() }));
    this.outlet.end(this.gzip ? alone(bye) : bye);
  }

  #pump(): void {
    for (; !this.full && this.#written < this.#queue.length; this.#written++) {
      const bytes = this.#queue[this.#written];
      if (bytes) this.write(bytes);
    }
    if (this.#written < this.#queue.length) return;
    this.#queue = [];
    this.#written = 0;
  }
}
