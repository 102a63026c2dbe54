import { Hono } from "hono";
import { noteAlertOpened } from "../actions/open-alert.ts";
import { readAlertFile, readAlertVersion, stepsMax } from "../db/alert-file.ts";
import { readAlertValues } from "../db/alert-values.ts";
import { auditLinesMax, readAuditOfAlert } from "../db/audit.ts";
import type { Db } from "../db/connection.ts";
import { readColleagues } from "../db/staff.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusals.ts";
import { answerPermission, may, type Person } from "../domain/staff.ts";
import { AlertPage, type AlertPageParts, alertRegions } from "../views/alert-page.tsx";
import { en } from "../views/words/en.ts";
import { type AppContext, type AppEnv, requirePerson } from "./context.ts";
import { answerRefusal, prepareRefusal, sentenceOf } from "./refusal.tsx";
import { openedByItself } from "./request.ts";

/**
 * An alert's own page. Whoever opens it is there and known; a page that is open already goes on being read while its
 * person is away, as a board does. No stream is held for it: it asks every five seconds whether it has changed.
 */
export function alertPageRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/alerts/:id", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    return showAlert(c, db, person.value, c.req.param("id"), null);
  });

  routes.get("/alerts/:id/version", async (c) => {
    const reader = readerOf(c);
    if (!reader.ok) return answerRefusal(c, reader.refusal, "empty");
    const found = await readAlertVersion(db, reader.value.hospitalId, c.req.param("id"));
    if (!found) return answerRefusal(c, { kind: "not_found" }, "empty");
    return c.json({ version: found.version, now: found.now.getTime() });
  });

  routes.get("/alerts/:id/regions", async (c) => {
    const reader = readerOf(c);
    if (!reader.ok) return answerRefusal(c, reader.refusal, "empty");
    const found = await readParts(db, reader.value, c.req.param("id"));
    if (!found) return answerRefusal(c, { kind: "not_found" }, "empty");
    c.header("Wardlight-Version", found.version);
    return c.html(
      alertRegions(found.parts)
        .map(({ html }) => html)
        .join(""),
    );
  });

  return routes;
}

/** Also to say on it why something was not done: what it is now stands beside that. */
export async function showAlert(c: AppContext, db: Db, person: Person, alertId: string, refusal: Refusal | null) {
  if (!may(person.role, "read_history")) return answerRefusal(c, { kind: "not_allowed", action: "read_history" });
  const found = await readParts(db, person, alertId);
  if (!found) return answerRefusal(c, { kind: "not_found" });
  if (!openedByItself(c)) await noteAlertOpened(db, person, alertId, c.get("requestId"));
  if (refusal) prepareRefusal(c, refusal);
  const refused = refusal && sentenceOf(c, refusal);
  const { version, parts } = found;
  return c.html(<AlertPage {...parts} version={version} refused={refused} assets={c.get("shell").assets} />);
}

/** Also of somebody who has been away for a while. */
function readerOf(c: AppContext): Result<Person> {
  const signedIn = c.get("signedIn");
  if (!signedIn) return refuse({ kind: "not_signed_in" });
  if (!may(signedIn.person.role, "read_history")) return refuse({ kind: "not_allowed", action: "read_history" });
  return ok(signedIn.person);
}

/** The version before the rest: what happens in between is asked for once more, instead of falling between the two. */
async function readParts(
  db: Db,
  person: Person,
  alertId: string,
): Promise<{ readonly version: string; readonly parts: AlertPageParts } | null> {
  const { hospitalId, staffId, role } = person;
  const versioned = await readAlertVersion(db, hospitalId, alertId);
  const file = versioned && (await readAlertFile(db, hospitalId, alertId));
  if (!file) return null;
  const { alert, now } = file;
  const values = await readAlertValues(db, hospitalId, alert, now);
  const audit = may(role, "read_audit")
    ? { lines: await readAuditOfAlert(db, hospitalId, alertId), linesMax: auditLinesMax }
    : null;
  const needed = answerPermission(alert);
  const colleagues = may(role, needed) ? await readColleagues(db, hospitalId) : [];
  const askable = colleagues.filter((one) => one.staffId !== staffId && may(one.role, needed));
  return {
    version: versioned.version,
    parts: { file, stepsMax, values, audit, colleagues: askable, person, words: en },
  };
}
