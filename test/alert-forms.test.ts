import { describe, expect, test } from "vitest";
import { type As, alertDesk, hx, partialsOf, raise } from "./support/alert-desk.ts";

const desk = alertDesk();

describe("a call from the form", () => {
  test("leads back to the board that was looked at, which shows it", async () => {
    const answer = await desk.post("operator", "/alerts", {
      ...raise,
      words: "by the window",
      place: "",
      priority: "",
    });
    expect([answer.status, answer.headers.location]).toEqual([303, "/hospitals/harbour?ward=W1"]);
    const board = await desk.app.ask("GET", answer.headers.location ?? "", desk.cookies.nurse);
    expect(board.body).toContain("by the window");
    expect(await desk.alerts()).toMatchObject([{ cause: "fall", priority: "medium", bed_id: "W1-02", ward_id: "W1" }]);
  });

  test("takes the priority that was chosen, and a place that is no bed", async () => {
    const form = { kind: "equipment", priority: "high", bed: "", place: " corridor by the lift " };
    expect((await desk.post("nurse", "/alerts", form)).headers.location).toBe("/hospitals/harbour");
    expect(await desk.alerts()).toMatchObject([{ priority: "high", bed_id: null, place: "corridor by the lift" }]);
  });

  test("is answered to htmx with the list and a notice, and how new the list is", async () => {
    const answer = await desk.post("nurse", "/alerts", raise, hx);
    expect(answer.status).toBe(200);
    const { alerts, notice } = partialsOf(answer);
    expect(alerts).toContain("W1-02");
    expect(notice).toContain("Raised: Fall · W1-02");
    expect(answer.headers["wardlight-cursor"]).toMatch(/^[^.]+\.\d+$/);
  });

  test("shows the list of the ward that is looked at, and no other's", async () => {
    await desk.raised({ kind: "fire", bed: "W2-01" });
    const [one, two] = [
      await desk.post("nurse", "/alerts", raise, hx),
      await desk.post("nurse", "/alerts", { ...raise, ward: "W2" }, hx),
    ];
    expect(partialsOf(one).alerts).not.toContain("W2-01");
    expect(partialsOf(two).alerts).toContain("W2-01");
    expect(partialsOf(two).alerts).not.toContain("W1-02");
  });

  test("shows markup as the text that somebody wrote", async () => {
    const words = `<img src=x onerror=alert(1)> "quoted" & 'more'`;
    const answer = await desk.post("nurse", "/alerts", { ...raise, words }, hx);
    expect(answer.body).not.toContain("<img");
    expect(answer.body).toContain("&lt;img src=x");
    expect(await desk.alerts()).toMatchObject([{ words }]);
  });
});

describe("a call for what somebody has called for", () => {
  test("is the same alert, and whoever calls is told so", async () => {
    const id = await desk.raised();
    const again = await desk.post("nurse", "/alerts", { ...raise, words: "still here" }, hx);
    expect(partialsOf(again).notice).toContain("Had been called for; your call was added: Fall");
    expect(await desk.alerts()).toMatchObject([{ alert_id: id, repeats: 1 }]);
    expect((await desk.ward.history(id)).at(-1)).toMatchObject({ event: "repeated", text: "still here" });
  });
});

