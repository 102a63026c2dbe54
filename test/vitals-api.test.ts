import { connect } from "node:net";
import { Hono } from "hono";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIngestThrottle } from "../src/actions/ingest-throttle.ts";
import { createVitalsRecorder } from "../src/actions/vitals-queue.ts";
import type { AppEnv } from "../src/routes/context.ts";
import { vitalsRoutes } from "../src/routes/vitals.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { openVitalsClient, vitalsPath as path, type VitalsClient } from "./support/vitals-client.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let test: TestDatabase;
let client: VitalsClient;
let ward: VitalsFixture;
let token: string;
let post: VitalsClient["post"];
beforeAll(async () => {
  test = await freshDatabase();
  client = await openVitalsClient(test);
  ({ ward, token, post } = client);
});
afterAll(async () => {
  await client.close();
  await test.close();
});

const faultsOf = async (body: unknown) => {
  const { status, json } = await post(body);
  expect(status).toBe(400);
  return json.faults?.map(({ field, reason }) => `${field}: ${reason}`);
};

describe("a device that sends", () => {
  it("is answered 202 after the commit, with what became of each reading", async () => {
    const reading = ward.reading();
    const { status, json } = await post({ readings: [reading, reading, { ...reading, sign: "spo2", value: 384.5 }] });
    expect(status).toBe(202);
    expect(json).toEqual({
      accepted: 1,
      repeated: 1,
      refused: [{ index: 2, field: "value", reason: "implausible", text: expect.stringMatching(/^[A-Z].*\.$/) }],
    });
    expect(await ward.observations()).toHaveLength(1);
  });

  it("may leave the list empty, and name the type with a charset", async () => {
    const { status, json } = await post({ readings: [] }, { "content-type": "Application/JSON; charset=utf-8" });
    expect([status, json]).toEqual([202, { accepted: 0, repeated: 0, refused: [] }]);
  });

  it("for a demo hospital is marked as demo", async () => {
    const demo = await new VitalsFixture(test.db, "demo").open({ W1: 1 }, ["W1-01"]);
    await test.db.updateTable("hospitals").set({ demo: true }).where("hospital_id", "=", "demo").execute();
    const { status } = await post(
      { readings: [demo.reading()] },
      { authorization: `bearer ${await demo.token()}`, cookie: "__Host-session=whatever" },
    );
    expect(status).toBe(202);
    expect(await demo.observations()).toMatchObject([{ source: "demo" }]);
  });

  it("reaches the hospital of its token and no other", async () => {
    const other = await new VitalsFixture(test.db, "lakeside").open({ W2: 1 }, ["W2-01"]);
    const { json } = await post({ readings: [other.reading({ bed: "W2-01", device: "mon-W1-01" })] });
    expect(json.refused).toMatchObject([{ field: "bed", reason: "unknown_bed" }]);
    expect(await other.observations()).toEqual([]);
  });
});

describe("a token", () => {
  it.each([
    ["none", ""],
    ["of another scheme", "Basic bm9ib2R5Om5vdGhpbmc="],
    ["that is empty", "Bearer "],
    ["that nobody gave out", "Bearer harbour.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["without a hospital", "Bearer .secret"],
    ["of no hospital's form", "Bearer no-dot"],
    ["as long as a novel", `Bearer harbour.${"A".repeat(6000)}`],
  ])("%s is answered 401", async (_name, authorization) => {
    const { status, headers, json } = await post({ readings: [] }, { authorization });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe("Bearer");
    expect(json.error).toBe("not_signed_in");
  });

  it("of one hospital under another's name opens neither", async () => {
    const stolen = token.replace("harbour", "lakeside");
    expect((await post({ readings: [] }, { authorization: `Bearer ${stolen}` })).status).toBe(401);
  });

  it("is not taken from the address or a cookie", async () => {
    const answer = await client.app.ask("POST", `${path}?token=${token}&access_token=${token}`, {
      "content-type": "application/json",
      cookie: `token=${token}`,
    });
    expect(answer.status).toBe(401);
  });

  it("that is revoked ends at once", async () => {
    const revoked = await ward.token();
    const authorization = `Bearer ${revoked}`;
    expect((await post({ readings: [] }, { authorization })).status).toBe(202);
    await test.db
      .updateTable("device_tokens")
      .set({ revoked_at: new Date() })
      .where("hospital_id", "=", "harbour")
      .where("created_at", "=", (eb) => eb.selectFrom("device_tokens").select((e) => e.fn.max("created_at").as("last")))
      .execute();
    expect((await post({ readings: [] }, { authorization })).status).toBe(401);
  });

  it("speaks for the devices it names and no others", async () => {
    const authorization = `Bearer ${await ward.token(["mon-W1-01"])}`;
    const { json } = await post({ readings: [ward.reading({ bed: "W1-02" })] }, { authorization });
    expect(json.refused).toMatchObject([{ index: 0, field: "device", reason: "device_not_allowed" }]);
  });

  it("is bounded in how often it may send, and told when to come again", async () => {
    const recorder = createVitalsRecorder({ db: test.db, log: pino({ level: "silent" }) });
    const routes = vitalsRoutes({ db: test.db, recorder, throttle: createIngestThrottle(2) });
    const bounded = new Hono<AppEnv>().route("/", routes);
    const ask = () =>
      bounded.request(path, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: '{"readings":[]}',
      });
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    await recorder.close();
  });
});

