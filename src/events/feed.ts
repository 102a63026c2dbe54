import type { Db } from "../db/connection.ts";
import { inventedEpoch, readEpoch } from "../db/epoch.ts";
import { currentSeqs, type OutboxRow, readAfter } from "../db/outbox.ts";
import { inTime } from "../db/patience.ts";
import type { Log } from "../log.ts";
import { catalogue, readEvent, type WardlightEvent } from "./catalogue.ts";
import type { Cursor } from "./cursor.ts";
import { allDirty, clean, type Dirty, soil } from "./dirty.ts";

/** What the outbox says has changed: the regions to draw again, and how soon. */
export interface News {
  readonly hospitalId: string;
  readonly dirty: Dirty;
  /** An alert is among it: drawn at once. */
  readonly urgent: boolean;
  /** Hex SHA-256 of sessions that ended. */
  readonly endedSessions: readonly string[];
}

/**
 * Follows the outbox of every hospital that somebody watches. It is woken by the doorbell and once a second looks by itself,
 * so that a bell that was not heard costs a second and no event.
 */
export class Feed {
  /** The epoch that cursors are given out in. */
  epoch: string;
  /** How far the database's clock is ahead of ours, in milliseconds: boards count ages by the database's. */
  clockAheadMillis = 0;
  /** The epoch as the database tells it; the one in use differs once a counter has gone back without a restart. */
  #told: string;
  readonly #hospitals = new Map<string, Followed>();
  readonly #db: Db;
  readonly #log: Log;
  readonly #onNews: (news: News) => void;
  readonly #pollMillis: number;
  #timer: NodeJS.Timeout | undefined;
  #followedAt = performance.now();
  #closed = false;

  private constructor(deps: FeedDeps, epoch: string) {
    this.epoch = epoch;
    this.#told = epoch;
    this.#db = deps.db;
    this.#log = deps.log;
    this.#onNews = deps.onNews;
    this.#pollMillis = deps.pollMillis;
  }

  static async start(deps: FeedDeps): Promise<Feed> {
    const feed = new Feed(deps, await readEpoch(deps.db));
    await feed.#poll();
    return feed;
  }

  /** False when the outbox could not be read for a while: then nothing may be called current. */
  get following(): boolean {
    return this.unreadMillis < silentMillisMax;
  }

  /** Since when the outbox was last found as it had been read: what a board shows may be that much behind the truth. */
  get unreadMillis(): number {
    return performance.now() - this.#followedAt;
  }

  /** How far a followed hospital has been read. */
  positionOf(hospitalId: string): Cursor {
    const followed = this.#hospitals.get(hospitalId);
    if (!followed) throw new Error(`${hospitalId} is not followed`);
    return { epoch: this.epoch, seq: followed.seq };
  }

