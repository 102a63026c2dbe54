import { changesOf, digestOf, partial } from "../views/regions.tsx";
import { type Cursor, formatCursor } from "./cursor.ts";
import type { Dirty } from "./dirty.ts";
import { isSoiled, type Piece } from "./drawing.ts";
import { SharedGzip } from "./shared-gzip.ts";
import { encode, encodePartials } from "./sse.ts";
import type { Subscriber } from "./subscriber.ts";
import type { ChannelView } from "./view.ts";

/** What a page lacks: what was drawn after `seq` (−1: everything), and what was dirtied before the channel was there. */
export interface Lack {
  readonly seq: number;
  readonly earlier: Dirty | null;
}

export const everything: Lack = { seq: -1, earlier: null };

let channelsMade = 0;

/**
 * One picture of a hospital's board (its ward, language, audience and pace) and everybody who looks at it. What is dirty is
 * drawn once into the picture, encoded once, and the same Buffer goes to every socket. The picture also answers whoever
 * comes late: a region carries the sequence with which it was last drawn.
 */
export class Channel {
  readonly view: ChannelView;
  readonly subscribers = new Set<Subscriber>();
  /** Spreads the beats of channels over time. */
  readonly ordinal = channelsMade++;
  /** Resolves when the picture is there. */
  readonly drawn: Promise<void>;
  /** When somebody last looked, by the monotonic clock. */
  usedAtMillis = performance.now();
  /** The position the picture reaches, and the sequence from which on it knows what changed. Null: not drawn yet. */
  #at: (Cursor & { readonly since: number }) | null = null;
  readonly #picture = new Map<string, { readonly piece: Piece; readonly seq: number }>();
  #digest: string | null = null;
  /** See `doubt`. */
  #doubts = 0;
  #doubtfulUntil = 0;
  readonly #ready = Promise.withResolvers<void>();
  readonly #shared = new SharedGzip();

  constructor(view: ChannelView) {
    this.view = view;
    this.drawn = this.#ready.promise;
  }

  get isDrawn(): boolean {
    return this.#at !== null;
  }

  /** Only for a channel that is drawn. */
  get position(): Cursor & { readonly since: number } {
    if (!this.#at) throw new Error("the channel has not been drawn");
    return this.#at;
  }

  /**
   * Takes newly drawn pieces into the picture and sends those that differ. `position` was noted before what they show was
   * read. A piece that did not change counts as drawn too, for those who come with a cursor from before.
   */
  redraw(pieces: readonly Piece[], position: Cursor): void {
    const before = this.#at;
    const sameLife = before?.epoch === position.epoch;
    const inDoubt = !sameLife || this.#doubts > 0 || before.seq < this.#doubtfulUntil;
    const sent: string[] = [];
    for (const piece of pieces) {
      const { id } = piece.drawn;
      const shown = inDoubt ? undefined : this.#picture.get(id)?.piece.drawn;
      sent.push(...changesOf(shown, piece.drawn).map(partial));
      this.#picture.set(id, { piece, seq: position.seq });
    }
    this.#at = { ...position, since: before && sameLife ? before.since : position.seq };
    this.#digest = null;
    if (before && !sameLife) this.#renumber(position.seq);
    if (before && sent.length > 0)
      this.#broadcast(encodePartials(sent, formatCursor(position)).join(""), sameLife ? before.seq : -1);
    this.#ready.resolve();
  }

  /**
   * A page that comes with a cursor was drawn elsewhere: it may show more or less than our picture of what is being
   * published just now, though both have the same number. So until everything is drawn that was published when it was let
   * in, pieces are sent whether they differ from the picture or not. `until` tells that sequence; where it cannot, all is
   * sent from then on.
   */
  async doubt(until: Promise<number | null>): Promise<void> {
    this.#doubts += 1;
    const seq = await until;
    if (seq === null) return;
    this.#doubts -= 1;
    this.#doubtfulUntil = Math.max(this.#doubtfulUntil, seq);
  }

  /** The partials that bring a page with this lack up to the picture. */
  partialsFor(lack: Lack): string[] {
    const missing: string[] = [];
    for (const { piece, seq } of this.#picture.values())
      if (seq > lack.seq || (lack.earlier && isSoiled(piece, lack.earlier, this.view.wardId)))
        missing.push(partial(piece.drawn));
    return missing;
  }

  /** Lets a subscriber in: what it lacks first, then every frame. Nothing is awaited, so nothing falls between. */
  admit(subscriber: Subscriber, lack: Lack): void {
    if (subscriber.state === "closed" || !this.subscribers.has(subscriber)) return;
    const { epoch, seq } = this.position;
    const events = encodePartials(this.partialsFor(lack), formatCursor({ epoch, seq }));
    subscriber.catchUp(
      events.map((event) => Buffer.from(event)),
      seq,
    );
    if (!subscriber.caughtUp) return;
    subscriber.state = "live";
    if (subscriber.gzip) this.#shared.join();
  }

  /** Its socket takes bytes again. */
  drained(subscriber: Subscriber): void {
    if (subscriber.drained()) this.admit(subscriber, { seq: subscriber.seq, earlier: null });
  }

  /** Tells the live pages that they are, and what they should look like. */
  beat(nowMillis: number, unreadMillis: number): void {
    if (!this.#at || this.subscribers.size === 0) return;
    this.#digest ??= digestOf([...this.#picture.values()].map(({ piece }) => piece.drawn));
    const data = JSON.stringify({ now: nowMillis, seq: this.#at.seq, digest: this.#digest, unread: unreadMillis });
    this.#broadcast(encode({ event: "beat", data }), this.#at.seq);
  }

  /** Numbers of another life of the database mean nothing in this one: who is behind gets everything. */
  #renumber(seq: number): void {
    for (const [id, { piece }] of this.#picture) this.#picture.set(id, { piece, seq });
    for (const subscriber of this.subscribers) subscriber.seq = -1;
    this.#doubtfulUntil = seq;
  }

  /**
   * One Buffer for everybody who takes gzip, one for the others. `seqBefore` is where a page stands that this passes by:
   * its socket takes no more just now, and it comes in again by `admit`.
   */
  #broadcast(text: string, seqBefore: number): void {
    const plain = Buffer.from(text);
    let block: Buffer | null = null;
    for (const subscriber of this.subscribers) {
      if (subscriber.state !== "live") continue;
      if (subscriber.full) {
        subscriber.fallBehind(seqBefore);
        continue;
      }
      // Only where somebody takes it, and then once.
      if (subscriber.gzip) block ??= this.#shared.frame(plain);
      subscriber.write(subscriber.gzip && block ? block : plain);
    }
  }
}
