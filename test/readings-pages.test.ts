import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordVitals } from "../src/actions/record-vitals.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ } from "./support/people.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let database: TestDatabase;
let app: RunningApp;
let ward: VitalsFixture;
let elsewhere: string;
const cookies: Record<string, { cookie: string }> = {};
type As = "nurse" | "doctor" | "operator" | "admin" | "display";

beforeAll(async () => {
  database = await freshDatabase();
  app = await runApp(database);
  const other = await new VitalsFixture(database.db, "lakeside").open({ W1: 1 }, ["W1-01"]);
  elsewhere = other.stay("W1-01");
});
afterAll(async () => {
  await app.close();
  await database.close();
});

let count = 0;
beforeEach(async () => {
  count += 1;
  const hospitalId = `harbour-${count}`;
  ward = await new VitalsFixture(database.db, hospitalId).open({ W1: 2 }, ["W1-01"]);
  for (const role of ["nurse", "doctor", "operator", "admin", "display"] as const) {
    const email = `${role}@${hospitalId}.example`;
    await employ(database.db, hospitalId, {
      email,
      role,
      name: `Some ${role}`,
      ...(role === "display" && { wardId: "W1" }),
    });
    cookies[role] = await app.signIn(email);
  }
});

const get = (as: As, path: string) => app.ask("GET", path, cookies[as]);
const post = (as: As, path: string, form: Record<string, string>) =>
  app.ask("POST", path, { ...formHeaders, ...cookies[as] }, new URLSearchParams(form).toString());
const stay = () => ward.stay("W1-01");
const key = "aaaaaaaaaaaaaaaaaaaaaa";
const set = {
  ...{ key, respiratoryRate: "15", spo2: "97", breathes: "air", systolic: "121", diastolic: "78" },
  ...{ heartRate: "72", consciousness: "A", temperature: "36,8" },
};
const enter = (as: As, form: Record<string, string>) => post(as, `/stays/${stay()}/observations`, form);
const readings = async () => (await ward.observations()).map(({ sign, value }) => `${sign} ${value}`).sort();

