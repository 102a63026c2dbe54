import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countHistory, lookedMax, readHistory } from "../src/db/alert-history.ts";
import type { AlertSearch, SearchCursor } from "../src/domain/alert-search.ts";
import type { Role } from "../src/domain/staff.ts";
import { csvLine } from "../src/views/csv.ts";
import { AlertWard } from "./support/alert-ward.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { type Answer, formHeaders, type RunningApp, runApp } from "./support/running-app.ts";
import { skeletonOf, textOf } from "./views/skeleton.ts";

let database: TestDatabase;
let app: RunningApp;
let ward: AlertWard;
const people: Record<string, { cookie: string; staffId: string }> = {};
const roles = ["nurse", "doctor", "head_doctor", "operator", "admin", "display"] as const satisfies Role[];
/** Alerts by what they are here for. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await freshDatabase();
  ward = await AlertWard.open(database.db, "harbour");
  app = await runApp(database);
  for (const role of roles) {
    const name = `Some ${role.replace("_", " ")}`;
    const { staffId } = await ward.person(role, name);
    people[role] = { ...(await app.signIn(`${name.toLowerCase().replaceAll(" ", ".")}@harbour.example`)), staffId };
  }
  const { fixture } = ward;
  const byrne = await fixture.admit("W1-01", { family_name: "Byrne", number: "P-77" });
  const haddad = await fixture.admit("W2-01", { family_name: "Haddad", given_name: "Yusuf", number: "%_" });
  const at = (minutes: number) => ({ created_at: ward.at(-60 * minutes), raised_at: ward.at(-60 * minutes) });
  ids.byrne = await fixture.alert({ ...at(10), stay_id: byrne, bed_id: "W1-01", ward_id: "W1", priority: "high" });
  ids.haddad = await fixture.alert({
    ...{ ...at(20), stay_id: haddad, bed_id: "W2-01", ward_id: "W2", priority: "medium", state: "resolved" },
    ...{ resolved_by: people.doctor?.staffId ?? "", outcome: "false_alarm", first_acknowledged_at: ward.at(-1130) },
  });
  ids.fire = await fixture.alert({
    ...{ ...at(30), kind: "called", clinical: false, cause: "fire", title: "Fire", reason: "called", priority: "high" },
    ...{ place: "kitchen by the lift", words: "Smoke, no flames", raised_by: people.operator?.staffId ?? "" },
    ...{ state: "acknowledged", acknowledged_by: people.nurse?.staffId ?? "" },
  });
  ids.lost = await fixture.alert({
    ...{ ...at(2000), kind: "technical", clinical: false, cause: "device_lost", reason: "device_lost" },
    ...{ priority: "low", state: "latched", bed_id: "W1-02", ward_id: "W1" },
  });
  const step = (
    alert_id: string,
    position: number,
    event: string,
    staffId: string | null,
    text: string | null = null,
  ) =>
    database.pool.query(
      `insert into alert_transitions (hospital_id, alert_id, position, at, event, to_state, staff_id, reason, priority, level, text)
       values ('harbour', $1, $2, $3, $4, 'acknowledged', $5, 'x', 'high', 0, $6)`,
      [alert_id, position, ward.at(-1130), event, staffId, text],
    );
  await step(ids.haddad, 1, "acknowledged", people.nurse?.staffId ?? "");
  await step(ids.haddad, 2, "noted", people.doctor?.staffId ?? "", "Probe was on the Floor");
  await step(ids.haddad, 3, "resolved", people.doctor?.staffId ?? "");
  await step(ids.fire, 1, "raised", people.operator?.staffId ?? "");
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const cookie = (as: string | null) => (as === null ? {} : { cookie: people[as]?.cookie ?? "" });
const open = (as: string | null, query = "", hospital = "harbour") =>
  app.ask("GET", `/hospitals/${hospital}/alerts${query}`, cookie(as));
const post = (as: string, form: Record<string, string>, path = "") =>
  app.ask(
    "POST",
    `/hospitals/harbour/alerts${path}`,
    { ...formHeaders, ...cookie(as) },
    new URLSearchParams(form).toString(),
  );
/** The alerts of a page, by what they are here for, in order. */
const listed = ({ body }: Answer) =>
  [...body.matchAll(/<li id="alert-(\d+)"/g)].map(([, id]) => Object.keys(ids).find((name) => ids[name] === id) ?? id);
