import { sql } from "kysely";
import type { Trx } from "../db/connection.ts";
import type { WardlightEvent } from "./catalogue.ts";

/** The NOTIFY channel of all hospitals. A doorbell: its payload is the hospital's id and nothing else. */
export const doorbell = "wardlight";

/**
 * Appends events to the hospital's outbox and rings the doorbell, all when the transaction commits: if it rolls back,
 * nobody heard. Call it as the last statement of the transaction: it takes the lock on the hospital's counter, which
 * makes sequence order the order of commits and leaves no gap, and whoever comes after waits until the commit.
 * Costs two statements whatever the number of events.
 */
export async function publish(trx: Trx, hospitalId: string, events: readonly WardlightEvent[]): Promise<void> {
  if (events.length === 0) return;
  await sql`
    with counted as (
      update hospitals set event_seq = event_seq + ${events.length} where hospital_id = ${hospitalId}
      returning event_seq - ${events.length} as before
    )
    insert into outbox (hospital_id, seq, at, type, payload)
    select ${hospitalId}, counted.before + given.place, clock_timestamp(), given.event ->> 'type', given.event -> 'payload'
    from counted, jsonb_array_elements(${JSON.stringify(events)}::jsonb) with ordinality as given (event, place)
  `.execute(trx);
  await sql`select pg_notify(${doorbell}, ${hospitalId})`.execute(trx);
}
