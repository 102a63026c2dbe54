import { Hono } from "hono";
import { z } from "zod";
import { endDuty } from "../actions/end-duty.ts";
import { passwordBytesMax } from "../actions/passwords.ts";
import { createSignIn } from "../actions/sign-in.ts";
import { signOut } from "../actions/sign-out.ts";
import type { SettledConfig } from "../config.ts";
import type { Db } from "../db/connection.ts";
import { findDuty } from "../db/duties.ts";
import type { Refusal } from "../domain/refusals.ts";
import { may } from "../domain/staff.ts";
import type { Log } from "../log.ts";
import { SignInPage } from "../views/sign-in-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readForm } from "./form.ts";
import { prepareRefusal } from "./refusal.tsx";
import { peerOf } from "./request.ts";
import { clearSessionCookie, setSessionCookie } from "./session-cookie.ts";

interface SessionRouteDeps {
  readonly db: Db;
  readonly config: SettledConfig;
  readonly log: Log;
}

/** RFC 5321 allows no longer address; control characters are in none. */
const emailCharactersMax = 254;
const signInForm = z.strictObject({
  email: z
    .string()
    .trim()
    .max(emailCharactersMax, en.faults.email)
    .regex(/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u, en.faults.email),
  password: z
    .string()
    .min(1, en.faults.password)
    .refine((text) => Buffer.byteLength(text) <= passwordBytesMax, en.faults.password),
  hospital: z.string().max(31).optional(),
});

export function sessionRoutes({ db, config, log }: SessionRouteDeps): Hono<AppEnv> {
  const rules = { demoMode: config.demo, hoursMax: config.sessionHoursMax };
  const signIn = createSignIn({ db, log, rules });
  const routes = new Hono<AppEnv>();

  routes.get("/sign-in", (c) => {
    const signedIn = c.get("signedIn");
    if (signedIn && !signedIn.idle) return c.redirect("/", 303);
    return showSignIn(c, null, "");
  });

  routes.post("/session", async (c) => {
    const form = await readForm(c, signInForm);
    if (!form.ok) return showSignIn(c, form.refusal, "");
    const { email, password, hospital } = form.value;
    const signedIn = c.get("signedIn");
    const done = await signIn({
      email,
      password,
      hospitalId: hospital || null,
      peer: peerOf(c),
      replaces: signedIn && { hospitalId: signedIn.person.hospitalId, sessionHash: signedIn.sessionHash },
      requestId: c.get("requestId"),
    });
    if (!done.ok) return showSignIn(c, done.refusal, email);
    const { sessionId, keepSeconds, hospitalId, staffId, role } = done.value;
    setSessionCookie(c, sessionId, keepSeconds);
    // Who was only away for a while, or is on duty at another computer, has been asked already.
    const back = signedIn?.person.staffId === staffId && signedIn.person.hospitalId === hospitalId;
    const ask = may(role, "go_on_duty") && !back && !(await findDuty(db, hospitalId, staffId));
    return c.redirect(ask ? "/duty" : `/hospitals/${hospitalId}`, 303);
  });

  // Also for the idle, and for whoever is signed out already: nobody is kept in.
  routes.post("/session/end", async (c) => {
    const signedIn = c.get("signedIn");
    const requestId = c.get("requestId");
    if (signedIn) {
      const { person } = signedIn;
      const { hospitalId } = person;
      // Signing out alone does not: a nurse leaves the ward's computer to a colleague and stays on the ward.
      const goesHome = new URLSearchParams(await c.req.text()).get("duty") === "end";
      if (goesHome && !signedIn.idle) await endDuty({ db }, { person, requestId });
      await signOut(db, { hospitalId, sessionHash: signedIn.sessionHash }, { reason: "signed_out", requestId });
    }
    clearSessionCookie(c);
    // What the browser kept to show at "back" goes too.
    c.header("Clear-Site-Data", '"cache"');
    return leaveFor(c, "/sign-in");
  });

  return routes;
}

function showSignIn(c: AppContext, refusal: Refusal | null, email: string) {
  if (refusal) prepareRefusal(c, refusal);
  const idle = c.get("signedIn")?.idle === true;
  return c.html(<SignInPage {...c.get("shell")} refusal={refusal} email={email} idle={idle} words={en} />);
}

/** htmx follows a redirect by itself and would put the next page into this one: it is told to go there instead. */
function leaveFor(c: AppContext, path: string) {
  if (c.req.header("hx-request") === undefined) return c.redirect(path, 303);
  c.header("HX-Redirect", path);
  return c.body(null, 200);
}
