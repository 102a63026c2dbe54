import { Hono } from "hono";
import type { AppEnv } from "./context.ts";

/** The address people type: it leads to the board of their hospital, or to the door. */
export function homeRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/", (c) => {
    const signedIn = c.get("signedIn");
    return c.redirect(signedIn ? `/hospitals/${signedIn.person.hospitalId}` : "/sign-in", 303);
  });
  return routes;
}