/** As a browser does: a redirect is followed. */
async function found(form: Record<string, string>): Promise<(string | undefined)[]> {
  const answer = await post("nurse", form);
  return listed(answer.status === 303 ? await app.ask("GET", answer.headers.location ?? "", cookie("nurse")) : answer);
}

describe("the history", () => {
  test("shows every alert, newest first, with what became of it and who did it", async () => {
    const page = await open("nurse");
    expect(page.status).toBe(200);
    expect(listed(page)).toEqual(["byrne", "haddad", "fire", "lost"]);
    const text = textOf(page.body);
    expect(text).toContain("4 alerts");
    expect(text).toMatch(/Yusuf Haddad.*False alarm.*answered by Some nurse , after 1 min 10 s.*1 note/);
    expect(text).toMatch(/Fire “?Smoke, no flames.*kitchen by the lift.*raised by Some operator/);
  });

  test.each<[string, Record<string, string>, string[]]>([
    ["a ward", { ward: "W1" }, ["byrne", "lost"]],
    ["a kind", { kind: "called" }, ["fire"]],
    ["a priority", { priority: "high" }, ["byrne", "fire"]],
    ["a state", { state: "resolved" }, ["haddad"]],
    ["whatever is open", { state: "open" }, ["byrne", "fire", "lost"]],
    ["a patient's number", { patient: "P-77" }, ["byrne"]],
    ["a number that means something in a pattern", { patient: "%_" }, ["haddad"]],
    ["nobody by such a pattern", { patient: "_" }, []],
    ["how a family name begins, however it is written", { patient: "hAd" }, ["haddad"]],
    ["text in words", { text: "smoke" }, ["fire"]],
    ["text in a place", { text: "LIFT" }, ["fire"]],
    ["text in a note", { text: "the floor" }, ["haddad"]],
    ["text that means something in a pattern", { text: "%" }, []],
    ["two things at once", { ward: "W2", text: "floor" }, ["haddad"]],
    ["two things that fit none", { ward: "W1", text: "floor" }, []],
  ])("finds by %s", async (_, form, expected) => {
    expect(await found(form)).toEqual(expected);
  });

  test("finds by who raised, answered or closed it", async () => {
    expect(await found({ person: people.operator?.staffId ?? "" })).toEqual(["fire"]);
    expect(await found({ person: people.nurse?.staffId ?? "" })).toEqual(["haddad"]);
    expect(await found({ person: people.doctor?.staffId ?? "" })).toEqual(["haddad"]);
    expect(await found({ person: people.admin?.staffId ?? "" })).toEqual([]);
  });

  test("finds by time, in the hospital's zone", async () => {
    const local = (minutes: number) =>
      new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Dublin", dateStyle: "short", timeStyle: "short" })
        .format(ward.at(-60 * minutes))
        .replace(" ", "T");
    expect(await found({ from: local(25) })).toEqual(["byrne", "haddad"]);
    expect(await found({ from: local(40), until: local(15) })).toEqual(["haddad", "fire"]);
    const tooFar = await post("nurse", { from: local(10), until: local(20), text: "x" });
    expect([tooFar.status, textOf(tooFar.body).includes("The time must end after it begins")]).toEqual([400, true]);
  });

  test("answers what has no patient and no text with a link, and never puts either into one", async () => {
    const linked = await post("nurse", { ward: "W1", kind: "clinical", state: "", patient: " ", text: "" });
    expect([linked.status, linked.headers.location]).toEqual([303, "/hospitals/harbour/alerts?ward=W1&kind=clinical"]);
    const named = await post("nurse", { patient: "Byrne", ward: "W1" });
    expect([named.status, named.headers.location]).toEqual([200, undefined]);
    for (const query of ["?patient=Byrne", "?text=x", "?ward=W1&patient=", "?ward=W1&ward=W2", "?sort=1"])
      expect((await open("nurse", query)).status, query).toBe(400);
    expect([...named.body.matchAll(/href="([^"]*)"/g)].map(([, href]) => href).join(" ")).not.toContain("Byrne");
  });

  test("shows what was asked for in the form again, and faults beside their fields", async () => {
    const named = await post("nurse", { patient: "Byrne", state: "open" });
    expect(named.body).toContain('name="patient" value="Byrne"');
    expect(named.body).toMatch(/<option value="open" selected/);
    const wrong = await post("nurse", { text: "a\nb", patient: "Byrne" });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain("at most 100 characters");
    expect(wrong.body).toContain('name="patient" value="Byrne"');
  });

  test("does not look for a name that too many have", async () => {
    const { db, hospitalId: hospital_id } = ward;
    const many = Array.from({ length: 201 }, (_, i) => ({
      ...{ hospital_id, number: `M-${i}`, family_name: "Murphy", given_name: "Ann" },
      ...{ born_on: "1950-01-01", sex: "female" as const },
    }));
    const patients = await db.insertInto("patients").values(many).returning("patient_id").execute();
    await db
      .insertInto("stays")
      .values(patients.map(({ patient_id }) => ({ hospital_id, patient_id, began_at: ward.now, ended_at: ward.now })))
      .execute();
    const answer = await post("nurse", { patient: "murph" });
    expect([answer.status, answer.body.includes("Too many patients are called so")]).toEqual([400, true]);
    expect((await post("nurse", { patient: "M-7" })).status).toBe(200);
  });

  test("writes down that it was opened and by which fields, and not what was in them", async () => {
    const before = (await ward.audited()).length;
    await post("doctor", { patient: "Byrne", ward: "W1" });
    expect((await ward.audited()).slice(before)).toMatchObject([
      { staff_id: people.doctor?.staffId, action: "open_history", subject: "hospital", reason: "ward patient" },
    ]);
    expect(app.log()).not.toContain("Byrne");
  });
});

describe("who reads the history", () => {
  test("is staff of the hospital, and no screen on the wall", async () => {
    for (const role of roles) expect((await open(role)).status, role).toBe(role === "display" ? 403 : 200);
    expect((await open(null)).status).toBe(401);
    expect((await post("display", { text: "x" })).status).toBe(403);
    expect((await post("display", {}, "/export")).status).toBe(403);
  });

  test("is told the same of another hospital's as of one that is not there, and finds nothing of it", async () => {
    const other = await AlertWard.open(database.db, "summit");
    const stay = await other.fixture.admit("W1-01", { family_name: "Canary", number: "canary" });
    const foreign = await other.fixture.alert({ stay_id: stay, words: "canary", ward_id: "W1" });
    const bytes = ({ status, headers, body }: Answer) => {
      const { "x-request-id": _, date: __, ...rest } = headers;
      return { status, headers: rest, body };
    };
    for (const query of ["", "?ward=W1"])
      expect(bytes(await open("admin", query, "summit"))).toEqual(bytes(await open("admin", query, "nowhere")));
    expect((await open("admin", "", "summit")).status).toBe(404);
    for (const form of [{ text: "canary" }, { patient: "canary" }, { patient: "Can" }])
      expect((await post("admin", form)).body).not.toContain(`id="alert-${foreign}"`);
    expect((await post("admin", {}, "/export")).body).not.toContain("canary");
    const away = await app.ask("POST", "/hospitals/summit/alerts/export", { ...formHeaders, ...cookie("admin") }, "");
    expect(away.status).toBe(404);
  });
});

describe("pages", () => {
  const nothing: AlertSearch = {
    ...{ wardId: null, kind: null, priority: null, state: null, staffId: null },
    ...{ from: null, until: null, patient: null, text: null },
  };
  const everything = { ...nothing, stays: null };
  const insertedAtOnce = 2_000;
  async function many(hospitalId: string, count: number, secondsApart: number): Promise<AlertWard> {
    const big = await AlertWard.open(database.db, hospitalId);
    const template = await big.fixture.alert({ created_at: big.at(1), ward_id: "W2" });
    // In pieces: a statement may take five seconds, and a busy machine is slow.
    for (let from = 1; from <= count; from += insertedAtOnce)
      await database.pool.query(
        `insert into alerts (hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
           created_at, raised_at, escalate_at, ward_id)
         select hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
           created_at - make_interval(secs => (i / $4::int) * $5::float8), raised_at, escalate_at, 'W1'
         from alerts, generate_series($2::int, $3::int) i where hospital_id = $1 and alert_id = $6`,
        // Ten at the same microsecond: an order by time alone would lose some between two pages.
        [hospitalId, from, Math.min(count, from + insertedAtOnce - 1), 10, secondsApart, template],
      );
    return big;
  }

  test("go on from where the one before ended, each alert once, whatever is raised meanwhile", async () => {
    const big = await many("big", 230, 0.000_001);
    const seen: string[] = [];
    let after: SearchCursor | null = null;
    let pages = 0;
    do {
      const page = await readHistory(database.db, "big", everything, after);
      seen.push(...page.alerts.map(({ alertId }) => alertId));
      after = page.next;
      pages += 1;
      await big.fixture.alert({ created_at: big.at(10 + pages) });
    } while (after);
    expect(pages).toBe(5);
    expect(seen).toHaveLength(231);
    expect(new Set(seen).size).toBe(231);
  });

  test("of a search that fits hardly anything look through so many and say so, and the next goes on", async () => {
    await many("huge", lookedMax + 500, 1);
    const old = await database.db
      .updateTable("alerts")
      .set({ ward_id: "W2" })
      .where("hospital_id", "=", "huge")
      .where("alert_id", "=", (eb) =>
        eb
          .selectFrom("alerts")
          .select("alert_id")
          .where("hospital_id", "=", "huge")
          .orderBy("created_at")
          .orderBy("alert_id")
          .limit(1),
      )
      .returning("alert_id")
      .executeTakeFirstOrThrow();
    const search = { ...everything, wardId: "W2" };
    const first = await readHistory(database.db, "huge", search, null);
    expect([first.alerts.length, first.ended]).toEqual([1, "looked"]);
    const second = await readHistory(database.db, "huge", search, first.next);
    expect([second.alerts.map(({ alertId }) => alertId), second.ended, second.next]).toEqual([
      [old.alert_id],
      "all",
      null,
    ]);
    expect(await countHistory(database.db, "huge", search)).toEqual({ count: 1, of: "looked" });
    expect(await countHistory(database.db, "huge", everything)).toEqual({ count: 10_000, of: "over" });
  });

  test("are led to by a link, or by a form where a patient or text is looked for", async () => {
    const { db } = ward;
    const template = ids.byrne ?? "";
    await database.pool.query(
      `insert into alerts (hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
         created_at, raised_at, escalate_at, words, resolved_at)
       select hospital_id, kind, clinical, cause, reason, priority, 'resolved', false, lapses, ladder,
         created_at - make_interval(days => 30, secs => i), raised_at, null, 'stormy', created_at
       from alerts, generate_series(1, 60) i where hospital_id = 'harbour' and alert_id = $1`,
      [template],
    );
    const first = await open("nurse");
    const link = /rel="next" href="([^"]*)"/.exec(first.body)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(link).toMatch(/^\/hospitals\/harbour\/alerts\?after=\d+_\d+$/);
    const second = await app.ask("GET", link, cookie("nurse"));
    expect(listed(first).length + listed(second).length).toBe(64);
    // How many there are in all stands on the first page.
    expect([/class="count"/.test(first.body), /class="count"/.test(second.body)]).toEqual([true, false]);
    const stormy = await post("nurse", { text: "stormy" });
    const hidden = Object.fromEntries(
      [...stormy.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    expect(hidden.text).toBe("stormy");
    expect(listed(await post("nurse", hidden))).toHaveLength(10);
    for (const after of ["x", "1_0", "1_x", "", "'; drop table alerts", `${"9".repeat(18)}_1`])
      expect((await open("nurse", `?after=${encodeURIComponent(after)}`)).status, after).toBe(400);
    expect((await open("nurse", `?after=${"9".repeat(17)}_1`)).status).toBe(200);
    await db.deleteFrom("alerts").where("words", "=", "stormy").execute();
  });
});

/** Reads a file as RFC 4180 has it. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], "", false];
  for (let i = 0; i < csv.length; i++) {
    const sign = csv[i] ?? "";
    if (quoted && sign === '"' && csv[i + 1] === '"') cell += csv[++i];
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === ",") {
      row.push(cell);
      cell = "";
    } else if (!quoted && sign === "\r" && csv[i + 1] === "\n") {
      rows.push([...row, cell]);
      [row, cell] = [[], ""];
      i += 1;
    } else cell += sign;
  }
  return rows;
}

const shared = process.env.WARDLIGHT_SHARED_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const blns = join(shared, "naughty/blns.json");
const naughty: string[] = existsSync(blns)
  ? JSON.parse(readFileSync(blns, "utf8")).map(({ string }: { string: string }) => string)
  : [];
const formulas = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =1",
  "＝1",
  '=HYPERLINK("http://x")',
  '"=1',
];

describe("a cell of a table that is saved", () => {
  test("is what it was, and no formula", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...formulas)), { minLength: 1 }),
        (cells) => {
          const [row = []] = parsed(csvLine(cells));
          expect(row.map((cell, i) => (cell === cells[i] ? cell : cell.replace(/^'/, "")))).toEqual(cells);
          for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
        },
      ),
    );
  });
  test.each([...formulas, ...naughty.filter((text) => /^[\s]*[=+\-@]/.test(text))])("%j does not run", (text) => {
    const [[cell = ""] = []] = parsed(csvLine([text]));
    expect(cell).toMatch(/^['"]/);
  });
});

describe("the table that is saved", () => {
  test("has what was found, a row an alert, times of the hospital's zone, and a mark of its encoding", async () => {
    const answer = await post("nurse", { ward: "W2" }, "/export");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toContain("text/csv; charset=utf-8");
    expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="alerts-\d{4}-\d\d-\d\d\.csv"$/);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.body.startsWith("\uFEFF")).toBe(true);
    const [head = [], ...rows] = parsed(answer.body.slice(1));
    expect(rows).toHaveLength(1);
    const row = Object.fromEntries(head.map((name, i) => [name, rows[0]?.[i]]));
    expect(row).toMatchObject({
      ...{ Alert: ids.haddad, "Family name": "Haddad", "Given name": "Yusuf", "Patient number": "%_", Bed: "W2-01" },
      ...{ Ward: "Ward W2", Outcome: "False alarm", "Seconds to the answer": "70", "Answered by": "Some nurse" },
      ...{ "Closed by": "Some doctor", Notes: "Probe was on the Floor" },
    });
    expect(row.Raised).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    expect(new Date(row.Raised ?? "").getTime()).toBe(Math.floor(ward.at(-1200).getTime() / 1000) * 1000);
  });

  test("comes whole however long it is, and is written down", async () => {
    const big = await AlertWard.open(database.db, "export");
    await big.person("nurse", "Ex Port");
    const { cookie } = await app.signIn("ex.port@export.example");
    const template = await big.fixture.alert({ words: "x" });
    await database.pool.query(
      `insert into alerts (hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
         created_at, raised_at, escalate_at)
       select hospital_id, kind, clinical, cause, reason, priority, state, cause_active, lapses, ladder,
         created_at - make_interval(secs => i), raised_at, escalate_at
       from alerts, generate_series(1, 3210) i where hospital_id = 'export' and alert_id = $1`,
      [template],
    );
    const answer = await app.ask("POST", "/hospitals/export/alerts/export", { ...formHeaders, cookie }, "");
    const [, ...rows] = parsed(answer.body.slice(1));
    expect(rows).toHaveLength(3211);
    expect(new Set(rows.map(([id]) => id)).size).toBe(3211);
    expect((await big.audited()).at(-1)).toMatchObject({ action: "export_history", reason: null });
  });

  test("runs nothing, whatever is written in any field", async () => {
    const strings = [...formulas, ...naughty.filter((text) => text !== "")];
    const hostile = await AlertWard.open(database.db, "hostile");
    await hostile.person("nurse", "Ho Stile");
    const { cookie } = await app.signIn("ho.stile@hostile.example");
    const { db } = database;
    for (const [i, raw] of strings.entries()) {
      const text = raw.replaceAll("\0", "") || "x";
      const staff = await hostile.fixture.person(`P ${i}`);
      await db.updateTable("staff").set({ name: text }).where("staff_id", "=", staff).execute();
      const patient = { hospital_id: "hostile", number: `${text} ${i}`, family_name: text, given_name: text };
      const { patient_id } = await db
        .insertInto("patients")
        .values({ ...patient, born_on: "1950-01-01", sex: "female" })
        .returning("patient_id")
        .executeTakeFirstOrThrow();
      const { stay_id } = await db
        .insertInto("stays")
        .values({ hospital_id: "hostile", patient_id, began_at: hostile.now, ended_at: hostile.now })
        .returning("stay_id")
        .executeTakeFirstOrThrow();
      const alert = await hostile.fixture.alert({
        ...{ stay_id, kind: "called", cause: "fall", title: text, words: text, place: text, state: "resolved" },
        ...{ raised_by: staff, resolved_by: staff, outcome: "attended" },
      });
      await database.pool.query(
        `insert into alert_transitions (hospital_id, alert_id, position, at, event, to_state, staff_id, reason, priority, level, text)
         values ('hostile', $1, 1, now(), 'noted', 'resolved', $2, 'noted', 'high', 0, $3)`,
        [alert, staff, text],
      );
    }
    await db.updateTable("wards").set({ name: "=1+1" }).where("hospital_id", "=", "hostile").execute();
    const answer = await app.ask("POST", "/hospitals/hostile/alerts/export", { ...formHeaders, cookie }, "");
    const [head = [], ...rows] = parsed(answer.body.slice(1));
    expect(rows).toHaveLength(strings.length);
    for (const row of rows) {
      expect(row).toHaveLength(head.length);
      for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
    }
    // And the page is the same whatever they are called.
    const page = await app.ask("GET", "/hospitals/hostile/alerts", { cookie });
    const rowsOf = (html: string) => html.match(/<li id="alert-[\s\S]*?<\/li>/g) ?? [];
    const skeletons = new Set(rowsOf(page.body).map((row) => skeletonOf(row).join(" ")));
    expect(rowsOf(page.body).length).toBeGreaterThan(5);
    expect([...skeletons]).toHaveLength(1);
  });

  test("of a longer time than a file may have is refused in words", async () => {
    const answer = await post("nurse", { until: "nonsense" }, "/export");
    expect([answer.status, answer.body.includes("Write a day and a time")]).toEqual([400, true]);
  });
});
