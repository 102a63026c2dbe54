import { Hono } from "hono";
import { raiseAlert } from "../actions/raise-alert.ts";
import { readBedIds } from "../db/beds.ts";
import { readCalledKinds } from "../db/called-kinds.ts";
import type { Refusal } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { RaiseAlertPage, raiseFaultPartials } from "../views/raise-alert-form.tsx";
import { en } from "../views/words/en.ts";
import { raiseForm } from "./alert-forms.ts";
import { type AlertRouteDeps, createAlertReply, readPosted, whatAndWhere } from "./alert-reply.tsx";
import { boardPath } from "./board-path.ts";
import { type AppContext, type AppEnv, requirePerson, requireWard } from "./context.ts";
import { answerRefusal, formOf, prepareRefusal, sentenceOf } from "./refusal.tsx";

/** Calling for help. */
export function alertRoutes(deps: AlertRouteDeps): Hono<AppEnv> {
  const { db } = deps;
  const reply = createAlertReply(deps);
  const routes = new Hono<AppEnv>();

  routes.get("/alerts/new", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    if (!may(person.value.role, "raise_alert")) return answerRefusal(c, { kind: "not_allowed", action: "raise_alert" });
    const ward = requireWard(person.value, c.req.query("ward"));
    if (!ward.ok) return answerRefusal(c, ward.refusal);
    return showRaiseForm(
      c,
      person.value,
      ward.value,
      { bed: c.req.query("bed") ?? "", stay: c.req.query("stay") ?? "" },
      null,
    );
  });

  routes.post("/alerts", async (c) => {
    const posted = await readPosted(c, raiseForm);
    if (!posted.ok) return refuseRaising(c, posted.refusal);
    const { person, requestId, form } = posted.value;
    const { kind, priority, bed: bedId, stay: stayId, place, words } = form;
    const done = await raiseAlert({ db }, { person, kind, priority, bedId, stayId, place, words, requestId });
    if (!done.ok) return refuseRaising(c, faultOf(done.refusal));
    const { alert, again } = done.value;
    const said = again ? en.notice.raisedAgain : en.notice.raised;
    return reply.done(c, posted.value, said(whatAndWhere(alert)), { alertId: alert.alertId });
  });

  async function refuseRaising(c: AppContext, refusal: Refusal) {
    const person = requirePerson(c);
    if (person.ok && (refusal.kind === "patient_left" || refusal.kind === "patient_moved") && formOf(c) === "page")
      return askWhom(c, person.value, refusal);
    if (!person.ok || refusal.kind !== "invalid_input") return answerRefusal(c, refusal);
    if (formOf(c) === "partials") {
      const marked = raiseFaultPartials(refusal.faults);
      if (marked === null) return answerRefusal(c, refusal);
      prepareRefusal(c, refusal);
      return c.html(marked);
    }
    const values = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const ward = requireWard(person.value, values.ward);
    return showRaiseForm(c, person.value, ward.ok ? ward.value : null, values, refusal);
  }

  /** The form once more, about the bed alone: sent again, it calls to whoever lies there. Nobody may be kept from calling. */
  async function askWhom(c: AppContext, person: Person, refusal: Extract<Refusal, { kind: `patient_${string}` }>) {
    const { stay: _, ...values } = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const ward = requireWard(person, values.ward);
    const text = `${sentenceOf(c, refusal)} ${en.patients.callAgain(values.bed ?? "")}`;
    const faults = [{ field: "bed", reason: refusal.kind, text }];
    return showRaiseForm(c, person, ward.ok ? ward.value : null, values, { kind: "invalid_input", faults }, refusal);
  }

  async function showRaiseForm(
    c: AppContext,
    person: Person,
    wardId: string | null,
    values: Record<string, string>,
    refusal: Extract<Refusal, { kind: "invalid_input" }> | null,
    status: Refusal | null = refusal,
  ) {
    if (status) prepareRefusal(c, status);
    const bedIds = await readBedIds(db, person.hospitalId, wardId);
    const kinds = await readCalledKinds(db, person.hospitalId);
    const form = { words: en, kinds, bedIds, wardId, values, faults: refusal?.faults ?? [] };
    return c.html(<RaiseAlertPage {...form} {...c.get("shell")} back={boardPath(person, wardId)} />);
  }
  return routes;
}

/** A refusal of what was chosen, as the fault of its field. */
const faultOf = (refusal: Refusal): Refusal => {
  if (refusal.kind === "unknown_bed")
    return { kind: "invalid_input", faults: [{ field: "bed", reason: refusal.kind, text: en.faults.bed }] };
  if (refusal.kind === "unknown_kind")
    return { kind: "invalid_input", faults: [{ field: "kind", reason: refusal.kind, text: en.faults.kind }] };
  return refusal;
};
