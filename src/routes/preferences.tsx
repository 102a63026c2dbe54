import { Hono } from "hono";
import { z } from "zod";
import { changePreferences } from "../actions/change-preferences.ts";
import type { Db } from "../db/connection.ts";
import { priorities } from "../domain/alerts.ts";
import { densities, type Preferences, themes, volumeMax } from "../domain/preferences.ts";
import { noticePartial } from "../views/notice.tsx";
import { settingsPartial } from "../views/settings-panel.tsx";
import { en } from "../views/words/en.ts";
import { boardPath } from "./board-path.ts";
import { type AppEnv, requirePerson, requireWard } from "./context.ts";
import { readForm } from "./form.ts";
import { answerRefusal, formOf } from "./refusal.tsx";

/** A box that is not ticked is not sent. */
const ticked = z
  .literal("on")
  .optional()
  .transform((sent) => sent === "on");

const preferencesForm = z.strictObject({
  volume: z
    .string()
    .regex(/^\d{1,2}$/, en.faults.volume)
    .transform(Number)
    .refine((volume) => volume >= 1 && volume <= volumeMax, en.faults.volume),
  soundFrom: z.enum(priorities, en.faults.priority),
  theme: z.enum(themes, en.faults.theme),
  density: z.enum(densities, en.faults.density),
  keys: ticked,
  notify: ticked,
  ward: z.string().max(16).optional(),
});

/** How a person wants their board. */
export function preferencesRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.post("/preferences", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, preferencesForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const { ward: asked, ...given } = form.value;
    const ward = requireWard(person.value, asked);
    if (!ward.ok) return answerRefusal(c, ward.refusal);
    const preferences: Preferences = given;
    await changePreferences({ db }, { person: person.value, preferences, requestId: c.get("requestId") });
    if (formOf(c) !== "partials") return c.redirect(boardPath(person.value, ward.value), 303);
    const panel = settingsPartial({ preferences, wardId: ward.value, words: en });
    return c.html(panel + noticePartial("done", en.notice.preferencesKept));
  });
  return routes;
}
