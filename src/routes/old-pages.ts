import type { MiddlewareHandler } from "hono";
import type { Db } from "../db/connection.ts";
import { findStay } from "../db/stays.ts";
import { type AppEnv, requirePerson } from "./context.ts";
import { answerRefusal } from "./refusal.tsx";

/**
 * What is posted by a page about a patient changes nothing where they have left, or lie in another bed than the page saw
 * (`?bed=` of its forms): whoever pressed had perhaps the person in the bed before their eyes, and not the one in the page.
 * That somebody has left the actions look at again under the stay's lock.
 */
export const refuseOldPages =
  (db: Db): MiddlewareHandler<AppEnv, "/stays/:stay/*"> =>
  async (c, next) => {
    const person = requirePerson(c);
    if (c.req.method !== "POST" || !person.ok) return next();
    const stay = await findStay(db, person.value.hospitalId, c.req.param("stay"));
    if (stay && stay.bed === null) return answerRefusal(c, { kind: "patient_left", at: stay.endedAt });
    const seen = c.req.query("bed");
    if (stay?.bed && seen !== undefined && seen !== stay.bed.bedId)
      return answerRefusal(c, { kind: "patient_moved", bedId: stay.bed.bedId });
    return next();
  };
