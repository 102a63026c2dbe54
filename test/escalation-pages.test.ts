import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { readNewestLadders } from "../src/db/ladders.ts";
import { type Role, roles } from "../src/domain/staff.ts";
import { hx, partialsOf } from "./support/alert-desk.ts";
import { here, hospitalDesk, readOut } from "./support/hospital-desk.ts";

const desk = hospitalDesk();
beforeEach(() => sql`delete from ladders`.execute(desk.db));

const one = `${here}/escalation/clinical/high`;
/** Nurses of the ward, then the doctors after a minute. */
const form: Record<string, string> = {
  version: "0",
  ward: "W1",
  "after-0": "0",
  "call-0-0": "role:nurse:ward",
  "add-0": "",
  "after-1": "60",
  "call-1-0": "role:doctor:hospital",
  "add-1": "",
  repeat: "120",
};
const saved = () => readNewestLadders(desk.db, "harbour");

describe("who may", () => {
  const readers: readonly Role[] = roles.filter((role) => role !== "display");
  const editors: readonly Role[] = ["head_doctor", "admin"];

  for (const role of roles) {
    test(`${role}: read who is called ${readers.includes(role) ? "yes" : "no"}`, async () => {
      for (const path of [`${here}/escalation`, one])
        expect((await desk.get(role, path)).status, path).toBe(readers.includes(role) ? 200 : 403);
    });
    test(`${role}: change it ${editors.includes(role) ? "yes" : "no"}`, async () => {
      const may = editors.includes(role);
      expect((await desk.post(role, `${one}/draft`, form)).status).toBe(may ? 200 : 403);
      expect((await desk.post(role, one, form)).status).toBe(may ? 303 : 403);
      expect(await saved()).toHaveLength(may ? 1 : 0);
      expect((await desk.post(role, `${one}/default`, { version: "1" })).status).toBe(may ? 303 : 403);
      if (!readers.includes(role)) return;
      expect((await desk.get(role, one)).body.includes('id="ladder-form"')).toBe(may);
      expect((await desk.get(role, `${here}/escalation`)).body).toContain(may ? "Change" : "Look");
    });
  }

  test("nobody without a session", async () => {
    for (const path of [`${here}/escalation`, one]) expect((await desk.get(null, path)).status).toBe(401);
    for (const path of [one, `${one}/draft`, `${one}/default`])
      expect((await desk.post(null, path, form)).status, path).toBe(401);
    expect(await saved()).toEqual([]);
  });

  test("nobody who has been away, until they sign in again", async () => {
    await sql`update sessions set active_at = now() - interval '1 hour'`.execute(desk.db);
    expect((await desk.get("admin", one)).status).toBe(401);
    expect((await desk.post("admin", one, form)).status).toBe(401);
    await sql`update sessions set active_at = now()`.execute(desk.db);
    expect((await desk.get("admin", one)).status).toBe(200);
  });
});

describe("what is not there", () => {
  test.each(["summit", "nowhere"])("the pages of %s answer one as the other", async (hospital) => {
    const there = `/hospitals/${hospital}/escalation`;
    const bodies = new Set<string>();
    for (const path of [there, `${there}/clinical/high`]) {
      const answer = await desk.get("admin", path);
      expect(answer.status).toBe(404);
      bodies.add(answer.body);
    }
    for (const path of [`${there}/clinical/high`, `${there}/clinical/high/draft`, `${there}/clinical/high/default`]) {
      const answer = await desk.post("admin", path, form);
      expect(answer.status).toBe(404);
      bodies.add(answer.body);
    }
    bodies.add((await desk.get("admin", "/hospitals/no/such/page")).body);
    expect(bodies.size).toBe(1);
    expect(await readNewestLadders(desk.db, "summit")).toEqual([]);
  });

  test.each([
    "escalation/clinical/urgent",
    "escalation/x/high",
    "escalation/called:earthquake/high",
    "escalation/called:__proto__/high",
    "escalation/clinical/high?ward=W9",
    "escalation/clinical%00/high",
  ])("%s", async (path) => {
    expect((await desk.get("admin", `${here}/${path}`)).status).toBe(404);
  });
});

describe("the page of all ladders", () => {
  test("says in plain words who is called, and which ladders are the default", async () => {
    const said = readOut(await desk.get("nurse", `${here}/escalation`));
    expect(said).toContain("at once nurses of the ward");
    expect(said).toContain("after 1 min doctors of the whole hospital");
    expect(said).toContain("then the last again every 5 min");
    expect(said).toMatch(/Fall ◆ \*\*\* High as all calls/);
    expect(said.match(/default/g)).toHaveLength(15);
  });

  test("names the version, who saved it and when", async () => {
    await desk.post("head_doctor", one, form);
    const said = readOut(await desk.get("nurse", `${here}/escalation`));
    expect(said).toMatch(/High version 1 by Some head_doctor , \d+ \w+ 20\d\d, \d\d:\d\d:\d\d at once nurses/);
    expect(said.match(/default/g)).toHaveLength(14);
  });
});

