import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../src/db/connection.ts";
import type { WardlightEvent } from "../src/events/catalogue.ts";
import type { hubMillis } from "../src/events/hub-millis.ts";
import { HospitalFixture } from "./support/board-fixture.ts";
import { BoardServer, freshBoard, publishNow, signedInAs } from "./support/board-server.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";
import { PostgresProxy } from "./support/postgres-proxy.ts";

let test: TestDatabase;
let hospital: HospitalFixture;
let servers: BoardServer[] = [];
let proxies: PostgresProxy[] = [];
let count = 0;

beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  hospital = await new HospitalFixture(test.db, `hospital-${count}`, new Date()).open({ W1: 4 });
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all(proxies.map((proxy) => proxy.close()));
  servers = [];
  proxies = [];
});

async function start(millis: Partial<typeof hubMillis> = {}, url = test.url, db = test.db): Promise<BoardServer> {
  const server = await BoardServer.start(db, url, millis);
  servers.push(server);
  return server;
}
async function proxyBefore(url: string): Promise<PostgresProxy> {
  const proxy = await PostgresProxy.before(url);
  proxies.push(proxy);
  return proxy;
}
const nurse = (session = "desk") => signedInAs({ hospitalId: hospital.hospitalId }, session);
const stream = (query = "") => `/hospitals/${hospital.hospitalId}/stream${query}`;

/** Calls that make every frame with the list some 200 KB long, so that buffers fill up; the last one's words change. */
async function longCalls(): Promise<(words: string) => Promise<void>> {
  const long = "x".repeat(4_000);
  const called = { kind: "called", cause: "assistance", subject: null, place: "ward", words: long } as const;
  for (let i = 0; i < 49; i++) await hospital.alert(called);
  const alertId = await hospital.alert(called);
  return async (words) => {
    await test.db.updateTable("alerts").set({ words }).where("alert_id", "=", alertId).execute();
    const payload = { alertId, stayId: null, bedId: null, wardId: null };
    await publishNow(test.db, hospital.hospitalId, { type: "alert.raised", payload });
  };
}

/** Somebody calls for help in the words given; every board shows them. */
async function call(words: string): Promise<void> {
  const alertId = await hospital.alert({ kind: "called", cause: "assistance", subject: null, place: "ward", words });
  const payload = { alertId, stayId: null, bedId: null, wardId: null };
  await publishNow(test.db, hospital.hospitalId, { type: "alert.raised", payload } satisfies WardlightEvent);
}

