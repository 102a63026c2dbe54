import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ok, type Result, refuse } from "../domain/refusals.ts";

/**
 * More than any gateway sends: one for each of 500 monitors a second. It stops a client that resends in a tight loop.
 * Counted in this process's memory, one entry a valid token.
 */
const requestsPerSecondMax = 500;

export interface IngestThrottle {
  /** Counts a request with this token. Refuses `too_many_attempts`. */
  count(tokenHash: string): Promise<Result<null>>;
}

export function createIngestThrottle(requestsMax = requestsPerSecondMax): IngestThrottle {
  const limiter = new RateLimiterMemory({ points: requestsMax, duration: 1 });
  return {
    async count(tokenHash) {
      try {
        await limiter.consume(tokenHash);
        return ok(null);
      } catch (rejected) {
        if (!(rejected instanceof RateLimiterRes)) throw rejected;
        return refuse({ kind: "too_many_attempts", retryAfterSeconds: Math.ceil(rejected.msBeforeNext / 1000) || 1 });
      }
    },
  };
}