  /** The end of a hospital's outbox as it is now. Read it before the board that it shall stand for. */
  async endOf(hospitalId: string): Promise<Cursor> {
    const epoch = this.epoch;
    const { seqs } = await answered(currentSeqs(this.#db, [hospitalId]));
    return { epoch, seq: seqs.get(hospitalId) ?? 0 };
  }

  async follow(hospitalId: string): Promise<void> {
    if (this.#hospitals.has(hospitalId)) return;
    const { seq } = await this.endOf(hospitalId);
    if (!this.#hospitals.has(hospitalId)) this.#hospitals.set(hospitalId, { seq, reading: null, again: false });
  }

  unfollow(hospitalId: string): void {
    this.#hospitals.delete(hospitalId);
  }

  /** Reads on; resolves to whether everything that was committed before the call has been handed on. */
  async wake(hospitalId: string): Promise<boolean> {
    const followed = this.#hospitals.get(hospitalId);
    if (!followed || this.#closed) return false;
    followed.again = true;
    followed.reading ??= this.#readOn(hospitalId, followed);
    return followed.reading;
  }

  /** The database may have been restarted, restored or failed over since it was last asked. */
  async renew(): Promise<void> {
    try {
      const told = await answered(readEpoch(this.#db));
      if (told !== this.#told) await this.#beginEpoch(told, told);
      for (const hospitalId of this.#hospitals.keys()) void this.wake(hospitalId);
    } catch (error) {
      this.#log.warn({ error: String(error) }, "the epoch could not be read");
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #poll(): Promise<void> {
    try {
      await this.#compare();
      this.#followedAt = performance.now();
    } catch (error) {
      this.#log.warn({ error: String(error) }, "the outbox could not be polled");
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#poll(), this.#pollMillis);
  }

  async #compare(): Promise<void> {
    // Noted before the question: what is read meanwhile by the bell must not look like a counter that went back.
    const before = [...this.#hospitals].map(([hospitalId, followed]) => ({ hospitalId, followed, seq: followed.seq }));
    const asked = Date.now();
    const ids = before.map(({ hospitalId }) => hospitalId);
    const { seqs, now } = await answered(currentSeqs(this.#db, ids));
    this.clockAheadMillis = now.getTime() - (asked + Date.now()) / 2;
    if (before.some(({ hospitalId, seq }) => (seqs.get(hospitalId) ?? 0) < seq)) {
      const told = await answered(readEpoch(this.#db));
      await this.#beginEpoch(told, told === this.#told ? inventedEpoch() : told);
      return;
    }
    for (const { hospitalId, followed } of before)
      if ((seqs.get(hospitalId) ?? 0) > followed.seq) void this.wake(hospitalId);
  }

  async #beginEpoch(told: string, epoch: string): Promise<void> {
    this.#log.warn({ from: this.epoch, to: epoch }, "the database began another life; every board is drawn anew");
    const { seqs } = await answered(currentSeqs(this.#db, [...this.#hospitals.keys()]));
    this.#told = told;
    this.epoch = epoch;
    for (const hospitalId of [...this.#hospitals.keys()]) {
      // A new object, so that a read that is under way finds its own gone and drops what it got.
      this.#hospitals.set(hospitalId, { seq: seqs.get(hospitalId) ?? 0, reading: null, again: false });
      this.#onNews({ hospitalId, dirty: allDirty(), urgent: true, endedSessions: [] });
    }
  }

  async #readOn(hospitalId: string, followed: Followed): Promise<boolean> {
    try {
      while (followed.again && this.#hospitals.get(hospitalId) === followed && !this.#closed) {
        followed.again = false;
        const { seq } = followed;
        const rows = await answered(readAfter(this.#db, hospitalId, seq, batchRowsMax));
        if (rows.length === 0 || this.#hospitals.get(hospitalId) !== followed) continue;
        const unbroken = rows.every((row, place) => row.seq === seq + 1 + place);
        if (unbroken && rows.length < batchRowsMax) {
          followed.seq = seq + rows.length;
          this.#onNews(this.#newsOf(hospitalId, rows));
        } else await this.#skip(hospitalId, followed);
      }
      return this.#hospitals.get(hospitalId) === followed;
    } catch (error) {
      this.#log.warn({ hospitalId, error: String(error) }, "the outbox could not be read; the poll tries again");
      return false;
    } finally {
      // Here and not after the promise: whoever wakes between the last look at `again` and then would wait for nothing.
      followed.reading = null;
    }
  }

  /** So far behind that reading on is dearer than drawing everything, or rows are gone: the whole board stands for them. */
  async #skip(hospitalId: string, followed: Followed): Promise<void> {
    const { seq } = await this.endOf(hospitalId);
    if (this.#hospitals.get(hospitalId) !== followed) return;
    followed.seq = Math.max(seq, followed.seq);
    this.#onNews({ hospitalId, dirty: allDirty(), urgent: true, endedSessions: [] });
  }

  #newsOf(hospitalId: string, rows: readonly OutboxRow[]): News {
    const dirty = clean();
    const endedSessions: string[] = [];
    let urgent = false;
    for (const row of rows) {
      const event = this.#understood(hospitalId, row);
      if (!event) dirty.whole = true;
      else {
        soil(dirty, event);
        urgent ||= catalogue[event.type].urgent;
        if (event.type === "session.ended") endedSessions.push(event.payload.sessionHash);
      }
    }
    return { hospitalId, dirty, urgent, endedSessions };
  }

  /** A newer build, running beside this one, may publish what this one does not know: then everything may have changed. */
  #understood(hospitalId: string, row: OutboxRow): WardlightEvent | null {
    try {
      return readEvent(row.type, row.payload);
    } catch {
      this.#log.warn({ hospitalId, seq: row.seq, type: row.type }, "an event that this build does not know");
      return null;
    }
  }
}

interface FeedDeps {
  readonly db: Db;
  readonly log: Log;
  readonly pollMillis: number;
  readonly onNews: (news: News) => void;
}

interface Followed {
  seq: number;
  reading: Promise<boolean> | null;
  again: boolean;
}

/** Events read at once. A hospital that is further behind than this is drawn whole instead: a board has fewer regions. */
const batchRowsMax = 1_000;
/** A read takes a millisecond; one that takes this long hangs. */
const readMillisMax = 4_000;
const answered = <T>(reading: Promise<T>) => inTime(reading, readMillisMax, "the database does not answer");

/** Three polls and a read that hung. Before a page would call itself not live (11 s). */
const silentMillisMax = 7_000;
