import type { RawReading } from "../domain/readings.ts";

/** What the ingest answered, as far as a sender needs it. */
export type Posted =
  | {
      readonly kind: "taken";
      readonly accepted: number;
      readonly repeated: number;
      readonly refused: readonly { readonly index: number; readonly reason: string; readonly text: string }[];
    }
  /** Not now (429, 503, no answer): nothing was lost, send the same again after the pause. */
  | { readonly kind: "later"; readonly afterMillis: number; readonly why: string }
  /** Never: the token or the request is at fault. */
  | { readonly kind: "no"; readonly status: number; readonly why: string };

export interface PostTarget {
  readonly url: string;
  readonly token: string;
}

/** The ingest takes no more in one request. */
export const readingsPerPostMax = 500;
const answerMillisMax = 10_000;
const pauseMillisMin = 500;
const pauseMillisMax = 30_000;

/** Sends readings as any device does. A repeat has no effect, so that one without an answer may be sent again. */
export async function postVitals(
  { url, token }: PostTarget,
  readings: readonly RawReading[],
  signal?: AbortSignal,
): Promise<Posted> {
  let response: Response;
  try {
    response = await fetch(new URL("/api/v1/vitals", url), {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ readings }),
      signal: AbortSignal.any([AbortSignal.timeout(answerMillisMax), ...(signal ? [signal] : [])]),
    });
    if (response.status === 202) return { kind: "taken", ...((await response.json()) as object) } as Posted;
    const why = (await response.text()).slice(0, 500);
    if (response.status !== 429 && response.status !== 503) return { kind: "no", status: response.status, why };
    return { kind: "later", afterMillis: retryAfterMillis(response), why: `the server answered ${response.status}` };
  } catch (error) {
    return { kind: "later", afterMillis: 2_000, why: causeOf(error) };
  }
}

function retryAfterMillis(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After") ?? 1);
  return Math.min(pauseMillisMax, Math.max(pauseMillisMin, Number.isFinite(seconds) ? seconds * 1000 : 0));
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}
