import { readFileSync } from "node:fs";
import vm from "node:vm";

/** What the page's own parser makes of a stream's bytes. */
export interface ParsedMessage {
  readonly data: string;
  readonly event: string;
  readonly id: string;
  readonly retry: number | null;
  readonly hasData: boolean;
  readonly hasId: boolean;
}

const extension = readFileSync(new URL("../../node_modules/htmx.org/dist/ext/hx-sse.js", import.meta.url), "utf8");
const source = /async function\* parseSSE\(connection\) \{[\s\S]*?\n {4}\}\n/.exec(extension)?.[0];
if (!source) throw new Error("hx-sse no longer has the parser that this test reads");
const parseSSE: (connection: object) => AsyncGenerator<ParsedMessage> = vm.runInThisContext(`(${source})`);

/** Runs hx-sse's parser, as it is shipped, over chunks as a browser may have read them. */
export async function parseAsPage(chunks: readonly Uint8Array[]): Promise<ParsedMessage[]> {
  const rest = [...chunks];
  const reader = {
    read: async () => ({ done: rest.length === 0, value: rest.shift() }),
    releaseLock: () => undefined,
  };
  const messages: ParsedMessage[] = [];
  for await (const message of parseSSE({ reader, lastEventId: "" })) messages.push({ ...message });
  return messages;
}
