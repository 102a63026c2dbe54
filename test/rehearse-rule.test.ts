import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rehearseRule } from "../src/actions/rehearse-rule.ts";
import { readRules, writeRule } from "../src/db/ward-rules.ts";
import type { SignRule } from "../src/domain/limits.ts";
import { here, hospitalDesk } from "./support/hospital-desk.ts";
import { textOf } from "./views/skeleton.ts";

const desk = hospitalDesk();
const usual: SignRule = { criticalLow: 40, low: 50, high: 120, criticalHigh: 140 };
let stay = "";
let begun = 0;
/** So many seconds into the patient's past hour. */
const at = (seconds: number) => new Date(begun + seconds * 1000);
/** A reading every ten seconds, of this value from each of these seconds on. */
const course = (changes: readonly (readonly [from: number, value: number])[]) =>
  Array.from({ length: 300 }, (_, nth) => {
    const value = changes.findLast(([from]) => from <= nth * 10)?.[1] ?? 80;
    return [at(nth * 10), value] as const;
  });

beforeAll(async () => {
  begun = Date.now() - 3_600_000;
  await desk.db
    .transaction()
    .execute((trx) => writeRule(trx, "harbour", "W1", "heartRate", usual).then(() => undefined));
  stay = await desk.ward.fixture.admit("W1-01");
  // Twice above 120, of which once above 130.
  await desk.ward.fixture.observed(
    stay,
    "heartRate",
    course([
      [0, 80],
      [600, 125],
      [900, 80],
      [1800, 135],
      [2400, 80],
    ]),
  );
  // In the other hospital everything is worse.
  const other = await desk.summit.fixture.admit("W1-01");
  await desk.summit.fixture.observed(
    other,
    "heartRate",
    course([
      [0, 180],
      [600, 80],
      [1200, 180],
    ]),
  );
});
beforeEach(async () => {
  await desk.db.deleteFrom("alert_causes").execute();
});

/** A call that was really made, taken on after a minute, and how it ended. */
async function called(from: number, to: number, outcome: "attended" | "false_alarm" = "attended"): Promise<string> {
  const alertId = await desk.ward.fixture.alert({
    ...{ stay_id: stay, bed_id: "W1-01", ward_id: "W1", state: "resolved", outcome },
    ...{ created_at: at(from), raised_at: at(from), first_acknowledged_at: at(from + 60), resolved_at: at(to) },
  });
  const times = { noticed_at: at(from), joined_at: at(from), ended_at: at(to), closed_at: at(to) };
  await desk.ward.fixture.cause(alertId, stay, { cause: "heartRate:high", ...times });
  return alertId;
}
const rehearse = (proposed: SignRule) =>
  rehearseRule(desk.db, { hospitalId: "harbour", wardId: "W1", sign: "heartRate", stands: usual, proposed });

describe("another rule on a ward's past week", () => {
  test("is told in calls: really made, by the rule that stands, by the other; and who would have come late or not at all", async () => {
    const first = await called(615, 900);
    const second = await called(1815, 2400);
    await called(2500, 2600, "false_alarm");
    const higher = await rehearse({ ...usual, high: 130 });
    expect(higher).toMatchObject({ patients: 1, ownLimits: 0, made: 3, standing: 2, proposed: 1, actedOn: 2 });
    expect(higher.missed).toMatchObject([{ alertId: first, bedId: "W1-01", laterSeconds: null }]);
    const slower = await rehearse({ ...usual, onDelayMediumSeconds: 75 });
    expect(slower).toMatchObject({ standing: 2, proposed: 2 });
    expect(slower.missed).toMatchObject([
      { alertId: first, laterSeconds: 60 },
      { alertId: second, laterSeconds: 60 },
    ]);
    expect((await rehearse(usual)).missed).toEqual([]);
  });

  test("leaves out whose limits are their own, and says so", async () => {
    const limits = { critical_low: null, low: 40, high: 150, critical_high: null };
    await desk.db
      .insertInto("stay_limits")
      .values({
        ...{ hospital_id: "harbour", stay_id: stay, sign: "heartRate", version: 1, ...limits },
        ...{ reason: "athlete", set_by: desk.people.doctor.staffId, set_at: new Date(), ended_at: new Date() },
      })
      .execute();
    expect(await rehearse(usual)).toMatchObject({ patients: 0, ownLimits: 1, made: 0, standing: 0, proposed: 0 });
    await desk.db.deleteFrom("stay_limits").execute();
  });

  const one = `${here}/rules/W1/heartRate/what-if`;
  const form = { seen: "40/50/120/140/-/-/-/-", criticalLow: "40", low: "50", high: "130", criticalHigh: "140" };

  test("is asked from the form of the rule, which stays as it was typed, and nothing is saved", async () => {
    const alertId = await called(615, 900);
    const { status, body } = await desk.post("head_doctor", one, form);
    expect(status).toBe(200);
    expect(textOf(body)).toMatch(/By the rule that stands now, on the same readings: 2 By the rule in the form: 1/);
    expect(textOf(body)).toMatch(
      /Of the 1 that somebody acted on, 1 would have come later or not at all: W1-01 .*: not at all/,
    );
    expect(body).toContain(`href="/alerts/${alertId}"`);
    expect(body).toMatch(/name="high" value="130"/);
    expect((await readRules(desk.db, "harbour", ["W1"])).get("W1")?.heartRate?.high).toBe(120);
    const again = await desk.get("head_doctor", one);
    expect([again.status, again.headers.location]).toEqual([303, one.replace("/what-if", "")]);
  });

  test("is refused by field where it is no rule, and is for those who edit rules", async () => {
    const refused = await desk.post("head_doctor", one, { ...form, high: "45" });
    expect(refused.status).toBe(400);
    expect(refused.body).not.toContain('id="what-if"');
    expect(textOf(refused.body)).toContain("Must be higher than the limit before it.");
    for (const role of ["operator", "nurse", "doctor", "display"] as const)
      expect((await desk.post(role, one, form)).status, role).toBe(403);
    expect((await desk.post(null, one, form)).status).toBe(401);
    expect((await desk.post("admin", one.replace("harbour", "summit"), form)).status).toBe(404);
  });
});
