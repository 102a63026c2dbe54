import { ServerResponse } from "node:http";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { WardlightEvent } from "../src/events/catalogue.ts";
import { publish } from "../src/events/publish.ts";
import { digestOf } from "../src/views/regions.tsx";
import { HospitalFixture } from "./support/board-fixture.ts";
import { BoardServer, freshBoard, publishNow, regionsIn, signedInAs, versionsIn } from "./support/board-server.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

let test: TestDatabase;
let hospital: HospitalFixture;
let server: BoardServer;
let count = 0;
const stays = new Map<string, string>();

beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  hospital = await new HospitalFixture(test.db, `hospital-${count}`, new Date()).open({ W1: 4, W2: 2 });
  for (const bedId of ["W1-01", "W1-02", "W1-03", "W2-01"]) {
    const stayId = await hospital.admit(bedId);
    await hospital.current(stayId, { heartRate: 70, spo2: 97 }, 1);
    stays.set(bedId, stayId);
  }
  server = await BoardServer.start(test.db, test.url);
});
afterEach(() => server.close());

const nurse = () => signedInAs({ hospitalId: hospital.hospitalId });
const stream = (query = "") => `/hospitals/${hospital.hospitalId}/stream${query}`;
const poll = (query = "") => `/hospitals/${hospital.hospitalId}/poll${query}`;
const cursorNow = () => server.hub.cursor(hospital.hospitalId);

/** A reading arrives: the value changes and the board is told. */
async function reading(bedId: string, heartRate: number): Promise<void> {
  await test.db.transaction().execute(async (trx) => {
    const stayId = stays.get(bedId) ?? "";
    await trx
      .updateTable("current_vitals")
      .set({ value: heartRate })
      .where("hospital_id", "=", hospital.hospitalId)
      .where("stay_id", "=", stayId)
      .where("sign", "=", "heartRate")
      .execute();
    await publish(trx, hospital.hospitalId, [recorded(bedId)]);
  });
}
const recorded = (bedId: string): WardlightEvent => ({
  type: "vitals.recorded",
  payload: { stayId: stays.get(bedId) ?? "", bedId, wardId: bedId.slice(0, 2), signs: ["heartRate"] },
});

describe("a page that opens a stream", () => {
  it("is greeted first, then shown the whole board, which is what a reload shows", async () => {
    const page = await server.watch(stream(), nurse());
    const fresh = await freshBoard(test.db, nurse());
    await expect.poll(() => page.regions).toEqual(fresh);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    expect(page.events[0]?.event).toBe("hello");
    const hello = JSON.parse(page.events[0]?.data ?? "");
    expect(hello).toEqual({ now: expect.any(Number), build: "b1", cursor: await cursorNow(), pace: "live" });
    expect(page.lastId).toBe(await cursorNow());
  });

  it("is sent nothing that it has: with the cursor of a page that was just made, only what comes", async () => {
    const page = await server.watch(stream(`?after=${await cursorNow()}`), nurse());
    // A beat comes to who is live: before, what it lacks is told by the outbox, which cannot know what looks the same.
    await expect.poll(() => page.named("beat").length).toBeGreaterThan(0);
    await reading("W1-01", 81);
    await expect.poll(() => page.frames).toHaveLength(1);
    // The cell alone: nothing else of the card changed.
    expect([...page.regions.keys()]).toEqual(["heartRate-W1-01"]);
    const fresh = await freshBoard(test.db, nurse());
    expect(fresh.get("bed-W1-01")).toContain(page.regions.get("heartRate-W1-01"));
    expect(page.lastId).toBe(await cursorNow());
  });

  it("gets all 100 events that came between the page and its stream", async () => {
    const cursor = await cursorNow();
    const shown = await freshBoard(test.db, nurse());
    for (let i = 0; i < 100; i++) await reading(["W1-01", "W1-02", "W2-01"][i % 3] ?? "", 60 + (i % 50));
    const page = await server.watch(stream(`?after=${cursor}`), nurse());
    page.show(shown);
    await expect.poll(async () => [...page.regions]).toEqual([...(await freshBoard(test.db, nurse()))]);
    expect(page.lastId).toBe(await cursorNow());
  });

  it("loses nothing to readings that arrive while it opens", async () => {
    const cursor = await cursorNow();
    let reads = 0;
    let stop = false;
    const writing = (async () => {
      while (!stop) await reading("W1-01", 50 + (reads++ % 90));
    })();
    const shown = await freshBoard(test.db, nurse());
    const pages = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        server.watch(stream(`?after=${cursor}`), signedInAs({ hospitalId: hospital.hospitalId }, `desk-${n}`)),
      ),
    );
    await expect.poll(() => reads).toBeGreaterThan(40);
    stop = true;
    await writing;
    const fresh = await freshBoard(test.db, nurse());
    for (const page of pages) {
      for (const [id, html] of shown) if (!page.regions.has(id)) page.regions.set(id, html);
      await expect.poll(() => page.regions.get("bed-W1-01")).toBe(fresh.get("bed-W1-01"));
    }
  });

  it("is told every beat what its board should look like", async () => {
    await server.close();
    server = await BoardServer.start(test.db, test.url, { beat: 100 });
    const page = await server.watch(stream(), nurse());
    await reading("W1-02", 90);
    await expect.poll(() => page.lastId).toBe(await cursorNow());
    const shown = versionsIn(page.regions.values());
    await expect
      .poll(() => JSON.parse(page.named("beat").at(-1)?.data ?? "{}"))
      .toEqual({ now: expect.any(Number), seq: 1, digest: digestOf(shown), unread: expect.any(Number) });
  });
});

