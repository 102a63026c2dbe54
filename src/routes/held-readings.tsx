import { Hono } from "hono";
import { z } from "zod";
import { settleHold } from "../actions/settle-hold.ts";
import type { Db } from "../db/connection.ts";
import { readOpenHolds } from "../db/holds.ts";
import type { Person } from "../domain/staff.ts";
import { HeldReadingsPage, heldPath } from "../views/held-readings-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readForm } from "./form.ts";
import { hospitalShell, requireMember } from "./hospital-page.ts";
import { answerRefusal, prepareRefusal } from "./refusal.tsx";

const list = "/hospitals/:hospital/held-readings";
const { whose } = en.held.faults;
const settleForm = z.strictObject({
  stay: z
    .string(whose)
    .regex(/^(none|[1-9]\d{0,17})$/, whose)
    .transform((stay) => (stay === "none" ? null : stay)),
});

/** Readings of which nobody can tell whose they are, until a person says so. */
export function heldRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get(list, async (c) => {
    const person = requireMember(c, "read_held");
    return person.ok ? show(c, person.value, null) : answerRefusal(c, person.refusal);
  });

  routes.post(`${list}/:hold`, async (c) => {
    const person = requireMember(c, "settle_held");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const holdId = c.req.param("hold");
    const form = await readForm(c, settleForm);
    if (!form.ok) {
      if (form.refusal.kind !== "invalid_input") return answerRefusal(c, form.refusal);
      prepareRefusal(c, form.refusal);
      return show(c, person.value, holdId);
    }
    const given = { person: person.value, holdId, stayId: form.value.stay, requestId: c.get("requestId") };
    const done = await settleHold({ db }, given);
    return done.ok ? c.redirect(heldPath(person.value.hospitalId), 303) : answerRefusal(c, done.refusal);
  });

  async function show(c: AppContext, person: Person, faulty: string | null) {
    const holds = await readOpenHolds(db, person.hospitalId, null);
    return c.html(<HeldReadingsPage {...(await hospitalShell(db, c, person))} {...{ holds, faulty }} />);
  }
  return routes;
}
