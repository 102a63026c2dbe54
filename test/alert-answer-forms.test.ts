import { describe, expect, test } from "vitest";
import { type As, alertDesk, hx, partialsOf, raise } from "./support/alert-desk.ts";
import { formHeaders } from "./support/running-app.ts";

const desk = alertDesk();

describe("an answer to an alert", () => {
  test("leads back to the board without scripts: acknowledged, then resolved", async () => {
    const id = await desk.raised();
    const acknowledged = await desk.post("nurse", `/alerts/${id}/acknowledgement`, { ward: "W1" });
    expect([acknowledged.status, acknowledged.headers.location]).toEqual([303, "/hospitals/harbour?ward=W1"]);
    const resolved = await desk.post("doctor", `/alerts/${id}/resolution`, { outcome: "attended" });
    expect([resolved.status, resolved.headers.location]).toEqual([303, "/hospitals/harbour"]);
    expect(await desk.alerts()).toMatchObject([{ state: "resolved", outcome: "attended" }]);
  });

  test("is answered to htmx with the list as it is now and a notice", async () => {
    const id = await desk.raised();
    const acknowledged = partialsOf(await desk.post("nurse", `/alerts/${id}/acknowledgement`, { ward: "W1" }, hx));
    expect(acknowledged.alerts).toContain("Some nurse");
    expect(acknowledged.notice).toContain("Acknowledged: Fall");
    const resolved = partialsOf(
      await desk.post("nurse", `/alerts/${id}/resolution`, { ward: "W1", outcome: "attended" }, hx),
    );
    expect(resolved.alerts).not.toContain(`id="alert-${id}"`);
    expect(resolved.notice).toContain("Resolved: Fall");
  });

  test("that came too late tells who was faster, and shows the list", async () => {
    const id = await desk.raised();
    await desk.post("nurse", `/alerts/${id}/acknowledgement`, {});
    const late = await desk.post("doctor", `/alerts/${id}/acknowledgement`, {}, hx);
    expect(late.status).toBe(409);
    expect(partialsOf(late).notice).toMatch(/Already acknowledged by .*Some nurse/);
    expect(partialsOf(late).alerts).toContain(`id="alert-${id}"`);
    const page = await desk.post("doctor", `/alerts/${id}/acknowledgement`, {});
    expect(page.status).toBe(409);
    expect(page.body).toContain("Some nurse");
  });

  test("of a role that may not is refused, whatever the page showed", async () => {
    const id = await desk.raised();
    for (const role of ["operator", "admin", "display"] as const)
      expect((await desk.post(role, `/alerts/${id}/acknowledgement`, {}, hx)).status, role).toBe(403);
    expect((await desk.post("admin", "/alerts", raise, hx)).status).toBe(403);
    expect(await desk.alerts()).toMatchObject([{ alert_id: id, state: "raised" }]);
  });

  test("of nobody is refused", async () => {
    const id = await desk.raised();
    const body = "ward=W1";
    expect((await desk.app.ask("POST", `/alerts/${id}/acknowledgement`, formHeaders, body)).status).toBe(401);
    expect((await desk.app.ask("POST", "/alerts", formHeaders, "kind=fall&bed=W1-02")).status).toBe(401);
    expect(await desk.alerts()).toMatchObject([{ alert_id: id, state: "raised" }]);
  });

  test("to an alert that is not there is the same answer for every id", async () => {
    const answers = ["999999", "0", "x", "1%2F2", "9".repeat(40)].map((id) =>
      desk.post("nurse", `/alerts/${id}/acknowledgement`, {}, hx),
    );
    for (const { status } of await Promise.all(answers)) expect(status).toBe(404);
  });
});

/** Every form about an alert that is there, as far as it needs no more than a nurse who answered it. */
const forms = [
  ["owner", { minutes: "5" }, "You have it: Fall", "taken_on"],
  ["owner", {}, "You have it: Fall", "taken_on"],
  ["owner", { minutes: "" }, "You have it: Fall", "taken_on"],
  ["notes", { text: "no injury" }, "Noted: Fall", "noted"],
  ["undo", {}, "Taken back: Fall", "undone"],
  ["resolution", { outcome: "treated" }, "Resolved: Fall", "resolved"],
] as const;

