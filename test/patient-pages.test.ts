import { describe, expect, test } from "vitest";
import { here, hospitalDesk, readOut } from "./support/hospital-desk.ts";

const desk = hospitalDesk();

const someone = { who: "new", familyName: "Ó Súilleabháin", givenName: "Aoife", bornOn: "1955-03-14", sex: "female" };
let counted = 0;

/** Admits somebody by the form; answers the stay's path. */
async function admit(bed: string, given: Record<string, string> = {}): Promise<string> {
  counted += 1;
  const form = { ...someone, bed, number: `page-${counted}`, ...given };
  const done = await desk.post("nurse", `${here}/admission`, form);
  if (done.status !== 303) throw new Error(`${done.status} ${readOut(done)}`);
  return done.headers.location ?? "";
}
const leave = async (stay: string, bed: string) =>
  expect((await desk.post("nurse", `${stay}/discharge`, { bed, ending: "home" })).status).toBe(303);
const search = (text: string, as: Parameters<typeof desk.post>[0] = "nurse") =>
  desk.post(as, `${here}/patients`, { text });

describe("admitting", () => {
  test("a new patient leads to their page, with name, day of birth, number and bed", async () => {
    const stay = await admit("W1-01", { number: "4711" });
    const page = await desk.get("doctor", stay);
    for (const text of ["Aoife Ó Súilleabháin", "born 14-Mar-1955", "No. 4711", "W1-01"])
      expect(readOut(page)).toContain(text);
    await leave(stay, "W1-01");
  });

  test("a known one asks back who it is, and admits nobody before", async () => {
    await leave(await admit("W1-01", { number: "known-1", familyName: "Known" }), "W1-01");
    const asked = await desk.post("nurse", `${here}/admission`, { who: "known", bed: "W1-02", number: "known-1" });
    expect(asked.status).toBe(200);
    expect(readOut(asked)).toMatch(/Is it this person\? Aoife Known born 14-Mar-1955 · No\. known-1/);
    const patient = /name="patient" value="(\d+)"/.exec(asked.body)?.[1] ?? "";
    const form = { who: "known", bed: "W1-02", number: "known-1" };
    // Somebody else's record is none that was looked at.
    expect((await desk.post("nurse", `${here}/admission`, { ...form, patient: "999999" })).status).toBe(200);
    const done = await desk.post("nurse", `${here}/admission`, { ...form, patient });
    expect(done.status).toBe(303);
    await leave(done.headers.location ?? "", "W1-02");
  });

  test.each([
    [{ bed: "" }, 400, "Choose a free bed"],
    [{ bed: "W7-01" }, 400, "Choose a free bed"],
    [{ number: " " }, 400, "Type the hospital's number"],
    [{ number: "x".repeat(65) }, 400, "at most 64 characters"],
    [{ familyName: "" }, 400, "Type the name on one line"],
    [{ familyName: "a\u0000b" }, 400, "Type the name on one line"],
    [{ givenName: "a\nb" }, 400, "Type the name on one line"],
    [{ bornOn: "1955-02-30" }, 400, "Type the day of birth"],
    [{ bornOn: "2999-01-01" }, 400, "Type the day of birth"],
    [{ bornOn: "1899-12-31" }, 400, "Type the day of birth"],
    [{ bornOn: "14.3.1955" }, 400, "Type the day of birth"],
    [{ sex: "" }, 400, "Choose one of the list"],
    [{ sex: "__proto__" }, 400, "Choose one of the list"],
  ] as const)("says what is wrong beside its field, and what was typed stays: %j", async (given, status, fault) => {
    const form = { ...someone, bed: "W1-03", number: "kept-as-typed", ...given };
    const answer = await desk.post("nurse", `${here}/admission`, form);
    expect(answer.status).toBe(status);
    expect(readOut(answer)).toContain(fault);
    if (!("number" in given)) expect(answer.body).toContain('value="kept-as-typed"');
  });

  test("into a bed that somebody took meanwhile names the field, and keeps what was typed", async () => {
    const stay = await admit("W1-01", { number: "first" });
    const second = await desk.post("nurse", `${here}/admission`, { ...someone, bed: "W1-01", number: "second" });
    expect(second.status).toBe(409);
    expect(second.body).toMatch(/id="new-bed-fault"[^>]*>Somebody lies in W1-01 by now\. Choose another bed\./);
    expect(second.body).toContain('value="second"');
    const taken = await desk.post("nurse", `${here}/admission`, { ...someone, bed: "W1-02", number: "first" });
    expect(taken.status).toBe(409);
    expect(taken.body).toMatch(/id="new-number-fault"[^>]*>Somebody here has this number/);
    const known = await desk.post("nurse", `${here}/admission`, { who: "known", bed: "W1-02", number: "nobody" });
    expect([known.status, readOut(known)]).toEqual([404, expect.stringContaining("Nobody here has this number.")]);
    await leave(stay, "W1-01");
  });

  test("is an operator's, nurse's or doctor's, and another hospital's pages are not there", async () => {
    for (const [as, status] of [
      ["operator", 200],
      ["doctor", 200],
      ["admin", 403],
      ["display", 403],
      [null, 401],
    ] as const)
      expect((await desk.get(as, `${here}/admission`)).status, String(as)).toBe(status);
    for (const path of ["admission", "patients"]) {
      expect((await desk.get("nurse", `/hospitals/summit/${path}`)).status).toBe(404);
      expect((await desk.post("nurse", `/hospitals/summit/${path}`, { text: "x" })).status).toBe(404);
    }
  });
});

