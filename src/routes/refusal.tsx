import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Refusal, RefusalKind } from "../domain/refusals.ts";
import { clockTimeWithSeconds } from "../views/moments.tsx";
import { noticePartial } from "../views/notice.tsx";
import { RefusalPage } from "../views/refusal-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext } from "./context.ts";

/** Who asked, and so what an answer looks like: an API client, htmx in a page, a browser, or a stream or poll (no body). */
export type AnswerForm = "json" | "partials" | "page" | "empty";

/** The status of every refusal. A new kind does not compile until it has one here and words in `views/words`. */
export const statusOfRefusal = {
  not_signed_in: 401,
  wrong_credentials: 401,
  choose_hospital: 409,
  too_many_attempts: 429,
  not_allowed: 403,
  foreign_request: 403,
  not_found: 404,
  already_acknowledged: 409,
  already_resolved: 409,
  not_acknowledged: 409,
  cause_persists: 409,
  high_alone: 409,
  cause_ended: 409,
  too_late_to_undo: 409,
  raised_anew: 409,
  unknown_kind: 400,
  name_taken: 409,
  list_full: 409,
  last_of_list: 409,
  unknown_bed: 400,
  silence_too_long: 400,
  beyond_ward_limits: 403,
  not_a_colleague: 400,
  edited_meanwhile: 409,
  nothing_changed: 409,
  patient_left: 409,
  patient_moved: 409,
  bed_taken: 409,
  number_taken: 409,
  already_here: 409,
  choose_stay: 409,
  not_json: 415,
  invalid_input: 400,
  body_too_large: 413,
  busy: 503,
} as const satisfies Record<RefusalKind, ContentfulStatusCode>;

/**
 * The only mapping of a refusal to a response. The form follows from the request; streams and polls pass "empty".
 * Partials carry the true status: htmx applies them in an error's body too, and swaps nothing else of it.
 */
export function answerRefusal(
  c: AppContext,
  refusal: Refusal,
  form: AnswerForm = formOf(c),
): Response | Promise<Response> {
  prepareRefusal(c, refusal);
  switch (form) {
    case "empty":
      return c.body(null);
    case "json":
      return c.json(asJson(c, refusal));
    case "partials":
      return c.html(inNotice(refusal, sentenceOf(c, refusal)));
    case "page":
      return c.html(<RefusalPage {...pageProps(c)} refusal={refusal} />);
  }
}

/** For the page of a refusal or of a failure. Its way back leads wherever the person belongs. */
export function pageProps(c: AppContext) {
  return { ...c.get("shell"), words: en, requestId: c.get("requestId"), back: "/", timeZone: zoneOf(c) };
}

/** Status and Retry-After, for an answer that draws the refusal into a page of its own (the sign-in form). */
export function prepareRefusal(c: AppContext, refusal: Refusal): void {
  c.status(statusOfRefusal[refusal.kind]);
  if ("retryAfterSeconds" in refusal) c.header("Retry-After", String(refusal.retryAfterSeconds));
  if (refusal.kind === "not_signed_in" && formOf(c) === "json") c.header("WWW-Authenticate", "Bearer");
}

/** A question of looks only: whether somebody may do something is never decided by a path's beginning. */
export function formOf(c: AppContext): AnswerForm {
  if (c.req.path.startsWith("/api/")) return "json";
  if (/\/(stream|poll|version|regions)$/.test(c.req.path)) return "empty";
  return c.req.header("hx-request") === "true" ? "partials" : "page";
}

/** The sentence for people; a moment in it is told in the clock of their hospital. */
export function sentenceOf(c: AppContext, refusal: Refusal): string {
  return en.refusalSentence(refusal, (at) => clockTimeWithSeconds(at, zoneOf(c), en));
}

const zoneOf = (c: AppContext) => c.get("signedIn")?.timeZone ?? "UTC";

function asJson(c: AppContext, refusal: Refusal) {
  const faults = refusal.kind === "invalid_input" ? { faults: refusal.faults } : {};
  return { error: refusal.kind, text: sentenceOf(c, refusal), ...faults };
}

function inNotice(refusal: Refusal, sentence: string): string {
  const signIn = { href: "/sign-in", text: en.signIn.title };
  return noticePartial("refused", sentence, refusal.kind === "not_signed_in" ? { link: signIn } : {});
}
