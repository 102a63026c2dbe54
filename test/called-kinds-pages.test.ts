import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { readEveryCalledKind } from "../src/db/called-kinds.ts";
import { type Role, roles } from "../src/domain/staff.ts";
import { here, hospitalDesk, readOut } from "./support/hospital-desk.ts";

const desk = hospitalDesk();
beforeEach(() => sql`delete from called_kinds`.execute(desk.db));

const list = `${here}/called-kinds`;
const stroke = { name: "Stroke", priority: "high", clinical: "yes", text: "Bring the bag" };
const kinds = async (hospitalId = "harbour") => await readEveryCalledKind(desk.db, hospitalId);
const fall = async () => (await kinds()).find(({ kindId }) => kindId === "fall");
const seenIn = (body: string) => (/name="seen" value="([^"]+)"/.exec(body)?.[1] ?? "").replaceAll("&quot;", '"');

describe("who may see and change what can be called for", () => {
  const editors: readonly Role[] = ["head_doctor", "admin"];
  for (const role of roles)
    test(`${role}: ${editors.includes(role) ? "yes" : "no"}`, async () => {
      const may = editors.includes(role);
      for (const path of [list, `${list}/new`, `${list}/fall`])
        expect((await desk.get(role, path)).status, path).toBe(may ? 200 : 403);
      const seen = may ? seenIn((await desk.get(role, `${list}/fall`)).body) : "";
      expect((await desk.post(role, `${list}/fall`, { ...stroke, active: "yes", seen })).status).toBe(may ? 303 : 403);
      expect((await desk.post(role, `${list}/fire/place`, { to: "up" })).status).toBe(may ? 303 : 403);
      expect((await desk.post(role, list, { ...stroke, name: "Flood" })).status).toBe(may ? 303 : 403);
      expect(await kinds()).toHaveLength(may ? 8 : 7);
      expect((await fall())?.name).toBe(may ? "Stroke" : "Fall");
    });

  test("nobody without a session", async () => {
    for (const path of [list, `${list}/new`, `${list}/fall`]) expect((await desk.get(null, path)).status).toBe(401);
    for (const path of [list, `${list}/fall`, `${list}/fall/place`])
      expect((await desk.post(null, path, stroke)).status, path).toBe(401);
    expect(await kinds()).toHaveLength(7);
  });

  test("nobody of another hospital, which answers as one that does not exist", async () => {
    const bodies = new Set<string>();
    for (const hospital of ["summit", "nowhere"]) {
      const there = `/hospitals/${hospital}/called-kinds`;
      for (const path of ["", "/new", "/fall"]) bodies.add((await desk.get("admin", there + path)).body);
      for (const path of ["", "/fall", "/fall/place"]) {
        const posted = await desk.post("admin", there + path, stroke);
        expect(posted.status).toBe(404);
        bodies.add(posted.body);
      }
    }
    expect(bodies.size).toBe(1);
    expect(await kinds("summit")).toHaveLength(7);
  });

  test.each(["earthquake", "Fall", "__proto__", "fall%00"])("%s is not in the list", async (kind) => {
    expect((await desk.get("admin", `${list}/${kind}`)).status).toBe(404);
    expect((await desk.post("admin", `${list}/${kind}`, { ...stroke, seen: "" })).status).toBe(404);
  });
});

describe("the list", () => {
  test("says that it is the default until somebody changes it", async () => {
    expect(readOut(await desk.get("admin", list))).toContain("This is the default list");
    await desk.post("admin", list, stroke);
    const own = readOut(await desk.get("admin", list));
    expect(own).not.toContain("This is the default list");
    expect(own).toMatch(/Stroke ◆ \*\*\* High to a patient Bring the bag Id stroke/);
  });

  test("stands in the form of whoever calls, in its order", async () => {
    await desk.post("admin", list, stroke);
    await desk.post("admin", `${list}/fall/place`, { to: "up" });
    const raise = await desk.get("nurse", "/alerts/new");
    const offered = [...raise.body.matchAll(/<option value="([a-z_]+)"[^>]*>\s*[◆▲●]/g)].map(([, id]) => id);
    expect(offered.slice(0, 8)).toEqual([
      ...["cardiac_arrest", "fall", "medical_emergency", "assistance", "fire", "security", "equipment", "stroke"],
    ]);
  });
});

