import { expect, test } from "vitest";
import { noticePartial } from "../../src/views/notice.tsx";
import { en } from "../../src/views/words/en.ts";
import { skeletonOf, textOf, valuesOf } from "./skeleton.ts";

const undo = (wardId: string | null) => ({ undo: { alertId: "12", wardId, words: en } });

test("a notice says what came of an action, in one sentence", () => {
  const html = noticePartial("done", en.notice.noted("Fall"));
  expect(html).toMatch(
    /^<hx-partial hx-target="#notice" hx-swap="innerHTML"><p class="done">Noted: Fall <\/p><\/hx-partial>$/,
  );
});

test("what was just answered can be taken back from the notice, by a form that needs no script", () => {
  const html = noticePartial("done", en.notice.acknowledged("SpO₂ 84 % below 88"), undo(null));
  expect(textOf(html)).toBe("Acknowledged: SpO₂ 84 % below 88 Undo");
  expect(skeletonOf(html)).toContain("form id class method action");
  expect([valuesOf("method", html), valuesOf("action", html)]).toEqual([["post"], ["/alerts/12/undo"]]);
  expect(html).not.toContain("ward");
});

test("who takes back comes back to the ward looked at", () => {
  expect(noticePartial("done", "Acknowledged", undo("W1"))).toContain(`<input type="hidden" name="ward" value="W1"/>`);
});

test("what was refused, or cannot be taken back, has nothing to undo", () => {
  expect(noticePartial("refused", "Already acknowledged.")).not.toMatch(/<form|Undo/);
});

test("a refusal may lead somewhere", () => {
  const link = { href: "/sign-in", text: "Sign in" };
  expect(noticePartial("refused", "Sign in to do this.", { link })).toContain(`<a href="/sign-in">Sign in</a>`);
});
