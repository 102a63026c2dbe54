import { Hono } from "hono";
import { addCalledKind, changeCalledKind, moveCalledKind } from "../actions/edit-called-kinds.ts";
import { hasCalledKinds, readEveryCalledKind } from "../db/called-kinds.ts";
import type { Db } from "../db/connection.ts";
import { type KindSettings, seenOf } from "../domain/edit-called-kinds.ts";
import type { Fault, Refusal } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { CalledKindPage, type CalledKindValues } from "../views/called-kind-page.tsx";
import { CalledKindsPage, calledKindsPath } from "../views/called-kinds-page.tsx";
import { en } from "../views/words/en.ts";
import { addKindForm, changeKindForm, moveKindForm } from "./called-kind-forms.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readForm } from "./form.ts";
import { hospitalShell, requireMember } from "./hospital-page.ts";
import { answerRefusal, prepareRefusal, sentenceOf } from "./refusal.tsx";

const list = "/hospitals/:hospital/called-kinds";

/** A hospital's own list of what can be called for. */
export function calledKindRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get(list, async (c) => {
    const person = requireMember(c, "edit_called_kinds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const kinds = await readEveryCalledKind(db, person.value.hospitalId);
    const isDefault = !(await hasCalledKinds(db, person.value.hospitalId));
    return c.html(<CalledKindsPage {...(await hospitalShell(db, c, person.value))} {...{ kinds, isDefault }} />);
  });

  routes.get(`${list}/new`, (c) => {
    const person = requireMember(c, "edit_called_kinds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    return showKind(c, person.value, null, { values: { priority: "medium", clinical: "yes" } });
  });

  routes.get(`${list}/:kind`, async (c) => {
    const person = requireMember(c, "edit_called_kinds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const kind = await findKind(person.value, c.req.param("kind"));
    if (!kind) return answerRefusal(c, { kind: "not_found" });
    return showKind(c, person.value, kind.kindId, { values: valuesOf(kind), seen: seenOf(kind) });
  });

  routes.post(list, async (c) => {
    const person = requireMember(c, "edit_called_kinds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, addKindForm);
    if (!form.ok) return refuseKind(c, person.value, null, form.refusal);
    const edit = { person: person.value, requestId: c.get("requestId") };
    const added = await addCalledKind({ db }, { ...edit, settings: form.value });
    if (!added.ok) return refuseKind(c, person.value, null, added.refusal);
    return c.redirect(calledKindsPath(person.value.hospitalId), 303);
  });

  routes.post(`${list}/:kind`, async (c) => {
    const person = requireMember(c, "edit_called_kinds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const kindId = c.req.param("kind");
    const form = await readForm(c, changeKindForm);
    if (!form.ok) return refuseKind(c, person.value, kindId, form.refusal);
    const { seen, ...settings } = form.value;
    const edit = { person: person.value, requestId: c.get("requestId") };
    const changed = await changeCalledKind({ db }, { ...edit, kindId, seen, settings });
    if (!changed.ok) return refuseKind(c, person.value, kindId, changed.refusal);
    return c.redirect(calledKindsPath(person.value.hospitalId), 303);
  });

  routes.post(`${list}/:kind/place`, async (c) => {
    const person = requireMember(c, "edit_called_kinds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, moveKindForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const edit = { person: person.value, requestId: c.get("requestId") };
    const by = form.value.to === "up" ? -1 : 1;
    const moved = await moveCalledKind({ db }, { ...edit, kindId: c.req.param("kind"), by });
    if (!moved.ok) return answerRefusal(c, moved.refusal);
    return c.redirect(calledKindsPath(person.value.hospitalId), 303);
  });

  const findKind = async ({ hospitalId }: Person, kindId: string) =>
    (await readEveryCalledKind(db, hospitalId)).find((kind) => kind.kindId === kindId) ?? null;

  /** The form again, with what was typed and what is wrong with it. */
  async function refuseKind(c: AppContext, person: Person, kindId: string | null, refusal: Refusal) {
    const stands = kindId === null ? null : await findKind(person, kindId);
    if (kindId !== null && !stands) return answerRefusal(c, { kind: "not_found" });
    const values = Object.fromEntries(new URLSearchParams(await c.req.text()));
    if (refusal.kind === "edited_meanwhile" && stands) {
      const overtaken = { text: sentenceOf(c, refusal), theirs: valuesOf(stands) };
      return showKind(c, person, kindId, { values, seen: seenOf(stands), overtaken, refusal });
    }
    const faults = faultsOf(refusal);
    if (!faults) return answerRefusal(c, refusal);
    return showKind(c, person, kindId, { values, seen: values.seen ?? "", faults, refusal });
  }

  async function showKind(c: AppContext, person: Person, kindId: string | null, shown: ShownKind) {
    const { values, seen = "", faults = [], overtaken = null, refusal } = shown;
    if (refusal) prepareRefusal(c, refusal);
    const form = { kindId, values, seen, faults, overtaken };
    return c.html(<CalledKindPage {...(await hospitalShell(db, c, person))} {...form} />);
  }

  return routes;
}

interface ShownKind {
  readonly values: CalledKindValues;
  readonly seen?: string;
  readonly faults?: readonly Fault[];
  readonly overtaken?: { readonly text: string; readonly theirs: CalledKindValues };
  readonly refusal?: Refusal;
}

const valuesOf = ({ name, priority, clinical, text, active }: KindSettings): CalledKindValues => ({
  ...{ name, priority, text: text ?? "" },
  ...(clinical && { clinical: "yes" }),
  ...(active && { active: "yes" }),
});

/** A refusal of what was typed, as the fault of its field; null: it is none of a field. */
function faultsOf(refusal: Refusal): readonly Fault[] | null {
  const { faults } = en.hospital.calledKinds;
  switch (refusal.kind) {
    case "invalid_input":
      return refusal.faults;
    case "name_taken":
      return [{ field: "name", reason: refusal.kind, text: faults.nameTaken }];
    case "list_full":
      return [{ field: "name", reason: refusal.kind, text: faults.full(refusal.max) }];
    case "last_of_list":
      return [{ field: "active", reason: refusal.kind, text: faults.last }];
    default:
      return null;
  }
}
