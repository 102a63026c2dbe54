import type { Context } from "hono";
import { isDatabaseAway } from "../db/faults.ts";
import type { Log } from "../log.ts";
import { noticePartial } from "../views/notice.tsx";
import { RefusalPage } from "../views/refusal-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppEnv } from "./context.ts";
import { answerRefusal, formOf, pageProps } from "./refusal.tsx";

/** A restart or a failover takes about as long. */
const databaseAwaySeconds = 5;

/**
 * Something broke: a bug, or the database is away. People get the request's id and nothing of the fault; the log gets the
 * fault and nothing of what was sent.
 */
export function answerFailure(log: Log) {
  return (error: Error, c: Context<AppEnv>): Response | Promise<Response> => {
    const requestId = c.get("requestId");
    if (brokeOff(error, c)) {
      log.info({ requestId, method: c.req.method, route: c.req.routePath }, "a request broke off");
      return c.body(null, 400);
    }
    log.error({ requestId, method: c.req.method, route: c.req.routePath, fault: faultOf(error) }, "a request failed");
    if (isDatabaseAway(error)) return answerRefusal(c, { kind: "busy", retryAfterSeconds: databaseAwaySeconds });
    c.status(500);
    switch (formOf(c)) {
      case "json":
        return c.json({ error: "failure", text: `${en.failure.title}. ${en.failure.text}`, requestId });
      case "partials":
        return c.html(noticePartial("refused", `${en.failure.title}. ${en.failure.text}`));
      case "empty":
        return c.body(null);
      case "page":
        return c.html(<RefusalPage {...pageProps(c)} refusal={null} />);
    }
  };
}

/** Whoever sent it left, or was cut off for being slow, before its body was here: no fault, and nobody to answer. */
const brokeOff = (error: Error, c: Context<AppEnv>) => error.message === "aborted" && !c.env.incoming.complete;

/**
 * What may be written down of an error. Postgres quotes the row that it refused in its message and detail, and a row is
 * about a patient: of its errors only the code, the names of table and constraint, and where in our code it was.
 */
function faultOf(error: Error) {
  const at = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  if (!("severity" in error)) return { name: error.name, message: error.message, at };
  const { code, table, constraint } = Object.fromEntries(Object.entries(error));
  return { name: error.name, code, table, constraint, at };
}
