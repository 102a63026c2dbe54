import { readParts, type WantedParts } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { inTime } from "../db/patience.ts";
import type { Log } from "../log.ts";
import type { Channel } from "./channel.ts";
import type { Cursor } from "./cursor.ts";
import { allDirty, clean, concerns, type Dirty, isClean, merge } from "./dirty.ts";
import { drawDirty, type Piece } from "./drawing.ts";
import { type Pace, paces, words } from "./view.ts";

interface DrainDeps {
  readonly db: Db;
  readonly log: Log;
  readonly hospitalId: string;
  readonly paceMillis: Readonly<Record<Pace, number>>;
  /** How far the outbox has been read. */
  readonly position: () => Cursor;
}

/**
 * Redraws the channels of one hospital. What is dirty is gathered by pace; a round takes what is due, reads the truth once
 * for all channels, and draws each view once. Rounds never overlap, so that pictures only ever go forward.
 */
export class Drain {
  readonly channels = new Set<Channel>();
  readonly #deps: DrainDeps;
  readonly #lanes: Record<Pace, Lane> = { live: newLane(), saver: newLane() };
  #timer: NodeJS.Timeout | undefined;
  #drawing = false;
  #closed = false;
  #notBeforeMillis = 0;

  constructor(deps: DrainDeps) {
    this.#deps = deps;
  }

  /** A new channel is drawn whole, at once. */
  add(channel: Channel): void {
    this.channels.add(channel);
    this.#schedule();
  }

  /** An alert lets nothing wait that is dirty, so that a frame shows one moment. */
  soil(dirty: Dirty, urgent: boolean): void {
    for (const pace of paces) {
      if (!this.#channelsOf(pace).length) continue;
      merge(this.#lanes[pace].dirty, dirty);
      this.#lanes[pace].urgent ||= urgent;
    }
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#drawing || this.#closed) return;
    clearTimeout(this.#timer);
    const dueAt = this.#nextDueAt();
    if (dueAt === null) return;
    const waitMillis = Math.max(dueAt, this.#notBeforeMillis) - performance.now();
    if (waitMillis <= 0) void this.#drawDue();
    else this.#timer = setTimeout(() => void this.#drawDue(), waitMillis);
  }

  #nextDueAt(): number | null {
    if ([...this.channels].some((channel) => !channel.isDrawn)) return 0;
    const dues = paces.map((pace) => this.#dueAt(pace)).filter((at) => at !== null);
    return dues.length > 0 ? Math.min(...dues) : null;
  }

  #dueAt(pace: Pace): number | null {
    const { dirty, urgent, drawnAtMillis } = this.#lanes[pace];
    if (isClean(dirty)) return null;
    return urgent ? 0 : drawnAtMillis + this.#deps.paceMillis[pace];
  }

  async #drawDue(): Promise<void> {
    this.#drawing = true;
    const round = this.#takeRound();
    try {
      await this.#draw(round);
      this.#notBeforeMillis = 0;
    } catch (error) {
      const { hospitalId, log } = this.#deps;
      log.warn({ hospitalId, error: String(error) }, "the boards could not be drawn; trying again");
      this.#notBeforeMillis = performance.now() + retryMillis;
      for (const pace of round.paces) {
        merge(this.#lanes[pace].dirty, round.dirty);
        this.#lanes[pace].urgent = true;
      }
    } finally {
      this.#drawing = false;
      this.#schedule();
    }
  }

  #takeRound(): Round {
    const now = performance.now();
    const due = paces.filter((pace) => (this.#dueAt(pace) ?? Number.POSITIVE_INFINITY) <= now);
    const dirty = clean();
    for (const pace of due) {
      merge(dirty, this.#lanes[pace].dirty);
      this.#lanes[pace] = { ...newLane(), drawnAtMillis: now };
    }
    const channels = [...this.channels].filter((channel) => !channel.isDrawn || due.includes(channel.view.pace));
    // The position before the truth: what is committed in between is drawn twice, never missed.
    return { paces: due, dirty, channels, position: this.#deps.position() };
  }

  async #draw({ dirty, channels, position }: Round): Promise<void> {
    if (channels.length === 0) return;
    const { db, hospitalId, log } = this.#deps;
    // Freshness is judged by the clock that the sweeps go by: by ours, a sign could be drawn as fresh a moment too long.
    const reading = databaseNow(db).then((now) => readParts(db, hospitalId, wantedFor(dirty, channels), now));
    const parts = await inTime(reading, readMillisMax, "the database does not answer");
    if (!parts) throw new Error("the hospital is gone");
    const drawn = new Map<string, Piece[]>();
    for (const channel of channels) {
      const { audience, language, wardId } = channel.view;
      const key = [audience, language, wardId, channel.isDrawn].join("/");
      const context = {
        hospital: parts.hospital,
        wards: parts.wards,
        wardId,
        audience,
        words: words[language],
        now: parts.now,
      };
      const pieces =
        drawn.get(key) ??
        drawDirty(parts, channel.isDrawn ? dirty : allDirty(), context, (id, error) =>
          log.error({ hospitalId, id, err: error }, "a region could not be drawn and keeps its old picture"),
        );
      drawn.set(key, pieces);
      channel.redraw(pieces, position);
    }
  }

  #channelsOf(pace: Pace): Channel[] {
    return [...this.channels].filter((channel) => channel.view.pace === pace);
  }
}

function wantedFor(dirty: Dirty, channels: readonly Channel[]): WantedParts {
  const whole = dirty.whole || channels.some((channel) => !channel.isDrawn);
  const wards = new Set(channels.map((channel) => channel.view.wardId));
  return {
    beds: whole || dirty.trends ? "all" : dirty.beds.size > 0 ? dirty.beds : "none",
    tilesOf: [...wards].filter((wardId) => whole || concerns(dirty.tilesOf, wardId)),
    alerts: whole || dirty.alertsOf.size > 0,
    trends: whole || dirty.trends || dirty.beds.size > 0,
  };
}

interface Lane {
  readonly dirty: Dirty;
  readonly drawnAtMillis: number;
  urgent: boolean;
}
const newLane = (): Lane => ({ dirty: clean(), drawnAtMillis: Number.NEGATIVE_INFINITY, urgent: false });

interface Round {
  readonly paces: readonly Pace[];
  readonly dirty: Dirty;
  readonly channels: readonly Channel[];
  readonly position: Cursor;
}

const readMillisMax = 4_000;
/** After a read that failed. The feed's own second. */
const retryMillis = 1_000;
