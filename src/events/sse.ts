/**
 * The one place where text becomes server-sent events. Lines end with LF only: hx-sse takes a CRLF that is split between
 * two reads for two line ends, ends the message early and swaps the rest into the page. For the same reason no CR is ever
 * in the data: every line end in it becomes a line of its own, so that a name with a line break stays a text.
 */
export type EventName = "hello" | "beat" | "bye";

export interface Message {
  /** Unnamed: partials that are swapped. Named: told to the page's scripts. */
  readonly event?: EventName;
  readonly id?: string;
  readonly data: string;
  /** How long the browser waits before it comes back, in milliseconds. It is heeded only beside data. */
  readonly retryMillis?: number;
}

const lineEnd = /\r\n|\r|\n/;

export function encode({ event, id, data, retryMillis }: Message): string {
  if (id !== undefined && /[\r\n\0]/.test(id)) throw new Error("an event's id holds a control character");
  const lines = data.split(lineEnd);
  return [
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(retryMillis === undefined ? [] : [`retry: ${Math.round(retryMillis)}`]),
    ...lines.map((line) => `data: ${line}`),
    "\n",
  ].join("\n");
}

/** A line as long as this is parsed in a millisecond; the parser's cost grows with the square of a line's length. */
export const eventBytesMax = 65_536;

/**
 * The partials of one drain as events of at most `eventBytesMax` (a single partial that is larger stays whole). The id is on
 * the last one only: who is cut off in between comes back with the id before and gets all of them again.
 */
export function encodePartials(partials: readonly string[], id: string): string[] {
  const groups: string[][] = [];
  let room = 0;
  for (const partial of partials) {
    const bytes = encodedBytes(partial);
    if (bytes > room) {
      groups.push([]);
      room = eventBytesMax;
    }
    groups.at(-1)?.push(partial);
    room -= bytes;
  }
  return groups.map((group, place) => {
    const data = group.join("\n");
    return encode(place === groups.length - 1 ? { id, data } : { data });
  });
}

const encodedBytes = (partial: string) =>
  Buffer.byteLength(partial) + "data: \n".length * partial.split(lineEnd).length;