describe("a body that is no such document", () => {
  it("is answered with every fault by its path, and nothing of it is taken", async () => {
    const before = await ward.observations();
    const good = ward.reading();
    expect(
      await faultsOf({
        readings: [
          good,
          { ...good, sign: 7, at: null },
          { bed: "W1-01", mood: "fine" },
          "reading",
          { ...good, value: {} },
        ],
        sender: "me",
      }),
    ).toEqual(
      expect.arrayContaining([
        "sender: unknown_field",
        "readings.1.sign: wrong_type",
        "readings.1.at: wrong_type",
        "readings.2.sign: missing",
        "readings.2.value: missing",
        "readings.2.at: missing",
        "readings.2.device: missing",
        "readings.2.mood: unknown_field",
        "readings.3: wrong_type",
        "readings.4.value: wrong_type",
      ]),
    );
    expect(await ward.observations()).toEqual(before);
  });

  it.each([
    ["nothing", "", ": not_json"],
    ["a half", '{"readings":[', ": not_json"],
    ["two", '{"readings":[]}{"readings":[]}', ": not_json"],
    ["NaN", '{"readings":NaN}', ": not_json"],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), ": not_json"],
    ["null", "null", ": wrong_type"],
    ["a list", "[]", ": wrong_type"],
    ["an empty object", "{}", "readings: missing"],
    ["an object for the list", '{"readings":{"0":1}}', "readings: wrong_type"],
    ["a prototype", '{"readings":[],"__proto__":{"admin":true}}', "__proto__: unknown_field"],
    ["a constructor", '{"readings":[],"constructor":{"prototype":{}}}', "constructor: unknown_field"],
  ])("because it is %s is answered 400", async (_name, body, fault) => {
    expect(await faultsOf(body)).toEqual([fault]);
  });

  it("because a reading brings a prototype is answered 400", async () => {
    const reading = JSON.stringify(ward.reading()).replace("{", '{"__proto__":{"value":1},');
    expect(await faultsOf(`{"readings":[${reading}]}`)).toEqual(["readings.0.__proto__: unknown_field"]);
  });

  it("because it holds 501 readings, right or wrong, has one fault", async () => {
    const readings = Array.from({ length: 501 }, (_, i) => ward.reading({ secondsAgo: i + 1 }));
    expect(await faultsOf({ readings })).toEqual(["readings: too_many"]);
    expect(await faultsOf(`{"readings":[${"0,".repeat(400_000)}0]}`)).toEqual(["readings: too_many"]);
  });

  it("because it is made of faults is answered no larger than it is", async () => {
    const body = `{"readings":[{${Array.from({ length: 80_000 }, (_, i) => `"${i}":0`).join(",")}}]}`;
    const { status, text } = await post(body);
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(body.length);
  });

  it("because its type is another is answered 415", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
      "",
    ])
      expect((await post('{"readings":[]}', { "content-type": type })).status).toBe(415);
  });
});

describe("a body that is too large", () => {
  it("is refused by its length before it is read", async () => {
    const answer = await raw([
      `POST ${path} HTTP/1.1`,
      "Host: localhost",
      `Authorization: Bearer ${token}`,
      "Content-Type: application/json",
      "Content-Length: 1000001",
      "",
      "",
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("is refused while it is read where it tells no length", async () => {
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    const answer = await raw(
      [
        `POST ${path} HTTP/1.1`,
        "Host: localhost",
        `Authorization: Bearer ${token}`,
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
        "",
        "",
      ],
      Array.from({ length: 40 }, () => chunk),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("to the byte", async () => {
    const filled = (bytes: number) => `{"readings":[]${" ".repeat(bytes - 15)}}`;
    expect((await post(filled(1_000_000))).status).toBe(202);
    expect((await post(filled(1_000_001))).status).toBe(413);
  });

  it("or breaks off harms nobody", async () => {
    const lines = [
      `POST ${path} HTTP/1.1`,
      "Host: localhost",
      `Authorization: Bearer ${token}`,
      "Content-Type: application/json",
      "Content-Length: 100",
      "",
      '{"readings":[',
    ];
    await new Promise<void>((done) => {
      const socket = connect(Number(new URL(client.app.url).port), "127.0.0.1", () => {
        socket.write(lines.join("\r\n"), () => socket.destroy());
      });
      socket.on("close", () => done());
    });
    expect((await post({ readings: [] })).status).toBe(202);
    expect(client.app.log()).not.toMatch(/"level":(50|60)/);
  });
});

/** Sends bytes and answers what came back; the server may close before it has read all. */
async function raw(head: string[], body: string[] = []): Promise<string> {
  return await new Promise((answered, failed) => {
    let answer = "";
    const socket = connect(Number(new URL(client.app.url).port), "127.0.0.1", () => {
      socket.write(head.join("\r\n"));
      for (const part of body) socket.write(part);
    });
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      answer += text;
      if (/\r\n\r\n/.test(answer)) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => answered(answer));
    socket.setTimeout(20_000, () => failed(new Error("no answer")));
  });
}
