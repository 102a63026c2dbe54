import { sql } from "kysely";
import type { AlertState } from "../domain/alerts.ts";
import { type StoredAlert, withWhereabouts } from "./alerts.ts";
import type { Db, Trx } from "./connection.ts";

/** The timers of an alert: in which state which of its times counts. Each has an index of its own. */
const timers = {
  escalate: { state: "raised", at: "escalate_at" },
  lapse: { state: "acknowledged", at: "lapse_at" },
  settle: { state: "acknowledged", at: "settle_at" },
} as const satisfies Record<string, { state: AlertState; at: string }>;
export type Timer = keyof typeof timers;

export interface NextDue {
  readonly hospitalId: string;
  readonly at: Date;
}

/** When the next alert of each hospital is due. Takes no lock; costs one look at the end of an index a hospital. */
export async function nextDue(db: Db, timer: Timer): Promise<NextDue[]> {
  const { state, at } = timers[timer];
  const { rows } = await sql<{ hospitalId: string; at: Date | null }>`
    select h.hospital_id as "hospitalId", (
      select min(a.${sql.ref(at)}) from alerts a where a.hospital_id = h.hospital_id and a.state = ${sql.lit(state)}
    ) as at
    from hospitals h
  `.execute(db);
  return rows.flatMap((row) => (row.at === null ? [] : { hospitalId: row.hospitalId, at: row.at }));
}

/** Locks the alerts of a hospital that are due at `now`, the longest due first, but for those that somebody has in hand. */
export async function lockDueAlerts(
  trx: Trx,
  hospitalId: string,
  timer: Timer,
  now: Date,
  alertsMax: number,
): Promise<StoredAlert[]> {
  const { state, at } = timers[timer];
  const rows = await trx
    .selectFrom("alerts")
    .selectAll()
    .where("hospital_id", "=", hospitalId)
    .where("state", "=", state)
    .where(at, "<=", now)
    .orderBy(at)
    .limit(alertsMax)
    .forUpdate()
    .skipLocked()
    .execute();
  return await withWhereabouts(trx, hospitalId, rows);
}
