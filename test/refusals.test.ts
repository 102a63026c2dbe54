import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { Refusal, RefusalKind } from "../src/domain/refusals.ts";
import type { AppEnv } from "../src/routes/context.ts";
import { type AnswerForm, answerRefusal, statusOfRefusal } from "../src/routes/refusal.tsx";
import { en } from "../src/views/words/en.ts";

const at = new Date("2026-11-23T10:15:30Z");
const fault = { field: "place", reason: "missing", text: "Say where it is." };
/** One of each kind: a new kind does not compile until it is here as well. */
const examples: { readonly [K in RefusalKind]: Extract<Refusal, { kind: K }> } = {
  not_signed_in: { kind: "not_signed_in" },
  wrong_credentials: { kind: "wrong_credentials" },
  choose_hospital: { kind: "choose_hospital", hospitals: [{ hospitalId: "harbour", name: "Harbour" }] },
  too_many_attempts: { kind: "too_many_attempts", retryAfterSeconds: 90 },
  not_allowed: { kind: "not_allowed", action: "raise_alert" },
  foreign_request: { kind: "foreign_request" },
  not_found: { kind: "not_found" },
  already_acknowledged: { kind: "already_acknowledged", by: "<Nora>", at },
  already_resolved: { kind: "already_resolved", by: null, at },
  not_acknowledged: { kind: "not_acknowledged" },
  silence_too_long: { kind: "silence_too_long", priority: "high", minutesMax: 2 },
  beyond_ward_limits: { kind: "beyond_ward_limits" },
  cause_persists: { kind: "cause_persists" },
  high_alone: { kind: "high_alone" },
  cause_ended: { kind: "cause_ended" },
  too_late_to_undo: { kind: "too_late_to_undo", seconds: 10 },
  raised_anew: { kind: "raised_anew" },
  unknown_kind: { kind: "unknown_kind" },
  unknown_bed: { kind: "unknown_bed" },
  name_taken: { kind: "name_taken" },
  list_full: { kind: "list_full", max: 60 },
  last_of_list: { kind: "last_of_list" },
  not_a_colleague: { kind: "not_a_colleague" },
  edited_meanwhile: { kind: "edited_meanwhile", by: "<Nora>", at },
  nothing_changed: { kind: "nothing_changed" },
  patient_left: { kind: "patient_left", at },
  patient_moved: { kind: "patient_moved", bedId: "W1-02" },
  bed_taken: { kind: "bed_taken", bedId: "W1-02" },
  number_taken: { kind: "number_taken" },
  already_here: { kind: "already_here", bedId: "W1-02" },
  choose_stay: { kind: "choose_stay" },
  not_json: { kind: "not_json" },
  invalid_input: { kind: "invalid_input", faults: [fault] },
  body_too_large: { kind: "body_too_large", bytesMax: 16_384 },
  busy: { kind: "busy", retryAfterSeconds: 2 },
};
const kinds = Object.keys(examples) as RefusalKind[];

/** The answer alone, on a route that refuses everything. */
function answer(
  refusal: Refusal,
  request: { path?: string; headers?: Record<string, string>; form?: AnswerForm } = {},
) {
  const app = new Hono<AppEnv>();
  app.use(async (c, next) => {
    c.set("requestId", "request-1");
    c.set("signedIn", null);
    c.set("shell", { assets: { url: (name) => `/static/${name}`, file: () => null, build: "b" }, demo: false });
    await next();
  });
  app.all("*", (c) => answerRefusal(c, refusal, request.form));
  return app.request(request.path ?? "/alerts", { headers: request.headers ?? {} });
}

describe.each(kinds)("the refusal %s", (kind) => {
  const refusal = examples[kind];
  const retryAfter = "retryAfterSeconds" in refusal ? String(refusal.retryAfterSeconds) : null;

  test("is told to a person as a page with its words and a way on", async () => {
    const page = await answer(refusal);
    expect(page.status).toBe(statusOfRefusal[kind]);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    expect(page.headers.get("retry-after")).toBe(retryAfter);
    const html = await page.text();
    expect(html).toContain(en.refusals[kind].title);
    expect(html).toMatch(/<a class="button go" href="\/[^"]*"/);
    expect(html).not.toContain("<Nora>");
  });

  test("is told within a page as one notice, and nothing else of the page changes", async () => {
    const partial = await answer(refusal, { headers: { "hx-request": "true" } });
    expect(partial.status).toBe(statusOfRefusal[kind]);
    const html = await partial.text();
    expect(html).toMatch(/^<hx-partial hx-target="#notice" hx-swap="innerHTML">.+<\/hx-partial>$/s);
    expect(html.match(/<hx-partial/g)).toHaveLength(1);
    expect(html).not.toContain("<Nora>");
  });

  test("is told to a machine as JSON with its kind and a sentence", async () => {
    const json = await answer(refusal, { path: "/api/v1/vitals" });
    expect(json.status).toBe(statusOfRefusal[kind]);
    expect(json.headers.get("retry-after")).toBe(retryAfter);
    expect(await json.json()).toEqual({
      error: kind,
      text: expect.stringMatching(/\S{3,}/),
      ...(kind === "invalid_input" ? { faults: [fault] } : {}),
    });
  });

  test("is told to a stream and a poll by its status alone", async () => {
    for (const path of ["/hospitals/harbour/stream", "/hospitals/harbour/poll"]) {
      const bare = await answer(refusal, { path, headers: { "hx-request": "true" } });
      expect([bare.status, await bare.text()]).toEqual([statusOfRefusal[kind], ""]);
      expect(bare.headers.get("location")).toBeNull();
    }
  });
});

test("a nurse who came second is told who was first, and when by the clock", async () => {
  const html = await (await answer(examples.already_acknowledged, { headers: { "hx-request": "true" } })).text();
  expect(html).toContain("Already acknowledged by \u2068&lt;Nora&gt;\u2069 at 10:15:30.");
});
