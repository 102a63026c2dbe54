import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { readRules } from "../src/db/ward-rules.ts";
import { type Role, roles } from "../src/domain/staff.ts";
import { here, hospitalDesk, readOut } from "./support/hospital-desk.ts";

const desk = hospitalDesk();
const limits = { critical_low: 40, low: 50, high: 120, critical_high: 140 };
beforeEach(async () => {
  await sql`delete from ward_limits`.execute(desk.db);
  await desk.db
    .insertInto("ward_limits")
    .values(
      ["harbour", "summit"].map((hospital_id) => ({
        hospital_id,
        ward_id: "W1",
        sign: "heartRate" as const,
        ...limits,
      })),
    )
    .execute();
});

const one = `${here}/rules/W1/heartRate`;
const form = {
  ...{ seen: "40/50/120/140/-/-/-/-", criticalLow: "40", low: "50", high: "110", criticalHigh: "140" },
  ...{ onDelayHighSeconds: "3", onDelayMediumSeconds: "", hysteresis: "4", repeatWithinSeconds: "" },
};
const standing = async (hospitalId = "harbour") =>
  (await readRules(desk.db, hospitalId, ["W1"])).get("W1")?.heartRate?.high;

describe("who may see and change a ward's limits", () => {
  const editors: readonly Role[] = ["head_doctor", "admin"];
  for (const role of roles)
    test(`${role}: ${editors.includes(role) ? "yes" : "no"}`, async () => {
      const may = editors.includes(role);
      for (const path of [`${here}/rules`, `${here}/rules?ward=W2`, one])
        expect((await desk.get(role, path)).status, path).toBe(may ? 200 : 403);
      expect((await desk.post(role, one, form)).status).toBe(may ? 303 : 403);
      expect(await standing()).toBe(may ? 110 : 120);
    });

  test("nobody without a session", async () => {
    for (const path of [`${here}/rules`, one]) expect((await desk.get(null, path)).status).toBe(401);
    expect((await desk.post(null, one, form)).status).toBe(401);
    expect(await standing()).toBe(120);
  });

  test("nobody of another hospital, which answers as one that does not exist", async () => {
    const bodies = new Set<string>();
    for (const hospital of ["summit", "nowhere"]) {
      for (const path of ["rules", "rules/W1/heartRate"]) {
        const answer = await desk.get("admin", `/hospitals/${hospital}/${path}`);
        expect(answer.status).toBe(404);
        bodies.add(answer.body);
      }
      const posted = await desk.post("admin", `/hospitals/${hospital}/rules/W1/heartRate`, form);
      expect(posted.status).toBe(404);
      bodies.add(posted.body);
    }
    expect(bodies.size).toBe(1);
    expect(await standing("summit")).toBe(120);
  });

  test.each(["rules?ward=W9", "rules/W9/heartRate", "rules/W1/pulse", "rules/W1/consciousness", "rules/W1/__proto__"])(
    "%s is not there",
    async (path) => {
      expect((await desk.get("admin", `${here}/${path}`)).status).toBe(404);
    },
  );
});

describe("the page of a ward's limits", () => {
  test("shows what is usual as usual, and what raises no alert", async () => {
    const said = readOut(await desk.get("admin", `${here}/rules`));
    expect(said).toMatch(/Heart rate \/min 40 50 120 140 5 s \(usual\) \/ 15 s \(usual\) 2 \(usual\) 1 min \(usual\)/);
    expect(said).toMatch(/Temperature °C none none none none no limits: raises no alert/);
  });

  test("shows what the ward has said itself", async () => {
    expect((await desk.post("admin", one, form)).headers.location).toBe(`${here}/rules?ward=W1`);
    const said = readOut(await desk.get("admin", `${here}/rules?ward=W1`));
    expect(said).toMatch(/Heart rate \/min 40 50 110 140 3 s \/ 15 s \(usual\) 4 1 min \(usual\)/);
  });

  test("shows each ward its own", async () => {
    expect(readOut(await desk.get("admin", `${here}/rules?ward=W2`))).toMatch(/Heart rate \/min none none none none/);
  });
});

describe("the form of a rule", () => {
  test("has no wait for what is measured at intervals", async () => {
    expect((await desk.get("admin", one)).body).toContain('name="onDelayHighSeconds"');
    expect((await desk.get("admin", `${here}/rules/W1/systolic`)).body).not.toContain('name="onDelayHighSeconds"');
  });

  test("comes back with what was typed and what is wrong with it", async () => {
    const answer = await desk.post("admin", one, { ...form, high: "lots<i>", hysteresis: "" });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatch(/name="high" value="lots&lt;i&gt;"[^>]*autofocus/);
    expect(readOut(answer)).toContain("Write a number as it is measured");
    expect(await standing()).toBe(120);
  });

  test("is refused with a field that it does not have", async () => {
    expect((await desk.post("admin", one, { ...form, ward: "W2" })).status).toBe(400);
    expect((await desk.post("admin", one, { ...form, high: "1".repeat(17) })).status).toBe(400);
  });

  test("tells that somebody was faster, with what they saved, and saves over it only when asked again", async () => {
    await desk.post("head_doctor", one, { ...form, high: "125" });
    const late = await desk.post("admin", one, form);
    expect(late.status).toBe(409);
    expect(readOut(late)).toMatch(/Somebody else has changed it meanwhile.*High above: 125/);
    expect(late.body).toMatch(/name="high" value="110"/);
    expect(await standing()).toBe(125);
    const seen = /name="seen" value="([^"]+)"/.exec(late.body)?.[1] ?? "";
    expect((await desk.post("admin", one, { ...form, seen })).status).toBe(303);
    expect(await standing()).toBe(110);
  });
});