describe("the form at the bedside", () => {
  test("has a field for each sign with its unit, nothing filled in, and what was measured before beside it", async () => {
    await enter("nurse", set);
    const page = await get("nurse", `/stays/${stay()}/observations/new`);
    expect(page.status).toBe(200);
    for (const sign of ["respiratoryRate", "spo2", "systolic", "diastolic", "heartRate", "temperature", "oxygen"])
      expect(page.body).toMatch(new RegExp(`<input id="round-${sign}" name="${sign}" type="text"[^>]*maxlength="6"/>`));
    expect(page.body).toMatch(/before: 36\.8,/);
    expect(page.body).not.toMatch(/http-equiv="refresh"/);
    expect(page.body).not.toMatch(/name="heartRate"[^>]*value=/);
  });

  test("leads to the patient's page, which shows the set, who took it and its score", async () => {
    const done = await enter("nurse", set);
    expect([done.status, done.headers.location]).toEqual([303, `/stays/${stay()}#observations`]);
    expect(await readings()).toEqual(
      ["consciousness 0", "diastolic 78", "heartRate 72", "oxygen 0", "respiratoryRate 15", "spo2 97"].concat([
        ...["systolic 121", "temperature 36.8"],
      ]),
    );
    const page = await get("doctor", `/stays/${stay()}`);
    expect(page.body).toMatch(/by hand, <bdi>Some nurse<\/bdi>/);
    expect(page.body).toMatch(/<td>121\s+mmHg<\/td><td><b class="points p0">0<\/b><\/td><td>111 to 219<\/td>/);
  });

  test("asks back where a number hardly can be, with all that was typed, and believes who says so", async () => {
    const asked = await enter("nurse", { ...set, spo2: "9" });
    expect(asked.status).toBe(400);
    expect(asked.body).toContain("Oxygen saturation 9: did you mean 90?");
    expect(asked.body).toMatch(/name="temperature"[^>]*value="36,8"/);
    expect(asked.body).toMatch(/name="consciousness" value="A" checked/);
    expect(asked.body).toMatch(new RegExp(`name="key" value="${key}"`));
    expect(await readings()).toEqual([]);
    expect((await enter("nurse", { ...set, spo2: "9", "sure.spo2": "9" })).status).toBe(303);
    expect(await readings()).toContain("spo2 9");
  });

  test("that is sent twice is recorded once, and both are told that it is", async () => {
    const answers = await Promise.all([enter("nurse", set), enter("nurse", set)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await readings()).toHaveLength(8);
  });

  test.for<[string, As, number]>([
    ["an operator", "operator", 403],
    ["an admin", "admin", 403],
    ["a screen on the wall", "display", 403],
  ])("is not for %s", async ([, as, status]) => {
    expect((await get(as, `/stays/${stay()}/observations/new`)).status).toBe(status);
    expect((await enter(as, set)).status).toBe(status);
    expect(await readings()).toEqual([]);
  });

  test.for<[string, Record<string, string>]>([
    ["without a key", { key: "" }],
    ["with a key that is none", { key: "'; drop table rounds" }],
    ["with a field that is none", { admin: "yes" }],
    ["measured too long ago", { secondsAgo: "99999" }],
    ["measured in the future", { secondsAgo: "-5" }],
  ])("%s is refused", async ([, changed]) => {
    expect((await enter("nurse", { ...set, ...changed })).status).toBe(400);
    expect(await readings()).toEqual([]);
  });

  test("of another hospital's patient is not there", async () => {
    for (const path of [`/stays/${elsewhere}/observations/new`, `/stays/${elsewhere}/observations`])
      expect((await get("nurse", path)).status).toBe(404);
    expect((await post("nurse", `/stays/${elsewhere}/observations`, set)).status).toBe(404);
  });
});

describe("putting a reading right", () => {
  const correct = async (as: As, sign: string, value: string, changed: Record<string, string> = {}) => {
    const row = (await ward.observations()).find((one) => one.sign === sign);
    return post(as, `/stays/${stay()}/corrections`, {
      ...{ device: row?.device_id ?? "", at: row?.at.toISOString() ?? "", sign, value, reason: "wrong patient's note" },
      ...changed,
    });
  };

  test("changes the card, the score and the alert, and keeps what it was with the reason", async () => {
    await enter("nurse", { ...set, heartRate: "150" });
    expect(await ward.alerts()).toMatchObject([{ state: "raised", cause: "heartRate:high" }]);
    expect((await correct("doctor", "heartRate", "75")).status).toBe(303);
    expect((await ward.current()).heartRate).toMatchObject({ value: 75, source: "corrected" });
    expect(await ward.alerts()).toMatchObject([{ state: "latched" }]);
    const page = await get("nurse", `/stays/${stay()}/observations`);
    expect(page.body).toMatch(/<s title="Some doctor, [^"]+: wrong patient&#39;s note">150<\/s> <b>75<\/b>/);
    const audited = await database.db
      .selectFrom("audit")
      .select(["action", "subject", "reason"])
      .where("hospital_id", "=", ward.hospitalId)
      .where("action", "=", "correct_reading")
      .execute();
    const [line] = audited;
    expect(line).toEqual({
      ...{ action: "correct_reading", subject: `stay:${stay()}:heartRate`, reason: "wrong patient's note" },
    });
  });

  test("by taking it back shows the one before, with its age, and ends what it raised", async () => {
    await enter("nurse", set);
    await enter("nurse", { ...set, key: "bbbbbbbbbbbbbbbbbbbbbb", heartRate: "150" });
    const [first, second] = (await ward.observations()).filter(({ sign }) => sign === "heartRate");
    const given = { device: second?.device_id ?? "", at: second?.at.toISOString() ?? "" };
    expect((await correct("nurse", "heartRate", "", given)).status).toBe(303);
    expect((await ward.current()).heartRate).toMatchObject({ value: 72, at: first?.at, source: "manual" });
    expect((await ward.alerts())[0]).toMatchObject({ state: "latched" });
    expect((await get("nurse", `/stays/${stay()}/observations`)).body).toContain("<i>taken back</i>");
  });

  test("of the only one leaves no reading, and no alert about it", async () => {
    await enter("nurse", { key, heartRate: "150" });
    await correct("nurse", "heartRate", "");
    expect((await ward.current()).heartRate).toMatchObject({ value: null });
    expect(await ward.alerts()).toMatchObject([{ state: "latched", cause_active: false }]);
  });

  test("does not make a resend of the first value another one", async () => {
    const { hospitalId, devices } = ward;
    const readings = [ward.reading({ value: 80 })];
    const send = () =>
      recordVitals(database.db, hospitalId, [{ hospitalId, deviceIds: devices, readings, source: "device" }]);
    await send();
    await correct("nurse", "heartRate", "88");
    expect(await send()).toEqual([{ accepted: 0, repeated: 1, refused: [] }]);
    expect((await ward.current()).heartRate).toMatchObject({ value: 88 });
  });

  test.for<[string, As, string, Record<string, string>, number]>([
    ["by an operator", "operator", "75", {}, 403],
    ["without a reason", "nurse", "75", { reason: " " }, 400],
    ["to what cannot be", "nurse", "750", {}, 400],
    ["to a word", "nurse", "fast", {}, 400],
    ["to what it is", "nurse", "72", {}, 409],
    ["of a reading that is none", "nurse", "75", { device: "mon-none" }, 404],
    ["of a time that is none", "nurse", "75", { at: "yesterday" }, 400],
    ["of a time without partitions", "nurse", "75", { at: "9999-01-01T00:00:00.000Z" }, 404],
  ])("%s is refused, and nothing is changed", async ([, as, value, changed, status]) => {
    await enter("nurse", set);
    expect((await correct(as, "heartRate", value, changed)).status).toBe(status);
    expect(await readings()).toContain("heartRate 72");
  });
});

describe("the readings of a stay", () => {
  test("are saved as a table, with what was put right", async () => {
    await enter("nurse", set);
    const [row] = (await ward.observations()).filter(({ sign }) => sign === "temperature");
    await post("nurse", `/stays/${stay()}/corrections`, {
      ...{ device: row?.device_id ?? "", at: row?.at.toISOString() ?? "", sign: "temperature" },
      ...{ value: "37.8", reason: '=HYPERLINK("x")' },
    });
    const saved = await get("doctor", `/stays/${stay()}/observations/export?${span()}&form=csv`);
    expect(saved.headers["content-type"]).toContain("text/csv");
    const lines = saved.body.trim().split("\r\n");
    expect(lines).toHaveLength(9);
    expect(lines.find((line) => line.includes("Temperature"))).toMatch(
      /"37\.8","°C","corrected","Some nurse","",.*"36\.8","'=HYPERLINK\(""x""\)"$/,
    );
  });

  test("are saved as a FHIR Bundle, pressures together, the score with them", async () => {
    await enter("nurse", set);
    const saved = await get("doctor", `/stays/${stay()}/observations/export?${span()}&form=fhir`);
    expect(saved.headers["content-type"]).toContain("application/fhir+json");
    const bundle = JSON.parse(saved.body);
    expect(bundle).toMatchObject({ resourceType: "Bundle", type: "collection" });
    const codes = bundle.entry.map(({ resource }: { resource: Record<string, never> }) => codeOf(resource)).sort();
    expect(codes).toEqual(
      [
        ...["Patient", "1104051000000101", "1104441000000107", "3151-8", "59408-5", "8310-5", "85354-9"],
        ...["8867-4", "9279-1"],
      ].sort(),
    );
    const panel = bundle.entry.find(
      ({ resource }: { resource: Record<string, never> }) => codeOf(resource) === "85354-9",
    );
    expect(panel.resource).toMatchObject({
      ...{ status: "final", performer: [{ display: "Some nurse" }], subject: { reference: bundle.entry[0].fullUrl } },
      component: [
        { code: { coding: [{ code: "8480-6" }] }, valueQuantity: { value: 121, code: "mm[Hg]" } },
        { code: { coding: [{ code: "8462-4" }] }, valueQuantity: { value: 78, code: "mm[Hg]" } },
      ],
    });
  });

  test("are not saved for a time that is none, or another hospital's patient", async () => {
    expect((await get("nurse", `/stays/${stay()}/observations/export?from=x&until=y&form=csv`)).status).toBe(400);
    expect((await get("nurse", `/stays/${elsewhere}/observations/export?${span()}&form=csv`)).status).toBe(404);
    expect((await get("display", `/stays/${stay()}/observations/export?${span()}&form=csv`)).status).toBe(403);
  });

  test("are shown page by page, the newest first", async () => {
    const { hospitalId, devices } = ward;
    const many = Array.from({ length: 60 }, (_, i) => ward.reading({ secondsAgo: 60 - i, value: 60 + i }));
    await recordVitals(database.db, hospitalId, [{ hospitalId, deviceIds: devices, readings: many, source: "device" }]);
    const first = await get("nurse", `/stays/${stay()}/observations`);
    const older = /href="([^"]+before=\d+)"/.exec(first.body)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await get("nurse", older);
    const valuesOf = (body: string) => [...body.matchAll(/<b>(\d+)<\/b>/g)].map(([, value]) => Number(value));
    expect(valuesOf(first.body).slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => 119 - i));
    expect(valuesOf(second.body)).toEqual(Array.from({ length: 10 }, (_, i) => 69 - i));
  });
});