describe("a board that was away", () => {
  it("and missed one event shows just that", async () => {
    const first = await server.watch(stream(), nurse());
    await expect.poll(() => first.lastId).toBe(await cursorNow());
    const cursor = first.lastId ?? "";
    first.leave();
    await reading("W1-03", 99);
    const second = await server.watch(stream(), nurse(), { "last-event-id": cursor });
    await expect.poll(() => second.regions.get("bed-W1-03")).toContain(">99<");
    expect([...second.regions.keys()].filter((id) => id.startsWith("bed-"))).toEqual(["bed-W1-03"]);
  });

  it("and missed a hundred shows the beds they were about, and no other", async () => {
    const first = await server.watch(stream(), nurse());
    await expect.poll(() => first.lastId).toBe(await cursorNow());
    first.leave();
    for (let i = 0; i < 100; i++) await reading(i % 2 ? "W1-01" : "W2-01", 60 + i / 2);
    const second = await server.watch(stream(), nurse(), { "last-event-id": first.lastId ?? "" });
    await expect.poll(() => second.lastId).toBe(await cursorNow());
    const fresh = await freshBoard(test.db, nurse());
    const beds = [...second.regions.keys()].filter((id) => id.startsWith("bed-"));
    expect(beds.sort()).toEqual(["bed-W1-01", "bed-W2-01"]);
    for (const [id, html] of second.regions) expect(html).toBe(fresh.get(id));
  });

  it("over a restart of the server still gets exactly what it missed", async () => {
    await reading("W1-01", 75);
    const cursor = await cursorNow();
    await reading("W1-02", 85);
    await reading("W1-03", 95);
    await server.close();
    server = await BoardServer.start(test.db, test.url);
    const page = await server.watch(stream(), nurse(), { "last-event-id": cursor });
    await expect.poll(() => page.lastId).toBe(await cursorNow());
    expect([...page.regions.keys()].filter((id) => id.startsWith("bed-"))).toEqual(["bed-W1-02", "bed-W1-03"]);
  });

  it("for longer than the outbox remembers gets the whole board, never a part", async () => {
    const cursor = await cursorNow();
    for (let i = 0; i < 5; i++) await reading("W1-01", 70 + i);
    await server.close();
    await sql`delete from outbox where hospital_id = ${hospital.hospitalId} and seq <= 3`.execute(test.db);
    server = await BoardServer.start(test.db, test.url);
    const page = await server.watch(stream(), nurse(), { "last-event-id": cursor });
    const fresh = await freshBoard(test.db, nurse());
    await expect.poll(() => page.regions).toEqual(fresh);
  });

  it("trusts what it remembers over what its page was made with", async () => {
    const old = await cursorNow();
    await reading("W1-01", 75);
    const page = await server.watch(stream(`?after=${old}`), nurse(), { "last-event-id": await cursorNow() });
    await reading("W1-02", 85);
    await expect.poll(() => page.regions.has("bed-W1-02")).toBe(true);
    expect(page.regions.has("bed-W1-01")).toBe(false);
  });

  it("with a cursor that nobody gave it gets the whole board and no error", async () => {
    const other = await new HospitalFixture(test.db, `other-${count}`, new Date()).open({ W1: 1 });
    for (let i = 0; i < 3; i++) await publishNow(test.db, other.hospitalId, recorded("W1-01"));
    await reading("W1-01", 75);
    const [epoch = ""] = (await cursorNow()).split(".");
    const fresh = await freshBoard(test.db, nurse());
    const forged = [
      await server.hub.cursor(other.hospitalId),
      `${epoch}.-1`,
      `${epoch}.9007199254740991`,
      `${epoch}.99999999999999999999`,
      "000000000000.1",
      "'; drop table outbox; --",
      '"',
      "%00",
      `${epoch}.1%00`,
      "7".repeat(8_000),
      "%F0%9F%AB%80",
    ];
    for (const [place, after] of forged.entries()) {
      const page = await server.watch(stream(`?after=${after}`), signedInAs(nurse().person, `desk-${place}`));
      expect(page.status).toBe(200);
      await expect.poll(() => page.regions, { message: after }).toEqual(fresh);
    }
    const inHeader = await server.watch(stream(), nurse(), { "last-event-id": "x".repeat(9_000) });
    await expect.poll(() => inHeader.regions).toEqual(fresh);
    expect(server.hub.state()).toMatchObject({ listener: "listening", feed: "following" });
  });
});

