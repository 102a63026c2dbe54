import { Hono } from "hono";
import { z } from "zod";
import { watchBoard } from "../actions/watch-board.ts";
import type { Db } from "../db/connection.ts";
import { type AppEnv, requireViewer, requireWard } from "./context.ts";
import { readForm } from "./form.ts";
import { knowSession, type SessionDeps } from "./middleware.ts";
import { answerRefusal } from "./refusal.tsx";

const watchForm = z.strictObject({
  page: z.string().regex(/^[a-z0-9]{8,32}$/),
  ward: z.string().max(16).optional(),
  sound: z.enum(["off", "on", "blocked"]),
});

/** A page tells that it is seen. It says nothing of anybody being there: no session lasts longer by it. */
export function watchRoutes({ db, config }: SessionDeps & { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/hospitals/:hospital/watch", knowSession({ db, config }), async (c) => {
    const viewer = requireViewer(c, c.req.param("hospital"));
    if (!viewer.ok) return answerRefusal(c, viewer.refusal, "empty");
    const form = await readForm(c, watchForm);
    if (!form.ok) return answerRefusal(c, form.refusal, "empty");
    const { person, sessionHash, idle } = viewer.value;
    const ward = requireWard(person, form.value.ward);
    if (!ward.ok) return answerRefusal(c, ward.refusal, "empty");
    const { page, sound } = form.value;
    await watchBoard(db, { person, sessionHash, page, wardId: ward.value, idle, sound });
    return c.body(null, 204);
  });
  return routes;
}