test("one technical cause may call differently from the others", async () => {
  const unwatched = `${here}/escalation/technical:ward_unwatched/medium`;
  expect(readOut(await desk.get("nurse", unwatched))).toMatch(/Nobody watches a ward, medium priority.*operators/);
  expect((await desk.post("admin", unwatched, form)).status).toBe(303);
  expect(await saved()).toMatchObject([{ subject: "technical:ward_unwatched", priority: "medium", version: 1 }]);
  for (const cause of ["fall", "heartRate:high", "constructor"])
    expect((await desk.get("admin", `${here}/escalation/technical:${cause}/medium`)).status, cause).toBe(404);
});

describe("the page of a ladder", () => {
  test("shows what the clock would say on a ward, and where nobody is on duty", async () => {
    const { people, ward } = desk;
    await desk.db
      .insertInto("duties")
      .values({
        ...{ hospital_id: ward.hospitalId, staff_id: people.nurse.staffId, role: "nurse", ward_id: "W1" },
        ...{ from_at: new Date(), until_at: new Date(Date.now() + 3_600_000) },
      })
      .execute();
    try {
      const first = readOut(await desk.get("doctor", `${one}?ward=W1`));
      expect(first).toMatch(/\d\d:\d\d:\d\d nurses of Ward W1 yes/);
      expect(first).toMatch(/doctors of the whole hospital nobody : goes on at once/);
      expect(first).toMatch(/operators of the whole hospital nobody : called all the same/);
      const second = readOut(await desk.get("doctor", `${one}?ward=W2`));
      expect(second).toMatch(/nurses of Ward W2 nobody : goes on at once/);
    } finally {
      await sql`delete from duties`.execute(desk.db);
    }
    expect(readOut(await desk.get("doctor", one))).toContain("Nobody in the hospital has said that they are on duty");
  });

  test("keeps the versions readable, the default among them", async () => {
    await desk.post("admin", one, form);
    await desk.post("head_doctor", one, { ...form, version: "1", repeat: "90" });
    const back = await desk.post("admin", `${one}/default`, { version: "2", ward: "W1" });
    expect([back.status, back.headers.location]).toEqual([303, `${one}?ward=W1`]);
    const said = readOut(await desk.get("nurse", one));
    expect(said).toMatch(/version 3 by Some admin .*the default again.*version 2 by Some head_doctor .*version 1 by/);
    expect(said).toContain("then the last again every 1 min 30 s");
  });

  test("still names whoever has left", async () => {
    const singh = await desk.ward.person("doctor", "Dr Singh");
    expect((await desk.post("admin", one, { ...form, "add-1": `person:${singh.staffId}` })).status).toBe(303);
    expect(readOut(await desk.get("nurse", one))).toMatch(/doctors of the whole hospital and Dr Singh/);
    await desk.db.updateTable("staff").set({ active: false }).where("staff_id", "=", singh.staffId).execute();
    expect(readOut(await desk.get("nurse", one))).toMatch(/Dr Singh \(works here no more\)/);
    const again = await desk.post("admin", one, { ...form, version: "1", "call-1-1": `person:${singh.staffId}` });
    expect(again.status).toBe(400);
    expect(readOut(again)).toContain("somebody who does not work here");
  });
});

