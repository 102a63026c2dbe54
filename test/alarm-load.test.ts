import { describe, expect, test } from "vitest";
import { readAlarmLoad } from "../src/db/alarm-load.ts";
import { here, hospitalDesk } from "./support/hospital-desk.ts";
import { textOf } from "./views/skeleton.ts";

const desk = hospitalDesk();
const hour = 3_600_000;
const ago = (millis: number) => new Date(Date.now() - millis);
const path = `${here}/alarm-load`;

type Told = Parameters<typeof desk.ward.fixture.alert>[0];
/** An alert of so long ago, answered after so many seconds, and how it ended. */
const told = (hours: number, answeredAfter: number | null, given: Told = {}) => {
  const at = ago(hours * hour);
  return desk.ward.fixture.alert({
    ...{ created_at: at, raised_at: at, resolved_at: new Date(at.getTime() + 600_000), state: "resolved" },
    ...(answeredAfter !== null && { first_acknowledged_at: new Date(at.getTime() + answeredAfter * 1000) }),
    ...{ outcome: "cause_ended", ward_id: "W1" },
    ...given,
  });
};

describe("the load of alarms", () => {
  test("is counted by bed and by rule: how many, how many acted on, how many false, and how soon they were answered", async () => {
    const call = { kind: "called", cause: "fall", title: "Fall" } as const;
    await told(1, 20, { ...call, bed_id: "W1-01", outcome: "attended" });
    await told(2, 60, { ...call, bed_id: "W1-01", outcome: "false_alarm" });
    await told(3, null, { ...call, bed_id: "W1-02" });
    await told(4, 40, { kind: "technical", cause: "device_lost", bed_id: "W1-01" });
    await told(30 * 24 + 1, 5, { ...call, bed_id: "W1-01" });
    await told(2, 10, { ...call, ward_id: "W2", bed_id: "W2-01" });
    const load = await readAlarmLoad(desk.db, "harbour", "W1", 7);
    expect(load.all).toMatchObject({ raised: 4, actedOn: 2, falseAlarms: 1, medianSeconds: 40 });
    expect(load.beds).toMatchObject([
      { bedId: "W1-01", raised: 3, actedOn: 2, falseAlarms: 1, medianSeconds: 40 },
      { bedId: "W1-02", raised: 1, actedOn: 0, falseAlarms: 0, medianSeconds: null },
    ]);
    expect(load.rules).toMatchObject([
      { kind: "called", cause: "fall", title: "Fall", raised: 3, actedOn: 1, falseAlarms: 1, medianSeconds: 40 },
      { kind: "technical", cause: "device_lost", title: null, raised: 1, actedOn: 1, medianSeconds: 40 },
    ]);
    expect((await readAlarmLoad(desk.db, "harbour", null, 7)).all.raised).toBe(5);
    expect((await readAlarmLoad(desk.db, "summit", null, 30)).all).toEqual({
      ...{ raised: 0, actedOn: 0, falseAlarms: 0, medianSeconds: null },
    });
  });

  test("of a clinical alert counts for each of its causes, and for the bed once", async () => {
    const stay = await desk.ward.fixture.admit("W1-03");
    const alertId = await told(1, 30, { stay_id: stay, bed_id: "W1-03", cause: "heartRate:high" });
    for (const cause of ["heartRate:high", "spo2:low"])
      await desk.ward.fixture.cause(alertId, stay, { cause, closed_at: new Date() });
    const load = await readAlarmLoad(desk.db, "harbour", "W1", 1);
    expect(load.beds.find(({ bedId }) => bedId === "W1-03")).toMatchObject({ raised: 1, actedOn: 1 });
    const clinical = load.rules.filter(({ kind }) => kind === "clinical").map(({ cause, raised }) => [cause, raised]);
    expect(clinical).toEqual([
      ["heartRate:high", 1],
      ["spo2:low", 1],
    ]);
  });

  test("is a page with the figures in words, for a ward and a time that are chosen by a plain form", async () => {
    const { status, body } = await desk.get("nurse", `${path}?ward=W2&days=30`);
    expect(status).toBe(200);
    expect(textOf(body)).toContain("The last 30 days One alert · 0.0 per bed and day");
    expect(textOf(body)).toMatch(/Fall staff call 1 1 1 100 % 0 10 s/);
    expect(body).toContain('<option value="W2" selected');
    expect((await desk.get("nurse", path)).body).toContain('<option value="7" selected');
  });

  test.each([
    ["days=0", "Choose 1, 7 or 30 days."],
    ["days=7'", "Choose 1, 7 or 30 days."],
    ["ward=W9", "Choose a ward of this hospital."],
    ["ward=%00", "Choose a ward of this hospital."],
  ])("is refused for %s", async (query, sentence) => {
    const { status, body } = await desk.get("nurse", `${path}?${query}`);
    expect(status).toBe(400);
    expect(textOf(body)).toContain(sentence);
  });

  test("is for those who work there: no operator, no wall, nobody, and no other hospital's", async () => {
    for (const role of ["operator", "display"] as const) expect((await desk.get(role, path)).status, role).toBe(403);
    expect((await desk.get(null, path)).status).not.toBe(200);
    expect((await desk.get("admin", "/hospitals/summit/alarm-load")).status).toBe(404);
  });
});
