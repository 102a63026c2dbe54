import type { Peer } from "../actions/sign-in.ts";
import type { AppContext } from "./context.ts";

/** What a request tells about where it comes from. */

/** By the socket: a request line may claim any scheme. */
export const overTls = (c: AppContext) =>
  "encrypted" in c.env.incoming.socket && c.env.incoming.socket.encrypted === true;

/** Headers by which a proxy says that it is one. Nothing they hold is believed. */
const forwardingHeaders = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-forwarded-server",
  "x-real-ip",
  "x-client-ip",
  "via",
] as const;

export function peerOf(c: AppContext): Peer {
  return {
    address: c.env.incoming.socket.remoteAddress ?? "",
    forwarded: forwardingHeaders.some((name) => c.req.header(name) !== undefined),
  };
}

/**
 * A page that a person opened: a link, the address bar, a form's redirect. The refresh of a page without scripts is no
 * such thing, and comes without `Sec-Fetch-User`, which browsers send when a person did it. Browsers that never send it
 * (older ones; any, to a plain-HTTP address beyond this machine) count as nobody there: their people go idle although
 * they read, and are back with the next sign-in. The other way round a refresh would keep a session open for ever.
 */
export const openedByHand = (c: AppContext) => c.req.method === "GET" && c.req.header("sec-fetch-user") === "?1";

/** A page that opened itself again: the browser says that it navigates and that no person did it. */
export const openedByItself = (c: AppContext) =>
  c.req.header("sec-fetch-mode") === "navigate" && c.req.header("sec-fetch-user") !== "?1";
