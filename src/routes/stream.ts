import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { Hub } from "../events/hub.ts";
import { type ChannelView, isPace } from "../events/view.ts";
import { audienceOf } from "../views/board-page.tsx";
import { accepts } from "./content-encoding.ts";
import { type AppContext, type AppEnv, requireViewer, requireWard, type SignedIn } from "./context.ts";
import { answerRefusal } from "./refusal.tsx";

interface StreamRouteDeps {
  readonly hub: Hub;
  readonly config: { readonly compressStreams: boolean };
}

/**
 * A hospital's board as it changes: as a stream, and for pages that cannot hold one as a poll. An idle person may watch,
 * and watching does not count as being there. Refusals have no body and nothing redirects: hx-sse would swap the one
 * over the vital signs and follow the other for ever.
 */
export function streamRoutes({ hub, config }: StreamRouteDeps): Hono<AppEnv> {
  const compress = config.compressStreams;
  const app = new Hono<AppEnv>();

  app.get("/hospitals/:hospital/stream", async (c) => {
    // Hono answers HEAD by the GET handler, which would open a stream that nobody can read.
    if (c.req.raw.method !== "GET") return c.body(null, 405, { allow: "GET" });
    const viewer = viewerOf(c);
    if (!viewer.ok) return answerRefusal(c, viewer.refusal, "empty");
    const { signedIn, view } = viewer.value;
    const { outgoing, incoming } = c.env;
    const pace = c.req.query("pace") ?? "live";
    const opened = await hub.subscribe(
      {
        ...view,
        pace: isPace(pace) ? pace : "live",
        role: signedIn.person.role,
        sessionHash: signedIn.sessionHash,
        // The page's own cursor is as old as the page; the one that hx-sse remembers is newer.
        after: c.req.header("last-event-id") ?? c.req.query("after") ?? null,
        http1: incoming.httpVersionMajor < 2,
        gzip: compress && accepts(c.req.header("accept-encoding") ?? "", "gzip"),
      },
      outgoing,
    );
    return opened.ok ? RESPONSE_ALREADY_SENT : answerRefusal(c, opened.refusal, "empty");
  });

  app.get("/hospitals/:hospital/poll", async (c) => {
    if (c.req.raw.method !== "GET") return c.body(null, 405, { allow: "GET" });
    const viewer = viewerOf(c);
    if (!viewer.ok) return answerRefusal(c, viewer.refusal, "empty");
    const after = unquoted(c.req.header("if-none-match")) ?? c.req.query("after") ?? null;
    const answer = await hub.poll(viewer.value.view, after);
    if (!answer.ok) return answerRefusal(c, answer.refusal, "empty");
    const { body, cursor, nowMillis } = answer.value;
    const headers = {
      "cache-control": "no-store",
      etag: `"${cursor}"`,
      "wardlight-cursor": cursor,
      "wardlight-now": String(nowMillis),
      "wardlight-build": hub.build,
    };
    if (body === null) return c.body(null, 304, headers);
    return c.body(body, 200, { ...headers, "content-type": "text/html; charset=utf-8" });
  });

  return app;
}

function viewerOf(c: AppContext): Result<{ signedIn: SignedIn; view: Omit<ChannelView, "pace"> }> {
  const hospitalId = c.req.param("hospital");
  if (hospitalId === undefined) return refuse({ kind: "not_found" });
  const viewer = requireViewer(c, hospitalId);
  if (!viewer.ok) return viewer;
  const signedIn = viewer.value;
  const ward = requireWard(signedIn.person, c.req.query("ward"));
  if (!ward.ok) return ward;
  const audience = audienceOf(signedIn.person);
  return ok({ signedIn, view: { hospitalId, wardId: ward.value, language: "en", audience } });
}

const unquoted = (etag: string | undefined) => etag?.replace(/^(?:W\/)?"(.*)"$/, "$1");
