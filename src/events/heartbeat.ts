import type { Db } from "../db/connection.ts";
import { openSessions } from "../db/sessions.ts";
import type { Log } from "../log.ts";
import type { Boards } from "./boards.ts";
import type { Channel } from "./channel.ts";
import type { Feed } from "./feed.ts";
import type { hubMillis } from "./hub-millis.ts";
import type { Seats } from "./seats.ts";

interface HeartbeatDeps {
  readonly db: Db;
  readonly log: Log;
  readonly feed: Feed;
  readonly boards: Boards;
  readonly seats: Seats;
  readonly millis: typeof hubMillis;
  readonly now: () => number;
  readonly endSession: (sessionHash: string) => void;
}

/** A wheel with so many turns to the time between two beats; each channel beats at its own. */
const turnsPerBeat = 5;

/** One timer for all streams: beats, sockets that stall, streams to rotate, sessions that ran out, channels nobody watches. */
export class Heartbeat {
  readonly #deps: HeartbeatDeps;
  readonly #timer: NodeJS.Timeout;
  #turns = 0;
  #sessionsCheckedAtMillis = performance.now();

  constructor(deps: HeartbeatDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.#turn(), deps.millis.beat / turnsPerBeat);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    const { boards, feed, millis, now } = this.#deps;
    const turn = this.#turns++ % turnsPerBeat;
    for (const channel of boards.channels) {
      if (channel.ordinal % turnsPerBeat !== turn) continue;
      // A beat says that the page is current. Where the outbox cannot be read nobody knows, and the page shall say so.
      if (feed.following) channel.beat(now(), Math.round(feed.unreadMillis));
      this.#lookAfter(channel);
    }
    boards.dropUnused(millis.unusedChannel);
    if (performance.now() - this.#sessionsCheckedAtMillis > millis.sessionCheck) this.#checkSessions();
  }

  #lookAfter(channel: Channel): void {
    const now = performance.now();
    for (const subscriber of channel.subscribers) {
      const { endsAtMillis, fullSinceMillis } = subscriber;
      if (fullSinceMillis !== null && now - fullSinceMillis > this.#deps.millis.stalledMax) subscriber.outlet.destroy();
      else if (now > endsAtMillis) subscriber.end("rotation");
    }
  }

  /** An event closes the streams of a session that was ended; this finds the ones that ran out by time. */
  #checkSessions(): void {
    this.#sessionsCheckedAtMillis = performance.now();
    for (const [hospitalId, hashes] of this.#deps.seats.sessionsByHospital()) void this.#check(hospitalId, hashes);
  }

  async #check(hospitalId: string, hashes: ReadonlySet<string>): Promise<void> {
    const { db, endSession, log } = this.#deps;
    try {
      const open = await openSessions(db, hospitalId, [...hashes]);
      for (const hash of hashes) if (!open.has(hash)) endSession(hash);
    } catch (error) {
      log.warn({ hospitalId, error: String(error) }, "the sessions of streams could not be checked");
    }
  }
}
