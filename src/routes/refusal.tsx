import type { Refusal } from "../domain/refusals.ts";
import type { AppContext } from "./context.ts";

/** Who asked, and so what an answer looks like: an API client, htmx in a page, a browser, or a stream or poll (no body). */
export type AnswerForm = "json" | "partials" | "page" | "empty";

/**
 * The only mapping of a refusal to a response. The form follows from the request; streams and polls pass "empty".
 */
export function answerRefusal(c: AppContext, refusal: Refusal, _form?: AnswerForm): Response | Promise<Response> {
  return c.body(null, refusal.kind === "not_found" ? 404 : 400);
}
