import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ok, type Result, refuse } from "../domain/refusals.ts";

/**
 * Guessing is slowed where it comes from, never at the account alone: whoever floods a nurse's address from one machine
 * does not keep her out at another. A whole hospital may sit behind one address, so that one has room for a shift's
 * worth of mistyped passwords. Kept in this process's memory: a second process doubles the room, a restart empties it.
 */
const windowSeconds = 600;
const perAccountAndPlaceMax = 10;
const perPlaceMax = 300;

export interface SignInThrottle {
  /** Counts an attempt before the password is looked at, so that many at once are no way round. Refuses `too_many_attempts`. */
  attempt(place: string, email: string): Promise<Result<null>>;
  /** The attempt was no guess: it succeeded, or was turned away unheard. */
  forgive(place: string, email: string, succeeded: boolean): Promise<void>;
}

export function createSignInThrottle(): SignInThrottle {
  const byPlace = new RateLimiterMemory({ keyPrefix: "place", points: perPlaceMax, duration: windowSeconds });
  const byAccount = new RateLimiterMemory({
    keyPrefix: "both",
    points: perAccountAndPlaceMax,
    duration: windowSeconds,
  });
  return {
    async attempt(address, email) {
      const place = placeOf(address);
      // Asked first, so that a place that is used up makes no further entries; counted last, so that whoever hammers at
      // one account, which is refused unheard, uses up nothing of what the colleagues behind the same address have.
      const used = await byPlace.get(place);
      if (used && used.consumedPoints >= perPlaceMax) return tooMany(used);
      return (await consume(byAccount, `${place} ${email}`)) ?? (await consume(byPlace, place)) ?? ok(null);
    },
    async forgive(address, email, succeeded) {
      const place = placeOf(address);
      await byPlace.reward(place);
      if (succeeded) await byAccount.delete(`${place} ${email}`);
      else await byAccount.reward(`${place} ${email}`);
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string) {
  try {
    await limiter.consume(key);
    return null;
  } catch (rejected) {
    if (!(rejected instanceof RateLimiterRes)) throw rejected;
    return tooMany(rejected);
  }
}

const tooMany = ({ msBeforeNext }: RateLimiterRes) =>
  refuse({ kind: "too_many_attempts", retryAfterSeconds: Math.ceil(msBeforeNext / 1000) });

/** One machine: its IPv4 address, or the /64 of its IPv6 one, since it may take any address in there. */
export function placeOf(address: string): string {
  const bare = address.replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (!bare.includes(":")) return bare;
  const [head = "", tail] = bare.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0");
  return [...groups, ...zeros, ...after].slice(0, 4).join(":");
}