describe("finding somebody", () => {
  test.each([
    ["the beginning of the family name, without accents", "suille"],
    ["the family name as it is written", "Ó Súilleabháin"],
    ["a name in capitals", "SUILLEABHAIN"],
    ["given name and family name, in any order", "aoife o suil"],
    ["the number", "find-me-1"],
    ["the bed, however it is typed", "w1-04"],
  ])("by %s", async (_, text) => {
    const stay = await admit("W1-04", { number: "find-me-1" });
    const found = await search(text);
    expect(found.status).toBe(200);
    expect(found.body).toContain(`href="${stay}"`);
    expect(readOut(found)).toMatch(/Ó Súilleabháin , Aoife born 14-Mar-1955 · No\. find-me-1 · Female W1-04 Ward W1/);
    await leave(stay, "W1-04");
    await desk.db
      .updateTable("patients")
      .set({ number: `gone-${stay}` })
      .where("number", "=", "find-me-1")
      .execute();
  });

  test.each(["%", "_", "\\", "' or 1=1 --", "%%%", "'", "-", "’’", "x".repeat(80), "(", "*", "\u202e"])(
    "by what is no name finds nobody: %j",
    async (text) => {
      const found = await search(text);
      expect([found.status, readOut(found)]).toEqual([200, expect.stringContaining("Nobody is called so")]);
    },
  );

  test("also who left in the last days, and when", async () => {
    const stay = await admit("W1-04", { familyName: "Weggegangen" });
    await leave(stay, "W1-04");
    expect(readOut(await search("weggeg"))).toMatch(/Weggegangen , Aoife .* left \d+ \w+, \d\d:\d\d W1-04/);
    const page = await desk.get("nurse", stay);
    expect([page.status, readOut(page)]).toEqual([200, expect.stringContaining("This patient has left")]);
    const { stay_id } = await desk.db
      .updateTable("stays")
      .set({ ended_at: new Date(Date.now() - 8 * 86_400_000) })
      .where("stay_id", "=", stay.replace("/stays/", ""))
      .returning("stay_id")
      .executeTakeFirstOrThrow();
    expect((await search("weggeg")).body).not.toContain(`/stays/${stay_id}`);
  });

  test("is posted: the name stands in no address, log or audit row, and who looked is written down", async () => {
    const text = "Canarywort";
    await search(text);
    expect((await desk.get("nurse", `${here}/patients?text=${text}`)).body).not.toContain(text);
    expect(desk.app.log().replaceAll(/"url":"[^"]*"/g, "")).not.toContain(text);
    expect(JSON.stringify(await desk.ward.audited())).not.toContain(text);
    expect((await desk.audited("find_patients")).at(-1)).toMatchObject({
      ...{ staff_id: desk.people.nurse.staffId, subject: "hospital", reason: "search" },
    });
  });

  test("is for staff, and finds nobody of another hospital", async () => {
    await desk.summit.fixture.admit("W1-01", { family_name: "Canarywort", number: "canary-1" });
    for (const text of ["canaryw", "canary-1", "W1-01"])
      expect((await search(text)).body.replaceAll(`value="${text}"`, "")).not.toMatch(/canary/i);
    for (const [as, status] of [
      ["admin", 200],
      ["operator", 200],
      ["display", 403],
      [null, 401],
    ] as const)
      expect((await search("x", as)).status).toBe(status);
  });
});

describe("a patient's pages", () => {
  test("lead to another bed, to a discharge that asks back, and to a merge, by role", async () => {
    const stay = await admit("W1-01");
    for (const path of ["bed", "discharge", "merge"])
      expect((await desk.get("nurse", `${stay}/${path}`)).status).toBe(200);
    expect((await desk.get("operator", stay)).body).not.toContain(`${stay}/merge`);
    expect((await desk.get("operator", `${stay}/merge`)).status).toBe(403);
    expect((await desk.get("admin", `${stay}/bed`)).status).toBe(403);
    expect((await desk.get("admin", stay)).body).not.toContain(`${stay}/discharge`);
    expect(readOut(await desk.get("nurse", `${stay}/discharge`))).toContain("Does this patient leave the hospital?");
    await leave(stay, "W1-01");
    for (const path of ["bed", "discharge", "merge"])
      expect((await desk.get("nurse", `${stay}/${path}`)).headers.location).toBe(stay);
  });

  test("move, and change beds with somebody", async () => {
    const [one, other] = [await admit("W1-01"), await admit("W1-02")];
    const moved = await desk.post("operator", `${one}/bed`, { bed: "W1-01", to: "W2-01" });
    expect([moved.status, moved.headers.location]).toEqual([303, one]);
    const otherId = other.replace("/stays/", "");
    const swapped = await desk.post("nurse", `${one}/swap`, { bed: "W2-01", with: `${otherId}@W1-02` });
    expect(swapped.status).toBe(303);
    expect(readOut(await desk.get("nurse", one))).toContain("W1-02");
    const taken = await desk.post("nurse", `${one}/bed`, { bed: "W1-02", to: "W2-01" });
    expect([taken.status, readOut(taken)]).toEqual([409, expect.stringContaining("Somebody lies in W2-01 by now.")]);
    for (const choice of ["", "x", `${otherId}`, `${otherId}@`, "1@W1-01@W1-02"])
      expect((await desk.post("nurse", `${one}/swap`, { bed: "W1-02", with: choice })).status).toBeGreaterThanOrEqual(
        400,
      );
    await leave(one, "W1-02");
    await leave(other, "W2-01");
  });

  test("merge two records after both were looked at side by side", async () => {
    await leave(await admit("W1-01", { number: "old-record", familyName: "Former" }), "W1-01");
    const stay = await admit("W1-02", { number: "new-record", familyName: "Latter" });
    const looked = await desk.post("nurse", `${stay}/merge`, { number: "old-record" });
    expect(looked.status).toBe(200);
    expect(readOut(looked)).toMatch(/Aoife Latter .*lies in W1-02.*Aoife Former .*not here/);
    const keep = [...looked.body.matchAll(/name="keep" value="(\d+)"/g)].map(([, id]) => id ?? "");
    for (const [form, text] of [
      [{ number: "nobody" }, "Nobody here has this number."],
      [{ number: "new-record" }, "This is the number of this very record."],
      [{ number: "old-record", sure: "yes" }, "Choose which record is kept."],
      [{ number: "old-record", sure: "yes", keep: "999999" }, "Choose which record is kept."],
    ] as const) {
      const refused = await desk.post("nurse", `${stay}/merge`, form);
      expect([refused.status, readOut(refused)]).toEqual([400, expect.stringContaining(text)]);
    }
    const done = await desk.post("nurse", `${stay}/merge`, { number: "old-record", sure: "yes", keep: keep[0] ?? "" });
    expect([done.status, done.headers.location]).toEqual([303, stay]);
    expect(readOut(await desk.get("nurse", stay))).toContain("No. new-record (also old-record)");
    expect(readOut(await search("old-record"))).toContain("Latter");
    await leave(stay, "W1-02");
  });

  test("show what must be known, and let it be said by role", async () => {
    const stay = await admit("W1-01");
    const said = await desk.post("doctor", `${stay}/resuscitation?bed=W1-01`, {
      value: "limited",
      words: "No intubation",
    });
    expect([said.status, said.headers.location]).toEqual([303, `${stay}#marks`]);
    await desk.post("nurse", `${stay}/isolation?bed=W1-01`, { contact: "yes", droplet: "yes", words: "Influenza" });
    await desk.post("nurse", `${stay}/allergies?bed=W1-01`, { value: "known", words: "Penicillin: rash" });
    await desk.post("doctor", `${stay}/spo2-scale?bed=W1-01`, { scale: "2", reason: "COPD" });
    const page = readOut(await desk.get("nurse", stay));
    for (const text of [
      "Treatment is limited",
      "No intubation",
      "Contact, Droplet",
      "Penicillin: rash",
      "Scale 2, by order",
    ])
      expect(page).toContain(text);
    expect(page).toContain("said by Some doctor");
    const board = await desk.get("nurse", here);
    expect(readOut(board)).toMatch(/Limited Contact, Droplet/);
    const wall = await desk.get("display", here);
    expect(wall.body).toContain("Contact, Droplet");
    expect(wall.body).not.toMatch(/Limited|intubation|Penicillin|14-Mar/);
    for (const [as, path, form] of [
      ["nurse", "resuscitation", { value: "full" }],
      ["nurse", "spo2-scale", { scale: "1", reason: "x" }],
      ["operator", "isolation", {}],
      ["admin", "allergies", { value: "" }],
      ["display", "isolation", {}],
    ] as const)
      expect((await desk.post(as, `${stay}/${path}`, form)).status, `${as} ${path}`).toBe(403);
    await leave(stay, "W1-01");
  });

  test.each([
    ["resuscitation", { value: "limited" }, "Say which limits"],
    ["resuscitation", { value: "maybe" }, "Choose one of the list"],
    ["resuscitation", { value: "dnacpr", words: "a\nb" }, "Write on one line"],
    ["isolation", { contact: "no" }, "Tick what"],
    ["allergies", { value: "known" }, "Say which allergies"],
    ["allergies", { value: "known", words: "x".repeat(201) }, "at most 200"],
    ["spo2-scale", { scale: "3", reason: "x" }, "Choose scale 1 or 2"],
    ["spo2-scale", { scale: "2", reason: " " }, "Say why"],
  ] as const)("say what is wrong with what was said of %s: %j", async (path, form, fault) => {
    const stay = await admit("W1-01");
    const answer = await desk.post("doctor", `${stay}/${path}?bed=W1-01`, form);
    expect([answer.status, readOut(answer)]).toEqual([400, expect.stringContaining(fault)]);
    await leave(stay, "W1-01");
  });
});

describe("what an old page posts", () => {
  const forms: [string, Record<string, string>][] = [
    ["nurse", { mine: "yes" }],
    ["absence", { reason: "theatre", minutes: "30" }],
    ["absence/end", {}],
    ["silences", { cause: "", priority: "medium", minutes: "10", reason: "x" }],
    ["silences/1/end", {}],
    ["limits", { sign: "heartRate", low: "50", high: "100", reason: "x" }],
    ["limits/heartRate/end", {}],
    ["isolation", { contact: "yes" }],
    ["allergies", { value: "none_known" }],
    ["bed", { bed: "W1-01", to: "W1-04" }],
    ["swap", { bed: "W1-01", with: "1@W1-04" }],
    ["discharge", { bed: "W1-01", ending: "home" }],
    ["merge", { number: "1" }],
    ["observations", { key: "k".repeat(20), secondsAgo: "0", heartRate: "70" }],
  ];

  test("about somebody who has left changes nothing, and says when they left", async () => {
    const stay = await admit("W1-01");
    await leave(stay, "W1-01");
    for (const [path, form] of forms) {
      const answer = await desk.post("nurse", `${stay}/${path}?bed=W1-01`, form);
      expect([answer.status, readOut(answer)], path).toEqual([
        409,
        expect.stringMatching(/The patient of this page has left, at \d\d:\d\d/),
      ]);
    }
  });

  test("about somebody who lies in another bed by now changes nothing, and says where", async () => {
    const stay = await admit("W1-01");
    await desk.post("nurse", `${stay}/bed`, { bed: "W1-01", to: "W1-03" });
    const before = await desk.ward.everythingWritten();
    for (const [path, form] of forms.filter(([path]) => !/merge|observations/.test(path))) {
      const answer = await desk.post("nurse", `${stay}/${path}?bed=W1-01`, form);
      expect([answer.status, readOut(answer)], path).toEqual([409, expect.stringContaining("lies in W1-03 by now")]);
    }
    expect(await desk.ward.everythingWritten()).toBe(before);
    await leave(stay, "W1-03");
  });

  test("to call for help asks whom it is meant for, and called again it goes to the bed", async () => {
    const stay = await admit("W1-01");
    const form = { kind: "fall", bed: "W1-01", stay: stay.replace("/stays/", "") };
    expect((await desk.get("nurse", `/alerts/new?bed=W1-01&stay=${form.stay}`)).body).toContain('name="stay"');
    await desk.post("nurse", `${stay}/bed`, { bed: "W1-01", to: "W1-03" });
    const asked = await desk.post("nurse", "/alerts", form);
    expect([asked.status, readOut(asked)]).toEqual([
      409,
      expect.stringContaining(
        "lies in W1-03 by now. Nothing was changed. Send again to call to whoever lies in W1-01 now.",
      ),
    ]);
    expect(asked.body).not.toContain('name="stay"');
    const { stay: _, ...again } = form;
    expect((await desk.post("nurse", "/alerts", again)).status).toBe(303);
    await leave(stay, "W1-03");
    const gone = await desk.post("nurse", "/alerts", form);
    expect([gone.status, readOut(gone)]).toEqual([409, expect.stringContaining("has left")]);
  });

  test("about another hospital's patient answers as about none", async () => {
    const theirs = await desk.summit.fixture.admit("W1-02", { number: "theirs" });
    for (const [path, form] of forms.filter(([path]) => path !== "observations")) {
      const foreign = await desk.post("nurse", `/stays/${theirs}/${path}`, form);
      const unknown = await desk.post("nurse", `/stays/987654321/${path}`, form);
      expect([foreign.status, readOut(foreign)], path).toEqual([404, readOut(unknown)]);
    }
    for (const path of ["", "/bed", "/discharge", "/merge"])
      expect((await desk.get("doctor", `/stays/${theirs}${path}`)).status, path).toBe(404);
  });
});

describe("hostile strings", () => {
  test.each([
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `' onmouseover='alert(1)`,
    `</title><meta http-equiv=refresh content=0>`,
    `\u202Eesrever`,
    `عبد الرحمن`,
    `👩🏽‍⚕️🏳️‍🌈`,
    `\${7*7} {{7*7}}`,
    `%_\\'";--`,
  ])("as names, numbers, details and what is looked for stay text: %j", async (text) => {
    const stay = await admit("W1-01", { familyName: text, givenName: text, number: text.slice(0, 64) });
    await desk.post("doctor", `${stay}/allergies?bed=W1-01`, { value: "known", words: text });
    await desk.post("doctor", `${stay}/resuscitation?bed=W1-01`, { value: "limited", words: text });
    await desk.post("doctor", `${stay}/isolation?bed=W1-01`, { contact: "yes", words: text });
    await desk.post("doctor", `${stay}/spo2-scale?bed=W1-01`, { scale: "2", reason: text });
    const answers = [
      await desk.get("doctor", stay),
      await desk.get("doctor", `${stay}/bed`),
      await desk.get("doctor", `${stay}/discharge`),
      await desk.post("doctor", `${stay}/merge`, { number: text }),
      await search(text),
      await desk.post("nurse", `${here}/admission`, { who: "known", bed: "W1-02", number: text.slice(0, 64) }),
      await desk.post("nurse", `${here}/admission`, {
        ...someone,
        bed: "W1-02",
        number: text,
        familyName: text,
        bornOn: text,
      }),
      await desk.get("nurse", here),
    ];
    for (const { status, body } of answers) {
      expect(status).toBeLessThan(500);
      expect(body).not.toMatch(
        /<script>alert|<img src=x|onmouseover='alert\(1\)'?>|<meta http-equiv=refresh content=0/,
      );
    }
    await leave(stay, "W1-01");
    await desk.db
      .updateTable("patients")
      .set({ number: `gone-${stay}` })
      .where("number", "=", text.slice(0, 64))
      .where("hospital_id", "=", "harbour")
      .execute();
  });
});
