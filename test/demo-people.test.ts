import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginDuty } from "../src/actions/begin-duty.ts";
import { endDuties } from "../src/actions/end-duties.ts";
import { endDuty } from "../src/actions/end-duty.ts";
import { readBoard } from "../src/db/board.ts";
import { databaseNow } from "../src/db/connection.ts";
import { readOnDuty } from "../src/db/duties.ts";
import { prepareDemo } from "../src/demo/demo.ts";
import { keepOnDuty } from "../src/demo/people.ts";
import type { Person } from "../src/domain/staff.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let given: TestDatabase;
beforeAll(async () => {
  given = await freshDatabase();
  await prepareDemo(given.db);
});
afterAll(() => given.close());

const present = async (hospitalId = "st-brigid") =>
  (await readOnDuty(given.db, hospitalId)).map(({ name, role, wardId }) => `${name}, ${role} of ${wardId ?? "all"}`);
async function person(mailbox: string): Promise<Person> {
  const row = await given.db
    .selectFrom("staff")
    .selectAll()
    .where("hospital_id", "=", "st-brigid")
    .where("email", "=", `${mailbox}@st-brigid.example`)
    .executeTakeFirstOrThrow();
  return { hospitalId: "st-brigid", staffId: row.staff_id, name: row.name, role: row.role, wardId: null };
}
/** Every shift is over, and the sweep has come by. */
async function shiftEnds(): Promise<void> {
  await sql`update duties set from_at = from_at - interval '1 day', until_at = until_at - interval '1 day'`.execute(
    given.db,
  );
  for (const hospitalId of ["st-brigid", "lakeside"])
    await endDuties(given.db, hospitalId, await databaseNow(given.db));
}
const everybody = [
  "Adaeze Okonkwo, nurse of W1",
  "Piotr Wiśniewski, nurse of all",
  "Dr Siobhán Ní Dhomhnaill, doctor of all",
  "Prof. Venkatanarasimharajuvaripeta Subramaniam, head_doctor of all",
  "Fionnuala Brophy, operator of all",
];

describe("the people of the demo", () => {
  test("are on duty at the start, so that every ward has a nurse and every step of a ladder somebody", async () => {
    expect(await present()).toEqual(everybody);
    expect(await present("lakeside")).toHaveLength(5);
    const board = await readBoard(given.db, "st-brigid", "W3", await databaseNow(given.db));
    expect(board?.tiles.onDuty).toEqual({ nurse: 1, doctor: 1, head_doctor: 1, operator: 1 });
  });

  test("come through the same action as anybody, once a shift", async () => {
    await keepOnDuty(given.db);
    const began = await sql`select from audit where hospital_id = 'st-brigid' and action = 'duty.began'`.execute(
      given.db,
    );
    expect(began.rows).toHaveLength(5);
  });

  test("are followed by the next shift when theirs has ended", async () => {
    await shiftEnds();
    expect(await present()).toEqual([]);
    await keepOnDuty(given.db);
    expect(await present()).toEqual(everybody);
  });

  test("who went home, or changed, are left alone until that shift is over", async () => {
    await endDuty({ db: given.db }, { person: await person("doctor"), requestId: "r" });
    await beginDuty({ db: given.db }, { person: await person("nurse"), wardId: "W2", shift: null, requestId: "r" });
    await keepOnDuty(given.db);
    expect(await present()).toContain("Adaeze Okonkwo, nurse of W2");
    expect((await present()).join()).not.toContain("Siobhán");
    expect(await present()).toHaveLength(4);
    await shiftEnds();
    await keepOnDuty(given.db);
    expect(await present()).toEqual(everybody);
  });

  test("are on duty again after a night in which the server was off", async () => {
    await sql`update duties set from_at = from_at - interval '3 days', until_at = until_at - interval '3 days'`.execute(
      given.db,
    );
    await prepareDemo(given.db);
    expect(await present()).toEqual(everybody);
  });
});

describe("the patients of the demo", () => {
  test("have a nurse each, who is on duty for their ward", async () => {
    for (const hospitalId of ["st-brigid", "lakeside"]) {
      const board = await readBoard(given.db, hospitalId, null, await databaseNow(given.db));
      const nurses = board?.beds.flatMap(({ stay }) => (stay ? [stay.nurse] : [])) ?? [];
      expect(nurses.length).toBeGreaterThan(9);
      expect(nurses.filter((nurse) => nurse === null || !nurse.onDuty)).toEqual([]);
      expect(new Set(nurses.map((nurse) => nurse?.name)).size).toBe(2);
    }
  });

  test("are all there but one, who is away for imaging, and was sent there once", async () => {
    const board = await readBoard(given.db, "st-brigid", null, await databaseNow(given.db));
    const away = board?.beds.filter(({ stay }) => stay?.away) ?? [];
    expect(away.map(({ bedId, stay }) => [bedId, stay?.away?.reason])).toEqual([["W2-09", "imaging"]]);
    expect(board?.tiles).toMatchObject({ devicesAll: 33, devicesHeard: 33 });
    const sent = await sql`select from absences`.execute(given.db);
    expect(sent.rows).toHaveLength(1);
  });
});