describe("the list of what is due", () => {
  test("names who is late first, and answers whether it has changed", async () => {
    const page = await get("operator", `/hospitals/${ward.hospitalId}/rounds`);
    expect(page.status).toBe(200);
    expect(page.body).toContain("none yet");
    const version = async () =>
      JSON.parse((await get("operator", `/hospitals/${ward.hospitalId}/rounds/version`)).body).version;
    const before = await version();
    await enter("nurse", set);
    expect(await version()).not.toBe(before);
    const regions = await get("operator", `/hospitals/${ward.hospitalId}/rounds/regions`);
    expect(regions.body).toContain("by <bdi>Some nurse</bdi>");
    expect(regions.body).toContain("every 12 h");
  });

  test("is not for a screen on the wall, nor of another hospital", async () => {
    for (const path of ["", "/version", "/regions"]) {
      expect((await get("display", `/hospitals/${ward.hospitalId}/rounds${path}`)).status).toBe(403);
      expect((await get("nurse", `/hospitals/lakeside/rounds${path}`)).status).toBe(404);
    }
  });
});

const local = (millis: number) =>
  new Intl.DateTimeFormat("sv", { timeZone: "Europe/Dublin", dateStyle: "short", timeStyle: "short" })
    .format(millis)
    .replace(" ", "T");
const span = () =>
  new URLSearchParams({ from: local(Date.now() - 3_600_000), until: local(Date.now() + 120_000) }).toString();

function codeOf(resource: Record<string, unknown>): string {
  const code = resource.code as { coding: { code: string }[] } | undefined;
  return code?.coding[0]?.code ?? String(resource.resourceType);
}