describe("what else is done about an alert", () => {
  test.each(forms)(
    "by %s %j leads back to where it came from without scripts, and says so with them",
    async (form, given, said, event) => {
      const path = async () => `/alerts/${await desk.acknowledged()}/${form}`;
      const plain = await desk.post("nurse", await path(), { ...given, ward: "W1" });
      expect([plain.status, plain.headers.location]).toEqual([303, "/hospitals/harbour?ward=W1"]);
      await desk.clear();
      const onItsPage = await path();
      const back = await desk.post("nurse", onItsPage, { ...given, screen: "alert" });
      expect([back.status, back.headers.location]).toEqual([303, onItsPage.slice(0, onItsPage.lastIndexOf("/"))]);
      await desk.clear();
      const answer = await desk.post("nurse", await path(), { ...given, ward: "W1" }, hx);
      expect(answer.status).toBe(200);
      expect(answer.headers["wardlight-cursor"]).toMatch(/^[^.]+\.\d+$/);
      const { alerts, notice } = partialsOf(answer);
      expect(notice).toContain(said);
      expect(alerts).toContain('id="alerts"');
      for (const { alert_id } of await desk.alerts())
        expect((await desk.ward.history(alert_id)).at(-1)).toMatchObject({ event, staff_id: desk.staffIds.nurse });
    },
  );

  test("on the way: the list says who, and the alert until when", async () => {
    const id = await desk.raised();
    const { alerts } = partialsOf(await desk.post("nurse", `/alerts/${id}/owner`, { minutes: "5", ward: "W1" }, hx));
    expect(alerts).toContain("Some nurse");
    const [alert] = await desk.alerts();
    expect(alert).toMatchObject({ owner_is: "on_the_way", acknowledged_on: "board:W1" });
    expect(alert?.lapse_at).toEqual(alert?.owner_until);
  });

  test("handing over to a colleague: the list says who was asked", async () => {
    const id = await desk.acknowledged();
    const to = desk.staffIds.doctor ?? "";
    const answer = partialsOf(await desk.post("nurse", `/alerts/${id}/hand-over`, { to }, hx));
    expect(answer.notice).toContain("Asked to take over: Fall");
    expect(answer.alerts).toContain("Some doctor");
    expect(await desk.alerts()).toMatchObject([{ owner_is: "asked", owner_id: to }]);
    const taken = await desk.post("doctor", `/alerts/${id}/owner`, {});
    expect([taken.status, taken.headers.location]).toEqual([303, "/hospitals/harbour"]);
    expect(await desk.alerts()).toMatchObject([{ owner_is: "has_it", acknowledged_by: to }]);
  });

  test("calling the next by hand: at once, with the reason", async () => {
    const id = await desk.raised();
    const answer = await desk.post("operator", `/alerts/${id}/escalation`, { reason: " needs two  people " }, hx);
    expect(partialsOf(answer).notice).toContain("Called the next: Fall");
    expect(await desk.alerts()).toMatchObject([{ level: 1, escalations: 1 }]);
    expect((await desk.ward.history(id)).at(-1)).toMatchObject({ event: "escalated", text: "needs two  people" });
  });

  test("markup in a note is the text that somebody wrote", async () => {
    const id = await desk.raised();
    const text = `<img src=x onerror=alert(1)> "quoted" & 'more'`;
    const answer = await desk.post("nurse", `/alerts/${id}/notes`, { text }, hx);
    expect(answer.body).not.toContain("<img");
    expect((await desk.ward.history(id)).at(-1)).toMatchObject({ text });
  });
});

describe("an answer that can be taken back", () => {
  test("comes with the form that does it, for the alert and the ward looked at", async () => {
    const id = await desk.raised();
    for (const [path, form] of [
      ["acknowledgement", {}],
      ["resolution", { outcome: "attended" }],
    ] as const) {
      const { notice = "" } = partialsOf(
        await desk.post("nurse", `/alerts/${id}/${path}`, { ...form, ward: "W1" }, hx),
      );
      expect(notice).toContain(`action="/alerts/${id}/undo"`);
      expect(notice).toContain('name="ward" value="W1"');
    }
    const undone = partialsOf(await desk.post("nurse", `/alerts/${id}/undo`, { ward: "W1" }, hx));
    expect(undone.notice).toContain("Taken back: Fall");
    expect(undone.notice).not.toContain("/undo");
    expect(undone.alerts).toContain(`id="alert-${id}"`);
    expect(await desk.alerts()).toMatchObject([{ state: "acknowledged", outcome: null }]);
  });

  test("no other answer does", async () => {
    const id = await desk.acknowledged();
    for (const [path, form] of [
      ["owner", { minutes: "5" }],
      ["notes", { text: "x" }],
    ] as const)
      expect((await desk.post("nurse", `/alerts/${id}/${path}`, form, hx)).body).not.toContain("/undo");
  });

  test("is not taken back by somebody else, who is told so with the list", async () => {
    const id = await desk.acknowledged();
    const refused = await desk.post("doctor", `/alerts/${id}/undo`, {}, hx);
    expect(refused.status).toBe(409);
    expect(partialsOf(refused).notice).toContain("Only who answered can");
    expect(partialsOf(refused).alerts).toContain(`id="alert-${id}"`);
    expect(await desk.alerts()).toMatchObject([{ state: "acknowledged" }]);
  });
});

