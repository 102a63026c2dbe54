import { Hono } from "hono";
import { z } from "zod";
import { beginDuty } from "../actions/begin-duty.ts";
import { endDuty } from "../actions/end-duty.ts";
import { readHospital, readWards } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { findDuty, readOnDuty, readShiftPlan } from "../db/duties.ts";
import { shiftsOnOffer } from "../domain/shifts.ts";
import { may } from "../domain/staff.ts";
import { DutyPage } from "../views/duty-page.tsx";
import { OnDutyPage } from "../views/on-duty-page.tsx";
import { en } from "../views/words/en.ts";
import { type AppEnv, requirePerson, requireViewer, requireWard } from "./context.ts";
import { readForm } from "./form.ts";
import { answerRefusal } from "./refusal.tsx";

/** `ward` left out or empty: every ward. `shift` left out: the likely one. */
const dutyForm = z.strictObject({
  ward: z.string().max(16).optional(),
  shift: z.enum(["running", "following"], en.faults.shift).optional(),
});

/** Coming on duty and going home, and who is there. */
export function dutyRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/duty", async (c) => {
    if (!c.get("signedIn")) return c.redirect("/sign-in", 303);
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const { hospitalId, staffId, role } = person.value;
    if (!may(role, "go_on_duty")) return answerRefusal(c, { kind: "not_allowed", action: "go_on_duty" });
    const plan = await readShiftPlan(db, hospitalId);
    const now = await databaseNow(db);
    const [wards, duty, present] = await Promise.all([
      readWards(db, hospitalId),
      findDuty(db, hospitalId, staffId),
      readOnDuty(db, hospitalId),
    ]);
    const others = present.filter((one) => one.staffId !== staffId);
    const offer = shiftsOnOffer(plan, now);
    const { timeZone } = plan;
    return c.html(
      <DutyPage
        {...c.get("shell")}
        {...{ person: person.value, timeZone, wards, duty, present: others, offer, now, words: en }}
      />,
    );
  });

  routes.post("/duty", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, dutyForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const ward = requireWard(person.value, form.value.ward);
    if (!ward.ok) return answerRefusal(c, ward.refusal);
    const { shift = null } = form.value;
    const coming = { person: person.value, wardId: ward.value, shift, requestId: c.get("requestId") };
    const done = await beginDuty({ db }, coming);
    if (!done.ok) return answerRefusal(c, done.refusal);
    // To the board of what they are on duty for.
    const query = ward.value === null ? "" : `?ward=${encodeURIComponent(ward.value)}`;
    return c.redirect(`/hospitals/${person.value.hospitalId}${query}`, 303);
  });

  routes.post("/duty/end", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    await endDuty({ db }, { person: person.value, requestId: c.get("requestId") });
    return c.redirect(`/hospitals/${person.value.hospitalId}`, 303);
  });

  routes.get("/hospitals/:hospital/duty", async (c) => {
    if (!c.get("signedIn")) return c.redirect("/sign-in", 303);
    const viewer = requireViewer(c, c.req.param("hospital"));
    if (!viewer.ok) return answerRefusal(c, viewer.refusal);
    const { person } = viewer.value;
    const [hospital, wards, present] = await Promise.all([
      readHospital(db, person.hospitalId),
      readWards(db, person.hospitalId),
      readOnDuty(db, person.hospitalId),
    ]);
    if (!hospital) return answerRefusal(c, { kind: "not_found" });
    const { assets } = c.get("shell");
    return c.html(<OnDutyPage {...{ assets, hospital, wards, present, person, words: en }} />);
  });

  return routes;
}
