import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode, encodePartials, eventBytesMax, type Message } from "../src/events/sse.ts";
import { parseAsPage } from "./support/hx-sse-parser.ts";

/** Text as somebody may have typed, pasted or meant to break something with. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\r",
        "\n",
        "\r\n",
        "\u2028",
        "\u2029",
        "\u0085",
        "\0",
        "\ufeff",
        "data: ",
        "event: x",
        "id: 7",
        ":",
        " ",
        "é",
        "🫀",
        "\ud83e",
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
/** As it must arrive: line ends are LF, half characters are replaced, nothing else differs. */
const asRead = (text: string) => text.replace(/\r\n|\r/g, "\n").toWellFormed();

const message: fc.Arbitrary<Message> = fc
  .record(
    {
      event: fc.constantFrom("hello" as const, "beat" as const, "bye" as const),
      id: fc.nat().map((seq) => `0123456789ab.${seq}`),
      data: hostile,
      retryMillis: fc.nat(60_000),
    },
    { requiredKeys: ["data"] },
  )
  .map((given) => given as Message);

function expectArrived(arrived: Awaited<ReturnType<typeof parseAsPage>>, sent: readonly Message[]) {
  let id = "";
  const expected = sent.map((message) => {
    id = message.id ?? id;
    return {
      data: asRead(message.data),
      event: message.event ?? "",
      id,
      retry: message.retryMillis ?? null,
      hasData: true,
      hasId: message.id !== undefined,
    };
  });
  expect(arrived).toEqual(expected);
}

describe("an event", () => {
  it("arrives exactly as it was sent, wherever the network cuts it in two", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), async (sent) => {
        // A stream begins with `hello`: a byte order mark at its very start would be taken away.
        const bytes = Buffer.from(`: start\n${sent.map(encode).join("")}`);
        for (let cut = 0; cut <= bytes.length; cut++)
          expectArrived(await parseAsPage([bytes.subarray(0, cut), bytes.subarray(cut)]), sent);
      }),
      { numRuns: 150 },
    );
  });

  it("arrives exactly as it was sent, cut into any number of pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 200 }),
        async (sent, lengths) => {
          const bytes = Buffer.from(`: start\n${sent.map(encode).join("")}`);
          const chunks: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const length = lengths[turn % lengths.length] ?? 1;
            chunks.push(bytes.subarray(at, at + length));
            at += length;
          }
          expectArrived(await parseAsPage(chunks), sent);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("has no carriage return in any byte, whatever the text", () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(encode(sent)).not.toContain("\r");
      }),
    );
  });

  it("cannot be given an id that would begin another field", () => {
    expect(() => encode({ id: "1\nevent: beat", data: "" })).toThrow("control character");
  });
});

describe("the partials of one drain", () => {
  it("arrive all, in order, in events of at most 64 KB with the id on the last", async () => {
    const text = fc.oneof(
      hostile,
      fc.nat(40_000).map((length) => "x".repeat(length)),
    );
    const partial = text.map((inner) => `<p>${inner}</p>`);
    await fc.assert(
      fc.asyncProperty(fc.array(partial, { minLength: 1, maxLength: 12 }), async (partials) => {
        const events = encodePartials(partials, "0123456789ab.7");
        for (const event of events) expect(Buffer.byteLength(event)).toBeLessThanOrEqual(eventBytesMax + 64);
        const arrived = await parseAsPage([Buffer.from(`: start\n${events.join("")}`)]);
        expect(arrived.map(({ data }) => data).join("\n")).toBe(asRead(partials.join("\n")));
        expect(arrived.map(({ hasId }) => hasId)).toEqual(events.map((_, place) => place === events.length - 1));
      }),
      { numRuns: 200 },
    );
  });

  it("leave one whole that is larger than an event may be", () => {
    const events = encodePartials(["a", "x".repeat(eventBytesMax + 1), "b"], "0123456789ab.7");
    expect(events).toHaveLength(3);
  });

  it("are no event when there are none", () => expect(encodePartials([], "0123456789ab.7")).toEqual([]));
});