describe("a form about an alert that cannot be taken", () => {
  test.each<[string, string, Record<string, string>, string]>([
    ["on the way in no time", "owner", { minutes: "0" }, "from 1 to 999"],
    ["on the way for ever", "owner", { minutes: "1000" }, "from 1 to 999"],
    ["on the way backwards", "owner", { minutes: "-5" }, "from 1 to 999"],
    ["on the way by a word", "owner", { minutes: "soon" }, "from 1 to 999"],
    ["handed over to nobody", "hand-over", {}, "Choose a colleague"],
    ["handed over to a word", "hand-over", { to: "doctor" }, "Choose a colleague"],
    ["handed over to somebody who is not here", "hand-over", { to: "987654321" }, "Choose a colleague"],
    ["noted without a word", "notes", { text: "  " }, "Write a note on one line"],
    ["noted with nothing", "notes", {}, "Write a note on one line"],
    ["noted with a story", "notes", { text: "x".repeat(201) }, "at most 200 characters"],
    ["noted with a line break", "notes", { text: "a\nb" }, "Write a note on one line"],
    ["noted with a NUL", "notes", { text: "a\0b" }, "Write a note on one line"],
    ["called for more without a reason", "escalation", { reason: "" }, "Say why"],
    ["called for more with an escape", "escalation", { reason: "a\u001b[31mb" }, "Say why"],
    ["closed without an outcome", "resolution", {}, "Choose how it ended."],
    ["closed by the rule's own word", "resolution", { outcome: "cause_ended" }, "Choose how it ended."],
    ["closed by a word of its own", "resolution", { outcome: "x" }, "Choose how it ended."],
    ["closed because the patient left", "resolution", { outcome: "patient_left" }, "Choose how it ended."],
  ])("%s is refused with what is wrong, and changes nothing", async (_, path, form, fault) => {
    const id = await desk.acknowledged();
    const before = await desk.ward.everythingWritten();
    const page = await desk.post("nurse", `/alerts/${id}/${path}`, form);
    expect(page.status).toBe(400);
    expect(page.body).toContain(fault);
    const notice = await desk.post("nurse", `/alerts/${id}/${path}`, form, hx);
    expect(notice.status).toBe(400);
    expect(partialsOf(notice).notice).toContain(fault);
    expect(await desk.ward.everythingWritten()).toBe(before);
  });

  test.each(["acknowledgement", "owner", "hand-over", "notes", "escalation", "resolution", "undo"])(
    "with a field that no form of ours has, or for a ward or a page that cannot be: %s",
    async (path) => {
      const id = await desk.acknowledged();
      const right = { to: desk.staffIds.doctor ?? "", text: "x", reason: "x", outcome: "attended" };
      const fieldOf: Record<string, (keyof typeof right)[]> = {
        "hand-over": ["to"],
        notes: ["text"],
        escalation: ["reason"],
        resolution: ["outcome"],
      };
      const form = Object.fromEntries((fieldOf[path] ?? []).map((field) => [field, right[field]]));
      const before = await desk.ward.everythingWritten();
      const ask = (more: Record<string, string>) =>
        desk.post("nurse", `/alerts/${id}/${path}`, { ...form, ...more }, hx);
      for (const field of ["hospital_id", "staff_id", "state", "__proto__", "constructor"])
        expect((await ask({ [field]: "x" })).status, field).toBe(400);
      expect((await ask({ screen: "elsewhere" })).status).toBe(400);
      expect((await ask({ ward: "../x" })).status).toBe(404);
      expect(await desk.ward.everythingWritten()).toBe(before);
    },
  );

  test.each(["acknowledgement", "owner", "hand-over", "notes", "escalation", "resolution", "undo"])(
    "of nobody, or of a role that may do nothing: %s",
    async (path) => {
      const id = await desk.acknowledged();
      const form = { to: "1", text: "x", reason: "x", outcome: "attended" };
      const field = { "hand-over": "to", notes: "text", escalation: "reason", resolution: "outcome" }[path];
      const given =
        field === undefined ? {} : { [field]: path === "hand-over" ? desk.staffIds.doctor : form[field as "to"] };
      const body = new URLSearchParams(given as Record<string, string>).toString();
      const before = await desk.ward.everythingWritten();
      expect((await desk.app.ask("POST", `/alerts/${id}/${path}`, formHeaders, body)).status).toBe(401);
      for (const as of ["admin", "display"] satisfies As[])
        expect(
          (await desk.app.ask("POST", `/alerts/${id}/${path}`, { ...formHeaders, ...desk.cookies[as] }, body)).status,
          as,
        ).toBe(403);
      expect(await desk.ward.everythingWritten()).toBe(before);
    },
  );
});