describe("a form that cannot be taken", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["without a kind", { bed: "W1-02" }, "kind", "Choose what happened."],
    ["of no kind", { ...raise, kind: "" }, "kind", "Choose what happened."],
    ["of a kind that does not exist", { ...raise, kind: "constructor" }, "kind", "Choose what happened."],
    ["of a rule's kind", { ...raise, kind: "device_lost" }, "kind", "Choose what happened."],
    ["with a priority that does not exist", { ...raise, priority: "urgent" }, "priority", "Choose a priority"],
    ["without a bed and a place", { kind: "fall", bed: "", place: "   " }, "bed", "Say where"],
    ["for a bed that is not there", { ...raise, bed: "W9-99" }, "bed", "Choose a bed"],
    ["with more words than are read on the way", { ...raise, words: "x".repeat(201) }, "words", "at most 200 char"],
    ["with a place that is a story", { ...raise, place: "x".repeat(81) }, "place", "at most 80 characters"],
    ["with a NUL", { ...raise, words: "a\0b" }, "words", "at most 200 characters"],
    ["with a line break in its words", { ...raise, words: "a\nb" }, "words", "at most 200 characters"],
  ])("%s is shown again with what is wrong, where it is wrong", async (_name, form, field, fault) => {
    const page = await desk.post("nurse", "/alerts", { ...form, place: form.place ?? "by the sink" });
    expect(page.status).toBe(400);
    expect(page.body).toContain('id="raise-form"');
    expect(page.body).toMatch(new RegExp(`<strong id="raise-${field}-fault" class="fault">[^<]*${fault}`));
    expect(page.body).toMatch(new RegExp(`<(input|select) id="raise-${field}"[^>]* aria-invalid="true" autofocus=""`));
    if (!form.place) expect(page.body).toContain("by the sink");
    const marked = await desk.post("nurse", "/alerts", { ...form, place: form.place ?? "by the sink" }, hx);
    expect(marked.status).toBe(400);
    const faults = partialsOf(marked);
    expect(faults[`raise-${field}-fault`]).toContain(fault);
    expect(Object.values(faults).filter((text) => text !== "")).toHaveLength(1);
    expect(await desk.alerts()).toEqual([]);
  });

  test("with a field that no form of ours has is refused: nobody sets a state, a hospital or a person by it", async () => {
    const id = await desk.raised();
    for (const field of ["hospital_id", "raised_by", "state", "__proto__", "constructor"]) {
      expect((await desk.post("nurse", "/alerts", { ...raise, [field]: "x" })).status, field).toBe(400);
      expect((await desk.post("nurse", `/alerts/${id}/acknowledgement`, { [field]: "x" }, hx)).status, field).toBe(400);
    }
    expect(await desk.alerts()).toMatchObject([{ alert_id: id, state: "raised" }]);
  });

  test("for a ward that cannot be one is not answered", async () => {
    expect((await desk.post("nurse", "/alerts", { ...raise, ward: "../x" }, hx)).status).toBe(404);
    expect(await desk.alerts()).toEqual([]);
  });
});

describe("the form as a page of its own", () => {
  const open = (as: As | null, query = "") => desk.app.ask("GET", `/alerts/new${query}`, as ? desk.cookies[as] : {});

  test("has nothing chosen of what happened: a button pressed too soon calls for nothing", async () => {
    const { body } = await open("nurse");
    expect(body).toMatch(/<select id="raise-kind"[^>]* required=""><option value="">Choose what happened<\/option>/);
    expect(body).not.toMatch(/<option value="[a-z_]+" selected/);
  });

  test("offers the beds of the hospital, or of the ward, with one chosen by the link", async () => {
    const all = await open("operator");
    expect(all.status).toBe(200);
    expect(all.body).toContain('value="W2-01"');
    const one = await open("operator", "?ward=W1&bed=W1-03");
    expect(one.body).not.toContain('value="W2-01"');
    expect(one.body).toMatch(/<option value="W1-03" selected/);
    expect(one.body).toContain('href="/hospitals/harbour?ward=W1"');
  });

  test("offers what the hospital has in its list, in its words", async () => {
    const { db } = desk.database;
    const of = { hospital_id: "harbour", priority: "high", clinical: true, text: null } as const;
    await db
      .insertInto("called_kinds")
      .values([
        { ...of, kind_id: "haemorrhage", name: "Major haemorrhage", place: 1 },
        { ...of, kind_id: "fire", name: "Fire", place: 2, active: false },
      ])
      .execute();
    const { body } = await open("nurse");
    expect(body).toContain("Major haemorrhage");
    expect(body).toContain('value="haemorrhage"');
    for (const other of ["fire", "fall"]) {
      expect(body).not.toContain(`value="${other}"`);
      const refused = await desk.post("nurse", "/alerts", { ...raise, kind: other });
      expect([refused.status, refused.body.includes("Choose what happened.")]).toEqual([400, true]);
    }
    await db.deleteFrom("called_kinds").execute();
    expect(await desk.alerts()).toEqual([]);
  });

  test("is for those who may raise an alert", async () => {
    expect((await open("admin")).status).toBe(403);
    expect((await open("display")).status).toBe(403);
    expect((await open(null)).status).toBe(401);
  });
});