describe("the form", () => {
  test("saves a ladder and leads back to its page", async () => {
    const answer = await desk.post("admin", one, { ...form, "add-1": "role:head_doctor:hospital" });
    expect([answer.status, answer.headers.location]).toEqual([303, `${one}?ward=W1`]);
    expect(await saved()).toMatchObject([
      {
        version: 1,
        ladder: {
          steps: [
            { afterSeconds: 0, calls: [{ who: "role", role: "nurse", reach: "ward" }] },
            {
              afterSeconds: 60,
              calls: [
                { who: "role", role: "doctor", reach: "hospital" },
                { who: "role", role: "head_doctor", reach: "hospital" },
              ],
            },
          ],
          repeatSeconds: 120,
        },
      },
    ]);
    expect(await desk.audited("edit_ladder")).not.toEqual([]);
  });

  test("comes back with what was typed and what is wrong with it", async () => {
    const wrong = { ...form, "after-1": "soon<b>", "call-0-0": "role:admin:ward", repeat: "5" };
    const answer = await desk.post("admin", one, wrong);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('value="soon&lt;b&gt;"');
    expect(answer.body).toContain('value="5"');
    expect(readOut(answer)).toContain("Write whole seconds, from 0 to 86400.");
    expect(readOut(answer)).toContain("Write whole seconds, from 30 to 86400.");
    expect(readOut(answer)).toContain("This cannot be called");
    expect(await saved()).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ["a field that it does not have", { ...form, hospital: "summit" }],
    ["a step beyond all steps", { ...form, "after-12": "60" }],
    ["no version", Object.fromEntries(Object.entries(form).filter(([name]) => name !== "version"))],
    ["a version that is none", { ...form, version: "-1" }],
    ["a story for a number", { ...form, repeat: "1".repeat(41) }],
  ])("with %s is refused whole", async (_name, given) => {
    expect((await desk.post("admin", one, given)).status).toBe(400);
    expect(await saved()).toEqual([]);
  });

  test("is given back with a step more, a call less and a preview, and nothing is saved", async () => {
    const draft = async (act: string, given = form) => {
      const answer = await desk.post("admin", `${one}/draft`, { ...given, do: act });
      expect(answer.status).toBe(200);
      return answer.body;
    };
    expect(await draft("add_step")).toMatch(/name="after-2" value="180"[^>]*autofocus/);
    expect(await draft("remove_step-0")).not.toContain('id="step-1"');
    expect(await draft("remove_call-1-0")).not.toContain('value="role:doctor:hospital" />');
    const added = await draft("add_call", { ...form, "add-1": "patients_nurse" });
    expect(added).toContain('name="call-1-1" value="patients_nurse"');
    expect(await draft("look")).toContain("With this, if nobody answers on");
    const unfinished = { ...form, "call-1-0": "" };
    expect(await draft("add_call", unfinished)).not.toContain("This step calls nobody");
    expect(await draft("look", unfinished)).toContain("This step calls nobody");
    expect(await saved()).toEqual([]);
  });

  test("that was being edited without scripts is the ladder's page when it is opened again", async () => {
    const again = await desk.get("admin", `${one}/draft`);
    expect([again.status, again.headers.location]).toEqual([303, one]);
    expect((await desk.get("display", `${one}/draft`)).status).toBe(403);
    expect((await desk.get("admin", "/hospitals/summit/escalation/clinical/high/draft")).status).toBe(404);
  });

  test("tells who was faster, shows what they saved beside what was typed, and saves over it only when asked again", async () => {
    await desk.post("head_doctor", one, { ...form, "after-1": "45" });
    const late = await desk.post("admin", one, { ...form, "after-1": "90" });
    expect(late.status).toBe(409);
    expect(readOut(late)).toMatch(/Some head_doctor\W+has changed it meanwhile, at \d\d:\d\d:\d\d/);
    expect(readOut(late)).toContain("after 45 s doctors");
    expect(late.body).toMatch(/name="after-1" value="90"/);
    expect(late.body).toContain('name="version" value="1"');
    expect(await saved()).toMatchObject([{ version: 1, ladder: { steps: [{}, { afterSeconds: 45 }] } }]);
    expect((await desk.post("admin", one, { ...form, version: "1", "after-1": "90" })).status).toBe(303);
    expect(await saved()).toMatchObject([{ version: 2, ladder: { steps: [{}, { afterSeconds: 90 }] } }]);
    expect((await desk.post("head_doctor", `${one}/default`, { version: "1" })).status).toBe(409);
    expect(await saved()).toMatchObject([{ version: 2 }]);
  });
});

describe("the form, sent in the background", () => {
  test("gets itself back, and the page stays", async () => {
    const added = await desk.post("admin", `${one}/draft`, { ...form, do: "add_step" }, hx);
    expect(added.status).toBe(200);
    expect(Object.keys(partialsOf(added))).toEqual(["ladder-form"]);
    expect(partialsOf(added)["ladder-form"]).toContain('id="step-2"');
    // It stands in a page that stays; what comes later brings no orders of its own.
    expect(added.body.replaceAll(/<\/?hx-partial[^>]*>/g, "")).not.toContain("hx-");
  });

  test("is told what is wrong in the form and in a sentence", async () => {
    const wrong = await desk.post("admin", one, { ...form, repeat: "1" }, hx);
    expect(wrong.status).toBe(400);
    expect(partialsOf(wrong)["ladder-form"]).toContain("faulty");
    expect(partialsOf(wrong).notice).toContain("Write whole seconds, from 30");
  });

  test("goes to the ladder's page when it is saved", async () => {
    const done = await desk.post("admin", one, form, hx);
    expect([done.status, done.headers["hx-redirect"], done.body]).toEqual([200, `${one}?ward=W1`, ""]);
    expect(await saved()).toHaveLength(1);
  });

  test("gets what stands now where somebody was faster", async () => {
    await desk.post("head_doctor", one, { ...form, "after-1": "45" });
    const late = await desk.post("admin", one, { ...form, "after-1": "90" }, hx);
    expect(late.status).toBe(409);
    const { "ladder-form": typed, "ladder-now": stands, notice } = partialsOf(late);
    expect(typed).toContain('value="90"');
    expect(stands).toContain("after 45 s");
    expect(notice).toContain("Some head_doctor");
  });
});

test("who is on the ladder of another hospital is not to be seen here", async () => {
  const elsewhere = await desk.summit.person("doctor", "Dr Elsewhere");
  const answer = await desk.post("admin", one, { ...form, "add-1": `person:${elsewhere.staffId}` });
  expect(answer.status).toBe(400);
  expect(answer.body).not.toContain("Dr Elsewhere");
  expect((await desk.get("admin", one)).body).not.toContain("Dr Elsewhere");
});
