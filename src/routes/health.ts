import { Hono } from "hono";
import { type Db, databaseNow } from "../db/connection.ts";

/** Each part's cause of not being ready, in words for whoever runs the server; null where it is well. */
export interface Readiness {
  readonly database: string | null;
  readonly listener: string | null;
  readonly feed: string | null;
}

export interface Health {
  readiness(): Promise<Readiness>;
}

/** A probe that takes longer has its answer: not ready. */
const databaseMillisMax = 2_000;

export function createHealth(db: Db, stream: () => Omit<Readiness, "database">): Health {
  return { readiness: async () => ({ database: await databaseCause(db), ...stream() }) };
}

export function healthRoutes({ health }: { readonly health: Health }) {
  return new Hono()
    .get("/healthz", (c) => c.json({ alive: true }, 200, noStore))
    .get("/readyz", async (c) => {
      const readiness = await health.readiness();
      const causes = Object.entries(readiness).filter(([, cause]) => cause !== null);
      const ready = causes.length === 0;
      return c.json(ready ? { ready } : { ready, causes: Object.fromEntries(causes) }, ready ? 200 : 503, noStore);
    });
}

const noStore = { "Cache-Control": "no-store" };

async function databaseCause(db: Db): Promise<string | null> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(`no answer within ${databaseMillisMax} ms`), databaseMillisMax);
  try {
    const asked = databaseNow(db).then(
      () => null,
      // The message may hold the address and the role; the code says enough here, the log says the rest.
      (error: unknown) =>
        error instanceof Error && "code" in error ? `refused: ${String(error.code)}` : "no connection",
    );
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
