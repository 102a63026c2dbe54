import { type IncomingMessage, request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { employ } from "./support/people.ts";
import { formHeaders, type RunningApp, runApp } from "./support/running-app.ts";
import { VitalsFixture } from "./support/vitals-fixture.ts";

let given: TestDatabase;
let ward: RunningApp;
let nurse: { cookie: string };
const beds = Array.from({ length: 20 }, (_, place) => `W1-${String(place + 1).padStart(2, "0")}`);

beforeAll(async () => {
  given = await freshDatabase();
  await new VitalsFixture(given.db, "harbour").open({ W1: beds.length }, beds);
  await employ(given.db, "harbour", { email: "nora@h.example", role: "nurse" });
  ward = await runApp(given);
  nurse = await ward.signIn("nora@h.example");
});
afterAll(async () => {
  await ward.close();
  await given.close();
});

/** Without what differs from one page to the next: the moment it was drawn at. */
const settled = (page: string) => page.replace(/\d{13}|\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d:\d\d:\d\d/g, "#");

test("a page of a ward goes over the line in a sixth of its bytes, and is the same page", async () => {
  for (const path of ["/hospitals/harbour", "/hospitals/harbour/poll"]) {
    const plain = await ask(path, "identity");
    expect(plain.headers["content-encoding"], path).toBeUndefined();
    expect(plain.headers.vary, path).toBe("Accept-Encoding");
    const packed = await ask(path, "gzip, deflate, br");
    expect(packed.headers["content-encoding"], path).toBe("gzip");
    expect(packed.headers.vary, path).toBe("Accept-Encoding");
    expect(packed.headers["cache-control"], path).toBe("no-store");
    expect(settled(gunzipSync(packed.body).toString()), path).toBe(settled(plain.body.toString()));
    expect(plain.body.toString(), path).toContain("W1-20");
    expect(packed.body.length, path).toBeLessThan(plain.body.length / 6);
  }
});

test("a list as a table is compressed too, and a file that is so already is not once more", async () => {
  const table = await ask("/hospitals/harbour/alerts/export", "gzip", "POST");
  expect(table.headers["content-type"]).toContain("text/csv");
  expect(gunzipSync(table.body).toString()).toContain(",");
  const page = gunzipSync((await ask("/hospitals/harbour", "gzip")).body).toString();
  const [, sheet = ""] = /href="(\/static\/app\.[0-9a-f]+\.css)"/.exec(page) ?? [];
  expect(gunzipSync((await ask(sheet, "gzip")).body).toString()).toContain(".bed");
});

test("the stream is compressed once, by the channel", async () => {
  const stream = await ward.open("/hospitals/harbour/stream", { ...nurse, "accept-encoding": "gzip" });
  expect(stream.headers["content-encoding"]).toBe("gzip");
  stream.destroy();
  await stream.ended;
});

/** The bytes as they come. */
async function ask(path: string, encodings: string, method = "GET") {
  const headers = { ...nurse, ...formHeaders, "accept-encoding": encodings };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(ward.url + path, { method, headers, agent: false }, resolve)
      .on("error", reject)
      .end();
  });
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part);
  expect(answer.statusCode, path).toBe(200);
  return { headers: answer.headers, body: Buffer.concat(parts) };
}
