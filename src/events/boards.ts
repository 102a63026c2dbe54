import type { Db } from "../db/connection.ts";
import { wardExists } from "../db/wards.ts";
import type { Log } from "../log.ts";
import { Channel } from "./channel.ts";
import { Drain } from "./drain.ts";
import type { Feed, News } from "./feed.ts";
import { type ChannelView, channelKey, type Pace } from "./view.ts";

interface BoardsDeps {
  readonly db: Db;
  readonly log: Log;
  readonly feed: Feed;
  readonly paceMillis: Readonly<Record<Pace, number>>;
}

/** All channels of this process, and for each hospital what keeps them drawn. There are only those that somebody looks at. */
export class Boards {
  readonly #deps: BoardsDeps;
  readonly #channels = new Map<string, Channel>();
  readonly #opening = new Map<string, Promise<Channel | null>>();
  readonly #drains = new Map<string, Drain>();

  constructor(deps: BoardsDeps) {
    this.#deps = deps;
  }

  get channels(): Iterable<Channel> {
    return this.#channels.values();
  }

  get size(): number {
    return this.#channels.size;
  }

  /** The channel of a view, made when nobody looked before; its picture may still be in the making. Null: no such ward. */
  async open(view: ChannelView): Promise<Channel | null> {
    const key = channelKey(view);
    const known = this.#channels.get(key);
    if (known) {
      known.usedAtMillis = performance.now();
      return known;
    }
    const opening = this.#opening.get(key) ?? this.#make(key, view).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  takeNews({ hospitalId, dirty, urgent }: News): void {
    this.#drains.get(hospitalId)?.soil(dirty, urgent);
  }

  /** A channel is kept for a while without anybody, because who leaves often comes back. */
  dropUnused(unusedMillis: number): void {
    const before = performance.now() - unusedMillis;
    for (const [key, channel] of this.#channels) {
      if (channel.subscribers.size > 0 || channel.usedAtMillis > before) continue;
      this.#channels.delete(key);
      const { hospitalId } = channel.view;
      const drain = this.#drains.get(hospitalId);
      drain?.channels.delete(channel);
      if (drain?.channels.size !== 0) continue;
      drain.close();
      this.#drains.delete(hospitalId);
      this.#deps.feed.unfollow(hospitalId);
    }
  }

  close(): void {
    for (const drain of this.#drains.values()) drain.close();
  }

  async #make(key: string, view: ChannelView): Promise<Channel | null> {
    const { db, feed, log, paceMillis } = this.#deps;
    const { hospitalId, wardId, language, audience, pace } = view;
    if (wardId !== null && !(await wardExists(db, hospitalId, wardId))) return null;
    await feed.follow(hospitalId);
    // From here on nothing is awaited: the hospital is followed as long as a channel is there.
    const channel = new Channel({ hospitalId, wardId, language, audience, pace });
    const position = () => feed.positionOf(hospitalId);
    const drain = this.#drains.get(hospitalId) ?? new Drain({ db, log, hospitalId, paceMillis, position });
    this.#drains.set(hospitalId, drain);
    this.#channels.set(key, channel);
    drain.add(channel);
    return channel;
  }
}
