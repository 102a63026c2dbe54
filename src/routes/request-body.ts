import { ok, type Result, refuse } from "../domain/refusals.ts";

/**
 * Reads a request's body up to a bound, counted as it comes: a length may be missing or wrong. Refuses `body_too_large`,
 * and `invalid_input` for a body that broke off.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Result<Uint8Array>> {
  const tooLarge = refuse({ kind: "body_too_large", bytesMax });
  if (Number(request.headers.get("Content-Length") ?? 0) > bytesMax) return tooLarge;
  if (!request.body) return ok(new Uint8Array());
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop early cancels the stream: what is still on its way is not kept.
    for await (const chunk of request.body) {
      bytes += chunk.length;
      if (bytes > bytesMax) return tooLarge;
      chunks.push(chunk);
    }
  } catch {
    const fault = { field: "", reason: "broken_off", text: "The body ended before it was complete." };
    return refuse({ kind: "invalid_input", faults: [fault] });
  }
  return ok(Buffer.concat(chunks));
}
