import { describe, expect, test } from "vitest";
import { severalMax } from "../src/actions/acknowledge-several.ts";
import { type As, alertDesk } from "./support/alert-desk.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { formHeaders } from "./support/running-app.ts";
import { textOf } from "./views/skeleton.ts";

const desk = alertDesk();
const here = "/hospitals/harbour/several";
const page = async (as: As, query = "") => desk.app.ask("GET", here + query, { ...desk.cookies[as] });
const boxesOf = (html: string) => [...html.matchAll(/name="alert-(\d+)" checked/g)].map(([, id]) => id);
const chosen = (...ids: readonly string[]) => Object.fromEntries(ids.map((id) => [`alert-${id}`, "on"]));
const call = (kind: string, where: Record<string, string> = { bed: "W1-02" }) => desk.raised({ kind, ...where });
const stateOf = async (id: string) => (await desk.alerts()).find(({ alert_id }) => alert_id === id)?.state;

describe("several at once", () => {
  test("are the medium and low ones that wait, those of one bed together, and how many high ones wait besides", async () => {
    const high = await call("medical_emergency");
    const place = await call("equipment", { place: "Corridor" });
    const first = await call("assistance");
    const second = await call("equipment");
    const answered = await call("equipment", { place: "Kitchen" });
    await desk.post("nurse", `/alerts/${answered}/acknowledgement`, {});
    const { status, body } = await page("nurse", "?ward=W1");
    expect(status).toBe(200);
    expect(boxesOf(body)).toEqual([place, first, second]);
    expect(body).not.toContain(`alert-${high}`);
    expect(textOf(body)).toContain("One high alert waits. It is acknowledged by itself.");
    expect(textOf(body)).toContain("Byrne");
  });

  test("are acknowledged each for itself, with who, where and why in its history and in the audit", async () => {
    const ids = [await call("assistance"), await call("equipment", { place: "Corridor" })];
    const left = await call("equipment", { place: "Kitchen" });
    const { status, body } = await desk.post("nurse", here, { ward: "W1", ...chosen(...ids) });
    expect(status).toBe(200);
    expect(textOf(body)).toContain("2 alerts acknowledged.");
    expect(await desk.alerts()).toMatchObject([
      { alert_id: ids[0], state: "acknowledged", acknowledged_by: desk.staffIds.nurse },
      { alert_id: ids[1], state: "acknowledged", acknowledged_by: desk.staffIds.nurse },
      { alert_id: left, state: "raised" },
    ]);
    const { db } = desk.database;
    for (const id of ids) {
      expect(await desk.ward.story(id)).toContain("acknowledged: raised → acknowledged (answered_together)");
      const audit = await db.selectFrom("audit").selectAll().where("subject", "=", `alert:${id}`).execute();
      expect(audit.map(({ action, reason }) => [action, reason])).toContainEqual([
        "alert.acknowledged",
        "answered_together",
      ]);
    }
    // Each can be taken back, too.
    expect((await desk.post("nurse", `/alerts/${ids[0]}/undo`, {})).status).toBe(303);
    expect(await stateOf(ids[0] ?? "")).toBe("raised");
  });

  test("leave a high one, and what somebody else was faster with, and say so of each", async () => {
    const high = await call("medical_emergency");
    const late = await call("assistance");
    const fine = await call("equipment", { place: "Corridor" });
    await desk.post("doctor", `/alerts/${late}/acknowledgement`, {});
    const { body } = await desk.post("nurse", here, chosen(high, late, fine));
    expect(textOf(body)).toContain("One alert acknowledged.");
    expect(textOf(body)).toMatch(/2 were left as they are.*A high alert is acknowledged by itself\./);
    expect(textOf(body)).toMatch(/Already acknowledged by .*Some doctor/);
    expect([await stateOf(high), await stateOf(fine)]).toEqual(["raised", "acknowledged"]);
  });

  test("of another hospital are as if they were not there", async () => {
    const { fixture } = await AlertWard.open(desk.database.db, "elsewhere");
    const called = { kind: "called", clinical: true, cause: "assistance", reason: "called" } as const;
    const id = await fixture.alert({ ...called, ward_id: "W1", place: "Zzyzx", priority: "low" });
    const { body } = await desk.post("nurse", here, chosen(id));
    expect(textOf(body)).toContain("0 alerts acknowledged.");
    expect(body).not.toContain("Zzyzx");
    expect((await desk.app.ask("GET", "/hospitals/elsewhere/several", { ...desk.cookies.nurse })).status).toBe(404);
    expect((await desk.post("nurse", "/hospitals/elsewhere/several", chosen(id))).status).toBe(404);
    const other = desk.database.db.selectFrom("alerts").select("state").where("alert_id", "=", id);
    expect(await other.execute()).toEqual([{ state: "raised" }]);
  });

  test("are for who may answer: an operator sees none of a patient's, others no page at all", async () => {
    const clinical = await call("assistance");
    const technical = await call("equipment", { place: "Corridor" });
    expect(boxesOf((await page("operator")).body)).toEqual([technical]);
    const { body } = await desk.post("operator", here, chosen(clinical, technical));
    expect(textOf(body)).toContain("One alert acknowledged.");
    expect(await stateOf(clinical)).toBe("raised");
    for (const role of ["admin", "display"] as const) {
      expect((await page(role)).status, role).toBe(403);
      expect((await desk.post(role, here, chosen(clinical))).status, role).toBe(403);
    }
    expect((await desk.app.ask("POST", here, formHeaders, `alert-${clinical}=on`)).status).toBe(401);
    expect(await stateOf(clinical)).toBe("raised");
  });

  test.each([
    ["all", "on"],
    ["alert-0", "on"],
    ["alert-1'; drop table alerts", "on"],
    ["alert-12345678901234567890", "on"],
    ["alert-1", "yes"],
  ])("refuse the field %s=%s, and do nothing", async (field, value) => {
    const id = await call("assistance");
    const refused = await desk.post("nurse", here, { ...chosen(id), [field]: value });
    expect(refused.status).toBe(400);
    expect(await stateOf(id)).toBe("raised");
  });

  test("are at most as many as one looks through", async () => {
    const id = await call("assistance");
    const many = Array.from({ length: severalMax }, (_, i) => String(1_000_000 + i));
    expect((await desk.post("nurse", here, chosen(id, ...many))).status).toBe(400);
    expect(await stateOf(id)).toBe("raised");
  });
});
