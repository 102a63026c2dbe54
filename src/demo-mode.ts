import type { Config } from "./config.ts";
import { CannotStart } from "./db/cannot-start.ts";
import type { Db } from "./db/connection.ts";

/**
 * Whether this is a demo: asked for, or left open where the database is our own and empty, or a demo's already. Throws
 * `CannotStart` where it was asked for beside real hospitals: accounts whose password is printed have no place there.
 */
export async function decideDemo(db: Db, { demo, databaseUrl }: Config): Promise<boolean> {
  const hospitals = await db.selectFrom("hospitals").select(["hospital_id", "demo"]).execute();
  const real = hospitals.find((hospital) => !hospital.demo);
  if (demo === true && real)
    throw new CannotStart(
      `The database holds the hospital ${real.hospital_id}, which is no demo: leave DEMO out, or name an empty database.`,
    );
  if (demo !== "auto") return demo;
  return hospitals.length === 0 ? databaseUrl === null : !real;
}
