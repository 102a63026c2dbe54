import { Hono } from "hono";
import type { z } from "zod";
import { acknowledgeAlert } from "../actions/acknowledge-alert.ts";
import { raiseAlert } from "../actions/raise-alert.ts";
import { resolveAlert } from "../actions/resolve-alert.ts";
import type { StoredAlert } from "../db/alerts.ts";
import { readBedIds } from "../db/beds.ts";
import { readParts } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { faultName } from "../db/faults.ts";
import { ok, type Refusal } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { isElsewhere, isShownOn } from "../domain/urgency.ts";
import type { Hub } from "../events/hub.ts";
import type { Log } from "../log.ts";
import { alertWhat } from "../views/alert-words.ts";
import { audienceOf } from "../views/board-page.tsx";
import { noticePartial } from "../views/notice.tsx";
import { RaiseAlertPage, raiseFaultPartials } from "../views/raise-alert-form.tsx";
import { drawAlerts, drawElsewhere, hasElsewhere, partial } from "../views/regions.tsx";
import { en } from "../views/words/en.ts";
import { acknowledgementForm, raiseForm, resolutionForm } from "./alert-forms.ts";
import { type AppContext, type AppEnv, requirePerson, requireWard } from "./context.ts";
import { readForm } from "./form.ts";
import { answerRefusal, formOf, prepareRefusal } from "./refusal.tsx";

interface AlertRouteDeps {
  readonly db: Db;
  readonly hub: Hub;
  readonly log: Log;
}

export function alertRoutes({ db, hub, log }: AlertRouteDeps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/alerts/new", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    if (!may(person.value.role, "raise_alert")) return answerRefusal(c, { kind: "not_allowed", action: "raise_alert" });
    const ward = requireWard(person.value, c.req.query("ward"));
    if (!ward.ok) return answerRefusal(c, ward.refusal);
    return showRaiseForm(c, person.value, ward.value, { bed: c.req.query("bed") ?? "" }, null);
  });

  routes.post("/alerts", async (c) => {
    const posted = await readPosted(c, raiseForm);
    if (!posted.ok) return refuseRaising(c, posted.refusal);
    const { person, wardId, requestId, form } = posted.value;
    const { kind, priority, bed: bedId, place, words } = form;
    const done = await raiseAlert({ db }, { person, kind, priority, bedId, place, words, requestId });
    // The bed is all that may not be found: the form is shown again and says so.
    if (!done.ok) return refuseRaising(c, done.refusal.kind === "not_found" ? unknownBed : done.refusal);
    return show(c, person, wardId, en.notice.raised(whatAndWhere(done.value)));
  });

  routes.post("/alerts/:id/acknowledgement", async (c) => {
    const posted = await readPosted(c, acknowledgementForm);
    if (!posted.ok) return answerRefusal(c, posted.refusal);
    const { person, wardId, requestId } = posted.value;
    const done = await acknowledgeAlert({ db }, { person, alertId: c.req.param("id"), requestId });
    if (!done.ok) return showRefusal(c, person, wardId, done.refusal);
    return show(c, person, wardId, en.notice.acknowledged(whatAndWhere(done.value)));
  });

  routes.post("/alerts/:id/resolution", async (c) => {
    const posted = await readPosted(c, resolutionForm);
    if (!posted.ok) return answerRefusal(c, posted.refusal);
    const { person, wardId, requestId, form } = posted.value;
    const { outcome } = form;
    const done = await resolveAlert({ db }, { person, alertId: c.req.param("id"), outcome, requestId });
    if (!done.ok) return showRefusal(c, person, wardId, done.refusal);
    return show(c, person, wardId, en.notice.resolved(whatAndWhere(done.value)));
  });

  async function show(c: AppContext, person: Person, wardId: string | null, said: string) {
    if (formOf(c) !== "partials") return c.redirect(boardPath(person, wardId), 303);
    return c.html((await listFor(c, person, wardId)) + noticePartial("done", said));
  }

  /** With the list, so that who came too late sees what the alert is now, and not only that it is not what it was. */
  async function showRefusal(c: AppContext, person: Person, wardId: string | null, refusal: Refusal) {
    const refused = await answerRefusal(c, refusal);
    if (formOf(c) !== "partials") return refused;
    return c.html((await listFor(c, person, wardId)) + (await refused.text()));
  }

  /** The list as it is now, or nothing: what was done is done, and an answer that failed would say otherwise. */
  async function listFor(c: AppContext, person: Person, wardId: string | null): Promise<string> {
    try {
      const { cursor, list } = await drawList(person, wardId);
      c.header("Wardlight-Cursor", cursor);
      return list;
    } catch (error) {
      log.warn({ requestId: c.get("requestId"), fault: faultName(error) }, "the list could not be drawn for an answer");
      return "";
    }
  }

  /** The cursor before the list, so that a page with newer truth from its stream knows to keep that. */
  async function drawList(person: Person, wardId: string | null) {
    const cursor = await hub.cursor(person.hospitalId);
    const now = await databaseNow(db);
    const wanted = { beds: "none", tilesOf: [], alerts: true, trends: false } as const;
    const parts = await readParts(db, person.hospitalId, wanted, now);
    if (!parts) throw new Error("the hospital of somebody who is signed in does not exist");
    const { hospital, wards } = parts;
    const rows = parts.alerts.filter((row) => isShownOn(row, wardId));
    const context = { hospital, wards, wardId, audience: audienceOf(person), words: en, now };
    const lists = [drawAlerts(rows, context)];
    if (hasElsewhere(context)) {
      const elsewhere = parts.alerts.filter((row) => isElsewhere(row, wardId));
      lists.push(drawElsewhere(elsewhere, context));
    }
    return { cursor, list: lists.map(partial).join("") };
  }

  async function refuseRaising(c: AppContext, refusal: Refusal) {
    const person = requirePerson(c);
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

  async function showRaiseForm(
    c: AppContext,
    person: Person,
    wardId: string | null,
    values: Record<string, string>,
    refusal: Extract<Refusal, { kind: "invalid_input" }> | null,
  ) {
    if (refusal) prepareRefusal(c, refusal);
    const bedIds = await readBedIds(db, person.hospitalId, wardId);
    const form = { words: en, bedIds, wardId, values, faults: refusal?.faults ?? [] };
    return c.html(<RaiseAlertPage {...form} {...c.get("shell")} back={boardPath(person, wardId)} />);
  }
  return routes;
}

/** Who posts what, looking at which ward. Refuses `not_signed_in`, `invalid_input`, `not_found` for the ward. */
async function readPosted<T extends { ward?: string | undefined }>(c: AppContext, schema: z.ZodType<T>) {
  const person = requirePerson(c);
  if (!person.ok) return person;
  const form = await readForm(c, schema);
  if (!form.ok) return form;
  const ward = requireWard(person.value, form.value.ward);
  if (!ward.ok) return ward;
  return ok({ person: person.value, form: form.value, wardId: ward.value, requestId: c.get("requestId") });
}

/** What and where, for a sentence about it: `Fall · W1-04`. */
const whatAndWhere = (alert: StoredAlert) =>
  [alertWhat({ ...alert, called: null }, en), alert.bedId ?? alert.place].filter((part) => part !== null).join(" · ");

const unknownBed: Refusal = {
  kind: "invalid_input",
  faults: [{ field: "bed", reason: "unknown_bed", text: en.faults.bed }],
};

const boardPath = ({ hospitalId }: Person, wardId: string | null) =>
  `/hospitals/${hospitalId}${wardId === null ? "" : `?ward=${encodeURIComponent(wardId)}`}`;