describe("a ward's board", () => {
  it("shows its own beds and alerts, and those of the whole hospital", async () => {
    const page = await server.watch(stream("?ward=W2"), nurse());
    const alertOf = async (wardId: string | null, bedId: string | null) => {
      const alertId = await hospital.alert({ ward_id: wardId, bed_id: bedId, subject: null, place: "the corridor" });
      const payload = { alertId, stayId: null, bedId, wardId };
      await publishNow(test.db, hospital.hospitalId, { type: "alert.raised", payload });
      return alertId;
    };
    const elsewhere = await alertOf("W1", "W1-01");
    const here = await alertOf("W2", "W2-01");
    const everywhere = await alertOf(null, null);
    await expect.poll(() => page.regions.get("alerts")).toContain(`id="alert-${everywhere}"`);
    expect(page.regions.get("alerts")).toContain(`id="alert-${here}"`);
    expect(page.text).not.toContain(`alert-${elsewhere}"`);
    expect(page.text).not.toContain("bed-W1-");
    await expect.poll(() => page.regions).toEqual(await freshBoard(test.db, nurse(), "W2"));
  });

  it("is the only one a wall display gets, asked for or not", async () => {
    const display = signedInAs({ hospitalId: hospital.hospitalId, role: "display", wardId: "W2" });
    const page = await server.watch(stream(), display);
    await expect.poll(() => page.regions).toEqual(await freshBoard(test.db, display, "W2"));
    expect(page.text).not.toContain("W1-01");
    expect((await server.get(stream("?ward=W1"), display)).status).toBe(404);
    expect((await server.get(poll("?ward=W1"), display)).status).toBe(404);
  });
});

describe("two hospitals", () => {
  it("never appear in each other's bytes", async () => {
    const other = await new HospitalFixture(test.db, `other-${count}`, new Date()).open({ W1: 2 });
    await other.admit("W1-01", { family_name: "Canary-Other", given_name: "Zed" });
    const mine = signedInAs({ hospitalId: hospital.hospitalId });
    const theirs = signedInAs({ hospitalId: other.hospitalId });
    const page = await server.watch(stream(), mine);
    const page2 = await server.watch(`/hospitals/${other.hospitalId}/stream`, theirs);
    await expect.poll(() => page2.text).toContain("Canary-Other");
    for (let i = 0; i < 10; i++) {
      await publishNow(test.db, other.hospitalId, recorded("W1-01"));
      await reading("W1-01", 60 + i);
    }
    await expect.poll(() => page.lastId).toBe(await cursorNow());
    expect(page.text).not.toContain("Canary-Other");
    expect(page2.text).not.toContain(hospital.hospitalId);

    for (const path of [
      `/hospitals/${other.hospitalId}/stream`,
      `/hospitals/${other.hospitalId}/poll`,
      "/hospitals/nowhere/stream",
    ]) {
      const refused = await server.get(path, mine);
      expect([path, refused.status, await refused.text()]).toEqual([path, 404, ""]);
    }
  });
});

