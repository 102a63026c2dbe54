import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { openVitalsClient, type VitalsClient } from "./support/vitals-client.ts";
import type { VitalsFixture } from "./support/vitals-fixture.ts";

let test: TestDatabase;
let client: VitalsClient;
let ward: VitalsFixture;
let post: VitalsClient["post"];
beforeAll(async () => {
  test = await freshDatabase();
  client = await openVitalsClient(test);
  ({ ward, post } = client);
});
afterAll(async () => {
  await client.close();
  await test.close();
});

describe("hostile readings", () => {
  const hostile = [
    "",
    "\u0000",
    "W1-01\u0000",
    "\ud800",
    "'; drop table observations; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "toString",
    "__proto__",
    "a".repeat(100_000),
    "\u202eW1-01",
    "9".repeat(400),
    "1e999",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
  ];
  const numbers = ["1e999", "-1e999", "-0", "1e-400", "9007199254740993", "0.1e1", "-0.0"];

  it("in any field are refused one by one, never answered 500", async () => {
    const good = ward.reading();
    for (const field of ["bed", "patient", "sign", "value", "at", "device"]) {
      for (const text of hostile) {
        const reading = { ...good, ...(field === "patient" ? { bed: undefined } : {}), [field]: text };
        const { status, json } = await post({ readings: [reading] });
        expect([field, text.slice(0, 40), status]).toEqual([field, text.slice(0, 40), 202]);
        // An empty value is "no reading", which is a reading.
        if (!(field === "value" && text === "")) expect(json.refused).toHaveLength(1);
      }
    }
  });

  it("with numbers at the edge of what a number is are taken or refused, never answered 500", async () => {
    for (const number of numbers) {
      const body = JSON.stringify({ readings: [ward.reading()] }).replace('"value":80', `"value":${number}`);
      const { status } = await post(body);
      expect([number, status]).toEqual([number, 202]);
    }
  });

  it("do not stop a good one in the same request", async () => {
    const at = new Date(Date.now() - 500).toISOString();
    const bad = hostile.map((bed) => ({ ...ward.reading(), bed }));
    const { json } = await post({ readings: [...bad, ward.reading({ at })] });
    expect(json).toMatchObject({ accepted: 1, repeated: 0 });
    expect(json.refused).toHaveLength(hostile.length);
  });
});

const sharedData = process.env.WARDLIGHT_SHARED_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const suite = `${sharedData}/naughty/JSONTestSuite/test_parsing`;
const blns = `${sharedData}/naughty/blns.json`;

describe("hostile strings that others collected", () => {
  it.skipIf(!existsSync(suite))("each JSON that is none, or is odd, is answered 400 and never 500", async () => {
    for (const file of readdirSync(suite)) {
      const bytes = readFileSync(`${suite}/${file}`);
      const alone = await post(bytes);
      expect([file, alone.status]).toEqual([file, 400]);
      const within = await post(Buffer.concat([Buffer.from('{"readings":'), bytes, Buffer.from("}")]));
      // Some are an empty list, which is a document.
      expect([file, [202, 400].includes(within.status)]).toEqual([file, true]);
      if (file.startsWith("n_") && within.status === 202) throw new Error(`${file} was taken for JSON`);
    }
  });

  it.skipIf(!existsSync(blns))("in each field are never answered 500", async () => {
    const strings: { string: string }[] = JSON.parse(readFileSync(blns, "utf8"));
    for (const field of ["bed", "patient", "sign", "value", "at", "device"]) {
      const readings = strings.slice(0, 500).map(({ string }) => ({
        ...ward.reading(),
        ...(field === "patient" ? { bed: undefined } : {}),
        [field]: string,
      }));
      expect([field, (await post({ readings })).status]).toEqual([field, 202]);
    }
  });
});
