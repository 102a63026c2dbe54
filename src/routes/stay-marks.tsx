import { type Context, Hono } from "hono";
import type { z } from "zod";
import { markPatient } from "../actions/mark-patient.ts";
import { orderSpo2Scale } from "../actions/order-spo2-scale.ts";
import type { Db } from "../db/connection.ts";
import type { MarkKind } from "../domain/patient-marks.ts";
import type { Refusal } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import type { StayForm } from "../views/stay-page.tsx";
import { type AppContext, type AppEnv, requirePerson } from "./context.ts";
import { readForm } from "./form.ts";
import { allergiesForm, isolationForm, resuscitationForm, scaleForm } from "./patient-forms.ts";
import { answerRefusal } from "./refusal.tsx";

interface MarkRouteDeps {
  readonly db: Db;
  /** Shows the patient's page with what was wrong. */
  readonly refuseForm: (
    c: AppContext,
    person: Person,
    stayId: string,
    form: StayForm,
    refusal: Refusal,
  ) => Response | Promise<Response>;
}

/** What must be known of a patient, said on their page. */
export function markRoutes({ db, refuseForm }: MarkRouteDeps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  type Said = { readonly value: string | null; readonly words: string | null };
  const saying =
    (mark: Exclude<MarkKind, "spo2_scale">, schema: z.ZodType<Said>) =>
    async (c: Context<AppEnv, "/stays/:stay/isolation">) => {
      const person = requirePerson(c);
      if (!person.ok) return answerRefusal(c, person.refusal);
      const stayId = c.req.param("stay");
      const form = await readForm(c, schema);
      if (!form.ok) return refuseForm(c, person.value, stayId, mark, form.refusal);
      const given = { person: person.value, stayId, mark, ...form.value, requestId: c.get("requestId") };
      const done = await markPatient({ db }, given);
      return done.ok ? c.redirect(`/stays/${stayId}#marks`, 303) : answerRefusal(c, done.refusal);
    };

  routes.post("/stays/:stay/resuscitation", saying("resuscitation", resuscitationForm));
  routes.post("/stays/:stay/isolation", saying("isolation", isolationForm));
  routes.post("/stays/:stay/allergies", saying("allergies", allergiesForm));

  routes.post("/stays/:stay/spo2-scale", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, scaleForm);
    if (!form.ok) return refuseForm(c, person.value, stayId, "spo2_scale", form.refusal);
    const given = { person: person.value, stayId, ...form.value, requestId: c.get("requestId") };
    const done = await orderSpo2Scale({ db }, given);
    return done.ok ? c.redirect(`/stays/${stayId}#marks`, 303) : answerRefusal(c, done.refusal);
  });
  return routes;
}
