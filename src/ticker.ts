import type { Sweep } from "./actions/sweep.ts";
import type { Db } from "./db/connection.ts";
import type { Log } from "./log.ts";

export type { Sweep } from "./actions/sweep.ts";

export interface Ticker {
  wake(): void;
  close(): Promise<void>;
}

export function createTicker(_deps: { readonly db: Db; readonly log: Log; readonly sweeps: readonly Sweep[] }): Ticker {
  return { wake() {}, close: async () => {} };
}
