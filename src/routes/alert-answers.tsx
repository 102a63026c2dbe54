import { Hono } from "hono";
import type { z } from "zod";
import { acknowledgeAlert } from "../actions/acknowledge-alert.ts";
import type { AlertAct } from "../actions/answer-alert.ts";
import { callNext } from "../actions/call-next.ts";
import { handOverAlert } from "../actions/hand-over-alert.ts";
import { noteAlert } from "../actions/note-alert.ts";
import { resolveAlert } from "../actions/resolve-alert.ts";
import { takeOnAlert } from "../actions/take-on-alert.ts";
import { undoAnswer } from "../actions/undo-answer.ts";
import type { StoredAlert } from "../db/alerts.ts";
import type { Refusal, Result } from "../domain/refusals.ts";
import { en } from "../views/words/en.ts";
import {
  acknowledgementForm,
  escalationForm,
  handOverForm,
  noteForm,
  ownerForm,
  resolutionForm,
  undoForm,
} from "./alert-forms.ts";
import { showAlert } from "./alert-page.tsx";
import { type AlertRouteDeps, createAlertReply, type Posted, readPosted, whatAndWhere } from "./alert-reply.tsx";
import { type AppContext, type AppEnv, requirePerson } from "./context.ts";
import { answerRefusal, formOf } from "./refusal.tsx";

/** What people do to an alert that is there. Each is a thing of the alert's that is posted. */
export function alertAnswerRoutes(deps: AlertRouteDeps): Hono<AppEnv> {
  const { db } = deps;
  const reply = createAlertReply(deps);
  const routes = new Hono<AppEnv>();

  interface Answering<T> {
    readonly form: z.ZodType<T>;
    readonly act: (act: AlertAct, posted: Posted<T>) => Promise<Result<StoredAlert>>;
    readonly said: (what: string) => string;
    /** Whether whoever did it can take it back for a moment. */
    readonly undo?: boolean;
  }
  const answering =
    <T extends { ward?: string | undefined; screen?: "board" | "alert" | undefined }>(answer: Answering<T>) =>
    async (c: AppContext) => {
      const posted = await readPosted(c, answer.form);
      const alertId = c.req.param("id") ?? "";
      if (!posted.ok) return refuseForm(c, alertId, posted.refusal);
      const { person, requestId } = posted.value;
      const done = await answer.act({ person, requestId, alertId }, posted.value);
      if (!done.ok) return reply.refused(c, { ...posted.value, alertId }, done.refusal);
      return reply.done(c, posted.value, answer.said(whatAndWhere(done.value)), {
        alertId,
        undo: answer.undo === true,
      });
    };

  /** What is wrong with a form of the alert's page is said on that page. */
  async function refuseForm(c: AppContext, alertId: string, refusal: Refusal) {
    const person = requirePerson(c);
    if (!person.ok || refusal.kind !== "invalid_input" || formOf(c) !== "page") return answerRefusal(c, refusal);
    const screens = new URLSearchParams(await c.req.text()).getAll("screen");
    if (screens.length !== 1 || screens[0] !== "alert") return answerRefusal(c, refusal);
    return showAlert(c, db, person.value, alertId, refusal);
  }

  routes.post(
    "/alerts/:id/acknowledgement",
    answering({
      form: acknowledgementForm,
      act: (act, { screen }) => acknowledgeAlert({ db }, { ...act, screen }),
      said: en.notice.acknowledged,
      undo: true,
    }),
  );
  routes.post(
    "/alerts/:id/owner",
    answering({
      form: ownerForm,
      act: (act, { screen, form }) => takeOnAlert({ db }, { ...act, screen, minutes: form.minutes }),
      said: en.notice.takenOn,
    }),
  );
  routes.post(
    "/alerts/:id/hand-over",
    answering({
      form: handOverForm,
      act: (act, { form }) => handOverAlert({ db }, { ...act, toStaffId: form.to }),
      said: en.notice.handedOver,
    }),
  );
  routes.post(
    "/alerts/:id/notes",
    answering({
      form: noteForm,
      act: (act, { form }) => noteAlert({ db }, { ...act, text: form.text }),
      said: en.notice.noted,
    }),
  );
  routes.post(
    "/alerts/:id/escalation",
    answering({
      form: escalationForm,
      act: (act, { form }) => callNext({ db }, { ...act, reason: form.reason }),
      said: en.notice.escalated,
    }),
  );
  routes.post(
    "/alerts/:id/resolution",
    answering({
      form: resolutionForm,
      act: (act, { form }) => resolveAlert({ db }, { ...act, outcome: form.outcome }),
      said: en.notice.resolved,
      undo: true,
    }),
  );
  routes.post(
    "/alerts/:id/undo",
    answering({ form: undoForm, act: (act) => undoAnswer({ db }, act), said: en.notice.undone }),
  );
  return routes;
}
