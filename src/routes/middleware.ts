import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { createMiddleware } from "hono/factory";
import { keepSignedIn } from "../actions/keep-signed-in.ts";
import type { Db } from "../db/connection.ts";
import { findSession } from "../db/sessions.ts";
import type { AppContext, AppEnv, Shell } from "./context.ts";
import { answerRefusal } from "./refusal.tsx";
import { openedByHand, overTls } from "./request.ts";
import { readSessionCookie } from "./session-cookie.ts";

/**
 * What stands before every route. Which of these a route has is decided by where `app.tsx` mounts it, never by how a
 * path begins: a path can be written in many ways.
 */

/** No form of ours comes near it. Readings have a limit of their own. */
const formBytesMax = 16_384;

/** DESIGN section 7. Nothing inline, nothing from elsewhere, nothing evaluated. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const securityHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
  // Whatever does not say otherwise is about patients. Only files named after their content may be kept.
  "Cache-Control": "no-store",
};
/** Two years, as the preload lists ask. */
const strictTransport = "max-age=63072000; includeSubDomains";

/**
 * Set on Node's response before anything is decided, so that they are there whoever writes it: a page, a refusal, a
 * crash, a stream that bypasses hono. A route that says otherwise (Cache-Control of static files) overrides.
 */
export const protectResponse = (shell: Shell) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const requestId = randomBytes(9).toString("base64url");
    c.set("requestId", requestId);
    c.set("signedIn", null);
    c.set("shell", shell);
    const outgoing: ServerResponse = c.env.outgoing;
    for (const [name, value] of Object.entries(securityHeaders)) outgoing.setHeader(name, value);
    if (overTls(c)) outgoing.setHeader("Strict-Transport-Security", strictTransport);
    outgoing.setHeader("X-Request-Id", requestId);
    await next();
  });

/**
 * A board of forty beds is 150 kB of text that repeats itself: a tenth of that goes over the line, for about 2 ms of a
 * thread that is not this one. No page holds a secret beside words that another site could choose, so its length tells
 * nothing. Streams compress themselves.
 */
export const compressPages: MiddlewareHandler<AppEnv> = compress({ contentTypeFilter: /^text\/(html|csv)/ });

/**
 * Whatever changes something must come from a page of ours. Browsers say so in Sec-Fetch-Site, older ones in Origin. Who
 * says neither is no browser that could be made to (all that know SameSite cookies send Origin with a form of another
 * site) but a program that was given the cookie; it still has to send what our forms send. Not for Bearer tokens: a
 * browser sends none by itself.
 */
export const refuseForeignForms = createMiddleware<AppEnv>(async (c, next) => {
  if (!changesNothing(c.req.method) && !fromOurPage(c)) return answerRefusal(c, { kind: "foreign_request" });
  return next();
});

export const limitForms: MiddlewareHandler<AppEnv> = bodyLimit({
  maxSize: formBytesMax,
  onError: (c) => answerRefusal(c, { kind: "body_too_large", bytesMax: formBytesMax }),
});

export interface SessionDeps {
  readonly db: Db;
  readonly config: { readonly sessionIdleMinutes: number };
}

/** Who asks, looked up once a request. An action, or a page opened by hand, shows that somebody is there. */
export function loadSession(deps: SessionDeps): MiddlewareHandler<AppEnv> {
  const { db, config } = deps;
  const idleAfter = { minutes: config.sessionIdleMinutes };
  return createMiddleware<AppEnv>(async (c, next) => {
    const session = await sessionOf(c, deps);
    if (session && (!changesNothing(c.req.method) || openedByHand(c))) await keepSignedIn(db, session, idleAfter);
    return next();
  });
}

/** The same for what a page does by itself: nobody is there because of it. */
export const knowSession = (deps: SessionDeps): MiddlewareHandler<AppEnv> =>
  createMiddleware<AppEnv>(async (c, next) => {
    await sessionOf(c, deps);
    return next();
  });

async function sessionOf(c: AppContext, { db, config }: SessionDeps) {
  const id = readSessionCookie(c);
  const session = id === null ? null : await findSession(db, id, { minutes: config.sessionIdleMinutes });
  c.set("signedIn", session);
  if (session) c.set("shell", { ...c.get("shell"), theme: session.preferences.theme });
  return session;
}

const changesNothing = (method: string) => method === "GET" || method === "HEAD" || method === "OPTIONS";

function fromOurPage(c: AppContext): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = c.req.header("origin");
  if (origin !== undefined) return origin === new URL(c.req.url).origin;
  return c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
}
