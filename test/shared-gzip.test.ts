import { constants, createGunzip, type Gunzip } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alone, gzipHeader, SharedGzip } from "../src/events/shared-gzip.ts";
import { HospitalFixture } from "./support/board-fixture.ts";
import { BoardServer, freshBoard, publishNow, signedInAs, type WatchingPage } from "./support/board-server.ts";
import { freshDatabase, type TestDatabase } from "./support/database.ts";

/** A browser's decoder: it takes bytes as they come, and what it cannot read ends it. */
class Decoder {
  text = "";
  readonly #gunzip: Gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });

  constructor() {
    this.#gunzip.setEncoding("utf8").on("data", (text: string) => {
      this.text += text;
    });
    this.take(gzipHeader);
  }

  take(bytes: Buffer): void {
    this.#gunzip.write(bytes);
  }

  async done(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#gunzip.on("end", resolve).on("error", reject);
      this.#gunzip.end();
    });
    return this.text;
  }
}

const card = fc.record({
  bed: fc.integer({ min: 1, max: 40 }),
  value: fc.integer({ min: 0, max: 300 }),
  name: fc.string(),
});
const plainOf = ({ bed, value, name }: { bed: number; value: number; name: string }) =>
  `data: <article id="bed-W1-${bed}"><h3>W1-${bed}</h3><p>${name}</p><b class="sign heartRate live">${value}</b></article>\n\n`;
/** A frame for everybody, somebody who comes in with something to catch up with, or somebody who leaves and returns. */
const happening = fc.oneof(
  { weight: 6, arbitrary: card.map((given) => ({ what: "frame" as const, plain: plainOf(given) })) },
  { weight: 1, arbitrary: card.map((given) => ({ what: "joins" as const, plain: plainOf(given) })) },
  { weight: 1, arbitrary: fc.nat(5).map((who) => ({ what: "misses" as const, who })) },
);

describe("one gzip stream for all", () => {
  it("is read exactly by everybody, whenever they came in, left and came again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 120 }), async (happenings) => {
        const shared = new SharedGzip();
        const pages: { decoder: Decoder; expected: string; live: boolean; owed: string }[] = [];
        const join = (page: (typeof pages)[number], plain: string) => {
          if (plain !== "") page.decoder.take(alone(Buffer.from(plain)));
          page.expected += plain;
          page.live = true;
          page.owed = "";
          shared.join();
        };
        for (const one of happenings) {
          if (one.what === "joins") {
            const page = { decoder: new Decoder(), expected: "", live: false, owed: "" };
            pages.push(page);
            join(page, one.plain);
          } else if (one.what === "misses") {
            const page = pages[one.who];
            if (page?.live) page.live = false;
            else if (page) join(page, page.owed);
          } else {
            const block = shared.frame(Buffer.from(one.plain));
            for (const page of pages) {
              if (page.live) {
                page.decoder.take(block);
                page.expected += one.plain;
              } else page.owed += one.plain;
            }
          }
        }
        for (const { decoder, expected } of pages) expect(await decoder.done()).toBe(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("is a small part of the plain bytes once cards have been sent", () => {
    const shared = new SharedGzip();
    const cards = Array.from({ length: 200 }, (_, n) =>
      Buffer.from(plainOf({ bed: (n % 6) + 1, value: 60 + ((n * 7) % 90), name: "Byrne, Aoife" })),
    );
    const sent = cards.map((plain) => shared.frame(plain).length).slice(20);
    const plain = cards.slice(20).map(({ length }) => length);
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    expect(sum(sent)).toBeLessThan(sum(plain) / 3);
  });
});

describe("a board whose browser takes gzip", () => {
  let test: TestDatabase;
  let hospital: HospitalFixture;
  let server: BoardServer;
  let count = 0;
  const gzip = { "accept-encoding": "gzip, deflate, br" };
  const nurse = (session: string) => signedInAs({ hospitalId: hospital.hospitalId }, session);
  const watch = (session: string, headers: Record<string, string> = gzip) =>
    server.watch(`/hospitals/${hospital.hospitalId}/stream`, nurse(session), headers);
  const inOrder = (regions: ReadonlyMap<string, string>) => [...regions].sort(([a], [b]) => (a < b ? -1 : 1));

  beforeAll(async () => {
    test = await freshDatabase();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    hospital = await new HospitalFixture(test.db, `hospital-${++count}`, new Date()).open({ W1: 12 });
    for (let bed = 1; bed <= 12; bed++) {
      const stayId = await hospital.admit(`W1-${String(bed).padStart(2, "0")}`);
      await hospital.current(stayId, { heartRate: 60 + bed, spo2: 97, respiratoryRate: 14 });
    }
    server = await BoardServer.start(test.db, test.url, { beat: 200 });
  });
  afterEach(() => server.close());

  async function call(words: string): Promise<void> {
    const called = { kind: "called", cause: "assistance", subject: null, place: words } as const;
    const alertId = await hospital.alert(called);
    const payload = { alertId, stayId: null, bedId: null, wardId: null };
    await publishNow(test.db, hospital.hospitalId, { type: "alert.raised", payload });
  }
  const showsAll = async (page: WatchingPage) => {
    const fresh = inOrder(await freshBoard(test.db, nurse("fresh")));
    await expect.poll(() => inOrder(page.regions)).toEqual(fresh);
    expect(page.broken).toBeNull();
  };

  it("is the same board as a plain one, for those who came early and late", async () => {
    const early = await watch("early");
    const plain = await watch("plain", {});
    expect(early.headers["content-encoding"]).toBe("gzip");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    for (const page of [early, plain]) expect(page.headers.vary).toContain("accept-encoding");
    await call("lift");
    await showsAll(early);
    const late = await watch("late");
    for (const words of ["stairs", "corridor", "kitchen"]) await call(words);
    for (const page of [early, plain, late]) await showsAll(page);
    await expect.poll(() => late.named("beat").length).toBeGreaterThan(1);
    expect(early.wireBytes).toBeLessThan(plain.wireBytes / 3);
  });

  it("reads on after it hung, and nobody else's stream is broken by it", async () => {
    const slow = await watch("slow");
    const well = await watch("well");
    await showsAll(slow);
    slow.hang();
    const noise = Array.from({ length: 40 }, (_, n) =>
      Array.from({ length: 60 }, () => `${n}${Math.random()}`).join(" "),
    );
    for (const words of noise) await call(words);
    await showsAll(well);
    slow.readOn();
    await showsAll(slow);
    await call("after");
    for (const page of [slow, well]) await showsAll(page);
  });

  it("is sent plain text where the header refuses gzip", async () => {
    expect((await watch("refuses", { "accept-encoding": "gzip;q=0" })).headers["content-encoding"]).toBeUndefined();
  });
});
