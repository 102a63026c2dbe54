import { Hono } from "hono";
import { editLadder } from "../actions/edit-ladder.ts";
import { readCalledKinds } from "../db/called-kinds.ts";
import type { Db } from "../db/connection.ts";
import { readNewestLadders } from "../db/ladders.ts";
import { checkDraft, editDraft, type LadderDraft, type LadderFault } from "../domain/ladder-draft.ts";
import type { Refusal } from "../domain/refusals.ts";
import { LadderOverview } from "../views/ladder-overview.tsx";
import { ladderPath } from "../views/ladder-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readForm } from "./form.ts";
import { hospitalShell, requireMember } from "./hospital-page.ts";
import { defaultForm, ladderForm } from "./ladder-forms.ts";
import { type LadderView, previewIn, readLadderView, readPeople, showLadder } from "./ladder-view.tsx";
import { answerRefusal, formOf } from "./refusal.tsx";

const one = "/hospitals/:hospital/escalation/:subject/:priority";

/** Who is called when nobody answers: read by all who may be called, edited by those who may. */
export function escalationRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/hospitals/:hospital/escalation", async (c) => {
    const person = requireMember(c, "read_escalation");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const { hospitalId } = person.value;
    const versions = await readNewestLadders(db, hospitalId);
    const kinds = await readCalledKinds(db, hospitalId);
    const people = await readPeople(db, hospitalId, versions);
    const shell = await hospitalShell(db, c, person.value);
    return c.html(<LadderOverview {...shell} {...{ versions, kinds, people }} />);
  });

  routes.get(one, async (c) => {
    const person = requireMember(c, "read_escalation");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const view = await readLadderView(db, c, person.value, c.req.query("ward"));
    return view.ok ? showLadder(c, view.value) : answerRefusal(c, view.refusal);
  });

  // The address that a page without scripts shows while it is edited: opened again, it is the ladder's.
  routes.get(`${one}/draft`, (c) => {
    const person = requireMember(c, "read_escalation");
    if (!person.ok) return answerRefusal(c, person.refusal);
    return c.redirect(c.req.path.replace(/\/draft$/, ""), 303);
  });

  routes.post(`${one}/draft`, async (c) => {
    const posted = await readEdit(c);
    if (!posted.ok) return answerRefusal(c, posted.refusal);
    const { view, seenVersion, edit } = posted.value;
    const draft = editDraft(posted.value.draft, edit);
    const checked = checkDraft(draft, view.canBeCalled);
    // While somebody is still adding to it, what is missing is no fault yet.
    const faults = checked.ok || edit.do !== "look" ? [] : checked.faults;
    const preview = checked.ok ? previewIn(view, checked.ladder) : null;
    const focus = edit.do === "add_step" ? lastStepOf(draft) : firstOf(faults);
    return showLadder(c, view, { edited: { draft, faults, seenVersion, preview, focus } });
  });

  routes.post(one, async (c) => {
    const posted = await readEdit(c);
    if (!posted.ok) return answerRefusal(c, posted.refusal);
    const { view, draft, seenVersion } = posted.value;
    const checked = checkDraft(draft, view.canBeCalled);
    if (!checked.ok) return showFaults(c, view, draft, seenVersion, checked.faults);
    const { person, asked } = view;
    const requestId = c.get("requestId");
    const saved = await editLadder({ db }, { person, of: asked, seenVersion, ladder: checked.ladder, requestId });
    if (saved.ok) return goTo(c, view);
    return refuseEdit(c, view, saved.refusal, draft);
  });

  routes.post(`${one}/default`, async (c) => {
    const person = requireMember(c, "edit_escalation");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, defaultForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const view = await readLadderView(db, c, person.value, form.value.ward);
    if (!view.ok) return answerRefusal(c, view.refusal);
    const edit = { person: person.value, of: view.value.asked, requestId: c.get("requestId") };
    const saved = await editLadder({ db }, { ...edit, seenVersion: form.value.version, ladder: null });
    if (saved.ok) return goTo(c, view.value);
    return refuseEdit(c, view.value, saved.refusal, null);
  });

  async function readEdit(c: AppContext) {
    const person = requireMember(c, "edit_escalation");
    if (!person.ok) return person;
    const form = await readForm(c, ladderForm);
    if (!form.ok) return form;
    const view = await readLadderView(db, c, person.value, form.value.ward);
    return view.ok ? { ok: true as const, value: { ...form.value, view: view.value } } : view;
  }

  /** Where somebody was faster, what they saved stands beside what was typed; saving again is then done knowingly. */
  async function refuseEdit(c: AppContext, before: LadderView, refusal: Refusal, draft: LadderDraft | null) {
    if (refusal.kind !== "edited_meanwhile" && refusal.kind !== "not_a_colleague") return answerRefusal(c, refusal);
    const view = await readLadderView(db, c, before.person, before.ward?.wardId);
    if (!view.ok) return answerRefusal(c, view.refusal);
    const seenVersion = view.value.versions[0]?.version ?? 0;
    const checked = draft && checkDraft(draft, view.value.canBeCalled);
    const preview = checked?.ok ? previewIn(view.value, checked.ladder) : null;
    const faults = checked && !checked.ok ? checked.faults : [];
    const edited = draft && { draft, faults, seenVersion, preview, focus: firstOf(faults) };
    return showLadder(c, view.value, { refusal, ...(edited && { edited }) });
  }

  return routes;
}

const showFaults = (
  c: AppContext,
  view: LadderView,
  draft: LadderDraft,
  seenVersion: number,
  faults: readonly LadderFault[],
) => {
  const refusal: Refusal = {
    kind: "invalid_input",
    faults: faults.map(({ field, reason }) => ({ field, reason, text: en.hospital.escalation.faults[reason] })),
  };
  const edited = { draft, faults, seenVersion, preview: null, focus: firstOf(faults) };
  return showLadder(c, view, { edited, refusal });
};

function goTo(c: AppContext, { person, asked, ward }: LadderView) {
  const query = ward === null ? "" : `?ward=${encodeURIComponent(ward.wardId)}`;
  const path = ladderPath(person.hospitalId, asked) + query;
  if (formOf(c) !== "partials") return c.redirect(path, 303);
  // htmx would follow a redirect by itself and put the next page into this one.
  c.header("HX-Redirect", path);
  return c.body(null, 200);
}

/** Where to go on typing. Whom a step calls is chosen in its own field. */
const firstOf = (faults: readonly LadderFault[]): string | null =>
  faults[0]?.field.replace(/^call-(\d+)-\d+$/, "add-$1") || null;

const lastStepOf = ({ steps }: LadderDraft) => (steps.length > 1 ? `after-${steps.length - 1}` : "add-0");