describe("a stream is refused", () => {
  it("with an empty body and no redirect", async () => {
    const cases = [
      [stream(), null, 401],
      [poll(), null, 401],
      [stream("?ward=W9"), nurse(), 404],
      [poll("?ward=W9"), nurse(), 404],
      [stream(`?ward=${"'%3B--".repeat(200)}`), nurse(), 404],
    ] as const;
    for (const [path, who, status] of cases) {
      const answer = await server.get(path, who);
      expect([path, answer.status, await answer.text()]).toEqual([path, status, ""]);
      expect(answer.headers.has("location")).toBe(false);
    }
  });

  it("to other methods", async () => {
    expect((await server.get(stream(), nurse(), {}, "HEAD")).status).toBe(405);
    expect((await server.get(poll(), nurse(), {}, "HEAD")).status).toBe(405);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect((await server.get(stream(), nurse(), {}, method)).status).toBe(404);
    expect(server.hub.state().streams).toBe(0);
  });

  it("as the fourth of a session, until one of the three is closed", async () => {
    const pages = [];
    for (let i = 0; i < 3; i++) pages.push(await server.watch(stream(), nurse()));
    const fourth = await server.get(stream(), nurse());
    expect([fourth.status, await fourth.text()]).toEqual([429, ""]);
    expect(fourth.headers.get("retry-after")).toBe("2");
    const colleague = await server.watch(stream(), signedInAs({ hospitalId: hospital.hospitalId }, "other desk"));
    expect(colleague.status).toBe(200);
    pages[0]?.leave();
    await expect.poll(async () => (await server.watch(stream(), nurse())).status).toBe(200);
  });
});

describe("a page that polls", () => {
  it("gets the same partials as the stream, and 304 when it has everything", async () => {
    const page = await server.watch(stream(), nurse());
    const first = await server.get(poll(), nurse());
    expect(first.status).toBe(200);
    const cursor = first.headers.get("wardlight-cursor") ?? "";
    expect(cursor).toBe(await cursorNow());
    expect(first.headers.get("etag")).toBe(`"${cursor}"`);
    expect(first.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(first.headers.get("wardlight-build")).toBe("b1");
    expect(Number(first.headers.get("wardlight-now"))).toBeGreaterThan(1_600_000_000_000);
    const shown = regionsIn(await first.text());
    await expect.poll(() => page.regions).toEqual(shown);

    for (const [query, headers] of [
      [`?after=${cursor}`, {}],
      ["", { "if-none-match": `"${cursor}"` }],
    ] as const) {
      const again = await server.get(poll(query), nurse(), headers);
      expect([again.status, await again.text(), again.headers.get("wardlight-cursor")]).toEqual([304, "", cursor]);
    }

    await reading("W1-01", 88);
    await expect.poll(async () => (await server.get(poll(`?after=${cursor}`), nurse())).status).toBe(200);
    const next = await server.get(poll(`?after=${cursor}`), nurse());
    const change = regionsIn(await next.text());
    expect(change.get("bed-W1-01")).toBe((await freshBoard(test.db, nurse())).get("bed-W1-01"));
    expect(change.has("bed-W1-02")).toBe(false);
    expect(next.headers.get("wardlight-cursor")).toBe(await cursorNow());
  });
});

describe("one event for many pages", () => {
  it("is drawn once and written as one Buffer to every socket", async () => {
    const pages = await Promise.all(
      Array.from({ length: 12 }, (_, n) => server.watch(stream(), signedInAs(nurse().person, `desk-${n}`))),
    );
    for (const page of pages) await expect.poll(() => page.lastId).toBe(await cursorNow());
    const write = vi.spyOn(ServerResponse.prototype, "write");
    await reading("W1-01", 77);
    for (const page of pages) await expect.poll(() => page.frames.length).toBe(2);
    const written = write.mock.calls
      .map(([chunk]) => chunk as unknown)
      .filter((chunk) => String(chunk).includes(">77<"));
    write.mockRestore();
    expect(written).toHaveLength(12);
    expect(new Set(written).size).toBe(1);
    expect(written[0]).toBeInstanceOf(Buffer);
  });

  it("is gathered for pages that save, but an alert shows everything at once", async () => {
    const page = await server.watch(stream("?pace=saver"), nurse());
    await expect.poll(() => page.frames.length).toBe(1);
    await reading("W1-01", 71);
    const live = await server.watch(stream(), signedInAs(nurse().person, "live"));
    await expect.poll(() => live.regions.get("bed-W1-01")).toContain(">71<");
    await reading("W1-01", 72);
    await expect.poll(() => live.regions.get("bed-W1-01")).toContain(">72<");
    expect(page.regions.get("bed-W1-01")).not.toContain(">72<");
    const alertId = await hospital.alert({ ward_id: "W1", bed_id: "W1-02", subject: null });
    const payload = { alertId, stayId: null, bedId: "W1-02", wardId: "W1" };
    await publishNow(test.db, hospital.hospitalId, { type: "alert.raised", payload });
    await expect.poll(() => page.regions.get("alerts")).toContain(`id="alert-${alertId}"`);
    expect(page.regions.get("bed-W1-01")).toContain(">72<");
  });
});
