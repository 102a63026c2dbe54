import type { Role } from "../domain/staff.ts";
import type { Channel } from "./channel.ts";
import type { Outlet, Subscriber } from "./subscriber.ts";

/** A stream and the channel it watches; null until its board is known to exist. */
export interface Seat {
  readonly subscriber: Subscriber;
  channel: Channel | null;
}

export interface Connections {
  readonly hospitalId: string;
  readonly role: Role;
  readonly streams: number;
}

/** All open streams, also found by their session. A seat is held from the first moment to the close of its socket. */
export class Seats {
  readonly #seats = new Map<Outlet, Seat>();
  readonly #ofSession = new Map<string, Set<Seat>>();

  get size(): number {
    return this.#seats.size;
  }

  [Symbol.iterator](): Iterator<Seat> {
    return this.#seats.values();
  }

  take(subscriber: Subscriber): Seat {
    const seat: Seat = { subscriber, channel: null };
    this.#seats.set(subscriber.outlet, seat);
    const others = this.#ofSession.get(subscriber.sessionHash) ?? new Set();
    this.#ofSession.set(subscriber.sessionHash, others.add(seat));
    return seat;
  }

  of(outlet: Outlet): Seat | undefined {
    return this.#seats.get(outlet);
  }

  ofSession(sessionHash: string): ReadonlySet<Seat> {
    return this.#ofSession.get(sessionHash) ?? new Set();
  }

  leave(seat: Seat): void {
    const { outlet, sessionHash } = seat.subscriber;
    this.#seats.delete(outlet);
    const others = this.#ofSession.get(sessionHash);
    others?.delete(seat);
    if (others?.size === 0) this.#ofSession.delete(sessionHash);
    if (!seat.channel) return;
    seat.channel.subscribers.delete(seat.subscriber);
    seat.channel.usedAtMillis = performance.now();
  }

  sessionsByHospital(): ReadonlyMap<string, ReadonlySet<string>> {
    const sessions = new Map<string, Set<string>>();
    for (const { hospitalId, sessionHash } of this.#subscribers())
      sessions.set(hospitalId, (sessions.get(hospitalId) ?? new Set()).add(sessionHash));
    return sessions;
  }

  connections(): Connections[] {
    const counts = new Map<string, { hospitalId: string; role: Role; streams: number }>();
    for (const { hospitalId, role } of this.#subscribers()) {
      const count = counts.get(`${hospitalId}/${role}`) ?? { hospitalId, role, streams: 0 };
      count.streams += 1;
      counts.set(`${hospitalId}/${role}`, count);
    }
    return [...counts.values()];
  }

  *#subscribers(): Iterable<Subscriber> {
    for (const { subscriber } of this.#seats.values()) yield subscriber;
  }
}
