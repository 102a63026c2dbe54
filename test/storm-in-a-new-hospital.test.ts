import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockAlerts } from "../src/db/alerts.ts";
import { databaseNow } from "../src/db/connection.ts";
import { bedOf, HospitalFixture } from "./support/board-fixture.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const patients = 120;

async function openHospital(hospitalId: string) {
  const ward = await new HospitalFixture(database.db, hospitalId, await databaseNow(database.db)).open({
    W1: patients,
  });
  const alertIds: string[] = [];
  for (let bed = 1; bed <= patients; bed++) {
    const stay_id = await ward.admit(bedOf("W1", bed));
    alertIds.push(await ward.alert({ stay_id, subject: `stay:${stay_id}` }));
  }
  return alertIds;
}

test("a storm in a hospital that Postgres has not counted yet reads each bed a few times, not once for every other", async () => {
  await openHospital("counted");
  await sql`analyze`.execute(database.db);
  const alertIds = await openHospital("new-one");
  const read = await database.db.transaction().execute(async (trx) => {
    expect(await lockAlerts(trx, "new-one", alertIds)).toHaveLength(patients);
    const { rows } = await sql<{ rows: string }>`
      select sum(seq_tup_read + idx_tup_fetch) as rows from pg_stat_xact_user_tables
    `.execute(trx);
    return Number(rows[0]?.rows);
  });
  expect(read).toBeGreaterThanOrEqual(patients * 2);
  // Beds by occupancies at the worst: 48,000. Joined to the alerts as well, it read 2,700,000.
  expect(read).toBeLessThan(patients * patients * 10);
});
