import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { AppContext } from "./context.ts";
import { overTls } from "./request.ts";

/**
 * The session id in the browser. Over TLS its name begins with `__Host-`: no other subdomain and no plain-HTTP page can
 * set it. Without TLS browsers refuse that name, so there it is a plain one. Without a Max-Age it is gone with the
 * browser; the database knows when it ends anyway.
 */
const nameOf = (c: AppContext) => (overTls(c) ? "__Host-wardlight" : "wardlight");
const flagsOf = (c: AppContext) => ({ path: "/", httpOnly: true, sameSite: "Lax", secure: overTls(c) }) as const;

export const readSessionCookie = (c: AppContext): string | null => getCookie(c, nameOf(c)) ?? null;

export function setSessionCookie(c: AppContext, id: string, keepSeconds: number | null): void {
  setCookie(c, nameOf(c), id, { ...flagsOf(c), ...(keepSeconds === null ? {} : { maxAge: keepSeconds }) });
}

export function clearSessionCookie(c: AppContext): void {
  deleteCookie(c, nameOf(c), flagsOf(c));
}