describe("a doorbell that is not heard", () => {
  it("delays an alert by no more than the poll when its connection is killed, and is heard again", async () => {
    const server = await start({ poll: 50 });
    const page = await server.watch(stream(), nurse());
    await expect.poll(() => server.hub.state().listener).toBe("listening");
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'wardlight doorbell'
    `.execute(test.db);
    await expect.poll(() => server.hub.state().listener).toBe("down");
    await call("nobody rang");
    await expect.poll(() => page.regions.get("alerts")).toContain("nobody rang");
    await expect.poll(() => server.hub.state().listener, { timeout: 10_000 }).toBe("listening");
    await call("rung again");
    await expect.poll(() => page.regions.get("alerts")).toContain("rung again");
  });

  it("is noticed when somebody stops listening on its connection", async () => {
    const proxy = await proxyBefore(test.url);
    const server = await start({ listenerTest: 100, poll: 50 }, proxy.url);
    await expect.poll(() => server.hub.state().listener).toBe("listening");
    proxy.say("unlisten *");
    await expect.poll(() => server.hub.state().listener).toBe("down");
    await expect.poll(() => server.hub.state().listener, { timeout: 10_000 }).toBe("listening");
  });

  it("is noticed when its connection is half open, and alerts come meanwhile", async () => {
    const proxy = await proxyBefore(test.url);
    const server = await start({ listenerTest: 100, poll: 50 }, proxy.url);
    const page = await server.watch(stream(), nurse());
    await expect.poll(() => server.hub.state().listener).toBe("listening");
    proxy.silence();
    await call("into the silence");
    await expect.poll(() => page.regions.get("alerts")).toContain("into the silence");
    await expect.poll(() => server.hub.state().listener, { timeout: 15_000 }).toBe("down");
    await expect.poll(() => server.hub.state().listener, { timeout: 15_000 }).toBe("listening");
  });

  it("rings for whoever wants to know that a hospital's timers may have moved", async () => {
    const rung: string[] = [];
    const server = await BoardServer.start(test.db, test.url, {}, (hospitalId) => rung.push(hospitalId));
    servers.push(server);
    await expect.poll(() => server.hub.state().listener).toBe("listening");
    await call("anybody");
    await expect.poll(() => rung).toEqual([hospital.hospitalId]);
  });
});

describe("a database that does not answer", () => {
  it("is not called live: no beat, no new stream, no poll, until it answers", async () => {
    const proxy = await proxyBefore(test.url);
    const through = connect(proxy.url, () => undefined);
    const server = await start({ beat: 100, poll: 50 }, test.url, through.db);
    const page = await server.watch(stream(), nurse());
    await expect.poll(() => page.named("beat").length).toBeGreaterThan(1);
    proxy.silence();
    await expect.poll(() => server.hub.state().feed, { timeout: 15_000 }).toBe("down");
    const beats = page.named("beat").length;
    // Those that still came said since when: the page counts that as silence, and is not live longer for our patience.
    const unread = page.named("beat").map(({ data }) => (JSON.parse(data) as { unread: number }).unread);
    expect(unread.at(-1)).toBeGreaterThan((unread[0] ?? 0) + 4_000);
    expect((await server.get(stream(), nurse("other"))).status).toBe(503);
    expect((await server.get(stream().replace("/stream", "/poll"), nurse("other"))).status).toBe(503);
    await expect.poll(() => server.hub.state().feed, { timeout: 15_000 }).toBe("following");
    await expect.poll(() => page.named("beat").length, { timeout: 15_000 }).toBeGreaterThan(beats);
    await call("back again");
    await expect.poll(() => page.regions.get("alerts"), { timeout: 15_000 }).toContain("back again");
    await Promise.race([through.db.destroy(), proxy.close()]);
  }, 60_000);

  it("and whose counter went back has begun another life: every board is drawn anew", async () => {
    const server = await start({ poll: 50 });
    for (let i = 0; i < 3; i++) await call(`call ${i}`);
    const page = await server.watch(stream(), nurse());
    await expect.poll(() => page.lastId).toBe(await server.hub.cursor(hospital.hospitalId));
    const before = page.lastId ?? "";
    await sql`delete from outbox where hospital_id = ${hospital.hospitalId} and seq > 1`.execute(test.db);
    await sql`delete from alerts where hospital_id = ${hospital.hospitalId} and words <> 'call 0'`.execute(test.db);
    await sql`update hospitals set event_seq = 1 where hospital_id = ${hospital.hospitalId}`.execute(test.db);
    await expect.poll(() => page.regions.get("alerts")).not.toContain("call 2");
    expect(page.lastId?.split(".")[0]).not.toBe(before.split(".")[0]);

    const fresh = await freshBoard(test.db, nurse());
    const late = await server.watch(stream(), nurse("other"), { "last-event-id": before });
    await expect.poll(() => late.regions).toEqual(fresh);
    await call("in the new life");
    await expect.poll(() => page.regions.get("alerts")).toContain("in the new life");
  });
});

describe("a browser that reads too slowly", () => {
  it("holds no more than a bound, is closed when it stops, and nobody else notices", async () => {
    const server = await start({ stalledMax: 1_000, beat: 200, livePace: 0 });
    const say = await longCalls();
    const slow = await server.watch(stream(), nurse("slow"));
    const well = await server.watch(stream(), nurse("well"));
    await expect.poll(() => slow.lastId).not.toBeNull();
    slow.hang();
    let said = 0;
    for (; server.hub.state().streams === 2; said++) {
      await say(`no. ${said}`);
      // A frame on the way and what the socket would hold of the next; some hundred are sent.
      expect(server.heldBytesMost()).toBeLessThan(1024 * 1024);
    }
    await expect.poll(() => well.regions.get("alerts")).toContain(`no. ${said - 1}<`);
    expect(well.closed).toBe(false);
    slow.readOn();
    await expect.poll(() => slow.closed).toBe(true);
    const again = await server.watch(stream(), nurse("slow"), { "last-event-id": slow.lastId ?? "" });
    await expect.poll(() => again.regions.get("alerts")).toContain(`no. ${said - 1}<`);
  }, 60_000);

  it("is shown the newest when it reads on, not all that was, and is live again", async () => {
    const server = await start({ livePace: 0 });
    const say = await longCalls();
    const slow = await server.watch(stream(), nurse("slow"));
    const well = await server.watch(stream(), nurse("well"));
    await expect.poll(() => slow.lastId).not.toBeNull();
    slow.hang();
    // One frame each, or a busy machine would draw them together and the sockets hold what is left of them.
    for (let i = 0; i < 120; i++) {
      await say(`no. ${i}`);
      await expect.poll(() => well.regions.get("alerts"), { interval: 5 }).toContain(`no. ${i}<`);
    }
    slow.readOn();
    await expect.poll(() => slow.regions.get("alerts"), { timeout: 10_000 }).toBe(well.regions.get("alerts"));
    expect(slow.frames.length).toBeLessThan(well.frames.length);
    await say("live again");
    await expect.poll(() => slow.regions.get("alerts")).toContain("live again");
  }, 60_000);
});

describe("a session", () => {
  const session = async (expires: string) => {
    const staffId = await hospital.person("Maeve Doyle");
    const signedIn = nurse();
    await sql`
      insert into sessions (hospital_id, session_hash, staff_id, expires_at)
      values (${hospital.hospitalId}, decode(${signedIn.sessionHash}, 'hex'), ${staffId}, clock_timestamp() + ${expires}::interval)
    `.execute(test.db);
    return { ...signedIn, staffId };
  };

  it("that ends closes its streams, and no other's", async () => {
    const server = await start();
    const signedIn = await session("1 hour");
    const pages = [await server.watch(stream(), signedIn), await server.watch(stream(), signedIn)];
    const other = await server.watch(stream(), nurse("other"));
    const { sessionHash, staffId } = signedIn;
    const payload = { staffId, sessionHash, wardId: null };
    await publishNow(test.db, hospital.hospitalId, { type: "session.ended", payload });
    for (const page of pages) {
      await expect.poll(() => page.closed).toBe(true);
      expect(page.named("bye").map(({ data }) => data)).toEqual(['{"reason":"signed_out"}']);
    }
    await call("still here");
    await expect.poll(() => other.regions.get("alerts")).toContain("still here");
  });

  it("that runs out closes its streams though nothing says so", async () => {
    const server = await start({ sessionCheck: 50, beat: 100 });
    const page = await server.watch(stream(), await session("300 milliseconds"));
    await expect.poll(() => page.named("bye")).toHaveLength(1);
    await expect.poll(() => page.closed).toBe(true);
  });
});

describe("a stream", () => {
  it("ends after its time with a good-bye and comes back to where it was", async () => {
    const server = await start({ rotation: 200, beat: 50 });
    const page = await server.watch(stream(), nurse());
    await expect.poll(() => page.closed).toBe(true);
    const bye = page.named("bye")[0];
    expect(bye?.data).toBe('{"reason":"rotation"}');
    expect(bye?.retry).toBeGreaterThanOrEqual(200);
    const again = await server.watch(stream(), nurse(), { "last-event-id": page.lastId ?? "" });
    await call("after the turn");
    await expect.poll(() => again.regions.get("alerts")).toContain("after the turn");
    expect([...again.regions.keys()].some((id) => id.startsWith("bed-"))).toBe(false);
  });

  it("is told when the server goes, each at a time of its own to come back", async () => {
    const server = await start();
    const pages = await Promise.all(Array.from({ length: 20 }, (_, n) => server.watch(stream(), nurse(`desk-${n}`))));
    for (const page of pages) await expect.poll(() => page.lastId).not.toBeNull();
    await server.hub.close();
    for (const page of pages) await expect.poll(() => page.closed).toBe(true);
    const retries = pages.map((page) => page.named("bye")[0]?.retry ?? 0);
    expect(new Set(retries).size).toBeGreaterThan(15);
    for (const retry of retries) expect(retry).toBeGreaterThanOrEqual(500);
    expect((await server.get(stream(), nurse())).status).toBe(503);
  });

  it("leaves nothing behind, a thousand times over", async () => {
    const server = await start({ unusedChannel: 100, beat: 100 });
    const waiting = Array.from({ length: 1_000 }, (_, n) => n);
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
          const page = await server.watch(stream(n % 2 ? "?ward=W1" : ""), nurse(`desk-${n}`));
          // Some leave before they are let in, some after.
          if (n % 3) await expect.poll(() => page.events.length).toBeGreaterThan(0);
          page.leave();
        }
      }),
    );
    await expect.poll(() => server.hub.state()).toMatchObject({ streams: 0, channels: 0 });
    expect(server.hub.connections()).toEqual([]);
  }, 60_000);

  it("is counted by hospital and role", async () => {
    const server = await start();
    await server.watch(stream(), nurse());
    await server.watch(stream(), nurse());
    await server.watch(stream(), signedInAs({ hospitalId: hospital.hospitalId, role: "doctor" }, "other"));
    const { hospitalId } = hospital;
    expect(server.hub.connections()).toEqual([
      { hospitalId, role: "nurse", streams: 2 },
      { hospitalId, role: "doctor", streams: 1 },
    ]);
  });
});
