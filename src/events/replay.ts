import type { Db } from "../db/connection.ts";
import { readAfter } from "../db/outbox.ts";
import { inTime } from "../db/patience.ts";
import { readEvent } from "./catalogue.ts";
import { type Channel, everything, type Lack } from "./channel.ts";
import { type Cursor, parseCursor } from "./cursor.ts";
import { clean, type Dirty, merge, soil } from "./dirty.ts";
import type { Feed } from "./feed.ts";

/**
 * What a page with this cursor lacks of its channel's picture. The picture knows what changed since it was first drawn, the
 * outbox what came before. A cursor that is none, is of another epoch, lies in the future or before what the outbox
 * still has: everything. Never a part of what was missed, and never a refusal: a cursor is only a hint.
 */
export async function lackOf(cursorText: string | null, channel: Channel, feed: Feed, earlier: Earlier): Promise<Lack> {
  const cursor = parseCursor(cursorText);
  if (!cursor) return everything;
  // A page or another process may have seen what this one has not read yet; that is no future.
  const { hospitalId } = channel.view;
  if (cursor.epoch === feed.epoch && cursor.seq > feed.positionOf(hospitalId).seq) await feed.wake(hospitalId);
  for (;;) {
    const { epoch, since } = channel.position;
    const ahead = cursor.seq > feed.positionOf(hospitalId).seq;
    if (cursor.epoch !== epoch || cursor.epoch !== feed.epoch || ahead) return everything;
    if (cursor.seq >= since) return { seq: cursor.seq, earlier: null };
    const dirty = await earlier.dirtyBetween(hospitalId, cursor, since);
    if (!dirty) return everything;
    // The picture may have been begun anew while the outbox was read.
    if (channel.position.epoch === epoch && channel.position.since === since) return { seq: since, earlier: dirty };
  }
}

/**
 * Events from before a picture was drawn. After a restart every page of a hospital comes at once with a cursor of its own:
 * they are read together, once, and each takes what lies after its cursor.
 */
export class Earlier {
  readonly #db: Db;
  readonly #kept = new Map<string, { readonly dirties: Promise<readonly Dirty[]>; readonly atMillis: number }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** What the events after the cursor up to `to` dirtied; null when they are not all there any more. */
  async dirtyBetween(hospitalId: string, cursor: Cursor, to: number): Promise<Dirty | null> {
    const count = to - cursor.seq;
    if (count > earlierEventsMax) return null;
    const key = `${hospitalId}/${cursor.epoch}/${to}`;
    this.#forgetOld();
    const kept = this.#kept.get(key) ?? { dirties: this.#read(hospitalId, to), atMillis: performance.now() };
    this.#kept.set(key, kept);
    try {
      const dirties = await inTime(kept.dirties, readMillisMax, "the outbox does not answer");
      return dirties.length < count ? null : union(dirties.slice(dirties.length - count));
    } catch {
      this.#kept.delete(key);
      return null;
    }
  }

  #forgetOld(): void {
    const before = performance.now() - keptMillisMax;
    for (const [key, { atMillis }] of this.#kept) if (atMillis < before) this.#kept.delete(key);
  }

  /** The longest unbroken run of events that ends with `to`, one Dirty each. */
  async #read(hospitalId: string, to: number): Promise<readonly Dirty[]> {
    const rows = await readAfter(this.#db, hospitalId, Math.max(0, to - earlierEventsMax), earlierEventsMax);
    const upTo = rows.filter((row) => row.seq <= to);
    const first = upTo.findLastIndex((row, place) => row.seq !== to - (upTo.length - 1 - place)) + 1;
    return upTo.slice(first).map((row) => {
      const dirty = clean();
      try {
        soil(dirty, readEvent(row.type, row.payload));
      } catch {
        // A newer build's event: who missed it gets everything.
        dirty.whole = true;
      }
      return dirty;
    });
  }
}

function union(dirties: readonly Dirty[]): Dirty {
  const all = clean();
  for (const dirty of dirties) merge(all, dirty);
  return all;
}

/** Some minutes of a busy hospital, read in a few milliseconds. Who was away for longer gets the whole board. */
const earlierEventsMax = 2_000;
/** Pages come back within seconds of a restart. */
const keptMillisMax = 60_000;
const readMillisMax = 4_000;