test("what the kind says to those who come stands on the board, and on the alert's own page", async () => {
  await desk.post("admin", list, stroke);
  await desk.post("nurse", "/alerts", { kind: "stroke", bed: "W1-01" });
  expect(readOut(await desk.get("doctor", here))).toContain("Bring the bag");
  const { alert_id } = await desk.db.selectFrom("alerts").select("alert_id").executeTakeFirstOrThrow();
  expect(readOut(await desk.get("doctor", `/alerts/${alert_id}`))).toContain("For those who come Bring the bag");
});

describe("the form of a kind", () => {
  const faulty: [string, Record<string, string>, string][] = [
    ["no name", { ...stroke, name: "  " }, "Write a name on one line"],
    ["a name that is a story", { ...stroke, name: "x".repeat(61) }, "at most 60 characters"],
    ["a line break in its name", { ...stroke, name: "a\nb" }, "Write a name on one line"],
    ["a NUL", { ...stroke, name: "a\0b" }, "Write a name on one line"],
    ["a sign that turns the line around", { ...stroke, name: "a\u202Eb" }, "Write a name on one line"],
    ["a text that is a story", { ...stroke, text: "x".repeat(201) }, "at most 200 characters"],
    ["an escape sequence in its text", { ...stroke, text: "\u001b[2J" }, "at most 200 characters"],
    ["a priority that does not exist", { ...stroke, priority: "urgent" }, "Choose a priority"],
    ["a name that is taken", { ...stroke, name: "fall" }, "is called so already"],
  ];
  test.each(faulty)("with %s comes back with what was typed", async (_name, form, fault) => {
    const answer = await desk.post("admin", list, form);
    expect([400, 409]).toContain(answer.status);
    expect(readOut(answer)).toContain(fault);
    expect(answer.body).toContain('class="field faulty"');
    expect(answer.body).toMatch(/name="clinical"[^>]*checked/);
    expect(await kinds()).toHaveLength(7);
  });

  test("with a field that it does not have, or a box that is ticked with something else, is refused", async () => {
    for (const more of [{ kind_id: "x" }, { place: "0" }, { clinical: "on" }])
      expect((await desk.post("admin", list, { ...stroke, ...more })).status).toBe(400);
    expect(await kinds()).toHaveLength(7);
  });

  test("shows names as the text that somebody wrote", async () => {
    const name = `<img src=x onerror=alert(1)> "q" & 'r'`;
    expect((await desk.post("admin", list, { ...stroke, name, text: name })).status).toBe(303);
    for (const path of [list, `${list}/img_src_x_onerror_alert_1_q_r`, `${here}/escalation`]) {
      const { status, body } = await desk.get("admin", path);
      expect(status, path).toBe(200);
      expect(body).not.toContain("<img");
      expect(body).toContain("&lt;img src=x");
    }
  });

  test("tells that somebody was faster, with what they saved, and saves over it only when asked again", async () => {
    const seen = seenIn((await desk.get("admin", `${list}/fall`)).body);
    const mine = { ...stroke, name: "Fall", active: "yes", text: "Mine" };
    await desk.post("head_doctor", `${list}/fall`, { ...mine, text: "Theirs", seen });
    const late = await desk.post("admin", `${list}/fall`, { ...mine, seen });
    expect(late.status).toBe(409);
    expect(readOut(late)).toMatch(/What was saved meanwhile: Fall , High, to a patient, Theirs/);
    expect(late.body).toContain('value="Mine"');
    expect(await fall()).toMatchObject({ text: "Theirs" });
    expect((await desk.post("admin", `${list}/fall`, { ...mine, seen: seenIn(late.body) })).status).toBe(303);
    expect(await fall()).toMatchObject({ text: "Mine" });
  });

  test("retires by a box that is not ticked, but not the last", async () => {
    const seen = seenIn((await desk.get("admin", `${list}/fall`)).body);
    expect((await desk.post("admin", `${list}/fall`, { ...stroke, name: "Fall", seen })).status).toBe(303);
    expect(await fall()).toMatchObject({ active: false });
    expect(readOut(await desk.get("admin", list))).toMatch(/Fall retired/);
    await sql`update called_kinds set active = kind_id = 'fire'`.execute(desk.db);
    const fire = seenIn((await desk.get("admin", `${list}/fire`)).body);
    const last = await desk.post("admin", `${list}/fire`, { name: "Fire", priority: "high", seen: fire });
    expect(last.status).toBe(409);
    expect(readOut(last)).toContain("Something must be left to call for.");
  });
});
